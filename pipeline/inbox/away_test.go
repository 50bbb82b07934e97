package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"shilu/schema"
)

func (s *shelf) setAway(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = err
}

func TestBrokerAwayAndBack(t *testing.T) {
	for what, away := range map[string]func(r *rig, err error){
		"stream": func(r *rig, err error) { r.stream.setAway(err) },
		"ledger": func(r *rig, err error) { r.ledger.setAway(err) },
		"both":   func(r *rig, err error) { r.stream.setAway(err); r.ledger.setAway(err) },
	} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t)
			r.start()
			r.write("before.txt", "one")
			r.archive(r.wantOffer("before.txt", "one").File)
			away(r, errAway)
			var want []string
			for i := range 20 {
				r.write(fmt.Sprint(i), lines(fmt.Sprint(i)))
				want = append(want, fmt.Sprint(i))
			}
			r.must(os.Remove(r.path("before.txt")))
			r.eventually("it is said", func() bool { return r.log.count("files stay where they are") > 0 })
			r.eventually("all wait", func() bool { return r.inbox.Stats().Queued == 21 })
			away(r, nil)
			r.wantOffers(want...)
			receive(t, r.stream.gone, "gone")
			r.wantNothing()
			for text, times := range r.stream.times {
				if times != 1 {
					t.Errorf("%s was stored %d times", text, times)
				}
				if !strings.HasSuffix(text, "offer 0") {
					t.Errorf("%s was an offer again", text)
				}
			}
			if n, m := r.log.count("files stay where they are"), r.log.count("are back"); n != 1 || m != 1 {
				t.Errorf("said %d times that it is away, %d times that it is back", n, m)
			}
		})
	}
}

// The ledger took the entry, and went away before it said so. The retry finds a state that is entered, of which nobody knows
// whether it was offered: the check, which comes with the ledger's return, finds out.
func TestLedgerThatKeepsWhatItDoesNotAnswer(t *testing.T) {
	r := newRig(t, func(cfg *Config) { cfg.Recheck = never })
	r.start()
	r.settledOnce()
	mute := func(on bool) {
		r.ledger.mu.Lock()
		defer r.ledger.mu.Unlock()
		r.ledger.mute = on
	}
	mute(true)
	r.write("a.txt", "one")
	r.eventually("it is said", func() bool { return r.log.count("files stay where they are") > 0 })
	mute(false)
	got := r.wantOffer("a.txt", "one")
	r.archive(got.File)
	if e := r.entry("a.txt"); e.Fate != Archived || e.Number != got.Number {
		t.Errorf("entry is %+v", e)
	}
}

func TestBrokerAwayAtTheStart(t *testing.T) {
	r := newRig(t)
	r.write("a.txt", "one")
	r.ledger.setAway(errAway)
	r.start()
	r.eventually("it is said", func() bool { return r.log.count("is away, waiting") > 0 })
	r.ledger.setAway(nil)
	r.wantOffer("a.txt", "one")
	if n := r.log.count("is away, waiting"); n != 1 {
		t.Errorf("said %d times", n)
	}
}

func TestBrokerAwayToTheEnd(t *testing.T) {
	r := newRig(t)
	r.start()
	r.settledOnce()
	r.ledger.setAway(errAway)
	r.write("a.txt", "one")
	r.eventually("it is said", func() bool { return r.log.count("files stay where they are") > 0 })
	r.stop()
	r.ledger.setAway(nil)
	r.start()
	r.wantOffer("a.txt", "one")
}

// While the clock stands still the wait doesn't end, whatever else there is to do.
func TestAwayIsNotHammered(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan = c.Now, never })
	r.start()
	r.settledOnce()
	r.ledger.setAway(errAway)
	r.write("a.txt", "one")
	r.eventually("it is said", func() bool { c.advance(r.cfg.Quiet); return r.log.count("files stay where they are") > 0 })
	r.ledger.mu.Lock()
	gets := r.ledger.gets
	r.ledger.mu.Unlock()
	for i := range 20 {
		r.write(fmt.Sprint(i), lines(fmt.Sprint(i)))
		r.eventually("it is noticed", func() bool { return r.inbox.Stats().Unsettled == i+1 })
	}
	r.ledger.mu.Lock()
	gets = r.ledger.gets - gets
	r.ledger.mu.Unlock()
	if gets != 0 {
		t.Errorf("%d questions to a ledger that is away", gets)
	}
	r.ledger.setAway(nil)
	r.eventually("all are offered", func() bool { c.advance(r.cfg.Quiet); return len(r.stream.offered) == 21 })
}

func TestStreamThatRefusesForGood(t *testing.T) {
	r := newRig(t)
	r.stream.refusal = schema.Faultf(schema.FaultRemoved, "lift the tombstone", "the transcript was removed")
	r.start()
	r.write("a.txt", "one")
	if got := receive(t, r.fated, "a fate"); got.Fate != Rejected || got.Rejected.Code != schema.FaultRemoved || got.Rejected.ID == "" {
		t.Errorf("fate is %+v", got)
	}
	r.wantNothing()
}

func TestWaitsGrow(t *testing.T) {
	var b backoff
	now := time.Now()
	if !b.failed(now) || b.failed(now) {
		t.Error("not only the first failure is the first")
	}
	last := time.Duration(0)
	for range 20 {
		now = b.until
		b.failed(now)
		if wait := b.until.Sub(now); wait < last || wait > longestWait {
			t.Errorf("waits %s after %s", wait, last)
		} else {
			last = wait
		}
	}
	if last != longestWait {
		t.Errorf("waits at most %s", last)
	}
	if !b.succeeded() || b.succeeded() {
		t.Error("not only the first success ends it")
	}
}

func TestEverythingEndsWithTheContext(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 5 {
		r := newRig(t)
		for i := range 50 {
			r.write(fmt.Sprint(i%5, "/", i), lines(fmt.Sprint(i)))
		}
		r.start()
		r.offer()
		r.stop()
	}
	eventually(t, "all goroutines end", func() bool { return runtime.NumGoroutine() <= before })
}

func TestMistakesAreReportedAllAtOnce(t *testing.T) {
	_, err := New(Config{Spoken: "yesterday", Patience: -1}, newShelf(), newStream(), slog.Default())
	for _, want := range []string{"folder", "name", "quiet", "patience", "rescan", "recheck", "size", "flight", "clock", "yesterday"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("nothing is said of %s: %v", want, err)
		}
	}
	if _, err := New(DefaultConfig("in", "press"), newShelf(), newStream(), slog.Default()); err != nil {
		t.Errorf("the defaults: %v", err)
	}
}

func TestFolderThatDoesNotExist(t *testing.T) {
	r := newRig(t)
	r.cfg.Dir = r.path("missing")
	r.make()
	if err := r.inbox.Run(t.Context()); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("Run: %v", err)
	}
}

func TestNameBelongsToOneFolder(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	r.archive(r.wantOffer("a.txt", "one").File)
	other := newRig(t)
	other.ledger, other.stream = r.ledger, r.stream
	other.write("b.txt", "two")
	other.make()
	fault := schema.AsFault(other.inbox.Run(context.Background()))
	if fault == nil || fault.Code != schema.FaultClaimed || !strings.Contains(fault.Reason, r.dir) || fault.Advice == "" {
		t.Fatalf("Run: %v", fault)
	}
	if err := other.inbox.Take(t.Context(), []string{other.path("b.txt")}, func(Result) {}); schema.AsFault(err) == nil {
		t.Errorf("Take: %v", err)
	}
	elsewhere := newRig(t, func(cfg *Config) { cfg.Dir, cfg.Host = r.dir, "another" })
	elsewhere.ledger = r.ledger
	elsewhere.make()
	if fault := schema.AsFault(elsewhere.inbox.Run(t.Context())); fault == nil || fault.Code != schema.FaultClaimed {
		t.Errorf("Run: %v", fault)
	}
	if n := len(r.stream.gone) + len(r.stream.offered); n != 0 {
		t.Errorf("%d events", n)
	}
	r.stop()
	// The folder was moved, and whoever runs it says so.
	moved := newRig(t, func(cfg *Config) { cfg.TakeOver = true })
	moved.ledger, moved.stream = r.ledger, r.stream
	moved.must(os.Rename(r.path("a.txt"), moved.path("a.txt")))
	moved.start()
	moved.wantNothing()
	moved.stop()
	moved.cfg.TakeOver = false
	moved.start()
	moved.wantNothing()
}

func TestOtherInboxesOfTheLedgerAreLeftAlone(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	file := r.wantOffer("a.txt", "one").File
	other := newRig(t, func(cfg *Config) { cfg.Name = "radio" })
	other.ledger, other.stream = r.ledger, r.stream
	other.start()
	other.settled()
	if s := other.inbox.Stats(); s.Known != 0 || s.Waiting != 0 {
		t.Errorf("it counts %+v", s)
	}
	other.must(other.inbox.Fate(t.Context(), file, rejection(file)))
	if e := r.entry("a.txt"); e.Fate != "" {
		t.Errorf("entry is %+v", e)
	}
	var all []string
	r.must(Entries(t.Context(), r.ledger, func(e Entry) error { all = append(all, e.Inbox+" "+e.Path); return nil }))
	if len(all) != 1 || all[0] != "press a.txt" {
		t.Errorf("entries are %q", all)
	}
}
