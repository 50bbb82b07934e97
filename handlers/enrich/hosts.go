package enrich

import (
	"regexp"
	"strings"

	"shilu/schema"
)

// This file tells who leads where no label, roster or office does: by what they say of themselves, and by who opens a meeting, gives others the
// floor and closes it.

// heedHosts makes hosts of those who say that they are, and of whoever chairs a talk in which nobody is known to ask. Of a meeting with the
// press nothing is concluded: a spokesperson opens and closes it alone.
func (c *cast) heedHosts(title string, turns []schema.Turn, asked bool) {
	heard := map[*person]bool{}
	for i, p := range c.of {
		if heard[p] || p.part == asks || p.part == aside {
			continue
		}
		heard[p] = true
		opening := firstRunes(turns[i].Text, longestOpening)
		if saysTheyHost(opening) || i == 0 && welcomesListeners.MatchString(opening) {
			p.role, p.part = schema.Host, leads
		}
	}
	if p := c.interviewer(turns); p != nil && !asked && !c.press && containsAny(title, interviewTitles) {
		p.role, p.part = schema.Journalist, asks
	}
	if p := c.chair(turns); p != nil && !c.press && (!asked || c.interviews(turns, p)) {
		p.role = schema.Host
	}
}

// saysTheyHost says whether somebody calls themselves the host. What follows 主持人 must be a name.
func saysTheyHost(text string) bool {
	m := saysHost.FindStringSubmatch(text)
	return m != nil && (m[1] == "" || isChineseName(m[1]))
}

// chair is the person who has the first word and the last, which ends the meeting, and who gives others the floor in between; nil where there
// is none, or where somebody else is said to lead.
func (c *cast) chair(turns []schema.Turn) *person {
	if len(turns) < 3 {
		return nil
	}
	p, last := c.of[0], c.of[len(c.of)-1]
	if p != last || p.name == "" || p.part != anyPart {
		return nil
	}
	for _, other := range c.people {
		if other.part == leads || other.role == schema.Host {
			return nil
		}
	}
	end := strings.ToLower(lastRunes(turns[len(turns)-1].Text, 60))
	if c.interviews(turns, p) && containsAny(end, farewells) {
		return p
	}
	if !closesMeeting.MatchString(end) {
		return nil
	}
	for i := range turns[:len(turns)-1] {
		if c.of[i] == p && c.of[i+1] != p && givesFloor.MatchString(strings.ToLower(lastRunes(turns[i].Text, 60))) {
			return p
		}
	}
	return nil
}

// interviewer is the one of two people in an interview who asks by far the most, nil if neither does.
func (c *cast) interviewer(turns []schema.Turn) *person {
	if len(c.people) != 2 {
		return nil
	}
	asked := map[*person]int{}
	for i, turn := range turns {
		if endsInMark(turn.Text) {
			asked[c.of[i]]++
		}
	}
	for i, p := range c.people {
		if other := c.people[1-i]; p.part == anyPart && p.role == "" && len(p.affiliations) == 0 && asked[p] > 1 && asked[p] > 3*asked[other] {
			return p
		}
	}
	return nil
}

var interviewTitles = append(strings.Fields("专访 專訪 对话 對話 访谈 訪談 对谈 對談 采访 採訪"), "interview", "conversation")

// interviews says whether a person welcomes everybody, asks more than all the others together, and so asks those who are there.
func (c *cast) interviews(turns []schema.Turn, p *person) bool {
	if !containsAny(strings.ToLower(firstRunes(turns[0].Text, 60)), welcomes) {
		return false
	}
	own, others := 0, 0
	for i, turn := range turns {
		switch {
		case !endsInMark(turn.Text) || c.of[i].part == asks:
		case c.of[i] == p:
			own++
		default:
			others++
		}
	}
	return own > 1 && own > others
}

var (
	welcomes  = append(strings.Fields("欢迎 歡迎 大家好 观众朋友 觀眾朋友 听众朋友 聽眾朋友"), "welcome", "good evening", "good morning", "good afternoon", "hello")
	farewells = append(strings.Fields("谢谢 謝謝 感谢 感謝 再见 再見 下期"), "thank", "good night", "goodbye", "see you", "until next")
	// saysHost is what hosts say of themselves.
	saysHost = regexp.MustCompile(`我(?:是|来担任|來擔任)[^。，！？；]{0,14}主持人(\p{Han}{2,4})?[，。！、；,.!]|` +
		`\bI(?:['’]m| am) (?:\p{Lu}[^ ]* ){0,3}(?:your|the) (?:host|moderator|emcee|facilitator)\b|\bI(?:['’]ll| will) be (?:your|the) (?:host|moderator|emcee|facilitator)\b|\bI(?:['’]ll| will) be (?:moderating|hosting|facilitating|chairing)\b`)
	// welcomesListeners opens a programme.
	welcomesListeners = regexp.MustCompile(`[欢歡]迎(?:大家)?(?:收[听聽看]|[来來]到[^。！]{0,10}《)|(?i:welcome (?:back )?to (?:the |another |this |today['’]s )?[^.?!]{0,40}\b(?:podcast|show|episode)\b)`)
	// closesMeeting ends it for everybody.
	closesMeeting = regexp.MustCompile(`散会|散會|(?:到此|到[这這](?:里|裡|裏|邊|边|儿|兒)?)(?:结束|結束|为止|為止)?[。，！!,.]|会议结束|會議結束|下期(?:再见|再見|见|見)|` +
		`\badjourned\b|that['’]s (?:it|all|everything)\b|thank you (?:all|everyone|everybody)|thanks,? (?:all|everyone|everybody)`)
	// givesFloor asks somebody to speak.
	givesFloor = regexp.MustCompile(`[请請][^。！？]{1,20}(?:[讲講說说]|介[绍紹]|[发發]言|[说說]明|[报報通]告|通[报報]|[汇匯彙][报報]|回[应應答]|[补補]充|[谈談])|接下[来來][请請]|有[请請]|` +
		`\b(?:over to|go ahead|your turn|the floor|can you (?:start|take)|would you (?:like to )?(?:start|begin))\b`)
)
