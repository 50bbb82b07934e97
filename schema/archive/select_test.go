package archive

import (
	"context"
	"fmt"
	"reflect"
	"testing"

	"shilu/schema/query"
)

// selectTest reads all that is selected: transcripts in their order, with the indexes of what was found in each.
func selectTest(t *testing.T, a *Archive, q string, opts SelectOptions) (ids []string, found [][]int) {
	t.Helper()
	opts.All = q == ""
	total, promised := 0, 0
	for s, err := range a.Select(t.Context(), query.Parse(q), opts) {
		if err != nil {
			t.Fatal(err)
		}
		if opts.All {
			total += len(s.Record.Turns)
		} else {
			total += len(s.Found)
		}
		ids, found, promised = append(ids, s.Record.ID), append(found, s.Found), s.Total
	}
	if total != promised {
		t.Errorf("%q selects %d turns and says %d", q, total, promised)
	}
	return ids, found
}

func TestSelect(t *testing.T) {
	a := openTest(t)
	first, original := speech("a.txt", 1, "茶园很大", "无关", "茶叶很好")
	putTest(t, a, first, original)
	second, original := speech("b.txt", 1, "有茶")
	second.Date = "2024-06-01"
	putTest(t, a, second, original)
	document, original := speech("c.txt", 1, "没有人发言")
	document.Date, document.Turns = "", nil
	putTest(t, a, document, original)

	ids, found := selectTest(t, a, "茶", SelectOptions{})
	if want := []string{second.ID, first.ID}; !reflect.DeepEqual(ids, want) || !reflect.DeepEqual(found, [][]int{{0}, {0, 2}}) {
		t.Errorf("found %v in %v", found, ids)
	}
	if ids, _ := selectTest(t, a, "", SelectOptions{}); !reflect.DeepEqual(ids, []string{second.ID, first.ID, document.ID}) {
		t.Errorf("all are %v", ids)
	}
	if ids, _ := selectTest(t, a, "咖啡", SelectOptions{}); ids != nil {
		t.Errorf("nothing is in %v", ids)
	}

	newer, original := speech("a.txt", 2, "茶园更大")
	putTest(t, a, newer, original)
	if ids, _ := selectTest(t, a, "茶园", SelectOptions{}); !reflect.DeepEqual(ids, []string{newer.ID}) {
		t.Errorf("present is %v", ids)
	}
	for q, want := range map[string]int{"茶园": 2, "": 4} {
		if ids, _ := selectTest(t, a, q, SelectOptions{IncludeSuperseded: true}); len(ids) != want {
			t.Errorf("%q with what was superseded selects %v, want %d", q, ids, want)
		}
	}
}

// A transcript whose found turns go over the end of a page comes once, and what is written meanwhile doesn't come.
func TestSelectIsOfOneMoment(t *testing.T) {
	a := openTest(t)
	var want int
	for i := range 3 {
		texts := make([]string, selectPage*2/3)
		for n := range texts {
			texts[n] = fmt.Sprintf("茶%d之%d", i, n)
		}
		r, original := speech(fmt.Sprintf("%d.txt", i), 1, texts...)
		putTest(t, a, r, original)
		want += len(texts)
	}
	seen, got := map[string]bool{}, 0
	for s, err := range a.Select(t.Context(), query.Parse("茶"), SelectOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if seen[s.Record.ID] {
			t.Errorf("%s comes twice", s.Record.ID)
		}
		seen[s.Record.ID], got = true, got+len(s.Found)
		late, original := speech(fmt.Sprintf("late%d.txt", len(seen)), 1, "茶，晚来的")
		putTest(t, a, late, original)
	}
	if got != want || len(seen) != 3 {
		t.Errorf("%d turns of %d transcripts, want %d of 3", got, len(seen), want)
	}
	for range a.Select(t.Context(), query.Parse("茶"), SelectOptions{}) {
		break // gives its connection back
	}
	if _, err := a.Stats(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestSelectEndsWithItsContext(t *testing.T) {
	a := openTest(t)
	for i := range 3 {
		r, original := speech(fmt.Sprintf("%d.txt", i), 1, fmt.Sprint("茶", i))
		putTest(t, a, r, original)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var last error
	n := 0
	for _, err := range a.Select(ctx, query.Tree{}, SelectOptions{All: true}) {
		cancel()
		n, last = n+1, err
	}
	if last == nil || n != 2 {
		t.Errorf("after %d: %v, want the first transcript and an error", n, last)
	}
}
