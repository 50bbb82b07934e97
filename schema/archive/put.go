package archive

import (
	"context"
	"fmt"

	"shilu/schema"
)

// Put stores a record with the original bytes that it was made from. It is idempotent; repeat says that the archive held this
// state already, by the same or higher versions. When it returns without an error, the record is on disk and can be found.
//
// Calls at the same time share one transaction. A record that contradicts itself or its original is a *schema.Fault; a disk that
// is full, broken or read-only is a *schema.Outage, and nothing of the transaction is kept.
func (a *Archive) Put(ctx context.Context, record schema.Record, original []byte) (repeat bool, err error) {
	if a.writer == nil {
		return false, ErrReadOnly
	}
	if err := validate(&record, original); err != nil {
		return false, err
	}
	// What can be done before the writer is asked is done here, by as many as there are callers.
	l, err := makeLists(&record)
	if err != nil {
		return false, malformed(&record, err)
	}
	packed, err := pack(original)
	if err != nil {
		return false, fmt.Errorf("put %s: %w", record.ID, err)
	}
	p := put{record: record, lists: l, size: len(original), packed: packed}
	if err := a.writer.write(ctx, len(original), p.apply); err != nil {
		return false, fmt.Errorf("put %s: %w", record.ID, err)
	}
	return p.repeat, nil
}

// Gone marks sources as no longer in their folder, in the state that each names. Their transcripts stay; whether one is still
// found by another source is decided by all who had it.
func (a *Archive) Gone(ctx context.Context, sources ...schema.Source) error {
	if a.writer == nil {
		return ErrReadOnly
	}
	return a.writer.write(ctx, 0, func(tx *transaction) error {
		for _, s := range sources {
			if err := tx.gone(s); err != nil {
				return fmt.Errorf("mark %s as gone: %w", s.Path, err)
			}
		}
		return nil
	})
}

// Free marks sources whose file shilu itself had moved away, in the state that each names, when another came under the name: for what
// is present, that one is another source. The order in which this and the states come makes no difference.
func (a *Archive) Free(ctx context.Context, sources ...schema.Source) error {
	if a.writer == nil {
		return ErrReadOnly
	}
	return a.writer.write(ctx, 0, func(tx *transaction) error {
		for _, s := range sources {
			if err := tx.free(s); err != nil {
				return fmt.Errorf("mark %s as freed: %w", s.Path, err)
			}
		}
		return nil
	})
}

// put is a record on its way.
type put struct {
	record schema.Record
	lists  lists
	size   int
	packed []byte
	repeat bool
}

func (p *put) apply(tx *transaction) error {
	r := &p.record
	if err := tx.refuseRemoved(r.ID); err != nil {
		return err
	}
	source, err := tx.source(r.Source)
	if err != nil {
		return err
	}
	transcript, err := p.transcript(tx, source)
	if err != nil {
		return err
	}
	var versions schema.Versions
	known, err := tx.row(`SELECT versions FROM state WHERE source = ? AND number = ? AND transcript = ?`,
		[]any{source, r.Source.Number, transcript}, &versions)
	if err != nil {
		return err
	}
	if known && r.Versions.Compare(versions) <= 0 {
		p.repeat = true
		return nil
	}
	err = tx.exec(`INSERT INTO state (source, number, transcript, versions, date, date_from, url) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET versions = excluded.versions, date = excluded.date, date_from = excluded.date_from, url = excluded.url`,
		source, r.Source.Number, transcript, string(r.Versions), null(r.Date), null(r.DateFrom), null(r.Source.URL))
	if err != nil {
		return err
	}
	return tx.settleSource(source, &arrival{state: state{source, r.Source.Number}, transcript: transcript, record: r, lists: p.lists})
}

// transcript returns the key of the record's transcript. A new one gets its original, but no rows of the record yet.
func (p *put) transcript(tx *transaction, source int64) (key int64, err error) {
	found, err := tx.row(`SELECT key FROM transcript WHERE id = ?`, []any{p.record.ID}, &key)
	if found || err != nil {
		return key, err
	}
	_, err = tx.row(`
		INSERT INTO transcript (id, digest, source, number, versions, media_type, encoding, layout,
			first_turn, turns, speakers, exchanges, figures, problems)
		VALUES (?, ?, ?, ?, '', '', '', '', 0, 0, 0, 0, 0, 0) RETURNING key`,
		[]any{p.record.ID, p.record.Digest, source, p.record.Source.Number}, &key)
	if err != nil {
		return 0, err
	}
	return key, tx.exec(`INSERT INTO original (transcript, size, bytes) VALUES (?, ?, ?)`, key, p.size, p.packed)
}
