package archive

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
	"shilu/schema/query"
)

// TestSearchQuality writes down how well each question finds what it is about, so that a change of ranking shows as a diff:
// testdata/quality.golden has a line per question, and recall@1, recall@5 and the mean reciprocal rank of both orders.
//
// testdata/quality.txt has the turns and the questions. Which turns answer a question was decided before anything was ranked.
func TestSearchQuality(t *testing.T) {
	a := openTest(t)
	text, err := os.ReadFile("testdata/quality.txt")
	if err != nil {
		t.Fatal(err)
	}
	var questions []string
	transcripts := map[string][]string{}
	var dates []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		kind, rest, _ := strings.Cut(line, " ")
		switch {
		case line == "", kind == "#":
		case kind == "?":
			questions = append(questions, rest)
		default:
			if transcripts[kind] == nil {
				dates = append(dates, kind)
			}
			transcripts[kind] = append(transcripts[kind], rest)
		}
	}
	turns := map[string]string{} // the name of each turn, by permalink
	for _, date := range dates {
		var texts []string
		for _, turn := range transcripts[date] {
			_, said, _ := strings.Cut(turn, " ")
			texts = append(texts, said)
		}
		record, original := speech(date+".txt", 1, texts...)
		record.Date = schema.Opt(date)
		for i, turn := range transcripts[date] {
			name, _, _ := strings.Cut(turn, " ")
			turns[fmt.Sprintf("%s#%d", record.ID, i)] = name
		}
		putTest(t, a, record, original)
	}

	var got bytes.Buffer
	for _, order := range []struct {
		name string
		Order
	}{{"newest", Newest}, {"relevance", Relevance}} {
		fmt.Fprintf(&got, "# %s\n", order.name)
		var first, five, reciprocal float64
		for _, question := range questions {
			words, answers, _ := strings.Cut(question, " = ")
			wanted := strings.Fields(answers)
			page, err := a.Search(t.Context(), query.Parse(words), SearchOptions{Order: order.Order, Limit: 5})
			if err != nil {
				t.Fatal(err)
			}
			var found []string
			best, hits := 0.0, 0
			for i, hit := range page.Hits {
				name := turns[fmt.Sprintf("%s#%d", hit.Transcript, hit.Turn)]
				if slices.Contains(wanted, name) {
					name += "*"
					hits++
					best = max(best, 1/float64(i+1))
					if i == 0 {
						first += 1 / float64(len(wanted))
					}
				}
				found = append(found, name)
			}
			five += float64(hits) / float64(len(wanted))
			reciprocal += best
			fmt.Fprintf(&got, "%s = %s\n", words, strings.Join(found, " "))
		}
		n := float64(len(questions))
		fmt.Fprintf(&got, "recall@1 %.3f  recall@5 %.3f  mrr %.3f\n\n", first/n, five/n, reciprocal/n)
	}
	const golden = "testdata/quality.golden"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if got.String() != string(want) {
		t.Errorf("the questions find\n%s\nwant\n%s", &got, want)
	}
}
