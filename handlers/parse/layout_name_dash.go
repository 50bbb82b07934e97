package parse

import "strings"

// The name, a dash between blanks, and the text. Lists explain their words in the same form, so it takes two who speak more than once,
// and most of the lines.
//
//	INTERVIEWER – When did you start?
//	Maria Lind – In 1974, as a girl.
func init() {
	register(layout{
		name:    "name-dash",
		example: "Maria Lind – In 1974, as a girl.",
		score:   scoreNameDash,
		read: func(doc *document, to *script) {
			speakers, _ := dashSpeakers(doc.lines)
			for _, l := range doc.lines {
				if label, n := cutDash(l.text); speakers[label] > 0 {
					to.turn(label, "")
					l = l.after(n)
				}
				to.say(l)
			}
		},
	})
}

func scoreNameDash(doc *document) float64 {
	speakers, again := dashSpeakers(doc.lines)
	n := 0
	for _, count := range speakers {
		n += count
	}
	if again < 2 || n*3 < len(doc.lines) {
		return 0
	}
	return confidence(0.85, n)
}

// dashSpeakers counts the turns of the labels that speak, and how many of them speak more than once.
func dashSpeakers(lines []piece) (speakers map[string]int, again int) {
	uses := map[string]*usage{}
	for _, l := range lines {
		label, n := cutDash(l.text)
		if label == "" {
			continue
		}
		u := uses[label]
		if u == nil {
			u = &usage{never: !canBeLabel(label) || !isNameShaped(label)}
			uses[label] = u
		}
		u.count++
		if isSpeech(l.text[n:]) {
			u.speech++
		}
	}
	speakers = map[string]int{}
	for label, u := range uses {
		if u.never || u.speech*2 <= u.count {
			continue
		}
		speakers[label] = u.count
		if u.count > 1 {
			again++
		}
	}
	return speakers, again
}

// cutDash splits "Maria Lind – In 1974."; n is the length of what isn't text, and label is empty where there is none.
func cutDash(text string) (label string, n int) {
	head := text[:min(len(text), labelBytes)]
	at, size := len(head), 0
	for _, dash := range []string{" – ", " — ", " - ", " -- "} {
		if i := strings.Index(head[:at], dash); i > 0 {
			at, size = i, len(dash)
		}
	}
	if size == 0 || strings.ContainsFunc(head[:at], func(r rune) bool { return !inLabel(r) }) {
		return "", 0
	}
	return strings.TrimSpace(head[:at]), at + size
}
