package archive

import (
	"context"
	"database/sql"
	"fmt"

	"shilu/schema"
	"shilu/schema/people"
)

// LedgerEntry is a decision about people with what became of it.
type LedgerEntry struct {
	schema.Decision
	// UndoneBy is the decision that took it back, null while it holds.
	UndoneBy schema.Opt `json:"undone_by"`
	// Unfound are those whom a decision that holds names, and whom no present transcript has: theirs was removed, was revised, or is read
	// otherwise now.
	Unfound []schema.Identity `json:"unfound"`
}

// Ledger returns every decision about people, the first made first.
func (a *Archive) Ledger(ctx context.Context) (ledger []LedgerEntry, err error) {
	err = a.read(ctx, func(tx *sql.Tx) error {
		undone := map[string]schema.Opt{}
		err := eachDecision(ctx, tx, `identities IS NOT NULL OR kind = 'undone'`, func(d schema.Decision, _ bool) error {
			if d.Kind == schema.DecisionUndone {
				undone[d.About] = schema.Opt(d.ID)
			} else {
				ledger = append(ledger, LedgerEntry{Decision: d})
			}
			return nil
		})
		if err != nil {
			return err
		}
		for n := range ledger {
			entry := &ledger[n]
			entry.UndoneBy, entry.Unfound = undone[entry.ID], []schema.Identity{}
			if entry.UndoneBy != "" {
				continue
			}
			if entry.Unfound, err = unfound(ctx, tx, entry.Identities); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the decisions about people: %w", err)
	}
	return ledger, nil
}

func unfound(ctx context.Context, db querier, identities []schema.Identity) ([]schema.Identity, error) {
	lost := []schema.Identity{}
	for _, i := range identities {
		whole := i
		whole.Transcript = ""
		var found bool
		err := db.QueryRowContext(ctx, `SELECT EXISTS (SELECT 1 FROM appearance_view WHERE identity = ? AND coalesce(ruling, identity) = ?)`,
			people.ID(whole), people.ID(i)).Scan(&found)
		if err != nil {
			return nil, err
		}
		if !found {
			lost = append(lost, i)
		}
	}
	return lost, nil
}
