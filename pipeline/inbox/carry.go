package inbox

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"golang.org/x/sys/unix"
)

// This file moves a file from one folder into another without ever replacing anything, and without following a link on the way: paths
// are resolved by an os.Root as far as the folder that holds the name, and the name itself is renamed by the kernel.

// spot is a path in an open folder.
type spot struct {
	root *os.Root
	path string
}

var (
	// errTaken says that something else lies where a file was to go.
	errTaken = errors.New("the name is taken")
	// errOther says that the file isn't the one that was meant.
	errOther = errors.New("it is another file by now")
)

// carry moves the file that was seen, if it still is the one. The new name is reserved first, by a file that holds the mover's token, since
// a rename that replaces nothing is not to be had on every file system; then ready is called. What a crash or an error leaves of that is
// taken up by who comes with the same token, or released. If another file took the place of the one that was seen, in the instant before the
// rename, it is given back. All is on disk on return.
func carry(from, to spot, seen fs.FileInfo, token string, ready func() error) error {
	if err := makeFolders(to); err != nil {
		return err
	}
	if err := reserve(to, token); err != nil {
		return err
	}
	if err := ready(); err != nil {
		return err
	}
	before, err := from.root.Lstat(local(from.path))
	if isAbsent(err) || err == nil && !sameFile(before, seen) {
		return errOther
	}
	if err != nil {
		return err
	}
	if err := rename(from, to); err != nil {
		return err
	}
	after, err := to.root.Lstat(local(to.path))
	if err != nil {
		return err
	}
	if !sameFile(after, seen) {
		_, err := giveBackBeside(to, from)
		return errors.Join(errOther, err)
	}
	return errors.Join(syncFolders(to), syncFolder(from.root, path.Dir(from.path)))
}

// sameFile reports whether two looks are of one file that nobody wrote to in between. A rename moves the ctime.
func sameFile(a, b fs.FileInfo) bool {
	return os.SameFile(a, b) && a.Mode().Type() == b.Mode().Type() && a.Size() == b.Size() && a.ModTime().Equal(b.ModTime())
}

// makeFolders makes the folders on the way to a spot, as open as the folder that they are in. What is in the way of one is errTaken.
func makeFolders(to spot) error {
	top, err := to.root.Stat(".")
	if err != nil {
		return err
	}
	err = to.root.MkdirAll(local(path.Dir(to.path)), top.Mode().Perm())
	if errors.Is(err, unix.ENOTDIR) || errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%w: %w", errTaken, err)
	}
	return err
}

// reserve makes sure that the name is ours: it holds the token and nothing else.
func reserve(at spot, token string) error {
	file, err := at.root.OpenFile(local(at.path), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		if holds(at, token) {
			return nil
		}
		return errTaken
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(token)
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(err, at.root.Remove(local(at.path)))
	}
	return nil
}

// release gives up a name that was reserved.
func release(at spot, token string) error {
	if !holds(at, token) {
		return nil
	}
	return at.root.Remove(local(at.path))
}

// holds reports whether the file is a reservation with the token. One that a crash kept from being written is empty, and nobody's.
func holds(at spot, token string) bool {
	info, err := at.root.Lstat(local(at.path))
	if err != nil || !info.Mode().IsRegular() || info.Size() != int64(len(token)) {
		return false
	}
	file, err := at.root.OpenFile(local(at.path), os.O_RDONLY|openFlags, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	held, err := io.ReadAll(io.LimitReader(file, int64(len(token))+1))
	return err == nil && string(held) == token
}

// rename replaces what has the new name.
func rename(from, to spot) error {
	return between(from, to, unix.Renameat)
}

// giveBack moves a file to a name that is free, and is errTaken if it isn't. Where the file system has no second names for a file, the
// name may be taken in the instant between the look and the rename.
func giveBack(from, to spot) error {
	err := between(from, to, func(fromDir int, fromName string, toDir int, toName string) error {
		err := unix.Linkat(fromDir, fromName, toDir, toName, 0)
		if err != nil {
			return err
		}
		return unix.Unlinkat(fromDir, fromName, 0)
	})
	if errors.Is(err, fs.ErrExist) {
		return errTaken
	}
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		return err
	}
	switch _, err := to.root.Lstat(local(to.path)); {
	case err == nil:
		return errTaken
	case !isAbsent(err):
		return err
	}
	return rename(from, to)
}

// giveBackBeside moves a file to a name, or to one like it that is free, and returns which.
func giveBackBeside(from, to spot) (string, error) {
	for n := 1; ; n++ {
		name := path.Join(path.Dir(to.path), numbered(path.Base(to.path), n))
		if err := giveBack(from, spot{to.root, name}); !errors.Is(err, errTaken) {
			return name, err
		}
	}
}

// between calls do with the folders that hold the two names.
func between(from, to spot, do func(fromDir int, fromName string, toDir int, toName string) error) error {
	fromDir, err := from.root.Open(local(path.Dir(from.path)))
	if err != nil {
		return err
	}
	defer fromDir.Close()
	toDir, err := to.root.Open(local(path.Dir(to.path)))
	if err != nil {
		return err
	}
	defer toDir.Close()
	return do(int(fromDir.Fd()), path.Base(from.path), int(toDir.Fd()), path.Base(to.path))
}

// syncFolders puts the names of a file and of the folders above it on disk.
func syncFolders(at spot) error {
	for dir := path.Dir(at.path); ; dir = path.Dir(dir) {
		if err := syncFolder(at.root, dir); err != nil {
			return err
		}
		if dir == "." {
			return nil
		}
	}
}

func syncFolder(root *os.Root, dir string) error {
	folder, err := root.Open(local(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil // it was emptied, and then removed by somebody
	}
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, unix.EINVAL) { // some file systems have no way to do so
		return err
	}
	return nil
}
