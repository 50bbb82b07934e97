package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shilu/schema"
)

// Decode gives the text that spans count code points of, and the encoding that it was read with.
type Decode func(original []byte) (text, encoding string, err error)

// Prove decodes every original again and holds against its text what the archive says of it: each turn and the preamble are their
// spans of it, joined by line feeds; figures, dates and names are where they are said to be; and each annotation's quote is. It returns
// a sentence per problem. The error says that it came to no end.
func (a *Archive) Prove(ctx context.Context, decode Decode) ([]string, error) {
	ids, err := a.transcripts(ctx)
	if err != nil {
		return nil, fmt.Errorf("prove the archive: %w", err)
	}
	var problems []string
	for _, id := range ids {
		wrong, err := a.prove(ctx, id, decode)
		if err != nil {
			return problems, fmt.Errorf("prove the archive: %w", err)
		}
		for _, w := range wrong {
			problems = append(problems, fmt.Sprintf("transcript %s: %s", id, w))
		}
	}
	return problems, nil
}

func (a *Archive) transcripts(ctx context.Context) ([]string, error) {
	rows, err := a.readers.QueryContext(ctx, `SELECT id FROM transcript ORDER BY id`)
	if err != nil {
		return nil, err
	}
	return collect[string](rows)
}

// prove reads one transcript in a transaction of its own: a reader that goes on for hours keeps the write-ahead log from being copied
// into the file.
func (a *Archive) prove(ctx context.Context, id string, decode Decode) (problems []string, err error) {
	report := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	original, _, err := a.Original(ctx, id)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		report("%v", err)
		return problems, nil
	}
	text, encoding, err := decode(original)
	if err != nil {
		report("its original can't be decoded any more: %v", err)
		return problems, nil
	}
	decoded := []rune(text)
	err = a.read(ctx, func(tx *sql.Tx) error {
		var key int64
		if err := tx.QueryRowContext(ctx, `SELECT key FROM transcript WHERE id = ?`, id).Scan(&key); err != nil {
			return err
		}
		record, err := readRecord(ctx, tx, key)
		if err != nil {
			return err
		}
		if record.Encoding != encoding {
			report("it was read as %s, and its original is %s", record.Encoding, encoding)
		}
		for _, wrong := range contradictingText(&record, decoded) {
			report("%s", wrong)
		}
		if err := contradictingPlaces(&record, lengths(&record)); err != nil {
			report("%v", err)
		}
		for _, word := range record.Annotations {
			if err := word.Prove(text); err != nil {
				report("%s: %v", word.Annotator, err)
			}
		}
		return provePlaces(ctx, tx, key, &record, report)
	})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) { // it was removed meanwhile
		report("it can't be read: %v", err)
	}
	return problems, nil
}

// contradictingText holds turns and preamble against the decoded text.
func contradictingText(r *schema.Record, decoded []rune) (wrong []string) {
	hold := func(what, text string, spans []schema.Span) {
		joined, ok := join(decoded, spans)
		switch {
		case !ok:
			wrong = append(wrong, fmt.Sprintf("%s has spans that are none of its original, which has %d characters", what, len(decoded)))
		case joined != text:
			wrong = append(wrong, what+" is not what its original has there")
		}
	}
	if r.Preamble != nil {
		hold("the preamble", r.Preamble.Text, r.Preamble.Spans)
	}
	for _, t := range r.Turns {
		hold(fmt.Sprintf("turn %d", t.Index), t.Text, t.Spans)
	}
	found := func(what string, n, turn, start, end int, text string) {
		if turn < 0 || turn >= len(r.Turns) {
			return // which contradictingPlaces tells
		}
		said := []rune(r.Turns[turn].Text)
		if start >= 0 && start <= end && end <= len(said) && string(said[start:end]) != text {
			wrong = append(wrong, fmt.Sprintf("%s %d is %q, and its turn has %q there", what, n, text, string(said[start:end])))
		}
	}
	for i, f := range r.Figures {
		found("figure", i, f.Turn, f.Start, f.End, f.Text)
	}
	for i, d := range r.Dates {
		found("date", i, d.Turn, d.Start, d.End, d.Text)
	}
	for i, e := range r.Entities {
		found("name", i, e.Turn, e.Start, e.End, e.Text)
	}
	return wrong
}

func join(decoded []rune, spans []schema.Span) (string, bool) {
	var b strings.Builder
	for i, s := range spans {
		if s[0] < 0 || s[0] > s[1] || s[1] > len(decoded) {
			return "", false
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(string(decoded[s[0]:s[1]]))
	}
	return b.String(), true
}

// provePlaces holds the places of permalinks, which the tables repeat, against the spans.
func provePlaces(ctx context.Context, db querier, transcript int64, r *schema.Record, report func(string, ...any)) error {
	l, err := makeLists(r)
	if err != nil {
		return err
	}
	rows, err := db.QueryContext(ctx, `SELECT place FROM turn WHERE transcript = ? ORDER BY turn`, transcript)
	if err != nil {
		return err
	}
	places, err := collect[int](rows)
	if err != nil {
		return err
	}
	want := make([]int, len(l.turns))
	for i, t := range l.turns {
		want[i] = t.place
	}
	if !slices.Equal(places, want) {
		report("its turns have other places than their spans")
	}
	return nil
}
