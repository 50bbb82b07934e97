package inbox

import (
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"pgregory.net/rapid"

	"shilu/schema"
)

// TestFolderModel does seeded sequences of things to a folder, also while nobody watches, and holds the ledger and what was
// offered against a model of what must be present at the end: with a folder that is watched, and with one that is polled. More
// sequences: -rapid.checks=10000.
func TestFolderModel(t *testing.T) {
	if !flagGiven("rapid.checks") {
		if err := flag.Set("rapid.checks", "50"); err != nil {
			t.Fatal(err)
		}
	}
	for _, way := range []Watching{WatchNative, WatchPoll} {
		t.Run(string(way), func(t *testing.T) { checkModel(t, way) })
	}
}

func checkModel(t *testing.T, way Watching) {
	rapid.Check(t, func(rt *rapid.T) {
		m := newModel(t, way)
		defer func() { m.stop() }() // the last one: a restart makes another
		rt.Repeat(map[string]func(*rapid.T){
			"write":       m.write,
			"append":      m.append,
			"truncate":    m.truncate,
			"rewrite":     m.rewrite,
			"replace":     m.replace,
			"touch":       m.touch,
			"link":        m.link,
			"delete":      m.delete,
			"rename":      m.rename,
			"rename in":   m.renameIn,
			"rename out":  m.renameOut,
			"make tree":   m.makeTree,
			"move tree":   m.moveTree,
			"remove tree": m.removeTree,
			"container":   m.container,
			"sidecar":     m.sidecar,
			"no sidecar":  m.noSidecar,
			"passed over": m.passedOver,
			"restart":     m.restart,
			"settle":      m.settle,
		})
		m.settle(rt)
	})
}

func flagGiven(name string) (given bool) {
	flag.Visit(func(f *flag.Flag) { given = given || f.Name == name })
	return given
}

type model struct {
	*rig
	files map[string]string // what must be present, with its text
	sides map[string]string // the same of sidecars, by the file that they belong to
	texts int
	last  map[string]schema.Received // offers by path
	seen  map[schema.State]string
}

func newModel(t *testing.T, way Watching) *model {
	r := newRig(t, withSidecars, withContainers, func(cfg *Config) {
		cfg.Quiet, cfg.Rescan = 5*time.Millisecond, 10*time.Millisecond
		if cfg.Watch = way; way == WatchPoll {
			cfg.Poll, cfg.Rescan = 3*time.Millisecond, never
		}
	})
	r.stream.meanwhile = func(file schema.Received) { r.archive(file.File) }
	if way == WatchPoll {
		// Two files of one size that were made in one tick of the file system's clock look alike: a poll can't see one take the other's place.
		made := time.Unix(1_900_000_000, 0)
		r.wrote = func(path string) {
			made = made.Add(time.Second)
			r.must(os.Chtimes(path, made, made))
		}
	}
	r.start()
	return &model{
		rig: r, files: map[string]string{}, sides: map[string]string{}, last: map[string]schema.Received{}, seen: map[schema.State]string{},
	}
}

var (
	modelNames = rapid.SampledFrom([]string{
		"a.txt", "b.txt", "A.txt", "d/a.txt", "d/b.txt", "d/e/a.txt", "é.txt", "e\u0301.txt", "x/发布会.txt", "x/y/z/a.txt",
	})
	modelFolders = rapid.SampledFrom([]string{"d", "d/e", "x", "x/y"})
)

// text is a new one mostly, of equal length often, and an old one sometimes.
func (m *model) text(rt *rapid.T) string {
	if rapid.IntRange(0, 3).Draw(rt, "old text") > 0 {
		m.texts++
	}
	return fmt.Sprintf("text %04d", m.texts)
}

func (m *model) some(rt *rapid.T) string {
	if len(m.files) == 0 {
		rt.Skip("there is no file")
	}
	return rapid.SampledFrom(slices.Sorted(maps.Keys(m.files))).Draw(rt, "file")
}

// free is a name at which there is nothing, in a folder that exists by now.
func (m *model) free(rt *rapid.T) string {
	name := modelNames.Draw(rt, "name")
	if _, err := os.Lstat(m.path(name)); err == nil {
		rt.Skip("there is something")
	}
	if err := os.MkdirAll(path.Dir(m.path(name)), 0o755); err != nil {
		rt.Skip("there is something on the way")
	}
	return name
}

func (m *model) write(rt *rapid.T) {
	name := m.free(rt)
	m.files[name] = m.text(rt)
	m.rig.write(name, m.files[name])
}

func (m *model) append(rt *rapid.T) {
	name := m.some(rt)
	file, err := os.OpenFile(m.path(name), os.O_APPEND|os.O_WRONLY, 0)
	m.must(err)
	defer file.Close()
	_, err = file.WriteString("+")
	m.must(err)
	m.files[name] += "+"
}

func (m *model) truncate(rt *rapid.T) {
	name := m.some(rt)
	m.files[name] = m.files[name][:len(m.files[name])-1]
	m.must(os.Truncate(m.path(name), int64(len(m.files[name]))))
	if m.files[name] == "" {
		m.must(os.Remove(m.path(name)))
		delete(m.files, name)
	}
}

// rewrite leaves other bytes with the same size and mtime.
func (m *model) rewrite(rt *rapid.T) {
	name := m.some(rt)
	info, err := os.Stat(m.path(name))
	m.must(err)
	m.files[name] = strings.Map(func(r rune) rune { return '0' + (r+1)%10 }, m.files[name])
	m.rig.write(name, m.files[name])
	m.must(os.Chtimes(m.path(name), info.ModTime(), info.ModTime()))
}

func (m *model) replace(rt *rapid.T) {
	name := m.some(rt)
	m.files[name] = m.text(rt)
	temporary := path.Join(path.Dir(name), ".tmp-"+path.Base(name))
	m.rig.write(temporary, m.files[name])
	m.must(os.Rename(m.path(temporary), m.path(name)))
}

func (m *model) touch(rt *rapid.T) {
	at := time.Unix(int64(rapid.IntRange(1, 1<<31).Draw(rt, "mtime")), 0)
	m.must(os.Chtimes(m.path(m.some(rt)), at, at))
}

// link gives a file a second name, which is a second source.
func (m *model) link(rt *rapid.T) {
	old, name := m.some(rt), m.free(rt)
	m.must(os.Link(m.path(old), m.path(name)))
	// Both names are the same file: what is written to one is written to the other, which the model leaves out.
	m.must(os.Remove(m.path(old)))
	m.files[name] = m.files[old]
	delete(m.files, old)
}

func (m *model) delete(rt *rapid.T) {
	name := m.some(rt)
	m.must(os.Remove(m.path(name)))
	delete(m.files, name)
}

func (m *model) rename(rt *rapid.T) {
	old, name := m.some(rt), m.free(rt)
	m.must(os.Rename(m.path(old), m.path(name)))
	m.files[name] = m.files[old]
	delete(m.files, old)
}

func (m *model) renameIn(rt *rapid.T) {
	name := m.free(rt)
	m.files[name] = m.text(rt)
	outside := filepath.Join(m.t.TempDir(), "outside")
	m.must(os.WriteFile(outside, []byte(m.files[name]), 0o600))
	m.must(os.Rename(outside, m.path(name)))
}

func (m *model) renameOut(rt *rapid.T) {
	name := m.some(rt)
	m.must(os.Rename(m.path(name), filepath.Join(m.t.TempDir(), "outside")))
	delete(m.files, name)
}

func (m *model) makeTree(rt *rapid.T) {
	dir := modelFolders.Draw(rt, "folder")
	for _, name := range []string{"/1.txt", "/t/2.txt", "/t/u/3.txt"} {
		if os.MkdirAll(path.Dir(m.path(dir+name)), 0o755) == nil {
			m.files[dir+name] = m.text(rt)
			m.rig.write(dir+name, m.files[dir+name])
		}
	}
}

func (m *model) moveTree(rt *rapid.T) {
	from, to := modelFolders.Draw(rt, "from"), modelFolders.Draw(rt, "to")
	if os.MkdirAll(path.Dir(m.path(to)), 0o755) != nil || os.Rename(m.path(from), m.path(to)) != nil {
		rt.Skip("it can't be moved there")
	}
	for _, moved := range []map[string]string{m.files, m.sides} {
		for name, text := range maps.Clone(moved) {
			if rest, ok := strings.CutPrefix(name, from+"/"); ok && from != to {
				delete(moved, name)
				moved[to+"/"+rest] = text
			}
		}
	}
}

func (m *model) removeTree(rt *rapid.T) {
	dir := modelFolders.Draw(rt, "folder")
	m.must(os.RemoveAll(m.path(dir)))
	for _, removed := range []map[string]string{m.files, m.sides} {
		maps.DeleteFunc(removed, func(name, _ string) bool { return strings.HasPrefix(name, dir+"/") })
	}
}

// container writes one, new or over whatever is there.
func (m *model) container(rt *rapid.T) {
	name := modelNames.Draw(rt, "file")
	if os.MkdirAll(path.Dir(m.path(name)), 0o755) != nil {
		rt.Skip("there is something on the way")
	}
	var members []string
	for _, member := range []string{"1.txt", "2.txt", "d/3.txt", "1.txt" + SidecarSuffix, ".DS_Store"} {
		if rapid.Bool().Draw(rt, member) {
			members = append(members, member+"=title="+m.text(rt)) // so that it is a sidecar's too
		}
	}
	m.files[name] = pack(members...)
	m.rig.write(name, m.files[name])
}

// sidecar writes one, whether there is such a file or not.
func (m *model) sidecar(rt *rapid.T) {
	name := modelNames.Draw(rt, "file")
	if os.MkdirAll(path.Dir(m.path(name)), 0o755) != nil {
		rt.Skip("there is something on the way")
	}
	m.sides[name] = m.text(rt)
	m.rig.write(name+SidecarSuffix, "title="+m.sides[name])
}

func (m *model) noSidecar(rt *rapid.T) {
	if len(m.sides) == 0 {
		rt.Skip("there is no sidecar")
	}
	name := rapid.SampledFrom(slices.Sorted(maps.Keys(m.sides))).Draw(rt, "file")
	m.must(os.Remove(m.path(name + SidecarSuffix)))
	delete(m.sides, name)
}

func (m *model) passedOver(rt *rapid.T) {
	suffix := fmt.Sprint(rapid.IntRange(0, 2).Draw(rt, "which"))
	_ = syscall.Mkfifo(m.path("pipe"+suffix), 0o600)
	_ = os.Symlink("a.txt", m.path("link"+suffix))
	m.rig.write(".hidden"+suffix+"/a.txt", "hidden")
	m.rig.write("a.txt.part", "part")
}

func (m *model) restart(*rapid.T) {
	m.stop()
	m.start()
}

// settle waits until the ledger shows just what must be present, and looks at everything that was offered on the way.
func (m *model) settle(rt *rapid.T) {
	for deadline := time.Now().Add(patienceOfTests); m.difference() != ""; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			rt.Fatalf("waited in vain for the ledger to show what is present: %q, %q\n%s", m.files, m.sides, m.difference())
		}
	}
	m.settled()
	if d := m.difference(); d != "" {
		rt.Fatalf("the ledger was right, and isn't any more: %s", d)
	}
	for len(m.stream.offered) > 0 {
		got := m.offer()
		if schema.Digest(got.Original) != got.Digest {
			rt.Fatalf("offered %+v with other bytes", got.File)
		}
		if before, ok := m.seen[got.State()]; ok {
			rt.Fatalf("state %s was offered twice: %q, then %q", got.State(), before, got.Original)
		}
		m.seen[got.State()] = string(got.Original)
		if before := m.last[got.Path]; got.Number > before.Number {
			m.last[got.Path] = got // the workers of two paths overtake each other, those of one don't
		} else {
			rt.Fatalf("%s: number %d after %d", got.Path, got.Number, before.Number)
		}
	}
	for name, want := range m.sources() {
		got := m.last[name]
		if want.members == 0 && want.fate == Archived && (string(got.Original) != want.text || got.Title != want.title || m.entry(name).Number != got.Number) {
			rt.Fatalf("%s holds %q, %q, but last was offered %q, %q with number %d", name, want.text, want.title, got.Original, got.Title, got.Number)
		}
	}
	m.holdsFolder(rt)
}

// source is what the ledger must say of one.
type source struct {
	text, title string
	beside      sidecar
	members     int // of a container
	fate        string
}

// sources is what the files are made of, containers and their members too.
func (m *model) sources() map[string]source {
	all := map[string]source{}
	for name, text := range m.files {
		file := source{text: text, fate: Archived}
		if title, ok := m.sides[name]; ok {
			file.title, file.beside = title, sidecar{size: 1, digest: schema.Digest([]byte("title=" + title))}
		}
		if members := membersOf(name, file); members != nil {
			maps.Copy(all, members)
			if file.members = len(members); !slices.ContainsFunc(slices.Collect(maps.Values(members)), func(s source) bool { return s.fate == Archived }) {
				file.fate = Rejected
			}
		}
		all[name] = file
	}
	return all
}

// membersOf is nil for what is no container; it is empty for one that is refused.
func membersOf(name string, file source) map[string]source {
	unpacked := unpackLines("", []byte(file.text))
	if unpacked == nil {
		return nil
	}
	members, sides, refused := map[string]source{}, map[string]string{}, false
	_ = unpacked(func(m Member) error {
		path := name + "!/" + m.Path
		owner, isSidecar := strings.CutSuffix(path, SidecarSuffix)
		switch {
		case Ignores(m.Path):
		case isSidecar:
			refused = refused || m.Refused != nil
			sides[owner] = string(m.Body)
		default:
			_, known := members[path]
			refused = refused || known
			members[path] = source{text: string(m.Body), title: file.title, beside: file.beside, fate: Archived}
		}
		return nil
	})
	if refused {
		return map[string]source{}
	}
	for path, member := range members {
		if side := sides[path]; side != "" {
			member.beside = sidecar{size: 1, digest: schema.Digest([]byte(side))}
			member.title, _ = strings.CutPrefix(side, "title=")
			if !strings.HasPrefix(side, "title=") {
				member.title = ""
			}
		}
		if member.text == "" {
			member.fate = Rejected
		}
		members[path] = member
	}
	return members
}

// difference is what the ledger and the model disagree about.
func (m *model) difference() string {
	var wrong []string
	want := m.sources()
	err := Entries(m.t.Context(), m.ledger, func(e Entry) error {
		if !e.Gone.IsZero() {
			return nil
		}
		source, ok := want[e.Path]
		delete(want, e.Path)
		members := 0
		if e.Members != nil {
			members = e.Members.Total
		}
		read := source.fate == Archived || members > 0 // what is refused has no digest
		if !ok || e.Fate != source.fate || members != source.members || read && !e.holds(schema.Digest([]byte(source.text)), source.beside, asked{}) {
			wrong = append(wrong, fmt.Sprintf("%s is in the ledger as %q %s", e.Path, e.Fate, e.Digest))
		}
		return nil
	})
	m.must(err)
	for name := range want {
		wrong = append(wrong, name+" is not in the ledger")
	}
	return strings.Join(wrong, "\n")
}

// holdsFolder holds the model itself against the folder.
func (m *model) holdsFolder(rt *rapid.T) {
	got, sides := map[string]string{}, map[string]string{}
	m.must(filepath.WalkDir(m.dir, func(name string, d fs.DirEntry, err error) error {
		if rel, _ := filepath.Rel(m.dir, name); err == nil && d.Type().IsRegular() && !Ignores(rel) {
			text, err := os.ReadFile(name)
			if owner, ok := strings.CutSuffix(rel, SidecarSuffix); ok {
				sides[owner] = strings.TrimPrefix(string(text), "title=")
			} else {
				got[rel] = string(text)
			}
			return err
		}
		return err
	}))
	if !maps.Equal(got, m.files) || !maps.Equal(sides, m.sides) {
		rt.Fatalf("the model is wrong: %v, %v, the folder holds %v, %v", m.files, m.sides, got, sides)
	}
}
