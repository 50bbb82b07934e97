package parse

import (
	"encoding/csv"
	"errors"
	"io"
	"strings"
)

// This file opens tables: CSV with commas, semicolons or tabs. A text may be full of commas, so a table is believed for its first
// row, which has to name its columns.

// table is the rows of a file, the first one with the names of the columns.
type table struct {
	rows [][]string
	// The columns by their place, -1 where there is none.
	speaker, text, start, end int
}

// tableRows is the most rows that are read: a million lines of subtitles are a thousand hours.
const tableRows = 1_000_000

// isTable reports whether the first line names a column with text, and with who speaks or when.
func isTable(text string) bool {
	_, ok := tableHead(text)
	return ok
}

// tableHead reads the first line, and returns what is between its columns.
func tableHead(text string) (comma rune, ok bool) {
	line := strings.TrimLeftFunc(text, isBlank)
	if end := strings.IndexAny(line, "\r\n"); end >= 0 {
		line = line[:end]
	}
	if len(line) > 1000 {
		return 0, false
	}
	for _, comma := range []rune{',', ';', '\t', '，'} {
		if names := strings.Split(line, string(comma)); len(names) > 1 && newTable(names).isSpeech() {
			return comma, true
		}
	}
	return 0, false
}

// newTable finds the columns by the names in the first row.
func newTable(names []string) *table {
	var at, rank [columns]int
	for i := range at {
		at[i] = -1
	}
	for i, name := range names {
		if c := columnOf(name); c.column != noColumn && (at[c.column] < 0 || c.rank < rank[c.column]) {
			at[c.column], rank[c.column] = i, c.rank
		}
	}
	if at[startColumn] < 0 && rank[speakerColumn] == weakRank {
		at[speakerColumn] = -1
	}
	return &table{speaker: at[speakerColumn], text: at[textColumn], start: at[startColumn], end: at[endColumn]}
}

func (t *table) isSpeech() bool { return t.text >= 0 && (t.speaker >= 0 || t.start >= 0) }

// readTable yields the text of a table: a line or a turn for each row.
func readTable(text string) (decoded, error) {
	comma, _ := tableHead(text)
	reader := csv.NewReader(strings.NewReader(strings.TrimLeftFunc(text, isBlank)))
	reader.Comma = comma
	reader.FieldsPerRecord = -1
	reader.LazyQuotes = true
	reader.TrimLeadingSpace = true
	var rows [][]string
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return decoded{}, damaged("the table is broken: %w", err)
		}
		if rows = append(rows, row); len(rows) > tableRows {
			return decoded{}, tooLarge("the table has more than %d rows", tableRows)
		}
	}
	t := newTable(rows[0])
	t.rows = rows[1:]
	r, ok, err := render(csvForm, data{table: t})
	if err != nil || !ok {
		return decoded{}, err
	}
	return decoded{form: csvForm, text: r.out.String(), rendering: r}, nil
}

// cell is the text in a column of a row, "" where there is none.
func cell(row []string, column int) string {
	if column < 0 || column >= len(row) {
		return ""
	}
	return strings.TrimFunc(row[column], isBlank)
}
