package inbox

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"shilu/schema"
)

// How much is done at once.
const (
	// offerers read and offer in parallel: the stream syncs each publish, and does so for all that wait at once.
	offerers = 8
	// bytesAtOnce bounds the files in memory; a larger one goes alone.
	bytesAtOnce = 64 << 20
	// aliveEvery is how soon it is noticed that the inbox's folder went away, or is there again, or is another one. Nothing else tells:
	// a folder that is open isn't told to be deleted, and of what is mounted over it no one knows.
	aliveEvery = time.Second
)

// loop is one Run or Take. A single goroutine owns everything in it and decides; scanning, asking, reading and offering happen in
// others, which report back.
type loop struct {
	*Inbox
	folder  *folder
	watcher watcher // nil in Take, and while the folder is away
	wait    patience

	items  map[string]*item // by path
	passed map[string]look  // links that stay inside, which every scan would look into again
	due    agenda           // those that settle
	urgent []*item          // settled, and may go at once
	fresh  []*item          // settled, and may go while fewer than InFlight wait for their fates

	tasks   chan *item
	done    chan outcome
	working int
	bytes   int64 // of the files that are being worked on

	scanner   scanner
	found     chan findings
	wanted    map[string]bool // folders to scan
	scanning  string          // the folder that is being scanned
	scanNo    uint64
	scanBegan time.Time
	scanAt    time.Time // of the next full scan
	aliveAt   time.Time // of the next look whether the folder is still the one that is open
	met       int       // files that the full scan met
	deaf      uint64    // what the scans up to this one find may have been told and lost
	polls     polls
	moves     moves

	scansDone uint64
	claimed   string // the folder's identity when the name was claimed
	held      bool   // it was said that an empty folder proves nothing
	lost      bool   // it was said that the folder is away

	checks   chan checked
	checking bool
	// sinceAsked holds what was offered since the running check began, which may have asked too early.
	sinceAsked map[string]bool
	checkAt    time.Time
	askSince   time.Time // what was offered before this is asked after, however young
	renew      bool      // the claim has to name the present folder

	away    backoff
	seeds   *seeds // in Take
	running sync.WaitGroup
}

// gauges are the parts of Stats that only the loop knows.
type gauges struct {
	unsettled, queued, moving atomic.Int64
	offered, overflows, scans atomic.Uint64
}

// measure sets the gauges; the scans last, so that who sees a scan finished sees what it found.
func (l *loop) measure() {
	moving := len(l.moves.queue) + l.moves.working
	queued := len(l.urgent) + len(l.fresh) + l.working - l.moves.working
	l.gauges.unsettled.Store(int64(max(0, len(l.items)-queued-moving)))
	l.gauges.queued.Store(int64(queued))
	l.gauges.moving.Store(int64(moving))
	l.gauges.scans.Store(l.scansDone)
}

func (i *Inbox) newLoop(f *folder, claimed string) *loop {
	l := &loop{
		Inbox: i, folder: f, claimed: claimed,
		wait:  patience{quiet: i.cfg.Quiet, empty: i.cfg.Patience, grow: i.cfg.Patience},
		items: map[string]*item{}, passed: map[string]look{}, tasks: make(chan *item), done: make(chan outcome),
		found: make(chan findings), wanted: map[string]bool{}, checks: make(chan checked),
		askSince: i.cfg.Now(), checkAt: i.cfg.Now(), polls: polls{dirs: map[string]bool{}},
	}
	l.scanner = scanner{folder: f, remote: i.remote, log: i.log, found: l.found, said: map[string]bool{}}
	return l
}

// run goes on until ctx ends, or until every seed has its result. It returns when all of its goroutines have ended.
func (l *loop) run(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer l.running.Wait()
	defer cancel()
	for range offerers {
		l.running.Go(func() { offerer{l.Inbox, l.folder}.serve(ctx, l.tasks, l.done) })
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		now := l.cfg.Now()
		l.lookAtDue(now)
		l.startScan(ctx, now)
		l.startCheck(ctx, now)
		l.startMoves(ctx, now)
		if l.seeds != nil && l.seeds.done() && len(l.wanted) == 0 && l.scanning == "" {
			return
		}
		l.measure()
		timer.Reset(l.nextTime(now).Sub(now))
		next, tasks := l.next(now)
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		case tasks <- next:
			l.hand(next)
		case o := <-l.done:
			l.hear() // of members before their container
			l.finish(o)
		case h, ok := <-l.hints():
			if ok {
				l.hint(h)
			}
		case f := <-l.found:
			l.meet(f)
		case c := <-l.checks:
			l.checked(c)
		case <-l.book.wake:
			l.hear()
		}
	}
}

// hear hands on the fates that arrived.
func (l *loop) hear() {
	for _, entry := range l.book.takeArrived() {
		l.seeds.result(entry.path(), entry, nil)
	}
}

func (l *loop) hints() <-chan hint {
	if l.watcher == nil {
		return nil
	}
	return l.watcher.Hints()
}

// nextTime is when something is to be done although nothing happens.
func (l *loop) nextTime(now time.Time) time.Time {
	next := l.checkAt
	earlier := func(t time.Time) {
		if t.Before(next) {
			next = t
		}
	}
	if l.checking {
		next = now.Add(time.Hour)
	}
	if due, ok := l.due.next(); ok {
		earlier(due)
	}
	if l.seeds == nil && l.scanning == "" {
		earlier(l.scanAt)
		earlier(l.aliveAt)
		if len(l.polls.dirs) > 0 {
			earlier(l.polls.at)
		}
	}
	if l.away.failing && l.working == 0 && len(l.urgent)+len(l.fresh)+len(l.moves.queue) > 0 {
		earlier(l.away.until)
	}
	if l.seeds == nil && l.book.anyLeaving() {
		earlier(l.moves.at)
	}
	return next
}

// hint takes up what the watcher says.
func (l *loop) hint(h hint) {
	switch {
	case h.what == overflowed:
		l.gauges.overflows.Add(1)
		l.log.Warn("watch queue overflowed, scanning", "times", l.gauges.overflows.Load())
		l.wanted["."] = true
		l.deaf = l.scanNo + 1 // a scan that is under way may have come past too early
	case h.path == ".":
		l.aliveAt = l.cfg.Now()
	case h.what == removedDir:
		for _, path := range l.book.under(h.path) {
			l.notice(path, removed)
		}
	default:
		if owner, ok := l.folder.ownerOf(h.path); ok {
			h = hint{path: owner, what: changed}
		}
		if !Ignores(h.path) {
			l.notice(h.path, h.what)
		}
	}
}

// notice looks at a path at which something may have happened.
func (l *loop) notice(path string, w what) {
	it := l.items[path]
	if it == nil || it.errand.move && it.phase == ready { // whatever it is now, it isn't moved as it was
		it = &item{path: path}
		l.items[path] = it
	}
	it.told = true
	wasWritten := it.written
	it.written = it.written || w == changed
	switch it.phase {
	case working:
		it.again = true
	case ready:
		// The worker compares the file with the look that was taken when it had settled.
	case settling:
		// A look at each of many writes would tell no more; of an empty file it does, since that is waited for longer.
		if wasWritten && w == changed && it.last.stamp.size > 0 {
			it.since = l.cfg.Now()
			return
		}
		l.lookAt(it, w)
	}
}

func (l *loop) lookAtDue(now time.Time) {
	for it := l.due.take(now); it != nil; it = l.due.take(now) {
		l.lookAt(it, changed)
	}
}

func (l *loop) lookAt(it *item, w what) {
	seen, err := l.folder.look(it.path)
	if err != nil {
		l.drop(it, err)
		return
	}
	l.see(it, seen, w)
}

// see decides what a look at a settling item means.
func (l *loop) see(it *item, seen look, w what) {
	if seen.kind == directory {
		l.wanted[it.path] = true
	}
	seen = seen.file()
	switch {
	case seen.kind == absent && !l.book.present(it.path):
		l.drop(it, errNoFile)
		return
	case seen.kind != absent && l.seeds == nil && !it.written && l.book.knows(it.path, seen.stamp, l.wish()):
		l.drop(it, nil)
		return
	case seen.whole(w, l.cfg.Now().Add(-l.wait.quiet)) && it.errand.none():
		it.last = seen
		l.enqueue(it)
		return
	}
	now := l.cfg.Now()
	if it.first.IsZero() && seen.kind == regular {
		it.calm = l.book.calm(it.path)
	}
	settled, next := it.see(now, seen, l.wait)
	if settled {
		l.learn(it)
		l.enqueue(it)
		return
	}
	l.due.add(it, next)
	if seen.kind == regular && seen.stamp.size > 0 && !it.growing && now.Sub(it.first) > l.wait.grow {
		l.reportGrowing(it)
	}
}

// reportGrowing says once that a file does not come to rest.
func (l *loop) reportGrowing(it *item) {
	it.growing = true
	why := fmt.Errorf("it has been changing for more than %s; it is taken when it comes to rest", l.wait.grow)
	if l.seeds != nil {
		l.drop(it, why)
		return
	}
	l.log.Warn("file keeps changing", "path", it.path, "for", l.wait.grow)
	l.urgent = append(l.urgent, &item{path: it.path, phase: ready, errand: errand{note: why}})
}

func (l *loop) enqueue(it *item) {
	it.phase = ready
	if it.errand.move {
		l.moves.queue = append(l.moves.queue, it)
	} else if it.last.kind == absent || it.errand.again != nil || it.errand.store != nil {
		l.urgent = append(l.urgent, it)
	} else {
		l.fresh = append(l.fresh, it)
	}
}

// drop lets go of a path about which there is nothing to do.
func (l *loop) drop(it *item, why error) {
	if l.items[it.path] == it {
		delete(l.items, it.path)
	}
	it.due = time.Time{} // so that the agenda lets go of it too
	if why != nil {
		l.seeds.result(it.path, Entry{}, why)
	}
}

// next returns the item that a worker may have now, and the channel to send it on, which is nil when there is none. What is urgent
// doesn't count as more in flight: it is there already, or carries no bytes.
func (l *loop) next(now time.Time) (*item, chan<- *item) {
	var first *item
	switch {
	case l.away.failing && (l.working > 0 || now.Before(l.away.until)):
		return nil, nil // one after the other finds out whether the ledger and the stream are back
	case len(l.urgent) > 0:
		first = l.urgent[0]
	case len(l.fresh) > 0 && l.book.countWaiting()+l.working < l.cfg.InFlight:
		first = l.fresh[0]
	default:
		if first = l.nextMove(); first == nil {
			return nil, nil
		}
	}
	if l.bytes > 0 && l.bytes+first.last.stamp.size > bytesAtOnce {
		return nil, nil
	}
	return first, l.tasks
}

// hand notes that a worker has taken the item.
func (l *loop) hand(it *item) {
	switch {
	case it.errand.move:
		l.moves.queue = l.moves.queue[1:]
		l.moves.working++
	case len(l.urgent) > 0 && l.urgent[0] == it:
		l.urgent = l.urgent[1:]
	default:
		l.fresh = l.fresh[1:]
	}
	it.phase = working
	l.working++
	l.bytes += it.last.stamp.size
}

// finish takes back an item from a worker.
func (l *loop) finish(o outcome) {
	it := o.item
	l.working--
	if it.errand.move {
		l.moves.working--
	}
	l.bytes -= it.last.stamp.size
	if o.away != nil {
		if l.away.failed(l.cfg.Now()) {
			l.log.Warn("ledger or stream is away, files stay where they are", "error", o.away)
		}
		// To the end of the queue: should it be this file's own trouble, the others go on.
		it.errand = o.errand
		l.enqueue(it)
		return
	}
	if l.away.succeeded() {
		l.log.Info("ledger and stream are back")
		// What was in hand when they went may have been stored although the answer never came, or the other way round.
		l.askSince, l.checkAt = l.cfg.Now(), l.cfg.Now()
	}
	if o.wiped {
		l.checkAt = l.cfg.Now()
	}
	if l.items[it.path] != it {
		return // a note beside the item
	}
	if it.errand.move {
		l.moved(o)
		return
	}
	if o.unsettled || it.again {
		fresh := &item{path: it.path, written: it.written, errand: errand{insist: it.errand.insist}}
		l.items[it.path] = fresh
		l.lookAt(fresh, removed)
		return
	}
	delete(l.items, it.path)
	if it.last.kind == link && o.err == nil && o.entry.Number == 0 {
		l.passed[it.path] = it.last
	}
	if l.checking && o.entry.Waiting() {
		l.sinceAsked[it.path] = true
	}
	if o.entry.Waiting() && o.entry.Offered.IsZero() { // its fate was taken back, and the file only now
		l.askSince, l.checkAt = l.cfg.Now(), l.cfg.Now()
	}
	switch {
	case o.err != nil || o.entry.Fate != "":
		l.seeds.result(it.path, o.entry, o.err)
	case !o.entry.Waiting():
		l.seeds.forget(it.path)
	}
}

// wish is what was asked for with every file of this inbox.
func (i *Inbox) wish() asked { return asked{i.cfg.Layout, i.cfg.Spoken} }

// backoff is the growing wait while something is away.
type backoff struct {
	failing bool
	wait    time.Duration
	until   time.Time
}

// The bounds of the wait: short enough not to be noticed after a restart, long enough to be no load.
const (
	shortestWait = 100 * time.Millisecond
	longestWait  = 15 * time.Second
)

// failed reports whether this is the first failure in a row.
func (b *backoff) failed(now time.Time) bool {
	first := !b.failing
	b.failing = true
	if !now.Before(b.until) {
		b.wait = min(max(2*b.wait, shortestWait), longestWait)
		b.until = now.Add(b.wait)
	}
	return first
}

// succeeded reports whether this ends a row of failures.
func (b *backoff) succeeded() bool {
	last := b.failing
	*b = backoff{}
	return last
}

// persevere tries until it succeeds, meets a Fault, or ctx ends.
func (i *Inbox) persevere(ctx context.Context, try func() error) error {
	var away backoff
	for {
		err := try()
		if err == nil {
			if away.succeeded() {
				i.log.Info("ledger and stream are back")
			}
			return nil
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if schema.AsFault(err) != nil {
			return err
		}
		at := i.cfg.Now()
		if away.failed(at) {
			i.log.Warn("ledger or stream is away, waiting", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(away.until.Sub(at)):
		}
	}
}
