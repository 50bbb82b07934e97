package archive

import (
	"context"
	"encoding/json"
	"fmt"

	"shilu/schema"
	"shilu/schema/people"
)

// rule makes the table of rulings say what follows from the decisions, if some were added. It starts from all of them, and so knows nothing
// of the order in which they came; what came together shares the work.
func (tx *transaction) rule() error {
	if !tx.decided {
		return nil
	}
	rulings, err := readRulings(tx.ctx, tx.conn)
	if err != nil {
		return fmt.Errorf("rule who is one person: %w", err)
	}
	if err := tx.exec(`DELETE FROM ruling WHERE id NOT IN (SELECT value->>'ID' FROM json_each(?))`, rulings); err != nil {
		return err
	}
	// What stands already is left alone: it is most of them.
	return tx.exec(`INSERT INTO ruling SELECT * FROM (`+rulingsOf+`) WHERE true
		ON CONFLICT DO UPDATE SET person = excluded.person, called = excluded.called
		WHERE person <> excluded.person OR called IS NOT excluded.called`, rulings)
}

// rulingsOf are rulings, as readRulings returns them, in the form of the table.
const rulingsOf = `
	SELECT value->>'ID', value->>'Of', nullif(value->>'Transcript', ''), value->>'Person', nullif(value->>'Called', '') FROM json_each(?1)`

// readRulings returns what the rulings should be, as JSON.
func readRulings(ctx context.Context, db querier) (string, error) {
	decisions, err := peopleDecisions(ctx, db)
	if err != nil {
		return "", err
	}
	encoded, err := json.Marshal(people.Rule(decisions))
	return string(encoded), err
}

// peopleDecisions reads those about people that nobody took back.
func peopleDecisions(ctx context.Context, db querier) (all []schema.Decision, err error) {
	err = eachDecision(ctx, db, `identities IS NOT NULL AND id IN (SELECT id FROM decision_view)`, func(d schema.Decision, _ bool) error {
		if d.Check() == nil { // a damaged one decides nothing, and Check tells of it
			all = append(all, d)
		}
		return nil
	})
	return all, err
}
