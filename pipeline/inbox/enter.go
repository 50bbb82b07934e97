package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"shilu/schema"
)

// Enter enters a source of which an archive knows more than the ledger, that was lost: as archived, in this state. It reports whether it
// did; what the ledger knows is left as it is. Who next looks through the folder reads the file once more, for of its times nothing is
// known, and finds what was entered.
func Enter(ctx context.Context, ledger Ledger, file schema.File, archived schema.Archived, gone bool, now time.Time) (bool, error) {
	entry := Entry{
		Inbox: file.Inbox, Path: file.Path, Size: file.Size, Digest: file.Digest, Number: file.Number,
		Seen: now, Offer: file.Offer, Offered: now, Fate: Archived, FateAt: now, Archived: &archived,
	}
	if container, _, ok := strings.Cut(file.Path, memberMark); ok {
		entry.Container = container
	}
	if gone {
		entry.Gone = now
	}
	value, err := json.Marshal(entry)
	if err != nil {
		return false, fmt.Errorf("encode the entry of %s: %w", file.Path, err)
	}
	revision, err := ledger.Put(ctx, schema.SourceID(file.Inbox, file.Path), value, 0)
	if err != nil {
		return false, fmt.Errorf("enter %s: %w", file.Path, err)
	}
	return revision != 0, nil
}
