package enrich

import (
	"cmp"
	"regexp"
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
				p.role = cmp.Or(p.role, schema.Official) // whoever is in charge (负责人) too
			}
		}
	}
	for _, p := range c.people { // 局長, under a title that says of what
		if len(p.affiliations) == 1 && p.name == "" && posts[p.affiliations[0]] != noStanding {
			if office := officeOf(firstRunes(string(record.Title), longestOpening), p.affiliations[0]); office != "" {
				p.affiliations = append(p.affiliations, office)
			}
		}
	}
	c.heedCalls(record.Turns)
	for _, p := range c.people { // 甲某（翻译） whom the file gives an office speaks through an interpreter, and is none
		if p.part == aside && p.name != "" && len(p.affiliations) > 0 {
			p.part = anyPart
		}
	}
	c.press = isPressEvent(record)
	asked := c.hasAskers()
	if !c.press && containsAny(strings.ToLower(string(record.Title)), lectures) {
		for _, p := range c.people {
			if p.each && p.role == schema.Journalist && len(p.affiliations) == 0 && p.entry == nil {
				p.role = schema.Guest // who asks after a lecture is the audience
			}
		}
	}
	c.heedHosts(strings.ToLower(string(record.Title)), record.Turns, asked)
	asked = asked || c.hasAskers()
	if len(c.of) > 0 && c.of[0].part == anyPart && containsAny(strings.ToLower(firstRunes(record.Turns[0].Text, 200)), callsToOrder) {
		c.of[0].part = leads
	}
	if opener := c.opener(record.Turns); asked && opener != nil {
		opener.role = schema.Host
	}
	for _, p := range c.people {
		office, affiliation := bestOffice(p.affiliations)
		if l, ok := roleWord(affiliation); ok && p.role == "" && isLatin(affiliation) && l.role == schema.Host { // Maria Lind (moderator)
			p.role = schema.Host
		}
		switch {
		case p.part == leads:
			p.role = schema.Host
		case p.part == asks && p.role == "" && c.press:
			p.role = schema.Journalist
		case p.part == asks || p.part == aside || p.each:
		case p.role == schema.Guest && office.standing == publicPost:
			p.role = schema.Official // the roster says 嘉宾, the office says what they are
		case p.role == "" && p.entry != nil && p.entry.chairs && !c.press && p.part == anyPart:
			p.role = schema.Host
		case p.role == "":
			p.role = office.standing.role()
			if p.role == schema.Guest && office.standing == privatePost && c.press && asked {
				p.role = schema.Official // whoever is on the podium speaks for those who called the press
			}
		}
		if p.role == schema.Host && p.part == anyPart {
			p.part = leads
		}
		if p.role == schema.Journalist && p.part == anyPart {
			p.part = asks
		}
	}
	if !c.press && c.meets(record) { // who speaks at a meeting and is nothing else takes part in it
		for _, p := range c.people {
			if p.role == "" && p.name != "" && p.part == anyPart {
				p.role = schema.Guest
			}
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

// meets says whether people sit together here: somebody leads, or the title calls it so.
func (c *cast) meets(record schema.Record) bool {
	for _, p := range c.people {
		if p.part == leads {
			return true
		}
	}
	return containsAny(strings.ToLower(string(record.Title)), meetings) || meetingTitle.MatchString(string(record.Title))
}

// meetingTitle is how titles of what was said at a meeting end: 夜谈会实录, 答辩会（第二场）.
var meetingTitle = regexp.MustCompile(`[会會][议議]?[^\p{Han}]*(?:全程|发言|發言|文字|现场|現場|环节|環節|提问|提問|问答|問答)*(?:纪要|紀要|记录|紀錄|記錄|实录|實錄|笔录|筆錄|摘录|摘錄|速记|速記|逐字稿|谈话|談話)?(?:[（(].*)?$`)

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
		if c.of[i] == p && c.of[i-1].part == asks && !isPassedOn(turns[i].Text) && !isCall(turns[i].Text) && !closesEvent(turns[i].Text) {
			return nil
		}
	}
	if end := lastRunes(turns[opening-1].Text, 60); !containsAny(end, handingOver) && !givesFloor.MatchString(strings.ToLower(end)) {
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
	// meetings are what people come to who speak at one table.
	meetings    = append(strings.Fields("会议 會議 座谈 座談 研讨会 研討會 论坛 論壇 圆桌 圓桌 协商 協商 听证 聽證 例会 例會 恳谈 懇談 茶座 咨询会 諮詢會 庭审 庭審 笔录 筆錄 约谈 約談 调解 調解 公听会 公聽會"), "meeting", "hearing", "roundtable", "town hall", "panel", "bargaining", "committee", "workshop", "tribunal", "proceedings", "inquest", "inquiry", "trial")
	pressEvents = append(strings.Fields(`
记者会 記者會 发布会 發布會 發佈會 新闻发布 新聞發布 吹风会 通气会 见面会 記者茶敘 記者茶叙 媒體茶敘 聯訪 联访 答记者问 答記者問 媒体朋友 媒體朋友 媒体记者 媒體記者 新闻界 新聞界`),
		"press conference", "news conference", "press briefing", "media briefing", "press gaggle", "press availability", "stakeout", "press group", "international press")
)
