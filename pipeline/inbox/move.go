package inbox

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"shilu/schema"
)

// This file moves a file to where its fate wants it, and on when its fate changes.
//
//	ledger  <- moving, and where to         a crash here: it is carried on, or found to be done
//	folder  <- the new name, reserved; the reason beside it
//	folder  <- renamed
//	folder  <- its sidecar, renamed
//	ledger  <- its members, if it is a container
//	ledger  <- moved                        from here on, what has the old name is another source
//
// While a file is meant to be moved nothing else is done about its path. Only the very file whose bytes have the fate is moved: one that
// changed meanwhile stays, and is a new state.

// step names what was just done, for tests that end the process there.
type step string

const (
	stepIntended step = "the intent is entered"
	stepReserved step = "the new name is reserved"
	stepReasoned step = "the reason is written"
	stepRenamed  step = "the file is renamed"
	stepFollowed step = "the sidecar is renamed"
	stepMembers  step = "the members are entered"
)

var (
	// errStays says that the file is none that is moved, or isn't there any more.
	errStays = errors.New("it stays where it is")
	// errNoAnswer is in the error of what the ledger didn't answer.
	errNoAnswer = errors.New("the ledger is away")
)

// move does what is left to do, and reports the outcome: away, unsettled if the file is another one by now, or err if it can't be moved.
func (o offerer) move(ctx context.Context, it *item) outcome {
	entry, err := o.moveOn(ctx, it.path)
	switch {
	case err == nil, errors.Is(err, errStays):
		return outcome{entry: entry}
	case errors.Is(err, errNoAnswer), ctx.Err() != nil:
		return outcome{away: err, errand: it.errand}
	case errors.Is(err, errOther):
		return outcome{unsettled: true}
	}
	return outcome{err: err}
}

func (o offerer) moveOn(ctx context.Context, name string) (Entry, error) {
	for {
		entry, _, err := o.book.get(ctx, name)
		if err != nil {
			return entry, fmt.Errorf("%w: %w", errNoAnswer, err)
		}
		var place Place
		if !entry.Moving.planned() {
			entry, err = o.intend(ctx, entry)
		}
		if err == nil {
			place, err = o.carryOut(ctx, entry)
		}
		if err == nil {
			return o.enterMoved(ctx, entry, place)
		}
		if errors.Is(err, errNoAnswer) || ctx.Err() != nil {
			return entry, err
		}
		o.cleanUp(entry)
		switch {
		case errors.Is(err, errOther), errors.Is(err, errStays):
			return entry, errors.Join(err, o.giveUp(ctx, entry))
		case !errors.Is(err, errTaken):
			return entry, errors.Join(err, o.enterTrouble(ctx, entry, err))
		}
		if err := o.giveUp(ctx, entry); err != nil { // and take another name
			return entry, err
		}
	}
}

// intend enters where the file is about to be moved.
func (o offerer) intend(ctx context.Context, entry Entry) (Entry, error) {
	if _, leaves := o.leaves(entry); !leaves || entry.Number == 0 {
		return entry, errStays
	}
	as := entry.belongs()
	if entry.returns() {
		if !isFile(entry.Moved.file()) {
			return entry, errStays
		}
		return o.enterIntent(ctx, entry, Place{})
	}
	to := Place{As: as, Folder: o.folderOf(as), FateAt: entry.FateAt}
	from, closeFrom, err := o.whereabouts(entry)
	if err != nil {
		return entry, err
	}
	defer closeFrom()
	if _, err := o.veryFile(entry, from); err != nil {
		return entry, err
	}
	if entry.Moved != nil && entry.Moved.As == as {
		to.Folder = entry.Moved.Folder
		to.setPath(entry.Moved.path()) // only for another reason
	} else {
		root, err := os.OpenRoot(to.Folder)
		if err != nil {
			return entry, err
		}
		defer root.Close()
		free, err := freeName(root, entry.FateAt.In(o.cfg.Now().Location()).Format(time.DateOnly), entry.path())
		if err != nil {
			return entry, err
		}
		to.setPath(free)
	}
	return o.enterIntent(ctx, entry, to)
}

func (o offerer) enterIntent(ctx context.Context, entry Entry, to Place) (Entry, error) {
	entry, entered, err := o.book.change(ctx, entry.name(), func(e *Entry) bool {
		if e.Number != entry.Number || e.Moving.planned() || !e.FateAt.Equal(entry.FateAt) || !e.Gone.IsZero() {
			return false
		}
		e.Moving = &to
		return true
	})
	switch {
	case err != nil:
		return entry, fmt.Errorf("%w: %w", errNoAnswer, err)
	case !entered && !entry.Moving.planned():
		return entry, errOther
	}
	o.reached(stepIntended)
	return entry, nil
}

// carryOut does to the folders what was intended, as far as it isn't done, and returns where the file lies then.
func (o offerer) carryOut(ctx context.Context, entry Entry) (Place, error) {
	if entry.Moving.As == "" {
		return o.bringBack(entry)
	}
	place := *entry.Moving
	from, closeFrom, err := o.whereabouts(entry)
	if err != nil {
		return place, err
	}
	defer closeFrom()
	root, err := os.OpenRoot(place.Folder)
	if errors.Is(err, fs.ErrNotExist) {
		return place, errOther // since a crash it was taken away: whatever is here now doesn't wait for it
	}
	if err != nil {
		return place, err
	}
	defer root.Close()
	to := spot{root, place.path()}
	if place.is(entry.Moved) {
		return place, o.tellWhy(ctx, entry, to)
	}
	if !o.arrived(entry, to) {
		seen, err := o.veryFile(entry, from)
		if err != nil {
			return place, err
		}
		err = carry(from, to, seen, entry.token(), func() error {
			o.reached(stepReserved)
			return o.tellWhy(ctx, entry, to)
		})
		if err != nil {
			return place, err
		}
		o.reached(stepRenamed)
	}
	if err := o.follow(entry, from, to); err != nil {
		return place, errors.New("move its sidecar: " + err.Error()) // whatever it is, the file itself has been moved
	}
	o.reached(stepFollowed)
	if entry.Moved != nil && entry.Moved.As == Rejected {
		return place, dropReason(from)
	}
	return place, nil
}

// tellWhy puts the reason beside what is rejected.
func (o offerer) tellWhy(ctx context.Context, entry Entry, to spot) error {
	if entry.Moving.As != Rejected {
		return nil
	}
	why, err := o.reason(ctx, entry)
	if err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	if err := writeReason(to, why, o.book.key(formerName(entry.path(), entry.Number))); err != nil {
		return fmt.Errorf("write why it was rejected: %w", err)
	}
	o.reached(stepReasoned)
	return nil
}

// token is what reserves a name for the file.
func (e Entry) token() string {
	return "reserved by shilu for " + schema.SourceID(e.Inbox, e.path()) + "." + fmt.Sprint(e.Number) + "\n"
}

// whereabouts is where the file lies, as far as the ledger knows.
func (o offerer) whereabouts(entry Entry) (at spot, closeIt func(), err error) {
	if entry.Moved == nil {
		return spot{o.folder.root.Load(), entry.path()}, func() {}, nil
	}
	root, err := os.OpenRoot(entry.Moved.Folder)
	if err != nil {
		return spot{}, nil, err
	}
	return spot{root, entry.Moved.path()}, func() { root.Close() }, nil
}

// veryFile looks whether the file is in the state that the ledger knows: errOther if not, errStays for what is no file.
func (o offerer) veryFile(entry Entry, at spot) (fs.FileInfo, error) {
	info, err := at.root.Lstat(local(at.path))
	switch {
	case isAbsent(err) && entry.Moved != nil:
		return nil, errStays // somebody took it away, as they may
	case isAbsent(err):
		return nil, errOther
	case err != nil:
		return nil, err
	case info.Mode()&fs.ModeSymlink != 0:
		return nil, errStays
	case entry.Moved != nil && !entry.looksLike(info):
		return nil, errStays
	case entry.Moved != nil:
		return info, nil
	}
	seen, err := o.folder.look(at.path)
	if err != nil {
		return nil, err
	}
	if seen.kind != regular || seen.stamp != entry.stamp() || seen.stamp.glance != glanceOf(info) {
		return nil, errOther
	}
	return info, nil
}

// looksLike compares what a rename leaves as it is.
func (e Entry) looksLike(info fs.FileInfo) bool {
	return info.Mode().IsRegular() && info.Size() == e.Size && nanoseconds(info.ModTime()) == nanoseconds(e.Modified)
}

// arrived reports whether the very file lies at its new place, as after a crash. There the ctime tells nothing, so that it is read.
func (o offerer) arrived(entry Entry, at spot) bool {
	info, err := at.root.Lstat(local(at.path))
	if err != nil || !entry.looksLike(info) || holds(at, entry.token()) {
		return false
	}
	if entry.Digest == "" {
		return true // it was refused unread
	}
	f := folder{}
	f.root.Store(at.root)
	body, err := f.read(at.path, glanceOf(info))
	return err == nil && schema.Digest(body) == entry.Digest
}

// follow moves the sidecar after its file. A sidecar without its file is nothing, a file without its sidecar would be another state: hence
// the order. One that is another by now goes along, and brings its file back, see revisit.
func (o offerer) follow(entry Entry, from, to spot) error {
	if entry.Sidecar == nil {
		return nil
	}
	from.path += SidecarSuffix
	to.path += SidecarSuffix
	for {
		info, err := from.root.Lstat(local(from.path))
		if isAbsent(err) || err == nil && !info.Mode().IsRegular() {
			return nil // moved before a crash, or taken away
		}
		if err == nil {
			err = carry(from, to, info, entry.token(), func() error { return nil })
		}
		if err == nil {
			return nil
		}
		if err = errors.Join(err, release(to, entry.token())); !errors.Is(err, errOther) {
			return err
		}
	}
}

// enterMoved enters that what was intended is done, and where the file lies.
func (o offerer) enterMoved(ctx context.Context, entry Entry, place Place) (Entry, error) {
	now := o.cfg.Now().UTC()
	place.At, place.Trouble = now, ""
	if entry.Members != nil && !entry.Former {
		if err := o.moveMembers(ctx, entry, place); err != nil {
			return entry, err
		}
		o.reached(stepMembers)
	}
	entered, moved, err := o.book.change(ctx, entry.name(), func(e *Entry) bool {
		if e.Number != entry.Number || e.Moving == nil || !e.Moving.is(entry.Moving) {
			return false
		}
		if e.Moved, e.Moving = &place, nil; place.As == "" {
			e.Moved = nil
			if e.Former || place.path() != e.path() {
				e.Gone = now // what came back is another source, for the name has another file
			}
		}
		return true
	})
	if err != nil {
		return entry, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	if moved {
		o.log.Debug("file is moved", "path", entry.Path, "to", place.String())
	}
	if entry.Members != nil && !entry.Former {
		if entered, err = o.reckon(ctx, entry.path()); err != nil { // a member's fate that came meanwhile didn't count
			return entry, fmt.Errorf("%w: %w", errNoAnswer, err)
		}
	}
	return entered, nil
}

// moveMembers enters where the members of a container lie.
func (o offerer) moveMembers(ctx context.Context, container Entry, place Place) error {
	for _, path := range o.book.companions(container.path()) {
		at := place
		at.setPath(place.path() + strings.TrimPrefix(path, container.path()))
		_, _, err := o.book.change(ctx, path, func(e *Entry) bool {
			if !e.Gone.IsZero() || e.Container != container.path() {
				return false
			}
			if e.Moved = &at; place.As == "" {
				e.Moved = nil
			}
			return true
		})
		if err != nil {
			return fmt.Errorf("%w: %w", errNoAnswer, err)
		}
	}
	return nil
}

// cleanUp takes away what was made ready for a file that didn't come. What can't be taken away is a small file that says what it is.
func (o offerer) cleanUp(entry Entry) {
	if !entry.Moving.planned() || entry.Moving.As == "" {
		return
	}
	root, err := os.OpenRoot(entry.Moving.Folder)
	if err != nil {
		return
	}
	defer root.Close()
	to := spot{root, entry.Moving.path()}
	if !holds(to, entry.token()) {
		return // it is another's name
	}
	if err := errors.Join(dropReason(to), release(to, entry.token())); err != nil {
		o.log.Warn("a name that was reserved can't be released", "name", entry.Moving.String(), "error", err)
	}
}

// giveUp takes back what was intended.
func (o offerer) giveUp(ctx context.Context, entry Entry) error {
	if entry.Moving == nil {
		return nil
	}
	_, _, err := o.book.change(ctx, entry.name(), func(e *Entry) bool {
		if e.Number != entry.Number || e.Moving == nil || !e.Moving.is(entry.Moving) {
			return false
		}
		e.Moving = nil
		return true
	})
	if err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	return nil
}

// enterTrouble enters and tells why a file can't be moved, once.
func (o offerer) enterTrouble(ctx context.Context, entry Entry, why error) error {
	moving := Place{As: entry.belongs(), Folder: o.folderOf(entry.belongs())}
	_, changed, err := o.book.change(ctx, entry.name(), func(e *Entry) bool {
		if e.Moving != nil {
			moving = *e.Moving
		}
		if e.Number != entry.Number || moving.Trouble == why.Error() {
			return false
		}
		moving.Trouble = why.Error()
		e.Moving = &moving
		return true
	})
	if err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	if changed {
		o.log.Warn("file can't be moved, it is tried again", "path", entry.Path, "to", moving.String(), "error", why)
	}
	return nil
}
