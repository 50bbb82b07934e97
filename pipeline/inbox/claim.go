package inbox

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"shilu/schema"
)

// claimPrefix keeps the claims apart from the entries, whose keys are hexadecimal.
const claimPrefix = "claim."

func isClaim(key string) bool { return strings.HasPrefix(key, claimPrefix) }

// claim is what the ledger holds under an inbox's name: the folder that the name belongs to. Two folders of one name would take
// turns in declaring each other's files gone.
type claim struct {
	Inbox string `json:"inbox"`
	Host  string `json:"host"`
	Dir   string `json:"dir"`
	// Folder is the folder's own identity, see folderID. Another one under the same path may be a share that isn't mounted.
	Folder string    `json:"folder"`
	At     time.Time `json:"at"`
}

// claimName makes the name this folder's, or returns a Fault when it is another's. It returns the identity that the folder had
// when the name was claimed.
func (i *Inbox) claimName(ctx context.Context, f *folder) (folderID string, err error) {
	key := claimPrefix + schema.SourceID(i.cfg.Name, "")
	value, revision, err := i.ledger.Get(ctx, key)
	if err != nil {
		return "", fmt.Errorf("claim the name %s: %w", i.cfg.Name, err)
	}
	if revision != 0 {
		var held claim
		err := json.Unmarshal(value, &held)
		switch {
		case err != nil:
			i.log.Warn("the claim of the inbox's name can't be read, and is made anew", "error", err)
		case held.Host == i.cfg.Host && held.Dir == f.dir:
			return held.Folder, nil
		case !i.cfg.TakeOver:
			return "", schema.Faultf(schema.FaultClaimed, "give this folder another name; if it is the same folder and was moved, take the name over",
				"the inbox name %s belongs to %s on %s", i.cfg.Name, held.Dir, held.Host)
		}
	}
	return f.id(), i.writeClaim(ctx, key, f, revision)
}

// renewClaim records that the folder under the claimed path is another one by now.
func (i *Inbox) renewClaim(ctx context.Context, f *folder) error {
	key := claimPrefix + schema.SourceID(i.cfg.Name, "")
	_, revision, err := i.ledger.Get(ctx, key)
	if err != nil {
		return fmt.Errorf("claim the name %s: %w", i.cfg.Name, err)
	}
	return i.writeClaim(ctx, key, f, revision)
}

func (i *Inbox) writeClaim(ctx context.Context, key string, f *folder, after uint64) error {
	value, err := json.Marshal(claim{Inbox: i.cfg.Name, Host: i.cfg.Host, Dir: f.dir, Folder: f.id(), At: i.cfg.Now().UTC()})
	if err != nil {
		return fmt.Errorf("claim the name %s: %w", i.cfg.Name, err)
	}
	revision, err := i.ledger.Put(ctx, key, value, after)
	if err != nil {
		return fmt.Errorf("claim the name %s: %w", i.cfg.Name, err)
	}
	if revision == 0 {
		return fmt.Errorf("claim the name %s: somebody else did so at the same moment", i.cfg.Name)
	}
	return nil
}
