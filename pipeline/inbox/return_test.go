package inbox

import (
	"os"
	"testing"

	"shilu/schema"
)

// Somebody has the file open all the time, pauses for longer than it has to stand still, and goes on writing after it was moved: no half
// of it stays what is present.
func TestFileThatIsWrittenToAfterItWasMovedComesBack(t *testing.T) {
	r := newMovingRig(t)
	r.start()
	r.must(os.MkdirAll(r.path("d"), 0o755))
	writer, err := os.Create(r.path("d/a.txt"))
	r.must(err)
	defer writer.Close()
	_, err = writer.WriteString("one")
	r.must(err)
	first := r.wantOffer("d/a.txt", "one")
	r.archive(first.File)
	r.lies("archived/d/a.txt=one")
	r.moved()
	_, err = writer.WriteString(" and two")
	r.must(err)
	second := r.wantOffer("d/a.txt", "one and two")
	if second.Number <= first.Number || len(r.stream.freed) != 0 {
		t.Errorf("number %d after %d, %d names freed; want a revision of the same source", second.Number, first.Number, len(r.stream.freed))
	}
	r.archive(second.File)
	r.lies("archived/d/a.txt=one and two")
	r.wantNothing()
}

// What was rejected is mended where it lies: in itself, or by a sidecar.
func TestRejectedFileIsMendedWhereItLies(t *testing.T) {
	for way, mend := range map[string]func(r *rig, file string){
		"text":    func(r *rig, file string) { r.must(os.WriteFile(file, []byte("two"), 0o600)) },
		"sidecar": func(r *rig, file string) { r.must(os.WriteFile(file+SidecarSuffix, []byte("title=A"), 0o600)) },
	} {
		t.Run(way, func(t *testing.T) {
			r := newMovingRig(t, withSidecars)
			r.start()
			r.write("a.txt", "one")
			first := r.wantOffer("a.txt", "one")
			r.reject(first.File)
			r.lies("rejected/a.txt=one", "rejected/a.txt.reason.json="+schema.FaultNotText)
			r.moved()
			mend(r, r.entry("a.txt").Moved.file())
			second := r.offer()
			if second.Path != "a.txt" || second.Number <= first.Number {
				t.Errorf("offered %+v after %+v", second.File, first.File)
			}
			r.archive(second.File)
			if way == "text" {
				r.lies("archived/a.txt=two")
			} else {
				r.lies("archived/a.txt=one", "archived/a.txt.meta.yaml=title=A")
			}
			r.wantNothing()
		})
	}
}

// Its name was taken by another file: it comes back beside that one, and is a source of its own.
func TestFileComesBackBesideAnother(t *testing.T) {
	r := newMovingRig(t)
	r.start()
	r.write("a.txt", "one")
	r.archive(r.wantOffer("a.txt", "one").File)
	r.lies("archived/a.txt=one")
	r.moved()
	first := r.entry("a.txt")
	r.write("a.txt", "two")
	r.wantOffer("a.txt", "two")
	r.must(os.WriteFile(first.Moved.file(), []byte("three"), 0o600))
	third := r.wantOffer("a-2.txt", "three")
	r.archive(third.File)
	r.lies("inbox/a.txt=two", "archived/a-2.txt=three")
	r.wantNothing()
}

func TestWhatWasTakenAwayFromWhereItWasMovedIsNobodysLoss(t *testing.T) {
	r := newMovingRig(t)
	r.start()
	r.write("a.txt", "one")
	file := r.wantOffer("a.txt", "one").File
	r.reject(file)
	r.lies("rejected/a.txt=one", "rejected/a.txt.reason.json="+schema.FaultNotText)
	r.moved()
	r.must(os.RemoveAll(r.cfg.Rejected))
	r.must(os.Mkdir(r.cfg.Rejected, 0o700))
	r.wantNothing()
	file.Offer = 1
	r.archive(file)
	r.wantNothing()
	r.lies()
	if e := r.entry("a.txt"); e.Fate != Archived || e.Moving != nil || len(r.stream.gone) != 0 {
		t.Errorf("entry is %+v, %d events gone", e, len(r.stream.gone))
	}
}

// What verify lets be offered again is brought back for that.
func TestAgainBringsBackWhatWasMoved(t *testing.T) {
	r := newMovingRig(t)
	r.start()
	r.write("a.txt", "one")
	file := r.wantOffer("a.txt", "one").File
	r.archive(file)
	r.lies("archived/a.txt=one")
	r.moved()
	r.stop()
	r.stream.place(file, Whereabouts{})
	if again, err := Again(t.Context(), r.ledger, file.State()); !again || err != nil {
		t.Fatalf("again: %v, %v", again, err)
	}
	r.start()
	got := r.wantOffer("a.txt", "one")
	if got.State() != file.State() || got.Offer != 1 {
		t.Errorf("offered %+v, want %+v once more", got.File, file)
	}
	r.archive(got.File)
	r.lies("archived/a.txt=one")
	r.wantNothing()
}

// Its fate is taken back while a crash keeps it between two places.
func TestAgainBringsBackWhatACrashLeftOnItsWay(t *testing.T) {
	for _, at := range []step{stepIntended, stepReasoned, stepRenamed} {
		t.Run(string(at), func(t *testing.T) {
			r := newMovingRig(t)
			r.start()
			r.write("a.txt", "one")
			file := r.wantOffer("a.txt", "one").File
			r.archive(file)
			r.lies("archived/a.txt=one")
			r.moved()
			r.stop()
			r.dies(at)
			r.eventually("it is at work", func() bool { return r.inbox.Stats().Scans > 0 })
			file.Offer = 1
			r.reject(file) // somebody removed the transcript
			r.stop()
			r.stream.place(file, Whereabouts{})
			if again, err := Again(t.Context(), r.ledger, file.State()); !again || err != nil {
				t.Fatalf("again: %v, %v", again, err)
			}
			r.start()
			got := r.wantOffer("a.txt", "one")
			if got.State() != file.State() || got.Offer != 2 {
				t.Errorf("offered %+v, want %+v once more", got.File, file)
			}
			r.archive(got.File)
			r.lies("archived/a.txt=one")
			r.wantNothing()
		})
	}
}

// Its sidecar is written anew in the instant in which the file moves: that is another state of it, as at any other time.
func TestSidecarThatChangesWhileItsFileMoves(t *testing.T) {
	r := newMovingRig(t, withSidecars)
	r.make()
	changed := false
	r.inbox.reached = func(s step) {
		if s == stepRenamed && !changed {
			changed = true
			r.write("a.txt"+SidecarSuffix, "title=Another")
		}
	}
	r.run()
	r.write("a.txt"+SidecarSuffix, "title=A")
	r.write("a.txt", "one")
	first := r.wantOffer("a.txt", "one")
	r.archive(first.File)
	second := r.wantOffer("a.txt", "one")
	if second.Title != "Another" || second.Number <= first.Number {
		t.Errorf("offered %+v after %+v", second.File, first.File)
	}
	r.archive(second.File)
	r.lies("archived/a.txt=one", "archived/a.txt.meta.yaml=title=Another")
	r.wantNothing()
}
