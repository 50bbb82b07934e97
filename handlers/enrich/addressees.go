package enrich

import (
	"fmt"
	"slices"
	"strings"

	"shilu/schema"
)

// addressees are the people to whom a question is put: by name (提给甲某书记), by surname and post, by a post that only one of them
// holds, or by the body that one of them is there for (请教育局的同志). Where it names several and turns to none of them, nobody can be told;
// where it turns to an office that fits several, that is a problem.
func (c *cast) addressees(turns []schema.Turn, question []int) ([]string, *schema.Problem) {
	asker := c.of[question[0]]
	var turned, named []*person
	var unclear []mention
	for _, turn := range question {
		for _, m := range c.mentions(turns[turn].Text) {
			m.who = slices.DeleteFunc(slices.Clone(m.who), func(p *person) bool { return p == asker || p.part == asks })
			switch {
			case len(m.who) == 0:
			case len(m.who) > 1 && !m.all:
				if m.turnsTo || m.opens {
					unclear = append(unclear, m)
				}
			case m.turnsTo:
				turned = union(turned, m.who)
			default:
				named = union(named, m.who)
			}
		}
	}
	for _, m := range unclear {
		if fits := intersection(m.who, union(slices.Clone(turned), named)); len(fits) == 1 { // 數位部這邊……想請次長說明
			turned = union(turned, fits)
		} else if len(turned) == 0 && len(named) == 0 {
			return []string{}, unclearAddressee(question[0], m)
		}
	}
	if len(turned) == 0 && len(named) == 1 {
		turned = named
	}
	ids := make([]string, len(turned))
	for i, p := range turned {
		ids[i] = p.id
	}
	return ids, nil
}

func unclearAddressee(turn int, m mention) *schema.Problem {
	names := make([]string, len(m.who))
	for i, p := range m.who {
		if names[i] = p.name; p.name == "" {
			names[i] = strings.Join(p.labels, "/")
		}
	}
	return &schema.Problem{Code: schema.ProblemAmbiguousAddressee, Turn: &turn, Detail: fmt.Sprintf("%s may be %s", m.text, strings.Join(names, ", "))}
}

// A mention is one of the speakers, or one of several, spoken of in a text.
type mention struct {
	start, end int       // in the text, in bytes
	text       string    // as it is said
	who        []*person // whom it fits
	all        bool      // it means them all: 两位局长
	turnsTo    bool      // the question is put to them
	opens      bool      // it begins a clause: 部长，您怎么看
	weak       bool      // it tells nothing alone
}

// mentions finds the speakers of whom a text speaks, in the order of the text.
func (c *cast) mentions(text string) []mention {
	found := c.namesIn(text)
	found = append(found, c.bodiesIn(text)...)
	for _, made := range calls(text) {
		who, all := c.called(made, text[:made.start])
		if isThanked(text[:made.start], who) {
			continue
		}
		found = append(found, mention{start: made.start, end: made.end, text: text[made.start:made.end], who: who, all: all, turnsTo: made.turnsTo || all, opens: made.opens})
	}
	found = append(found, c.englishMentions(text)...)
	slices.SortStableFunc(found, func(a, b mention) int { return a.start - b.start })
	return joinMentions(text, found)
}

// isThanked says whether those of whom text speaks next are thanked for the floor, and not asked: 謝謝召集人。
func isThanked(before string, who []*person) bool {
	return slices.ContainsFunc(thanks, func(word string) bool { return strings.HasSuffix(before, word) }) &&
		!slices.ContainsFunc(who, func(p *person) bool { return p.role != schema.Host })
}

// joinMentions makes one of a body and the post behind it (统计局|发言人, 教育局的|王局长), and turns to whoever is joined to somebody to whom
// the question turns: 请发改委和工信厅谈谈.
func joinMentions(text string, found []mention) []mention {
	var joined []mention
	for _, m := range found {
		if last := len(joined) - 1; last >= 0 && joined[last].end <= m.start {
			before := &joined[last]
			switch between := text[before.end:m.start]; {
			case (between == "" || between == "的") && len(m.who) > 0:
				if fits := intersection(before.who, m.who); len(fits) > 0 {
					before.who, before.end = fits, m.end
					before.weak = before.weak && !m.turnsTo && !m.opens
					before.turnsTo, before.opens, before.text = before.turnsTo || m.turnsTo, before.opens || m.opens, before.text+between+m.text
					continue
				}
			case before.turnsTo && len(m.who) > 0 && slices.Contains(addresseeJoints, strings.ToLower(between)):
				m.turnsTo, m.weak = true, false
			}
		}
		joined = append(joined, m)
	}
	return slices.DeleteFunc(joined, func(m mention) bool { return m.weak })
}

// addresseeJoints stand between two to whom a question is put.
var addresseeJoints = append(strings.Fields("和 与 與 跟 及 、 以及 还有 還有"), " and ", " and the ", ", ", ", and ", " 和 ", " 跟 ")

func union(a, b []*person) []*person {
	for _, p := range b {
		if !slices.Contains(a, p) {
			a = append(a, p)
		}
	}
	return a
}

func intersection(a, b []*person) []*person {
	var both []*person
	for _, p := range a {
		if slices.Contains(b, p) {
			both = append(both, p)
		}
	}
	return both
}
