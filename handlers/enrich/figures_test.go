package enrich

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"shilu/schema"
)

// TestFigures holds figures() to testdata/figures.tsv, whose lines were labelled before the rules were written.
func TestFigures(t *testing.T) {
	for _, row := range readTable(t, "testdata/figures.tsv", 2) {
		var got []string
		for _, f := range figures(0, row[0]) {
			got = append(got, describeFigure(f))
		}
		if got, want := strings.Join(got, " | "), row[1]; got != want {
			t.Errorf("%s\n got %s\nwant %s", row[0], got, want)
		}
	}
}

// describeFigure writes a figure as testdata/figures.tsv has it.
func describeFigure(f schema.Figure) string {
	value := strconv.FormatFloat(f.Value, 'f', -1, 64)
	if f.Upper != nil {
		value += ".." + strconv.FormatFloat(*f.Upper, 'f', -1, 64)
	}
	unit := string(f.Unit)
	if unit == "" {
		unit = "-"
	}
	s := fmt.Sprintf("%s = %s %s %s %s", f.Text, value, unit, f.Kind, f.Comparison)
	if f.Approximate {
		s += "~"
	}
	return s
}

// readTable reads a table of testdata: columns apart by tabs, comments and empty lines left out.
func readTable(t *testing.T, path string, columns int) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows := tableRows(string(text))
	for _, row := range rows {
		if len(row) != columns {
			t.Fatalf("%s: %q has %d columns, not %d", path, row, len(row), columns)
		}
	}
	return rows
}
