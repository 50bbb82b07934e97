package parse

// A talk, by name or by nobody's, and at its end questions of those who listen: Q is somebody else each time. Remarks in parentheses
// are those of whoever took it down.
//
//	Maria Lind: That is how the harbour lights work.
//	Q: Do they work in fog?
//	A: They do.
//	(The next question was too far from the microphone.)
func init() {
	register(layout{
		name:    "talk-questions",
		example: "Q: Do they work in fog? A: They do. at the end of what Maria Lind: says",
		score:   scoreTalkQuestions,
		read:    readTalkQuestions,
	})
}

// scoreTalkQuestions wants questions behind a talk: named turns, or a speaker who the front matter names.
func scoreTalkQuestions(doc *document) float64 {
	c := doc.colons()
	letters := c.turns["Q"] + c.turns["A"] + c.turns["Question"] + c.turns["Answer"]
	if c.turns["Q"]+c.turns["Question"] == 0 || letters < 2 {
		return 0
	}
	before, behind := 0, 0 // named turns
	asked := false
	for _, m := range c.marks {
		switch {
		case m.n == 0:
		case isQuestionWord(m.label):
			asked = true
		case asked:
			behind++
		default:
			before++
		}
	}
	if before == 0 && !hasSpeaker(doc.meta) || before > 0 && behind > before {
		return 0
	}
	return confidence(1, c.total)
}

func hasSpeaker(m meta) bool { return m.first("speakers", "speaker") != "" }

func readTalkQuestions(doc *document, to *script) {
	c := doc.colons()
	talk := hasSpeaker(doc.meta)
	for i, l := range doc.lines {
		m := c.marks[i]
		switch {
		case m.n > 0:
			to.turn(m.label, "")
			to.say(l.after(m.n))
		case len(to.turns) == 0 && talk && soundsSpoken(l.text):
			to.turn("", "") // the talk of whom the front matter names
			to.say(l)
		case isAside(l.text) && len(to.turns) > 0:
		default:
			to.say(l)
		}
	}
}
