package inbox

import (
	"cmp"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shilu/schema"
)

// TestMoveModel does seeded sequences of things to a folder that is emptied at the same time, and at the end looks where everything lies:
// what was dropped and not replaced or deleted since lies in one place, whose entry says so, and nothing else lies anywhere. More sequences:
// -rapid.checks=10000.
func TestMoveModel(t *testing.T) {
	if !flagGiven("rapid.checks") {
		if err := flag.Set("rapid.checks", "50"); err != nil {
			t.Fatal(err)
		}
	}
	for _, way := range []Watching{WatchNative, WatchPoll} {
		t.Run(string(way), func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				m := newMoveModel(t, way)
				defer func() { m.stop() }()
				rt.Repeat(map[string]func(*rapid.T){
					"drop":      m.drop,
					"write":     m.write,
					"sidecar":   m.sidecar,
					"container": m.container,
					"delete":    m.delete,
					"retry":     m.retry,
					"restart":   func(*rapid.T) { m.stop(); m.start() },
					"settle":    m.settle,
				})
				m.settle(rt)
			})
		})
	}
}

type moveModel struct {
	*rig
	texts int
	last  map[string]string // what was last dropped at each name, if it wasn't deleted since
	old   map[string]bool   // what was replaced or deleted at a time at which it may have been moved already
}

func newMoveModel(t *testing.T, way Watching) *moveModel {
	r := newMovingRig(t, withSidecars, withContainers, func(cfg *Config) {
		cfg.Quiet, cfg.Rescan = 5*time.Millisecond, 10*time.Millisecond
		if cfg.Watch = way; way == WatchPoll {
			cfg.Poll = 3 * time.Millisecond
		}
	})
	r.stream.meanwhile = func(file schema.Received) {
		if strings.Contains(string(file.Original), "bad") {
			r.reject(file.File)
		} else {
			r.archive(file.File)
		}
	}
	r.start()
	return &moveModel{rig: r, last: map[string]string{}, old: map[string]bool{}}
}

var movingNames = rapid.SampledFrom([]string{"a.txt", "b", "d/a.txt", "d/b.tar.gz", "x/发布会.txt"})

// text is of a size that no other has: with no time to linger, size and mtime are all that tells of a file that is written to while it moves.
func (m *moveModel) text(rt *rapid.T) string {
	m.texts++
	return fmt.Sprintf("%s %d %s", rapid.SampledFrom([]string{"good", "bad"}).Draw(rt, "kind"), m.texts, strings.Repeat(".", m.texts))
}

func (m *moveModel) put(rt *rapid.T, text string) (name string) {
	name = movingNames.Draw(rt, "name")
	m.old[m.last[name]] = true
	m.last[name] = text
	m.must(os.MkdirAll(path.Dir(m.path(name)), 0o755))
	return name
}

// drop renames a whole file into the folder, over one that is still there.
func (m *moveModel) drop(rt *rapid.T) {
	text := m.text(rt)
	name := m.put(rt, text)
	m.rig.write(".part", text)
	m.must(os.Rename(m.path(".part"), m.path(name)))
}

// write makes a file, or writes over one that is still there, be it on its way to elsewhere.
func (m *moveModel) write(rt *rapid.T) {
	text := m.text(rt)
	m.rig.write(m.put(rt, text), text)
}

func (m *moveModel) container(rt *rapid.T) {
	text := pack("1.txt="+m.text(rt), "2.txt="+m.text(rt))
	m.rig.write(m.put(rt, text), text)
}

func (m *moveModel) sidecar(rt *rapid.T) {
	name := movingNames.Draw(rt, "name")
	m.must(os.MkdirAll(path.Dir(m.path(name)), 0o755))
	m.rig.write(name+SidecarSuffix, "title="+m.text(rt))
}

func (m *moveModel) delete(rt *rapid.T) {
	name := movingNames.Draw(rt, "name")
	if os.Remove(m.path(name)) == nil {
		m.old[m.last[name]] = true
		delete(m.last, name)
	}
}

// retry archives one that was rejected.
func (m *moveModel) retry(rt *rapid.T) {
	var rejected []Entry
	m.must(Entries(m.t.Context(), m.ledger, func(e Entry) error {
		if e.Fate == Rejected && e.Digest != "" && e.Members == nil {
			rejected = append(rejected, e)
		}
		return nil
	}))
	if len(rejected) == 0 {
		rt.Skip("nothing was rejected")
	}
	slices.SortFunc(rejected, func(a, b Entry) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Number, b.Number)) })
	file := rapid.SampledFrom(rejected).Draw(rt, "letter").File()
	file.Offer++
	m.archive(file)
}

func (m *moveModel) settle(rt *rapid.T) {
	wrong := ""
	for deadline := time.Now().Add(patienceOfTests); ; time.Sleep(time.Millisecond) {
		m.settled()
		m.moved()
		if wrong = m.wrong(); wrong == "" {
			return
		}
		if time.Now().After(deadline) {
			rt.Fatalf("waited in vain for everything to be where it belongs:\n%s\n%v", wrong, m.lie())
		}
	}
}

// wrong is what isn't where it belongs.
func (m *moveModel) wrong() string {
	var wrong []string
	tell := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	entries := map[string]Entry{} // by the whole path
	m.must(Entries(m.t.Context(), m.ledger, func(e Entry) error {
		switch {
		case e.Container != "" || !e.Gone.IsZero():
		case e.Moved == nil || e.Moving != nil:
			tell("%s is not moved", e.name())
		default:
			if other, taken := entries[e.Moved.file()]; taken {
				tell("%s and %s lie at one place", other.name(), e.name())
			}
			entries[e.Moved.file()] = e
		}
		return nil
	}))
	lies := map[string]int{} // by text
	for place, as := range map[string]string{m.dir: "", m.cfg.Archived: Archived, m.cfg.Rejected: Rejected} {
		m.must(filepath.WalkDir(place, func(file string, d os.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			owner, isSidecar := strings.CutSuffix(file, SidecarSuffix)
			if isSidecar && place == m.dir {
				return nil // it came after its file was moved, and is nothing by itself
			}
			owner, isReason := strings.CutSuffix(owner, ReasonSuffix)
			e, known := entries[owner]
			switch {
			case !known:
				tell("%s lies there, and no entry says so", file)
			case e.Moved.As != as || (as == Archived) != (e.Fate == Archived && (e.Members == nil || e.Members.Archived == e.Members.Total)):
				tell("%s is %s", file, e.Fate)
			case isReason && as != Rejected:
				tell("%s gives a reason for nothing", file)
			case isSidecar && e.Sidecar == nil:
				tell("%s is no sidecar of its state", file)
			case !isReason && !isSidecar:
				text, err := os.ReadFile(file)
				if err != nil || schema.Digest(text) != e.Digest {
					tell("%s holds %q, %v, and that is not what was taken", file, text, err)
				}
				if _, err := os.Lstat(file + ReasonSuffix); (err == nil) != (as == Rejected) {
					tell("%s: its reason: %v", file, err)
				}
				if _, err := os.Lstat(file + SidecarSuffix); (err == nil) != (e.Sidecar != nil) {
					tell("%s: its sidecar: %v", file, err)
				}
				lies[string(text)]++
			}
			return nil
		}))
	}
	for name, text := range m.last {
		if lies[text] != 1 {
			tell("what was dropped at %s lies in %d places", name, lies[text])
		}
		delete(lies, text)
	}
	for text, times := range lies {
		if times > 1 || !m.old[text] {
			tell("%q lies in %d places", text, times)
		}
	}
	return strings.Join(wrong, "\n")
}
