package archive

import (
	"context"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"shilu/schema"
)

// openTest makes an archive.
func openTest(t testing.TB) *Archive {
	t.Helper()
	return openTestAt(t, filepath.Join(t.TempDir(), "archive.db"))
}

// openTestAt opens an archive that is checked and closed when the test ends: nothing that a test does may leave the file at odds with
// itself.
func openTestAt(t testing.TB, path string) *Archive {
	t.Helper()
	a, err := Open(t.Context(), path, DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		checkTest(t, a)
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

func checkTest(t testing.TB, a *Archive) {
	t.Helper()
	problems, err := a.Check(context.Background())
	if err != nil {
		t.Error(err)
	}
	for _, p := range problems {
		t.Errorf("check: %s", p)
	}
}

func putTest(t testing.TB, a *Archive, r schema.Record, original []byte) (repeat bool) {
	t.Helper()
	repeat, err := a.Put(t.Context(), r, original)
	if err != nil {
		t.Fatal(err)
	}
	return repeat
}

// speech makes a record with the given turns; each is also a line of the original, under the file's name to make it another one.
func speech(path string, number int64, texts ...string) (schema.Record, []byte) {
	original := []byte(strings.Join(texts, "\n"))
	r := schema.Record{
		Digest: schema.Digest(original), MediaType: "text/plain", Encoding: "utf-8", EncodingConfidence: 0.97, Layout: "lines", Language: "zh-Hans",
		Title: "石桥镇记者见面会", Date: "2024-05-10", DateFrom: "text", Versions: "parse.1+enrich.1",
		Source:   schema.Source{Inbox: "press", Path: path, Number: number},
		Speakers: []schema.Speaker{{ID: "s1", Name: "主持人", Labels: []string{"主持人"}, Role: schema.Host}},
	}
	r.ID = schema.TranscriptID(r.Digest)
	place := 0
	for i, text := range texts {
		n := utf8.RuneCountInString(text)
		r.Turns = append(r.Turns, schema.Turn{Index: i, Speaker: "s1", Label: "主持人", Text: text, Spans: []schema.Span{{place, place + n}}})
		place += n + 1
	}
	return r, original
}

// generator invents press meetings: the same seed, the same meetings.
type generator struct {
	*rand.Rand
	characters []rune
}

func newGenerator(seed uint64) *generator {
	// Both forms of the same characters, both widths, both cases, digits, punctuation that ASCII tokenizers drop, and few enough of
	// all that any two stand together often.
	const characters = "西洋参產业产業鎮镇海岸線线国國民发發髮里裏裡台臺，。、：（）()“”%％55５.．AaＡａBbGDP-——𠮷𪚥é\t　 \n"
	return &generator{rand.New(rand.NewPCG(seed, 1)), []rune(characters)}
}

func (g *generator) text(n int) string {
	var b strings.Builder
	for range n {
		b.WriteRune(g.characters[g.IntN(len(g.characters))])
	}
	return b.String()
}

// meeting is a record with about turns turns of about length characters, every list of it filled.
func (g *generator) meeting(path string, number int64, turns, length int) (schema.Record, []byte) {
	texts := make([]string, turns)
	for i := range texts {
		texts[i] = g.text(1 + g.IntN(2*length))
	}
	texts[0] += path + fmt.Sprint(number, g.Uint64())
	r, original := speech(path, number, texts...)
	r.Date = schema.Opt(fmt.Sprintf("20%02d-%02d-%02d", 10+g.IntN(15), 1+g.IntN(12), 1+g.IntN(28)))
	r.Preamble = &schema.Passage{Text: "出席\n记者", Spans: []schema.Span{{0, 2}, {3, 5}}}
	r.Roster = []schema.Participant{{Name: "孟远", Affiliation: "石桥镇党委书记", Role: schema.Official}, {Name: "何苗", Role: schema.Journalist}}
	r.Speakers = append(r.Speakers,
		schema.Speaker{ID: "s2", Name: "孟远", Labels: []string{"孟远", "孟书记"}, Role: schema.Official,
			Affiliation: "石桥镇党委书记", Organization: "石桥镇党委", Post: "书记"},
		schema.Speaker{ID: "s3", Labels: []string{}, Role: schema.Unknown})
	upper := 12.5
	for i := range r.Turns {
		t := &r.Turns[i]
		if i%3 == 1 {
			t.Speaker, t.Label, t.Time = "s2", "孟书记", schema.Opt(fmt.Sprintf("09:%02d:00", i%60))
			r.Exchanges = append(r.Exchanges, schema.Exchange{Question: []int{i - 1}, Answers: []int{i}, Addressees: []string{"s2"}})
		}
		for range 4 {
			n := utf8.RuneCountInString(t.Text)
			start := g.IntN(n)
			r.Figures = append(r.Figures, schema.Figure{Turn: i, Start: start, End: n, Text: "8.3亿元", Value: g.NormFloat64() * 1e9,
				Upper: &upper, Unit: "CNY", Kind: "money", Comparison: "gt", Approximate: g.IntN(2) == 0,
				Of: []string{"", "产值"}[g.IntN(2)]})
			r.Entities = append(r.Entities, schema.Entity{Turn: i, Start: 0, End: start, Text: "石桥镇", Kind: "place", Ref: "371000"})
		}
		r.Dates = append(r.Dates, schema.Date{Turn: i, Start: 0, End: 1, Text: "今年以来", From: "2024-01-01"})
	}
	r.Exchanges = append(r.Exchanges, schema.Exchange{Question: []int{0}, Answers: []int{}, Addressees: []string{}})
	r.Keywords = []schema.Keyword{{Text: "西洋参", Weight: g.Float64()}, {Text: "海岸线", Weight: 1}}
	r.Report(schema.ProblemUnbalancedQuotes, "a “ has no ”")
	r.ReportTurn(schema.ProblemEmptyTurn, turns-1, "")
	return r, original
}
