package enrich

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"shilu/schema"
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
	found = append(found, c.familiarly(text)...)
	for _, m := range courtesyName.FindAllStringSubmatchIndex(text, -1) {
		if bearers := c.bySurname[nameKey(text[m[2]:m[3]])]; len(bearers) == 1 {
			found = append(found, mention{start: m[0], end: m[1], text: text[m[0]:m[1]], who: bearers})
		}
	}
	return found
}

// courtesyName captures the surname of somebody called Mr., Minister and so on.
var courtesyName = regexp.MustCompile(`\b(?:Mr|Ms|Mrs|Miss|Dr|Minister|Secretary|Senator|President|Governor|Mayor|Ambassador|Commissioner|Chief|Councilmember|Professor|Superintendent|Sheriff|Judge|Justice|Chancellor|Premier|Director|Chairman|Chairwoman|Chair|Congressman|Congresswoman|Representative|Councilor|Councillor|Councilman|Councilwoman|Delegate|Administrator|Inspector|General|Colonel|Captain|Coach|Dean|Sir)\.? (\p{Lu}[\pL'’-]+)`)

// familiarly finds speakers who are spoken to without a post, in a clause of its own: 长林，我问你； 请问小燕，…； 胡总好，…. Common words have the same
// form, so the name must be one speaker's alone.
func (c *cast) familiarly(text string) []mention {
	var found []mention
	for at := 0; at < len(text) && len(c.byFamiliar) > 0; {
		length := strings.IndexAny(text[at:], clauseEnds)
		if length < 0 {
			break
		}
		mark, size := utf8.DecodeRuneInString(text[at+length:])
		if length <= longestCall && strings.ContainsRune("，,：:！!", mark) {
			start, said := calledIn(text[at : at+length])
			if who := c.byFamiliar[said]; len(who) == 1 {
				found = append(found, mention{start: at + start, end: at + start + len(said), text: said, who: who, opens: true})
			}
		}
		at += length + size
	}
	return found
}

// calledIn is whom a clause may call, and where: without 请问 before the name, 您好 and a post behind it.
func calledIn(clause string) (start int, said string) {
	said = clause
	for again := true; again; {
		again = false
		for _, word := range callLeads {
			if rest, ok := strings.CutPrefix(said, word); ok {
				said, again = rest, true
			}
		}
	}
	start = len(clause) - len(said)
	for _, greeting := range []string{"您好", "你好", "好", "早"} {
		if rest, ok := strings.CutSuffix(said, greeting); ok && rest != "" {
			said = rest
			break
		}
	}
	if post, _, standing := postAtEnd(said); standing != noStanding && utf8.RuneCountInString(said[:post]) > 1 { // 老猫教练
		said = said[:post]
	}
	return start, said
}

const (
	clauseEnds = "。！？；，,：:!?; "
	// longestCall is in bytes: 另外请问被申请人您好.
	longestCall = 36
	// longestFamiliar is in characters: 被申请人.
	longestFamiliar = 4
)

// callLeads may stand before a call in its clause.
var callLeads = strings.Fields("请问 請問 请教 請教 想请问 想請問 想问 想問 想请教 想請教 问一下 問一下 那么 那麼 那 好的 好吧 好 另外 最后 最後")

// familiarForms are the ways in which somebody with a Chinese name is spoken to by those who know them.
func familiarForms(p *person) []string {
	var parties []string
	for _, printed := range p.labels { // 证人, before whose name it stands
		if n := utf8.RuneCountInString(printed); n > 1 && n <= longestFamiliar && isHan(printed) && !p.each {
			parties = append(parties, printed) // 王会计, 满大爷
		}
		for n := 2; n <= longestFamiliar; n++ {
			end := len(firstRunes(printed, n))
			if l, ok := roleWord(printed[:end]); ok && l.role == schema.Guest && !l.each && !slices.Contains(parties, printed[:end]) {
				parties = append(parties, printed[:end])
			}
		}
	}
	if !isChineseName(p.name) {
		return parties
	}
	family := familyName(p.name)
	given := strings.TrimPrefix(p.name, family)
	forms := []string{"小" + family, "老" + family, family + "老", family + "老师", family + "老師", family + "总", family + "總", family + "董", family + "工", family + "博士", family + "院士", family + "医生", family + "醫生", family + "大夫", family + "校", family + "处", family + "處", family + "局", family + "检", family + "檢", family + "导", family + "導", family + "先生", family + "女士", family + "小姐", family + "太太", family + "师傅", family + "師傅", family + "姐", family + "哥"}
	if utf8.RuneCountInString(given) == 2 {
		_, size := utf8.DecodeRuneInString(given)
		forms = append(forms, given, "小"+given[size:], "阿"+given[size:], given[size:]+given[size:])
	}
	return append(forms, parties...)
}

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
