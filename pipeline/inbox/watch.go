package inbox

import "errors"

// watcher tells which paths deserve a look. It may tell too much and too little: the scan finds what it missed.
type watcher interface {
	// Add watches what happens directly in the folder, and reports whether it didn't before. It may be called from several goroutines.
	Add(dir string) (first bool, err error)
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
	created                // there since now: made, or a second name of something
	moved                  // there since now, and renamed from elsewhere: whole, as far as whoever renamed it is concerned
	removed                // not there any more
	removedDir             // a folder isn't there any more, nor what was in it
	overflowed             // hints were lost, anywhere
)

// errNoWatch says that this system has no way of watching that is known here.
var errNoWatch = errors.New("nothing tells of changes here")
