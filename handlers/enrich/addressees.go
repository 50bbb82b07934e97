package enrich

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"shilu/schema"
)

// addressees are the people whom a question names as those it is put to: by name (提给甲某书记), by surname and post, or by a post that
// only one of them holds. Where it names several and turns to none of them, nobody can be told.
func addressees(turns []schema.Turn, c *cast, q question) []string {
	var turned, named []*person
	for _, turn := range q.turns {
		text := turns[turn].Text
		for _, m := range c.mentions(text) {
			if m.who == q.asker || m.who.part == asks {
				continue
			}
			if !slices.Contains(named, m.who) {
				named = append(named, m.who)
			}
			if m.turnsTo && !slices.Contains(turned, m.who) {
				turned = append(turned, m.who)
			}
		}
	}
	if len(turned) == 0 && len(named) == 1 {
		turned = named
	}
	ids := make([]string, len(turned))
	for i, p := range turned {
		ids[i] = p.id
	}
	return ids
}

// A mention is one of the speakers named in a text.
type mention struct {
	who     *person
	turnsTo bool
}

// mentions finds the speakers whom a text names.
func (c *cast) mentions(text string) []mention {
	var found []mention
	for at := 0; at < len(text); {
		_, size := utf8.DecodeRuneInString(text[at:])
		if name := c.spoken.startingAt(text[at:]); name != "" && !cutsWord(text[:at], name) {
			found = append(found, mention{who: c.byName[name], turnsTo: turnsTo(withoutOffice(text[:at]))})
			size = len(name)
		}
		at += size
	}
	for _, made := range calls(text) {
		if p := c.called(made); p != nil {
			found = append(found, mention{who: p, turnsTo: made.turnsTo})
		}
	}
	for _, m := range courtesyName.FindAllStringSubmatch(text, -1) {
		if bearers := c.bySurname[nameKey(m[1])]; len(bearers) == 1 {
			found = append(found, mention{who: bearers[0]})
		}
	}
	return found
}

// courtesyName captures the surname of somebody called Mr., Minister and so on.
var courtesyName = regexp.MustCompile(`\b(?:Mr|Ms|Mrs|Miss|Dr|Minister|Secretary|Senator|President|Governor|Mayor|Ambassador)\.? (\p{Lu}[\pL'’-]+)`)

// called finds the one speaker whom surname and post, or the post alone, fit. Who is called by name is called without 副.
func (c *cast) called(made call) *person {
	var fits *person
	holders := c.byPost[nameKey(made.post)]
	if made.surname != "" {
		holders = slices.Concat(holders, c.byPost[nameKey("副"+made.post)])
	}
	for _, p := range holders {
		if p.isCalled(made.surname) && p != fits {
			if fits != nil {
				return nil
			}
			fits = p
		}
	}
	return fits
}

// withoutOffice takes the office off the end of what stands before a name: 请教数位部长 before 甲某.
func withoutOffice(before string) string {
	if _, _, standing := postAtEnd(before); standing != noStanding {
		return before[:unitStart(before, 0, len(before))]
	}
	return strings.TrimRight(before, " ")
}
