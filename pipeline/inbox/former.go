package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"shilu/schema"
)

// This file keeps what is known of a file that was moved away when another comes under its name. That one is another source, of which the
// same path is all that they have in common: the entry of the one that was moved goes on under a key of its own, since its fate may
// still change, and the name is told to have been freed.

// formerMark stands between the path and the number in the name of such an entry; no path has it.
const formerMark = "\x00"

// name is how the book calls the entry: by its path, or by path and number if another has come under the path.
func (e Entry) name() string {
	if e.Former {
		return formerName(e.path(), e.Number)
	}
	return e.path()
}

func formerName(path string, number int64) string {
	return path + formerMark + strconv.FormatInt(number, 10)
}

func isFormer(name string) bool { return strings.Contains(name, formerMark) }

// setName writes down what name says.
func (e *Entry) setName(name string) {
	path, _, former := strings.Cut(name, formerMark)
	e.setPath(path)
	e.Former = former
}

// key is where the ledger has the entry.
func (b *book) key(name string) string {
	path, number, former := strings.Cut(name, formerMark)
	key := schema.SourceID(b.inbox, path)
	if former {
		key += "." + number
	}
	return key
}

// makeRoom has to be called before a new state is entered under a path. Doing it again is harmless.
//
//	ledger  <- the former entry, under its own key
//	stream  <- freed
//	ledger  <- the new state, under the path
func (o offerer) makeRoom(ctx context.Context, path string) error {
	if !o.book.isAway(path) {
		return nil
	}
	entry, _, err := o.book.get(ctx, path)
	if err != nil || entry.Moved == nil {
		return err
	}
	if err := o.book.keepFormer(ctx, entry); err != nil {
		return err
	}
	if entry.Digest == "" || entry.Members != nil {
		return nil
	}
	if err := o.transport.Freed(ctx, entry.File()); err != nil {
		return fmt.Errorf("publish that the name %s is free: %w", path, err)
	}
	return nil
}

// keepFormer writes the entry under the key of a former one.
func (b *book) keepFormer(ctx context.Context, entry Entry) error {
	entry.Former = true
	value, err := json.Marshal(entry)
	if err != nil {
		return fmt.Errorf("encode the entry of %s: %w", entry.Path, err)
	}
	for {
		_, after, err := b.ledger.Get(ctx, b.key(entry.name()))
		if err != nil {
			return fmt.Errorf("look up %s: %w", entry.Path, err)
		}
		revision, err := b.ledger.Put(ctx, b.key(entry.name()), value, after)
		if err != nil {
			return fmt.Errorf("enter %s: %w", entry.Path, err)
		}
		if revision != 0 {
			b.remember(entry, revision) // its fate was told long ago
			return nil
		}
	}
}
