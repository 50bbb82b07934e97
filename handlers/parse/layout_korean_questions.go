package parse

import (
	"strings"
	"unicode/utf8"
)

// Questions and answers as Korean agencies print them: a dash before the question, a triangle before the answer. Nobody is named, so the
// mark is the label; a name with a colon behind it is a better one.
//
//   - 새 부두는 언제 문을 여나.
//     ▲ 유월 일일이다.
func init() {
	register(layout{
		name:    "korean-questions",
		example: "▲ 유월 일일이다. below - 새 부두는 언제 문을 여나.",
		score:   scoreKoreanQuestions,
		read: func(doc *document, to *script) {
			for _, l := range doc.lines {
				if label, n, _, ok := cutAgencyMark(l.text); ok {
					to.turn(label, "")
					l = l.after(n)
				}
				if !isRule(l.text) {
					to.say(l)
				}
			}
		},
	})
}

// scoreKoreanQuestions counts the answers that come right after a question: lists have triangles and dashes too.
func scoreKoreanQuestions(doc *document) float64 {
	if !doc.colons().anyBegins("▲") {
		return 0
	}
	marks, answered := 0, 0
	asked := false
	for _, l := range doc.lines {
		_, _, question, ok := cutAgencyMark(l.text)
		if !ok {
			continue
		}
		marks++
		if asked && !question {
			answered++
		}
		asked = question
	}
	if answered == 0 || answered*3 < marks {
		return 0
	}
	return confidence(0.95, 2*answered)
}

// cutAgencyMark splits the mark off a line, with the name behind it where there is one.
func cutAgencyMark(text string) (label string, n int, question, ok bool) {
	mark, n := utf8.DecodeRuneInString(text)
	question = strings.ContainsRune("-－―–—─", mark)
	if !question && !strings.ContainsRune("▲△▷", mark) {
		return "", 0, false, false
	}
	rest := strings.TrimLeftFunc(text[n:], isBlank)
	if question && (rest == "" || isRule(text)) {
		return "", 0, false, false
	}
	if name, size, ok := cutColon(rest); ok && canBeLabel(name) && len(name) <= 60 {
		return name, len(text) - len(rest) + size, question, true
	}
	return string(mark), n, question, true
}
