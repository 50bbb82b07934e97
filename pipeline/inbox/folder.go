package inbox

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"syscall"
	"time"
)

// folder reaches the files of the inbox, and none outside: it goes through os.Root, which resolves each step of a path by itself,
// so that a folder swapped for a link in the middle of a look leads nowhere.
type folder struct {
	dir      string // absolute, without links
	sidecars bool   // files have them
	root     atomic.Pointer[os.Root]
}

// openFolder opens an existing folder.
func openFolder(dir string) (*folder, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open inbox: %w", err)
	}
	f := &folder{dir: dir}
	f.root.Store(root)
	return f, nil
}

func (f *folder) close() { f.root.Load().Close() }

// id names the folder that is open; see folderID.
func (f *folder) id() string {
	info, err := f.root.Load().Stat(".")
	if err != nil {
		return ""
	}
	return folderID(info)
}

// stands reports whether the path still leads to the folder that is open.
func (f *folder) stands() bool {
	there, err := os.Stat(f.dir)
	if err != nil {
		return false
	}
	open, err := f.root.Load().Stat(".")
	return err == nil && os.SameFile(open, there)
}

// current makes sure that the open folder is the one that now has the path, and reports whether it had to be opened anew. The
// error says that there is none.
func (f *folder) current() (reopened bool, err error) {
	if f.stands() {
		return false, nil
	}
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		return false, err
	}
	f.root.Swap(root).Close()
	return true, nil
}

// look is what one glance at a path tells.
type look struct {
	kind  kind
	stamp stamp
}

type kind int

const (
	absent kind = iota
	regular
	link
	directory
	other // a pipe, a socket, a device: never opened
)

// file is the look as far as files go: a folder or a pipe in a file's place means that the file isn't there.
func (l look) file() look {
	if l.kind == directory || l.kind == other {
		return look{}
	}
	return l
}

// stamp is what tells a source's states apart without reading it: two looks with the same stamp, and nothing happened in between.
type stamp struct {
	glance
	sidecar glance // zero where there is none
}

// glance is the part of a stamp that one file has. The times are in Unix nanoseconds, 0 where they are unknown or absurd.
type glance struct {
	size              int64
	modified, changed int64
}

// unseen is no file's stamp.
var unseen = stamp{glance: glance{size: -1}}

// look looks at the path, and for a file's sidecar.
func (f *folder) look(path string) (look, error) {
	info, err := f.root.Load().Lstat(local(path))
	if isAbsent(err) {
		return look{}, nil
	}
	if err != nil {
		return look{}, err
	}
	l := lookOf(info)
	if l.kind == regular {
		l.stamp.sidecar, err = f.beside(path)
	}
	return l, err
}

func lookOf(info fs.FileInfo) look {
	at := stamp{glance: glanceOf(info)}
	switch mode := info.Mode(); {
	case mode.IsRegular():
		return look{kind: regular, stamp: at}
	case mode.IsDir():
		return look{kind: directory, stamp: at}
	case mode&fs.ModeSymlink != 0:
		return look{kind: link, stamp: at}
	default:
		return look{kind: other, stamp: at}
	}
}

func glanceOf(info fs.FileInfo) glance {
	return glance{size: info.Size(), modified: nanoseconds(info.ModTime()), changed: nanoseconds(changeTime(info))}
}

// errUnsettled says that a file changed between the look and the end of reading.
var errUnsettled = errors.New("it changed while it was read")

// read returns the bytes of a regular file that shows this before and after.
func (f *folder) read(path string, want glance) ([]byte, error) {
	file, err := f.root.Load().OpenFile(local(path), os.O_RDONLY|openFlags, 0)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() || glanceOf(info) != want {
		return nil, errUnsettled
	}
	// One byte more than expected, so that a file that grew shows it.
	body := make([]byte, want.size+1)
	n, err := io.ReadFull(file, body)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) && !errors.Is(err, io.EOF) {
		return nil, err
	}
	if int64(n) != want.size {
		return nil, errUnsettled
	}
	read, err := file.Stat()
	if err != nil {
		return nil, err
	}
	// The name may mean another file by now: an os.Root follows a link that stays inside, and a rename may have replaced it.
	named, err := f.root.Load().Lstat(local(path))
	if err != nil || !os.SameFile(read, named) || glanceOf(read) != want {
		return nil, errUnsettled
	}
	return body[:n:n], nil
}

// leadsOut reports whether a link's target lies outside of the folder.
func (f *folder) leadsOut(path string) (bool, error) {
	target, err := f.root.Load().Readlink(local(path))
	if err != nil {
		return false, err
	}
	at := filepath.Join(f.dir, local(path))
	if !filepath.IsAbs(target) {
		target = filepath.Join(filepath.Dir(at), target)
	}
	if real, err := filepath.EvalSymlinks(at); err == nil {
		target = real
	}
	return !within(f.dir, filepath.Clean(target)), nil
}

// listAtOnce: a folder may hold more than fits in memory.
const listAtOnce = 512

// list calls each with what the folder at path holds, in no order. A name that vanishes meanwhile is left out.
func (f *folder) list(path string, each func(name string, at look)) error {
	dir, err := f.root.Load().Open(local(path))
	if err != nil {
		return err
	}
	defer dir.Close()
	owners, err := f.owners(dir)
	if err != nil {
		return err
	}
	for {
		entries, err := dir.ReadDir(listAtOnce)
		for _, entry := range entries {
			info, err := entry.Info()
			if err != nil {
				continue
			}
			l := lookOf(info)
			if l.kind == regular && owners[entry.Name()] {
				l.stamp.sidecar, err = f.beside(join(path, entry.Name()))
			}
			if err == nil {
				each(entry.Name(), l)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// inside turns a path of the file system into one of the inbox, and reports whether it is in the folder.
func (f *folder) inside(path string) (string, bool) {
	if !within(f.dir, path) {
		return "", false
	}
	rel, err := filepath.Rel(f.dir, path)
	if err != nil {
		return "", false
	}
	return filepath.ToSlash(rel), true
}

func within(dir, path string) bool {
	return path == dir || strings.HasPrefix(path, strings.TrimSuffix(dir, string(filepath.Separator))+string(filepath.Separator))
}

func local(path string) string { return filepath.FromSlash(path) }

// isAbsent also holds where a folder on the way became a file, and for a name that nothing can have, as the sidecar's is of a file whose own
// name is nearly as long as a name may be.
func isAbsent(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) || errors.Is(err, syscall.ENAMETOOLONG)
}

// nanoseconds leaves out the times that an int64 of nanoseconds can't hold: file systems can.
func nanoseconds(t time.Time) int64 {
	if t.IsZero() || t.Year() < 1700 || t.Year() > 2200 {
		return 0
	}
	return t.UnixNano()
}

func timeOf(nanoseconds int64) time.Time {
	if nanoseconds == 0 {
		return time.Time{}
	}
	return time.Unix(0, nanoseconds).UTC()
}
