package parse

import (
	"strings"
	"unicode/utf8"
)

// An offset in parentheses behind the name, with the colon before or behind it, and perhaps several turns on one line. An offset alone
// opens a further paragraph of the same speaker.
//
//	Maria Lind (00:31):
//	Thank you.
//	(01:10)
//	And one more thing.
//	主持人(00:00:01): 请各位入座。
//	Maria Lind: (00:29) Thank you. Tom Okafor: (00:47) Welcome.
func init() {
	register(layout{
		name:    "stamp-parenthesis",
		example: "Maria Lind (00:31): Thank you.",
		score:   scoreStampParenthesis,
		read:    readStampParenthesis,
	})
}

func scoreStampParenthesis(doc *document) float64 {
	speakers := parenSpeakers(doc.lines)
	n := 0
	for _, count := range speakers {
		n += count
	}
	if n < 2 {
		return 0
	}
	return confidence(0.98, n)
}

func readStampParenthesis(doc *document, to *script) {
	speakers := parenSpeakers(doc.lines)
	for _, l := range doc.lines {
		if stamp, n, ok := cutParenStamp(l.text); ok && len(to.turns) > 0 {
			if to.isSilent() {
				to.stamp(stamp) // of a label on the line above
			}
			l = l.after(n)
		}
		for l.text != "" {
			m, ok := nextParenMark(l.text, speakers)
			if !ok {
				to.say(l)
				break
			}
			to.say(l.before(m.start))
			to.turn(m.label, m.stamp)
			l = l.after(m.end)
		}
	}
}

// parenMark is a label with an offset in parentheses: where it starts in a line, and where what is said begins.
type parenMark struct {
	label, stamp string
	start, end   int
}

// parenSpeakers counts the turns of the labels that speak. Once one is used again, or is a role or a name, who speaks once is believed.
func parenSpeakers(lines []piece) map[string]int {
	counts := map[string]int{}
	for _, l := range lines {
		for text, at := l.text, 0; ; {
			m, ok := nextParenMark(text[at:], nil)
			if !ok {
				break
			}
			counts[m.label]++
			at += m.end
		}
	}
	believed := 0
	for label, n := range counts {
		if !canBeLabel(label) {
			delete(counts, label)
		} else if n > 1 || isRole(label) || isNamed(label) || asks(label) {
			believed += n
		}
	}
	if believed < 2 {
		return nil
	}
	return counts
}

// nextParenMark finds the first mark in a text; nil speakers are everybody.
func nextParenMark(text string, speakers map[string]int) (parenMark, bool) {
	for i := nextParen(text, 0); i < len(text); i = nextParen(text, i+1) {
		stamp, n, ok := cutParenStamp(text[i:])
		if !ok {
			continue
		}
		end := i + n
		start := labelStart(text[:i])
		label := strings.TrimFunc(text[start:i], isBlank)
		before := colonAtEnd(label)
		label = strings.TrimRightFunc(label[:len(label)-before], isBlank)
		behind := colon(text[end:])
		alone := start == 0 && end == len(text)
		if label == "" || before+behind == 0 && !alone || strings.ContainsFunc(label, func(r rune) bool { return !inLabel(r) }) {
			continue
		}
		if speakers == nil || speakers[label] > 0 {
			return parenMark{label, stamp, start, end + behind}, true
		}
	}
	return parenMark{}, false
}

// nextParen is where a parenthesis opens, from a place on; the length of text if none does.
func nextParen(text string, from int) int {
	if at := nextMark(text, from, '(', func(wide string) bool { return strings.HasPrefix(wide, "（") }); at >= 0 {
		return at
	}
	return len(text)
}

// cutParenStamp reads the offset in parentheses that text begins with; n is its length.
func cutParenStamp(text string) (stamp string, n int, ok bool) {
	inner := strings.TrimPrefix(strings.TrimPrefix(text, "("), "（")
	if len(inner) == len(text) {
		return "", 0, false
	}
	stamp, rest, ok := cutStamp(strings.TrimLeftFunc(inner, isBlank))
	if !ok {
		return "", 0, false
	}
	rest = strings.TrimLeftFunc(rest, isBlank)
	for _, end := range []string{")", "）"} {
		if tail, ok := strings.CutPrefix(rest, end); ok {
			return stamp, len(text) - len(tail), true
		}
	}
	return "", 0, false
}

// labelStart is where the label begins that text ends with: behind the sentence before it. The full stop of a title (Mr.) ends none.
func labelStart(text string) int {
	from := max(0, len(text)-labelBytes)
	for from < len(text) && !utf8.RuneStart(text[from]) {
		from++
	}
	for i := len(text); i > from; {
		r, n := utf8.DecodeLastRuneInString(text[:i])
		if strings.ContainsRune("。？！…”」』.?!\"", r) && !endsInTitle(text[from:i]) {
			return i
		}
		i -= n
	}
	return from
}

// titles are abbreviations before a name.
var titles = []string{"Mr.", "Mrs.", "Ms.", "Dr.", "Prof.", "St.", "Sen.", "Rep.", "Gov.", "Hon.", "Jr.", "Sr."}

// endsInTitle reports whether a full stop is that of a title, or of an initial: Mr., J.
func endsInTitle(text string) bool {
	if hasSuffix(text, titles) {
		return true
	}
	n := len(text)
	return n >= 2 && text[n-1] == '.' && 'A' <= text[n-2] && text[n-2] <= 'Z' && (n == 2 || text[n-3] == ' ')
}
