package main

import (
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline"
	"shilu/schema"
)

// holdsAll says that a wiped store has again all that the archive holds: an archive made from the log is the same one, and verify finds
// nothing that differs.
func (r *rig) holdsAll(digest string) {
	r.t.Helper()
	var made rebuilt
	r.decode(&made, "rebuild")
	if made.Digest != digest {
		r.t.Errorf("made anew from the log: digest %s, want %s", made.Digest, digest)
	}
	lines, last, stderr, code := r.verifies()
	for _, l := range lines {
		if l.Kind == pipeline.Difference {
			r.t.Errorf("verify: %+v", l)
		}
	}
	if code != 0 || last.Digest != digest {
		r.t.Errorf("verify: exit code %d, digest %s; want %s\n%s", code, last.Digest, digest, stderr)
	}
}

// A message store that was wiped while nothing ran is filled again from the archive before anything is offered to it, and nothing is
// archived twice: what is in the folder is known.
func TestAWipedStoreIsFilledAgain(t *testing.T) {
	k := furnish(t)
	r := k.restored()
	_, before, _, _ := r.verifies()
	if err := os.RemoveAll(r.path("shilu-data/messages")); err != nil {
		t.Fatal(err)
	}
	run := r.start("run", "--port", "0", "--json")
	run.said("put back from the archive")
	r.drop("e.txt", strings.Replace(conference, "126", "999", 1))
	fates := map[string]string{}
	for range 3 {
		e := run.fate()
		fates[e.Path] = e.Fate
	}
	if want := map[string]string{"e.txt": "archived", "picture.txt": "rejected", "secret.txt": "rejected"}; !maps.Equal(fates, want) {
		t.Errorf("fates %v, want %v: what is archived isn't offered again, what had been rejected is rejected again", fates, want)
	}
	r.settle()
	received := r.start("subscribe", "received", "--from-start")
	for range len(k.ids) {
		if line := <-received.lines; strings.Contains(line, "secret.txt") {
			t.Errorf("what was removed is in the log: %s", line)
		}
	}
	received.interrupt()
	transit, err := r.jetStream().Stream(t.Context(), pipeline.TransitStream)
	if err != nil {
		t.Fatal(err)
	}
	info, err := transit.Info(t.Context(), jetstream.WithSubjectFilter(schema.StepParsed.Filter()))
	if err != nil {
		t.Fatal(err)
	}
	for subject := range info.State.Subjects {
		if strings.Contains(subject, k.ids["a.txt"]) {
			t.Errorf("what was put back is read again: %s; of what its sidecar said the archive alone knew", subject)
		}
	}
	run.interrupt()
	_, after, _, _ := r.verifies()
	if before.Digest == after.Digest {
		t.Error("e.txt was not archived")
	}
	r.holdsAll(after.Digest)
}

// Without the folder the archive is enough, also for who only asks that it be made anew from the log, and of what a sidecar once said.
func TestAWipedStoreIsFilledAgainBeforeARebuild(t *testing.T) {
	r := furnish(t).restored()
	run := r.start("run", "--port", "0", "--json")
	r.drop("titled.txt.meta.yaml", "title: 石桥镇的第二次会\n")
	r.drop("titled.txt", strings.Replace(conference, "126", "555", 1))
	run.fate()
	run.interrupt()
	_, before, _, _ := r.verifies()
	for _, name := range []string{"shilu-data/messages", "inbox"} {
		if err := os.RemoveAll(r.path(name)); err != nil {
			t.Fatal(err)
		}
	}
	r.holdsAll(before.Digest)
	r.drop("../f.txt", strings.Replace(conference, "126", "999", 1))
	r.must("ingest", "f.txt") // now workers have had their turn
	_, after, _, _ := r.verifies()
	r.holdsAll(after.Digest)
}

// Wiped under an external broker while everything runs: filled again unaided, whoever comes first.
func TestAStoreThatIsWipedMeanwhileIsFilledAgain(t *testing.T) {
	r := newRig(t)
	b := newBroker(t)
	to := b.to(b.address())
	r.start(append([]string{"worker"}, to...)...)
	watch := r.start(append([]string{"watch", "inbox", "--json"}, to...)...)
	texts := []string{conference, strings.Replace(conference, "126", "127", 1), strings.Replace(conference, "126", "128", 1)}
	for i, name := range []string{"a.txt", "b.txt"} {
		r.drop(name, texts[i])
		watch.fate()
	}
	if err := os.Remove(r.path("inbox/b.txt")); err != nil {
		t.Fatal(err)
	}
	b.kill()
	if err := os.RemoveAll(b.dir); err != nil {
		t.Fatal(err)
	}
	b.start()
	r.drop("c.txt", texts[2])
	r.eventually("there are streams again", func() bool {
		_, _, code := r.shilu(append([]string{"status"}, to...)...)
		return code == 0
	})
	events := r.start(append([]string{"subscribe", "received", "--from-start"}, to...)...)
	missing := map[string]bool{}
	for _, text := range texts {
		missing[schema.TranscriptID(schema.Digest([]byte(text)))] = true
	}
	for deadline := time.After(patience); len(missing) > 0; {
		select {
		case line := <-events.lines:
			for id := range missing {
				if strings.Contains(line, id) {
					delete(missing, id)
				}
			}
		case <-deadline:
			t.Fatalf("the log lacks %v", missing)
		}
	}
}
