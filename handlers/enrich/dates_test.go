package enrich

import (
	"strings"
	"testing"

	"shilu/schema"
)

// TestDates holds dates() to testdata/dates.tsv, whose lines were labelled before the rules were written.
func TestDates(t *testing.T) {
	for _, row := range readTable(t, "testdata/dates.tsv", 3) {
		spoken := schema.Opt(row[1])
		if spoken == "-" {
			spoken = ""
		}
		var got []string
		for _, d := range dates(0, row[0], spoken) {
			got = append(got, describeDate(d))
		}
		if got, want := strings.Join(got, " | "), row[2]; got != want {
			t.Errorf("%s (%s)\n got %s\nwant %s", row[0], row[1], got, want)
		}
	}
}

// describeDate writes a date as testdata/dates.tsv has it.
func describeDate(d schema.Date) string {
	bound := func(day schema.Opt) string {
		if day == "" {
			return "*"
		}
		return string(day)
	}
	return d.Text + " = " + bound(d.From) + ".." + bound(d.To)
}

// BenchmarkDates reads the lines of testdata/dates.tsv, which hold more dates than speech does.
func BenchmarkDates(b *testing.B) {
	benchmarkLines(b, "testdata/dates.tsv", func(line string) { dates(0, line, "2024-05-10") })
}
