package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"shilu/schema"
	"shilu/schema/query"
)

// An archive with revisions, bytes that came back, a copy, a file that vanished and annotations is made anew from the log, and from the
// originals in it: all three hold the same.
func TestRebuildGivesTheSame(t *testing.T) {
	r := newRig(t)
	text := func(n string) string { return strings.Replace(conference, "126", n, 1) }
	run := r.start("run", "--port", "0", "--json")
	var id string
	for _, step := range []struct{ name, n string }{{"a.txt", "1"}, {"a.txt", "2"}, {"a.txt", "1"}, {"b.txt", "2"}, {"c.txt", "3"}, {"d.txt", "3"}} {
		r.drop(step.name, text(step.n))
		e := run.fate()
		if e.Archived == nil {
			t.Fatalf("%s: %+v", step.name, e)
		}
		if step.n == "1" {
			id = e.Archived.ID
		}
	}
	r.vanish("d.txt")
	r.annotate(schema.Annotated{ID: id, Annotator: "titles", Version: 1, Annotations: []schema.Annotation{{Place: 0, Quote: "09:00:00", Kind: "start"}}})
	r.annotate(schema.Annotated{ID: strings.Repeat("a", 32), Annotator: "early", Version: 1, Annotations: []schema.Annotation{{Place: 0, Quote: "x", Kind: "start"}}})
	r.settle()
	run.interrupt()

	lines, before, stderr, code := r.verifies()
	if code != 0 || before.InFlight > 0 {
		t.Fatalf("before: exit code %d, %+v %+v\n%s", code, before, lines, stderr)
	}
	var firstKept string
	for _, from := range []string{"log", "originals"} {
		var made rebuilt
		r.decode(&made, "rebuild", "--from", from)
		if made.Digest != before.Digest || made.Before != before.Digest || made.States != 6 || made.Gone != 1 || made.Words != 2 {
			t.Errorf("from %s: %+v, want the digest %s, 6 states, 1 gone, 2 words", from, made, before.Digest)
		}
		if _, err := os.Stat(r.path(made.Kept)); err != nil || made.Kept == firstKept {
			t.Errorf("from %s the archive before is kept as %q, %v", from, made.Kept, err)
		}
		firstKept = made.Kept
		if lines, after, stderr, code := r.verifies(); code != 0 || after.Digest != before.Digest {
			t.Errorf("after a rebuild from %s: exit code %d, %+v %+v\n%s", from, code, after, lines, stderr)
		}
	}
	var page query.Page
	if r.decode(&page, "search", "海草床"); page.Total != 3 {
		t.Errorf("search finds %d turns, want 3", page.Total)
	}

	run = r.start("run", "--port", "0", "--json")
	run.said("Ctrl-C ends")
	if _, stderr, code := r.shilu("rebuild"); code != exitError || !strings.Contains(stderr, "another shilu that is running") {
		t.Errorf("beside a shilu that runs: exit code %d, %q", code, stderr)
	}
	if _, stderr, code := r.shilu("verify", "--repair"); code != exitError || !strings.Contains(stderr, "another shilu that is running") {
		t.Errorf("repair beside a shilu that runs: exit code %d, %q", code, stderr)
	}
}

// A rebuild holds what differs: the digest is no formality.
func TestRebuildTellsWhenItIsNotTheSame(t *testing.T) {
	k := furnish(t)
	r := k.restored()
	r.sql(`UPDATE figure SET value = 7 WHERE n = 0`)
	var made rebuilt
	r.decode(&made, "rebuild")
	if made.Digest == made.Before || made.Before == "" {
		t.Errorf("%+v: want another digest than that of the archive that was changed", made)
	}
	if stdout := r.must("rebuild"); !strings.Contains(stdout, "the same as before") {
		t.Errorf("a second time: %q", stdout)
	}
}

// annotate says it as an annotator would, to the shilu that runs.
func (r *rig) annotate(word schema.Annotated) {
	r.t.Helper()
	a := r.app()
	bus, err := a.connect("annotator")
	if err != nil {
		r.t.Fatal(err)
	}
	defer bus.Close()
	note := schema.Note{Annotated: word, Source: "/annotator/" + word.Annotator, Made: time.Date(2031, 5, 10, 0, 0, 0, 0, time.UTC)}
	if err := bus.OfferNote(r.t.Context(), note); err != nil {
		r.t.Fatal(err)
	}
}

// settle waits until nothing is in flight.
func (r *rig) settle() {
	r.t.Helper()
	for deadline := time.Now().Add(patience); ; {
		var s status
		r.decode(&s, "status")
		busy := s.Counts["waiting"] > 0
		for _, stage := range s.Stages {
			busy = busy || stage.Waiting > 0 || stage.InFlight > 0
		}
		if !busy {
			return
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("after %v still under way: %+v", patience, s.State)
		}
	}
}
