package parse

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// TestSplitLines cuts at each end of line that there is, mixed, and knows where each line starts.
func TestSplitLines(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"", ""},
		{"a", "0a"},
		{"a\n", "0a"},
		{"a\nb\r\nc\rd", "0a 2b 5c 7d"},
		{"\n\r\n\r\r\n", "0 1 3 4"},
		{"海\r　城 \n\n港", "0海 3城 6 7港"},
		{"\uFEFFa\u00A0\r\u200Bb", "1a 5b"},
	} {
		var got []string
		for _, l := range splitLines(c.text) {
			got = append(got, fmt.Sprint(l.at)+l.text)
		}
		if joined := strings.Join(got, " "); joined != c.want {
			t.Errorf("%q: got %q, want %q", c.text, joined, c.want)
		}
	}
}

func TestRuneCount(t *testing.T) {
	text := "aé海😀é\u00A0港务局 harbour ü😀😀海"
	for from := range text {
		for end := from; end <= len(text); end++ {
			if part := text[from:end]; utf8.ValidString(part) && runeCount(part) != utf8.RuneCountInString(part) {
				t.Errorf("%q: got %d", part, runeCount(part))
			}
		}
	}
}
