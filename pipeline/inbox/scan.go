package inbox

import (
	"context"
	"errors"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"time"
)

// scanner walks the folder: what lies in it is the truth, of which watch events are hints. Each folder is watched before it is
// read, so that what comes after the reading is hinted at. It does one scan at a time.
type scanner struct {
	folder *folder
	watch  func(dir string) (first bool, err error) // nil where nothing is watched
	remote func(dir string) string                  // the kind of file system, of an absolute path, if it is one that doesn't tell; else ""
	log    *slog.Logger
	found  chan<- findings
	said   map[string]bool // folders whose trouble was logged; it is logged again when it had ended meanwhile
}

// findings are a part of what a scan met.
type findings struct {
	files  []finding
	silent map[string]string // folders that don't tell of changes, with the reason
	done   bool              // the scan has ended
	err    error             // its first folder could not be read
}

type finding struct {
	path  string
	look  look
	first bool // its folder is watched since this scan
}

// findingsAtOnce bounds what is handed over at a time.
const findingsAtOnce = 256

// scan walks the folder at dir and everything in it, but for what is ignored. It ends early with ctx.
func (s scanner) scan(ctx context.Context, dir string) {
	var batch []finding
	send := func(f findings) bool {
		select {
		case s.found <- f:
			return true
		case <-ctx.Done():
			return false
		}
	}
	silent := map[string]string{}
	dirs := []string{dir}
	for len(dirs) > 0 {
		at := dirs[len(dirs)-1]
		dirs = dirs[:len(dirs)-1]
		first, silence := s.begin(at)
		if silence != "" {
			silent[at] = silence
		}
		alive := true
		err := s.folder.list(at, func(name string, l look) {
			if !alive || ignoredName(name) {
				return
			}
			path := join(at, name)
			if l.kind == directory {
				dirs = append(dirs, path)
				return
			}
			if batch = append(batch, finding{path: path, look: l, first: first}); len(batch) == findingsAtOnce {
				alive = send(findings{files: batch})
				batch = nil
			}
		})
		if !alive {
			return
		}
		if err != nil && at == dir {
			send(findings{files: batch, silent: silent, done: true, err: err})
			return
		}
		s.report("folder can't be read", at, err)
	}
	send(findings{files: batch, silent: silent, done: true})
}

// begin watches a folder, and says why it has to be polled, if so.
func (s scanner) begin(dir string) (first bool, silence string) {
	if s.watch == nil {
		return false, ""
	}
	first, err := s.watch(dir)
	s.report("folder is not watched", dir, err)
	switch {
	case err != nil && !isAbsent(err):
		return false, "it can't be watched"
	case first:
		return true, s.remote(filepath.Join(s.folder.dir, local(dir)))
	}
	return false, ""
}

func (s scanner) report(what, dir string, err error) {
	key := what + ": " + dir
	switch {
	case err == nil:
		delete(s.said, key)
	case !s.said[key] && !isAbsent(err):
		s.said[key] = true
		s.log.Warn(what, "folder", dir, "error", err)
	}
}

func join(dir, name string) string {
	if dir == "." {
		return name
	}
	return dir + "/" + name
}

// startScan begins with a folder that is wanted, if no scan is under way.
func (l *loop) startScan(ctx context.Context, now time.Time) {
	if l.seeds == nil && (!now.Before(l.scanAt) || l.replaced(now)) {
		l.wanted["."] = true
	}
	l.wantPolls(now)
	if l.scanning != "" || len(l.wanted) == 0 {
		return
	}
	dir := "."
	if !l.wanted[dir] {
		for dir = range l.wanted {
			break
		}
	}
	delete(l.wanted, dir)
	if l.seeds == nil && dir == "." {
		clear(l.wanted) // it comes past all of them
		l.scanAt = now.Add(l.cfg.Rescan)
		if !l.findFolder(now) {
			return
		}
		l.met = 0
	}
	l.scanNo++
	l.scanning, l.scanBegan = dir, now
	l.running.Go(func() { l.scanner.scan(ctx, dir) })
}

// replaced looks every so often whether the inbox's folder is another one than is open.
func (l *loop) replaced(now time.Time) bool {
	if l.lost || l.scanning != "" || now.Before(l.aliveAt) {
		return false
	}
	l.aliveAt = now.Add(aliveEvery)
	return !l.folder.stands()
}

// findFolder makes sure that the inbox's own folder is there, and is the one that is open and watched.
func (l *loop) findFolder(now time.Time) bool {
	reopened, err := l.folder.current()
	if err != nil || reopened {
		l.stopWatch()
	}
	if err == nil && l.watcher == nil && !l.polls.covers(".") {
		err = l.startWatch()
	}
	if err != nil {
		if !l.lost {
			l.log.Warn("folder is away, waiting", "folder", l.folder.dir, "error", err)
		}
		l.lost = true
		l.scanAt = now.Add(aliveEvery)
		return false
	}
	if l.lost || reopened {
		l.log.Info("folder was opened anew", "folder", l.folder.dir)
	}
	l.lost = false
	return true
}

func (l *loop) startWatch() error {
	if l.cfg.Watch == WatchPoll {
		l.poll(".", "it was asked for")
		return nil
	}
	watch, err := l.watch(l.folder.dir)
	if errors.Is(err, errNoWatch) && l.cfg.Watch != WatchNative {
		l.poll(".", err.Error())
		return nil
	}
	if err != nil {
		return err
	}
	l.watcher, l.scanner.watch = watch, watch.Add
	return nil
}

func (l *loop) stopWatch() {
	if l.watcher != nil {
		l.watcher.Close()
		l.watcher, l.scanner.watch = nil, nil
	}
	clear(l.polls.dirs)
}

// meet takes up what a scan found.
func (l *loop) meet(f findings) {
	for _, found := range f.files {
		l.met++
		_, isSidecar := l.folder.ownerOf(found.path)
		switch {
		case found.look.kind == other, isSidecar: // a sidecar is seen with its file
		case found.look.kind == link && l.passed[found.path] == found.look:
		case l.seeds != nil:
			if l.seeds.met(found.path) {
				l.seed(found.path)
			}
		default:
			l.book.met(found.path, l.scanNo)
			it := l.items[found.path]
			if it != nil {
				it.scan = l.scanNo
			}
			switch {
			case it != nil && it.phase == settling && it.last != found.look:
				l.lookAt(it, changed) // an empty one was waited for, and has been written
			case it == nil && !l.book.knows(found.path, found.look.stamp, l.wish()):
				it = &item{path: found.path, untold: l.untold(found), scan: l.scanNo}
				l.items[found.path] = it
				l.see(it, found.look, changed)
			}
		}
	}
	if !f.done {
		return
	}
	l.scansDone++
	dir := l.scanning
	l.scanning = ""
	if l.seeds != nil {
		return
	}
	for _, silent := range slices.Sorted(maps.Keys(f.silent)) { // a folder before those in it, which it covers
		l.poll(silent, f.silent[silent])
	}
	polled := l.polls.dirs[dir]
	if polled {
		l.polled(l.cfg.Now().Sub(l.scanBegan))
	}
	switch {
	case f.err != nil && polled && isAbsent(f.err):
		delete(l.polls.dirs, dir) // should it come back, a scan meets it
		l.wanted["."] = true
	case f.err != nil:
	case dir == ".":
		l.missed()
		l.lookAgain(dir)
		l.moves.revisit = l.cfg.Archived != ""
	case polled:
		for _, path := range l.book.missing(dir, l.scanNo) {
			l.notice(path, removed)
		}
		l.lookAgain(dir)
	}
}

// lookAgain looks at what settles and was not met by the scan of the folder: it may be waited for although it is no more.
func (l *loop) lookAgain(dir string) {
	for path, it := range l.items {
		if it.phase == settling && it.scan != l.scanNo && isUnder(dir, path) {
			l.lookAt(it, removed)
		}
	}
}

// missed looks after the files that the ledger believes to be there and a full scan did not meet.
func (l *loop) missed() {
	missing := l.book.missing(".", l.scanNo)
	present := l.folder.id()
	if present != l.claimed && l.met == 0 && len(missing) > 0 {
		// A share that isn't mounted looks just like a folder that was made anew: nobody's files are declared gone on that.
		if !l.held {
			l.log.Warn("the folder is another one than it was, and empty: its files are not counted as gone while it stays so; is it mounted?",
				"folder", l.folder.dir, "files", len(missing))
		}
		l.held = true
		return
	}
	l.held = false
	if present != l.claimed {
		l.claimed, l.renew = present, true
	}
	for _, path := range missing {
		l.notice(path, removed)
	}
}
