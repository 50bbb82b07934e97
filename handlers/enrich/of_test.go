package enrich

import (
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

// An ofLine is a row of testdata/of.tsv: what each figure of a line measures.
type ofLine struct {
	text   string
	labels []ofLabel
}

// An ofLabel has the right quotations for a figure; none is "".
type ofLabel struct {
	figure string
	right  []string
}

func readOfLines(t *testing.T, path string) []ofLine {
	t.Helper()
	var lines []ofLine
	for _, row := range readTable(t, path, 2) {
		line := ofLine{text: row[0]}
		for label := range strings.SplitSeq(row[1], " | ") {
			figure, of, found := strings.Cut(label, " = ")
			if !found {
				continue // a line without figures
			}
			right := strings.Split(of, " / ")
			for i, quote := range right {
				if quote == "-" {
					right[i] = ""
				} else if !strings.Contains(line.text, quote) {
					t.Fatalf("%s: %q doesn't stand in %q", path, quote, line.text)
				}
			}
			line.labels = append(line.labels, ofLabel{figure, right})
		}
		lines = append(lines, line)
	}
	return lines
}

// figuresWithOf handles a line as a record of one turn.
func figuresWithOf(t *testing.T, text string) []schema.Figure {
	return handled(t, schema.Record{Versions: "parse.1", Turns: []schema.Turn{{Text: text}}}).Figures
}

// TestOf holds what figures measure to testdata/of.tsv.
func TestOf(t *testing.T) {
	for _, line := range readOfLines(t, "testdata/of.tsv") {
		found := figuresWithOf(t, line.text)
		var got []string
		for _, f := range found {
			got = append(got, f.Text+" = "+f.Of)
		}
		right := len(found) == len(line.labels)
		for i := range min(len(found), len(line.labels)) {
			right = right && found[i].Text == line.labels[i].figure && slices.Contains(line.labels[i].right, found[i].Of)
		}
		if !right {
			t.Errorf("%s\n got %s\nwant %v", line.text, strings.Join(got, " | "), line.labels)
		}
	}
}
