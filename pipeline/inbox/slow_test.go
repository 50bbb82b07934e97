package inbox

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"shilu/schema"
)

// This file is about who writes slowly, or not all at once: whatever was taken of a half, the whole is what stays.

// writer is who writes into a file of the inbox.
type writer struct {
	r    *rig
	file *os.File
	text string
}

func (r *rig) create(name string) *writer {
	r.t.Helper()
	file, err := os.Create(r.path(name))
	r.must(err)
	r.t.Cleanup(func() { file.Close() })
	return &writer{r: r, file: file}
}

func (w *writer) add(text string) {
	w.r.t.Helper()
	_, err := w.file.WriteString(text)
	w.r.must(err)
	w.text += text
}

// offerWhile moves the clock until there is an offer.
func (r *rig) offerWhile(c *clock) schema.Received {
	r.t.Helper()
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet / 4); return len(r.stream.offered) > 0 })
	return r.offer()
}

// nudge makes the inbox look at what is due by a clock that was moved, and waits until that is done.
func (r *rig) nudge() {
	r.t.Helper()
	for range 3 { // of which one waits in the channel, and one may have been taken before the loop looked at the clock
		r.inbox.book.wake <- struct{}{}
	}
	r.eventually("what settled is done", func() bool { return r.inbox.Stats().Queued == 0 })
}

// A file that is being made has its mode set in that instant: that moves the ctime and not the mtime, as a rename does.
func TestModeSetWhileItIsMadeIsNoRename(t *testing.T) {
	r := newRig(t, neverQuiet)
	r.start()
	r.settled()
	for _, name := range []string{"1.txt", "2.txt", "3.txt", "4.txt", "5.txt"} {
		// Made and filled in a folder that nobody watches, and linked into the inbox, so that there is no moment in which the half isn't there.
		half := filepath.Join(t.TempDir(), name)
		r.must(os.WriteFile(half, []byte("half"), 0o600))
		young := time.Now().Add(-50 * time.Millisecond) // by more than a tick of the file system's clock
		r.must(os.Chtimes(half, young, young))
		r.must(os.Chmod(half, 0o644))
		r.must(os.Link(half, r.path(name)))
	}
	r.eventually("they are noticed", func() bool { return r.inbox.Stats().Unsettled == 5 })
	if n := len(r.stream.offered); n != 0 {
		t.Errorf("%d files were taken for whole", n)
	}
}

// A stall that is longer than settling: the half is a state, and the whole the next.
func TestStallLongerThanSettling(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan = c.Now, never })
	r.start()
	w := r.create("a.txt")
	w.add("记者：")
	half := r.offerWhile(c)
	w.add("请问什么时候通车？")
	whole := r.offerWhile(c)
	if string(whole.Original) != w.text || whole.Number <= half.Number {
		t.Fatalf("offered %q with number %d after %q with %d", whole.Original, whole.Number, half.Original, half.Number)
	}
	// In whatever order their fates come.
	r.archive(whole.File)
	r.archive(half.File)
	if e := r.entry("a.txt"); e.Number != whole.Number || e.Digest != whole.Digest || e.Fate != Archived {
		t.Errorf("entry is %+v", e)
	}
}

// One byte a second. Each pause is longer than settling at first; who writes like this is waited for longer and longer.
func TestOneByteASecond(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan, cfg.Quiet = c.Now, never, 400*time.Millisecond })
	r.start()
	w := r.create("a.txt")
	const seconds = 40
	for range seconds {
		w.add("x")
		r.eventually("the write is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
		for range 10 {
			c.advance(100 * time.Millisecond)
			r.nudge()
		}
	}
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet); return r.entry("a.txt").Digest == schema.Digest([]byte(w.text)) })
	if n := len(r.stream.offered); n > 5 {
		t.Errorf("%d states of a file that was written for %d s", n, seconds)
	}
}

// A file that lay half-written when the program started, and is written on.
func TestHalfWrittenAtTheStartIsNotThePresentRevision(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan = c.Now, never })
	w := r.create("a.txt")
	w.add("half")
	r.start()
	half := r.offerWhile(c)
	r.archive(half.File)
	r.stop()
	w.add(" and half")
	r.start()
	if whole := r.offerWhile(c); string(whole.Original) != w.text || whole.Number <= half.Number {
		t.Errorf("offered %q with number %d after %d", whole.Original, whole.Number, half.Number)
	}
}
