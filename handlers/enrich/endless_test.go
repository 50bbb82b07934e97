package enrich

import (
	"strings"
	"testing"
	"unicode/utf8"

	"shilu/schema"
)

// What is said again and again without an end is read once: each of these took time in the square of its length, minutes for what is
// here, or ran through the stack.
func TestWhatIsRepeatedWithoutAnEnd(t *testing.T) {
	const size = 400_000
	for _, said := range []string{"A ", "a ", "a hundred ", "Mr. ", "Dr. A ", "今年", "今年好。", "第一", "第一局长", "请", "记者", "“", "\"", "1,", "10%至", "亿", "、"} {
		text := strings.Repeat(said, size/len(said))
		length := utf8.RuneCountInString(text)
		for name, turn := range map[string]schema.Turn{
			"text":  {Text: text, Spans: []schema.Span{{0, length}}},
			"label": {Label: text, Text: "好。", Spans: []schema.Span{{0, 2}}},
		} {
			record, err := Handle(t.Context(), schema.Record{Layout: "lines", Turns: []schema.Turn{turn}})
			if err != nil {
				t.Errorf("%q as a %s: %v", said, name, err)
			}
			if name == "label" && len(record.Speakers) > 0 && record.Speakers[0].Name != "" {
				t.Errorf("%q without an end is a name", said)
			}
		}
	}
}
