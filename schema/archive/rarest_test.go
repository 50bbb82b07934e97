package archive

import (
	"testing"

	"shilu/schema/query"
)

// A long text is looked for by the part that says most: of Chinese the characters that fewest turns have, of English the letters that
// are the rarest in texts, for most turns have them all.
func TestRarest(t *testing.T) {
	a := openTest(t)
	var common []string
	for range 100 {
		common = append(common, "我們的工作，是大家的工作。It is the one that is seen here. Jazz quickly vexed Kip.")
	}
	record, original := speech("a.txt", 1, append(common, "豐澤渡口")...)
	putTest(t, a, record, original)
	for text, want := range map[string]query.Text{
		"大家的工作，我":                      "", // too short to be worth a second look
		"我們的工作豐澤渡口我們的工作":               "丰泽渡口",
		"is the one that Ｊazz is here": "jazzis",
		"the one that is, 豐澤渡口 here":   "丰泽渡口",
	} {
		err := a.search(t.Context(), query.Tree{Root: query.Text(text)}, false, func(s search) error {
			c := compiler{ctx: s.ctx, db: s.tx, tables: s.tables}
			got, err := c.rarest(query.Text(text))
			if got != want {
				t.Errorf("the rarest part of %q is %q, want %q", text, got, want)
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
		if got := texts(t, a, `"`+text+`"`); len(got) != 0 {
			t.Errorf("%q is found in %q", text, got)
		}
	}
	if got := texts(t, a, `"is the one that is seen here. Jazz"`); len(got) != 100 {
		t.Errorf("found %d turns, want 100", len(got))
	}
}
