package export

import (
	"regexp"
	"strings"
	"testing"

	"shilu/schema"
)

var timing = regexp.MustCompile(`^(\d\d+:[0-5]\d:[0-5]\d\.\d{3}) --> (\d\d+:[0-5]\d:[0-5]\d\.\d{3})$`)

// checkWebVTT holds a file against the W3C's syntax: a header, blocks between blank lines, a timing in each that isn't a note, times in
// order, no arrow elsewhere, and a cue for each turn.
func checkWebVTT(t *testing.T, r schema.Record, out string) {
	t.Helper()
	blocks := strings.Split(strings.TrimRight(out, "\n"), "\n\n")
	if !strings.HasPrefix(blocks[0], "WEBVTT") || strings.Contains(blocks[0], "\n") || !strings.HasPrefix(blocks[1], "NOTE\n") {
		t.Errorf("begins with %q", blocks[:2])
	}
	last := ""
	ids := map[string]bool{}
	for _, block := range blocks[2:] {
		lines := strings.Split(block, "\n")
		if !strings.Contains(lines[0], "-->") {
			if ids[lines[0]] {
				t.Errorf("the id %s is met twice", lines[0])
			}
			ids[lines[0]] = true
			lines = lines[1:]
		}
		m := timing.FindStringSubmatch(lines[0])
		if m == nil || m[1] >= m[2] || m[1] < last || !strings.HasPrefix(lines[1], "<v.turn") {
			t.Fatalf("the cue %q after %s", block, last)
		}
		last = m[1]
		text := strings.Join(lines[1:], "\n")
		if strings.Contains(text, "-->") || strings.Count(text, "<") != 1 || strings.Count(text, ">") != 1 {
			t.Errorf("the text %q", text)
		}
	}
	if got := len(blocks) - 2; got != len(r.Turns) {
		t.Errorf("%d cues, want %d", got, len(r.Turns))
	}
}

// TestCueTimes shows where turns without a time stand: between their neighbours, by how long they take to say.
func TestCueTimes(t *testing.T) {
	ten := strings.Repeat("字", 10*speed)
	for _, c := range []struct {
		name  string
		times []schema.Opt
		want  string
	}{
		{"all known", []schema.Opt{"00:00:05", "00:00:09", "00:01:00"}, "00:00:05.000-00:00:09.000 00:00:09.000-00:01:00.000 00:01:00.000-00:01:10.000"},
		{"none known", []schema.Opt{"", "", ""}, "?00:00:00.000-00:00:10.000 ?00:00:10.000-00:00:20.000 ?00:00:20.000-00:00:30.000"},
		{"one between", []schema.Opt{"00:00:10", "", "00:00:50"}, "00:00:10.000-00:00:30.000 ?00:00:30.000-00:00:50.000 00:00:50.000-00:01:00.000"},
		{"one before", []schema.Opt{"", "00:00:08", ""}, "?00:00:00.000-00:00:08.000 00:00:08.000-00:00:18.000 ?00:00:18.000-00:00:28.000"},
		{"backwards", []schema.Opt{"00:00:10", "00:00:05", "00:00:20"}, "00:00:10.000-00:00:15.000 ?00:00:15.000-00:00:20.000 00:00:20.000-00:00:30.000"},
		{"the same", []schema.Opt{"00:00:10", "00:00:10", "00:00:10"}, "00:00:10.000-00:00:10.001 00:00:10.000-00:00:10.001 00:00:10.000-00:00:20.000"},
	} {
		turns := make([]schema.Turn, len(c.times))
		for i := range turns {
			turns[i] = schema.Turn{Index: i, Text: ten, Time: c.times[i]}
		}
		var got []string
		for _, cue := range cues(turns) {
			mark := ""
			if !cue.timed {
				mark = "?"
			}
			got = append(got, mark+cue.start.timestamp()+"-"+cue.end.timestamp())
		}
		if joined := strings.Join(got, " "); joined != c.want {
			t.Errorf("%s: got %s\nwant %s", c.name, joined, c.want)
		}
	}
}
