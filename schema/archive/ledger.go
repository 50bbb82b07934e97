package archive

import (
	"context"
	"database/sql"
	"encoding/json"
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
		var holding []schema.Identity
		for n := range ledger {
			entry := &ledger[n]
			if entry.UndoneBy = undone[entry.ID]; entry.UndoneBy == "" {
				holding = append(holding, entry.Identities...)
			}
		}
		lost, err := unfound(ctx, tx, holding)
		for n := range ledger {
			entry := &ledger[n]
			entry.Unfound = []schema.Identity{}
			for _, i := range entry.Identities {
				if entry.UndoneBy == "" && lost[people.ID(i)] {
					entry.Unfound = append(entry.Unfound, i)
				}
			}
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("read the decisions about people: %w", err)
	}
	return ledger, nil
}

// unfound returns the ids of those whom nobody is.
func unfound(ctx context.Context, db querier, identities []schema.Identity) (map[string]bool, error) {
	type sought struct{ ID, Of string } // as in a ruling
	all := []sought{}
	for _, i := range identities {
		all = append(all, sought{people.ID(i), people.ID(i.Everywhere())})
	}
	list, err := json.Marshal(all)
	if err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, `
		SELECT value->>'ID' FROM json_each(?) WHERE NOT EXISTS (
			SELECT 1 FROM appearance_view a WHERE a.identity = value->>'Of' AND coalesce(a.ruling, a.identity) = value->>'ID')`, string(list))
	if err != nil {
		return nil, err
	}
	ids, err := collect[string](rows)
	lost := map[string]bool{}
	for _, id := range ids {
		lost[id] = true
	}
	return lost, err
}
