package inbox

import (
	"context"
	"errors"
	"fmt"
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
	again  *Entry // offer this state once more, if the entry is still this one
	store  *Entry // the state was entered, but its bytes were not stored: the stream was away
	insist bool   // somebody asked for just this file: what was rejected is offered once more
	note   error  // no more than enter what keeps the file from being taken
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
	seen, err := o.folder.look(it.path)
	if err != nil {
		return o.trouble(ctx, it, err)
	}
	seen = seen.file()
	expected := it.last
	if again := it.errand.again; again != nil {
		expected = look{kind: regular, stamp: again.stamp()}
	}
	if seen != expected {
		return outcome{unsettled: true}
	}
	switch seen.kind {
	case absent:
		return o.vanished(ctx, it)
	case link:
		return o.link(ctx, it)
	}
	if fault := o.unfit(it.path, seen.stamp); fault != nil {
		return o.refuse(ctx, it, fault)
	}
	body, err := o.folder.read(it.path, seen.stamp.glance)
	var beside sidecar
	if err == nil {
		beside, err = o.readSidecar(it.path, seen.stamp.sidecar)
	}
	switch {
	case errors.Is(err, errUnsettled), isAbsent(err):
		return outcome{unsettled: true}
	case err != nil:
		return o.trouble(ctx, it, err)
	}
	return o.take(ctx, it, seen.stamp, body, beside)
}

// unfit says why a file is not even read.
func (o offerer) unfit(path string, at stamp) *schema.Fault {
	switch {
	case !utf8.ValidString(path):
		return schema.Faultf(schema.FaultUnsupported, "rename it; for many at once: convmv -f gb18030 -t utf-8 -r --notest FOLDER",
			"the file's name is not UTF-8")
	case at.size == 0:
		return schema.Faultf(schema.FaultEmpty, "it is taken as soon as something is written into it", "the file is empty")
	case at.size > o.cfg.MaxSize:
		return schema.Faultf(schema.FaultTooLarge, "split it, or raise the limit", "the file has %d bytes, the limit is %d", at.size, o.cfg.MaxSize)
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
	return o.refuse(ctx, it, schema.Faultf(schema.FaultUnsupported, "put the file itself into the folder",
		"it is a symbolic link that leads out of the folder"))
}

// take enters the state of the file if it is new, and then offers it: in this order, so that a number is never given twice.
func (o offerer) take(ctx context.Context, it *item, at stamp, body []byte, beside sidecar) outcome {
	digest, now, wish := schema.Digest(body), o.cfg.Now().UTC(), o.wish()
	offer := false
	entry, _, err := o.book.change(ctx, it.path, func(e *Entry) bool {
		known := e.Number > 0 && e.Gone.IsZero() && e.holds(digest, beside) && (wish == asked{} || wish == asked{e.Layout, e.Spoken})
		switch {
		case !known:
			e.begin(at, now)
			e.Digest, e.Layout, e.Spoken = digest, wish.layout, wish.spoken
			if e.Sidecar != nil {
				e.Sidecar.Digest = beside.digest
			}
		case e.is(it.errand.again), it.errand.insist && e.Fate == Rejected:
			e.Offer++
			e.Fate, e.FateAt, e.Rejected = "", time.Time{}, nil
		default:
			offer = e.is(it.errand.store)
			touched := e.stamp() != at
			e.setStamp(at)
			e.Trouble = ""
			return touched
		}
		offer = true
		e.Receipt, e.Offered = o.book.receipt(), now
		return true
	})
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	if !offer {
		return outcome{entry: entry}
	}
	file := entry.File()
	beside.facts.Tell(&file)
	file.Doubt = beside.doubt
	receipt, err := o.transport.Offer(ctx, schema.Received{File: file, Original: body})
	if fault := schema.AsFault(err); fault != nil {
		return o.reject(ctx, it, entry, fault)
	}
	if err != nil {
		return outcome{away: fmt.Errorf("offer %s: %w", it.path, err), errand: errand{store: &entry, insist: it.errand.insist}}
	}
	o.gauges.offered.Add(1)
	if receipt == entry.Receipt {
		return outcome{entry: entry}
	}
	entry, _, err = o.book.change(ctx, it.path, func(e *Entry) bool {
		same := e.Number == entry.Number && e.Offer == entry.Offer
		e.Receipt = receipt
		return same
	})
	return outcome{entry: entry, away: err, wiped: true}
}

// reject enters that the stream will never take the state.
func (o offerer) reject(ctx context.Context, it *item, entry Entry, fault *schema.Fault) outcome {
	rejected, changed, err := o.book.change(ctx, it.path, func(e *Entry) bool {
		return e.accept(entry.Number, Fate{Offer: entry.Offer, At: o.cfg.Now(), Rejected: entry.rejection(fault)})
	})
	if err != nil {
		return outcome{away: err, errand: errand{store: &entry}}
	}
	if changed {
		o.tell(rejected)
	}
	return outcome{entry: rejected}
}

// refuse makes what was found a state of its own that is rejected at once. It is told once.
func (o offerer) refuse(ctx context.Context, it *item, fault *schema.Fault) outcome {
	now := o.cfg.Now().UTC()
	entry, changed, err := o.book.change(ctx, it.path, func(e *Entry) bool {
		if e.refused() && e.Gone.IsZero() && e.Rejected.Code == fault.Code && e.stamp() == it.last.stamp {
			return false
		}
		e.begin(it.last.stamp, now)
		e.Inbox = o.cfg.Name
		e.setPath(it.path)
		return e.accept(e.Number, Fate{At: now, Rejected: e.rejection(fault)})
	})
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	if changed {
		o.log.Warn("file is refused", "path", entry.Path, "code", fault.Code, "reason", fault.Reason, "advice", fault.Advice)
		o.tell(entry)
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

// vanished publishes that the source is gone, and enters it.
func (o offerer) vanished(ctx context.Context, it *item) outcome {
	entry, revision, err := o.book.get(ctx, it.path)
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	if revision == 0 || !entry.Gone.IsZero() {
		return outcome{err: errNoFile}
	}
	if entry.Digest != "" {
		if err := o.transport.Gone(ctx, entry.File()); err != nil {
			return outcome{away: fmt.Errorf("publish that %s is gone: %w", it.path, err), errand: it.errand}
		}
	}
	_, _, err = o.book.change(ctx, it.path, func(e *Entry) bool {
		if e.Number != entry.Number || !e.Gone.IsZero() {
			return false
		}
		e.Gone, e.Trouble = o.cfg.Now().UTC(), ""
		return true
	})
	if err != nil {
		return outcome{away: err, errand: it.errand}
	}
	return outcome{err: errNoFile}
}
