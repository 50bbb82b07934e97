package enrich

import (
	"strings"
	"testing"

	"shilu/schema"
)

// TestNames holds what Handle finds to testdata/names.tsv, whose lines were labelled before the rules were written.
func TestNames(t *testing.T) {
	for _, row := range readTable(t, "testdata/names.tsv", 3) {
		record := schema.Record{Turns: []schema.Turn{{Text: row[0]}}}
		if row[1] != "-" {
			record.Place = schema.Opt(row[1])
		}
		var got []string
		for _, e := range handled(t, record).Entities {
			got = append(got, describeEntity(e))
		}
		if got, want := strings.Join(got, " | "), strings.TrimPrefix(row[2], "-"); got != want {
			t.Errorf("%s (%s)\n got %s\nwant %s", row[0], row[1], got, want)
		}
	}
}

// describeEntity writes a name as testdata/names.tsv has it.
func describeEntity(e schema.Entity) string {
	return strings.TrimSpace(e.Text + " = " + e.Kind + " " + string(e.Ref))
}
