package parse

import (
	"strings"
	"unicode/utf8"
)

// cue is one caption.
type cue struct {
	start, end string // as printed
	lines      []piece
}

func isWebVTT(text string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeftFunc(text, isBlank), "WEBVTT")
	return ok && (rest == "" || strings.ContainsAny(rest[:1], " \t\r\n"))
}

// isSubRip looks for a timing in the first line with text, or in the second below a number.
func isSubRip(text string) bool {
	text = text[:min(len(text), 256)]
	for range 2 {
		text = strings.TrimLeftFunc(text, isBlank)
		line := text
		if end := strings.IndexAny(text, "\r\n"); end >= 0 {
			line = text[:end]
		}
		if _, _, ok := cutTiming(line); ok {
			return true
		}
		if !isNumber(strings.TrimRightFunc(line, isBlank)) {
			return false
		}
		text = text[len(line):]
	}
	return false
}

// cutTiming splits "00:01:05.910 --> 00:01:07.100 align:start".
func cutTiming(line string) (start, end string, ok bool) {
	before, after, ok := strings.Cut(line, "-->")
	if !ok {
		return "", "", false
	}
	start, rest, ok := cutStamp(strings.TrimLeftFunc(before, isBlank))
	if !ok || strings.TrimFunc(rest, isBlank) != "" {
		return "", "", false
	}
	end, _, ok = cutStamp(strings.TrimLeftFunc(after, isBlank))
	return start, end, ok
}

// readCues takes captions apart. A timing begins a cue wherever it stands, because blank lines get lost and get added: a line above
// it that opens its block, or is a number, is the cue's name and never text; a block without a timing goes on with the cue before it.
func readCues(lines []piece) (meta, []cue) {
	var cues []cue
	m := meta{}
	for len(lines) > 0 {
		var block []piece
		if block, lines = cutBlock(lines); len(block) == 0 {
			continue
		}
		if title, ok := strings.CutPrefix(block[0].text, "WEBVTT"); ok && len(cues) == 0 {
			if title = strings.Trim(title, " \t-–—:"); title != "" {
				m["title"] = []string{title}
			}
			block = fromTiming(block) // the header's own lines (Kind: captions) are no cue
		} else if isComment(block[0].text) {
			continue
		}
		cues = readBlock(block, cues)
	}
	return m, cues
}

func cutBlock(lines []piece) (block, rest []piece) {
	for i, l := range lines {
		if l.text == "" {
			return lines[:i], lines[i+1:]
		}
	}
	return lines, nil
}

func fromTiming(block []piece) []piece {
	for i, l := range block {
		if _, _, ok := cutTiming(l.text); ok {
			return block[i:]
		}
	}
	return nil
}

// isComment reports whether a line opens one of WebVTT's blocks that aren't shown.
func isComment(line string) bool {
	word, _, _ := strings.Cut(line, " ")
	return word == "NOTE" || word == "STYLE" || word == "REGION"
}

func readBlock(block []piece, cues []cue) []cue {
	for i, l := range block {
		if start, end, ok := cutTiming(l.text); ok {
			cues = append(cues, cue{start: start, end: end})
			continue
		}
		if i+1 < len(block) && (i == 0 || isNumber(l.text)) {
			if _, _, ok := cutTiming(block[i+1].text); ok {
				continue
			}
		}
		if n := len(cues); n > 0 {
			cues[n-1].lines = append(cues[n-1].lines, l)
		}
	}
	return cues
}

func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// entities are those that WebVTT knows.
var entities = map[string]string{
	"&amp;": "&", "&lt;": "<", "&gt;": ">", "&nbsp;": "\u00A0", "&lrm;": "\u200E", "&rlm;": "\u200F", "&quot;": `"`, "&#39;": "'",
}

// unmark resolves what captions say about their appearance: <i>, <c.yellow>, <font …>, word timings such as <00:00:01.500>,
// {\an8}, &amp;. Voices (<v Name>) stay: they say who speaks.
func unmark(text string) string {
	next := strings.IndexAny(text, "<{&")
	if next < 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	for next >= 0 {
		b.WriteString(text[:next])
		text = text[next:]
		n, plain := mark(text)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(text)
			plain = text[:n]
		}
		b.WriteString(plain)
		text = text[n:]
		next = strings.IndexAny(text, "<{&")
	}
	b.WriteString(text)
	return b.String()
}

// markLength is the longest mark that is looked for, in bytes: real ones are shorter, and a bound keeps a text full of "<" linear.
const markLength = 80

// mark returns the length of the mark that text begins with, 0 if there is none, and what it stands for.
func mark(text string) (n int, plain string) {
	head := text[:min(len(text), markLength)]
	switch {
	case head[0] == '&':
		if n = strings.IndexByte(head, ';') + 1; n > 0 {
			if plain, ok := entities[head[:n]]; ok {
				if plain == "<" && isVoice(text[n:]) {
					return 0, "" // said, and would be taken for the tag
				}
				return n, plain
			}
		}
	case strings.HasPrefix(head, `{\`):
		return strings.IndexByte(head, '}') + 1, ""
	case head[0] == '<':
		if n = strings.IndexByte(head, '>') + 1; n > 0 && isAppearance(head[1:n-1]) {
			return n, ""
		}
	}
	return 0, ""
}

// isVoice reports whether text behind < makes a voice of it.
func isVoice(text string) bool { return strings.HasPrefix(text, "v") || strings.HasPrefix(text, "/v") }

// isAppearance reports whether what stands between < and > is a tag that changes how a caption looks, or times a word.
func isAppearance(tag string) bool {
	if _, rest, ok := cutStamp(tag); ok {
		return rest == ""
	}
	name := strings.TrimPrefix(tag, "/")
	switch name {
	case "i", "b", "u", "s", "c", "em", "strong", "ruby", "rt", "lang", "font":
		return true
	}
	for _, open := range []string{"c.", "i.", "b.", "u.", "lang ", "font "} {
		if strings.HasPrefix(name, open) {
			return true
		}
	}
	return false
}
