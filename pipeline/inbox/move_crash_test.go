package inbox

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"testing"

	"shilu/schema"
)

// dies runs an inbox whose process dies at a step of a move: what it was about to do is never done.
func (r *rig) dies(at step) {
	r.t.Helper()
	r.make()
	ctx, cancel := context.WithCancel(r.t.Context())
	var dead atomic.Bool
	r.inbox.reached = func(s step) {
		if s == at {
			dead.Store(true)
			cancel()
			runtime.Goexit()
		}
	}
	ended := make(chan error, 1)
	go func() { ended <- r.inbox.Run(ctx) }()
	r.stop = func() {
		if err := receive(r.t, ended, "its death"); err != nil {
			r.t.Errorf("Run: %v", err)
		}
		if !dead.Load() {
			r.t.Errorf("it didn't die when %s", at)
		}
	}
}

// The steps of a move, at each of which the process dies. At the next start the file is in one place, offered no second time.
func TestCrashesInTheMove(t *testing.T) {
	stories := []struct {
		what  string
		steps []step
		begin func(r *rig) // before the process dies; it has to be under way
		lies  []string
	}{
		{
			"archived", []step{stepIntended, stepReserved, stepRenamed, stepFollowed},
			func(r *rig) { r.archive(r.wantOffer("d/a.txt", "one").File) },
			[]string{"archived/d/a.txt=one", "archived/d/a.txt.meta.yaml=title=A"},
		},
		{
			"rejected", []step{stepIntended, stepReserved, stepReasoned, stepRenamed, stepFollowed},
			func(r *rig) { r.reject(r.wantOffer("d/a.txt", "one").File) },
			[]string{"rejected/d/a.txt=one", "rejected/d/a.txt.meta.yaml=title=A", "rejected/d/a.txt.reason.json=" + schema.FaultNotText},
		},
	}
	for _, story := range stories {
		for _, at := range story.steps {
			t.Run(fmt.Sprintf("%s, %s", story.what, at), func(t *testing.T) {
				r := newMovingRig(t, withSidecars)
				r.write("d/a.txt"+SidecarSuffix, "title=A")
				r.write("d/a.txt", "one")
				r.dies(at)
				story.begin(r)
				r.stop()
				r.start()
				r.lies(story.lies...)
				r.wantNothing()
				r.moved()
				if e := r.entry("d/a.txt"); e.Moved == nil || e.Moving != nil || !e.Gone.IsZero() {
					t.Errorf("entry is %+v, moved %+v, moving %+v", e, e.Moved, e.Moving)
				}
				if n := len(r.stream.gone) + len(r.stream.freed); n != 0 {
					t.Errorf("%d events of a source that has left", n)
				}
			})
		}
	}
}

// The same on the way from rejected to archived.
func TestCrashesWhileItMovesOn(t *testing.T) {
	for _, at := range []step{stepIntended, stepReserved, stepRenamed, stepFollowed} {
		t.Run(string(at), func(t *testing.T) {
			r := newMovingRig(t, withSidecars)
			r.start()
			r.write("a.txt"+SidecarSuffix, "title=A")
			r.write("a.txt", "one")
			file := r.wantOffer("a.txt", "one").File
			r.reject(file)
			r.lies("rejected/a.txt=one", "rejected/a.txt.meta.yaml=title=A", "rejected/a.txt.reason.json="+schema.FaultNotText)
			r.moved()
			r.stop()
			r.dies(at)
			r.eventually("it is at work", func() bool { return r.inbox.Stats().Scans > 0 })
			file.Offer = 1
			r.archive(file)
			r.stop()
			r.start()
			r.lies("archived/a.txt=one", "archived/a.txt.meta.yaml=title=A")
			r.wantNothing()
		})
	}
}

// The process dies in the move, and before the next start something else happens at the name.
func TestCrashInTheMoveAndThenAnotherFile(t *testing.T) {
	for _, story := range []struct {
		at    step
		freed int // a name that was moved away from is another source's
		lies  []string
	}{
		{stepIntended, 0, []string{"archived/a.txt=two"}},
		{stepReserved, 0, []string{"archived/a.txt=two"}},
		{stepRenamed, 1, []string{"archived/a.txt=one", "archived/a-2.txt=two"}},
		{stepFollowed, 1, []string{"archived/a.txt=one", "archived/a-2.txt=two"}},
	} {
		t.Run(string(story.at), func(t *testing.T) {
			r := newMovingRig(t)
			r.write("a.txt", "one")
			r.dies(story.at)
			first := r.wantOffer("a.txt", "one")
			r.archive(first.File)
			r.stop()
			r.write("a.txt", "two")
			r.start()
			second := r.wantOffer("a.txt", "two")
			if second.Number <= first.Number {
				t.Errorf("number %d after %d", second.Number, first.Number)
			}
			r.archive(second.File)
			r.lies(story.lies...)
			r.wantNothing()
			if n := len(r.stream.freed); n != story.freed || len(r.stream.gone) != 0 {
				t.Errorf("%d events freed, %d gone, want %d and none", n, len(r.stream.gone), story.freed)
			}
		})
	}
}

// It dies, and at the next start nothing is to be moved any more, and the folder for it isn't there: nobody waits for that.
func TestCrashInTheMoveAndThenNowhereToMoveTo(t *testing.T) {
	for _, at := range []step{stepIntended, stepRenamed} {
		t.Run(string(at), func(t *testing.T) {
			r := newMovingRig(t)
			r.write("a.txt", "one")
			r.dies(at)
			first := r.wantOffer("a.txt", "one")
			r.archive(first.File)
			r.stop()
			r.must(os.RemoveAll(r.cfg.Archived))
			r.cfg.Archived, r.cfg.Rejected = "", ""
			r.write("a.txt", "two")
			r.start()
			if second := r.wantOffer("a.txt", "two"); second.Number <= first.Number {
				t.Errorf("number %d after %d", second.Number, first.Number)
			}
			r.wantNothing()
			if e := r.entry("a.txt"); e.Moving != nil || e.Moved != nil {
				t.Errorf("entry is moved %+v, moving %+v", e.Moved, e.Moving)
			}
		})
	}
}

// It dies between the writes that enter a file under a freed name.
func TestCrashesWhileANameIsTakenAgain(t *testing.T) {
	for writes := range 4 {
		t.Run(fmt.Sprint(writes), func(t *testing.T) {
			r := newMovingRig(t)
			r.start()
			r.write("a.txt", "one")
			first := r.wantOffer("a.txt", "one")
			r.archive(first.File)
			r.lies("archived/a.txt=one")
			r.moved()
			r.stop()
			cut := &cut{shelf: r.ledger, stream: r.stream, left: writes}
			r.makeBetween(cut, cut)
			r.run()
			r.write("a.txt", "two")
			r.eventually("it is cut off, or offered", func() bool { return cut.isOff() || len(r.stream.offered) > 0 })
			r.stop()
			r.start()
			second := r.offer()
			for len(r.stream.offered) > 0 {
				second = r.offer()
			}
			r.archive(second.File)
			r.lies("archived/a.txt=one", "archived/a-2.txt=two")
			r.moved()
			states := map[int64]bool{}
			r.must(Entries(t.Context(), r.ledger, func(e Entry) error {
				if states[e.Number] {
					t.Errorf("state %d is in the ledger twice", e.Number)
				}
				states[e.Number] = true
				return nil
			}))
			if len(states) != 2 || !states[first.Number] || !states[second.Number] {
				t.Errorf("the ledger has %v, want %d and %d", states, first.Number, second.Number)
			}
			if n := len(r.stream.freed); n < 1 {
				t.Errorf("%d events freed, want one at least", n)
			}
		})
	}
}

// It dies while the members of a container are entered.
func TestCrashesInTheMoveOfAContainer(t *testing.T) {
	for _, at := range []step{stepRenamed, stepFollowed, stepMembers} {
		t.Run(string(at), func(t *testing.T) {
			r := newMovingRig(t, withContainers)
			r.write("a.zip", pack("x.txt=one", "y.txt=two"))
			r.dies(at)
			for _, got := range r.offers("a.zip!/x.txt=one", "a.zip!/y.txt=two") {
				r.archive(got.File)
			}
			r.stop()
			r.start()
			r.lies("archived/a.zip=" + pack("x.txt=one", "y.txt=two"))
			r.wantNothing()
			r.moved()
			for _, path := range []string{"a.zip", "a.zip!/x.txt", "a.zip!/y.txt"} {
				if e := r.entry(path); e.Moved == nil || e.Moving != nil || !e.Gone.IsZero() {
					t.Errorf("entry is %+v", e)
				}
			}
		})
	}
}

// What a crash leaves of a name that was reserved for a file that then changed is cleared away.
func TestReservedNameIsReleased(t *testing.T) {
	r := newMovingRig(t)
	r.write("a.txt", "one")
	r.dies(stepReasoned)
	r.reject(r.wantOffer("a.txt", "one").File)
	r.stop()
	r.lies("inbox/a.txt=one", "rejected/a.txt="+r.entry("a.txt").token(), "rejected/a.txt.reason.json="+schema.FaultNotText)
	r.must(os.Remove(r.path("a.txt")))
	r.start()
	receive(t, r.stream.gone, "gone")
	r.lies()
}
