package inbox

import (
	"fmt"
	"path/filepath"
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
	renamedDir             // the same, but it lives on elsewhere: the watcher is confused and has to be replaced
	overflowed             // hints were lost, anywhere
)

// native watches by the operating system's own means. fsnotify knows no recursion, so that the scan adds folder by folder. Of a
// folder that was renamed it goes on to report what is in it under the old name, and takes a new watch for the old one; to remove
// such watches is no way out, since it panics where two of its watches met in one folder (1.10.1). Hence renamedDir.
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
		if w.forget(h.path) {
			h.what = removedDir
			if event.Has(fsnotify.Rename) {
				h.what = renamedDir
			}
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

// forget reports whether the path was a watched folder.
func (w *native) forget(path string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	watched := w.dirs[path]
	delete(w.dirs, path)
	return watched
}

// renamedWithin reports whether a Create event is the second half of a rename whose first half was seen too. fsnotify finds that
// out by the kernel's cookie, and shows it nowhere but in the event's text.
func renamedWithin(event fsnotify.Event) bool {
	return event.String() != fsnotify.Event{Name: event.Name, Op: event.Op}.String()
}
