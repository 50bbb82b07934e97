package inbox

import (
	"encoding/json"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shilu/schema"
)

// withMoves makes the inbox move files at once, into two folders beside it.
func (r *rig) withMoves() {
	beside := r.t.TempDir()
	r.cfg.Archived, r.cfg.Rejected, r.cfg.Linger = filepath.Join(beside, "archived"), filepath.Join(beside, "rejected"), 0
}

func newMovingRig(t testing.TB, adjust ...func(*Config)) *rig {
	t.Helper()
	r := newRig(t, adjust...)
	r.withMoves()
	return r
}

// lie is where each file lies, with what is in it: "inbox/a.txt" or "archived/a.txt". The day is left out, which must be today's.
func (r *rig) lie() map[string]string {
	r.t.Helper()
	all := map[string]string{}
	for name, dir := range map[string]string{"inbox": r.dir, "archived": r.cfg.Archived, "rejected": r.cfg.Rejected} {
		err := filepath.WalkDir(dir, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				if os.IsNotExist(err) {
					return nil
				}
				return err
			}
			text, err := os.ReadFile(file)
			if d.Type()&fs.ModeSymlink != 0 {
				text, err = []byte("a link"), nil
			}
			if os.IsNotExist(err) {
				return nil // it was moved since
			}
			if err != nil {
				return err
			}
			path, _ := filepath.Rel(dir, file)
			if name != "inbox" {
				of, today := strings.CutPrefix(path, time.Now().Format(time.DateOnly))
				if !today {
					r.t.Errorf("%s doesn't lie under today", file)
				}
				path = strings.TrimPrefix(of, "/")
			}
			if strings.HasSuffix(path, ReasonSuffix) {
				var why Reason
				if err := json.Unmarshal(text, &why); err != nil {
					r.t.Errorf("%s holds %s: %v", path, text, err)
				}
				text = []byte(why.Code)
			}
			all[name+"/"+path] = string(text)
			return nil
		})
		r.must(err)
	}
	return all
}

// lies waits until the files lie just so: each "inbox/a.txt=text". Reasons have their code as text.
func (r *rig) lies(want ...string) {
	r.t.Helper()
	var got []string
	holds := func() bool {
		got = nil
		for path, text := range r.lie() {
			got = append(got, path+"="+text)
		}
		slices.Sort(got)
		return slices.Equal(got, want)
	}
	slices.Sort(want)
	for deadline := time.Now().Add(patienceOfTests); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			r.t.Fatalf("files lie as\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
}

// moved waits until nothing is left to be moved.
func (r *rig) moved() {
	r.t.Helper()
	r.eventually("nothing is left to move", func() bool {
		s := r.inbox.Stats()
		return s.Moving == 0 && s.Unsettled == 0 && s.Queued == 0
	})
}

func TestArchivedFileIsMovedWithItsSidecar(t *testing.T) {
	r := newMovingRig(t, withSidecars)
	r.start()
	r.write("2024/a.txt"+SidecarSuffix, "title=A")
	r.write("2024/a.txt", "one")
	r.write("b.txt", "two")
	for range 2 {
		r.archive(r.offer().File)
	}
	r.lies("archived/2024/a.txt=one", "archived/2024/a.txt.meta.yaml=title=A", "archived/b.txt=two")
	r.moved()
	e := r.entry("2024/a.txt")
	if e.Moved == nil || e.Moved.As != Archived || e.Moved.Folder != r.cfg.Archived || e.Moving != nil || !e.Gone.IsZero() {
		t.Errorf("entry is %+v, moved %+v", e, e.Moved)
	}
	if text, err := os.ReadFile(e.Moved.file()); err != nil || string(text) != "one" {
		t.Errorf("%s holds %q, %v", e.Moved, text, err)
	}
	r.wantNothing()
	r.stop()
	r.start()
	r.wantNothing()
	if n := len(r.stream.gone) + len(r.stream.freed); n != 0 {
		t.Errorf("%d events of sources that have left; want none until their names are taken", n)
	}
	if s := r.inbox.Stats(); s.Known != 0 {
		t.Errorf("%d files are believed to be in the inbox", s.Known)
	}
}

func TestRejectedFileIsMovedWithItsReasonAndOnWhenItsRetrySucceeds(t *testing.T) {
	r := newMovingRig(t, withSidecars)
	r.start()
	r.write("a.txt"+SidecarSuffix, "title=A")
	r.write("a.txt", "one")
	file := r.wantOffer("a.txt", "one").File
	r.reject(file)
	r.lies("rejected/a.txt=one", "rejected/a.txt.meta.yaml=title=A", "rejected/a.txt.reason.json="+schema.FaultNotText)
	r.moved()
	e := r.entry("a.txt")
	info, err := os.Stat(e.Moved.file() + ReasonSuffix)
	r.must(err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the reason's mode is %s", info.Mode())
	}
	text, err := os.ReadFile(e.Moved.file() + ReasonSuffix)
	r.must(err)
	var why Reason
	r.must(json.Unmarshal(text, &why))
	want := Reason{
		Inbox: "press", Path: "a.txt", Digest: file.Digest, Event: "shilu.transcript.rejected." + file.State().String(), Time: e.FateAt,
		Stage: "parse", Code: schema.FaultNotText, Reason: "no text", Tries: 1,
	}
	if why.Time.Equal(want.Time) {
		why.Time = want.Time
	}
	if got, want := mustJSON(t, why), mustJSON(t, want); got != want {
		t.Errorf("the reason is %s, want %s", got, want)
	}
	// The retry fails in another way: the reason is another. The next one succeeds.
	file.Offer = 1
	fate := rejection(file)
	fate.Rejected.Code = schema.FaultDamaged
	r.must(r.inbox.Fate(t.Context(), file, fate))
	r.lies("rejected/a.txt=one", "rejected/a.txt.meta.yaml=title=A", "rejected/a.txt.reason.json="+schema.FaultDamaged)
	file.Offer = 2
	r.archive(file)
	r.lies("archived/a.txt=one", "archived/a.txt.meta.yaml=title=A")
	r.wantNothing()
}

func mustJSON(t *testing.T, value any) string {
	t.Helper()
	text, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFreedNameBeginsAnotherSource(t *testing.T) {
	r := newMovingRig(t)
	r.start()
	r.write("a.txt", "one")
	first := r.wantOffer("a.txt", "one")
	r.reject(first.File)
	r.lies("rejected/a.txt=one", "rejected/a.txt.reason.json="+schema.FaultNotText)
	r.moved()
	r.write("a.txt", "two")
	second := r.wantOffer("a.txt", "two")
	if freed := receive(t, r.stream.freed, "freed"); freed.State() != first.State() {
		t.Errorf("freed is %s, want %s", freed.State(), first.State())
	}
	if second.Number <= first.Number {
		t.Errorf("number %d after %d", second.Number, first.Number)
	}
	r.archive(second.File)
	r.lies("archived/a.txt=two", "rejected/a.txt=one", "rejected/a.txt.reason.json="+schema.FaultNotText)
	// The first one's fate is still its own, though its name is another's.
	retried := first.File
	retried.Offer = 1
	r.archive(retried)
	r.lies("archived/a.txt=two", "archived/a-2.txt=one")
	r.moved()
	var all []string
	r.must(Entries(t.Context(), r.ledger, func(e Entry) error {
		all = append(all, e.Path+" "+e.Fate+" "+filepath.Base(e.Moved.Path))
		return nil
	}))
	if slices.Sort(all); !slices.Equal(all, []string{"a.txt archived a-2.txt", "a.txt archived a.txt"}) {
		t.Errorf("the ledger has %q", all)
	}
	// And so after a restart.
	r.stop()
	r.start()
	r.write("a.txt", "one")
	third := r.wantOffer("a.txt", "one")
	if freed := receive(t, r.stream.freed, "freed"); freed.State() != second.State() {
		t.Errorf("freed is %s, want %s", freed.State(), second.State())
	}
	r.archive(third.File)
	r.lies("archived/a.txt=two", "archived/a-2.txt=one", "archived/a-3.txt=one")
	r.wantNothing()
	if n := len(r.stream.gone); n != 0 {
		t.Errorf("%d events gone", n)
	}
}

func TestNothingIsEverReplaced(t *testing.T) {
	r := newMovingRig(t)
	day := filepath.Join(r.cfg.Archived, time.Now().Format(time.DateOnly))
	r.must(os.MkdirAll(filepath.Join(day, "c.txt"), 0o700)) // a folder
	for name, text := range map[string]string{"a.txt": "old", "b.txt" + SidecarSuffix: "old", "d": "old"} {
		r.must(os.WriteFile(filepath.Join(day, name), []byte(text), 0o600))
	}
	r.must(os.Symlink("nowhere", filepath.Join(day, "e.txt")))
	r.start()
	long := strings.Repeat("长", 83) + ".txt" // 253 bytes, which leaves no room for a suffix
	for _, name := range []string{"a.txt", "b.txt", "c.txt", "d/f.txt", "e.txt", long} {
		r.write(name, "new "+name[:1])
		r.archive(r.offer().File)
	}
	short := strings.Repeat("长", 79) + ".txt"
	r.lies("archived/a.txt=old", "archived/a-2.txt=new a", "archived/b.txt.meta.yaml=old", "archived/b-2.txt=new b", "archived/c-2.txt=new c",
		"archived/d=old", "archived/-2/d/f.txt=new d", "archived/e.txt=a link", "archived/e-2.txt=new e", "archived/"+short+"=new "+long[:1])
}

// Whoever can make a link where files are moved to leads none of them anywhere.
func TestNoLinkLeadsAMoveAway(t *testing.T) {
	r := newMovingRig(t)
	elsewhere := t.TempDir()
	r.must(os.MkdirAll(r.cfg.Archived, 0o700))
	day := filepath.Join(r.cfg.Archived, time.Now().Format(time.DateOnly))
	r.must(os.Symlink(elsewhere, day))
	r.start()
	r.write("a.txt", "one")
	r.archive(r.wantOffer("a.txt", "one").File)
	r.eventually("it is said", func() bool { e := r.entry("a.txt"); return e.Moving != nil && e.Moving.Trouble != "" })
	if left, err := os.ReadDir(elsewhere); err != nil || len(left) > 0 {
		t.Errorf("%v, %v lie elsewhere", left, err)
	}
	r.must(os.Remove(day))
	r.lies("archived/a.txt=one")
	if n := r.log.count("file can't be moved"); n != 1 {
		t.Errorf("it was said %d times, want once", n)
	}
}

// The file changes when everything is ready for its move: what moves is never other than what was archived.
func TestFileThatChangesBeforeItIsMovedStays(t *testing.T) {
	for way, change := range map[string]func(r *rig){
		"written":   func(r *rig) { r.write("a.txt", "two") },
		"replaced":  func(r *rig) { r.write(".a", "two"); r.must(os.Rename(r.path(".a"), r.path("a.txt"))) },
		"a sidecar": func(r *rig) { r.write("a.txt", "two"); r.write("a.txt"+SidecarSuffix, "title=A") },
	} {
		t.Run(way, func(t *testing.T) {
			r := newMovingRig(t, withSidecars)
			r.make()
			changed := false
			r.inbox.reached = func(s step) {
				if s == stepReasoned && !changed {
					changed = true
					change(r)
				}
			}
			r.run()
			r.write("a.txt", "one")
			first := r.wantOffer("a.txt", "one")
			r.reject(first.File)
			second := r.wantOffer("a.txt", "two")
			if second.Number <= first.Number {
				t.Errorf("number %d after %d", second.Number, first.Number)
			}
			r.moved()
			want := []string{"inbox/a.txt=two"}
			if way == "a sidecar" {
				want = append(want, "inbox/a.txt.meta.yaml=title=A")
			}
			r.lies(want...)
			if e := r.entry("a.txt"); e.Moved != nil || e.Moving != nil {
				t.Errorf("entry is moved %+v, moving %+v", e.Moved, e.Moving)
			}
			if n := len(r.stream.freed) + len(r.stream.gone); n != 0 {
				t.Errorf("%d events of a source that has left", n)
			}
		})
	}
}

// It vanishes when everything is ready for its move.
func TestFileThatVanishesBeforeItIsMovedIsGone(t *testing.T) {
	r := newMovingRig(t)
	r.make()
	r.inbox.reached = func(s step) {
		if s == stepReserved {
			_ = os.Remove(r.path("a.txt"))
		}
	}
	r.run()
	r.write("a.txt", "one")
	r.archive(r.wantOffer("a.txt", "one").File)
	receive(t, r.stream.gone, "gone")
	r.moved()
	r.lies()
}

func TestWhatIsNotMoved(t *testing.T) {
	r := newMovingRig(t, func(cfg *Config) { cfg.Patience = cfg.Quiet })
	r.start()
	r.write("empty.txt", "")
	r.must(os.Symlink("/etc/hostname", r.path("out.txt")))
	for range 2 {
		receive(t, r.fated, "a fate")
	}
	r.settled()
	r.moved()
	r.lies("inbox/empty.txt=", "inbox/out.txt=a link")
	// Another name of the same file stays, and is moved by its own fate.
	r.write("one.txt", "one")
	r.must(os.Link(r.path("one.txt"), r.path("two.txt")))
	files := map[string]schema.File{}
	for range 2 {
		got := r.offer()
		files[got.Path] = got.File
	}
	r.archive(files["one.txt"])
	r.lies("archived/one.txt=one", "inbox/empty.txt=", "inbox/out.txt=a link", "inbox/two.txt=one")
	r.wantNothing()
	r.archive(files["two.txt"])
	r.lies("archived/one.txt=one", "archived/two.txt=one", "inbox/empty.txt=", "inbox/out.txt=a link")
}

func TestWhatWasKeptIsMovedWhenMovingIsAskedFor(t *testing.T) {
	r := newRig(t)
	r.start()
	r.write("a.txt", "one")
	r.archive(r.wantOffer("a.txt", "one").File)
	r.settled()
	r.stop()
	r.withMoves()
	r.start()
	r.lies("archived/a.txt=one")
	r.stop()
	// And is left alone when it isn't any more.
	archived := r.cfg.Archived
	r.cfg.Archived, r.cfg.Rejected = "", ""
	r.start()
	r.write("b.txt", "two")
	r.archive(r.wantOffer("b.txt", "two").File)
	r.wantNothing()
	r.cfg.Archived = archived
	r.lies("archived/a.txt=one", "inbox/b.txt=two")
}

// What was refused for a limit is taken, and not moved, when the limit is another at the next start.
func TestRefusedFileIsLookedAtBeforeItIsMoved(t *testing.T) {
	r := newRig(t, func(cfg *Config) { cfg.MaxSize = 3 })
	r.start()
	r.write("a.txt", "four")
	receive(t, r.fated, "a fate")
	r.stop()
	r.withMoves()
	r.cfg.MaxSize = 4
	r.start()
	r.archive(r.wantOffer("a.txt", "four").File)
	r.lies("archived/a.txt=four")
}

func TestFileLingersBeforeItIsMoved(t *testing.T) {
	c := &clock{now: time.Now()}
	r := newMovingRig(t, func(cfg *Config) { cfg.Now, cfg.Rescan, cfg.Recheck = c.Now, never, never })
	r.cfg.Linger = 24 * time.Hour
	r.start()
	r.write("young.txt", "one")
	r.archive(r.offerWhile(c).File)
	r.write("old.txt", "two")
	old := c.Now().Add(-2 * r.cfg.Linger)
	r.must(os.Chtimes(r.path("old.txt"), old, old))
	r.archive(r.offerWhile(c).File)
	leaves := func(name string) {
		r.eventually(name+" is moved", func() bool {
			c.advance(r.cfg.Quiet)
			r.inbox.book.rouse()
			e := r.entry(name)
			return e.Moved != nil
		})
	}
	leaves("old.txt")
	r.lies("archived/old.txt=two", "inbox/young.txt=one")
	c.advance(r.cfg.Linger)
	leaves("young.txt")
	r.lies("archived/old.txt=two", "archived/young.txt=one")
}

func TestFileThatCannotBeMovedIsTriedAgain(t *testing.T) {
	r := newMovingRig(t)
	r.start()
	r.settledOnce()
	r.must(os.RemoveAll(r.cfg.Archived))
	r.write("a.txt", "one")
	r.archive(r.wantOffer("a.txt", "one").File)
	r.eventually("it is said", func() bool { e := r.entry("a.txt"); return e.Moving != nil && e.Moving.Trouble != "" })
	r.lies("inbox/a.txt=one")
	r.write("a.txt", "two") // nobody waits with it for the move
	r.archive(r.wantOffer("a.txt", "two").File)
	r.must(os.Mkdir(r.cfg.Archived, 0o700))
	r.lies("archived/a.txt=two")
	r.moved()
	if e := r.entry("a.txt"); e.Moving != nil {
		t.Errorf("it is still in trouble: %+v", e.Moving)
	}
}

func TestFoldersToMoveToAreChecked(t *testing.T) {
	for what, places := range map[string]func(r *rig) (archived, rejected, want string){
		"one only":  func(r *rig) (string, string, string) { return r.dir + ".a", "", "two folders" },
		"the same":  func(r *rig) (string, string, string) { return r.dir + ".a", r.dir + ".a/", "one folder" },
		"inside":    func(r *rig) (string, string, string) { return r.path("a"), r.dir + ".r", "in one another" },
		"the inbox": func(r *rig) (string, string, string) { return r.dir + ".a", r.dir, "in one another" },
		"around":    func(r *rig) (string, string, string) { return filepath.Dir(r.dir), r.dir + ".r", "in one another" },
		"inside, by a link": func(r *rig) (string, string, string) {
			r.must(os.Symlink(r.dir, r.dir+".l"))
			return r.dir + ".l/a", r.dir + ".r", "in one another"
		},
		"another filesystem": func(r *rig) (string, string, string) { return "/dev", "/proc/self", "another file system" },
	} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t)
			var want string
			r.cfg.Archived, r.cfg.Rejected, want = places(r)
			inbox, err := New(r.cfg, r.ledger, r.stream, slog.New(slog.DiscardHandler))
			if err == nil {
				err = inbox.Run(t.Context())
			}
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		})
	}
}
