package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"shilu/schema"
)

// Holdings calls each with every state of every source, in the order of their names, until it returns an error, which it returns. It
// reads one state of the archive.
func (a *Archive) Holdings(ctx context.Context, each func(schema.Held) error) error {
	err := a.read(ctx, func(tx *sql.Tx) error {
		return eachHeld(ctx, tx, `true`, each)
	})
	if err != nil {
		return fmt.Errorf("read what is held: %w", err)
	}
	return nil
}

// Holding returns what is held of one state; nil where there is nothing.
func (a *Archive) Holding(ctx context.Context, state schema.State) (*schema.Held, error) {
	var held *schema.Held
	err := a.read(ctx, func(tx *sql.Tx) error {
		return eachHeld(ctx, tx, `transcript.id = ? AND state.number = ?`, func(h schema.Held) error {
			if h.State() == state {
				held = &h
			}
			return nil
		}, state.ID, state.Number)
	})
	if err != nil {
		return nil, fmt.Errorf("read what is held of %s: %w", state, err)
	}
	return held, nil
}

// Vanished calls each with every source that was seen to vanish, in its last such state.
func (a *Archive) Vanished(ctx context.Context, each func(schema.Source) error) error {
	err := a.read(ctx, func(tx *sql.Tx) error { return eachVanished(ctx, tx, each) })
	if err != nil {
		return fmt.Errorf("read what has vanished: %w", err)
	}
	return nil
}

// Freed calls each with every state of a source after which its name was freed.
func (a *Archive) Freed(ctx context.Context, each func(schema.Source) error) error {
	err := a.read(ctx, func(tx *sql.Tx) error { return eachFreed(ctx, tx, each) })
	if err != nil {
		return fmt.Errorf("read which names were freed: %w", err)
	}
	return nil
}

// Words calls each with every annotator's word, and whether it still waits for its transcript.
func (a *Archive) Words(ctx context.Context, each func(note schema.Note, waiting bool) error) error {
	err := a.read(ctx, func(tx *sql.Tx) error { return eachWord(ctx, tx, each) })
	if err != nil {
		return fmt.Errorf("read what annotators said: %w", err)
	}
	return nil
}

// stateKey is a row of the table state.
type stateKey struct {
	transcript int64
	state
}

func eachHeld(ctx context.Context, db querier, where string, each func(schema.Held) error, args ...any) error {
	rows, err := db.QueryContext(ctx, `
		SELECT state.transcript, state.source, state.number, transcript.id, source.inbox, source.path, state.versions,
		       coalesce(state.url, ''), coalesce(state.date, ''), coalesce(state.date_from, ''),
		       transcript.source = state.source AND transcript.number = state.number,
		       state.number = (SELECT max(number) FROM state later WHERE later.source = state.source AND later.transcript = state.transcript)
		FROM state JOIN transcript ON transcript.key = state.transcript JOIN source ON source.key = state.source
		WHERE `+where+` ORDER BY transcript.id, source.inbox, source.path, state.number`, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var key stateKey
		var h schema.Held
		var date, dateFrom schema.Opt
		var shown, kept bool
		err := rows.Scan(&key.transcript, &key.source, &key.number, &h.ID, &h.Source.Inbox, &h.Source.Path, &h.Versions,
			&h.Source.URL, &date, &dateFrom, &shown, &kept)
		if err != nil {
			return err
		}
		h.Source.Number = key.number
		if kept {
			record, err := readState(ctx, db, key, shown)
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case err != nil:
				h.Damage = err.Error()
			case record.ID != h.ID || record.Versions != h.Versions || record.Date != date || record.DateFrom != dateFrom:
				h.Damage = "its record is of another transcript, by other handlers or of another day than its state says"
			default:
				h.Record = &record
			}
		}
		if err := each(h); err != nil {
			return err
		}
	}
	return rows.Err()
}

// readState reads the record of a state, from the tables where it is shown, else from the spares.
func readState(ctx context.Context, db querier, key stateKey, shown bool) (r schema.Record, err error) {
	if shown {
		r, err = readRecord(ctx, db, key.transcript)
	} else {
		var packed []byte
		err = db.QueryRowContext(ctx, `SELECT record FROM spare WHERE transcript = ? AND source = ? AND number = ?`,
			key.transcript, key.source, key.number).Scan(&packed)
		if errors.Is(err, sql.ErrNoRows) {
			return schema.Record{}, errors.New("it is not shown, and no spare is kept")
		}
		if err == nil {
			r, err = unpackRecord(packed)
		}
	}
	// What annotators say is held apart, and a shown record has its source in other tables.
	r.Annotations, r.Source, r.Sources = nil, schema.Source{}, nil
	return r, err
}

func eachVanished(ctx context.Context, db querier, each func(schema.Source) error) error {
	return eachSource(ctx, db, `SELECT inbox, path, gone FROM source WHERE gone IS NOT NULL ORDER BY inbox, path`, each)
}

func eachFreed(ctx context.Context, db querier, each func(schema.Source) error) error {
	return eachSource(ctx, db, `SELECT inbox, path, number FROM freed JOIN source ON source.key = freed.source ORDER BY inbox, path, number`, each)
}

// eachSource reads inbox, path and number.
func eachSource(ctx context.Context, db querier, query string, each func(schema.Source) error) error {
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s schema.Source
		if err := rows.Scan(&s.Inbox, &s.Path, &s.Number); err != nil {
			return err
		}
		if err := each(s); err != nil {
			return err
		}
	}
	return rows.Err()
}

func eachWord(ctx context.Context, db querier, each func(schema.Note, bool) error) error {
	rows, err := db.QueryContext(ctx, `
		SELECT transcript.id, annotator, version, coalesce(read, ''), made, '', '', 0, (
			SELECT json_group_array(json_object('place', place, 'quote', quote, 'kind', kind, 'value', value, 'label', label, 'ref', ref))
			FROM (SELECT * FROM annotation WHERE annotated = annotated.key ORDER BY n)), false AS waiting
		FROM annotated JOIN transcript ON transcript.key = annotated.transcript
		UNION ALL
		SELECT id, annotator, version, coalesce(read, ''), made, source, coalesce(path, ''), offer, annotations, true FROM waiting_annotation
		ORDER BY 1, 2, waiting`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var waiting bool
		note, err := scanNote(rows, &waiting)
		if err != nil {
			return err
		}
		if err := each(note, waiting); err != nil {
			return err
		}
	}
	return rows.Err()
}
