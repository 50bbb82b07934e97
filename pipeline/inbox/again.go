package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"shilu/schema"
)

// Again takes back the fate of a source's present state, so that whoever watches its folder next asks where the file is, and offers it
// again; what was moved is brought back first. It reports whether there was such a state with a fate, of a file that isn't gone.
func Again(ctx context.Context, ledger Ledger, state schema.State) (bool, error) {
	for {
		value, revision, err := ledger.Get(ctx, state.Source)
		if err != nil || revision == 0 {
			return false, err
		}
		entry, err := readEntry(state.Source, value)
		if err != nil {
			return false, err
		}
		if entry.Fate == "" || !entry.Gone.IsZero() || entry.Members != nil || entry.Digest == "" || entry.File().State() != state {
			return false, nil
		}
		entry.Fate, entry.FateAt, entry.Archived, entry.Rejected = "", time.Time{}, nil, nil
		entry.Offered = time.Time{} // long ago, so that the first round of asking has it
		encoded, err := json.Marshal(entry)
		if err != nil {
			return false, fmt.Errorf("encode the entry of %s: %w", entry.Path, err)
		}
		written, err := ledger.Put(ctx, state.Source, encoded, revision)
		if err != nil {
			return false, fmt.Errorf("enter %s: %w", entry.Path, err)
		}
		if written != 0 {
			return true, nil
		}
	}
}
