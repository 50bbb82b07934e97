package enrich

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"shilu/handlers/enrich/internal/lexicon"
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

// readTable reads a table of testdata: columns apart by tabs, comments and empty lines left out. With columns it insists on their number.
func readTable(t testing.TB, path string, columns int) [][]string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	rows := tableRows(string(text))
	for _, row := range rows {
		if columns > 0 && len(row) != columns {
			t.Fatalf("%s: %q has %d columns, not %d", path, row, len(row), columns)
		}
	}
	return rows
}

// FuzzFiguresAndDates checks what holds for every text: places are inside it, in order and quote it, and values can be written as JSON.
func FuzzFiguresAndDates(f *testing.F) {
	for _, path := range []string{"testdata/figures.tsv", "testdata/dates.tsv", "testdata/of.tsv"} {
		text, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		for _, row := range tableRows(string(text)) {
			f.Add(row[0])
		}
	}
	f.Add("万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万万")
	f.Add("1e300亿 2^9999 零分之一 -.5 1/0 \xff３\u2028万")
	f.Fuzz(func(t *testing.T, text string) {
		runes := []rune(text)
		check := func(what string, start, end int, quote string, after int) {
			if start < after || end <= start || end > len(runes) {
				t.Fatalf("%s %q at [%d, %d) after %d of %d", what, quote, start, end, after, len(runes))
			}
			if utf8.ValidString(text) && string(runes[start:end]) != quote {
				t.Fatalf("%s %q, but %q stands there", what, quote, string(runes[start:end]))
			}
		}
		after := 0
		found := figures(0, text)
		nameMeasures(newNumeralText(text), cutWords(text), loadNameTables().words, found)
		for _, f := range found {
			check("figure", f.Start, f.End, f.Text, after)
			if !strings.Contains(text, f.Of) {
				t.Fatalf("%q is said to be of %q, which doesn't stand in %q", f.Text, f.Of, text)
			}
			after = f.End
			if _, err := json.Marshal(f); err != nil {
				t.Fatal(err)
			}
			if f.Kind == "" || f.Comparison == "" {
				t.Fatalf("%+v has no kind or comparison", f)
			}
		}
		for _, spoken := range []schema.Opt{"", "2024-02-29"} {
			after = 0
			for _, d := range dates(0, text, spoken) {
				check("date", d.Start, d.End, d.Text, after)
				after = d.End
				if d.From != "" && d.To != "" && d.From > d.To {
					t.Fatalf("%q from %s to %s", d.Text, d.From, d.To)
				}
			}
		}
	})
}

// cutWords finds the words of a text in which nobody is named.
func cutWords(text string) []lexicon.Token {
	lattice := lexicon.NewLattice(loadNameTables().words)
	lattice.Cut(newNumeralText(text).r, nil)
	return lattice.Tokens
}

// BenchmarkFigures reads the lines of testdata/figures.tsv, which hold more numbers than speech does.
func BenchmarkFigures(b *testing.B) {
	benchmarkLines(b, "testdata/figures.tsv", func(line string) { figures(0, line) })
}

func benchmarkLines(b *testing.B, path string, read func(line string)) {
	lines, size := []string(nil), 0
	for _, row := range readTable(b, path, 0) {
		lines = append(lines, row[0])
		size += len(row[0])
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for _, line := range lines {
			read(line)
		}
	}
}

// TestYuanOfTranscript gives 元 without a place the currency of the place that the whole transcript is of, and none where it is of several.
func TestYuanOfTranscript(t *testing.T) {
	for _, c := range []struct{ said, want string }{
		{"臺灣的長者由行政院補助，臺北也是。", "TWD"},
		{"香港的長者由特區政府補助，香港各區都是。", "HKD"},
		{"臺灣、臺灣、臺灣，與香港比較。", "元"},
		{"長者由政府補助，去年到過臺灣。", "元"},
	} {
		record := handled(t, schema.Record{Versions: "parse.1", Turns: []schema.Turn{{Text: c.said}, {Index: 1, Text: "我們會發給每位長者五千元，電費每度3元。"}}})
		for _, f := range record.Figures {
			if f.Kind == "money" && string(f.Unit) != c.want {
				t.Errorf("%s: %s is in %s, not %s", c.said, f.Text, f.Unit, c.want)
			}
		}
	}
}
