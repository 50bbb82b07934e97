package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"shilu/schema"
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

// The fates of an Entry. An entry without a fate is on its way.
const (
	Archived = "archived" // in the archive
	Rejected = "rejected" // a dead letter, or refused by the inbox itself
	Lost     = "lost"     // the file vanished before it had a fate, and the stream no longer holds it
)

// Entry is what the ledger knows of a source: its present state and what became of it. The JSON is a stable contract, which
// `shilu status --json` prints.
type Entry struct {
	Inbox string `json:"inbox"`
	// Path is the file's path in the inbox, with slashes.
	Path string `json:"path"`
	// Raw are the path's bytes where they are not UTF-8; Path then shows the offending ones as \xNN.
	Raw []byte `json:"raw,omitempty"`
	// Size is in bytes; Modified and Changed are the file's mtime and ctime (absent where the system has none).
	Size     int64     `json:"size"`
	Modified time.Time `json:"modified,omitzero"`
	Changed  time.Time `json:"changed,omitzero"`
	// Digest is the SHA-256 of the bytes; absent for what was refused unread.
	Digest string `json:"digest,omitempty"`
	// Layout and Spoken were asked for together with the file.
	Layout string `json:"layout,omitempty"`
	Spoken string `json:"spoken,omitempty"`
	// Number names the state, see schema.State; 0 for a file of which no state was ever taken.
	Number int64 `json:"number"`
	// Seen is when the state was first met.
	Seen time.Time `json:"seen"`
	// Offer counts how often the state was put in again; Receipt names the incarnation of the stream that it was put into.
	Offer   int       `json:"offer"`
	Receipt string    `json:"receipt,omitempty"`
	Offered time.Time `json:"offered,omitzero"`
	// Fate is "", Archived, Rejected or Lost. A rejected state may become archived later, by a retry of its dead letter.
	Fate     string           `json:"fate"`
	FateAt   time.Time        `json:"fate_at,omitzero"`
	Archived *schema.Archived `json:"archived,omitempty"`
	Rejected *schema.Rejected `json:"rejected,omitempty"`
	// Gone is when the file was found to have vanished; absent while it is there.
	Gone time.Time `json:"gone,omitzero"`
	// Trouble is what keeps the inbox from taking the file: it can't be read, or never stops growing. It is tried again.
	Trouble string `json:"trouble,omitempty"`
}

// File is the entry as events name it.
func (e Entry) File() schema.File {
	return schema.File{
		Inbox: e.Inbox, Path: e.Path, Number: e.Number, Digest: e.Digest, Size: e.Size, Modified: e.Modified,
		MediaType: mediaType(e.Path), Layout: e.Layout, Spoken: e.Spoken, Offer: e.Offer,
	}
}

// Waiting reports whether the entry was offered and has no fate yet.
func (e Entry) Waiting() bool { return e.Number > 0 && e.Fate == "" }

// Entries calls each with every entry of the ledger, whatever its inbox.
func Entries(ctx context.Context, ledger Ledger, each func(Entry) error) error {
	return ledger.All(ctx, func(key string, value []byte, _ uint64) error {
		if strings.HasPrefix(key, claimPrefix) {
			return nil
		}
		entry, err := readEntry(key, value)
		if err != nil {
			return err
		}
		return each(entry)
	})
}

func readEntry(key string, value []byte) (Entry, error) {
	var entry Entry
	if err := json.Unmarshal(value, &entry); err != nil {
		return Entry{}, fmt.Errorf("read ledger entry %s: %w", key, err)
	}
	return entry, nil
}
