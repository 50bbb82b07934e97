package parse

import "strings"

// Briefings of Korean offices: question and answer as words in angle brackets, and before a statement the name and the office, parted by
// a slash, in square ones.
//
//	[한바다 / 항만청장]
//	안녕하십니까.
//	<질문> 새 부두는 언제 문을 엽니까? (해성일보 이파도 기자)
//	<답변> 유월 일일입니다.
func init() {
	register(layout{
		name:    "korean-briefing",
		example: "<질문> 새 부두는 언제 문을 엽니까?",
		score:   scoreKoreanBriefing,
		read: func(doc *document, to *script) {
			for _, l := range doc.lines {
				if label, n, ok := cutKoreanLabel(l.text); ok {
					to.turn(label, "")
					l = l.after(n)
				}
				to.say(l)
			}
		},
	})
}

func scoreKoreanBriefing(doc *document) float64 {
	if !doc.colons().anyBegins("<[〈＜【") {
		return 0
	}
	n := 0
	for _, l := range doc.lines {
		if _, _, ok := cutKoreanLabel(l.text); ok {
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return confidence(0.97, n)
}

// cutKoreanLabel splits the label off a line; n is its length with the brackets.
func cutKoreanLabel(text string) (label string, n int, ok bool) {
	for _, pair := range [][2]string{{"<", ">"}, {"[", "]"}, {"〈", "〉"}, {"＜", "＞"}, {"【", "】"}} {
		inner, found := strings.CutPrefix(text, pair[0])
		if !found {
			continue
		}
		end := strings.Index(inner[:min(len(inner), labelBytes)], pair[1])
		if end <= 0 {
			return "", 0, false
		}
		label = strings.TrimFunc(inner[:end], isBlank)
		n = len(pair[0]) + end + len(pair[1])
		name, office, parted := strings.Cut(label, "/")
		if !koreanRoles[label] && !(parted && isHangul(name) && isHangul(office)) {
			return "", 0, false
		}
		return label, n + colon(text[n:]), true
	}
	return "", 0, false
}

var koreanRoles = set("질문 답변 질의 응답 질의응답 사회자 기자 문 답 모두발언 발표")

// isHangul reports whether a text is in Korean letters.
func isHangul(text string) bool {
	found := false
	for _, r := range text {
		switch {
		case '가' <= r && r <= '힣':
			found = true
		case !isBlank(r) && r != '·' && r != '(' && r != ')':
			return false
		}
	}
	return found
}
