package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// piece is a stretch of the decoded text within one line, without the white space around it.
type piece struct {
	text string
	at   int // the code point of the decoded text where it starts
}

func (p piece) span() schema.Span {
	return schema.Span{p.at, p.at + utf8.RuneCountInString(p.text)}
}

// after is what follows the first n bytes.
func (p piece) after(n int) piece {
	rest := strings.TrimLeftFunc(p.text[n:], isBlank)
	return piece{rest, p.at + utf8.RuneCountInString(p.text[:len(p.text)-len(rest)])}
}

// before is the first n bytes.
func (p piece) before(n int) piece {
	return piece{strings.TrimRightFunc(p.text[:n], isBlank), p.at}
}

// splitLines cuts the text at LF, CRLF and CR, mixed as they may be, and trims each line. Blank lines stay, empty.
func splitLines(text string) []piece {
	lines := make([]piece, 0, 1+strings.Count(text, "\n"))
	at := 0
	for text != "" {
		line, ending := text, 0
		if end := strings.IndexAny(text, "\r\n"); end >= 0 {
			line, ending = text[:end], 1
			if strings.HasPrefix(text[end:], "\r\n") {
				ending = 2
			}
		}
		lines = append(lines, trim(line, at))
		at += utf8.RuneCountInString(line) + ending
		text = text[len(line)+ending:]
	}
	return lines
}

func trim(line string, at int) piece {
	inner := strings.TrimLeftFunc(line, isBlank)
	at += utf8.RuneCountInString(line[:len(line)-len(inner)])
	return piece{strings.TrimRightFunc(inner, isBlank), at}
}

// withoutBlank drops the blank lines in place.
func withoutBlank(lines []piece) []piece {
	kept := lines[:0]
	for _, l := range lines {
		if l.text != "" {
			kept = append(kept, l)
		}
	}
	return kept
}

// atMost is the first n bytes of text, less the character that they would cut.
func atMost(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// isBlank is what is never text at the ends of a line: white space in Unicode's sense, which includes U+3000 and NBSP, and the
// invisible characters that editors and concatenated files leave behind.
func isBlank(r rune) bool {
	return unicode.IsSpace(r) || r == '\u200B' || r == '\uFEFF'
}
