package main

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/inbox"
	"shilu/schema"
	"shilu/schema/archive"
	"shilu/schema/query"
)

// What is removed is gone from the archive, the streams, the object stores and the dead letters, is refused when it is met again, and
// comes back when the decision is undone; an archive that is made anew comes to the same at every point.
func TestRemoveAndUndo(t *testing.T) {
	r := newRig(t)
	large := conference + strings.Repeat("09:07:00 杜若川\n\n近岸水质优良率达到九成。\n\n", 30_000) // goes through the object store
	id := schema.TranscriptID(schema.Digest([]byte(large)))
	run := r.start("run", "--port", "0", "--json")
	for name, text := range map[string]string{"large.txt": large, "small.txt": conference} {
		r.drop(name, text)
		if e := run.fate(); e.Archived == nil {
			t.Fatalf("%s: %+v", e.Path, e)
		}
	}
	r.annotate(schema.Annotated{ID: id, Annotator: "titles", Version: 1, Annotations: []schema.Annotation{{Place: 0, Quote: "09:00:00", Kind: "start"}}})
	r.settle()

	found := func(want int) {
		t.Helper()
		var page query.Page
		if r.decode(&page, "search", "海草床"); page.Total != want {
			t.Errorf("search finds %d turns, want %d", page.Total, want)
		}
	}
	agree := func(when string) {
		t.Helper()
		r.settle()
		if lines, last, stderr, code := r.verifies(); code != 0 || last.InFlight > 0 {
			t.Errorf("%s: exit code %d, %+v %+v\n%s", when, code, last, lines, stderr)
		}
	}
	found(2)
	var made removal
	r.decode(&made, "remove", id[:9], "--why", "发布单位要求撤回", "--who", "孟远")
	if d := made.Decision; d.About != id || d.Who != "孟远" || made.Objects < 1 || len(made.Files) != 1 || made.Files[0] != "inbox/large.txt" {
		t.Errorf("removed %+v, want %s with its object, and where it lies", made, id)
	}
	if e := run.fate(); e.Path != "large.txt" || e.Rejected == nil || e.Rejected.Code != schema.FaultRemoved || !strings.Contains(e.Rejected.Reason, "发布单位要求撤回") {
		t.Errorf("%s is %+v, want rejected with the reason", e.Path, e.Rejected)
	}
	found(1)
	agree("after the removal")
	if _, stderr, code := r.shilu("remove", id, "--why", "noch einmal"); code != exitError || !strings.Contains(stderr, "was removed already, by 孟远") {
		t.Errorf("a second time: exit code %d, %q", code, stderr)
	}

	// Met again it is refused, and no dead letter keeps it.
	r.drop("again.txt", large)
	if e := run.fate(); e.Path != "again.txt" || e.Rejected == nil || e.Rejected.Code != schema.FaultRemoved {
		t.Errorf("%s is %+v, want rejected as removed", e.Path, e.Rejected)
	}
	if letters := r.must("dead", "list"); letters != "" {
		t.Errorf("dead letters %q, want none", letters)
	}
	agree("after it was met again")
	run.interrupt()
	r.streams(func(js jetstream.JetStream) error {
		for _, name := range []string{"shilu-log", "shilu-transit", "shilu-dead"} {
			stream, err := js.Stream(t.Context(), name)
			if err != nil {
				return err
			}
			info, err := stream.Info(t.Context(), jetstream.WithSubjectFilter(">"))
			if err != nil {
				return err
			}
			for subject := range info.State.Subjects {
				if strings.Contains(subject, id) && !strings.HasPrefix(subject, "shilu.transcript.rejected.") {
					t.Errorf("%s has %s still", name, subject)
				}
			}
		}
		store, err := js.ObjectStore(t.Context(), "shilu-log-objects")
		if err != nil {
			return err
		}
		if left, err := store.List(t.Context()); len(left) > 0 {
			t.Errorf("the object store has %d objects, %v", len(left), err)
		}
		return nil
	})
	same := func(when, from string) {
		t.Helper()
		var made rebuilt
		if r.decode(&made, "rebuild", "--from", from); made.Digest != made.Before {
			t.Errorf("%s made anew from %s: %+v", when, from, made)
		}
	}
	same("without it", "log")
	same("without it", "originals")

	// It is let in again; here no shilu runs, so the command does all of it alone.
	undone := r.must("remove", id[:9], "--undo", "--why", "撤回有误")
	if !strings.Contains(undone, "inbox/large.txt") || !strings.Contains(undone, "inbox/again.txt") {
		t.Errorf("the undoing says %q", undone)
	}
	if _, stderr, code := r.shilu("remove", id, "--undo", "--why", "x"); code != exitError || !strings.Contains(stderr, "was removed") {
		t.Errorf("undone twice: exit code %d, %q", code, stderr)
	}
	run = r.start("run", "--port", "0", "--json")
	for range 2 {
		if e := run.fate(); e.Archived == nil {
			t.Errorf("%s is %+v, want archived", e.Path, e.Rejected)
		}
	}
	found(2)
	agree("after the undoing")
	run.interrupt()
	same("with it again", "log")
}

// A decision that a crash kept from being published is, at the next start, with all that follows from it.
func TestRemovalGoesOnAfterACrash(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	r.drop("a.txt", conference)
	id := run.fate().Archived.ID
	r.settle()
	run.kill()
	store, err := archive.Open(t.Context(), r.path("shilu-data/archive.db"), archive.DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2031, 3, 8, 3, 15, 0, 0, time.UTC)
	d := schema.Decision{ID: schema.DecisionID(at, 7), Kind: schema.DecisionRemoved, About: id, Who: "孟远", Why: "x", Made: at}
	if err := errors.Join(store.Decide(t.Context(), d, false), store.Close()); err != nil {
		t.Fatal(err)
	}
	run = r.start("run", "--port", "0", "--json")
	if e := run.fate(); e.Rejected == nil || e.Rejected.Code != schema.FaultRemoved {
		t.Errorf("%s is %+v, want rejected as removed", e.Path, e)
	}
	events := r.start("subscribe", "--from-start")
	var said struct {
		Type string `json:"type"`
	}
	if err := json.Unmarshal([]byte(<-events.lines), &said); err != nil || said.Type != schema.StepRejected.Type() {
		t.Errorf("the first event that is left is %s, %v; want rejected", said.Type, err)
	}
	var s status
	if r.decode(&s, "status"); s.Counts[inbox.Rejected] != 1 {
		t.Errorf("status %+v, want one rejected", s.Counts)
	}
	if _, err := os.Stat(r.path("inbox/a.txt")); err != nil {
		t.Errorf("the file itself: %v, want it left alone", err)
	}
}
