package enrich

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// This file finds speakers to whom a question turns by the body that they are there for: 请教育局的同志, 請衛福部說明, 交通局呢？

// A calledBody is one spelling of a body for which somebody speaks.
type calledBody struct {
	runes []rune // simplified
	stem  int    // where the name begins without the place that it belongs to
	least int    // how many characters of it must be said
	who   *person
}

// newCalledBodies are the bodies of a cast, by the character that ends them.
func newCalledBodies(people []*person) map[rune][]calledBody {
	all := map[rune][]calledBody{}
	for _, p := range people {
		if p.part == asks {
			continue
		}
		o, affiliation := bestOffice(p.affiliations)
		if o.organization == "" && isUnitOfBody(affiliation) {
			o.organization = affiliation
		}
		for _, name := range strings.Split(o.organization, "、") {
			if !isHan(name) || utf8.RuneCountInString(name) < 3 {
				continue
			}
			spellings := bodySpellings(folded(name))
			if unit := lastUnit(folded(name)); unit != "" { // 交警支队 of 市公安局交警支队
				spellings = append(spellings, bodySpellings(unit)...)
			}
			for _, spelling := range spellings {
				last, _ := utf8.DecodeLastRuneInString(spelling.name)
				runes := []rune(spelling.name)
				body := calledBody{runes: runes, stem: bodyStem(runes), least: spelling.least, who: p}
				if spelling.least == 2 {
					body.stem = len(runes) - 2
				}
				all[last] = append(all[last], body)
			}
		}
	}
	return all
}

// lastUnit is what a body is part of another as, "" where it is none: 交警支队 of 市公安局交警支队.
func lastUnit(name string) string {
	runes := []rune(name)
	for i := len(runes) - 4; i > 1; i-- {
		if strings.ContainsRune("局厅院委署", runes[i]) {
			return string(runes[i+1:])
		}
	}
	return ""
}

type bodySpelling struct {
	name  string
	least int
}

// bodySpellings are a body's name and what speech makes of its end: 委员会 is 委, 财政局 is 财政部门, 物业公司 is 物业.
func bodySpellings(name string) []bodySpelling {
	all := []bodySpelling{{name, 3}}
	for long, short := range map[string]string{"委员会": "委", "办公室": "办", "改革委": "改委"} {
		if rest, ok := strings.CutSuffix(name, long); ok && utf8.RuneCountInString(rest) > 1 {
			all = append(all, bodySpelling{rest + short, 3})
		}
	}
	if last, size := utf8.DecodeLastRuneInString(name); strings.ContainsRune("局厅委署处部司", last) {
		all = append(all, bodySpelling{name[:len(name)-size] + "部门", 4})
	}
	for _, force := range []string{"支队", "大队", "总队"} {
		if rest, ok := strings.CutSuffix(name, force); ok && utf8.RuneCountInString(rest) > 1 {
			all = append(all, bodySpelling{rest + "部门", 4})
		}
	}
	if before, _, ok := strings.Cut(name, "物业"); ok { // 物业 alone is called so too
		all = append(all, bodySpelling{before + "物业", 2})
	}
	slices.SortFunc(all, func(a, b bodySpelling) int { return strings.Compare(a.name, b.name) })
	return all
}

// bodyStem is where a body's name begins behind its place: 青岚县|民政局. 市 of 市场监督管理局 is none.
func bodyStem(name []rune) int {
	stem := 0
	for i, r := range name[:max(0, len(name)-2)] {
		if strings.ContainsRune("省市县区镇乡州", r) && name[i+1] != '场' && name[i+1] != '域' && name[i+1] != '政' {
			stem = i + 1
		}
	}
	return stem
}

// bodiesIn finds the bodies of speakers that a text names, in full or shortened (工信厅 for 工业和信息化厅). One that it only speaks of is weak:
// 教育局的校车, 刚才教育局提到.
func (c *cast) bodiesIn(text string) []mention {
	if len(c.bodies) == 0 {
		return nil
	}
	var found []mention
	t := newNumeralText(text)
	for i := range t.r {
		bodies := c.bodies[t.r[i]]
		if len(bodies) == 0 {
			continue
		}
		var who []*person
		longest := 0
		for _, body := range bodies {
			switch length := body.said(t.r[:i+1]); {
			case length == 0 || length < longest:
			case length > longest:
				who, longest = []*person{body.who}, length
			default:
				who = union(who, []*person{body.who})
			}
		}
		if longest == 0 {
			continue
		}
		start := int(t.offset[i+1-longest])
		_, size := utf8.DecodeRuneInString(text[t.offset[i]:])
		m := mention{start: start, end: int(t.offset[i]) + size, who: who}
		m.text = text[m.start:m.end]
		m.turnsTo = turnsToBody(text[:m.start])
		m.opens = beginsClause(text[:m.start]) && slices.ContainsFunc(bodyFollowers, func(word string) bool { return strings.HasPrefix(text[m.end:], word) })
		m.weak = !m.turnsTo && !m.opens
		found = slices.DeleteFunc(found, func(f mention) bool { return f.start >= m.start })
		found = append(found, m)
	}
	return found
}

// said is how many characters at the end of text are the body's name or short for it, 0 for none: all of them stand in the name in that order,
// and the first begins it, with or without its place.
func (b calledBody) said(text []rune) int {
	length, at := 0, len(b.runes)
	best := 0
	for k := len(text) - 1; k >= 0; k-- {
		at = lastBefore(b.runes, at, text[k])
		if at < 0 {
			break
		}
		length++
		if text[k] == b.runes[0] || text[k] == b.runes[b.stem] {
			if length >= b.least || length == len(b.runes)-b.stem {
				best = length
			}
		}
	}
	return best
}

// lastBefore is the last place of r before end, -1 for none.
func lastBefore(runes []rune, end int, r rune) int {
	for i := end - 1; i >= 0; i-- {
		if runes[i] == r {
			return i
		}
	}
	return -1
}

// turnsToBody says whether what stands before a body's name turns to it. The place that it belongs to may stand between.
func turnsToBody(before string) bool {
	for n := 0; n <= 5; n++ {
		at := runesFromEnd(before, n)
		if at < 0 {
			return false
		}
		if last, _ := utf8.DecodeLastRuneInString(before); n > 0 && !strings.ContainsRune("省市县縣区區镇鎮乡鄉州们們国國的", last) {
			return false
		}
		if slices.ContainsFunc(bodyCues, func(cue string) bool { return strings.HasSuffix(before[:at], cue) }) || isRequest(before[:at]) {
			return true
		}
	}
	return false
}

// isRequest says whether 请 ends before and asks now: at the beginning of a clause, or behind a word that leads up to it. 我们一起请教育局办过
// tells of another time.
func isRequest(before string) bool {
	for _, word := range []string{"请", "請"} {
		if rest, ok := strings.CutSuffix(before, word); ok {
			return beginsClause(rest) || slices.ContainsFunc(requestLeads, func(lead string) bool { return strings.HasSuffix(rest, lead) })
		}
	}
	return false
}

var (
	// bodyCues stand before a body that is asked. 向教育局反映 asks nobody.
	bodyCues     = strings.Fields("请教 請教 请问 請問 想问 想問 请问一下 請問一下 问一下 問一下 问下 問下 想请 想請 有请 有請 麻烦 麻煩 提给 提給 问给 交给 交給 希望 请教一下 請教一下")
	requestLeads = strings.Fields("想 先 再 也 就 可以 可否 是否 是不是 那 那么 那麼 还 還 能不能 最后 最後 另外 我 我们 我們 首先 接着 接著")
	// bodyFollowers stand behind a body that is spoken to at the beginning of a clause.
	bodyFollowers = strings.Fields("呢 長， 长，  这边 這邊 这里 這裡 能否 能不能 可否 可不可以 怎么看 怎麼看 是否可以 的同志 的领导 的領導 的代表 的负责人 的負責人")
)
