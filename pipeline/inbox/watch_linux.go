package inbox

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sys/unix"
)

// native watches by inotify, without a library between: fsnotify 1.10 shows a file that was renamed into place just as one that is
// being made, and only the first may be taken at once. inotify knows no recursion, so that the scan adds folder by folder.
type native struct {
	root  string
	queue *os.File
	hints chan hint
	quit  chan struct{}
	ended chan struct{}

	mu   sync.Mutex
	fd   int
	dirs map[int]string // by watch descriptor; a folder has one however often it is added
}

// What is told of a folder and of what lies directly in it.
const told = unix.IN_CREATE | unix.IN_MODIFY | unix.IN_ATTRIB | unix.IN_DELETE | unix.IN_MOVED_FROM | unix.IN_MOVED_TO |
	unix.IN_ONLYDIR | unix.IN_DONT_FOLLOW

// watchNative watches folders below root, an absolute path.
func watchNative(root string) (watcher, error) {
	fd, err := unix.InotifyInit1(unix.IN_CLOEXEC | unix.IN_NONBLOCK)
	if err != nil {
		return nil, fmt.Errorf("watch %s: %w", root, err)
	}
	w := &native{
		root: root, queue: os.NewFile(uintptr(fd), "inotify"), fd: fd,
		hints: make(chan hint), quit: make(chan struct{}), ended: make(chan struct{}), dirs: map[int]string{},
	}
	go w.read()
	return w, nil
}

func (w *native) Hints() <-chan hint { return w.hints }

func (w *native) Add(dir string) (first bool, err error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.fd < 0 {
		return false, fmt.Errorf("watch %s: %w", dir, os.ErrClosed)
	}
	wd, err := unix.InotifyAddWatch(w.fd, filepath.Join(w.root, local(dir)), told)
	if errors.Is(err, unix.ENOSPC) {
		return false, fmt.Errorf("watch %s: the system has no more watches, see fs.inotify.max_user_watches: %w", dir, err)
	}
	if err != nil {
		return false, fmt.Errorf("watch %s: %w", dir, err)
	}
	before, known := w.dirs[wd]
	w.dirs[wd] = dir
	return !known || before != dir, nil
}

func (w *native) Close() error {
	w.mu.Lock()
	w.fd = -1
	w.mu.Unlock()
	close(w.quit)
	err := w.queue.Close()
	<-w.ended
	close(w.hints)
	return err
}

// read translates what the kernel writes, until Close.
func (w *native) read() {
	defer close(w.ended)
	buffer := make([]byte, 64<<10)
	for {
		n, err := w.queue.Read(buffer)
		if err != nil {
			return // closed; it knows no other error
		}
		for rest := buffer[:n]; len(rest) >= unix.SizeofInotifyEvent; {
			wd := int(int32(binary.NativeEndian.Uint32(rest)))
			mask := binary.NativeEndian.Uint32(rest[4:])
			end := unix.SizeofInotifyEvent + int(binary.NativeEndian.Uint32(rest[12:]))
			name, _, _ := bytes.Cut(rest[unix.SizeofInotifyEvent:end], []byte{0})
			rest = rest[end:]
			h, ok := w.translate(wd, mask, string(name))
			if !ok {
				continue
			}
			select {
			case w.hints <- h:
			case <-w.quit:
				return
			}
		}
	}
}

func (w *native) translate(wd int, mask uint32, name string) (hint, bool) {
	if mask&unix.IN_Q_OVERFLOW != 0 {
		return hint{path: ".", what: overflowed}, true
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	dir, known := w.dirs[wd]
	switch {
	case !known: // told before the watch was given up
		return hint{}, false
	case mask&unix.IN_IGNORED != 0: // the folder or its file system is no more
		delete(w.dirs, wd)
		return hint{path: dir, what: changed}, true
	case name == "": // of the folder itself: whatever holds it tells
		return hint{}, false
	}
	h := hint{path: join(dir, name)}
	switch {
	case mask&(unix.IN_DELETE|unix.IN_MOVED_FROM) != 0 && mask&unix.IN_ISDIR != 0:
		h.what = removedDir
		w.unwatch(h.path)
	case mask&(unix.IN_DELETE|unix.IN_MOVED_FROM) != 0:
		h.what = removed
	case mask&unix.IN_MOVED_TO != 0:
		h.what = moved
	case mask&unix.IN_CREATE != 0:
		h.what = created
	default:
		h.what = changed
	}
	return h, true
}

// unwatch gives up a folder that went away and those in it, which may live on elsewhere: what happens there would be told under names
// that aren't theirs.
func (w *native) unwatch(dir string) {
	for wd, watched := range w.dirs {
		if watched == dir || strings.HasPrefix(watched, dir+"/") {
			delete(w.dirs, wd)
			if w.fd >= 0 {
				_, _ = unix.InotifyRmWatch(w.fd, uint32(wd)) // gone already, if it was deleted
			}
		}
	}
}
