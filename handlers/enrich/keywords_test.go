package enrich

import (
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

// TestWhatItIsAbout holds what a transcript is about, and what says nothing of it: who speaks, plurals beside their words, stage directions.
func TestWhatItIsAbout(t *testing.T) {
	for _, test := range []struct {
		about         string
		turns         []string
		want, without []string
	}{
		{"words that belong together are one term", []string{
			"社會企業要有自己的倉庫。", "社會企業也要有人才，這家社會企業很好。", "我們輔導社會企業，社會企業會長大。"},
			[]string{"社會企業"}, []string{"企業", "社會"}},
		{"the plural is counted with its word", []string{"The turbine is here. Two turbines came.", "Turbines turn, and a turbine stops."},
			[]string{"turbine"}, []string{"turbines"}},
		{"one spelling for one name", []string{"臺灣和台灣都寫。", "台灣的海。"}, []string{"臺灣"}, []string{"台灣"}},
		{"not who speaks, and no stage directions", []string{"Nora, the turbine. (laughter)", "Yes, Nora, the turbine. (laughter)"},
			[]string{"turbine"}, []string{"nora", "laughter"}},
	} {
		t.Run(test.about, func(t *testing.T) {
			record := schema.Record{}
			for i, text := range test.turns {
				label := []string{"Nora Field", "Ivo Marek"}[i%2]
				record.Turns = append(record.Turns, schema.Turn{Index: i, Speaker: label, Label: label, Text: text})
			}
			var got []string
			for _, k := range handled(t, record).Keywords {
				got = append(got, k.Text)
			}
			for _, word := range test.want {
				if !slices.Contains(got, word) {
					t.Errorf("no %s among %s", word, strings.Join(got, " "))
				}
			}
			for _, word := range test.without {
				if slices.Contains(got, word) {
					t.Errorf("%s among %s", word, strings.Join(got, " "))
				}
			}
		})
	}
}
