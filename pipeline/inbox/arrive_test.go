package inbox

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"shilu/schema"
)

// clock stands still until the test moves it, so that "quiet for so long" is the test's word.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// never is longer than any test: what depends on it does not happen by time.
const never = time.Hour

func neverQuiet(c *Config) { c.Quiet, c.Patience = never, never }

func neverRescan(c *Config) { c.Rescan = never }

// lines makes a text that is a file's own.
func lines(name string) string { return "记者：请问" + name + "在哪里？\n" }

func TestFilesArrive(t *testing.T) {
	ways := map[string]func(r *rig, outside string){
		"written":           func(r *rig, _ string) { r.write("a.txt", "one") },
		"written in folder": func(r *rig, _ string) { r.write("2024/05/a.txt", "one") },
		"renamed from outside": func(r *rig, outside string) {
			r.must(os.WriteFile(outside, []byte("one"), 0o600))
			r.must(os.Rename(outside, r.path("a.txt")))
		},
		"linked": func(r *rig, outside string) {
			r.must(os.WriteFile(outside, []byte("one"), 0o600))
			r.must(os.Link(outside, r.path("a.txt")))
		},
		"copied with its times": func(r *rig, _ string) {
			r.write("a.txt", "one")
			old := time.Date(2019, 3, 1, 9, 0, 0, 0, time.UTC)
			r.must(os.Chtimes(r.path("a.txt"), old, old))
		},
		"folder renamed from outside": func(r *rig, outside string) {
			r.must(os.MkdirAll(filepath.Join(outside, "05"), 0o755))
			r.must(os.WriteFile(filepath.Join(outside, "05", "a.txt"), []byte("one"), 0o600))
			r.must(os.Rename(outside, r.path("2024")))
		},
		"a name of many kinds": func(r *rig, _ string) { r.write("5月 \"发布会\"\t100%\n.txt", "one") },
	}
	for way, arrive := range ways {
		t.Run(way, func(t *testing.T) {
			r := newRig(t, neverRescan)
			r.start()
			arrive(r, filepath.Join(t.TempDir(), "elsewhere"))
			got := r.offer()
			if string(got.Original) != "one" || got.Offer != 0 || got.Number == 0 {
				t.Errorf("offered %+v %q", got.File, got.Original)
			}
			if _, err := os.Stat(r.path(got.Path)); err != nil {
				t.Errorf("offered a path that isn't there: %v", err)
			}
		})
		t.Run(way+" before the start", func(t *testing.T) {
			r := newRig(t)
			arrive(r, filepath.Join(t.TempDir(), "elsewhere"))
			r.start()
			if got := r.offer(); string(got.Original) != "one" {
				t.Errorf("offered %+v %q", got.File, got.Original)
			}
			r.wantNothing()
		})
	}
}

// What was renamed into place is whole: it doesn't wait to be quiet, which here never happens.
func TestRenamedIntoPlaceIsTakenAtOnce(t *testing.T) {
	t.Run("from outside", func(t *testing.T) {
		r := newRig(t, neverQuiet)
		r.start()
		r.settled()
		outside := filepath.Join(t.TempDir(), "a.txt")
		r.must(os.WriteFile(outside, []byte("one"), 0o600))
		// The clock of the file system is coarse: the write has to be older than the rename by more than a tick of it.
		old := time.Now().Add(-time.Minute)
		r.must(os.Chtimes(outside, old, old))
		r.must(os.Rename(outside, r.path("a.txt")))
		r.wantOffer("a.txt", "one")
	})
	t.Run("from a temporary name", func(t *testing.T) {
		r := newRig(t, neverQuiet)
		r.start()
		r.settled()
		for i := range 20 {
			name, text := fmt.Sprintf("%d.txt", i), fmt.Sprint("text ", i)
			r.write(name+".part", text)
			r.must(os.Rename(r.path(name+".part"), r.path(name)))
			r.wantOffer(name, text)
		}
	})
	t.Run("over another file", func(t *testing.T) {
		r := newRig(t, neverQuiet)
		r.start()
		r.settled()
		for i := range 3 {
			r.write(".a.txt.x7Yq", fmt.Sprint("text ", i))
			r.must(os.Rename(r.path(".a.txt.x7Yq"), r.path("a.txt")))
			r.wantOffer("a.txt", fmt.Sprint("text ", i))
		}
	})
	t.Run("but not what is written in place", func(t *testing.T) {
		r := newRig(t, neverQuiet)
		r.start()
		r.settled()
		r.write("a.txt", "one")
		r.eventually("the file is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
		r.write("b.txt.part", "two")
		r.must(os.Rename(r.path("b.txt.part"), r.path("b.txt")))
		r.wantOffer("b.txt", "two")
		if n := len(r.stream.offered); n != 0 {
			t.Errorf("%d offers of a file that has not settled", n)
		}
	})
}

func TestSlowlyWrittenFileIsTakenWhenItIsWhole(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan = c.Now, never })
	r.start()
	file, err := os.Create(r.path("a.txt"))
	r.must(err)
	defer file.Close()
	whole := ""
	chunks, written := make(chan string), make(chan error)
	go func() {
		for chunk := range chunks {
			_, err := file.WriteString(chunk)
			written <- err
		}
	}()
	for i := range 20 {
		chunk := lines(fmt.Sprint(i))
		chunks <- chunk
		r.must(<-written)
		whole += chunk
		r.eventually("the file is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
		c.advance(r.cfg.Quiet * 3 / 4)
	}
	close(chunks)
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet / 4); return len(r.stream.offered) > 0 })
	r.wantOffer("a.txt", whole)
}

func TestHalfWrittenFileAtTheStartSettlesToo(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now = c.Now })
	r.write("a.txt", "half ")
	r.start()
	r.eventually("the file is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
	c.advance(r.cfg.Quiet / 2)
	r.write("a.txt", "half and half")
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet / 4); return len(r.stream.offered) > 0 })
	r.wantOffer("a.txt", "half and half")
}

func TestFileThatKeepsGrowingIsReported(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Patience = c.Now, 5*time.Second })
	r.start()
	text := ""
	r.eventually("it is reported", func() bool {
		text += "…"
		r.write("a.txt", text)
		c.advance(r.cfg.Quiet / 2)
		return r.log.count("file keeps changing") > 0
	})
	r.eventually("the ledger says so", func() bool {
		_, revision, _ := r.ledger.Get(t.Context(), schema.SourceID("press", "a.txt"))
		return revision > 0
	})
	if e := r.entry("a.txt"); e.Trouble == "" || e.Waiting() {
		t.Errorf("entry is %+v", e)
	}
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet); return len(r.stream.offered) > 0 })
	r.wantOffer("a.txt", text)
	r.eventually("the trouble is over", func() bool { return r.entry("a.txt").Trouble == "" })
	if n := r.log.count("file keeps changing"); n != 1 {
		t.Errorf("reported %d times", n)
	}
}

func TestLaterChangeIsALaterState(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	last := r.wantOffer("a.txt", "one")
	r.archive(last.File)
	for _, step := range []struct {
		what string
		do   func() string
	}{
		{"appended", func() string {
			file, err := os.OpenFile(r.path("a.txt"), os.O_APPEND|os.O_WRONLY, 0)
			r.must(err)
			defer file.Close()
			_, err = file.WriteString(" two")
			r.must(err)
			return "one two"
		}},
		{"replaced", func() string {
			r.write(".a", "three")
			r.must(os.Rename(r.path(".a"), r.path("a.txt")))
			return "three"
		}},
		{"truncated", func() string { r.must(os.Truncate(r.path("a.txt"), 2)); return "th" }},
		{"earlier bytes again", func() string { r.write("a.txt", "one"); return "one" }},
		{"same size and mtime", func() string {
			info, err := os.Stat(r.path("a.txt"))
			r.must(err)
			r.write("a.txt", "ONE")
			r.must(os.Chtimes(r.path("a.txt"), info.ModTime(), info.ModTime()))
			return "ONE"
		}},
	} {
		want := step.do()
		next := r.wantOffer("a.txt", want)
		if next.Number <= last.Number || next.Offer != 0 {
			t.Errorf("%s: number %d offer %d after number %d", step.what, next.Number, next.Offer, last.Number)
		}
		// A fate of the state before says nothing about this one.
		r.archive(last.File)
		if e := r.entry("a.txt"); e.Fate != "" || e.Number != next.Number {
			t.Errorf("%s: entry is %+v", step.what, e)
		}
		last = next
	}
}

func TestTouchedFileIsNotOffered(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	got := r.wantOffer("a.txt", "one")
	r.archive(got.File)
	old := time.Date(2001, 2, 3, 4, 5, 6, 7000, time.UTC)
	r.must(os.Chtimes(r.path("a.txt"), old, old))
	r.eventually("the ledger has the new time", func() bool { return r.entry("a.txt").Modified.Equal(old) })
	r.must(os.Chmod(r.path("a.txt"), 0o600))
	r.write("a.txt", "one")
	r.eventually("the ledger has the time of the write", func() bool { return !r.entry("a.txt").Modified.Equal(old) })
	r.wantNothing()
	if e := r.entry("a.txt"); e.Number != got.Number || e.Fate != Archived {
		t.Errorf("entry is %+v", e)
	}
}

func TestSameBytesUnderTwoNamesAreTwoSources(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	r.write("b/a.txt", "one")
	first, second := r.offer(), r.offer()
	if first.State().ID != second.State().ID || first.State().Source == second.State().Source {
		t.Errorf("states are %s and %s", first.State(), second.State())
	}
}

// Folders that are made and filled before anybody can watch them: the scan after each new one finds what no event told.
func TestTreeMadeAtOnce(t *testing.T) {
	r := newRig(t, neverRescan)
	r.start()
	r.settledOnce()
	var want []string
	for i := range 5 {
		dir := fmt.Sprintf("%d", i)
		for j := range 8 {
			dir += fmt.Sprintf("/%d", j)
			r.write(dir+"/a.txt", lines(dir))
			want = append(want, dir+"/a.txt")
		}
	}
	r.wantOffers(want...)
	r.write("3/0/1/2/late.txt", "late")
	r.wantOffer("3/0/1/2/late.txt", "late")
}

func TestRenamedFolderIsStillWatched(t *testing.T) {
	r := newRig(t, neverRescan)
	r.start()
	r.write("a/b/one.txt", "one")
	r.wantOffer("a/b/one.txt", "one")
	r.must(os.Rename(r.path("a"), r.path("z")))
	r.wantOffer("z/b/one.txt", "one")
	if gone := receive(t, r.stream.gone, "gone"); gone.Path != "a/b/one.txt" {
		t.Errorf("gone is %s", gone.Path)
	}
	r.write("z/b/two.txt", "two")
	r.wantOffer("z/b/two.txt", "two")
	r.write("a/b/three.txt", "three")
	r.wantOffer("a/b/three.txt", "three")
}

func TestIgnoredNamesAreNotTaken(t *testing.T) {
	r := newRig(t)
	for _, name := range ignoredExamples {
		r.write(name, lines(name))
		r.write("under/"+name+"/a.txt", lines(name))
	}
	r.start()
	r.wantNothing()
	for _, name := range ignoredExamples {
		r.write("later/"+name, lines(name))
	}
	r.wantNothing()
	if len(r.ledger.values) != 1 { // the claim
		t.Errorf("the ledger holds %d values", len(r.ledger.values))
	}
}

func TestOverflowIsCountedAndScanned(t *testing.T) {
	r := newRig(t, neverRescan)
	deaf := &deafWatcher{hints: make(chan hint)}
	r.make()
	r.inbox.watch = func(string) (watcher, error) { return deaf, nil }
	r.run()
	r.settledOnce()
	r.write("a/b.txt", "one")
	r.write("c.txt", "two")
	deaf.hints <- hint{path: ".", what: overflowed}
	r.wantOffers("a/b.txt", "c.txt")
	if n := r.inbox.Stats().Overflows; n != 1 {
		t.Errorf("%d overflows counted", n)
	}
	deaf.mu.Lock()
	defer deaf.mu.Unlock()
	if !slices.Contains(deaf.dirs, "a") {
		t.Errorf("watched are %q", deaf.dirs)
	}
}

func TestScanFindsWhatNoEventTold(t *testing.T) {
	r := newRig(t)
	r.make()
	r.inbox.watch = func(string) (watcher, error) { return &deafWatcher{hints: make(chan hint)}, nil }
	r.run()
	r.settledOnce()
	r.write("a/b.txt", "one")
	r.archive(r.wantOffer("a/b.txt", "one").File)
	r.write("a/b.txt", "two")
	r.wantOffer("a/b.txt", "two")
	r.must(os.RemoveAll(r.path("a")))
	receive(t, r.stream.gone, "gone")
}

// What is written while a worker has the file, without any scan to come.
func TestChangeDuringTheOffer(t *testing.T) {
	r := newRig(t, neverRescan)
	entered, release := make(chan bool, 8), make(chan bool)
	r.stream.meanwhile = func(schema.Received) { entered <- true; <-release }
	r.start()
	r.settledOnce()
	r.write("a.txt", "one")
	receive(t, entered, "the offer")
	r.write("a.txt", "two!")
	r.write("b.txt", "b") // its offer says that the change of a.txt was noticed too
	receive(t, entered, "the offer")
	close(release)
	r.wantOffers("a.txt", "a.txt", "b.txt")
	if e := r.entry("a.txt"); e.Digest != schema.Digest([]byte("two!")) {
		t.Errorf("entry is %+v", e)
	}
}

// A write within one tick of a coarse clock leaves the stamp as it was: what was written to is read again whatever the stamp says.
func TestWriteThatLeavesTheStamp(t *testing.T) {
	r := newRig(t, neverRescan)
	deaf := &deafWatcher{hints: make(chan hint)}
	r.make()
	r.inbox.watch = func(string) (watcher, error) { return deaf, nil }
	r.write("a.txt", "one")
	r.run()
	r.archive(r.wantOffer("a.txt", "one").File)
	r.write("a.txt", "two")
	info, err := os.Lstat(r.path("a.txt"))
	r.must(err)
	r.inbox.book.mu.Lock()
	r.inbox.book.marks["a.txt"].stamp = lookOf(info).stamp
	r.inbox.book.mu.Unlock()
	deaf.hints <- hint{path: "a.txt", what: changed}
	r.wantOffer("a.txt", "two")
}

// deafWatcher hears nothing but what the test tells it.
type deafWatcher struct {
	hints chan hint
	mu    sync.Mutex
	dirs  []string
}

func (d *deafWatcher) Hints() <-chan hint { return d.hints }
func (d *deafWatcher) Close() error       { return nil }
func (d *deafWatcher) Add(dir string) (bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	first := !slices.Contains(d.dirs, dir)
	d.dirs = append(d.dirs, dir)
	return first, nil
}
