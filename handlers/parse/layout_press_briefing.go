package parse

import (
	"regexp"
	"strings"
)

// Briefings of American offices: labels in capitals with a colon, and questions under Q without one, or under QUESTION. A question that
// was interrupted goes on as a turn of its own.
//
//	MS. LIND: Good afternoon. Let's go to your questions.
//	Q    Thank you. When will the harbour open --
//	MS. LIND: Soon.
//	Q    -- for everybody?
func init() {
	register(layout{
		name:    "press-briefing",
		example: "Q    When will the harbour open? MS. LIND: Soon.",
		score:   scorePressBriefing,
		read:    readPressBriefing,
		opens:   true,
	})
}

func scorePressBriefing(doc *document) float64 {
	c := doc.colons()
	if c.begins['Q'] == 0 {
		return 0
	}
	questions := c.turns["Q"] + c.turns["QUESTION"]
	for _, l := range doc.lines {
		if _, ok := cutQ(l.text); ok {
			questions++
		}
	}
	answers := 0
	for label, n := range c.turns {
		if isCapitals(label) && !askers[label] {
			answers += n
		}
	}
	if questions == 0 || answers == 0 || questions+answers < 3 {
		return 0
	}
	return confidence(0.97, questions+answers)
}

func readPressBriefing(doc *document, to *script) {
	c := doc.colons()
	for i, l := range doc.lines {
		m := c.marks[i]
		n, isQuestion := cutQ(l.text)
		switch {
		case m.n > 0:
			to.turn(m.label, "")
			to.say(l.after(m.n))
		case isQuestion:
			to.turn("Q", "")
			to.say(l.after(n))
		case isEndMark(l.text) || isEndWithTime(l.text) || len(to.turns) > 0 && isTimeOfDay(l.text):
			to.close(l)
		case isAside(l.text) && len(to.turns) > 0:
		default:
			to.say(l)
		}
	}
}

// cutQ finds the Q that a question opens with: a letter alone, a blank and no colon. n is its length.
func cutQ(text string) (n int, ok bool) {
	if len(text) < 3 || text[0] != 'Q' {
		return 0, false
	}
	rest := strings.TrimLeft(text[1:], " \t.\u00A0")
	if len(rest) == len(text)-1 || rest == "" || strings.HasPrefix(rest, ":") {
		return 0, false
	}
	return len(text) - len(rest), true
}

// isTimeOfDay reports whether a line is nothing but when it was, as it stands above and below these transcripts: 2:57 P.M. EDT.
func isTimeOfDay(text string) bool { return len(text) <= 20 && timeOfDay.MatchString(text) }

var timeOfDay = regexp.MustCompile(`^\d{1,2}:\d{2} [AaPp]\.?[Mm]\.?(?: [A-Z]{2,4})?$`)

// isEndWithTime reports whether a line is END and the time at which it ended: END 2:57 P.M. EDT.
func isEndWithTime(text string) bool {
	rest, ok := strings.CutPrefix(text, "END")
	return ok && len(text) <= 40 && startsWithDigit(strings.TrimLeft(rest, " \t"))
}
