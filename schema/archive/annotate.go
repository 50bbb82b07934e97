package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"shilu/schema"
)

// Annotate keeps what an annotator says of a transcript, in place of what it said before. prove is given the transcript's original
// and returns an error for what isn't borne out by it; then nothing is kept, and the error is returned as it is. What is about a
// transcript that isn't there yet is kept for later without being proved: see Waiting. It is idempotent, and the order of calls
// makes no difference: the newest word counts (see schema.Note.Newer). When it returns without an error, the word is on disk.
func (a *Archive) Annotate(ctx context.Context, note schema.Note, prove func(original []byte) error) error {
	if a.writer == nil {
		return ErrReadOnly
	}
	for {
		original, _, err := a.Original(ctx, note.ID)
		proved := err == nil
		switch {
		case proved:
			if err := prove(original); err != nil {
				return a.refuse(ctx, note, err)
			}
		case !errors.Is(err, ErrNotFound):
			return err
		}
		word, err := newWord(note)
		if err != nil {
			return err
		}
		came := false
		err = a.writer.write(ctx, len(word.annotations), func(tx *transaction) (err error) {
			came, err = word.apply(tx, proved)
			return err
		})
		if err != nil {
			return fmt.Errorf("annotate %s: %w", note.ID, err)
		}
		if !came {
			return nil
		}
	}
}

// refuse lets go of a word that waited and turned out to be wrong. What may pass is tried again, so it goes on waiting.
func (a *Archive) refuse(ctx context.Context, note schema.Note, why error) error {
	if schema.AsFault(why) == nil {
		return why
	}
	err := a.writer.write(ctx, 0, func(tx *transaction) error { return tx.endWaiting(note) })
	if err != nil {
		return fmt.Errorf("annotate %s: %w", note.ID, err)
	}
	return why
}

// Waiting returns what annotators said of a transcript before it came. Once it is there they have to be put in again, to be proved.
func (a *Archive) Waiting(ctx context.Context, id string) ([]schema.Note, error) {
	notes, err := readWaiting(ctx, a.readers, `id = ?`, id)
	if err != nil {
		return nil, fmt.Errorf("look for what waits for %s: %w", id, outage(err))
	}
	return notes, nil
}

// word is a note on its way.
type word struct {
	note        schema.Note
	annotations string // JSON
}

func newWord(note schema.Note) (word, error) {
	annotations := "[]"
	if len(note.Annotations) > 0 {
		encoded, err := json.Marshal(note.Annotations)
		if err != nil {
			return word{}, fmt.Errorf("encode the annotations of %s: %w", note.ID, err)
		}
		annotations = string(encoded)
	}
	return word{note, annotations}, nil
}

// apply reports that the transcript came after it had been looked for: then the word has still to be proved.
func (w word) apply(tx *transaction, proved bool) (came bool, err error) {
	if err := tx.refuseRemoved(w.note.ID); err != nil {
		return false, err
	}
	var transcript int64
	found, err := tx.row(`SELECT key FROM transcript WHERE id = ?`, []any{w.note.ID}, &transcript)
	switch {
	case err != nil:
		return false, err
	case !found:
		return false, w.wait(tx)
	case !proved:
		return true, nil
	}
	if err := w.replace(tx, transcript); err != nil {
		return false, err
	}
	return false, tx.endWaiting(w.note)
}

func (w word) replace(tx *transaction, transcript int64) error {
	var key int64
	var held schema.Note
	var made string
	found, err := tx.row(`SELECT key, version, coalesce(read, ''), made FROM annotated WHERE transcript = ? AND annotator = ?`,
		[]any{transcript, w.note.Annotator}, &key, &held.Version, &held.Read, &made)
	if err != nil {
		return err
	}
	if found {
		if held.Made, err = time.Parse(time.RFC3339Nano, made); err != nil {
			return fmt.Errorf("read the time of %s: %w", w.note.Annotator, err)
		}
		if !w.note.Newer(held) {
			return nil
		}
		if err := tx.exec(`DELETE FROM annotation WHERE annotated = ?`, key); err != nil {
			return err
		}
	}
	_, err = tx.row(`
		INSERT INTO annotated (transcript, annotator, version, read, made) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET version = excluded.version, read = excluded.read, made = excluded.made RETURNING key`,
		[]any{transcript, w.note.Annotator, w.note.Version, null(schema.Opt(w.note.Read)), writeTime(w.note.Made)}, &key)
	if err != nil {
		return err
	}
	return tx.exec(`
		INSERT INTO annotation (annotated, n, place, quote, kind, value, label, ref)
		SELECT ?1, key, value->>'place', value->>'quote', value->>'kind', value->>'value', value->>'label', value->>'ref'
		FROM jsonb_each(?2)`, key, w.annotations)
}

func (w word) wait(tx *transaction) error {
	n := w.note
	held, err := readWaiting(tx.ctx, tx.conn, `id = ? AND annotator = ?`, n.ID, n.Annotator)
	if err != nil || len(held) > 0 && !n.Newer(held[0]) {
		return err
	}
	return tx.exec(`
		INSERT OR REPLACE INTO waiting_annotation (id, annotator, version, read, made, source, path, offer, annotations)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		n.ID, n.Annotator, n.Version, null(schema.Opt(n.Read)), writeTime(n.Made), n.Source, null(schema.Opt(n.Path)), n.Offer, w.annotations)
}

// endWaiting drops the annotator's waiting word, unless it has said something newer since.
func (tx *transaction) endWaiting(note schema.Note) error {
	held, err := readWaiting(tx.ctx, tx.conn, `id = ? AND annotator = ?`, note.ID, note.Annotator)
	if err != nil || len(held) == 0 || held[0].Newer(note) {
		return err
	}
	return tx.exec(`DELETE FROM waiting_annotation WHERE id = ? AND annotator = ?`, note.ID, note.Annotator)
}

func readWaiting(ctx context.Context, db querier, where string, args ...any) ([]schema.Note, error) {
	rows, err := db.QueryContext(ctx, `
		SELECT id, annotator, version, coalesce(read, ''), made, source, coalesce(path, ''), offer, annotations
		FROM waiting_annotation WHERE `+where+` ORDER BY annotator`, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var notes []schema.Note
	for rows.Next() {
		n, err := scanNote(rows)
		if err != nil {
			return nil, err
		}
		notes = append(notes, n)
	}
	return notes, rows.Err()
}

// scanNote reads a row with the columns of a word, and more behind them.
func scanNote(rows *sql.Rows, more ...any) (n schema.Note, err error) {
	var made string
	var annotations []byte
	columns := []any{&n.ID, &n.Annotator, &n.Version, &n.Read, &made, &n.Source, &n.Path, &n.Offer, &annotations}
	if err := rows.Scan(append(columns, more...)...); err != nil {
		return schema.Note{}, err
	}
	if n.Made, err = time.Parse(time.RFC3339Nano, made); err != nil {
		return schema.Note{}, err
	}
	return n, json.Unmarshal(annotations, &n.Annotations)
}

func writeTime(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
