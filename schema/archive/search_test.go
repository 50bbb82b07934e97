package archive

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
	"shilu/schema/query"
)

func asJSON(t *testing.T, r schema.Record) string {
	t.Helper()
	encoded, err := json.MarshalIndent(r, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}

// texts returns what a search finds, page by page.
func texts(t *testing.T, a *Archive, input string) []string {
	t.Helper()
	var found []string
	for _, h := range answer(t, a, query.Parse(input), SearchOptions{Limit: 3}) {
		found = append(found, h.Excerpt.Text)
	}
	return found
}

// answer reads all pages, which have to agree on how many hits there are.
func answer(t *testing.T, a *Archive, tree query.Tree, opts SearchOptions) []query.Hit {
	t.Helper()
	var hits []query.Hit
	for {
		page, err := a.Search(t.Context(), tree, opts)
		if err != nil {
			t.Fatalf("search %s: %v", tree, err)
		}
		hits = append(hits, page.Hits...)
		if page.Next == "" {
			count, err := a.Count(t.Context(), tree, opts.IncludeSuperseded)
			if err != nil || len(hits) != count || page.Total > count || page.AtLeast == (page.Total == count) {
				t.Errorf("search %s: %d hits on all pages, count %d, %v; total %d, at least: %t", tree, len(hits), count, err, page.Total, page.AtLeast)
			}
			return hits
		}
		opts.Cursor = string(page.Next)
	}
}

func TestSearchHit(t *testing.T) {
	a := openTest(t)
	record, original := speech("会议.txt", 7, "早上好", "请介绍西洋參產業。")
	record.Source.URL = "https://example.org/1"
	record.Turns[1].Time = "09:31:06"
	record.Turns[1].Label = "主持"
	putTest(t, a, record, original)
	page, err := a.Search(t.Context(), query.Parse("西洋参产业 -没有"), SearchOptions{})
	if err != nil {
		t.Fatal(err)
	}
	want := `[{"transcript":"` + record.ID + `","title":"石桥镇记者见面会","date":"2024-05-10",` +
		`"source":{"inbox":"press","path":"会议.txt","number":7,"url":"https://example.org/1"},"superseded":false,"turn":1,"place":4,` +
		`"speaker":{"id":"s1","name":"主持人","label":"主持","role":"host","affiliation":null},"time":"09:31:06",` +
		`"excerpt":{"start":0,"text":"请介绍西洋參產業。","before":false,"after":false,"marks":[[3,8]]}}]`
	if got, err := json.Marshal(page.Hits); err != nil || string(got) != want {
		t.Errorf("hits %s, %v\nwant %s", got, err, want)
	}
	if page.Total != 1 || page.Next != "" || len(page.Notes) != 0 {
		t.Errorf("page %+v", page)
	}
	page, err = a.Search(t.Context(), query.Parse("(西洋参"), SearchOptions{})
	if err != nil || page.Total != 1 || !slices.Equal(page.Notes, []string{"( is not closed: searched as plain words"}) {
		t.Errorf("a query that can't be read: %+v, %v", page, err)
	}
	page, err = a.Search(t.Context(), query.Parse(""), SearchOptions{})
	if err != nil || page.Total != 0 || len(page.Notes) != 1 {
		t.Errorf("an empty query: %+v, %v", page, err)
	}
}

// TestSearchOrder reads page by page while transcripts come in between: each turn that was there comes once, the newest first.
func TestSearchOrder(t *testing.T) {
	a := openTest(t)
	put := func(name, date string) {
		record, original := speech(name, 1, "海岸线一 "+name, "别的 "+name, "海岸线二 "+name)
		record.Date = schema.Opt(date)
		putTest(t, a, record, original)
	}
	put("old", "1949-10-01")
	put("none", "")
	put("new", "2024-05-10")
	put("first", "0001-01-01")
	put("mid", "2023-12-31")
	put("last", "9999-12-31")
	want := []string{"海岸线一 last", "海岸线二 last", "海岸线一 new", "海岸线二 new", "海岸线一 mid", "海岸线二 mid", "海岸线一 old", "海岸线二 old",
		"海岸线一 first", "海岸线二 first", "海岸线一 none", "海岸线二 none"}
	if got := texts(t, a, "海岸线"); !slices.Equal(got, want) {
		t.Errorf("found %q, want %q", got, want)
	}

	opts := SearchOptions{Limit: 5}
	var got []string
	for i := 0; ; i++ {
		page, err := a.Search(t.Context(), query.Parse("海岸线"), opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page.Hits {
			got = append(got, h.Excerpt.Text)
		}
		if page.Next == "" {
			break
		}
		opts.Cursor = string(page.Next)
		put(fmt.Sprintf("between%d", i), "9999-12-31")
	}
	if !slices.Equal(got, want) {
		t.Errorf("with others coming in, found %q, want %q", got, want)
	}
	for _, cursor := range []string{"x", "n", "n.1", "r.1.1.-2", "n.1.!", "n.1.5.5", "n.-1.5", "n..5"} {
		_, err := a.Search(t.Context(), query.Parse("海岸线"), SearchOptions{Cursor: cursor})
		if schema.AsFault(err) == nil {
			t.Errorf("cursor %q: %v, want a fault", cursor, err)
		}
	}
}

func TestSearchRelevance(t *testing.T) {
	a := openTest(t)
	for i, text := range []string{strings.Repeat("说了很多别的话", 20) + "海岸线", "海岸线", "海岸线和海岸线"} {
		record, original := speech(fmt.Sprintf("%d.txt", i), 1, text)
		record.Date = schema.Opt(fmt.Sprintf("202%d-01-01", 4-i))
		putTest(t, a, record, original)
	}
	var got []string
	for _, h := range answer(t, a, query.Parse("海岸线"), SearchOptions{Order: Relevance, Limit: 1}) {
		got = append(got, h.Source.Path)
	}
	if want := []string{"2.txt", "1.txt", "0.txt"}; !slices.Equal(got, want) {
		t.Errorf("by relevance: %v, want %v", got, want)
	}
}

// TestSearchNeverFails asks what a stranger might: nothing that is typed reaches SQL or FTS5's own language.
func TestSearchNeverFails(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 1, `'"*^:{}NEAR(a b, 2) text : "x" AND\0 %_;--`)
	putTest(t, a, record, original)
	for _, input := range []string{
		`'`, `"`, `*`, `^`, `a*`, `text:x`, `{text}:x`, `NEAR(a b, 2)`, `NEAR`, `-`, `"a" "b`, `a AND`, `' OR 1=1 --`, `%`, `_`, "\x00", "\xff",
		strings.Repeat("(", 500), strings.Repeat("a ", 500), strings.Repeat("-", 900), strings.Repeat("(a OR ", 30) + "b" + strings.Repeat(")", 30),
		strings.Repeat("a OR b -c ", 90), strings.Repeat("西", 999),
	} {
		if _, err := a.Search(t.Context(), query.Parse(input), SearchOptions{}); err != nil {
			t.Errorf("search %.40q: %v", input, err)
		}
	}
	if got := texts(t, a, `"'" NEAR( "{}"`); len(got) != 1 {
		t.Errorf("found %q by its punctuation", got)
	}
}
