package inbox

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"shilu/schema"
)

func TestVanishedFileIsGoneAndReturnsAsANewState(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	first := r.wantOffer("a.txt", "one")
	r.must(os.Remove(r.path("a.txt")))
	if gone := receive(t, r.stream.gone, "gone"); gone.State() != first.State() {
		t.Errorf("gone is %s, offered was %s", gone.State(), first.State())
	}
	r.eventually("the ledger says so", func() bool { return !r.entry("a.txt").Gone.IsZero() })
	// Its fate is still to come.
	r.archive(first.File)
	if e := r.entry("a.txt"); e.Fate != Archived || e.Gone.IsZero() {
		t.Errorf("entry is %+v", e)
	}
	r.write("a.txt", "one")
	second := r.wantOffer("a.txt", "one")
	if second.Number <= first.Number {
		t.Errorf("number %d after %d", second.Number, first.Number)
	}
	if e := r.entry("a.txt"); e.Fate != "" || !e.Gone.IsZero() {
		t.Errorf("entry is %+v", e)
	}
	r.settled()
	if n := len(r.stream.gone); n != 0 {
		t.Errorf("%d more events gone", n)
	}
}

func TestFileThatVanishesForAMomentIsNotGone(t *testing.T) {
	r := newRig(t, neverQuiet, neverRescan)
	r.cfg.Now = (&clock{now: r.cfg.Now()}).Now
	r.start()
	r.settledOnce()
	r.write("a.part", "one")
	r.must(os.Rename(r.path("a.part"), r.path("a.txt")))
	r.archive(r.wantOffer("a.txt", "one").File)
	// An editor's way of saving: the old file steps aside, the new one takes its place.
	r.must(os.Rename(r.path("a.txt"), r.path("a.txt~")))
	r.eventually("the absence is noticed", func() bool { return r.inbox.Stats().Unsettled == 1 })
	r.must(os.Rename(r.path("a.txt~"), r.path("a.txt")))
	r.eventually("the presence is noticed", func() bool { s := r.inbox.Stats(); return s.Unsettled == 0 && s.Queued == 0 })
	if n := len(r.stream.gone) + len(r.stream.offered); n != 0 {
		t.Errorf("%d events of a file that stayed the same", n)
	}
}

func TestRenamedFileIsAnotherSource(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	first := r.wantOffer("a.txt", "one")
	r.archive(first.File)
	r.must(os.Rename(r.path("a.txt"), r.path("b.txt")))
	second := r.wantOffer("b.txt", "one")
	if gone := receive(t, r.stream.gone, "gone"); gone.State() != first.State() {
		t.Errorf("gone is %+v", gone)
	}
	if second.State().ID != first.State().ID {
		t.Errorf("the transcript became another one")
	}
}

func TestFolderThatLeavesTakesItsFilesAlong(t *testing.T) {
	for way, leave := range map[string]func(r *rig){
		"removed":     func(r *rig) { r.must(os.RemoveAll(r.path("2024"))) },
		"renamed out": func(r *rig) { r.must(os.Rename(r.path("2024"), filepath.Join(r.t.TempDir(), "x"))) },
		"hidden":      func(r *rig) { r.must(os.Rename(r.path("2024"), r.path(".2024"))) },
		"replaced by a file": func(r *rig) {
			r.must(os.RemoveAll(r.path("2024")))
			r.must(os.WriteFile(r.path("2024"), nil, 0o600))
		},
	} {
		t.Run(way, func(t *testing.T) {
			r := newRig(t, neverRescan)
			r.start()
			r.write("2024/05/a.txt", "one")
			r.write("2024/b.txt", "two")
			r.write("c.txt", "three")
			r.wantOffers("2024/05/a.txt", "2024/b.txt", "c.txt")
			leave(r)
			gone := map[string]bool{}
			for range 2 {
				gone[receive(t, r.stream.gone, "gone").Path] = true
			}
			if !gone["2024/05/a.txt"] || !gone["2024/b.txt"] {
				t.Errorf("gone are %v", gone)
			}
		})
	}
}

func TestFileReplacedByAFolderIsGone(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a", "one")
	r.wantOffer("a", "one")
	r.must(os.Remove(r.path("a")))
	r.write("a/b.txt", "two")
	r.wantOffer("a/b.txt", "two")
	if gone := receive(t, r.stream.gone, "gone"); gone.Path != "a" {
		t.Errorf("gone is %s", gone.Path)
	}
}

func TestInboxFolderGoesAwayAndComesBack(t *testing.T) {
	r := newRig(t)
	r.dir = filepath.Join(r.dir, "inbox")
	r.cfg.Dir = r.dir
	r.must(os.Mkdir(r.dir, 0o755))
	r.start()
	r.write("a.txt", "one")
	r.archive(r.wantOffer("a.txt", "one").File)
	aside := r.dir + ".aside"
	r.must(os.Rename(r.dir, aside))
	r.eventually("it is said", func() bool { return r.log.count("folder is away") > 0 })
	// An empty folder in its place may be a share that isn't mounted.
	r.must(os.Mkdir(r.dir, 0o755))
	r.eventually("it is said", func() bool { return r.log.count("is it mounted?") > 0 })
	if n := len(r.stream.gone); n != 0 {
		t.Fatalf("%d files are gone because their folder is away", n)
	}
	r.must(os.Remove(r.dir))
	r.must(os.Rename(aside, r.dir))
	r.write("b.txt", "two")
	r.wantOffer("b.txt", "two")
	if n := len(r.stream.gone); n != 0 {
		t.Errorf("%d files are gone", n)
	}
	// Another folder that holds something is taken for what it is.
	other := r.dir + ".other"
	r.must(os.Mkdir(other, 0o755))
	r.must(os.WriteFile(filepath.Join(other, "c.txt"), []byte("three"), 0o600))
	r.must(os.Rename(r.dir, aside))
	r.must(os.Rename(other, r.dir))
	r.wantOffer("c.txt", "three")
	gone := receive(t, r.stream.gone, "gone").Path + " " + receive(t, r.stream.gone, "gone").Path
	if gone != "a.txt b.txt" && gone != "b.txt a.txt" {
		t.Errorf("gone are %s", gone)
	}
	// And from then on the name is that one's: emptied, it is believed.
	r.eventually("the claim names it", func() bool {
		claimed, err := r.inbox.claimName(t.Context(), &folder{dir: r.dir})
		info, statErr := os.Stat(r.dir)
		return err == nil && statErr == nil && claimed == folderID(info)
	})
	r.must(os.Remove(r.path("c.txt")))
	receive(t, r.stream.gone, "gone")
	for what, times := range map[string]int{"folder is away": 2, "is it mounted?": 1} {
		if n := r.log.count(what); n > times {
			t.Errorf("%q was said %d times", what, n)
		}
	}
}

func TestEmptiedFolderIsBelievedWhenItIsTheSame(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	r.archive(r.wantOffer("a.txt", "one").File)
	r.stop()
	r.must(os.Remove(r.path("a.txt")))
	r.start()
	receive(t, r.stream.gone, "gone")
}

func TestNothingIsPublishedOfWhatWasNeverOffered(t *testing.T) {
	r := newRig(t)
	r.cfg.MaxSize = 2
	r.start()
	r.write("a.txt", "three")
	receive(t, r.fated, "a fate")
	r.must(os.Remove(r.path("a.txt")))
	r.eventually("the ledger says so", func() bool { return !r.entry("a.txt").Gone.IsZero() })
	if n := len(r.stream.gone); n != 0 {
		t.Errorf("%d events gone of a file without a transcript", n)
	}
	if e := r.entry("a.txt"); e.Fate != Rejected || e.Rejected.Code != schema.FaultTooLarge {
		t.Errorf("entry is %+v", e)
	}
}

// A folder that is open isn't told to be deleted: it is looked after, long before the next scan.
func TestInboxFolderMadeAnewIsNoticedWithinAMoment(t *testing.T) {
	for way, remake := range map[string]func(r *rig){
		"deleted and made": func(r *rig) { r.must(os.RemoveAll(r.dir)); r.must(os.Mkdir(r.dir, 0o755)) },
		"renamed and made": func(r *rig) { r.must(os.Rename(r.dir, r.dir+".aside")); r.must(os.Mkdir(r.dir, 0o755)) },
	} {
		t.Run(way, func(t *testing.T) {
			c := &clock{now: time.Now()}
			r := newRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan, cfg.Recheck = c.Now, never, never })
			r.start()
			r.write("a.txt", "one")
			r.archive(r.offerWhile(c).File)
			remake(r)
			c.advance(aliveEvery)
			r.inbox.book.rouse()
			r.eventually("it is said", func() bool { return r.log.count("opened anew") > 0 })
			r.write("b.txt.part", "two")
			r.must(os.Rename(r.path("b.txt.part"), r.path("b.txt")))
			if got := r.offerWhile(c); got.Path != "b.txt" {
				t.Errorf("offered %s", got.Path)
			}
		})
	}
}
