package enrich

import (
	"testing"

	"shilu/schema"
)

// TestVoicesOfParts keeps those apart whom a file numbers anew in each of its parts, and whom its own ids tell apart.
func TestVoicesOfParts(t *testing.T) {
	record := schema.Record{Turns: []schema.Turn{
		{Index: 0, Speaker: "s1", Label: "1", Text: "我们开始吧。"}, {Index: 1, Speaker: "s2", Label: "2", Text: "好的。"},
		{Index: 2, Speaker: "s3", Label: "1", Text: "各位下午好。"}, {Index: 3, Speaker: "s1", Label: "1", Text: "我再补充一句。"},
		{Index: 4, Speaker: "s4", Label: "唐小海", Text: "谢谢。"}, {Index: 5, Speaker: "s5", Label: "唐小海", Text: "再见。"},
	}}
	out := handled(t, record)
	for _, test := range []struct {
		a, b int
		same bool
	}{{0, 2, false}, {0, 3, true}, {1, 2, false}, {4, 5, true}} {
		if same := out.Turns[test.a].Speaker == out.Turns[test.b].Speaker; same != test.same {
			t.Errorf("turns %d and %d by one speaker: %v", test.a, test.b, same)
		}
	}
}
