package enrich

import (
	"context"
	"strings"
	"testing"

	"shilu/schema"
)

// FuzzPeople reads transcripts of strange labels and turns. Whatever they hold, each turn has a speaker, and exchanges lead to turns that there
// are.
func FuzzPeople(f *testing.F) {
	f.Add("办公室", "县委员会主任", "请办公室的同志说一说。", "好的，请讲。")
	f.Add("Q", "MS. DOE", "-- was it --", "-- discussed?")
	f.Add("A -- ", "Jane, , ", "Director of", "ask the , and to the Secretary of")
	f.Add("记者甲", "主持人林", "我是", "今天是（")
	f.Fuzz(func(t *testing.T, first, second, asked, answered string) {
		record := transcriptOf("title: " + strings.ReplaceAll(second, "\n", " "))
		for _, said := range []struct{ label, text string }{{first, asked}, {second, answered}, {first, answered + asked}, {second, asked}} {
			record.Turns = append(record.Turns, schema.Turn{Index: len(record.Turns), Label: said.label, Text: said.text})
		}
		record.Roster = []schema.Participant{{Name: first, Affiliation: schema.Opt(second), Role: schema.Official}, {Name: answered, Affiliation: schema.Opt(asked)}}
		out, err := Handle(context.Background(), record)
		if err != nil {
			t.Fatal(err)
		}
		ids := map[string]bool{}
		for _, s := range out.Speakers {
			ids[s.ID] = true
		}
		for _, turn := range out.Turns {
			if !ids[turn.Speaker] {
				t.Errorf("turn %d is by %q, who is no speaker", turn.Index, turn.Speaker)
			}
		}
		for _, e := range out.Exchanges {
			for _, turn := range append(append([]int{}, e.Question...), e.Answers...) {
				if turn < 0 || turn >= len(out.Turns) {
					t.Errorf("an exchange of turn %d of %d", turn, len(out.Turns))
				}
			}
			for _, id := range e.Addressees {
				if !ids[id] {
					t.Errorf("addresses %q, who is no speaker", id)
				}
			}
		}
	})
}
