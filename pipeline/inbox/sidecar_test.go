package inbox

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"shilu/schema"
)

// withSidecars lets sidecars be lines like "title=A"; "wrong" is a line that isn't understood.
func withSidecars(c *Config) {
	c.Sidecar = func(body []byte) (Facts, error) {
		var f Facts
		var err error
		for line := range strings.Lines(string(body)) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			switch key {
			case "title":
				f.Title = value
			case "spoken":
				f.Spoken = value
			case "place":
				f.Place = value
			case "url":
				f.URL = value
			case "layout":
				f.Layout = value
			default:
				err = errors.New(line + "isn't understood")
			}
		}
		return f, err
	}
}

const allFacts = "title=A\nspoken=2024-05-10\nplace=B\nurl=https://example.org/\nlayout=lines\n"

func TestSidecarTravelsWithItsFile(t *testing.T) {
	r := newRig(t, withSidecars)
	r.start()
	r.write("d/a.txt"+SidecarSuffix, allFacts)
	r.wantNothing()
	r.write("d/a.txt", "one")
	r.write("d/b.txt", "two")
	files := map[string]schema.File{}
	for range 2 {
		got := r.offer()
		files[got.Path] = got.File
		r.archive(got.File)
	}
	a, b := files["d/a.txt"], files["d/b.txt"]
	if a.Title != "A" || a.Spoken != "2024-05-10" || a.Place != "B" || a.URL != "https://example.org/" || a.Layout != "lines" || a.Doubt != "" {
		t.Errorf("offered %+v", a)
	}
	if b.Title != "" || b.Spoken != "" || b.Layout != "" || b.Path != "d/b.txt" {
		t.Errorf("offered %+v", b)
	}
	if e := r.entry("d/a.txt"); e.Sidecar == nil || e.Sidecar.Digest != schema.Digest([]byte(allFacts)) || e.Layout != "" {
		t.Errorf("entry is %+v, sidecar %+v", e, e.Sidecar)
	}
	r.stop()
	r.start()
	r.wantNothing()
	if n := len(r.ledger.values); n != 3 { // the claim, and two files
		t.Errorf("the ledger holds %d values", n)
	}
}

// Each change of a sidecar is a state of its file: by a hint, by a scan alone, and while nobody watched.
func TestAnotherSidecarIsAnotherState(t *testing.T) {
	steps := []struct {
		what  string
		do    func(r *rig)
		title string
		whose string // digest of
	}{
		{"it comes later", func(r *rig) { r.write("a.txt"+SidecarSuffix, "title=A") }, "A", "title=A"},
		{"it changes", func(r *rig) { r.write("a.txt"+SidecarSuffix, "title=B") }, "B", "title=B"},
		{"it changes and keeps its times", func(r *rig) {
			info, err := os.Stat(r.path("a.txt" + SidecarSuffix))
			r.must(err)
			r.write("a.txt"+SidecarSuffix, "title=C")
			r.must(os.Chtimes(r.path("a.txt"+SidecarSuffix), info.ModTime(), info.ModTime()))
		}, "C", "title=C"},
		{"it is replaced", func(r *rig) {
			r.write(".new", "title=D")
			r.must(os.Rename(r.path(".new"), r.path("a.txt"+SidecarSuffix)))
		}, "D", "title=D"},
		{"it is deleted", func(r *rig) { r.must(os.Remove(r.path("a.txt" + SidecarSuffix))) }, "", ""},
		{"it comes back", func(r *rig) { r.write("a.txt"+SidecarSuffix, "title=D") }, "D", "title=D"},
		{"it is emptied", func(r *rig) { r.write("a.txt"+SidecarSuffix, "") }, "", ""},
	}
	run := func(t *testing.T, r *rig, around func(do func())) {
		r.write("a.txt", "one")
		r.start()
		last := r.wantOffer("a.txt", "one")
		r.archive(last.File)
		for _, step := range steps {
			around(func() { step.do(r) })
			next := r.wantOffer("a.txt", "one")
			if next.Number <= last.Number || next.Offer != 0 || next.Title != step.title {
				t.Errorf("%s: offered %+v after number %d", step.what, next.File, last.Number)
			}
			digest := ""
			if s := r.entry("a.txt").Sidecar; s != nil {
				digest = s.Digest
			}
			if want := schema.Digest([]byte(step.whose)); digest != want && (step.whose != "" || digest != "") {
				t.Errorf("%s: the ledger has the digest %q", step.what, digest)
			}
			r.archive(next.File)
			last = next
		}
		if r.cfg.Rescan != never {
			r.settled()
		}
		if n := len(r.stream.offered) + len(r.stream.gone); n != 0 {
			t.Errorf("%d more events", n)
		}
	}
	t.Run("hinted at", func(t *testing.T) {
		r := newRig(t, withSidecars, neverRescan)
		run(t, r, func(do func()) { do() })
	})
	t.Run("scanned", func(t *testing.T) {
		r := newRig(t, withSidecars)
		r.watch = func(string) (watcher, error) { return &deafWatcher{hints: make(chan hint)}, nil }
		run(t, r, func(do func()) { do() })
	})
	t.Run("while stopped", func(t *testing.T) {
		r := newRig(t, withSidecars)
		run(t, r, func(do func()) { r.stop(); do(); r.start() })
	})
}

func TestTouchedSidecarIsNoState(t *testing.T) {
	r := newRig(t, withSidecars)
	r.write("a.txt"+SidecarSuffix, "title=A")
	r.write("a.txt", "one")
	r.start()
	got := r.wantOffer("a.txt", "one")
	r.archive(got.File)
	old := time.Date(2001, 2, 3, 4, 5, 6, 7000, time.UTC)
	r.must(os.Chtimes(r.path("a.txt"+SidecarSuffix), old, old))
	r.eventually("the ledger has the new time", func() bool { return r.entry("a.txt").Sidecar.Modified.Equal(old) })
	r.wantNothing()
	if e := r.entry("a.txt"); e.Number != got.Number || e.Fate != Archived || e.Sidecar.Digest != schema.Digest([]byte("title=A")) {
		t.Errorf("entry is %+v", e)
	}
}

// The name of the sidecar would be longer than a name can be: there is none.
func TestFileWhoseSidecarCanHaveNoName(t *testing.T) {
	r := newRig(t, withSidecars)
	r.start()
	name := strings.Repeat("x", 251) + ".txt"
	r.write(name, "one")
	r.wantOffer(name, "one")
}

// A file that was renamed into place is whole, but what is written beside it may not be.
func TestFileAndSidecarSettleTogether(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, withSidecars, neverRescan, func(cfg *Config) { cfg.Now = c.Now })
	r.start()
	r.settledOnce()
	r.write("a.txt"+SidecarSuffix, "title=")
	r.write("a.txt.part", "one")
	r.must(os.Rename(r.path("a.txt.part"), r.path("a.txt")))
	r.eventually("the file is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
	c.advance(r.cfg.Quiet / 2)
	r.write("a.txt"+SidecarSuffix, "title=whole")
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet / 4); return len(r.stream.offered) > 0 })
	if got := r.wantOffer("a.txt", "one"); got.Title != "whole" {
		t.Errorf("offered %+v", got.File)
	}
}

func TestSidecarThatIsWrong(t *testing.T) {
	for what, c := range map[string]struct {
		make  func(r *rig, name string)
		title string
		doubt string
	}{
		"not understood": {func(r *rig, name string) { r.write(name, "title=A\nwrong\n") }, "A", "wrong"},
		"too large":      {func(r *rig, name string) { r.write(name, strings.Repeat("title=A\n", 10000)) }, "", "80000 bytes"},
		"a folder":       {func(r *rig, name string) { r.write(name+"/b.txt", "not it") }, "", ""},
		"a link":         {func(r *rig, name string) { r.must(os.Symlink("b.txt", r.path(name))) }, "", ""},
		"a pipe":         {func(r *rig, name string) { r.must(syscall.Mkfifo(r.path(name), 0o600)) }, "", ""},
	} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t, withSidecars)
			c.make(r, "a.txt"+SidecarSuffix)
			r.write("a.txt", "one")
			r.start()
			got := r.offer()
			for got.Path != "a.txt" { // what is in the folder
				got = r.offer()
			}
			if got.Title != c.title || !strings.Contains(got.Doubt, c.doubt) || (got.Doubt == "") != (c.doubt == "") {
				t.Errorf("offered %+v", got.File)
			}
			r.archive(got.File)
			r.settled()
			r.must(os.RemoveAll(r.path("a.txt" + SidecarSuffix)))
			r.write("a.txt"+SidecarSuffix, "title=B")
			for got = r.offer(); got.Path != "a.txt"; {
				got = r.offer()
			}
			if got.Title != "B" || got.Doubt != "" {
				t.Errorf("offered %+v", got.File)
			}
		})
	}
}

func TestUnreadableSidecarKeepsTheFile(t *testing.T) {
	r := newRig(t, withSidecars)
	r.asNobody()
	r.write("a.txt"+SidecarSuffix, "title=A")
	r.must(os.Chmod(r.path("a.txt"+SidecarSuffix), 0))
	r.write("a.txt", "one")
	r.start()
	r.eventually("the ledger says so", func() bool {
		_, revision, _ := r.ledger.Get(t.Context(), schema.SourceID("press", "a.txt"))
		return revision > 0
	})
	if e := r.entry("a.txt"); !strings.Contains(e.Trouble, "sidecar") || e.Waiting() {
		t.Errorf("entry is %+v", e)
	}
	r.must(os.Chmod(r.path("a.txt"+SidecarSuffix), 0o644))
	if got := r.wantOffer("a.txt", "one"); got.Title != "A" {
		t.Errorf("offered %+v", got.File)
	}
}

// What was asked for comes before what the sidecar says, and the rest of it counts.
func TestWishComesBeforeTheSidecar(t *testing.T) {
	r := newRig(t, withSidecars)
	r.cfg.Layout, r.cfg.Spoken = "name-colon", "2024-05-12"
	r.write("a.txt"+SidecarSuffix, allFacts)
	r.write("a.txt", "one")
	r.start()
	if got := r.wantOffer("a.txt", "one"); got.Layout != "name-colon" || got.Spoken != "2024-05-12" || got.Title != "A" {
		t.Errorf("offered %+v", got.File)
	}
}

func TestFactsTravelWithEachOffer(t *testing.T) {
	r := newRig(t, withSidecars)
	r.write("a.txt"+SidecarSuffix, "title=A")
	r.write("a.txt", "one")
	r.start()
	first := r.wantOffer("a.txt", "one")
	r.stream.place(first.File, Whereabouts{})
	if again := r.wantOffer("a.txt", "one"); again.Offer != 1 || again.State() != first.State() || again.Title != "A" {
		t.Errorf("offered %+v after %+v", again.File, first.File)
	}
	r.stop()
	// A crash between ledger and stream leaves the entry alone.
	r.stream.wipe("second")
	r.start()
	if again := r.wantOffer("a.txt", "one"); again.Offer != 2 || again.State() != first.State() || again.Title != "A" {
		t.Errorf("offered %+v after %+v", again.File, first.File)
	}
}

func TestRefusedFileWithASidecarIsToldOnce(t *testing.T) {
	r := newRig(t, withSidecars, func(c *Config) { c.MaxSize = 2 })
	r.write("a.txt"+SidecarSuffix, "title=A")
	r.write("a.txt", "three")
	r.start()
	receive(t, r.fated, "a fate")
	r.wantNothing()
	if n := len(r.fated); n != 0 {
		t.Errorf("it was told %d times more", n)
	}
}

func TestTakeWithSidecars(t *testing.T) {
	r := newRig(t, withSidecars)
	r.write("a.txt", "good")
	r.write("a.txt"+SidecarSuffix, "title=A")
	r.write("d/b.txt", "good too")
	r.write("d/b.txt"+SidecarSuffix, "title=B")
	r.write("alone.txt"+SidecarSuffix, "title=C")
	alone := r.path("alone.txt" + SidecarSuffix)
	got := r.take(r.path("a.txt"), r.path("a.txt"+SidecarSuffix), r.path("d"), alone)
	if len(got) != 3 || got[r.path("a.txt")].Entry.Fate != Archived || got[filepath.Join(r.path("d"), "b.txt")].Entry.Fate != Archived {
		t.Errorf("results %+v", got)
	}
	if err := got[alone].Err; err == nil || !strings.Contains(err.Error(), "there is no alone.txt") {
		t.Errorf("a sidecar alone: %v", err)
	}
	for range 2 {
		if file := r.offer(); file.Title == "" {
			t.Errorf("offered %+v", file.File)
		}
	}
}

func TestWithoutAReaderThereAreNoSidecars(t *testing.T) {
	r := newRig(t)
	r.write("a.txt"+SidecarSuffix, "title=A")
	r.start()
	r.wantOffer("a.txt"+SidecarSuffix, "title=A")
}
