package inbox

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"shilu/schema"
)

// withContainers lets containers be a line PACK and a line "name=text" for each member. A line without "=" is a member that can't be
// had, and "broken" the end of a container that is damaged.
func withContainers(c *Config) { c.Unpack = unpackLines }

func unpackLines(_ string, body []byte) Unpacked {
	packed, ok := strings.CutPrefix(string(body), "PACK\n")
	if !ok {
		return nil
	}
	return func(each func(Member) error) error {
		for line := range strings.Lines(packed) {
			line = strings.TrimSuffix(line, "\n")
			if line == "broken" {
				return schema.Faultf(schema.FaultDamaged, "pack it anew", "it is broken")
			}
			name, text, ok := strings.Cut(line, "=")
			m := Member{Path: name, Body: []byte(text)}
			if !ok {
				m.Body, m.Refused = nil, schema.Faultf(schema.FaultUnsupported, "give the password", "it is locked")
			}
			if err := each(m); err != nil {
				return err
			}
		}
		return nil
	}
}

func pack(members ...string) string { return "PACK\n" + strings.Join(members, "\n") + "\n" }

// offers waits for these offers, in any order, each "path=text", and returns them by path.
func (r *rig) offers(want ...string) map[string]schema.Received {
	r.t.Helper()
	got := map[string]schema.Received{}
	var said []string
	for range want {
		file := r.offer()
		got[file.Path] = file
		said = append(said, file.Path+"="+string(file.Original))
	}
	slices.Sort(said)
	slices.Sort(want)
	if !slices.Equal(said, want) {
		r.t.Fatalf("offered %q, want %q", said, want)
	}
	return got
}

// wantGone waits for these sources to be declared gone, and no other.
func (r *rig) wantGone(want ...string) {
	r.t.Helper()
	var got []string
	for range want {
		got = append(got, receive(r.t, r.stream.gone, "gone").Path)
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		r.t.Fatalf("gone are %q, want %q", got, want)
	}
}

// wantFates waits for these fates, in any order, each "path fate"; that of a container comes after its members'.
func (r *rig) wantFates(want ...string) {
	r.t.Helper()
	var got []string
	for range want {
		e := receive(r.t, r.fated, "a fate")
		got = append(got, e.Path+" "+e.Fate)
		if e.Members != nil && e.Fate != Lost && e.Members.Archived+e.Members.Rejected+e.Members.Lost != e.Members.Total {
			r.t.Errorf("%s has a fate with %+v", e.Path, *e.Members)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		r.t.Fatalf("fates are %q, want %q", got, want)
	}
}

func (r *rig) wantMembers(container, fate string, want Members) Entry {
	r.t.Helper()
	want.Entered = true
	e := r.entry(container)
	if e.Members == nil || *e.Members != want || e.Fate != fate {
		r.t.Errorf("%s is %q with %+v, want %q with %+v", container, e.Fate, e.Members, fate, want)
	}
	return e
}

func TestMembersAreSourcesOfTheirOwn(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("d/a.zip", pack("x.txt=one", "发布会/y.txt=two", "inner.zip!/z.txt=one"))
	got := r.offers("d/a.zip!/x.txt=one", "d/a.zip!/发布会/y.txt=two", "d/a.zip!/inner.zip!/z.txt=one")
	x, z := got["d/a.zip!/x.txt"], got["d/a.zip!/inner.zip!/z.txt"]
	if x.State().ID != z.State().ID || x.State().Source == z.State().Source || x.MediaType != "text/plain" || x.Number == 0 {
		t.Errorf("offered %+v and %+v", x.File, z.File)
	}
	if e := r.entry("d/a.zip!/x.txt"); e.Container != "d/a.zip" || e.Digest != schema.Digest([]byte("one")) || e.Fate != "" {
		t.Errorf("entry is %+v", e)
	}
	for path, file := range got {
		r.settled()
		if e := r.entry("d/a.zip"); e.Fate != "" {
			t.Errorf("it is %s before %s has a fate", e.Fate, path)
		}
		r.archive(file.File)
	}
	r.wantFates("d/a.zip!/x.txt archived", "d/a.zip!/发布会/y.txt archived", "d/a.zip!/inner.zip!/z.txt archived", "d/a.zip archived")
	r.wantMembers("d/a.zip", Archived, Members{Total: 3, Archived: 3})
	r.wantNothing()
	r.stop()
	puts, asked := r.ledger.puts, len(r.stream.asked)
	r.start()
	r.wantNothing()
	if r.ledger.puts != puts || len(r.stream.asked) != asked || len(r.stream.gone) != 0 {
		t.Errorf("after a restart: %d writes, %d questions, %d gone", r.ledger.puts-puts, len(r.stream.asked)-asked, len(r.stream.gone))
	}
}

func TestFateOfAContainer(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("x.txt=one", "y.txt=two"))
	got := r.offers("a.zip!/x.txt=one", "a.zip!/y.txt=two")
	r.reject(got["a.zip!/x.txt"].File)
	r.reject(got["a.zip!/y.txt"].File)
	r.wantFates("a.zip!/x.txt rejected", "a.zip!/y.txt rejected", "a.zip rejected")
	if e := r.wantMembers("a.zip", Rejected, Members{Total: 2, Rejected: 2}); e.Rejected.Code != schema.FaultMembers || e.Rejected.Stage != "inbox" || e.Rejected.Advice == "" {
		t.Errorf("rejected: %+v", e.Rejected)
	}
	r.wantNothing()
	// A retry of one dead letter.
	retried := got["a.zip!/y.txt"].File
	retried.Offer++
	r.archive(retried)
	r.wantFates("a.zip!/y.txt archived", "a.zip archived")
	if e := r.wantMembers("a.zip", Archived, Members{Total: 2, Archived: 1, Rejected: 1}); e.Rejected != nil {
		t.Errorf("rejected: %+v", e.Rejected)
	}
	r.wantNothing()
}

func TestChangedContainer(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("same.txt=one", "other.txt=two", "less.txt=three"))
	first := r.offers("a.zip!/same.txt=one", "a.zip!/other.txt=two", "a.zip!/less.txt=three")
	for _, file := range first {
		r.archive(file.File)
	}
	r.wantFates("a.zip!/same.txt archived", "a.zip!/other.txt archived", "a.zip!/less.txt archived", "a.zip archived")
	before := r.entry("a.zip")
	r.write("a.zip", pack("more.txt=four", "other.txt=TWO", "same.txt=one"))
	second := r.offers("a.zip!/other.txt=TWO", "a.zip!/more.txt=four")
	r.wantGone("a.zip!/less.txt")
	if n, m := second["a.zip!/other.txt"].Number, first["a.zip!/other.txt"].Number; n <= m {
		t.Errorf("number %d after %d", n, m)
	}
	if e := r.entry("a.zip!/same.txt"); e.Number != first["a.zip!/same.txt"].Number || e.Fate != Archived {
		t.Errorf("entry is %+v", e)
	}
	r.settled()
	if e := r.wantMembers("a.zip", "", Members{Total: 3}); e.Number <= before.Number {
		t.Errorf("number %d after %d", e.Number, before.Number)
	}
	for _, file := range second {
		r.archive(file.File)
	}
	r.wantFates("a.zip!/other.txt archived", "a.zip!/more.txt archived", "a.zip archived")
	r.wantMembers("a.zip", Archived, Members{Total: 3, Archived: 3})
	// Packed anew, and the same within: nothing to offer.
	r.write("a.zip", pack("same.txt=one", "other.txt=TWO", "more.txt=four"))
	r.wantFates("a.zip archived")
	r.wantNothing()
}

func TestContainerThatLeaves(t *testing.T) {
	for way, leave := range map[string]func(r *rig){
		"deleted":           func(r *rig) { r.must(os.Remove(r.path("d/a.zip"))) },
		"its folder too":    func(r *rig) { r.must(os.RemoveAll(r.path("d"))) },
		"no container":      func(r *rig) { r.write("d/a.zip", "words") },
		"broken":            func(r *rig) { r.write("d/a.zip", pack("x.txt=one", "broken")) },
		"emptied":           func(r *rig) { r.write("d/a.zip", "PACK\n") },
		"too large by now":  func(r *rig) { r.write("d/a.zip", pack("x.txt="+strings.Repeat("x", 1000))) },
		"a folder by now":   func(r *rig) { r.must(os.Remove(r.path("d/a.zip"))); r.must(os.Mkdir(r.path("d/a.zip"), 0o755)) },
		"while stopped":     func(r *rig) { r.stop(); r.must(os.Remove(r.path("d/a.zip"))); r.start() },
		"a link by now":     func(r *rig) { r.must(os.Remove(r.path("d/a.zip"))); r.must(os.Symlink("/nowhere", r.path("d/a.zip"))) },
		"with a later fate": func(r *rig) { r.must(os.Remove(r.path("d/a.zip"))) },
	} {
		t.Run(way, func(t *testing.T) {
			r := newRig(t, withContainers, func(c *Config) { c.MaxSize = 500 })
			r.start()
			r.write("d/a.zip", pack("x.txt=one", "y.txt=two"))
			first := r.offers("d/a.zip!/x.txt=one", "d/a.zip!/y.txt=two")
			if way != "with a later fate" {
				for _, file := range first {
					r.archive(file.File)
				}
				r.wantFates("d/a.zip!/x.txt archived", "d/a.zip!/y.txt archived", "d/a.zip archived")
			}
			leave(r)
			r.wantGone("d/a.zip!/x.txt", "d/a.zip!/y.txt")
			if way == "no container" {
				r.archive(r.wantOffer("d/a.zip", "words").File)
			}
			r.wantNothing()
			if way == "with a later fate" {
				r.wantFates("d/a.zip lost")
				for _, file := range first {
					r.archive(file.File)
				}
				r.wantFates("d/a.zip!/x.txt archived", "d/a.zip!/y.txt archived")
				if e := r.entry("d/a.zip"); e.Fate != Lost || e.Gone.IsZero() {
					t.Errorf("entry is %+v", e)
				}
			}
			r.must(os.RemoveAll(r.path("d")))
			if way == "no container" {
				r.wantGone("d/a.zip")
			}
			r.wantNothing()
			// It returns, and is new.
			r.write("d/a.zip", pack("x.txt=one"))
			if got := r.wantOffer("d/a.zip!/x.txt", "one"); got.Number <= first["d/a.zip!/x.txt"].Number {
				t.Errorf("number %d after %d", got.Number, first["d/a.zip!/x.txt"].Number)
			} else {
				r.archive(got.File)
			}
			r.eventually("it has a fate", func() bool { return r.entry("d/a.zip").Fate == Archived })
			if n := len(r.stream.gone); n != 0 {
				t.Errorf("%d more events gone", n)
			}
		})
	}
}

func TestRenamedContainer(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("x.txt=one"))
	first := r.wantOffer("a.zip!/x.txt", "one")
	r.archive(first.File)
	r.must(os.Rename(r.path("a.zip"), r.path("b.zip")))
	if second := r.wantOffer("b.zip!/x.txt", "one"); second.State().ID != first.State().ID {
		t.Error("the transcript became another one")
	}
	r.wantGone("a.zip!/x.txt")
}

func TestIgnoredMembers(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("__MACOSX/._x.txt=no", ".DS_Store=no", "x.txt=one", "d/.git/config=no", "d/y.txt~=no", ".hidden.zip!/z.txt=no"))
	r.archive(r.wantOffer("a.zip!/x.txt", "one").File)
	r.wantNothing()
	r.wantMembers("a.zip", Archived, Members{Total: 1, Archived: 1})
	receive(t, r.fated, "the member's fate")
	receive(t, r.fated, "the container's fate")
	r.write("b.zip", pack("__MACOSX/._x.txt=no", ".DS_Store=no"))
	if e := receive(t, r.fated, "a fate"); e.Path != "b.zip" || e.Fate != Rejected || e.Rejected.Code != schema.FaultEmpty {
		t.Errorf("fate is %+v", e)
	}
}

func TestSidecarsOfMembers(t *testing.T) {
	r := newRig(t, withContainers, withSidecars)
	r.write("a.zip"+SidecarSuffix, "title=of all")
	r.write("a.zip", pack("own.txt=one", "d/own.txt=two", "d/own.txt"+SidecarSuffix+"=title=own", "alone.txt"+SidecarSuffix+"=title=no"))
	r.start()
	first := r.offers("a.zip!/own.txt=one", "a.zip!/d/own.txt=two")
	if a, b := first["a.zip!/own.txt"], first["a.zip!/d/own.txt"]; a.Title != "of all" || b.Title != "own" {
		t.Errorf("offered %+v and %+v", a.File, b.File)
	}
	for _, file := range first {
		r.archive(file.File)
	}
	r.wantNothing()
	if e := r.entry("a.zip!/d/own.txt"); e.Sidecar == nil || e.Sidecar.Digest != schema.Digest([]byte("title=own")) {
		t.Errorf("entry is %+v", e)
	}
	r.write("a.zip"+SidecarSuffix, "title=of the others")
	if second := r.wantOffer("a.zip!/own.txt", "one"); second.Title != "of the others" || second.Number <= first["a.zip!/own.txt"].Number {
		t.Errorf("offered %+v", second.File)
	} else {
		r.archive(second.File)
	}
	r.wantNothing()
	r.write("a.zip", pack("own.txt=one", "d/own.txt=two"))
	if second := r.wantOffer("a.zip!/d/own.txt", "two"); second.Title != "of the others" {
		t.Errorf("offered %+v", second.File)
	} else {
		r.archive(second.File)
	}
	r.wantNothing()
	if n := len(r.stream.gone); n != 0 {
		t.Errorf("%d are gone", n)
	}
}

func TestRefusedContainer(t *testing.T) {
	for what, c := range map[string]struct{ packed, code string }{
		"broken after members": {pack("x.txt=one", "y.txt=two", "broken"), schema.FaultDamaged},
		"without members":      {"PACK\n", schema.FaultEmpty},
		"two of one name":      {pack("x.txt=one", "y.txt=two", "x.txt=three"), schema.FaultDamaged},
		"a sidecar locked":     {pack("x.txt=one", "x.txt"+SidecarSuffix), schema.FaultUnsupported},
	} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t, withContainers, withSidecars)
			var opened atomic.Int64
			r.cfg.Unpack = func(path string, body []byte) Unpacked { opened.Add(1); return unpackLines(path, body) }
			r.start()
			r.write("a.zip", c.packed)
			if e := receive(t, r.fated, "a fate"); e.Path != "a.zip" || e.Rejected.Code != c.code || e.Rejected.Stage != "inbox" || e.Members != nil {
				t.Errorf("fate is %+v, %+v", e, e.Rejected)
			}
			r.wantNothing()
			r.stop()
			before := opened.Load()
			r.start()
			r.wantNothing()
			if n := opened.Load() - before; n != 1 || len(r.fated) != 0 {
				t.Errorf("after a restart it was opened %d times and told %d times, want 1 and 0", n, len(r.fated))
			}
			r.write("a.zip", pack("x.txt=one"))
			r.archive(r.wantOffer("a.zip!/x.txt", "one").File)
			r.wantFates("a.zip!/x.txt archived", "a.zip archived")
		})
	}
}

func TestRefusedMembers(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("a.zip", pack("locked.txt", "x.txt=one", "empty.txt=", "\xb7\xa2.txt=two"))
	r.archive(r.wantOffer("a.zip!/x.txt", "one").File)
	r.wantFates("a.zip!/locked.txt rejected", "a.zip!/x.txt archived", "a.zip!/empty.txt rejected", `a.zip!/\xb7\xa2.txt rejected`, "a.zip archived")
	r.wantMembers("a.zip", Archived, Members{Total: 4, Archived: 1, Rejected: 3})
	if e := r.entry("a.zip!/locked.txt"); e.Rejected.Code != schema.FaultUnsupported || e.Rejected.Reason != "it is locked" || e.Number == 0 {
		t.Errorf("entry is %+v", e)
	}
	r.stop()
	puts := r.ledger.puts
	r.start()
	r.wantNothing()
	if len(r.fated) != 0 || r.ledger.puts != puts {
		t.Errorf("after a restart: told %d times, %d writes", len(r.fated), r.ledger.puts-puts)
	}
	r.stop()
	// Another version of the program, which can open it.
	r.cfg.Unpack = func(path string, body []byte) Unpacked {
		return unpackLines(path, []byte(strings.Replace(string(body), "locked.txt", "locked.txt=three", 1)))
	}
	r.start()
	r.archive(r.wantOffer("a.zip!/locked.txt", "three").File)
	r.wantFates("a.zip!/locked.txt archived", "a.zip archived")
	r.wantNothing()
}

// A folder may be called a.zip! and hold what a.zip holds: one name is never two sources.
func TestMemberWithTheNameOfAFile(t *testing.T) {
	r := newRig(t, withContainers)
	r.start()
	r.write("a.zip!/x.txt", "file")
	r.archive(r.wantOffer("a.zip!/x.txt", "file").File)
	receive(t, r.fated, "the file's fate")
	r.write("a.zip", pack("x.txt=member"))
	if e := receive(t, r.fated, "a fate"); e.Path != "a.zip" || e.Rejected.Code != schema.FaultUnsupported || !strings.Contains(e.Rejected.Reason, "a.zip!/x.txt") {
		t.Errorf("fate is %+v", e.Rejected)
	}
	r.wantNothing()
	if e := r.entry("a.zip!/x.txt"); e.Digest != schema.Digest([]byte("file")) || !e.Gone.IsZero() {
		t.Errorf("entry is %+v", e)
	}
}

func TestOneContainerIsOpenAtATime(t *testing.T) {
	r := newRig(t, withContainers)
	var open, most atomic.Int64
	r.cfg.Unpack = func(path string, body []byte) Unpacked {
		unpacked := unpackLines(path, body)
		return func(each func(Member) error) error {
			if n := open.Add(1); n > most.Load() {
				most.Store(n)
			}
			defer open.Add(-1)
			return unpacked(each)
		}
	}
	want := map[string]bool{}
	for i := range 20 {
		name := fmt.Sprintf("%d.zip", i)
		r.write(name, pack("x.txt="+name, "y.txt=too"))
		want[name+"!/x.txt"], want[name+"!/y.txt"] = true, true
	}
	r.start()
	for range len(want) {
		got := r.offer()
		delete(want, got.Path)
		r.archive(got.File)
	}
	if len(want) != 0 || most.Load() != 1 {
		t.Errorf("%d were open at once; missing %q", most.Load(), slices.Collect(maps.Keys(want)))
	}
	r.wantNothing()
}

func TestTakeOfContainers(t *testing.T) {
	r := newRig(t, withContainers)
	r.write("d/a.zip", pack("x.txt=good", "y.txt=bad", "locked.txt"))
	r.write("broken.zip", pack("x.txt=good", "broken"))
	got := r.take(r.path("d"), r.path("broken.zip"))
	want := map[string]string{
		r.path("d/a.zip!/x.txt"): Archived, r.path("d/a.zip!/y.txt"): Rejected, r.path("d/a.zip!/locked.txt"): Rejected,
		r.path("d/a.zip"): Archived, r.path("broken.zip"): Rejected,
	}
	if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
		t.Fatalf("results for %q", slices.Sorted(maps.Keys(got)))
	}
	for path, fate := range want {
		if got[path].Entry.Fate != fate || got[path].Err != nil {
			t.Errorf("%s: %q %v", path, got[path].Entry.Fate, got[path].Err)
		}
	}
	if m := got[r.path("d/a.zip")].Entry.Members; m == nil || *m != (Members{Entered: true, Total: 3, Archived: 1, Rejected: 2}) {
		t.Errorf("members are %+v", m)
	}
	// Once more: what was rejected gets another chance.
	clear(r.stream.times)
	again := r.take(r.path("d/a.zip"))
	if len(again) != 2 || again[r.path("d/a.zip!/y.txt")].Entry.Offer != 1 || again[r.path("d/a.zip")].Entry.Fate != Archived || len(r.stream.times) != 1 {
		t.Errorf("results %+v, offers %v", again, r.stream.times)
	}
}
