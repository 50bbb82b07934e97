package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"shilu/schema"
)

func TestRestartWithAFullLedgerOffersNothing(t *testing.T) {
	r := newRig(t)
	r.start()
	for i := range 50 {
		r.write(fmt.Sprintf("%d/a.txt", i), lines(fmt.Sprint(i)))
	}
	for range 50 {
		r.archive(r.offer().File)
	}
	r.stop()
	puts, asked := r.ledger.puts, len(r.stream.asked)
	r.start()
	r.wantNothing()
	if r.ledger.puts != puts {
		t.Errorf("%d writes to the ledger", r.ledger.puts-puts)
	}
	if n := len(r.stream.asked) - asked; n != 0 {
		t.Errorf("%d questions after files that have a fate", n)
	}
}

func TestWhatHappenedWhileStoppedIsFound(t *testing.T) {
	r := newRig(t)
	r.start()
	for _, name := range []string{"kept", "changed", "deleted", "same"} {
		r.write(name, "one "+name)
		r.archive(r.offer().File)
	}
	r.stop()
	r.write("new", "two")
	r.write("changed", "two")
	r.must(os.Remove(r.path("deleted")))
	// Other bytes with the same size and mtime: the ctime tells.
	info, err := os.Stat(r.path("same"))
	r.must(err)
	r.write("same", "TWO same")
	r.must(os.Chtimes(r.path("same"), info.ModTime(), info.ModTime()))
	r.start()
	r.wantOffers("changed", "new", "same")
	if gone := receive(t, r.stream.gone, "gone"); gone.Path != "deleted" {
		t.Errorf("gone is %s", gone.Path)
	}
	r.wantNothing()
}

// The crashes of the package comment: what the ledger and the stream hold is all that is left.
func TestCrashes(t *testing.T) {
	entered := func(r *rig) Entry {
		r.write("a.txt", "one")
		seen, err := os.Lstat(r.path("a.txt"))
		r.must(err)
		e := Entry{
			Inbox: "press", Path: "a.txt", Digest: schema.Digest([]byte("one")), Number: 1700000000000, Receipt: "first",
			Seen: time.Now().UTC(), Offered: time.Now().UTC(),
		}
		e.setStamp(lookOf(seen).stamp)
		value, err := json.Marshal(e)
		r.must(err)
		_, err = r.ledger.Put(context.Background(), schema.SourceID("press", "a.txt"), value, 0)
		r.must(err)
		return e
	}
	t.Run("before the ledger", func(t *testing.T) {
		r := newRig(t)
		r.write("a.txt", "one")
		r.start()
		r.wantOffer("a.txt", "one")
	})
	t.Run("between ledger and stream", func(t *testing.T) {
		r := newRig(t)
		e := entered(r)
		r.start()
		got := r.wantOffer("a.txt", "one")
		if got.Number != e.Number || got.Offer != 1 {
			t.Errorf("offered %+v", got.File)
		}
		r.archive(got.File)
		if e := r.entry("a.txt"); e.Fate != Archived || e.Offer != 1 {
			t.Errorf("entry is %+v", e)
		}
	})
	t.Run("after the stream", func(t *testing.T) {
		r := newRig(t)
		e := entered(r)
		r.stream.place(e.File(), Whereabouts{Waiting: true})
		r.start()
		for range 3 { // however often it asks
			receive(t, r.stream.asked, "a question")
		}
		r.wantNothing()
		r.archive(e.File())
		if e := r.entry("a.txt"); e.Fate != Archived || e.Offer != 0 {
			t.Errorf("entry is %+v", e)
		}
	})
	t.Run("before the fate was entered", func(t *testing.T) {
		r := newRig(t)
		e := entered(r)
		fate := Fate{At: time.Now(), Archived: &schema.Archived{Turns: 7}}
		r.stream.place(e.File(), Whereabouts{Fate: &fate})
		r.start()
		if got := receive(t, r.fated, "the fate"); got.Archived.Turns != 7 {
			t.Errorf("fate is %+v", got)
		}
		r.wantNothing()
	})
	t.Run("and the file changed meanwhile", func(t *testing.T) {
		r := newRig(t)
		e := entered(r)
		r.write("a.txt", "two")
		r.start()
		if got := r.wantOffer("a.txt", "two"); got.Number <= e.Number || got.Offer != 0 {
			t.Errorf("offered %+v", got.File)
		}
		r.wantNothing()
	})
	t.Run("and the file vanished meanwhile", func(t *testing.T) {
		r := newRig(t)
		entered(r)
		r.must(os.Remove(r.path("a.txt")))
		r.start()
		if got := receive(t, r.fated, "the fate"); got.Fate != Lost {
			t.Errorf("fate is %+v", got)
		}
	})
}

func TestLostFateIsAskedFor(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	got := r.wantOffer("a.txt", "one")
	fate := rejection(got.File)
	r.stream.place(got.File, Whereabouts{Fate: &fate})
	if e := receive(t, r.fated, "the fate"); e.Fate != Rejected || e.Rejected.Code != schema.FaultNotText {
		t.Errorf("fate is %+v", e)
	}
	r.wantNothing()
}

// A pipeline that is slow is asked, and not given the same again; one that has lost the file is.
func TestOnlyWhatIsNowhereIsOfferedAgain(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	first := r.wantOffer("a.txt", "one")
	for range 5 {
		receive(t, r.stream.asked, "a question")
	}
	if n := len(r.stream.offered); n != 0 {
		t.Fatalf("%d offers of what is waiting", n)
	}
	r.stream.place(first.File, Whereabouts{})
	again := r.wantOffer("a.txt", "one")
	if again.State() != first.State() || again.Offer != 1 {
		t.Errorf("offered %+v after %+v", again.File, first.File)
	}
	// A rejection of the offer before is none of this offer.
	r.must(r.inbox.Fate(t.Context(), first.File, rejection(first.File)))
	if e := r.entry("a.txt"); e.Fate != "" {
		t.Errorf("entry is %+v", e)
	}
	r.reject(again.File)
	if e := r.entry("a.txt"); e.Fate != Rejected {
		t.Errorf("entry is %+v", e)
	}
	// A retry of the dead letter, which the inbox didn't ask for.
	retried := again.File
	retried.Offer = 2
	r.archive(retried)
	if e := r.entry("a.txt"); e.Fate != Archived || e.Offer != 2 || e.Rejected != nil {
		t.Errorf("entry is %+v", e)
	}
}

// slow is a stream that lets the test say when an offer is stored, and when the answer to a question arrives.
type slow struct {
	*stream
	store, answer chan bool
}

func (s *slow) Offer(ctx context.Context, file schema.Received) (string, error) {
	<-s.store
	return s.stream.Offer(ctx, file)
}

func (s *slow) Whereabouts(ctx context.Context, file schema.File) (Whereabouts, error) {
	where, err := s.stream.Whereabouts(ctx, file)
	<-s.answer
	return where, err
}

// Asked for before it was stored, answered after: it isn't nowhere.
func TestAnswerThatIsOlderThanTheOffer(t *testing.T) {
	r := newRig(t)
	s := &slow{stream: r.stream, store: make(chan bool), answer: make(chan bool)}
	r.makeBetween(r.ledger, s)
	r.run()
	r.write("a.txt", "one")
	receive(t, r.stream.asked, "a question")
	close(s.store)
	r.wantOffer("a.txt", "one")
	r.eventually("the offer is done with", func() bool { return r.inbox.Stats().Queued == 0 })
	close(s.answer)
	r.wantNothing()
}

func TestRoundsOfAskingAreBoundedAndOldestFirst(t *testing.T) {
	r := newRig(t, func(cfg *Config) { cfg.Recheck, cfg.Rescan = never, never })
	r.make()
	for i := range 3 * checkAtOnce {
		at := time.Now().Add(-time.Duration(i+1) * time.Minute).UTC()
		e := Entry{Inbox: "press", Path: fmt.Sprint(i), Number: 1, Digest: schema.Digest(nil), Receipt: "first", Offered: at}
		value, err := json.Marshal(e)
		r.must(err)
		_, err = r.ledger.Put(t.Context(), schema.SourceID("press", e.Path), value, 0)
		r.must(err)
	}
	r.must(r.inbox.book.load(t.Context()))
	now := time.Now()
	first := r.inbox.book.overdue(now, now, checkAtOnce)
	second := r.inbox.book.overdue(now.Add(-time.Nanosecond), now, checkAtOnce)
	if len(first) != checkAtOnce || len(second) != checkAtOnce {
		t.Fatalf("%d and %d questions", len(first), len(second))
	}
	if want := fmt.Sprint(3*checkAtOnce - 1); first[0] != want {
		t.Errorf("first is %s, want %s", first[0], want)
	}
	if slices.Contains(second, first[0]) || !slices.Contains(second, fmt.Sprint(2*checkAtOnce-1)) {
		t.Error("the second round doesn't go on where the first one ended")
	}
}

func TestWipedStreamIsOfferedAgainWhatHasNoFate(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("done.txt", "one")
	r.archive(r.wantOffer("done.txt", "one").File)
	r.write("open.txt", "two")
	first := r.wantOffer("open.txt", "two")
	r.stream.wipe("second")
	again := r.wantOffer("open.txt", "two")
	if again.State() != first.State() || again.Offer != 1 {
		t.Errorf("offered %+v after %+v", again.File, first.File)
	}
	r.eventually("the ledger knows the stream", func() bool { return r.entry("open.txt").Receipt == "second" })
	r.wantNothing()
}

// Another incarnation that says "waiting" doesn't mean the offer that the first one took.
func TestReceiptOfAnotherStreamIsNotTrusted(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	first := r.wantOffer("a.txt", "one")
	r.stream.wipe("second")
	r.stream.place(first.File, Whereabouts{Waiting: true})
	if again := r.wantOffer("a.txt", "one"); again.Offer != 1 {
		t.Errorf("offered %+v", again.File)
	}
	r.wantNothing()
}

func TestWipedStoreIsFilledAgainFromTheFolder(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	r.write("b.txt", "two")
	last := map[string]int64{}
	for range 2 {
		got := r.offer()
		last[got.Path] = got.Number
		r.archive(got.File)
	}
	r.ledger.clear()
	r.stream.wipe("second")
	for range 2 {
		got := r.offer()
		if got.Number <= last[got.Path] {
			t.Errorf("%s: number %d after %d", got.Path, got.Number, last[got.Path])
		}
		r.archive(got.File)
	}
	r.wantNothing()
}

func TestStreamThatIsReplacedDuringAnOffer(t *testing.T) {
	r := newRig(t, func(cfg *Config) { cfg.Recheck = never })
	r.start()
	r.write("a.txt", "one")
	r.wantOffer("a.txt", "one")
	r.stream.wipe("second")
	r.write("b.txt", "two")
	r.wantOffers("a.txt", "b.txt") // b's receipt tells that a has to be asked for
	r.eventually("the ledger knows the stream", func() bool {
		return r.entry("a.txt").Receipt == "second" && r.entry("b.txt").Receipt == "second"
	})
}

// Two processes over one folder and one ledger: each state has one number, and each number is one state.
func TestTwoInboxesOfOneFolder(t *testing.T) {
	a := newRig(t)
	b := newRig(t)
	b.dir, b.cfg.Dir, b.ledger, b.stream = a.dir, a.dir, a.ledger, a.stream
	a.start()
	b.start()
	names := map[string]schema.State{}
	for i := range 30 {
		a.write(fmt.Sprint(i), lines(fmt.Sprint(i)))
	}
	for len(names) < 30 {
		got := a.offer()
		if before, ok := names[got.Path]; ok && before != got.State() {
			t.Errorf("%s was offered as %s and as %s", got.Path, before, got.State())
		}
		names[got.Path] = got.State()
		a.archive(got.File)
	}
	a.settled()
	b.settled()
}

func TestCrowdDoesNotOverfillTheStream(t *testing.T) {
	r := newRig(t, func(cfg *Config) { cfg.InFlight = 3 })
	var want []string
	for i := range 20 {
		r.write(fmt.Sprint(i), lines(fmt.Sprint(i)))
		want = append(want, fmt.Sprint(i))
	}
	r.start()
	var got []string
	for range 20 {
		r.eventually("the stream is full, or all are offered", func() bool { return len(r.stream.offered) == min(3, 20-len(got)) })
		if s := r.inbox.Stats(); s.Waiting > 3 {
			t.Fatalf("%d wait for their fates", s.Waiting)
		}
		file := r.offer().File
		got = append(got, file.Path)
		r.archive(file)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("offered %q", got)
	}
	r.wantNothing()
}
