package inbox

import (
	"encoding/json"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"shilu/schema"
)

func TestRefusedFiles(t *testing.T) {
	outside := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(outside, []byte("secret"), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		make func(r *rig)
		code string
	}{
		"link out":          {func(r *rig) { r.must(os.Symlink(outside, r.path("a"))) }, schema.FaultUnsupported},
		"relative link out": {func(r *rig) { r.must(os.Symlink("../../../../etc/passwd", r.path("a"))) }, schema.FaultUnsupported},
		"link to nothing":   {func(r *rig) { r.must(os.Symlink("/nowhere/at/all", r.path("a"))) }, schema.FaultUnsupported},
		"link to a folder":  {func(r *rig) { r.must(os.Symlink(filepath.Dir(outside), r.path("a"))) }, schema.FaultUnsupported},
		"link by a detour": {func(r *rig) {
			r.must(os.Mkdir(r.path("in"), 0o755))
			r.must(os.Symlink("../..", r.path("in/up")))
			receive(r.t, r.fated, "the fate of the detour")
			r.must(os.Symlink("in/up", r.path("a")))
		}, schema.FaultUnsupported},
		"too large": {func(r *rig) { r.write("a", strings.Repeat("x", 1001)) }, schema.FaultTooLarge},
		"huge": {func(r *rig) {
			r.write("a", "")
			r.must(os.Truncate(r.path("a"), 1<<40)) // a terabyte of nothing: reading it would not end
		}, schema.FaultTooLarge},
		"empty": {func(r *rig) { r.write("a", "") }, schema.FaultEmpty},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(cfg *Config) { cfg.MaxSize, cfg.Patience = 1000, cfg.Quiet })
			r.start()
			c.make(r)
			got := receive(t, r.fated, "a fate")
			if got.Path != "a" || got.Fate != Rejected || got.Rejected.Code != c.code || got.Rejected.Stage != "inbox" || got.Rejected.Advice == "" {
				t.Errorf("fate is %+v %+v", got, got.Rejected)
			}
			r.stop()
			r.start()
			r.wantNothing()
			if n := len(r.fated); n != 0 {
				t.Errorf("it was told %d times more", n)
			}
			r.must(os.Remove(r.path("a")))
			r.write("a", "now a file")
			if again := r.wantOffer("a", "now a file"); again.Number <= got.Number {
				t.Errorf("number %d after %d", again.Number, got.Number)
			}
		})
	}
}

func TestRaisedLimitLetsTheFileIn(t *testing.T) {
	r := newRig(t, func(cfg *Config) { cfg.MaxSize = 2 })
	r.start()
	r.write("a.txt", "three")
	receive(t, r.fated, "a fate")
	r.stop()
	r.cfg.MaxSize = 10
	r.start()
	r.wantOffer("a.txt", "three")
}

func TestEmptyFileIsWaitedFor(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now = c.Now })
	r.start()
	r.write("a.txt", "")
	r.eventually("the file is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
	c.advance(r.cfg.Patience / 2)
	r.write("a.txt", "one")
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet); return len(r.stream.offered) > 0 })
	r.wantOffer("a.txt", "one")
	r.write("b.txt", "")
	r.eventually("it is rejected", func() bool { c.advance(r.cfg.Patience / 2); return len(r.fated) > 0 })
	if got := receive(t, r.fated, "a fate"); got.Path != "b.txt" || got.Rejected.Code != schema.FaultEmpty {
		t.Errorf("fate is %+v", got)
	}
	r.write("b.txt", "two")
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet); return len(r.stream.offered) > 0 })
	r.wantOffer("b.txt", "two")
}

// A known file is emptied, stays so for a while, and is then written: that it was waited for as an empty one must be forgotten.
func TestEmptiedFileIsTakenSoonAfterItIsWritten(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Patience = c.Now, never })
	r.write("a.txt", "one")
	r.start()
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet); return len(r.stream.offered) > 0 })
	r.archive(r.wantOffer("a.txt", "one").File)
	r.must(os.Truncate(r.path("a.txt"), 0))
	r.eventually("the file is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
	for range 3 { // what is due is looked at before a scan begins
		began := r.inbox.Stats().Scans
		c.advance(r.cfg.Quiet + r.cfg.Rescan)
		r.eventually("a scan ends", func() bool { return r.inbox.Stats().Scans > began })
	}
	r.write("a.txt", "two")
	r.eventually("it settles", func() bool { c.advance(r.cfg.Quiet / 4); return len(r.stream.offered) > 0 })
	r.wantOffer("a.txt", "two")
}

func TestPassedOver(t *testing.T) {
	r := newRig(t)
	r.must(syscall.Mkfifo(r.path("pipe.txt"), 0o600))
	socket, err := net.Listen("unix", r.path("socket"))
	r.must(err)
	defer socket.Close()
	r.must(os.Mkdir(r.path("loop"), 0o755))
	r.must(os.Symlink("..", r.path("loop/loop")))
	r.write("a.txt", "one")
	r.must(os.Symlink("a.txt", r.path("b.txt")))
	r.must(os.Symlink("missing.txt", r.path("c.txt")))
	r.start()
	r.archive(r.wantOffer("a.txt", "one").File)
	r.wantNothing()
	r.must(syscall.Mkfifo(r.path("pipe2.txt"), 0o600))
	r.must(os.Symlink("a.txt", r.path("d.txt")))
	r.wantNothing()
	if n := len(r.fated); n != 1 {
		t.Errorf("%d fates", n)
	}
}

// A file swapped for a pipe after it had settled must neither block the reader nor be read.
func TestSwappedForAPipeOrALink(t *testing.T) {
	dir := t.TempDir()
	f, err := openFolder(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	outside := filepath.Join(t.TempDir(), "secret.txt")
	for _, err := range []error{
		syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600),
		os.WriteFile(outside, []byte("one"), 0o600), os.WriteFile(filepath.Join(dir, "a.txt"), []byte("one"), 0o600),
		os.Symlink(outside, filepath.Join(dir, "out")), os.Symlink("a.txt", filepath.Join(dir, "in")),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	a, err := f.look("a.txt")
	if err != nil {
		t.Fatal(err)
	}
	if body, err := f.read("a.txt", a.stamp.glance); err != nil || string(body) != "one" {
		t.Fatalf("read %q %v", body, err)
	}
	for _, name := range []string{"pipe", "out", "in", "missing"} {
		if body, err := f.read(name, a.stamp.glance); err == nil {
			t.Errorf("%s: read %q", name, body)
		}
	}
	larger := a.stamp.glance
	larger.size++
	if body, err := f.read("a.txt", larger); err == nil {
		t.Errorf("read %q of a file that shrank", body)
	}
}

func TestNameThatIsNotUTF8(t *testing.T) {
	r := newRig(t)
	r.start()
	name := "\xb7\xa2\xb2\xbc\xbb\xe1.txt" // 发布会 in GB18030
	r.write(name, "one")
	r.write("\xb7\xa2/b.txt", "two")
	first, second := receive(t, r.fated, "a fate"), receive(t, r.fated, "a fate")
	if first.path() != name {
		first, second = second, first
	}
	if first.path() != name || first.Path != `\xb7\xa2\xb2\xbc\xbb\xe1.txt` || first.Rejected.Code != schema.FaultUnsupported {
		t.Errorf("fate is %+v", first)
	}
	if second.path() != "\xb7\xa2/b.txt" {
		t.Errorf("fate is %+v", second)
	}
	r.stop()
	r.start()
	r.wantNothing()
	if n := len(r.fated); n != 0 {
		t.Errorf("it was told %d times more", n)
	}
	r.must(os.Rename(r.path(name), r.path("发布会.txt")))
	r.wantOffer("发布会.txt", "one")
	r.eventually("the old name is gone", func() bool {
		var e Entry
		value, _, _ := r.ledger.Get(t.Context(), schema.SourceID("press", name))
		r.must(json.Unmarshal(value, &e))
		return !e.Gone.IsZero()
	})
}

func TestAbsurdTimes(t *testing.T) {
	r := newRig(t)
	r.start()
	for _, year := range []int{1902, 2300} {
		at := time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
		r.write("a.txt", at.String())
		r.must(os.Chtimes(r.path("a.txt"), at, at))
		r.archive(r.wantOffer("a.txt", at.String()).File)
	}
	r.wantNothing()
	r.stop()
	r.start()
	r.wantNothing()
}

func TestUnreadableFile(t *testing.T) {
	r := newRig(t)
	r.asNobody()
	r.start()
	r.write(".a", "one")
	r.must(os.Chmod(r.path(".a"), 0))
	r.must(os.Rename(r.path(".a"), r.path("a.txt")))
	r.eventually("the ledger says so", func() bool {
		_, revision, _ := r.ledger.Get(t.Context(), schema.SourceID("press", "a.txt"))
		return revision > 0
	})
	if e := r.entry("a.txt"); !strings.Contains(e.Trouble, "permission denied") || e.Waiting() || e.Fate != "" {
		t.Errorf("entry is %+v", e)
	}
	began := r.inbox.Stats().Scans
	r.eventually("it is tried again", func() bool { return r.inbox.Stats().Scans > began+4 })
	if n := r.log.count("file can't be read"); n != 1 {
		t.Errorf("it was said %d times", n)
	}
	r.must(os.Chmod(r.path("a.txt"), 0o644))
	r.archive(r.wantOffer("a.txt", "one").File)
	if e := r.entry("a.txt"); e.Trouble != "" || e.Fate != Archived {
		t.Errorf("entry is %+v", e)
	}
}
