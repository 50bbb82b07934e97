package inbox

import (
	"cmp"
	"context"
	"slices"
	"sync/atomic"
	"time"
)

// This file is the part of the loop that decides when files are moved: after everything else, so that what was dropped is archived before
// what was archived is tidied away.

// moves are the files that are to be moved.
type moves struct {
	queue   []*item
	working int       // of the items that workers have
	at      time.Time // of the next look for more
	// revisit says that a scan has ended since it was last looked at what was moved.
	revisit    bool
	revisiting atomic.Bool
}

// movesAtOnce bounds what a look takes up.
const movesAtOnce = 256

// startMoves queues what may be moved by now. Nothing is moved while the inbox's folder is away, or by Take.
func (l *loop) startMoves(ctx context.Context, now time.Time) {
	if l.moves.revisit && l.moves.revisiting.CompareAndSwap(false, true) {
		l.moves.revisit = false
		l.running.Go(func() {
			l.revisit(ctx)
			l.moves.revisiting.Store(false)
		})
	}
	if l.seeds != nil || now.Before(l.moves.at) {
		return
	}
	l.moves.at = now.Add(l.cfg.Quiet)
	if l.lost || len(l.moves.queue) > 0 {
		return
	}
	for _, name := range l.book.takeLeaving(now, movesAtOnce) {
		if l.items[name] != nil { // something is being done about it
			l.book.leaveLater(name, now.Add(l.cfg.Quiet))
			continue
		}
		it := &item{path: name, errand: errand{move: true}}
		l.items[name] = it
		l.enqueue(it)
	}
}

// nextMove is the first that is still to be moved; nil if there is none.
func (l *loop) nextMove() *item {
	for len(l.moves.queue) > 0 {
		if it := l.moves.queue[0]; l.items[it.path] == it {
			return it
		}
		l.book.leaveLater(l.moves.queue[0].path, l.cfg.Now().Add(l.cfg.Quiet)) // something happened at its path meanwhile
		l.moves.queue = l.moves.queue[1:]
	}
	return nil
}

// moved takes back an item whose file was to be moved, and looks what lies at its path now.
func (l *loop) moved(o outcome) {
	path, now := o.item.path, l.cfg.Now()
	delete(l.items, path)
	if o.err != nil || o.unsettled {
		l.book.leaveLater(path, now.Add(l.cfg.Rescan))
	}
	if isFormer(path) {
		return
	}
	it := &item{path: path}
	l.items[path] = it
	l.lookAt(it, removed)
}

// takeLeaving lists what may be moved by now, the longest due first, and counts it as taken up. What is refused is looked at before: by the
// limits of this start it may be taken.
func (b *book) takeLeaving(now time.Time, most int) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var names []string
	for name, when := range b.leaving {
		if m := b.marks[name]; !when.After(now) && m != nil && (m.moving || m.away != "" || m.stamp != unseen) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(x, y string) int {
		return cmp.Or(b.leaving[x].Compare(b.leaving[y]), cmp.Compare(x, y))
	})
	names = names[:min(most, len(names))]
	for _, name := range names {
		delete(b.leaving, name)
	}
	return names
}

// leaveLater puts back what was taken up, unless it has been put back meanwhile.
func (b *book) leaveLater(name string, when time.Time) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if _, ok := b.leaving[name]; !ok && b.marks[name] != nil {
		b.leaving[name] = when
	}
}

func (b *book) anyLeaving() bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.leaving) > 0
}
