package inbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"
	"unicode/utf8"

	"shilu/schema"
)

// offerer does what takes time with one file: it reads, enters and offers it. Several work side by side, each on another path.
type offerer struct {
	*Inbox
	folder *folder
}

// errand is what there is to do with a file beyond taking it if it is new.
type errand struct {
	again  []Entry // offer these states of it, or of its members, once more: each if the entry is still this one
	store  *Entry  // the state was entered, but its bytes were not stored: the stream was away
	insist bool    // somebody asked for just this file: what was rejected is offered once more
	note   error   // no more than enter what keeps the file from being taken
	move   bool    // no more than move the file to where its fate wants it
}

// none reports whether there is nothing to do beyond that.
func (e errand) none() bool {
	return e.again == nil && e.store == nil && !e.insist && e.note == nil && !e.move
}

// repeats reports whether the state that the path is in is to be offered once more.
func (e errand) repeats(path string, present *Entry) bool {
	return slices.ContainsFunc(e.again, func(again Entry) bool { return again.path() == path && present.is(&again) })
}

// stores reports whether the state that the path is in has still to be stored.
func (e errand) stores(path string, present *Entry) bool {
	return e.store != nil && e.store.path() == path && present.is(e.store)
}

// content is what was found at a source: in a file, or in a container.
type content struct {
	path      string
	container string // of a member
	at        stamp
	body      []byte // nil for what isn't read
	sidecar   sidecar
}

// outcome is what came of an item.
type outcome struct {
	item      *item
	entry     Entry
	err       error // it can't be taken at present
	unsettled bool  // it changed meanwhile
	away      error // ledger or stream can't be reached; try again with errand
	errand    errand
	wiped     bool // the stream is another one than it was
}

var (
	errNoFile  = errors.New("there is no such file")
	errNotFile = errors.New("it is neither a file nor a folder")
)

func (o offerer) serve(ctx context.Context, tasks <-chan *item, done chan<- outcome) {
	for {
		select {
		case <-ctx.Done():
			return
		case it := <-tasks:
			out := o.do(ctx, it)
			out.item = it
			select {
			case <-ctx.Done():
				return
			case done <- out:
			}
		}
	}
}

func (o offerer) do(ctx context.Context, it *item) outcome {
	if it.errand.note != nil {
		return o.trouble(ctx, it, it.errand.note)
	}
	if it.errand.move {
		return o.move(ctx, it)
	}
	if o.book.isMoving(it.path) { // before a crash: what lies here now is judged by what became of that
		out := o.move(ctx, it)
		out.unsettled = out.away == nil && out.err == nil
		return out
	}
	seen, err := o.folder.look(it.path)
	if err != nil {
		return o.trouble(ctx, it, err)
	}
	seen = seen.file()
	if seen != it.last {
		return outcome{unsettled: true}
	}
	switch seen.kind {
	case absent:
		return o.vanished(ctx, it)
	case link:
		return o.link(ctx, it)
	}
	c := content{path: it.path, at: seen.stamp}
	if fault := o.unfit(c); fault != nil {
		return o.refuse(ctx, it, c, fault)
	}
	c.body, err = o.folder.read(it.path, seen.stamp.glance)
	if err == nil {
		c.sidecar, err = o.readSidecar(it.path, seen.stamp.sidecar)
	}
	switch {
	case errors.Is(err, errUnsettled), isAbsent(err):
		return outcome{unsettled: true}
	case err != nil:
		return o.trouble(ctx, it, err)
	}
	if unpacked := o.unpack(c); unpacked != nil {
		return o.open(ctx, it, c, unpacked)
	}
	// It may have been a container before.
	if err := o.vanish(ctx, it.path, nil); err != nil {
		return outcome{away: err, errand: it.errand}
	}
	return o.take(ctx, it, c)
}

// unfit says why a file is not even read.
func (o offerer) unfit(c content) *schema.Fault {
	switch {
	case !utf8.ValidString(c.path):
		return schema.Faultf(schema.FaultUnsupported, "rename it; for many at once: convmv -f gb18030 -t utf-8 -r --notest FOLDER",
			"the file's name is not UTF-8")
	case c.at.size == 0:
		return schema.Faultf(schema.FaultEmpty, "it is taken as soon as something is written into it", "the file is empty")
	case c.at.size > o.cfg.MaxSize:
		return schema.Faultf(schema.FaultTooLarge, "split it, or raise the limit with --max-size", "the file has %d bytes, the limit is %d", c.at.size, o.cfg.MaxSize)
	}
	return nil
}

// link refuses what leads out of the folder. Any other link is passed over: what it points at is taken under its own name.
func (o offerer) link(ctx context.Context, it *item) outcome {
	out, err := o.folder.leadsOut(it.path)
	switch {
	case err != nil:
		return outcome{unsettled: true}
	case !out:
		return outcome{}
	}
	return o.refuse(ctx, it, content{path: it.path, at: it.last.stamp}, schema.Faultf(schema.FaultUnsupported,
		"put the file itself into the folder", "it is a symbolic link that leads out of the folder"))
}

// take enters the state of the source if it is new, and then offers it: in this order, so that a number is never given twice.
func (o offerer) take(ctx context.Context, it *item, c content) outcome {
	if err := o.makeRoom(ctx, c.path); err != nil {
		return outcome{away: err, errand: it.errand}
	}
	digest, now, wish := schema.Digest(c.body), o.cfg.Now().UTC(), o.wish()
	offer := false
	entry, _, err := o.book.change(ctx, c.path, func(e *Entry) bool {
		switch {
		case e.Container != c.container || e.Members != nil || !e.holds(digest, c.sidecar, wish):
			e.begin(c, now)
			e.bear(digest, c.sidecar, wish)
		case it.errand.repeats(c.path, e), it.errand.insist && e.Fate == Rejected:
			e.Offer++
			e.Fate, e.FateAt, e.Rejected = "", time.Time{}, nil
		default:
			offer = it.errand.stores(c.path, e)
			return e.touch(c.at)
		}
		offer = true
		e.Receipt, e.Offered = o.book.receipt(), now
		return true
	})
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	if !offer {
		o.book.looked(c.path, c.at)
		return outcome{entry: entry}
	}
	rest := it.errand
	rest.store = &entry
	receipt, err := o.transport.Offer(ctx, entry.received(c))
	if fault := schema.AsFault(err); fault != nil {
		return o.reject(ctx, entry, fault, rest)
	}
	if err != nil {
		return outcome{away: fmt.Errorf("offer %s: %w", entry.Path, err), errand: rest}
	}
	o.gauges.offered.Add(1)
	if receipt == entry.Receipt {
		return outcome{entry: entry}
	}
	entry, _, err = o.book.change(ctx, c.path, func(e *Entry) bool {
		same := e.Number == entry.Number && e.Offer == entry.Offer
		e.Receipt = receipt
		return same
	})
	return outcome{entry: entry, away: err, errand: it.errand, wiped: true}
}

// reject enters that the stream will never take the state.
func (o offerer) reject(ctx context.Context, entry Entry, fault *schema.Fault, rest errand) outcome {
	rejected, _, err := o.book.change(ctx, entry.path(), func(e *Entry) bool {
		return e.accept(entry.Number, Fate{Offer: entry.Offer, At: o.cfg.Now(), Rejected: entry.rejection(fault)})
	})
	if err != nil {
		return outcome{away: err, errand: rest}
	}
	return outcome{entry: rejected}
}

// refuse makes what was found a state of its own that is rejected at once. It is told once.
func (o offerer) refuse(ctx context.Context, it *item, c content, fault *schema.Fault) outcome {
	if err := errors.Join(o.vanish(ctx, c.path, nil), o.makeRoom(ctx, c.path)); err != nil {
		return outcome{away: err, errand: it.errand}
	}
	now := o.cfg.Now().UTC()
	entry, changed, err := o.book.change(ctx, c.path, func(e *Entry) bool {
		if e.refused() && e.Gone.IsZero() && e.Moved == nil && e.Container == c.container && e.Rejected.Code == fault.Code && e.stamp() == c.at {
			return false
		}
		e.begin(c, now)
		e.Inbox = o.cfg.Name
		e.setPath(c.path)
		return e.accept(e.Number, Fate{At: now, Rejected: e.rejection(fault)})
	})
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	o.book.looked(c.path, c.at)
	if changed {
		o.log.Debug("file is refused", "path", entry.Path, "code", fault.Code, "reason", fault.Reason, "advice", fault.Advice)
	}
	return outcome{entry: entry}
}

// trouble enters what keeps the file from being taken. It is told once, and every scan makes it be tried again.
func (o offerer) trouble(ctx context.Context, it *item, why error) outcome {
	_, changed, err := o.book.change(ctx, it.path, func(e *Entry) bool {
		if e.Trouble == why.Error() && e.Gone.IsZero() {
			return false
		}
		if e.Number == 0 {
			e.Seen = o.cfg.Now().UTC()
			e.setStamp(it.last.stamp)
		}
		e.Trouble = why.Error()
		return true
	})
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	if changed && it.errand.note == nil {
		o.log.Warn("file can't be read, it is tried again at every scan", "path", it.path, "error", why)
	}
	return outcome{err: why}
}

// vanished declares a file gone, and what it held if it was a container.
func (o offerer) vanished(ctx context.Context, it *item) outcome {
	err := o.vanish(ctx, it.path, nil)
	if err == nil {
		err = o.leave(ctx, it.path)
	}
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	return outcome{err: errNoFile}
}

// leave publishes that a source is gone, and enters it.
func (o offerer) leave(ctx context.Context, path string) error {
	entry, revision, err := o.book.get(ctx, path)
	if err != nil || revision == 0 || !entry.Gone.IsZero() || entry.Moved != nil {
		return err
	}
	if entry.Digest != "" && entry.Members == nil {
		if err := o.transport.Gone(ctx, entry.File()); err != nil {
			return fmt.Errorf("publish that %s is gone: %w", path, err)
		}
	}
	now := o.cfg.Now().UTC()
	_, _, err = o.book.change(ctx, path, func(e *Entry) bool {
		if e.Number != entry.Number || !e.Gone.IsZero() || e.Moved != nil {
			return false
		}
		e.Gone, e.Trouble = now, ""
		if e.Members != nil && e.Fate == "" {
			e.Fate, e.FateAt = Lost, now // its members go on by themselves
		}
		return true
	})
	return err
}
