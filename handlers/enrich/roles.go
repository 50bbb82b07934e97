package enrich

import (
	"strings"

	"shilu/schema"
)

// settle decides what everybody does, from what is printed to what can be concluded: the label or the roster, what others call them, an
// opening that hands over, the office, and last who answers where somebody asks. Where nobody asks, nothing is concluded.
func (c *cast) settle(record schema.Record) {
	for _, p := range c.people {
		if p.entry != nil {
			p.affiliations = append(append([]string{}, p.entry.affiliations...), p.affiliations...)
			if p.role == "" {
				p.role = p.entry.role
			}
		}
	}
	if office := answeringOffice(string(record.Title)); office != "" {
		for _, p := range c.people {
			if p.part == answers && len(p.affiliations) == 0 {
				p.affiliations = append(p.affiliations, office)
			}
		}
	}
	c.heedCalls(record.Turns)
	c.press = isPressEvent(record)
	asked := c.hasAskers()
	if !c.press && containsAny(strings.ToLower(string(record.Title)), lectures) {
		for _, p := range c.people {
			if p.each && p.role == schema.Journalist && len(p.affiliations) == 0 && p.entry == nil {
				p.role = schema.Guest // who asks after a lecture is the audience
			}
		}
	}
	if len(c.of) > 0 && c.of[0].part == anyPart && containsAny(strings.ToLower(firstRunes(record.Turns[0].Text, 200)), callsToOrder) {
		c.of[0].part = leads
	}
	if opener := c.opener(record.Turns); asked && opener != nil {
		opener.role = schema.Host
	}
	for _, p := range c.people {
		office, _ := bestOffice(p.affiliations)
		switch {
		case p.part == leads:
			p.role = schema.Host
		case p.part == asks && p.role == "" && c.press:
			p.role = schema.Journalist
		case p.part == asks || p.part == aside || p.each:
		case p.role == schema.Guest && office.standing == publicPost:
			p.role = schema.Official // the roster says 嘉宾, the office says what they are
		case p.role == "":
			p.role = office.standing.role()
		}
		if p.role == schema.Host && p.part == anyPart {
			p.part = leads
		}
		if p.role == schema.Journalist && p.part == anyPart {
			p.part = asks
		}
	}
	if !asked {
		return
	}
	for i := 1; i < len(c.of); i++ {
		if p := c.of[i]; p.role == "" && p.part != aside && !p.each && c.of[i-1].part == asks && p.part != asks {
			p.role = schema.Guest
		}
	}
	if c.press { // whoever is on the podium and doesn't ask speaks for those who called the press
		for _, p := range c.people {
			if (p.role == "" || p.role == schema.Guest && len(p.affiliations) == 0) && (p.name != "" || p.part == answers) && p.part != asks && p.part != aside {
				p.role = schema.Official
			}
		}
	}
}

func (c *cast) hasAskers() bool {
	for _, p := range c.people {
		if p.part == asks {
			return true
		}
	}
	return false
}

// opener is the named person who opens, hands over to somebody else and never answers: a host by what they do.
func (c *cast) opener(turns []schema.Turn) *person {
	opening := 0
	for opening < len(turns) && c.of[opening] == c.of[0] {
		opening++
	}
	if opening == 0 || opening == len(turns) {
		return nil
	}
	p := c.of[0]
	if p.name == "" || p.part != anyPart || p.role != "" {
		return nil
	}
	for i := opening; i < len(turns); i++ {
		if c.of[i] == p && c.of[i-1].part == asks {
			return nil
		}
	}
	if !containsAny(lastRunes(turns[opening-1].Text, 60), handingOver) {
		return nil
	}
	return p
}

// isPressEvent says whether the file calls what it holds a meeting with the press.
func isPressEvent(record schema.Record) bool {
	text := string(record.Title)
	if record.Preamble != nil {
		text += "\n" + firstRunes(record.Preamble.Text, 2000)
	}
	for _, turn := range record.Turns[:min(2, len(record.Turns))] {
		text += "\n" + firstRunes(turn.Text, 300)
	}
	return containsAny(strings.ToLower(text), pressEvents)
}

func containsAny(s string, words []string) bool {
	for _, word := range words {
		if strings.Contains(s, word) {
			return true
		}
	}
	return false
}

// lastRunes is the end of s, at most n characters.
func lastRunes(s string, n int) string {
	if at := runesFromEnd(s, n); at >= 0 {
		return s[at:]
	}
	return s
}

var (
	handingOver = strings.Fields("交给 交給 有请 有請 先请 先請 邀请 邀請 时间留给 時間留給 over hand welcome floor")
	// lectures are followed by questions of those who listened.
	lectures = append(strings.Fields("讲座 講座 演讲 演講 演说 演說 授课 授課 公开课"), "lecture", "keynote")
	// callsToOrder are what whoever leads a meeting or a hearing opens it with.
	callsToOrder = append(strings.Fields("现在开会 現在開會 宣布开会 宣布開會 现在开庭 現在開庭 宣布开庭 宣布開庭"), "come to order", "call to order", "call this meeting to order", "is called to order")
	pressEvents  = append(strings.Fields(`
记者会 記者會 发布会 發布會 發佈會 新闻发布 新聞發布 吹风会 通气会 见面会 記者茶敘 記者茶叙 媒體茶敘 聯訪 联访 答记者问 答記者問 媒体朋友 媒體朋友 媒体记者 媒體記者 新闻界 新聞界`),
		"press conference", "news conference", "press briefing", "media briefing", "press gaggle", "press availability", "press group", "international press")
)
