package inbox

import (
	"container/heap"
	"time"
)

// item is a path that something is being done about. There is at most one for a path, so that no two workers meet over a file.
type item struct {
	path  string
	phase phase

	// While it settles: what it looked like last, since when it has, and when it came to notice.
	last    look
	since   time.Time
	first   time.Time
	calm    time.Duration // how long it has to stand still, if longer than every file
	written bool          // something wrote to it, so that the bytes count even if the stamp is the known one
	growing bool          // reported as growing
	untold  bool          // a scan found it, where an event ought to have told of it
	told    bool          // an event told of it
	scan    uint64        // the last that met it
	due     time.Time

	// While a worker has it: something happened at the path, so it has to be looked at again.
	again bool
	// What the worker is to do beyond taking the file as it is.
	errand errand
}

type phase int

const (
	settling phase = iota
	ready
	working
)

// patience is how long files are waited for.
type patience struct {
	quiet time.Duration // without a change, until a file counts as settled
	empty time.Duration // until an empty file counts as settled
	grow  time.Duration // until a growing file is reported
}

// see takes another look into account: the file has settled when two looks, quiet apart, are alike and nobody wrote in between. An
// empty file needs longer, since many programs make the name first and the contents later. Otherwise the time of the next look
// is returned.
func (it *item) see(now time.Time, l look, p patience) (settled bool, next time.Time) {
	if it.first.IsZero() {
		it.first = now
	}
	quiet := max(p.quiet, it.calm)
	if it.since.IsZero() || l != it.last {
		it.last, it.since = l, now
		return false, now.Add(quiet)
	}
	if next = it.since.Add(quiet); now.Before(next) {
		return false, next
	}
	if l.kind == regular && l.stamp.size == 0 {
		if next = it.since.Add(max(quiet, p.empty)); now.Before(next) {
			return false, next
		}
	}
	return true, time.Time{}
}

// whole reports whether a file that just appeared needs no settling, because it was renamed into place by somebody who had
// finished it, or linked: that moves the ctime and leaves the mtime, which then is older than the time given. A write moves both, and
// so a file that is being made and was given its mode in that instant shows a young mtime. A sidecar may still be being written, and
// both settle.
func (l look) whole(w what, old time.Time) bool {
	if l.kind != regular || l.stamp.size == 0 || l.stamp.sidecar != (glance{}) {
		return false
	}
	at := l.stamp
	return w == moved || w == created && at.modified != 0 && at.changed > at.modified && !timeOf(at.modified).After(old)
}

// agenda holds the items that settle in the order of their next looks. An item may be in it several times; only the place that
// agrees with its due counts.
type agenda []appointment

type appointment struct {
	due  time.Time
	item *item
}

func (a *agenda) add(it *item, due time.Time) {
	it.due = due
	heap.Push((*byDue)(a), appointment{due: due, item: it})
}

// next returns the time of the first look that counts.
func (a *agenda) next() (time.Time, bool) {
	for len(*a) > 0 {
		first := (*a)[0]
		if first.item.phase == settling && first.item.due.Equal(first.due) {
			return first.due, true
		}
		heap.Pop((*byDue)(a))
	}
	return time.Time{}, false
}

// take removes the first item whose look is due.
func (a *agenda) take(now time.Time) *item {
	due, ok := a.next()
	if !ok || due.After(now) {
		return nil
	}
	it := heap.Pop((*byDue)(a)).(appointment).item
	it.due = time.Time{}
	return it
}

type byDue []appointment

func (b byDue) Len() int           { return len(b) }
func (b byDue) Less(i, j int) bool { return b[i].due.Before(b[j].due) }
func (b byDue) Swap(i, j int)      { b[i], b[j] = b[j], b[i] }
func (b *byDue) Push(x any)        { *b = append(*b, x.(appointment)) }
func (b *byDue) Pop() any {
	old := *b
	last := old[len(old)-1]
	old[len(old)-1] = appointment{}
	*b = old[:len(old)-1]
	return last
}
