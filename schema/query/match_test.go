package query

import (
	"reflect"
	"strings"
	"testing"

	"shilu/schema"
)

func TestMarks(t *testing.T) {
	for _, test := range []struct {
		query, text string
		want        []schema.Span
	}{
		{"西洋参", "说到西洋参，西洋参産業", []schema.Span{{2, 5}, {6, 9}}},
		{"产业", "西洋参産業", []schema.Span{{3, 5}}},
		{"gdp", "全省ＧDP", []schema.Span{{2, 5}}},
		{`"the end"`, "say the\n  End.", []schema.Span{{4, 13}}},
		{"哈哈", "哈哈哈 哈", []schema.Span{{0, 5}}},
		{"海岸 OR 岸线", "海岸线", []schema.Span{{0, 3}}},
		{"海 岸", "海岸", []schema.Span{{0, 1}, {1, 2}}},
		{"海 -(线 OR 岸)", "海岸线", []schema.Span{{0, 1}}},
		{"没有", "海岸线", nil},
		{"", "海岸线", nil},
	} {
		if got := Parse(test.query).Marks(test.text); !reflect.DeepEqual(got, test.want) {
			t.Errorf("marks of %q in %q: %v, want %v", test.query, test.text, got, test.want)
		}
	}
}

func TestExcerpt(t *testing.T) {
	for _, test := range []struct {
		query, text string
		want        Excerpt
	}{
		{"岸", "海岸线", Excerpt{Text: "海岸线", Marks: []schema.Span{{1, 2}}}},
		{"无", "海岸线很长很长很长", Excerpt{Text: "海岸线很长很", After: true, Marks: []schema.Span{}}},
		{"参", "一二三四五參七八九参", Excerpt{Start: 3, Text: "四五參七八九", Before: true, After: true, Marks: []schema.Span{{2, 3}}}},
		{"参", "一二三四五六七八九参", Excerpt{Start: 4, Text: "五六七八九参", Before: true, Marks: []schema.Span{{5, 6}}}},
		{"三四五六七八九", "一二三四五六七八九参", Excerpt{Text: "一二三四五六", After: true, Marks: []schema.Span{{2, 6}}}},
	} {
		if got := Parse(test.query).Excerpt(test.text, 6); !reflect.DeepEqual(got, test.want) {
			t.Errorf("excerpt of %q around %q: %+v, want %+v", test.text, test.query, got, test.want)
		}
	}
}

func BenchmarkExcerpt(b *testing.B) {
	text := strings.Repeat("今年以来，我们坚持大抓基层的鲜明导向，带动村集体增收。", 30)
	tree := Parse("集体增收")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		tree.Excerpt(text, 120)
	}
}

// TestFinder looks for texts that repeat themselves, where a search that goes back too far or not far enough errs.
func TestFinder(t *testing.T) {
	for _, test := range []struct {
		wanted, text string
		want         bool
	}{
		{"哈哈嘻", "哈哈哈嘻", true},
		{"abab c", "aba\nbabc", true},
		{"aabaaa", "aabaabaaa", true},
		{"aabaaa", "aabaabaa", false},
		{"ＡB", "xaｂ", true},
		{" ", "a b", false},
	} {
		if got := (Tree{}).Finder(Text(test.wanted)).In(test.text); got != test.want {
			t.Errorf("%q in %q: %t", test.wanted, test.text, got)
		}
	}
	if (Tree{AsTyped: true}).Finder("产").In("產") {
		t.Error("as typed, 产 is found in 產")
	}
}
