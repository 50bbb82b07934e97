package inbox

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"testing"
	"time"

	"shilu/schema"
)

// cut is a ledger and a stream that nothing is written to any more after so many writes, as after a crash.
type cut struct {
	*shelf
	*stream
	left   int
	missed bool // a write was refused
}

var errCut = errors.New("cut off")

func (c *cut) write() error {
	c.shelf.mu.Lock()
	defer c.shelf.mu.Unlock()
	if c.left == 0 {
		c.missed = true
		return errCut
	}
	c.left--
	return nil
}

func (c *cut) isOff() bool {
	c.shelf.mu.Lock()
	defer c.shelf.mu.Unlock()
	return c.missed
}

func (c *cut) Put(ctx context.Context, key string, value []byte, after uint64) (uint64, error) {
	if err := c.write(); err != nil {
		return 0, err
	}
	return c.shelf.Put(ctx, key, value, after)
}

func (c *cut) Offer(ctx context.Context, file schema.Received) (string, error) {
	if err := c.write(); err != nil {
		return "", err
	}
	return c.stream.Offer(ctx, file)
}

func (c *cut) Gone(ctx context.Context, file schema.File) error {
	if err := c.write(); err != nil {
		return err
	}
	return c.stream.Gone(ctx, file)
}

func (c *cut) Freed(ctx context.Context, file schema.File) error {
	if err := c.write(); err != nil {
		return err
	}
	return c.stream.Freed(ctx, file)
}

// A crash after each of the writes that taking, changing and deleting a container consists of: at the next start all becomes as if
// there had been none.
func TestContainerCrashesAnywhere(t *testing.T) {
	for _, step := range []struct {
		what   string
		before string // what the container holds at first, settled; "" for nothing
		after  string // what it holds then
		writes int    // that this takes, at least
	}{
		{"taken", "", pack("x.txt=one", "y.txt=two", "locked.txt"), 10},
		{"changed", pack("x.txt=one", "y.txt=two", "z.txt=three"), pack("x.txt=one", "y.txt=TWO"), 8},
		{"deleted", pack("x.txt=one", "y.txt=two"), "", 5},
	} {
		t.Run(step.what, func(t *testing.T) {
			for writes := 0; ; writes++ {
				if !crashes(t, step.before, step.after, writes) {
					if writes < step.writes {
						t.Errorf("it took %d writes, want %d at least", writes, step.writes)
					}
					return
				}
			}
		})
	}
}

// crashes cuts the inbox off after so many writes, starts it again, and reports whether there would have been more of them.
func crashes(t *testing.T, before, after string, writes int) bool {
	r := newRig(t, withContainers)
	r.stream.meanwhile = func(file schema.Received) {
		fate := Fate{Offer: file.Offer, At: time.Now(), Archived: &schema.Archived{Turns: 3}}
		r.stream.place(file.File, Whereabouts{Fate: &fate})
		_ = r.inbox.Fate(context.Background(), file.File, fate) // should it be cut off, the check asks
	}
	if before != "" {
		r.write("a.zip", before)
		r.start()
		r.eventually("it has a fate", func() bool { return r.shows(before) })
		r.stop()
	}
	if after == "" {
		r.must(os.Remove(r.path("a.zip")))
	} else {
		r.write("a.zip", after)
	}
	cut := &cut{shelf: r.ledger, stream: r.stream, left: writes}
	r.makeBetween(cut, cut)
	r.run()
	r.eventually("it is done or cut off", func() bool { return cut.isOff() || r.shows(after) })
	r.stop()
	r.start()
	r.eventually(fmt.Sprintf("after %d writes all becomes well", writes), func() bool { return r.shows(after) })
	r.settled()
	if !r.shows(after) {
		t.Errorf("after %d writes all was well, and isn't any more", writes)
	}
	states := map[schema.State]string{}
	for len(r.stream.offered) > 0 {
		got := r.offer()
		if text, ok := states[got.State()]; ok && text != string(got.Original) {
			t.Errorf("after %d writes: state %s was offered as %q and as %q", writes, got.State(), text, got.Original)
		}
		states[got.State()] = string(got.Original)
	}
	want := len(r.members(before))
	for path, text := range r.members(after) {
		if before, ok := r.members(before)[path]; text != "" && (!ok || before != text) {
			want++
		}
	}
	if len(states) != want {
		t.Errorf("after %d writes: there were %d states, want %d", writes, len(states), want)
	}
	return cut.isOff()
}

// members is what a container of this text holds; "" is one that can't be had.
func (r *rig) members(packed string) map[string]string {
	r.t.Helper()
	members := map[string]string{}
	if unpacked := unpackLines("", []byte(packed)); unpacked != nil {
		r.must(unpacked(func(m Member) error { members["a.zip!/"+m.Path] = string(m.Body); return nil }))
	}
	return members
}

// shows reports whether the ledger has this and nothing else in a.zip, each member with a fate, and the container too.
func (r *rig) shows(packed string) bool {
	r.t.Helper()
	want := r.members(packed)
	good := packed == ""
	got := map[string]string{}
	r.must(Entries(r.t.Context(), r.ledger, func(e Entry) error {
		switch {
		case !e.Gone.IsZero():
		case e.Container == "":
			good = e.Digest == schema.Digest([]byte(packed)) && e.Fate == Archived && e.Members.Total == len(want)
		case e.Fate == Archived && e.Digest == schema.Digest([]byte(want[e.Path])), e.Fate == Rejected && want[e.Path] == "":
			got[e.Path] = want[e.Path]
		default:
			got[e.Path] = "another state"
		}
		return nil
	}))
	return good && maps.Equal(got, want)
}

func TestStreamAwayInTheMiddleOfAContainer(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.stream.meanwhile = func(file schema.Received) {
		if file.Path == "a.zip!/2.txt" {
			r.stream.setAway(errAway)
		}
	}
	r.write("a.zip", pack("1.txt=one", "2.txt=two", "3.txt=three", "4.txt=four"))
	r.eventually("it is said", func() bool { return r.log.count("files stay where they are") > 0 })
	r.stream.meanwhile = nil
	r.stream.setAway(nil)
	for _, file := range r.offers("a.zip!/1.txt=one", "a.zip!/2.txt=two", "a.zip!/3.txt=three", "a.zip!/4.txt=four") {
		r.archive(file.File)
	}
	r.eventually("it has a fate", func() bool { return r.entry("a.zip").Fate == Archived })
	r.wantNothing()
	for what, n := range r.stream.times {
		if n != 1 {
			t.Errorf("%s was stored %d times", what, n)
		}
	}
}

// The end-to-end check reads the container again for those of its members that are nowhere, all in one go.
func TestOnlyMembersThatAreNowhereAreOfferedAgain(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("1.txt=one", "2.txt=two", "3.txt=three"))
	first := r.offers("a.zip!/1.txt=one", "a.zip!/2.txt=two", "a.zip!/3.txt=three")
	for range 5 {
		receive(t, r.stream.asked, "a question")
	}
	if n := len(r.stream.offered); n != 0 {
		t.Fatalf("%d offers of what is waiting", n)
	}
	r.stream.place(first["a.zip!/2.txt"].File, Whereabouts{})
	again := r.wantOffer("a.zip!/2.txt", "two")
	if again.State() != first["a.zip!/2.txt"].State() || again.Offer != 1 {
		t.Errorf("offered %+v after %+v", again.File, first["a.zip!/2.txt"].File)
	}
	r.wantNothing()
	r.stream.wipe("second")
	second := r.offers("a.zip!/1.txt=one", "a.zip!/2.txt=two", "a.zip!/3.txt=three")
	for path, file := range second {
		if file.State() != first[path].State() || file.Offer == 0 {
			t.Errorf("offered %+v after %+v", file.File, first[path].File)
		}
		r.archive(file.File)
	}
	r.eventually("it has a fate", func() bool { return r.entry("a.zip").Fate == Archived })
	r.wantNothing()
}

// Of the members of one container the ledger and the stream know something, the inbox nothing any more: a wiped store.
func TestWipedStoreIsFilledAgainFromContainers(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("1.txt=one", "2.txt=two"))
	first := r.offers("a.zip!/1.txt=one", "a.zip!/2.txt=two")
	for _, file := range first {
		r.archive(file.File)
	}
	r.ledger.clear()
	r.stream.wipe("second")
	for path, file := range r.offers("a.zip!/1.txt=one", "a.zip!/2.txt=two") {
		if file.Number <= first[path].Number {
			t.Errorf("%s: number %d after %d", path, file.Number, first[path].Number)
		}
		r.archive(file.File)
	}
	r.eventually("it has a fate", func() bool { return r.entry("a.zip").Fate == Archived })
	r.wantNothing()
}

// Two processes over one folder: neither declares a container done before the other has entered all of it.
func TestTwoInboxesOfOneContainer(t *testing.T) {
	a := newRig(t, withContainers)
	b := newRig(t, withContainers)
	b.dir, b.cfg.Dir, b.ledger, b.stream = a.dir, a.dir, a.ledger, a.stream
	a.start()
	b.start()
	names := map[string]schema.State{}
	var members, want []string
	for i := range 30 {
		members = append(members, fmt.Sprintf("%d.txt=%d", i, i))
		want = append(want, fmt.Sprintf("a.zip!/%d.txt", i))
	}
	a.write("a.zip", pack(members...))
	for len(names) < 30 {
		got := a.offer()
		if before, ok := names[got.Path]; ok && before != got.State() {
			t.Errorf("%s was offered as %s and as %s", got.Path, before, got.State())
		}
		names[got.Path] = got.State()
		if len(names)%2 == 0 {
			a.archive(got.File)
		} else {
			b.archive(got.File)
		}
	}
	a.eventually("it has a fate", func() bool { return a.entry("a.zip").Fate == Archived })
	a.wantMembers("a.zip", Archived, Members{Total: 30, Archived: 30})
	a.settled()
	b.settled()
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(names)); !slices.Equal(got, want) {
		t.Errorf("offered %q", got)
	}
}
