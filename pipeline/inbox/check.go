package inbox

import (
	"context"
	"fmt"
	"time"
)

// checkAtOnce bounds the questions of one round.
const checkAtOnce = 256

// nextRound is the wait between the rounds while there are more questions than one round may ask.
const nextRound = time.Second

// checked is what a round of asking has to do and found out.
type checked struct {
	err   error
	wiped bool    // the stream or the ledger is another one than it was
	again []Entry // to be offered once more
	more  bool    // the round was full
	renew bool    // the claim has still to be renewed
}

// startCheck asks after files that were offered and have no fate: the end-to-end check. The clock decides only when to ask; what is
// offered again is decided by where the file is, so that a pipeline that is merely slow is not given more to do.
func (l *loop) startCheck(ctx context.Context, now time.Time) {
	if l.checking || now.Before(l.checkAt) {
		return
	}
	since := now.Add(-l.cfg.Recheck)
	if l.askSince.After(since) {
		since = l.askSince
	}
	l.sinceAsked = map[string]bool{}
	l.checking = true
	round := checked{renew: l.renew}
	l.renew = false
	l.running.Go(func() {
		c := l.check(ctx, since, round)
		select {
		case l.checks <- c:
		case <-ctx.Done():
		}
	})
}

// checked acts on a round's findings.
func (l *loop) checked(c checked) {
	now := l.cfg.Now()
	l.checking = false
	l.checkAt = now.Add(l.cfg.Recheck)
	l.renew = l.renew || c.renew
	if c.err != nil {
		l.log.Debug("asking after files without a fate", "error", c.err)
	}
	if c.more {
		l.checkAt = now.Add(nextRound)
	}
	if c.wiped {
		l.log.Warn("the stream is not the one it was, offering again what has no fate")
		l.askSince, l.checkAt = now, now
		if l.seeds == nil {
			l.wanted["."] = true
		}
	}
	again := map[string][]Entry{} // by file: the members of a container are offered again in one go
	for _, entry := range c.again {
		again[entry.file()] = append(again[entry.file()], entry)
	}
	for file, entries := range again {
		if l.items[file] != nil || l.sinceAsked[file] {
			continue // it is being looked after, or was offered while the question was on its way
		}
		it := &item{path: file, last: look{kind: regular, stamp: l.book.stampOf(file)}, errand: errand{again: entries}}
		l.items[file] = it
		l.enqueue(it)
	}
}

// check is one round.
func (l *loop) check(ctx context.Context, since time.Time, c checked) checked {
	receipt, err := l.transport.Receipt(ctx)
	if err != nil {
		c.err = err
		return c
	}
	if l.book.setReceipt(receipt) {
		// The ledger may lie in the same store: what is remembered of it may be about one that is no more.
		if c.err = l.book.load(ctx); c.err != nil {
			l.book.setReceipt("") // the next round begins with this again
			return c
		}
		c.wiped = true
		return c
	}
	if c.renew {
		if c.err = l.renewClaim(ctx, l.folder); c.err != nil {
			return c
		}
		c.renew = false
	}
	paths := l.book.overdue(since, l.cfg.Now(), checkAtOnce)
	c.more = len(paths) == checkAtOnce
	for _, path := range paths {
		again, err := l.ask(ctx, path, receipt)
		if err != nil {
			c.err = err
			return c
		}
		if again != nil {
			c.again = append(c.again, *again)
		}
	}
	return c
}

// ask finds out what became of one file, and returns its entry if it has to be offered again.
func (l *loop) ask(ctx context.Context, path, receipt string) (*Entry, error) {
	entry, _, err := l.book.get(ctx, path)
	if err != nil {
		return nil, err
	}
	switch {
	case !entry.Waiting():
		return nil, nil // another process wrote its fate
	case entry.Members != nil && !entry.Members.Entered:
		return &entry, nil
	case entry.Members != nil:
		_, err := l.reckon(ctx, path)
		return nil, err
	}
	where, err := l.transport.Whereabouts(ctx, entry.File())
	if err != nil {
		return nil, fmt.Errorf("ask after %s: %w", path, err)
	}
	if where.Fate != nil {
		if entry, err = l.settleFate(ctx, path, entry.Number, *where.Fate); err != nil || !entry.Waiting() {
			return nil, err
		}
	}
	switch {
	case where.Waiting && entry.Receipt == receipt:
		return nil, nil
	case entry.Moving.planned(), entry.Moved != nil && isFile(entry.Moved.file()):
		return nil, nil // it is brought back first
	case entry.Gone.IsZero() && entry.Moved == nil:
		return &entry, nil
	}
	lost, changed, err := l.book.change(ctx, path, func(e *Entry) bool {
		if !e.is(&entry) || e.Moving.planned() || (e.Moved == nil) != (entry.Moved == nil) {
			return false
		}
		e.Fate, e.FateAt = Lost, l.cfg.Now().UTC()
		return true
	})
	if err != nil {
		return nil, err
	}
	if changed {
		l.log.Error("file vanished before it was archived, and the stream does not hold it", "path", entry.Path)
	}
	return nil, l.settleContainer(ctx, lost)
}
