package parse

import (
	"strings"
	"unicode/utf8"
)

// The official record of Hong Kong's Legislative Council, as text out of its PDF: hard-wrapped lines, and between them the header and
// the number of each page. What members did stands in parentheses, and an interrupted question goes on as a turn of its own.
//
//	何某議員：各位同事，秘書處已發出通知，
//	說明議程。
//	立法會 ─ 2012年 10月 10日
//	26
//	(梁某議員站起來)
//	梁某議員：......我是說碼頭的議案......
func init() {
	register(layout{
		name:    "legislative-council",
		example: "何某議員：各位同事 between headers such as 立法會 ─ 2012年10月10日",
		score:   scoreLegislativeCouncil,
		read:    readLegislativeCouncil,
	})
}

func scoreLegislativeCouncil(doc *document) float64 {
	c := doc.colons()
	if c.total < 2 {
		return 0
	}
	for _, l := range doc.lines {
		if isPageHeader(l.text) {
			return confidence(0.96, c.total)
		}
	}
	return 0
}

func readLegislativeCouncil(doc *document, to *script) {
	c := doc.colons()
	for i, l := range doc.lines {
		switch m := c.marks[i]; {
		case m.n > 0:
			to.turn(m.label, "")
			to.say(l.after(m.n))
		case len(to.turns) > 0 && (isPageHeader(l.text) || isNumber(l.text) || isAside(l.text)):
		default:
			to.say(l)
		}
	}
}

// isPageHeader reports whether a line is the name of the council and the day.
func isPageHeader(text string) bool {
	if len(text) > labelBytes || text[0] != "立"[0] && text[0] != 'L' {
		return false
	}
	for _, name := range []string{"立法會", "立法会", "LEGISLATIVE COUNCIL"} {
		if rest, ok := strings.CutPrefix(text, name); ok {
			rest = strings.TrimFunc(rest, isBlank)
			dash, n := utf8.DecodeRuneInString(rest)
			return strings.ContainsRune("─—–－-", dash) && !findDay(rest[n:]).IsZero()
		}
	}
	return false
}
