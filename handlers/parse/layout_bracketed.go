package parse

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
