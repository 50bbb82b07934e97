package archive

import (
	"context"

	"shilu/schema"
)

// arrival is a state whose row was just written, with its record.
type arrival struct {
	state
	transcript int64
	record     *schema.Record
	lists      lists
}

// is says that the arrival is this state of this transcript; no arrival is none.
func (a *arrival) is(transcript int64, s state) bool {
	return a != nil && a.transcript == transcript && a.state == s
}

// source returns the key of a source, new or not.
func (tx *transaction) source(s schema.Source) (key int64, err error) {
	found, err := tx.row(`SELECT key FROM source WHERE inbox = ? AND path = ?`, []any{s.Inbox, s.Path}, &key)
	if found || err != nil {
		return key, err
	}
	_, err = tx.row(`INSERT INTO source (inbox, path) VALUES (?, ?) RETURNING key`, []any{s.Inbox, s.Path}, &key)
	return key, err
}

func (tx *transaction) gone(s schema.Source) error {
	source, err := tx.source(s)
	if err != nil {
		return err
	}
	if err := tx.exec(`UPDATE source SET gone = max(coalesce(gone, 0), ?) WHERE key = ?`, s.Number, source); err != nil {
		return err
	}
	return tx.settleSource(source, nil)
}

func (tx *transaction) free(s schema.Source) error {
	source, err := tx.source(s)
	if err != nil {
		return err
	}
	if err := tx.exec(`INSERT INTO freed (source, number) VALUES (?, ?) ON CONFLICT DO NOTHING`, source, s.Number); err != nil {
		return err
	}
	return tx.settleSource(source, nil)
}

// settleSource decides anew about every transcript that the source ever had; no other's fate hangs on it.
func (tx *transaction) settleSource(source int64, arrived *arrival) error {
	rows, err := tx.conn.QueryContext(tx.ctx, `SELECT DISTINCT transcript FROM state WHERE source = ?`, source)
	if err != nil {
		return err
	}
	transcripts, err := collect[int64](rows)
	if err != nil {
		return err
	}
	for _, t := range transcripts {
		if err := tx.settle(t, arrived); err != nil {
			return err
		}
	}
	return nil
}

// settle makes a transcript's rows say what follows from those who had it.
func (tx *transaction) settle(transcript int64, arrived *arrival) error {
	holders, err := readHolders(tx.ctx, tx.conn, transcript)
	if err != nil {
		return err
	}
	if err := tx.touch(transcript); err != nil {
		return err
	}
	v := settle(holders)
	if err := tx.lead(transcript, v.lead.state, holders, arrived); err != nil {
		return err
	}
	var successor any
	if !v.present {
		var next int64
		if _, err := tx.row(currentTranscript, []any{v.successor.source, v.successor.number}, &next); err != nil {
			return err
		}
		successor = next
	}
	return tx.exec(`UPDATE transcript SET superseded_by = ?1 WHERE key = ?2 AND superseded_by IS NOT ?1`, successor, transcript)
}

// currentTranscript is what a state of a source has become: what lies there now, or lay there when the name was freed.
const currentTranscript = `
	SELECT state.transcript FROM state JOIN transcript ON transcript.key = state.transcript
	WHERE state.source = ?1 AND NOT EXISTS (
		SELECT 1 FROM freed WHERE freed.source = ?1 AND freed.number >= ?2 AND freed.number < state.number)
	ORDER BY state.number DESC, transcript.id DESC LIMIT 1`

// readHolders reads who had a transcript, by name. Whom a freed name leaves with it is in its last state and there, whatever came under
// the name; and who comes under a freed name is not the next of anybody.
func readHolders(ctx context.Context, db querier, transcript int64) ([]holder, error) {
	rows, err := db.QueryContext(ctx, `
		WITH holder AS (
			SELECT s.*, source.inbox, source.path, source.gone, EXISTS (
				SELECT 1 FROM freed JOIN state f ON f.source = freed.source AND f.number = freed.number
				WHERE freed.source = s.source AND f.transcript = ?1) AS stays
			FROM state s JOIN source ON source.key = s.source
			WHERE s.transcript = ?1 AND s.number = (SELECT max(number) FROM state WHERE source = s.source AND transcript = ?1)
		)
		SELECT h.source, h.number, coalesce(h.date, ''), coalesce(h.date_from, ''), coalesce(h.url, ''), h.inbox, h.path,
		       NOT h.stays AND coalesce(h.gone >= h.number, 0) AND NOT EXISTS (
		           SELECT 1 FROM freed WHERE source = h.source AND number >= h.number AND number < h.gone),
		       iif(h.stays, 0, coalesce((
		           SELECT min(n.number) FROM state n WHERE n.source = h.source AND n.number > h.number AND NOT EXISTS (
		               SELECT 1 FROM freed WHERE source = h.source AND number >= h.number AND number < n.number)), 0))
		FROM holder h ORDER BY h.inbox, h.path`, transcript)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var holders []holder
	for rows.Next() {
		var h holder
		if err := rows.Scan(&h.source, &h.number, &h.date, &h.dateFrom, &h.url, &h.inbox, &h.path, &h.gone, &h.next); err != nil {
			return nil, err
		}
		holders = append(holders, h)
	}
	return holders, rows.Err()
}

// lead shows the record of the leading state, and keeps the others' as spares for the day when they lead.
func (tx *transaction) lead(transcript int64, lead state, holders []holder, arrived *arrival) error {
	var shown state
	if _, err := tx.row(`SELECT source, number FROM transcript WHERE key = ?`, []any{transcript}, &shown.source, &shown.number); err != nil {
		return err
	}
	for _, h := range holders {
		if h.state == lead {
			continue
		}
		var spare *schema.Record
		if arrived.is(transcript, h.state) {
			spare = arrived.record
		} else if h.state == shown {
			record, err := readRecord(tx.ctx, tx.conn, transcript)
			if err != nil {
				return err
			}
			record.Annotations = nil // they are said of the transcript, not of a state
			spare = &record
		}
		if spare != nil {
			if err := tx.keepSpare(transcript, h.state, spare); err != nil {
				return err
			}
		}
	}
	if arrived.is(transcript, lead) {
		if err := tx.show(transcript, lead, arrived.record, arrived.lists); err != nil {
			return err
		}
	} else if lead != shown {
		if err := tx.showSpare(transcript, lead); err != nil {
			return err
		}
	}
	if len(holders) < 2 {
		return nil // nobody else had it, so there never were spares
	}
	return tx.dropSpares(transcript, lead)
}

func (tx *transaction) keepSpare(transcript int64, s state, record *schema.Record) error {
	packed, err := packRecord(record)
	if err != nil {
		return err
	}
	return tx.exec(`INSERT INTO spare (transcript, source, number, record) VALUES (?, ?, ?, ?)
		ON CONFLICT DO UPDATE SET record = excluded.record`, transcript, s.source, s.number, packed)
}

func (tx *transaction) showSpare(transcript int64, s state) error {
	var packed []byte
	_, err := tx.row(`SELECT record FROM spare WHERE transcript = ? AND source = ? AND number = ?`,
		[]any{transcript, s.source, s.number}, &packed)
	if err != nil {
		return err
	}
	record, err := unpackRecord(packed)
	if err != nil {
		return err
	}
	l, err := makeLists(&record)
	if err != nil {
		return err
	}
	return tx.show(transcript, s, &record, l)
}

// dropSpares deletes those that will never be shown: the leader's, for its record is in the tables now, and those of states that
// their source has left behind.
func (tx *transaction) dropSpares(transcript int64, lead state) error {
	return tx.exec(`
		DELETE FROM spare WHERE transcript = ?1 AND (source = ?2 AND number = ?3
			OR number < (SELECT max(number) FROM state WHERE state.source = spare.source AND state.transcript = ?1))`,
		transcript, lead.source, lead.number)
}
