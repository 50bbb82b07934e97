package parse

import (
	"strings"
	"unicode/utf8"
)

// This file finds labels within lines, behind the end of a sentence: transcripts that lost their line ends.

// inlineSample is how many lines are looked through for labels within them: a text that lost its line ends has few lines.
const inlineSample = 400

// inlineMark is a label within a line: where it starts, and where what is said begins.
type inlineMark struct {
	label      string
	start, end int
}

// nextInline finds the first label that is one of the speakers, from a byte of the line on.
func nextInline(line string, from int, isLabel func(string) bool) (inlineMark, bool) {
	for at, passed := from, from; ; passed = at {
		i := nextColon(line, at)
		if i < 0 {
			return inlineMark{}, false
		}
		size := colon(line[i:])
		at = i + size
		if i > from && joinsWords(line[from:i], line[at:], size) {
			continue
		}
		start := passed + labelStart(line[passed:i])
		label := strings.Trim(strings.TrimFunc(line[start:i], isBlank), "#")
		// Behind a colon that was passed by it takes the end of a sentence: there is no colon in a label.
		if label != "" && (start > passed || passed == from) && isLabel(label) {
			return inlineMark{label, start, at}, true
		}
		// A word that stands for somebody (问, Q) needs no sentence to end before it.
		if space := strings.LastIndexFunc(line[start:i], isBlank); space >= 0 {
			_, n := utf8.DecodeRuneInString(line[start+space:])
			if word := line[start+space+n : i]; isQuestionWord(word) && isLabel(word) {
				return inlineMark{word, start + space + n, at}, true
			}
		}
	}
}

func isQuestionWord(word string) bool { return askers[word] || answerers[word] }

// nextColon is where the next colon stands, from a byte on; -1 if there is none.
func nextColon(line string, from int) int {
	return nextMark(line, from, ':', func(wide string) bool { return colon(wide) > 0 })
}

// nextMark is where a mark stands, from a byte on: the narrow one, or one of the wide ones, which all begin with the same byte; -1 if none
// does. It looks a window at a time, so that a line without the narrow one isn't gone through to its end for each of the wide ones.
func nextMark(line string, from int, narrow byte, isWide func(string) bool) int {
	const window, fullWidthForms = 256, 0xEF
	for ; from < len(line); from += window {
		end := min(len(line), from+window)
		at := strings.IndexByte(line[from:end], narrow)
		if at >= 0 {
			at += from
			end = at
		}
		for i := from; i < end; i++ {
			n := strings.IndexByte(line[i:end], fullWidthForms)
			if n < 0 {
				break
			}
			if i += n; isWide(line[i:]) {
				return i
			}
		}
		if at >= 0 {
			return at
		}
	}
	return -1
}

// inlineMarks calls yield for every label of a line.
func inlineMarks(line string, isLabel func(string) bool, yield func(inlineMark)) {
	for at := 0; ; {
		m, ok := nextInline(line, at, isLabel)
		if !ok {
			return
		}
		yield(m)
		at = m.end
	}
}

// readInline tells the script the turns within the lines.
func readInline(doc *document, to *script, isLabel func(string) bool) {
	for _, l := range doc.lines {
		for l.text != "" {
			m, ok := nextInline(l.text, 0, isLabel)
			if !ok || l.text[0] == '#' {
				to.say(l)
				break
			}
			sayBefore(l.before(m.start), to)
			to.turn(m.label, "")
			l = l.after(m.end)
		}
	}
}

// sayBefore says what stands before a label. Before the first one the sentences that tell of the conference are parted from what was
// said there.
func sayBefore(p piece, to *script) {
	for len(to.turns) == 0 {
		end := sentenceEnd(p.text)
		if end == len(p.text) || !isLead(p.text[:end]) {
			break
		}
		to.say(p.before(end))
		p = p.after(end)
	}
	to.say(p)
}

// sentenceEnd is where the first sentence of a text ends.
func sentenceEnd(text string) int {
	for i, r := range text {
		if strings.ContainsRune("。！？：", r) {
			return i + utf8.RuneLen(r)
		}
	}
	return len(text)
}
