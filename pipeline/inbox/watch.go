package inbox

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"

	"github.com/fsnotify/fsnotify"
)

// watcher tells which paths deserve a look. It may tell too much and too little: the scan finds what it missed.
type watcher interface {
	// Mode names the way of watching, for the log.
	Mode() string
	// Add watches what happens directly in the folder. It may be called again for the same folder, and from several goroutines.
	Add(dir string) error
	// Hints is closed when the watcher is.
	Hints() <-chan hint
	Close() error
}

// hint says that something happened at a path of the inbox.
type hint struct {
	path string
	what what
}

type what int

const (
	changed    what = iota // written, or its attributes were set
	created                // there since now: made, linked, or renamed from outside
	moved                  // there since now, and renamed from within the watched tree: whole, not being written
	removed                // not there any more
	removedDir             // a watched folder isn't there any more, nor what was in it
	overflowed             // hints were lost, anywhere
)

// native watches by the operating system's own means. fsnotify knows no recursion and, of a folder that is renamed, keeps the
// watches under the old name: this type adds and removes them one by one.
type native struct {
	root  string
	fs    *fsnotify.Watcher
	hints chan hint
	quit  chan struct{}

	running sync.WaitGroup

	mu   sync.Mutex
	dirs map[string]bool
}

// watchNative watches folders below root, an absolute path.
func watchNative(root string) (watcher, error) {
	fs, err := fsnotify.NewWatcher()
	if err != nil {
		return nil, fmt.Errorf("watch %s: %w", root, err)
	}
	w := &native{root: root, fs: fs, hints: make(chan hint), quit: make(chan struct{}), dirs: map[string]bool{}}
	w.running.Add(2)
	go w.translate()
	go w.errors()
	return w, nil
}

func (w *native) Mode() string { return "native" }

func (w *native) Hints() <-chan hint { return w.hints }

func (w *native) Add(dir string) error {
	if err := w.fs.Add(filepath.Join(w.root, local(dir))); err != nil {
		return fmt.Errorf("watch %s: %w", dir, err)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.dirs[dir] = true
	return nil
}

func (w *native) Close() error {
	close(w.quit)
	err := w.fs.Close()
	w.running.Wait()
	close(w.hints)
	return err
}

func (w *native) translate() {
	defer w.running.Done()
	for event := range w.fs.Events {
		if h, ok := w.read(event); ok {
			w.send(h)
		}
	}
}

// errors has a goroutine of its own: fsnotify holds its lock while it waits for somebody to take an error, and read needs that
// lock. Whatever the error is, hints were lost with it.
func (w *native) errors() {
	defer w.running.Done()
	for range w.fs.Errors {
		w.send(hint{path: ".", what: overflowed})
	}
}

func (w *native) send(h hint) {
	select {
	case w.hints <- h:
	case <-w.quit:
	}
}

func (w *native) read(event fsnotify.Event) (hint, bool) {
	rel, err := filepath.Rel(w.root, event.Name)
	if err != nil {
		return hint{}, false
	}
	h := hint{path: filepath.ToSlash(rel)}
	switch {
	case event.Has(fsnotify.Remove), event.Has(fsnotify.Rename):
		h.what = removed
		if w.drop(h.path) {
			h.what = removedDir
		}
	case event.Has(fsnotify.Create):
		h.what = created
		if renamedWithin(event) {
			h.what = moved
		}
	default:
		h.what = changed
	}
	return h, true
}

// drop ends the watches of a folder and of those in it, and reports whether there were any. If the folder was renamed they would
// go on to report its files under the old name, and a new watch for the new name would be taken for one of these.
func (w *native) drop(dir string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.dirs[dir] {
		return false
	}
	for watched := range w.dirs {
		if watched == dir || strings.HasPrefix(watched, dir+"/") {
			delete(w.dirs, watched)
			// An error says that the kernel has ended it already, since the folder was deleted.
			_ = w.fs.Remove(filepath.Join(w.root, local(watched)))
		}
	}
	return true
}

// renamedWithin reports whether a Create event is the second half of a rename whose first half was seen too. fsnotify finds that
// out by the kernel's cookie, and shows it nowhere but in the event's text.
func renamedWithin(event fsnotify.Event) bool {
	return event.String() != fsnotify.Event{Name: event.Name, Op: event.Op}.String()
}
