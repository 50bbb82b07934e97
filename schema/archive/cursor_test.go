package archive

import (
	"fmt"
	"slices"
	"testing"

	"shilu/schema"
	"shilu/schema/query"
)

// FuzzCursor holds for whatever a stranger sends: it is refused as a fault, or it is a cursor that is written as one that reads the same.
func FuzzCursor(f *testing.F) {
	for _, seed := range []string{"n.12.3f", "n.200+.0", "r.5.1a.zz.1a.3.25", "r.5.1a.zz..0", "n.-1.5", "r.1.1.1.!.1", "r.1.1.1.1.NaN", "x", "", "n.1.zzzzzzzzzzzzzz"} {
		f.Add(seed, true)
		f.Add(seed, false)
	}
	f.Fuzz(func(t *testing.T, text string, relevance bool) {
		opts := SearchOptions{Cursor: text}
		if relevance {
			opts.Order = Relevance
		}
		c, err := readCursor(opts)
		if err != nil {
			if schema.AsFault(err) == nil {
				t.Errorf("cursor %q: %v, want a fault", text, err)
			}
			return
		}
		if text == "" {
			return
		}
		opts.Cursor = c.write(opts.Order)
		again, err := readCursor(opts)
		if err != nil || again.place != c.place || again.total != c.total || again.atLeast != c.atLeast || again.end != c.end ||
			!slices.Equal(again.weights, c.weights) {
			t.Errorf("cursor %q is written %q and read as %+v, %v; want %+v", text, opts.Cursor, again, err, c)
		}
	})
}

// TestRelevancePagesAreStable reads the best page by page while better ones come in: each turn that was there comes once, in the order that
// the first page began.
func TestRelevancePagesAreStable(t *testing.T) {
	a := openTest(t)
	put := func(name, text string) {
		record, original := speech(name, 1, text+" "+name)
		putTest(t, a, record, original)
	}
	for i := range 9 {
		put(fmt.Sprint(i), fmt.Sprintf("%.*s海岸线", 3*(i*7%9), "说了很多别的话说了很多别的话"))
	}
	tree := query.Parse("海岸线 OR 很多")
	var want []string
	for _, h := range answer(t, a, tree, SearchOptions{Order: Relevance}) {
		want = append(want, h.Source.Path)
	}
	opts := SearchOptions{Order: Relevance, Limit: 2}
	var got []string
	for i := 0; ; i++ {
		page, err := a.Search(t.Context(), tree, opts)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range page.Hits {
			got = append(got, h.Source.Path)
		}
		if page.Next == "" {
			break
		}
		opts.Cursor = string(page.Next)
		put(fmt.Sprintf("better%d", i), "海岸线海岸线海岸线很多很多")
	}
	if !slices.Equal(got, want) {
		t.Errorf("with better ones coming in, found %q, want %q", got, want)
	}
	opts.Cursor = "r.9.1.1.123.1"
	if _, err := a.Search(t.Context(), tree, opts); schema.AsFault(err) == nil {
		t.Errorf("a cursor of another query: %v, want a fault", err)
	}
}
