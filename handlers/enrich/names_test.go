package enrich

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"shilu/schema"
)

// TestNames holds what Handle finds to testdata/names.tsv, whose lines were labelled before the rules were written.
func TestNames(t *testing.T) {
	for _, row := range readTable(t, "testdata/names.tsv", 3) {
		record := schema.Record{Turns: []schema.Turn{{Text: row[0]}}}
		if row[1] != "-" {
			record.Place = schema.Opt(row[1])
		}
		var got []string
		for _, e := range handled(t, record).Entities {
			got = append(got, describeEntity(e))
		}
		if got, want := strings.Join(got, " | "), strings.TrimPrefix(row[2], "-"); got != want {
			t.Errorf("%s (%s)\n got %s\nwant %s", row[0], row[1], got, want)
		}
	}
}

// describeEntity writes a name as testdata/names.tsv has it.
func describeEntity(e schema.Entity) string {
	return strings.TrimSpace(e.Text + " = " + e.Kind + " " + string(e.Ref))
}

// FuzzNames checks what holds for every text: names are inside it, quote it, are in order and don't overlap.
func FuzzNames(f *testing.F) {
	for _, row := range readTable(f, "testdata/names.tsv", 3) {
		f.Add(row[0], row[1])
	}
	f.Add("《《》〔2023〕1号·王·李\xff（威海", "山东大学（")
	f.Add("Dr. Ministry of, Inc. \u2028 the Act of 2021 O'Neill's U.S.", "Paris, Texas")
	f.Fuzz(func(t *testing.T, text, place string) {
		record := schema.Record{Place: schema.Opt(place), Turns: []schema.Turn{{Text: text}, {Index: 1, Text: place}}}
		turn, after := 0, 0
		for _, e := range handled(t, record).Entities {
			if e.Turn != turn {
				turn, after = e.Turn, 0
			}
			runes := []rune(record.Turns[turn].Text)
			if e.Start < after || e.End <= e.Start || e.End > len(runes) {
				t.Fatalf("%q at [%d, %d) after %d of %d", e.Text, e.Start, e.End, after, len(runes))
			}
			if utf8.ValidString(text+place) && string(runes[e.Start:e.End]) != e.Text {
				t.Fatalf("%q, but %q stands there", e.Text, string(runes[e.Start:e.End]))
			}
			after = e.End
		}
	})
}

// TestNameTablesLoad reads every table, and what they must hold.
func TestNameTablesLoad(t *testing.T) {
	tables := loadNameTables()
	for _, name := range []string{"怡园街道", "城关镇", "台湾省", "旗津区", "中国", "巴黎"} {
		if _, ok := tables.places.Find(name); !ok {
			t.Errorf("the gazetteer hasn't got %s", name)
		}
	}
	if units, _ := tables.places.Find("西安"); len(units) < 2 || tables.places.Places[units[0]].Code != "610100" {
		t.Errorf("西安 is first of all %v", units)
	}
	if tables.words.Find([]rune("高度")) == 0 || tables.family['王'] == 0 || tables.given['明'] == 0 || englishRanks()["government"] == 0 {
		t.Error("a table of words is empty")
	}
}

// TestKeywords is on what is said most and belongs to the theme, in the script that it is written in.
func TestKeywords(t *testing.T) {
	record := schema.Record{Turns: []schema.Turn{
		{Text: "海帶養殖今年擴大，海帶的價格也好。我們在旗津區辦了海帶節。"},
		{Text: "旗津區的漁民說，海帶養殖要補貼，今年的補貼已經發了。"},
	}}
	got := handled(t, record).Keywords
	if len(got) < 3 {
		t.Fatalf("got %v", got)
	}
	for i, want := range []string{"海帶", "旗津區", "養殖"} {
		if !slices.ContainsFunc(got[:4], func(k schema.Keyword) bool { return k.Text == want }) {
			t.Errorf("%d: %s is missing in %v", i, want, got)
		}
	}
	for _, k := range got {
		if k.Text == "我們" || k.Text == "今年" || k.Weight <= 0 {
			t.Errorf("%v is no keyword", k)
		}
	}
}
