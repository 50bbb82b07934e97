package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"shilu/schema"
)

// Decide keeps a decision with what follows from it here, in one transaction, and puts it into the outbox unless it was published already.
// It is idempotent, and the order of calls makes no difference: a decision counts unless another one takes it back. A decision that
// contradicts itself is a *schema.Fault. The archive is then as if a removed transcript had never been seen; what its sources held before
// is present again.
func (a *Archive) Decide(ctx context.Context, d schema.Decision, published bool) error {
	if a.writer == nil {
		return ErrReadOnly
	}
	if err := d.Check(); err != nil {
		return schema.Faultf(schema.FaultMalformed, "a decision has to follow schema/json/decision.v1.schema.json", "%w", err)
	}
	var identities any // null where it is about none
	if len(d.Identities) > 0 {
		encoded, err := json.Marshal(d.Identities)
		if err != nil {
			return fmt.Errorf("keep the decision %s: %w", d.ID, err)
		}
		identities = string(encoded)
	}
	forgot := false
	err := a.writer.write(ctx, 0, func(tx *transaction) error {
		defer func() { forgot = tx.forgets }()
		err := tx.exec(`INSERT INTO decision (id, kind, about, identities, name, who, why, made, published) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
			ON CONFLICT DO UPDATE SET published = max(published, excluded.published)`,
			d.ID, string(d.Kind), d.About, identities, null(schema.Opt(d.Name)), d.Who, d.Why, writeTime(d.Made), published)
		tx.decided = true
		if err != nil || d.Kind != schema.DecisionRemoved {
			return err
		}
		if fault, err := tx.removed(d.About); fault == nil || err != nil {
			return err // it was taken back already
		}
		return tx.remove(d.About)
	})
	if err != nil {
		return fmt.Errorf("keep the decision %s: %w", d.ID, err)
	}
	if forgot {
		return a.emptyLog(ctx)
	}
	return nil
}

// emptyLog copies the write-ahead log into the file and cuts it off, for what was removed still lies in it. A reader who is at work keeps
// it from being cut; then it is overwritten from the start later on.
func (a *Archive) emptyLog(ctx context.Context) (err error) {
	db := connect(a.path, writeOptions, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, `PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", err)
	}
	return nil
}

// forget makes the indexes anew from their own rows if something was removed: until its segments are merged, an index keeps the tokens
// of what was deleted, with their places, and a text could be made of them.
func (tx *transaction) forget() error {
	if !tx.forgets {
		return nil
	}
	for _, statement := range []string{
		`INSERT INTO turn_index (turn_index) VALUES ('optimize')`,
		`INSERT INTO superseded_index (superseded_index) VALUES ('optimize')`,
		`PRAGMA secure_delete = OFF`,
	} {
		if err := tx.exec(statement); err != nil {
			return fmt.Errorf("forget what was removed: %w", err)
		}
	}
	return nil
}

// Outbox returns the decisions that are still to be published, the first made first.
func (a *Archive) Outbox(ctx context.Context) ([]schema.Decision, error) {
	var all []schema.Decision
	err := eachDecision(ctx, a.readers, `published = 0`, func(d schema.Decision, _ bool) error {
		all = append(all, d)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the outbox: %w", err)
	}
	return all, nil
}

// Published takes a decision out of the outbox.
func (a *Archive) Published(ctx context.Context, id string) error {
	if a.writer == nil {
		return ErrReadOnly
	}
	err := a.writer.write(ctx, 0, func(tx *transaction) error {
		return tx.exec(`UPDATE decision SET published = 1 WHERE id = ?`, id)
	})
	if err != nil {
		return fmt.Errorf("take the decision %s out of the outbox: %w", id, err)
	}
	return nil
}

// Decisions calls each with every decision, the first made first, and whether it was published.
func (a *Archive) Decisions(ctx context.Context, each func(d schema.Decision, published bool) error) error {
	if err := eachDecision(ctx, a.readers, `true`, each); err != nil {
		return fmt.Errorf("read the decisions: %w", err)
	}
	return nil
}

func eachDecision(ctx context.Context, db querier, where string, each func(schema.Decision, bool) error) error {
	rows, err := db.QueryContext(ctx, `
		SELECT id, kind, about, coalesce(identities, '[]'), coalesce(name, ''), who, why, made, published FROM decision WHERE `+where+` ORDER BY id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var d schema.Decision
		var identities, made string
		var published bool
		if err := rows.Scan(&d.ID, &d.Kind, &d.About, &identities, &d.Name, &d.Who, &d.Why, &made, &published); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(identities), &d.Identities); err != nil {
			return fmt.Errorf("decode whom the decision %s names: %w", d.ID, err)
		}
		if len(d.Identities) == 0 {
			d.Identities = nil // as it was made
		}
		if d.Made, err = time.Parse(time.RFC3339Nano, made); err != nil {
			return err
		}
		if err := each(d, published); err != nil {
			return err
		}
	}
	return rows.Err()
}

// removed returns the fault of whoever brings a transcript that was removed, nil for one that wasn't.
func (tx *transaction) removed(id string) (*schema.Fault, error) {
	var who, why string
	found, err := tx.row(`SELECT who, why FROM decision_view WHERE kind = 'removed' AND about = ? ORDER BY id DESC LIMIT 1`, []any{id}, &who, &why)
	if !found || err != nil {
		return nil, err
	}
	return schema.Faultf(schema.FaultRemoved, "shilu remove "+id+" --undo lets it in again", "%s was removed by %s: %s", id, who, why), nil
}

// refuseRemoved is removed as one error; a nil *Fault is none.
func (tx *transaction) refuseRemoved(id string) error {
	fault, err := tx.removed(id)
	if fault == nil || err != nil {
		return err
	}
	return fault
}

// remove deletes everything of a transcript, and decides anew about those that share a source with it.
func (tx *transaction) remove(id string) error {
	if err := tx.exec(`DELETE FROM waiting_annotation WHERE id = ?`, id); err != nil {
		return err
	}
	var key int64
	if found, err := tx.row(`SELECT key FROM transcript WHERE id = ?`, []any{id}, &key); !found || err != nil {
		return err
	}
	rows, err := tx.conn.QueryContext(context.Background(), `SELECT DISTINCT source FROM state WHERE transcript = ? ORDER BY source`, key)
	if err != nil {
		return err
	}
	sources, err := collect[int64](rows)
	if err != nil {
		return err
	}
	if err := tx.touch(key); err != nil {
		return err
	}
	tx.forgets = true
	if err := tx.exec(`PRAGMA secure_delete = ON`); err != nil { // what is freed is overwritten; until forget
		return err
	}
	if err := tx.clear(key); err != nil {
		return err
	}
	for _, statement := range []string{
		`DELETE FROM annotation WHERE annotated IN (SELECT key FROM annotated WHERE transcript = ?)`,
		`DELETE FROM annotated WHERE transcript = ?`,
		`DELETE FROM spare WHERE transcript = ?`,
		`DELETE FROM state WHERE transcript = ?`,
		`DELETE FROM original WHERE transcript = ?`,
	} {
		if err := tx.exec(statement, key); err != nil {
			return err
		}
	}
	for _, source := range slices.Compact(sources) {
		if err := tx.settleSource(source, nil); err != nil {
			return err
		}
	}
	if err := tx.exec(`DELETE FROM transcript WHERE key = ?`, key); err != nil {
		return err
	}
	// A source that was never seen to vanish, and whose name was never freed, and that holds nothing any more is as if it had never been met.
	return tx.exec(`DELETE FROM source WHERE gone IS NULL AND NOT EXISTS (SELECT 1 FROM state WHERE state.source = source.key)
		AND NOT EXISTS (SELECT 1 FROM freed WHERE freed.source = source.key)`)
}
