package archive

import (
	"context"
	"encoding/json"
	"fmt"

	"shilu/schema"
)

// lists are a record's lists as JSON. SQLite takes them apart itself: one statement per table is as fast as one per row, and the
// schema's own field names are all the mapping there is.
type lists struct {
	participants, speakers, exchanges, figures, dates, entities, keywords, problems string
	// preambleSpans is null where there is no preamble.
	preamble, preambleSpans any
	turns                   []turnRow
}

// turnRow is bound value by value: a turn's text is most of a record, and would only be quoted to be unquoted.
type turnRow struct {
	place int
	spans string
}

func makeLists(r *schema.Record) (lists, error) {
	var l lists
	for _, list := range []struct {
		from any
		len  int
		into *string
	}{
		{r.Roster, len(r.Roster), &l.participants},
		{r.Speakers, len(r.Speakers), &l.speakers},
		{r.Exchanges, len(r.Exchanges), &l.exchanges},
		{r.Figures, len(r.Figures), &l.figures},
		{r.Dates, len(r.Dates), &l.dates},
		{r.Entities, len(r.Entities), &l.entities},
		{r.Keywords, len(r.Keywords), &l.keywords},
		{r.Problems, len(r.Problems), &l.problems},
	} {
		if list.len == 0 {
			continue
		}
		encoded, err := json.Marshal(list.from)
		if err != nil {
			return lists{}, fmt.Errorf("encode the record: %w", err)
		}
		*list.into = string(encoded)
	}
	if r.Preamble != nil {
		l.preamble, l.preambleSpans = r.Preamble.Text, encodeSpans(r.Preamble.Spans)
	}
	l.turns = make([]turnRow, len(r.Turns))
	place := 0
	for i, t := range r.Turns {
		if len(t.Spans) > 0 {
			place = t.Spans[0][0]
		}
		l.turns[i] = turnRow{place: place, spans: encodeSpans(t.Spans)}
		if n := len(t.Spans); n > 0 {
			place = t.Spans[n-1][1] // of the next turn, if nothing is said in it
		}
	}
	return l, nil
}

// show puts the record into the tables, in place of the one that is there.
func (tx *transaction) show(transcript int64, s state, r *schema.Record, l lists) error {
	if err := tx.clear(transcript); err != nil {
		return err
	}
	first, err := tx.firstTurn(string(r.Date))
	if err != nil {
		return err
	}
	err = tx.exec(`
		UPDATE transcript SET source = ?, number = ?, versions = ?, media_type = ?, encoding = ?, encoding_confidence = nullif(?, 0.0), layout = ?, language = ?,
			title = ?, date = ?, date_from = ?, place = ?, preamble = ?, preamble_spans = ?,
			first_turn = ?, turns = ?, speakers = ?, exchanges = ?, figures = ?, problems = ?
		WHERE key = ?`,
		s.source, s.number, string(r.Versions), r.MediaType, r.Encoding, r.EncodingConfidence, r.Layout, null(r.Language),
		null(r.Title), null(r.Date), null(r.DateFrom), null(r.Place), l.preamble, l.preambleSpans,
		first, len(r.Turns), len(r.Speakers), len(r.Exchanges), len(r.Figures), len(r.Problems), transcript)
	if err != nil {
		return err
	}
	if err := tx.insertLists(transcript, l.participants, insertParticipants); err != nil {
		return err
	}
	if err := tx.insertLists(transcript, l.speakers, insertSpeakers); err != nil {
		return err
	}
	if err := tx.insertTurns(transcript, first, r.Turns, l.turns); err != nil {
		return err
	}
	for _, list := range []struct {
		rows       string
		statements []string
	}{
		{l.exchanges, []string{insertExchanges, insertQuestions, insertAnswers}},
		{l.figures, []string{insertFigures}},
		{l.dates, []string{insertDates}},
		{l.entities, []string{insertEntities}},
		{l.keywords, []string{insertKeywords}},
		{l.problems, []string{insertProblems}},
	} {
		if err := tx.insertLists(transcript, list.rows, list.statements...); err != nil {
			return err
		}
	}
	tx.touched[transcript].rewritten = true
	return nil
}

const (
	insertParticipants = `INSERT INTO participant
		SELECT ?1, key, value->>'name', value->>'affiliation', value->>'role' FROM jsonb_each(?2)`
	insertSpeakers = `INSERT INTO speaker
		SELECT ?1, value->>'id', key, value->>'name', value->'labels', value->>'role', value->>'affiliation', value->>'organization',
			value->>'post', identity_of(value->>'name', value->>'organization', value->>'affiliation', value->>'post')
		FROM jsonb_each(?2)`
	insertTurn = `INSERT INTO turn (id, transcript, turn, speaker, label, time, place, text, spans)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`
	insertExchanges = `INSERT INTO exchange SELECT ?1, key, value->'addressees' FROM jsonb_each(?2)`
	insertQuestions = `INSERT INTO exchange_turn
		SELECT ?1, e.key, 'question', t.key, t.value FROM jsonb_each(?2) e, jsonb_each(e.value, '$.question') t`
	insertAnswers = `INSERT INTO exchange_turn
		SELECT ?1, e.key, 'answer', t.key, t.value FROM jsonb_each(?2) e, jsonb_each(e.value, '$.answers') t`
	insertFigures = `INSERT INTO figure
		SELECT ?1, key, value->>'turn', value->>'start', value->>'end', value->>'text', value->>'value', value->>'upper',
			value->>'unit', value->>'kind', value->>'comparison', value->>'approximate', value->>'of'
		FROM jsonb_each(?2)`
	insertDates = `INSERT INTO date
		SELECT ?1, key, value->>'turn', value->>'start', value->>'end', value->>'text', value->>'from', value->>'to'
		FROM jsonb_each(?2)`
	insertEntities = `INSERT INTO entity
		SELECT ?1, key, value->>'turn', value->>'start', value->>'end', value->>'text', value->>'kind', value->>'ref'
		FROM jsonb_each(?2)`
	insertKeywords = `INSERT INTO keyword SELECT ?1, key, value->>'text', value->>'weight' FROM jsonb_each(?2)`
	insertProblems = `INSERT INTO problem SELECT ?1, key, value->>'code', value->>'turn', value->>'detail' FROM jsonb_each(?2)`
)

func (tx *transaction) insertLists(transcript int64, rows string, statements ...string) error {
	if rows == "" {
		return nil
	}
	for _, s := range statements {
		if err := tx.exec(s, transcript, rows); err != nil {
			return err
		}
	}
	return nil
}

func (tx *transaction) insertTurns(transcript, first int64, turns []schema.Turn, rows []turnRow) error {
	insert, err := tx.conn.PrepareContext(tx.ctx, insertTurn)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i, t := range turns {
		if err := tx.ctx.Err(); err != nil {
			return err
		}
		_, err := insert.ExecContext(tx.ctx, first+int64(i), transcript, i, t.Speaker, t.Label, null(t.Time),
			rows[i].place, t.Text, rows[i].spans)
		if err != nil {
			return err
		}
	}
	return nil
}

// clear deletes the record that is shown.
func (tx *transaction) clear(transcript int64) error {
	if tx.touched[transcript].empty() {
		return nil
	}
	for _, table := range []string{
		"exchange_turn", "exchange", "figure", "date", "entity", "keyword", "problem", "turn", "speaker", "participant",
	} {
		if err := tx.exec(`DELETE FROM `+table+` WHERE transcript = ?`, transcript); err != nil {
			return err
		}
	}
	return nil
}

// readRecord reads what is shown of a transcript, without its sources.
func readRecord(ctx context.Context, db querier, transcript int64) (schema.Record, error) {
	var encoded []byte
	if err := db.QueryRowContext(ctx, `SELECT record FROM record_view WHERE key = ?`, transcript).Scan(&encoded); err != nil {
		return schema.Record{}, err
	}
	var r schema.Record
	if err := json.Unmarshal(encoded, &r); err != nil {
		return schema.Record{}, fmt.Errorf("decode the record: %w", err)
	}
	return r, nil
}
