package parse

import "strings"

// The speaker in brackets before the text, no colon: interviews on official pages. Buttons of the page use the same brackets.
//
//	[主持人]各位网友，大家好。
//	【安某某】谢谢主持人。
//	[海城市市长 安某某]大家好。
func init() {
	register(layout{
		name:    "bracketed",
		example: "[主持人]各位网友，大家好。",
		score:   scoreBracketed,
		read:    readBracketed,
	})
}

func scoreBracketed(doc *document) float64 {
	speakers, starts := bracketSpeakers(doc.lines)
	if len(speakers) < 2 || starts < 2 {
		return 0
	}
	return confidence(0.92, starts)
}

func readBracketed(doc *document, to *script) {
	speakers, _ := bracketSpeakers(doc.lines)
	for _, l := range doc.lines {
		label, rest, ok := cutLabel(l.text)
		switch {
		case ok && speakers[label]:
			to.turn(label, "")
			to.say(l.after(len(l.text) - len(rest)))
		case !isButtons(l.text):
			to.say(l)
		}
	}
}

// bracketSpeakers are the labels that speak, and how many turns they begin.
func bracketSpeakers(lines []piece) (speakers map[string]bool, starts int) {
	uses := map[string]*usage{}
	for i, l := range lines {
		label, rest, ok := cutLabel(l.text)
		if !ok {
			continue
		}
		u := uses[label]
		if u == nil {
			u = &usage{never: !canBeLabel(label)}
			uses[label] = u
		}
		u.count++
		if isSpeech(rest) || rest == "" && i+1 < len(lines) {
			u.speech++
		}
	}
	speakers = map[string]bool{}
	for label, u := range uses {
		if isSpeaker(label, *u) {
			speakers[label] = true
			starts += u.count
		}
	}
	return speakers, starts
}

// cutLabel is cutBracket without what brackets are for in Markdown, and without a colon after the bracket.
func cutLabel(text string) (label, rest string, ok bool) {
	label, rest, ok = cutBracket(text)
	if !ok || strings.HasPrefix(rest, "(") {
		return "", "", false
	}
	return label, strings.TrimLeftFunc(rest[colon(rest):], isBlank), true
}
