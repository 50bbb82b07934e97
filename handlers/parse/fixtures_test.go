package parse

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"
	"unicode/utf8"

	"shilu/schema"
)

var update = flag.Bool("update", false, "write the golden records")

const goldenSuffix = ".golden.json"

// fixture is a file under testdata/LAYOUT with its golden record beside it.
type fixture struct {
	layout, name string
	original     []byte
}

// TestFixtures reads each fixture by the layout that its folder is named for, without being told which (but for "lines", which is
// only read on request), compares the record with the golden one, and proves every turn. It prints the table of layouts, and fails
// where a layout, a form of file or an encoding has no two fixtures of which one is damaged.
func TestFixtures(t *testing.T) {
	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "layout\tfixture\tencoding\tturns\tspeakers\tproblems")
	count, damaged := map[string]int{}, map[string]int{} // by layout, by form, by encoding
	for _, f := range fixtures(t) {
		t.Run(f.layout+"/"+f.name, func(t *testing.T) {
			rec, err := Handle(context.Background(), f.received())
			if err != nil {
				t.Fatal(err)
			}
			if rec.Layout != f.layout {
				t.Errorf("read by layout %q, want %q", rec.Layout, f.layout)
			}
			if err := check(f.original, rec); err != nil {
				t.Error(err)
			}
			if err := allowed(f.received(), rec); err != nil {
				t.Error(err)
			}
			compare(t, f, rec)
			for _, kind := range []string{f.layout, rec.MediaType, rec.Encoding} {
				count[kind]++
				if strings.HasPrefix(f.name, "damaged") {
					damaged[kind]++
				}
			}
			fmt.Fprintf(w, "%s\t%s\t%s\t%d\t%d\t%s\n", f.layout, f.name, rec.Encoding, len(rec.Turns), len(rec.Speakers), problemCodes(rec))
		})
	}
	w.Flush()
	t.Logf("layouts and their fixtures\n%s", table.String())
	var kinds []string
	for _, l := range Layouts() {
		kinds = append(kinds, l.Name)
	}
	for _, f := range []form{plain, markdown, webVTT, subRip, htmlForm, mhtForm, jsonForm, jsonLines, csvForm, xmlForm, docxForm, odtForm, pdfForm} {
		kinds = append(kinds, string(f))
	}
	for _, r := range candidates {
		kinds = append(kinds, r.name)
	}
	for _, kind := range kinds {
		if count[kind] < 2 || damaged[kind] < 1 {
			t.Errorf("%s has %d fixtures, %d of them damaged; want two and one", kind, count[kind], damaged[kind])
		}
	}
}

func fixtures(t testing.TB) []fixture {
	t.Helper()
	paths, err := filepath.Glob("testdata/*/*")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no fixtures: %v", err)
	}
	var list []fixture
	for _, p := range paths {
		if strings.HasSuffix(p, goldenSuffix) || strings.HasPrefix(p, "testdata/fuzz/") || strings.HasPrefix(p, "testdata/heldout/") {
			continue
		}
		original, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, fixture{filepath.Base(filepath.Dir(p)), filepath.Base(p), original})
	}
	return list
}

func (f fixture) received() schema.Received {
	in := received(f.name, f.original)
	if f.layout == "lines" {
		in.Layout = "lines"
	}
	return in
}

func received(name string, original []byte) schema.Received {
	return schema.Received{
		File:     schema.File{Inbox: "inbox", Path: name, Number: 1, Digest: schema.Digest(original), Size: int64(len(original))},
		Original: original,
	}
}

func compare(t *testing.T, f fixture, rec schema.Record) {
	t.Helper()
	var got bytes.Buffer
	enc := json.NewEncoder(&got)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(rec); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", f.layout, f.name+goldenSuffix)
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; write it with -update and read it", err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("the record differs from %s:\n%s", golden, firstDifference(want, got.Bytes()))
	}
}

func firstDifference(want, got []byte) string {
	w, g := strings.Split(string(want), "\n"), strings.Split(string(got), "\n")
	for i := range min(len(w), len(g)) {
		if w[i] != g[i] {
			return fmt.Sprintf("line %d\nwant %s\ngot  %s", i+1, w[i], g[i])
		}
	}
	return fmt.Sprintf("want %d lines, got %d", len(w), len(g))
}

// check proves what the package promises of every record: each text is its spans of the decoded text, joined by line feeds; spans lie
// in the text, in order, and never overlap; turns are in the order of the file, or all of them in the reverse order; all text is UTF-8;
// turns are numbered and their speakers known.
func check(original []byte, rec schema.Record) error {
	decoded, encoding, err := Decode(original)
	if err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	if encoding != rec.Encoding || !utf8.ValidString(decoded) {
		return fmt.Errorf("decoded as %s (valid: %t), record says %s", encoding, utf8.ValidString(decoded), rec.Encoding)
	}
	runes := []rune(decoded)
	speakers := map[string]bool{}
	for _, s := range rec.Speakers {
		if s.Labels == nil {
			return fmt.Errorf("speaker %s has no list of labels", s.ID)
		}
		speakers[s.ID] = true
	}
	end := 0
	if p := rec.Preamble; p != nil {
		if end, err = proved(p.Text, p.Spans, runes, end); err != nil {
			return fmt.Errorf("preamble: %w", err)
		}
	}
	turns := slices.Clone(rec.Turns)
	for i, turn := range turns {
		if turn.Index != i || !speakers[turn.Speaker] || turn.Spans == nil {
			return fmt.Errorf("turn %d has index %d, speaker %q, spans %v", i, turn.Index, turn.Speaker, turn.Spans)
		}
	}
	if isReversed(turns) {
		slices.Reverse(turns)
	}
	for _, turn := range turns {
		i := turn.Index
		if end, err = proved(turn.Text, turn.Spans, runes, end); err != nil {
			return fmt.Errorf("turn %d: %w", i, err)
		}
	}
	return nil
}

// isReversed reports whether the file has the newest turn first.
func isReversed(turns []schema.Turn) bool {
	first := -1
	for _, turn := range turns {
		if len(turn.Spans) == 0 {
			continue
		}
		if first >= 0 {
			return turn.Spans[0][0] < first
		}
		first = turn.Spans[0][0]
	}
	return false
}

func proved(text string, spans []schema.Span, decoded []rune, from int) (end int, err error) {
	parts := make([]string, len(spans))
	for i, s := range spans {
		if s[0] < from || s[1] <= s[0] || s[1] > len(decoded) {
			return 0, fmt.Errorf("span %v is not behind %d within %d", s, from, len(decoded))
		}
		parts[i], from = string(decoded[s[0]:s[1]]), s[1]
	}
	if joined := strings.Join(parts, "\n"); joined != text {
		return 0, fmt.Errorf("text is %.60q, its spans are %.60q", text, joined)
	}
	return from, nil
}

func problemCodes(rec schema.Record) string {
	var codes []string
	for _, p := range rec.Problems {
		codes = append(codes, p.Code)
	}
	return strings.Join(codes, " ")
}

// TestFilesAreDocumented wants a step of the README for each file, and no step without files.
func TestFilesAreDocumented(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| step | files | what it decides |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	told := map[string]bool{"doc.go": true, "handle.go": true}
	for i, part := range strings.Split(table, "`") {
		if i%2 == 0 || !strings.HasSuffix(part, ".go") {
			continue
		}
		found, _ := filepath.Glob(part)
		if len(found) == 0 {
			t.Errorf("README.md names %s, and there is none", part)
		}
		for _, name := range found {
			told[name] = true
		}
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if !told[name] && !strings.HasSuffix(name, "_test.go") {
			t.Errorf("README.md names no step for %s", name)
		}
	}
}

// TestLayoutsAreDocumented wants every layout in the README's table, and no other.
func TestLayoutsAreDocumented(t *testing.T) {
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(readme), "| layout | a turn looks like |\n")
	table, _, _ = strings.Cut(table, "\n\n")
	var got, want []string
	for _, row := range strings.Split(table, "\n")[1:] {
		name, _, _ := strings.Cut(strings.TrimPrefix(row, "| `"), "`")
		got = append(got, name)
	}
	for _, l := range Layouts() {
		want = append(want, l.Name)
		if l.Example == "" {
			t.Errorf("layout %s has no example", l.Name)
		}
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("README.md lists %v, want %v", got, want)
	}
}
