package inbox

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func polling(c *Config) { c.Watch, c.Poll, c.Rescan = WatchPoll, 10*time.Millisecond, never }

// What every folder does, one that is polled does too.
func TestPolledFolder(t *testing.T) {
	r := newRig(t, polling)
	r.watch = func(string) (watcher, error) { t.Error("it is watched"); return nil, errNoWatch }
	r.start()
	r.write("a.txt", "one")
	first := r.wantOffer("a.txt", "one")
	r.archive(first.File)
	r.write("d/e/b.txt", "two")
	r.archive(r.wantOffer("d/e/b.txt", "two").File)
	r.write("a.txt", "other")
	if second := r.wantOffer("a.txt", "other"); second.Number <= first.Number {
		t.Errorf("number %d after %d", second.Number, first.Number)
	}
	r.must(os.Rename(r.path("d"), r.path("z")))
	r.wantOffer("z/e/b.txt", "two")
	if gone := receive(t, r.stream.gone, "gone"); gone.Path != "d/e/b.txt" {
		t.Errorf("gone is %s", gone.Path)
	}
	if n := r.log.count("polling"); n != 1 {
		t.Errorf("said %d times that it is polled", n)
	}
}

// An empty file is waited for longer, and is taken as soon as a poll finds that something was written into it.
func TestPolledFileThatWasEmptyFirst(t *testing.T) {
	r := newRig(t, polling, func(c *Config) { c.Patience = never })
	r.start()
	w := r.create("a.txt")
	r.eventually("it is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
	w.add("one")
	r.wantOffer("a.txt", "one")
	r.create("b.txt")
	r.eventually("it is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
	r.must(os.Remove(r.path("b.txt")))
	r.eventually("it is not waited for any more", func() bool { return r.inbox.Stats().Unsettled == 0 })
}

// One folder of the tree lies on a file system that doesn't tell, and it alone is polled.
func TestFolderOnARemoteFileSystemIsPolled(t *testing.T) {
	r := newRig(t, neverRescan, func(c *Config) { c.Poll = 10 * time.Millisecond })
	r.must(os.MkdirAll(r.path("share/deep"), 0o755))
	r.watch = watchDeafBelow("share")
	r.make()
	r.inbox.remote = func(dir string) string {
		if strings.HasPrefix(dir, r.path("share")) {
			return "NFS"
		}
		return ""
	}
	r.run()
	r.write("local.txt", "one")
	r.archive(r.wantOffer("local.txt", "one").File)
	r.write("share/deep/a.txt", "two")
	r.archive(r.wantOffer("share/deep/a.txt", "two").File)
	r.must(os.Remove(r.path("share/deep/a.txt")))
	if gone := receive(t, r.stream.gone, "gone"); gone.Path != "share/deep/a.txt" {
		t.Errorf("gone is %s", gone.Path)
	}
	r.must(os.RemoveAll(r.path("share")))
	r.write("share/b.txt", "three")
	r.wantOffer("share/b.txt", "three")
	if n := r.log.count("level=INFO msg=polling"); n == 0 || r.log.count("folder=share ") != n {
		t.Errorf("said %d times that something is polled, of share %d times", n, r.log.count("folder=share "))
	}
}

// No event comes from a folder that is watched: a scan finds a file there, and from then on it is polled.
func TestSilentFolderIsFoundOut(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan = c.Now, time.Minute })
	r.must(os.Mkdir(r.path("silent"), 0o755))
	r.watch = watchDeafBelow("silent")
	r.write("silent/before.txt", "zero")
	r.write("told.txt", "one")
	r.start()
	r.archive(r.offerWhile(c).File)
	r.archive(r.offerWhile(c).File)
	r.write("told/a.txt", "two")
	r.archive(r.offerWhile(c).File)
	c.advance(r.cfg.Rescan) // a scan that finds nothing new
	r.nudge()
	r.settledAt(c)
	if n := r.log.count("msg=polling"); n != 0 {
		t.Fatalf("%d folders are polled that told of all", n)
	}
	r.write("silent/a.txt", "three")
	c.advance(r.cfg.Rescan)
	if got := r.offerWhile(c); got.Path != "silent/a.txt" {
		t.Fatalf("offered %s", got.Path)
	}

	r.eventually("it is said", func() bool { return r.log.count("folder=silent why=\"a scan found silent/a.txt") == 1 })
	r.write("silent/b.txt", "four")
	c.advance(r.cfg.Poll) // long before the next scan of all
	if got := r.offerWhile(c); got.Path != "silent/b.txt" {
		t.Errorf("offered %s", got.Path)
	}
	if n := r.log.count("msg=polling"); n != 1 {
		t.Errorf("said %d times that something is polled", n)
	}
}

// What a scan finds because the watch queue overflowed says nothing about the folder, nor does a file that is tried again each time.
func TestFolderThatTellsIsNotPolled(t *testing.T) {
	c := &clock{now: time.Now()}
	deaf := &deafWatcher{hints: make(chan hint)}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan = c.Now, time.Minute })
	r.watch = func(string) (watcher, error) { return deaf, nil }
	r.start()
	r.settledOnce()
	r.write("a.txt", "one")
	deaf.hints <- hint{path: ".", what: overflowed}
	r.archive(r.offerWhile(c).File)
	r.must(os.Link(r.path("a.txt"), filepath.Join(t.TempDir(), "elsewhere"))) // moves its ctime, and nobody tells of it
	r.asNobody()
	r.must(os.WriteFile(r.path("unreadable.txt"), []byte("two"), 0o200))
	deaf.hints <- hint{path: "unreadable.txt", what: created}
	r.eventually("it is in trouble", func() bool { c.advance(r.cfg.Quiet); return r.log.count("can't be read") > 0 })
	for range 3 {
		began := r.inbox.Stats().Scans
		c.advance(r.cfg.Rescan)
		r.nudge()
		r.eventually("it is scanned", func() bool { return r.inbox.Stats().Scans > began })
		r.settledAt(c)
	}
	if n := r.log.count("msg=polling"); n != 0 {
		t.Errorf("%d folders are polled", n)
	}
}

func TestPollsAreTheTopmostFolders(t *testing.T) {
	p := polls{dirs: map[string]bool{}}
	for _, step := range []struct {
		dir  string
		want bool
		now  int
	}{{"a/b", true, 1}, {"a/b/c", false, 1}, {"ab", true, 2}, {"a", true, 2}, {"a", false, 2}, {".", true, 1}, {"z", false, 1}} {
		if got := p.add(step.dir); got != step.want || len(p.dirs) != step.now {
			t.Errorf("%s: %t, and %v", step.dir, got, p.dirs)
		}
	}
}

func TestRemoteKindOfALocalFolder(t *testing.T) {
	if kind := remoteKind(t.TempDir()); kind != "" && kind != "FUSE" && kind != "9p" { // which some machines have for their disk
		t.Errorf("it is %s", kind)
	}
	if kind := remoteKind(filepath.Join(t.TempDir(), "missing")); kind != "" {
		t.Errorf("what isn't there is %s", kind)
	}
}

// deafBelow is a native watcher to which nothing comes of what is in a folder.
type deafBelow struct {
	watcher
	hints chan hint
}

func watchDeafBelow(dir string) func(string) (watcher, error) {
	return func(root string) (watcher, error) {
		w, err := watchNative(root)
		if err != nil {
			return nil, err
		}
		d := deafBelow{w, make(chan hint, 1<<10)}
		go func() {
			defer close(d.hints)
			for h := range w.Hints() {
				if !strings.HasPrefix(h.path, dir+"/") {
					d.hints <- h
				}
			}
		}()
		return d, nil
	}
}

func (d deafBelow) Hints() <-chan hint { return d.hints }

// settledAt is settled by a clock that the test moves.
func (r *rig) settledAt(c *clock) {
	r.t.Helper()
	r.eventually("it comes to rest", func() bool {
		c.advance(r.cfg.Quiet)
		s := r.inbox.Stats()
		return s.Unsettled == 0 && s.Queued == 0
	})
}
