package enrich

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// This file finds speakers who are spoken of by name or by post.

// namesIn finds the whole names of speakers, and in English the surnames behind a title.
func (c *cast) namesIn(text string) []mention {
	var found []mention
	for at := 0; at < len(text); {
		_, size := utf8.DecodeRuneInString(text[at:])
		if name := c.spoken.startingAt(text[at:]); name != "" && !cutsWord(text[:at], name) {
			found = append(found, mention{start: at, end: at + len(name), text: name, who: []*person{c.byName[name]}, turnsTo: turnsTo(withoutOffice(text[:at]))})
			size = len(name)
		}
		at += size
	}
	for _, m := range courtesyName.FindAllStringSubmatchIndex(text, -1) {
		if bearers := c.bySurname[nameKey(text[m[2]:m[3]])]; len(bearers) == 1 {
			found = append(found, mention{start: m[0], end: m[1], text: text[m[0]:m[1]], who: bearers})
		}
	}
	return found
}

// courtesyName captures the surname of somebody called Mr., Minister and so on.
var courtesyName = regexp.MustCompile(`\b(?:Mr|Ms|Mrs|Miss|Dr|Minister|Secretary|Senator|President|Governor|Mayor|Ambassador|Commissioner|Chief|Councilmember|Professor)\.? (\p{Lu}[\pL'’-]+)`)

// called finds the speakers whom surname and post, or the post alone, fit. Who is called by name is called without 副, and so is whoever is
// there instead of the holder. all says that as many of them are meant: 两位局长.
func (c *cast) called(made call, before string) (who []*person, all bool) {
	holders, deputies := c.byPost[nameKey(made.post)], c.byPost[nameKey("副"+made.post)]
	if made.surname != "" || len(holders) == 0 {
		holders = slices.Concat(holders, deputies)
	}
	for _, p := range holders {
		if p.isCalled(made.surname) && !slices.Contains(who, p) {
			who = append(who, p)
		}
	}
	if made.surname != "" {
		return who, false
	}
	for _, several := range countedPeople {
		if cue, ok := strings.CutSuffix(before, several.word); ok { // 请两位局长分别谈谈, not 刚才两位局长谈到
			if !turnsTo(cue) || several.n > 0 && several.n != len(who) {
				return nil, false
			}
			return who, true
		}
	}
	return who, false
}

// countedPeople stand before a post that several hold; n is 0 where all of them are meant.
var countedPeople = []struct {
	word string
	n    int
}{{"两位", 2}, {"兩位", 2}, {"二位", 2}, {"三位", 3}, {"四位", 4}, {"几位", 0}, {"幾位", 0}, {"各位", 0}, {"位", -1}}

// withoutOffice takes the office off the end of what stands before a name: 请教数位部长 before 甲某.
func withoutOffice(before string) string {
	if _, _, standing := postAtEnd(before); standing != noStanding {
		return before[:unitStart(before, 0, len(before))]
	}
	return strings.TrimRight(before, " ")
}
