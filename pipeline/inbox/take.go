package inbox

import (
	"context"
	"fmt"
	"path"
	"path/filepath"
	"strings"
)

// Result is what became of one file given to Take.
type Result struct {
	// Path is as it was given; for a file found in a folder that was given, it is that joined with the way to the file, and for a member
	// of a container its path as in Entry.
	Path string
	// Entry holds the fate. It is empty where Err is set.
	Entry Entry
	// Err says why the file was not taken: it does not exist, can't be read, or lies outside of the inbox.
	Err error
}

// seeds are the files that Take waits for. All methods do nothing on nil, so that Run has none.
type seeds struct {
	folder  *folder
	files   map[string][]string // by path in the inbox: how it was given
	folders map[string][]string // the same of what has to be walked
	names   map[string]bool     // of files, as given: each gets one result
	each    func(Result)
}

func newSeeds(f *folder, each func(Result)) *seeds {
	return &seeds{folder: f, files: map[string][]string{}, folders: map[string][]string{}, names: map[string]bool{}, each: each}
}

// add takes up a path as somebody gave it, with the links on the way resolved: who names a link means what it leads to.
func (s *seeds) add(given string) (inside string, isDir bool, err error) {
	real, err := filepath.Abs(given)
	if err != nil {
		return "", false, err
	}
	if real, err = filepath.EvalSymlinks(real); err != nil {
		if isAbsent(err) {
			err = errNoFile
		}
		return "", false, err
	}
	inside, ok := s.folder.inside(real)
	if !ok {
		return "", false, fmt.Errorf("it lies outside of %s", s.folder.dir)
	}
	named := inside
	if owner, ok := s.folder.ownerOf(inside); ok { // who names the sidecar too, as a pattern of the shell does, names one source
		inside, given = owner, strings.TrimSuffix(given, SidecarSuffix)
	}
	seen, err := s.folder.look(inside)
	switch {
	case err != nil:
		return "", false, err
	case seen.kind == absent && inside != named:
		return "", false, fmt.Errorf("it is a sidecar, and there is no %s", path.Base(inside))
	case seen.kind == absent:
		return "", false, errNoFile
	case seen.kind == other:
		return "", false, errNotFile
	}
	if seen.kind == directory {
		s.folders[inside] = append(s.folders[inside], given)
		return inside, true, nil
	}
	s.expect(inside, given)
	return inside, false, nil
}

// met takes up a file that a scan met below a folder that was given, and reports whether its result is still to come.
func (s *seeds) met(file string) bool {
	for dir := path.Dir(file); ; dir = path.Dir(dir) {
		for _, given := range s.folders[dir] {
			s.expect(file, filepath.Join(given, local(strings.TrimPrefix(file, dir+"/"))))
		}
		if dir == "." {
			return s.files[file] != nil
		}
	}
}

func (s *seeds) expect(file, name string) {
	if !s.names[name] {
		s.names[name] = true
		s.files[file] = append(s.files[file], name)
	}
}

// result hands on what became of the path, if it is one of the seeds that have no result yet, or a member of one.
func (s *seeds) result(file string, entry Entry, err error) {
	if s == nil {
		return
	}
	if entry.Container != "" {
		for _, name := range s.files[entry.Container] {
			s.each(Result{Path: name + local(strings.TrimPrefix(file, entry.Container)), Entry: entry})
		}
		return
	}
	given := s.files[file]
	delete(s.files, file)
	for _, name := range given {
		s.each(Result{Path: name, Entry: entry, Err: err})
	}
}

// forget takes a path back that turned out to be nothing to wait for.
func (s *seeds) forget(file string) {
	if s != nil {
		delete(s.files, file)
	}
}

func (s *seeds) done() bool { return len(s.files) == 0 }

// Take offers the files now, once, and waits for the fate of each; folders are walked. What was archived before in the same
// state is not offered again, what was rejected is. each is called as soon as a result is known, never twice at once: for a container
// after its members that were offered. Take and Run exclude each other. The error is about the whole: a name that belongs to another folder, or the end of ctx.
func (i *Inbox) Take(ctx context.Context, paths []string, each func(Result)) error {
	return i.work(ctx, func(l *loop) error {
		l.wait.empty = 0
		l.seeds = newSeeds(l.folder, each)
		for _, path := range paths {
			inside, isDir, err := l.seeds.add(path)
			switch {
			case err != nil:
				each(Result{Path: path, Err: err})
			case isDir:
				l.wanted[inside] = true
			default:
				l.seed(inside)
			}
		}
		l.run(ctx)
		return ctx.Err()
	})
}

// seed begins with a file that Take was given.
func (l *loop) seed(path string) {
	if l.items[path] == nil {
		l.items[path] = &item{path: path, errand: errand{insist: true}}
		l.lookAt(l.items[path], changed)
	}
}
