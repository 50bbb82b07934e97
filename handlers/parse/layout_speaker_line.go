package parse

import "strings"

// The word "speaker" on a line, where a page had a picture, and the name on the line below: transcripts of calls with investors.
//
//	speaker
//	Maria Lind
//	Good afternoon, and welcome to our call.
func init() {
	register(layout{
		name:    "speaker-line",
		example: "speaker, and Maria Lind on the line below",
		score: func(doc *document) float64 {
			n := 0
			for i := range doc.lines {
				if isSpeakerLine(doc.lines, i) {
					n++
				}
			}
			if n < 2 {
				return 0
			}
			return confidence(0.97, n)
		},
		read: readSpeakerLine,
	})
}

func readSpeakerLine(doc *document, to *script) {
	for i := 0; i < len(doc.lines); i++ {
		if !isSpeakerLine(doc.lines, i) {
			to.say(doc.lines[i])
			continue
		}
		i++
		label := doc.lines[i].text
		to.turn(strings.TrimFunc(label[:len(label)-colonAtEnd(label)], isBlank), "")
	}
}

// isSpeakerLine reports whether a line is the word alone, with a name below and something said below that.
func isSpeakerLine(lines []piece, i int) bool {
	word := lines[i].text
	if !strings.EqualFold(strings.TrimRight(word, ":"), "speaker") || i+2 >= len(lines) {
		return false
	}
	name := lines[i+1].text
	return len(name) <= labelBytes && !endsSentence(name) && canBeLabel(name)
}
