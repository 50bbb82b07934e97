package parse

import (
	"fmt"
	"strings"
	"testing"
)

// TestTurnLists reads the same talk under the names that people and services give to who speaks, what is said and when.
func TestTurnLists(t *testing.T) {
	for _, names := range []string{
		"speaker start text", "Speaker Time Text", "SPEAKER START_TIME TRANSCRIPT", "speaker_name start_time content", "speakerName startTime sentence",
		"name timestamp message", "who at said", "participant ts utterance", "role created_at body", "label time text", "spk bg onebest",
		"发言人 时间 内容", "姓名 时间戳 发言", "發言者 時間 講話內容",
	} {
		key := strings.Fields(names)
		item := func(label, stamp, text string) string {
			return fmt.Sprintf(`{%q: %q, %q: %q, %q: %q}`, key[0], label, key[1], stamp, key[2], text)
		}
		first, second := item("Maria Lind", "00:00:01", "Good morning."), item("Tom Okafor", "00:00:09", "Hello.")
		for form, text := range map[string]string{
			"lines":     first + "\n" + second + "\n",
			"CRLF":      "\uFEFF" + first + "\r\n\r\n" + second,
			"an array":  "[" + first + ", " + second + "]",
			"deep":      `{"data": {"result": {"items": [` + first + ", " + second + `]}}}`,
			"numbered":  `{"2": ` + second + `, "1": ` + first + `}`,
			"with more": `{"title": "Pier", "n": 2}` + "\n" + first + "\n" + second,
		} {
			got := turnLines(handle(t, "a.json", text))
			if strings.Join(got, "|") != "Maria Lind@00:00:01=Good morning.|Tom Okafor@00:00:09=Hello." {
				t.Errorf("%s as %s: got %q", names, form, got)
			}
		}
	}
}

// TestServices reads what services answer.
func TestServices(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{
			"words with a list of utterances beside them",
			`{"words": [{"text": "Good", "start": 250, "end": 300, "speaker": "A"}, {"text": "day.", "start": 310, "end": 400, "speaker": "A"}, {"text": "Hi.", "start": 1000, "end": 3000, "speaker": "B"}],
			"utterances": [{"speaker": "A", "start": 250, "end": 900, "text": "Good day."}, {"speaker": "B", "start": 1000, "end": 3000, "text": "Hi."}]}`,
			"A@00:00:00.250=Good day.|B@00:00:01.000=Hi.",
		},
		{
			"words alone",
			`{"results": {"channels": [{"alternatives": [{"transcript": "good day hi", "words": [{"word": "good", "punctuated_word": "Good", "start": 0.1, "end": 0.3, "speaker": 0},
			{"word": "day", "punctuated_word": "day.", "start": 0.3, "end": 0.5, "speaker": 0}, {"word": "hi", "punctuated_word": "Hi.", "start": 0.7, "end": 0.9, "speaker": 1}]}]}]}}`,
			"0@00:00:00.100=Good day.|1@00:00:00.700=Hi.",
		},
		{
			"names of ids", `{"speakers": {"A": "Maria Lind"}, "segments": [{"speaker": "A", "start": 0.5, "text": "Good day."}, {"speaker": "B", "start": 1.5, "text": "Hi."}]}`,
			"Maria Lind@00:00:00.500=Good day.|B@00:00:01.500=Hi.",
		},
		{
			"a list of names", `{"speakers": [{"id": "1", "name": "安远航"}], "paragraphs": [{"SpeakerId": "1", "Words": [{"Text": "大家"}, {"Text": "好。"}]}, {"SpeakerId": "2", "Words": [{"Text": "好。"}]}]}`,
			"安远航@=大家好。|2@=好。",
		},
		{"verdicts on texts", `[{"label": "good", "text": "The pier is long and the light is bright, and nobody has ever seen it dark."}, {"label": "bad", "text": "No."}]`, ""},
	} {
		if got := strings.Join(turnLines(handle(t, "a.json", c.text)), "|"); got != c.want {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}
