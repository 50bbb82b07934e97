package parse

import (
	"strings"
	"unicode/utf8"
)

// A clock and a name on a line of their own, the speech below. A clock alone opens the page and is nobody's turn. A time of day without
// seconds opens sentences and programmes too: where all are without, a name behind one has to look like one.
//
//	09:31:06 主持人
//	各位记者朋友，上午好！
//	09:31:55 安某某
//	大家好，我是港务局的安某某。
func init() {
	register(layout{
		name:    "stamped-names",
		example: "09:31:06 主持人",
		score:   scoreStampedNames,
		read:    readStampedNames,
	})
}

// scoreStampedNames counts the lines that have speech below them: a programme (09:00 签到) has none.
func scoreStampedNames(doc *document) float64 {
	cut := stampedNameForm(doc.lines)
	marks, spoken := 0, 0
	waiting := false
	for _, l := range doc.lines {
		if _, name, ok := cut(l.text); ok {
			waiting = name != ""
			if waiting {
				marks++
			}
			waiting = waiting && isNameShaped(name)
		} else if waiting {
			spoken++
			waiting = false
		}
	}
	if spoken*2 < marks || spoken == 0 {
		return 0
	}
	return confidence(1, spoken) * float64(spoken) / float64(marks)
}

func readStampedNames(doc *document, to *script) {
	cut := stampedNameForm(doc.lines)
	for _, l := range doc.lines {
		stamp, name, ok := cut(l.text)
		switch {
		case !ok:
			to.say(l)
		case name != "":
			to.turn(name, stamp)
		}
	}
}

// stampedNameForm is how the lines of a document are cut: stampedName, or stampedNameShort where no clock has seconds, and somebody
// speaks again.
func stampedNameForm(lines []piece) func(line string) (stamp, name string, ok bool) {
	uses, again := map[string]bool{}, false
	for _, l := range lines {
		if _, name, ok := stampedName(l.text); ok && name != "" {
			return stampedName
		}
		if _, name, ok := stampedNameShort(l.text); ok && name != "" {
			again = again || uses[name]
			uses[name] = true
		}
	}
	if !again || len(uses) < 2 {
		return stampedName
	}
	return stampedNameShort
}

// stampedName splits "09:31:06 主持人"; the name of a stamp alone is empty.
func stampedName(line string) (stamp, name string, ok bool) { return cutStampedName(line, 2) }

// stampedNameShort splits "09:31 主持人".
func stampedNameShort(line string) (stamp, name string, ok bool) {
	stamp, name, ok = cutStampedName(line, 1)
	return stamp, name, ok && (name == "" || isRole(name) || asks(name) || isNamed(name))
}

// cutStampedName splits a clock with so many colons off the name behind it.
func cutStampedName(line string, colons int) (stamp, name string, ok bool) {
	if !startsWithDigit(line) {
		return "", "", false
	}
	stamp, rest, ok := cutStamp(line)
	if !ok || strings.Count(stamp, ":")+strings.Count(stamp, "：") != colons || len(rest) > labelBytes {
		return "", "", false
	}
	name = strings.TrimFunc(rest, isBlank)
	if n := len(name) - colonAtEnd(name); n < len(name) {
		name = strings.TrimRightFunc(name[:n], isBlank)
	}
	for _, r := range name {
		if !inLabel(r) || colon(string(r)) > 0 {
			return "", "", false
		}
	}
	return stamp, name, utf8.RuneCountInString(name) <= 30
}

// colonAtEnd is the length of the colon that text ends with.
func colonAtEnd(text string) int {
	_, n := utf8.DecodeLastRuneInString(text)
	return colon(text[len(text)-n:])
}
