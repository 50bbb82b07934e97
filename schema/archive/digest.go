package archive

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"hash"

	"shilu/schema"
)

// Digest says whether two archives are the same: they have the same digest when they hold the same originals, sources with their
// numbers, records, annotations and decisions, and agree about what is present. Row ids, times of storing and tries are no part of it, nor is the order
// in which things came. Everything is read; originals are unpacked, so that damage shows.
func (a *Archive) Digest(ctx context.Context) (string, error) {
	d := digest{sha256.New()}
	err := a.read(ctx, func(tx *sql.Tx) error {
		for _, part := range []func(context.Context, querier) error{d.transcripts, d.states, d.vanished, d.freed, d.words, d.decisions} {
			if err := part(ctx, tx); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return "", fmt.Errorf("digest the archive: %w", err)
	}
	return hex.EncodeToString(d.Sum(nil)), nil
}

// digest is written to line by line; each part comes in an order of its own that follows from names alone.
type digest struct{ hash.Hash }

// line writes its fields as a JSON array, which no field can break out of.
func (d digest) line(fields ...any) error {
	encoded, err := json.Marshal(fields)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(d, "%s\n", encoded)
	return err
}

func (d digest) transcripts(ctx context.Context, db querier) error {
	rows, err := db.QueryContext(ctx, `
		SELECT x.id, coalesce(successor.id, ''), o.size, o.bytes FROM transcript x
		LEFT JOIN transcript successor ON successor.key = x.superseded_by LEFT JOIN original o ON o.transcript = x.key ORDER BY x.id`)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, successor string
		var size sql.NullInt64
		var packed sql.RawBytes
		if err := rows.Scan(&id, &successor, &size, &packed); err != nil {
			return err
		}
		original := "none"
		if packed != nil {
			plain, err := unpack(packed, int(min(size.Int64, 1<<20)))
			if err != nil {
				original = "damaged"
			} else {
				original = schema.Digest(plain)
			}
		}
		if err := d.line("transcript", id, original, successor); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (d digest) states(ctx context.Context, db querier) error {
	return eachHeld(ctx, db, `true`, func(h schema.Held) error { return d.line("state", h) })
}

func (d digest) vanished(ctx context.Context, db querier) error {
	return eachVanished(ctx, db, func(s schema.Source) error { return d.line("gone", s) })
}

func (d digest) freed(ctx context.Context, db querier) error {
	return eachFreed(ctx, db, func(s schema.Source) error { return d.line("freed", s) })
}

func (d digest) words(ctx context.Context, db querier) error {
	return eachWord(ctx, db, func(n schema.Note, waiting bool) error {
		return d.line("word", n.Annotated, n.Made, waiting, n.Source, n.Path) // the last two only of what waits
	})
}

func (d digest) decisions(ctx context.Context, db querier) error {
	return eachDecision(ctx, db, `true`, func(decision schema.Decision, _ bool) error { return d.line("decision", decision) })
}
