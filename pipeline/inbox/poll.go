package inbox

import (
	"path"
	"strings"
	"time"
)

// This file is about folders that don't tell of changes, and are scanned every so often instead: one tree may have both kinds.

// Watching is how an inbox learns of changes between two scans of the whole folder.
type Watching string

// The ways of watching.
const (
	// WatchAuto watches where the system tells of changes and polls where it doesn't: file systems that another machine writes to are known
	// by their kind, others by a scan that finds what no event told.
	WatchAuto Watching = "auto"
	// WatchNative never polls.
	WatchNative Watching = "native"
	// WatchPoll doesn't watch.
	WatchPoll Watching = "poll"
)

// Polling is to leave the machine to others: a poll is followed by at least pollRest times the rest that it took, but by no more than
// mostPolls times the rest that was asked for.
const (
	pollRest  = 19
	mostPolls = 30
)

// polls are the folders that are scanned every so often, each with everything in it.
type polls struct {
	dirs map[string]bool // none is inside another
	at   time.Time       // of the next scan of all of them
}

// covers reports whether the folder is polled, by itself or with one that it is in.
func (p *polls) covers(dir string) bool {
	for {
		if p.dirs[dir] {
			return true
		}
		if dir == "." {
			return false
		}
		dir = path.Dir(dir)
	}
}

// add reports whether the folder was not polled before.
func (p *polls) add(dir string) bool {
	if p.covers(dir) {
		return false
	}
	for other := range p.dirs {
		if dir == "." || strings.HasPrefix(other, dir+"/") {
			delete(p.dirs, other)
		}
	}
	p.dirs[dir] = true
	return true
}

// poll begins to poll a folder.
func (l *loop) poll(dir, why string) {
	if l.cfg.Watch == WatchNative || !l.polls.add(dir) {
		return
	}
	l.polls.at = l.cfg.Now().Add(l.cfg.Poll)
	l.log.Info("polling", "folder", dir, "why", why, "every", l.cfg.Poll)
}

// wantPolls makes the folders be scanned whose time has come.
func (l *loop) wantPolls(now time.Time) {
	if len(l.polls.dirs) == 0 || now.Before(l.polls.at) || l.scanning != "" || l.lost {
		return
	}
	for dir := range l.polls.dirs {
		l.wanted[dir] = true
	}
	l.polls.at = now.Add(l.cfg.Poll)
}

// polled notes how long the scan of a folder took, so that polling leaves the machine to others.
func (l *loop) polled(took time.Duration) {
	rest := min(max(l.cfg.Poll, pollRest*took), mostPolls*l.cfg.Poll)
	if next := l.cfg.Now().Add(rest); next.After(l.polls.at) {
		l.polls.at = next
	}
}

// untold reports whether a watched folder should have told of the file that a scan found: it was watched before, no event was lost, and the
// file isn't one that is tried again at every scan. A ctime alone proves nothing, since another name of the file moves it too.
func (l *loop) untold(f finding) bool {
	if l.watcher == nil || f.first || l.deaf >= l.scanNo || f.look.kind != regular {
		return false
	}
	known, at := l.book.stampOf(f.path), f.look.stamp
	if known == unseen {
		return !l.book.present(f.path)
	}
	return known.size != at.size || known.modified != at.modified
}

// learn takes it that a folder doesn't tell, from a file of which nothing was told for as long as it took to settle.
func (l *loop) learn(it *item) {
	if it.untold && !it.told {
		l.poll(path.Dir(it.path), "a scan found "+shown(it.path)+", of which nothing was told")
	}
}
