package inbox

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"
	"time"
)

// book is the inbox's part of the ledger: it changes entries, and remembers of each just enough to tell at a glance whether a file
// is in the state that the ledger knows. The ledger decides; what is remembered only saves asking it.
type book struct {
	inbox  string
	ledger Ledger
	quiet  time.Duration // what a file has to stand still at least
	// unreadable is told of values that somebody else wrote or broke. They count as none, and are replaced when their file is met.
	unreadable func(error)
	fated      func(Entry)                               // told each fate, whoever wrote it
	leaves     func(Entry) (when time.Time, leaves bool) // see Inbox.leaves

	mu       sync.Mutex
	marks    map[string]*mark  // by name: a path, or that of a former entry
	contents map[string]*group // by the path of the container
	// waiting holds the paths of what was offered and has no fate, with the time when it was last offered or asked after.
	waiting map[string]time.Time
	// leaving holds the names of what is to be moved, with the time from when on it may be.
	leaving map[string]time.Time
	stream  string  // the present incarnation, as far as it is known
	arrived []Entry // entries that got their fate since the last call of takeArrived

	wake chan struct{} // holds one when something is new
}

// mark is what is remembered of an entry.
type mark struct {
	stamp     stamp // unseen where the file must be looked at again whatever it shows
	revision  uint64
	gone      bool
	away      string // where it was moved, a member with its container; "" for what wasn't
	movedAt   time.Time
	moving    bool
	asked     asked
	container string // the file that holds it; "" for a file
	fate      string
	fateAt    time.Time
	scan      uint64 // the last scan that met the file
	number    int64
	seen      time.Time     // when the state began
	calm      time.Duration // see calm
}

// asked is what somebody wanted of the file beyond its bytes: another wish is another state.
type asked struct{ layout, spoken string }

func newBook(inbox string, ledger Ledger, quiet time.Duration) *book {
	return &book{
		inbox: inbox, ledger: ledger, quiet: quiet, unreadable: func(error) {}, fated: func(Entry) {},
		leaves: func(Entry) (time.Time, bool) { return time.Time{}, false },
		marks:  map[string]*mark{}, contents: map[string]*group{}, waiting: map[string]time.Time{}, leaving: map[string]time.Time{},
		wake: make(chan struct{}, 1),
	}
}

// load forgets what is remembered and reads the whole ledger.
func (b *book) load(ctx context.Context) error {
	b.mu.Lock()
	clear(b.marks)
	clear(b.contents)
	clear(b.waiting)
	clear(b.leaving)
	b.mu.Unlock()
	var refused []Entry
	err := b.ledger.All(ctx, func(key string, value []byte, revision uint64) error {
		if isClaim(key) {
			return nil
		}
		entry, err := readEntry(key, value)
		if err != nil {
			b.unreadable(err)
			return nil
		}
		if entry.Inbox != b.inbox {
			return nil
		}
		b.remember(entry, revision)
		if entry.refused() && entry.Moved == nil {
			refused = append(refused, entry)
		}
		return nil
	})
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, entry := range refused {
		// Whatever made the inbox refuse it may have been another limit, or another version of this program.
		if m := b.marks[entry.file()]; m != nil {
			m.stamp = unseen
		}
	}
	return err
}

// get returns the entry of a name with its revision, which is 0 when there is none. One that can't be read is empty.
func (b *book) get(ctx context.Context, path string) (entry Entry, revision uint64, err error) {
	key := b.key(path)
	value, revision, err := b.ledger.Get(ctx, key)
	if err != nil {
		return Entry{}, 0, fmt.Errorf("look up %s: %w", path, err)
	}
	if revision == 0 {
		b.forget(path)
		return Entry{}, 0, nil
	}
	entry, err = readEntry(key, value)
	if err != nil {
		b.unreadable(err)
		b.forget(path)
		return Entry{}, revision, nil
	}
	if b.known(path) {
		b.learn(entry, revision)
	} else {
		b.remember(entry, revision)
	}
	return entry, revision, nil
}

// change puts the entry that edit makes of the present one; edit returns false when there is nothing to change. It is called again
// when somebody else changed the entry meanwhile. The entry returned is the one that the ledger then holds.
func (b *book) change(ctx context.Context, path string, edit func(*Entry) bool) (entry Entry, changed bool, err error) {
	// Of a path that was never met nothing needs to be read before it is entered: should the ledger know it after all, the write is
	// refused. It is read before nothing is done, though.
	read := b.known(path)
	for ; ; read = true {
		var entry Entry
		var after uint64
		if read {
			if entry, after, err = b.get(ctx, path); err != nil {
				return Entry{}, false, err
			}
		}
		if !edit(&entry) {
			if !read {
				continue
			}
			return entry, false, nil
		}
		entry.Inbox = b.inbox
		entry.setName(path)
		value, err := json.Marshal(entry)
		if err != nil {
			return Entry{}, false, fmt.Errorf("encode the entry of %s: %w", path, err)
		}
		revision, err := b.ledger.Put(ctx, b.key(path), value, after)
		if err != nil {
			return Entry{}, false, fmt.Errorf("enter %s: %w", path, err)
		}
		if revision != 0 {
			b.learn(entry, revision)
			return entry, true, nil
		}
	}
}

// known reports whether anything is remembered of the path.
func (b *book) known(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.marks[path] != nil
}

// learn remembers an entry, and tells its fate if that is news: once, whether this process wrote it or another.
func (b *book) learn(entry Entry, revision uint64) {
	if !b.remember(entry, revision) {
		return
	}
	b.announce(entry)
	b.fated(entry)
}

// remember takes note of an entry as the ledger holds it, unless it knows a later revision, and reports whether it has a fate that is
// news.
func (b *book) remember(entry Entry, revision uint64) (news bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	path := entry.name()
	m := b.marks[path]
	switch {
	case m == nil:
		m = &mark{}
		b.marks[path] = m
	case m.revision >= revision:
		return false
	}
	news = entry.Fate != "" && (m.fate == "" || !entry.FateAt.Equal(m.fateAt))
	b.part(path, m)
	if entry.Number != m.number {
		m.calm = b.calmer(m, entry.Seen)
		m.number, m.seen = entry.Number, entry.Seen
	}
	m.stamp, m.revision, m.gone = entry.stamp(), revision, !entry.Gone.IsZero()
	m.asked = asked{entry.Layout, entry.Spoken}
	if m.away, m.moving = entry.away(), entry.Moving.planned(); m.away != "" {
		m.movedAt = entry.Moved.At
	}
	m.container, m.fate, m.fateAt = entry.Container, entry.Fate, entry.FateAt
	if entry.Former {
		m.container = "" // the one of that name may be another by now
	}
	if when, leaves := b.leaves(entry); leaves {
		b.leaving[path] = when
	} else {
		delete(b.leaving, path)
	}
	if !entry.Waiting() {
		delete(b.waiting, path)
	} else if since, ok := b.waiting[path]; !ok || entry.Offered.After(since) {
		b.waiting[path] = entry.Offered
	}
	b.join(path, m)
	b.rouse()
	return news
}

// A file that was taken and soon after is another one is being written by somebody who pauses: each such state doubles how long the
// next has to stand still, until it has done so for long. A writer of one byte a second thus makes four states and not one a second.
const (
	soon    = 8  // times what it had to stand still
	calmest = 16 // times what every file has to
)

// calmer is the calm that follows from a further state.
func (b *book) calmer(m *mark, seen time.Time) time.Duration {
	had := max(m.calm, b.quiet)
	if m.number == 0 || seen.Sub(m.seen) > soon*had {
		return 0
	}
	return min(2*had, calmest*b.quiet)
}

// calm is how long the file has to stand still until it is taken.
func (b *book) calm(path string) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m := b.marks[path]; m != nil {
		return max(m.calm, b.quiet)
	}
	return b.quiet
}

// forget drops what the ledger doesn't hold any more: a wiped one counts its revisions from the start again.
func (b *book) forget(path string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m := b.marks[path]; m != nil {
		b.part(path, m)
	}
	delete(b.marks, path)
	delete(b.waiting, path)
	delete(b.leaving, path)
}

// looked notes that a file was looked into in this state, and that the ledger is right about it.
func (b *book) looked(path string, at stamp) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m := b.marks[path]; m != nil {
		m.stamp = at
	}
}

// announce hands an entry that got its fate to whoever waits for it.
func (b *book) announce(entry Entry) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.arrived = append(b.arrived, entry)
	b.rouse()
}

// rouse wakes the loop, which reads all that is new however often it was called.
func (b *book) rouse() {
	select {
	case b.wake <- struct{}{}:
	default:
	}
}

func (b *book) takeArrived() []Entry {
	b.mu.Lock()
	defer b.mu.Unlock()
	arrived := b.arrived
	b.arrived = nil
	return arrived
}

// knows reports whether the ledger has the file in just this state, as far as a stamp can tell.
func (b *book) knows(path string, at stamp, wish asked) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := b.marks[path]
	return m.there() && m.stamp == at && (wish == asked{} || m.asked == wish)
}

// present reports whether the ledger believes that the file is there.
func (b *book) present(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.marks[path].there()
}

// there reports whether the file lies in the inbox.
func (m *mark) there() bool { return m != nil && !m.gone && m.away == "" }

// isAway reports whether the file was moved.
func (b *book) isAway(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := b.marks[path]
	return m != nil && m.away != ""
}

// isMoving reports whether a move was begun and not ended.
func (b *book) isMoving(path string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	m := b.marks[path]
	return m != nil && m.moving
}

// met notes that a scan met the file.
func (b *book) met(path string, scan uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m := b.marks[path]; m != nil {
		m.scan = scan
	}
}

// stampOf is the one that the ledger has of a file; unseen if it doesn't believe that the file is there.
func (b *book) stampOf(path string) stamp {
	b.mu.Lock()
	defer b.mu.Unlock()
	if m := b.marks[path]; m.there() {
		return m.stamp
	}
	return unseen
}

// missing lists the files that ought to be in the folder or its folders and that the scan of it did not meet.
func (b *book) missing(dir string, scan uint64) []string {
	return b.paths(func(path string, m *mark) bool { return m.scan != scan && isUnder(dir, path) })
}

// under lists the files that ought to be in the folder or its folders.
func (b *book) under(dir string) []string {
	return b.paths(func(path string, _ *mark) bool { return isUnder(dir, path) })
}

func isUnder(dir, path string) bool {
	return dir == "." || len(path) > len(dir) && path[:len(dir)] == dir && path[len(dir)] == '/'
}

func (b *book) paths(which func(path string, m *mark) bool) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var paths []string
	for path, m := range b.marks {
		if m.there() && m.container == "" && which(path, m) {
			paths = append(paths, path)
		}
	}
	return paths
}

// overdue lists the paths that wait and were neither offered nor asked after since then, oldest first, and counts this as asking.
func (b *book) overdue(since, now time.Time, limit int) []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	var paths []string
	for path, at := range b.waiting {
		if !at.After(since) {
			paths = append(paths, path)
		}
	}
	slices.SortFunc(paths, func(a, z string) int {
		return cmp.Or(b.waiting[a].Compare(b.waiting[z]), cmp.Compare(a, z))
	})
	paths = paths[:min(limit, len(paths))]
	for _, path := range paths {
		b.waiting[path] = now
	}
	return paths
}

func (b *book) receipt() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.stream
}

// setReceipt reports whether the stream is another than the one that was known.
func (b *book) setReceipt(receipt string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	other := b.stream != receipt
	b.stream = receipt
	return other
}

func (b *book) counts() (known, waiting, leaving int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, m := range b.marks {
		if m.there() {
			known++
		}
	}
	return known, len(b.waiting), len(b.leaving)
}

func (b *book) countWaiting() int {
	b.mu.Lock()
	defer b.mu.Unlock()
	return len(b.waiting)
}
