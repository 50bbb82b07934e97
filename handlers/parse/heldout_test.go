package parse_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"shilu/handlers/parse"
	"shilu/schema"
)

// heldOutFloor is the mean turns_f1 that the sample reached when it was last measured, rounded down. It may only be raised.
const heldOutFloor = 0.99

const heldOutDir = "testdata/heldout"

// TestHeldOut measures Handle on the files of testdata/heldout, which whoever writes readers must not look at; README.md there has
// the rule and the conventions. It tells no more than a line per layout, unless SHILU_HELDOUT=show asks for the files.
func TestHeldOut(t *testing.T) {
	show := testing.Verbose() && os.Getenv("SHILU_HELDOUT") == "show"
	layouts, all := map[int]*tally{}, &tally{}
	for _, name := range heldOutFiles(t) {
		want, original := heldOutFile(t, name)
		got, err := handle(want.Path, original)
		s := judge(want, got, err, original)
		if layouts[want.Layout] == nil {
			layouts[want.Layout] = &tally{}
		}
		layouts[want.Layout].add(s)
		all.add(s)
		if show && s.imperfect() {
			t.Logf("%s (layout %d, read as %s, %v): %+v%s", name, want.Layout, got.Layout, err, s, differences(want, got))
		}
	}
	for _, number := range slices.Sorted(maps.Keys(layouts)) {
		t.Logf("layout %2d  %s", number, layouts[number])
		if layouts[number].files < 2 {
			t.Errorf("layout %d has %d file, want 2 at least", number, layouts[number].files)
		}
	}
	t.Logf("all        %s", all)
	if mean := all.turns / float64(all.files); mean < heldOutFloor {
		t.Errorf("mean turns_f1 is %.4f, which was %.2f at least", mean, heldOutFloor)
	}
}

// labels is what a person says of a file.
type labels struct {
	Layout   int         `json:"layout_number"`
	Path     string      `json:"path"`
	Encoding string      `json:"encoding"`
	Title    string      `json:"title"`
	Date     string      `json:"date"`
	Turns    []turnLabel `json:"turns"`
}

type turnLabel struct {
	Label    string   `json:"label"`
	LabelAlt []string `json:"label_alt"`
	First    string   `json:"first"`
	Time     string   `json:"time"`
	TimeAlt  []string `json:"time_alt"`
	Optional bool     `json:"optional"`
}

const labelSuffix = ".want.json"

// heldOutFiles lists the transcripts of the sample, sorted by name. A label whose file is gone fails the test when it is read.
func heldOutFiles(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(heldOutDir, "*"+labelSuffix))
	if err != nil || len(found) < 100 {
		t.Fatalf("%d labels in %s (%v), want the whole sample", len(found), heldOutDir, err)
	}
	for i := range found {
		found[i] = strings.TrimSuffix(filepath.Base(found[i]), labelSuffix)
	}
	return found
}

func heldOutFile(t *testing.T, name string) (labels, []byte) {
	t.Helper()
	path := filepath.Join(heldOutDir, name)
	original, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path + labelSuffix)
	if err != nil {
		t.Fatal(err)
	}
	want := labels{Path: name}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatalf("read the labels of %s: %v", name, err)
	}
	return want, original
}

func handle(path string, original []byte) (schema.Record, error) {
	return parse.Handle(context.Background(), schema.Received{
		File: schema.File{
			Inbox: "heldout", Path: path, Number: 1, Digest: schema.Digest(original), Size: int64(len(original)),
			MediaType: schema.MediaType(path),
		},
		Original: original,
	})
}

// verdict is how a record compares with the labels of its file.
type verdict struct {
	Turns    float64 // F1 of the turns that count
	Time     float64 // part of them whose stamp is right; NaN where none counts
	Encoding bool
	Titled   bool // the labels have a title
	Title    bool
	Dated    bool // there are turns, so that a day of speech can be asked for
	Date     bool
}

func (v verdict) imperfect() bool {
	return v.Turns < 1 || v.Time < 1 || !v.Encoding || v.Titled && !v.Title || v.Dated && !v.Date
}

// judge gives a file that Handle refused nothing at all.
func judge(want labels, got schema.Record, err error, original []byte) verdict {
	spoken := len(want.Turns) > 0
	v := verdict{Time: math.NaN(), Titled: spoken && want.Title != "", Dated: spoken}
	if err != nil {
		return v
	}
	v.Title = strings.Contains(squeeze(string(got.Title)), squeeze(want.Title))
	v.Date = want.Date == string(got.Date)
	v.Encoding = sameEncoding(want.Encoding, got.Encoding, original)

	good, timed := 0, 0
	leftOut := map[int]bool{} // the optional turns that the record hasn't
	for i, w := range want.Turns {
		leftOut[i] = w.Optional
	}
	for _, p := range align(want.Turns, got.Turns) {
		w, g := want.Turns[p.want], got.Turns[p.got]
		delete(leftOut, p.want)
		if sameLabel(w, g) {
			good++
			if sameTime(w, g) {
				timed++
			}
		}
	}
	expected := len(want.Turns)
	for _, optional := range leftOut {
		if optional {
			expected--
		}
	}
	v.Turns = 1
	if total := expected + len(got.Turns); total > 0 {
		v.Turns = 2 * float64(good) / float64(total)
	}
	if good > 0 {
		v.Time = float64(timed) / float64(good)
	}
	return v
}

type pair struct{ want, got int }

// align finds the longest sequence of labelled turns that stand in the record in the same order, by how their texts begin.
func align(want []turnLabel, got []schema.Turn) []pair {
	begins := func(i, j int) bool {
		key := []rune(squeeze(want[i].First))
		text := squeeze(got[j].Text)
		if len(key) == 0 {
			return text == ""
		}
		return strings.HasPrefix(text, string(key[:min(len(key), 8)]))
	}
	longest := make([][]int, len(want)+1) // [i][j]: of want[i:] and got[j:]
	for i := range longest {
		longest[i] = make([]int, len(got)+1)
	}
	for i := len(want) - 1; i >= 0; i-- {
		for j := len(got) - 1; j >= 0; j-- {
			longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			if begins(i, j) {
				longest[i][j] = max(longest[i][j], longest[i+1][j+1]+1)
			}
		}
	}
	var pairs []pair
	for i, j := 0, 0; i < len(want) && j < len(got); {
		switch {
		case begins(i, j) && longest[i][j] == longest[i+1][j+1]+1:
			pairs = append(pairs, pair{i, j})
			i, j = i+1, j+1
		case longest[i+1][j] >= longest[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

func sameLabel(want turnLabel, got schema.Turn) bool {
	plain := func(label string) string {
		return strings.ToLower(strings.TrimRight(squeeze(label), ":：︰."))
	}
	return slices.ContainsFunc(append([]string{want.Label}, want.LabelAlt...), func(label string) bool {
		return plain(label) == plain(got.Label)
	})
}

func sameTime(want turnLabel, got schema.Turn) bool {
	return slices.ContainsFunc(append([]string{want.Time}, want.TimeAlt...), func(stamp string) bool {
		a, aOK := seconds(stamp)
		b, bOK := seconds(string(got.Time))
		if aOK && bOK {
			return math.Abs(a-b) < 1e-6
		}
		return stamp == string(got.Time)
	})
}

// seconds reads 01:02:03.450, 1:02, 12.5s, 02:05 PM, each also behind a date.
func seconds(stamp string) (float64, bool) {
	stamp, noon := strings.ToUpper(stamp), 0.0
	if before, ok := strings.CutSuffix(stamp, " PM"); ok {
		stamp, noon = before, 12*3600
	}
	stamp = strings.TrimSuffix(strings.TrimSuffix(stamp, " AM"), "S")
	if at := strings.LastIndexAny(stamp, " T"); at >= 0 {
		stamp = stamp[at+1:]
	}
	if stamp == "" {
		return 0, false
	}
	total := 0.0
	for part := range strings.SplitSeq(strings.ReplaceAll(stamp, ",", "."), ":") {
		n, err := strconv.ParseFloat(part, 64)
		if err != nil {
			return 0, false
		}
		total = total*60 + n
	}
	return total + noon, true
}

// sameEncoding takes the older names of GB 18030 for it, and for a file of nothing but ASCII each of its supersets.
func sameEncoding(want, got string, original []byte) bool {
	if want == got || want == "gb18030" && (got == "gbk" || got == "gb2312") {
		return true
	}
	ascii := bytes.IndexFunc(original, func(r rune) bool { return r > unicode.MaxASCII }) < 0
	return ascii && (got == "windows-1252" || got == "us-ascii")
}

func squeeze(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}

// tally sums verdicts.
type tally struct {
	files          int
	turns          float64
	faultless      int
	time           float64
	timed          int
	encodings      int
	titles, titled int
	dates, dated   int
}

func (s *tally) add(v verdict) {
	s.files++
	s.turns += v.Turns
	if v.Turns == 1 {
		s.faultless++
	}
	if !math.IsNaN(v.Time) {
		s.timed++
		s.time += v.Time
	}
	if v.Encoding {
		s.encodings++
	}
	if v.Titled {
		s.titled++
		if v.Title {
			s.titles++
		}
	}
	if v.Dated {
		s.dated++
		if v.Date {
			s.dates++
		}
	}
}

func (s *tally) String() string {
	mean := "  -  "
	if s.timed > 0 {
		mean = fmt.Sprintf("%.3f", s.time/float64(s.timed))
	}
	return fmt.Sprintf("files %3d  turns_f1 %.3f  faultless %d/%d  time %s  encoding %d/%d  title %d/%d  date %d/%d",
		s.files, s.turns/float64(s.files), s.faultless, s.files, mean, s.encodings, s.files, s.titles, s.titled, s.dates, s.dated)
}

// differences lists what a file's record lacks and has too much, for who keeps the sample.
func differences(want labels, got schema.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "\n  encoding %s, want %s; title %q, want %q; date %q, want %q", got.Encoding, want.Encoding, got.Title, want.Title, got.Date, want.Date)
	lacking, extra := map[int]bool{}, map[int]bool{}
	for i := range want.Turns {
		lacking[i] = !want.Turns[i].Optional
	}
	for j := range got.Turns {
		extra[j] = true
	}
	for _, p := range align(want.Turns, got.Turns) {
		w, g := want.Turns[p.want], got.Turns[p.got]
		if sameLabel(w, g) {
			lacking[p.want], extra[p.got] = false, false
			if !sameTime(w, g) {
				fmt.Fprintf(&b, "\n  time of turn %d is %q, want %q", g.Index, g.Time, w.Time)
			}
		}
	}
	for i, w := range want.Turns {
		if lacking[i] {
			fmt.Fprintf(&b, "\n  lacks %q %q", w.Label, w.First)
		}
	}
	for j, g := range got.Turns {
		if extra[j] {
			text := []rune(squeeze(g.Text))
			fmt.Fprintf(&b, "\n  extra %q %q", g.Label, string(text[:min(len(text), 20)]))
		}
	}
	return b.String()
}
