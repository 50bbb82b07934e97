package export

import (
	"bytes"
	encsv "encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"shilu/schema"
)

var update = flag.Bool("update", false, "write the golden files")

// hostile is a record in which names and texts hold what means something in the formats.
func hostile(t testing.TB) schema.Record {
	t.Helper()
	encoded, err := os.ReadFile("testdata/record.json")
	if err != nil {
		t.Fatal(err)
	}
	var r schema.Record
	if err := json.Unmarshal(encoded, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

// write is what a format makes of selections.
func write(t testing.TB, format string, o Options, selections ...Selection) string {
	t.Helper()
	var out bytes.Buffer
	f, err := Find(format)
	if err != nil {
		t.Fatal(err)
	}
	w, err := f.Open(&out, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range selections {
		if err := w.Write(s); err != nil {
			t.Fatal(err)
		}
	}
	return out.String()
}

// TestGolden shows each format as it is.
func TestGolden(t *testing.T) {
	r := hostile(t)
	for _, f := range Formats {
		tables := []string{""}
		if f.Name == "csv" {
			tables = Tables()
		}
		for _, table := range tables {
			got := write(t, f.Name, Options{Table: table}, Selection{Record: r})
			golden := filepath.Join("testdata", "record"+strings.TrimSuffix("."+table, ".")+f.Extension)
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatalf("%v; write it with -update and read it", err)
			}
			if got != string(want) {
				t.Errorf("%s is not what %s says:\n%s", f.Name, golden, got)
			}
		}
	}
}

func TestJSONLIsTheRecord(t *testing.T) {
	r := hostile(t)
	lines := strings.Split(write(t, "jsonl", Options{}, Selection{Record: r}, Selection{Record: r, Found: []int{1}}), "\n")
	if len(lines) != 3 || lines[0] != lines[1] || lines[2] != "" {
		t.Fatalf("%d lines, want the record twice", len(lines))
	}
	var got schema.Record
	if err := json.Unmarshal([]byte(lines[0]), &got); err != nil || !reflect.DeepEqual(got, r) {
		t.Errorf("the record came back changed: %v", err)
	}
}

// rows reads a CSV as somebody else's program would.
func rows(t testing.TB, out string) [][]string {
	t.Helper()
	got, err := encsv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return got
}

func TestCSV(t *testing.T) {
	r := hostile(t)
	out := write(t, "csv", Options{Table: "turns"}, Selection{Record: r})
	got := rows(t, out)
	if len(got) != 1+len(r.Turns) {
		t.Fatalf("%d rows, want a header and %d", len(got), len(r.Turns))
	}
	column := func(row []string, name string) string {
		for i, n := range got[0] {
			if n == name {
				return row[i]
			}
		}
		t.Fatalf("there is no column %s", name)
		return ""
	}
	for name, want := range map[string]string{
		"text": "'" + r.Turns[1].Text, "label": "'" + r.Turns[1].Label, "speaker": "'" + r.Turns[1].Label, "time": "09:02:10",
		"permalink": r.ID + "#c100", "file": "press/" + r.Source.Path, "turn": "1",
	} {
		if got := column(got[2], name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if n := strings.Count(out, "\r\n"); n != len(got) {
		t.Errorf("%d lines end in CRLF, want %d", n, len(got))
	}

	got = rows(t, write(t, "csv", Options{Table: "figures"}, Selection{Record: r}))
	if text, value := column(got[2], "figure"), column(got[2], "value"); text != "'-3.5℃" || value != "-3.5" {
		t.Errorf("the figure is %q and its value %q, want text defused and a number left alone", text, value)
	}
	if got := column(got[3], "upper"); got != "400000000" {
		t.Errorf("the upper end is %s", got)
	}

	got = rows(t, write(t, "csv", Options{Table: "exchanges"}, Selection{Record: r}))
	if who, answer := column(got[1], "answered_by"), column(got[1], "answer"); who != "杜若川" || answer != r.Turns[2].Text+"\n"+r.Turns[3].Text {
		t.Errorf("%s answers %q", who, answer)
	}
	if out := write(t, "csv", Options{Table: "turns", BOM: true}); !strings.HasPrefix(out, "\uFEFFtranscript,") || strings.Count(out, "\n") != 1 {
		t.Errorf("a table of nothing with a mark is %q", out)
	}
}

// TestCSVHasTheRowsThatWereFound counts rows for what is found: the turn 3 of s3, which answers the turn 1.
func TestCSVHasTheRowsThatWereFound(t *testing.T) {
	for table, want := range map[string]int{"turns": 1, "figures": 1, "exchanges": 1, "speakers": 1} {
		out := write(t, "csv", Options{Table: table}, Selection{Record: hostile(t), Found: []int{3}})
		if got := len(rows(t, out)) - 1; got != want {
			t.Errorf("%s: %d rows, want %d\n%s", table, got, want, out)
		}
	}
}

// TestClean has what no text may carry: what steers a terminal, what XML forbids, what is no character.
func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"一\t二\n三": "一\t二\n三", "\x1b[2J": "�[2J", "\u009b2J": "�2J", "\x7f\x00\r": "���", "\ufffe\uffff": "��", "a\xffb": "a�b", "𠮷é\u200d": "𠮷é\u200d",
	} {
		if got := clean(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

func TestUnknownNames(t *testing.T) {
	if _, err := Find("docx"); err == nil || !strings.Contains(err.Error(), "jsonl") {
		t.Errorf("%v, want an error that lists the formats", err)
	}
	csv, _ := Find("csv")
	if _, err := csv.Open(&bytes.Buffer{}, Options{Table: "words"}); err == nil || !strings.Contains(err.Error(), "speakers") {
		t.Errorf("%v, want an error that lists the tables", err)
	}
}

// TestNothingStaysBehind writes 100,000 turns and counts: after each transcript every byte of it is out, so that no format's memory
// grows with what was written before.
func TestNothingStaysBehind(t *testing.T) {
	const transcripts, turns = 500, 200
	r := hostile(t)
	for len(r.Turns) < turns {
		next := r.Turns[len(r.Turns)%5]
		next.Index = len(r.Turns)
		r.Turns = append(r.Turns, next)
	}
	for _, f := range Formats {
		var out counter
		w, err := f.Open(&out, Options{Table: "turns"})
		if err != nil {
			t.Fatal(err)
		}
		head, each := int(out), 0
		for i := range transcripts {
			before := int(out)
			if err := w.Write(Selection{Record: r}); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				each = int(out) - before
			}
			if wrote := int(out) - head; each < 20*turns || wrote != (i+1)*each {
				t.Fatalf("%s: %d bytes are out after %d transcripts of %d", f.Name, wrote, i+1, each)
			}
			if f.Single {
				break
			}
		}
	}
}

type counter int

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// full is a disk without room.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, fmt.Errorf("no space left") }

func TestAnErrorOfTheWriterIsTold(t *testing.T) {
	for _, f := range Formats {
		w, err := f.Open(full{}, Options{Table: "turns"})
		if err == nil {
			err = w.Write(Selection{Record: hostile(t)})
		}
		if err == nil {
			t.Errorf("%s writes to a full disk and says nothing", f.Name)
		}
	}
}

// FuzzFormats puts a stranger's text wherever one may stand.
func FuzzFormats(f *testing.F) {
	for _, s := range []string{
		"=1+1", "a|b", "`x`", "]]>", "-->", "<v x>", "\x00\x1b[2J", "\ufffe\uffff", "\xff", "1. a", "# a", "a\n\nb", "a\r\nb", "\u2028", "NOTE a", "\"", "&amp;",
		"WEBVTT", "00:00:01.000 --> 00:00:02.000", "<script>alert(1)</script>", "\u202e", "--", "s1\"", "  ", "\t=1",
	} {
		f.Add(s, s)
	}
	r := hostile(f)
	f.Fuzz(func(t *testing.T, name, said string) {
		r := strange(r, name, said)
		for _, format := range Formats {
			for _, table := range Tables() {
				out := write(t, format.Name, Options{Table: table}, Selection{Record: r})
				if !utf8.ValidString(out) {
					t.Errorf("%s is no UTF-8", format.Name)
				}
				// JSON escapes what is below a space, and carries the rest.
				foreign := func(r rune) bool { return r != '\r' && isForeign(r) && (r < ' ' || format.Name != "jsonl") }
				if at := strings.IndexFunc(out, foreign); at >= 0 {
					t.Errorf("%s has the character %q", format.Name, out[at])
				}
				if wellFormed[format.Name] != nil {
					wellFormed[format.Name](t, r, table, out)
				}
				if format.Name != "csv" {
					break
				}
			}
		}
	})
}

// strange is the record with the texts wherever a file may have them.
func strange(r schema.Record, name, said string) schema.Record {
	r.Title, r.Place, r.Source.Path, r.Source.URL = schema.Opt(name), schema.Opt(name), name, schema.Opt(name)
	r.Speakers = append([]schema.Speaker{}, r.Speakers...)
	r.Turns = append([]schema.Turn{}, r.Turns...)
	for i := range r.Speakers {
		s := &r.Speakers[i]
		s.Name, s.Labels, s.Affiliation, s.Organization, s.Post = schema.Opt(name), []string{name}, schema.Opt(name), schema.Opt(name), schema.Opt(name)
	}
	for i := range r.Turns {
		r.Turns[i].Label, r.Turns[i].Text = name, said
		if i%2 == 0 {
			r.Turns[i].Time = schema.Opt(name)
		}
	}
	return r
}

// wellFormed looks at what a format made, as the format's readers do.
var wellFormed = map[string]func(t *testing.T, r schema.Record, table, out string){
	"csv": func(t *testing.T, r schema.Record, table, out string) {
		got := rows(t, out)
		for _, row := range got {
			for i, cell := range row {
				if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r") && got[0][i] != "value" {
					t.Errorf("%s has the formula %q", got[0][i], cell)
				}
			}
		}
	},
	"jsonl": func(t *testing.T, r schema.Record, table, out string) {
		if strings.Count(out, "\n") != 1 || !json.Valid([]byte(out)) {
			t.Errorf("no line of JSON: %s", out)
		}
	},
	"akn": func(t *testing.T, r schema.Record, table, out string) {
		if err := checkAkomaNtoso(out); err != nil {
			t.Errorf("%v:\n%s", err, out)
		}
	},
	"webvtt": func(t *testing.T, r schema.Record, table, out string) {
		checkWebVTT(t, r, out)
	},
	"markdown": func(t *testing.T, r schema.Record, table, out string) {
		if n := strings.Count(out, "\n# "); n > 0 || !strings.HasPrefix(out, "# ") {
			t.Errorf("%d headings too many:\n%s", n, out)
		}
		for _, link := range strings.Split(out, "](")[1:] {
			if !strings.HasPrefix(link, "#") {
				t.Errorf("a link leads to %.20q", link)
			}
		}
	},
}
