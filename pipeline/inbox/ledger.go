package inbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Ledger keeps what is known of every source: JSON of an Entry under its Key. It is a key-value store in which each value has a
// revision that grows; a JetStream bucket is one, and so is a map. Keys consist of letters, digits and dots. All methods may be
// called from several goroutines; an error of any of them is thought to pass.
type Ledger interface {
	// Get returns the value and its revision; nil and 0, without an error, when there is none.
	Get(ctx context.Context, key string) (value []byte, revision uint64, err error)
	// Put writes the value if the key's revision is still after (0: if there is no value) and returns the new revision. When it
	// is another by now nothing is written, and the revision returned is 0 without an error. The value is on disk on return.
	Put(ctx context.Context, key string, value []byte, after uint64) (revision uint64, err error)
	// All calls each with every key and value, in any order, until it returns an error, which it returns.
	All(ctx context.Context, each func(key string, value []byte, revision uint64) error) error
}

// Entries calls each with every entry of the ledger, whatever its inbox; former ones come last. Values that are none are passed over, and
// told of at the end by an error with ErrUnreadable.
func Entries(ctx context.Context, ledger Ledger, each func(Entry) error) error {
	var unreadable []error
	var former []Entry
	moved := map[string]bool{} // by the names that they have when they are former ones
	err := ledger.All(ctx, func(key string, value []byte, _ uint64) error {
		if isClaim(key) {
			return nil
		}
		entry, err := readEntry(key, value)
		switch {
		case err != nil:
			unreadable = append(unreadable, err)
			return nil
		case entry.Former:
			former = append(former, entry)
			return nil
		case entry.Moved != nil:
			moved[entry.Inbox+formerMark+formerName(entry.path(), entry.Number)] = true
		}
		return each(entry)
	})
	if err != nil {
		return err
	}
	for _, entry := range former {
		if moved[entry.Inbox+formerMark+entry.name()] {
			continue // who was about to enter another file under the name was cut off
		}
		if err := each(entry); err != nil {
			return err
		}
	}
	return errors.Join(unreadable...)
}

// ErrUnreadable is in the error of Entries when it passed over values that are none of ours.
var ErrUnreadable = errors.New("it is no entry")

func readEntry(key string, value []byte) (Entry, error) {
	var entry Entry
	if err := json.Unmarshal(value, &entry); err != nil {
		return Entry{}, fmt.Errorf("read %s in the ledger: %w: %w", key, ErrUnreadable, err)
	}
	return entry, nil
}
