package parse

import (
	"slices"
	"strings"
	"unicode/utf8"

	"shilu/schema"
)

// rosterRoles are the keys that people are listed under, with the role that they tell. 出席 tells nothing.
var rosterRoles = func() map[string]schema.Role {
	roles := map[string]schema.Role{}
	for role, words := range map[schema.Role]string{
		schema.Host:       `主持人 主持 司仪 司儀 主席 会议主席 會議主席 会议主持 會議主持 会议主持人 會議主持人 听证主持人 聽證主持人 调解员 調解員 仲裁员 仲裁員 首席仲裁员 首席仲裁員 Moderator Moderators Host Hosts Chair`,
		schema.Official:   `发布人 發布人 新闻发布人 发言人 發言人 新闻发言人 新聞發言人 答问人 介绍人`,
		schema.Guest:      `主讲人 主講人 嘉宾 嘉賓 访谈嘉宾 訪談嘉賓 本期嘉宾 出席嘉宾 主讲嘉宾 受访者 受訪者 受访人 被采访人 来宾 來賓 申请人 申請人 被申请人 被申請人 委托代理人 证人 證人 Guest Guests Panelists Interviewee`,
		schema.Journalist: `采访者 採訪者 提问者 Interviewer`,
		schema.Unknown: `出席 出席人员 出席人員 出席者 列席 列席人员 列席人員 与会 與會 与会人员 與會人員 与会者 與會者 参会 參會 参会人员 參會人員 参会人 参加人 參加人 参加人员 參加人員 出席領導 出席领导
			Speakers Participants Attendees Present Witnesses`,
	} {
		for word := range set(words) {
			roles[word] = role
		}
	}
	return roles
}()

// rosterKey returns the role that a key gives to those listed under it, nil if it is no such key.
func rosterKey(key string) *schema.Role {
	if role, ok := rosterRoles[key]; ok {
		return &role
	}
	return nil
}

// roster lists who the text itself says takes part, before anybody speaks: front matter, "■发布人:某局局长 甲某" with further people on
// the lines below, "出席：甲某律師、乙某法官", a heading with a list under it. The text says more of somebody than front matter does.
func roster(m meta, head []piece) []schema.Participant {
	printed := printedRoster(head)
	named := map[string]bool{}
	for _, p := range printed {
		named[p.Name] = true
	}
	var list []schema.Participant
	for _, key := range []string{"speakers", "speaker", "guests", "guest"} {
		for _, name := range m[key] {
			if !named[name] {
				list = append(list, schema.Participant{Name: name, Role: schema.Unknown})
			}
		}
	}
	return distinct(append(list, printed...))
}

// printedRoster is what the lines before the first turn say of it.
func printedRoster(head []piece) []schema.Participant {
	var list []schema.Participant
	var under *schema.Role
	for _, l := range head {
		text := strings.TrimLeft(l.text, "#>■●◆★-*•· \t\u3000")
		key, n, ok := cutColon(text)
		role := rosterKey(key)
		if ok && role == nil && namesOfficials(key, text[n:]) {
			role = new(schema.Role)
			*role = schema.Unknown
		}
		if ok && role != nil {
			under = role
			list = append(list, people(strings.TrimLeft(text[n:], "* \u3000"), *role)...) // **出席：** in bold
			continue
		}
		if under == nil {
			continue
		}
		// Lines below go on with the list as long as each is an office and a name.
		more := people(text, *under)
		if ok || len(more) == 0 || more[0].Affiliation == "" || endsSentence(text) {
			under = nil
			continue
		}
		list = append(list, more...)
	}
	if len(list) == 0 {
		return legendPeople(head)
	}
	return list
}

// namesOfficials reports whether what stands under a key of whatever kind is people, each with an office: 职工方：工会主席甲某、车间代表乙某.
func namesOfficials(key, text string) bool {
	if utf8.RuneCountInString(key) > 10 || !isHan(key) || credits[key] || isSpeech(text) && endsSentence(text) {
		return false
	}
	list := people(text, schema.Unknown)
	for _, p := range list {
		if p.Affiliation == "" || !hasSuffix(string(p.Affiliation), posts) {
			return false
		}
	}
	return len(list) > 0
}

// legendPeople are those whose initials a legend explains; one alone may be any name with an abbreviation behind it.
func legendPeople(head []piece) []schema.Participant {
	var list []schema.Participant
	for _, l := range head {
		for _, e := range legendEntries(l.text) {
			list = append(list, e.participant)
		}
	}
	if len(list) < 2 {
		return nil
	}
	return list
}

// distinct keeps the first of each: minutes of several meetings list the same people again.
func distinct(list []schema.Participant) []schema.Participant {
	seen := map[schema.Participant]bool{}
	return slices.DeleteFunc(list, func(p schema.Participant) bool {
		before := seen[p]
		seen[p] = true
		return before
	})
}

// rosterBytes is how much of a line is read as a list of people: some three hundred names.
const rosterBytes = 4096

// people reads one line of a list. An office may hold the marks that part people (某区党工委委员、某街道党工委书记 甲某), so a part
// without a name belongs to the next. An organisation counts for all who follow it (某局 甲某、乙某), a post for one.
func people(text string, role schema.Role) []schema.Participant {
	var list []schema.Participant
	var office, shared string
	for rest := strings.TrimFunc(atMost(text, rosterBytes), isBlank); rest != ""; {
		end, size := cutAt(rest)
		part := strings.TrimFunc(rest[:end], isBlank)
		rest = rest[end+size:]
		named := false
		for _, p := range persons(part) {
			named = p.Name != ""
			p.Affiliation = schema.Opt(office) + p.Affiliation
			if !named {
				office = string(p.Affiliation)
				continue
			}
			switch {
			case p.Affiliation == "":
				p.Affiliation = schema.Opt(shared)
			case strings.HasPrefix(part, string(p.Affiliation)) && !hasSuffix(string(p.Affiliation), posts):
				shared = string(p.Affiliation)
			default:
				shared = ""
			}
			p.Role, office = role, ""
			list = append(list, p)
		}
		if part != "" && !named {
			office += "、"
		}
	}
	return list
}

// cutAt is where the first mark between people stands, outside of parentheses, and its length.
func cutAt(text string) (end, size int) {
	depth := 0
	for i, r := range text {
		switch {
		case r == '(' || r == '（':
			depth++
		case r == ')' || r == '）':
			depth--
		case depth <= 0 && (strings.ContainsRune("、，,；;／", r) || r == '/' && strings.HasSuffix(text[:i], " ")):
			return i, utf8.RuneLen(r)
		}
	}
	return len(text), 0
}

// ranks stand after a name and are no part of it.
var ranks = []string{"大校", "上校", "中校", "少校", "上将", "中将", "少将", "等"}

// persons reads a part of a list: 某局局长 甲某, 某局 甲某 乙某, 甲某（某局局长）, 某局局长甲某大校, 甲某律師, 科长/甲某, Maria Lind (Port Office). An
// office that nobody is named with comes last, without a name.
func persons(part string) []schema.Participant {
	if open := strings.IndexAny(part, "(（"); open > 0 {
		if name := strings.TrimFunc(part[:open], isBlank); isPersonName(name) {
			beside := strings.Trim(part[open:], "(（）) ")
			if isInitialsOf(beside, name) {
				beside = ""
			}
			return []schema.Participant{{Name: name, Affiliation: schema.Opt(beside)}}
		}
	}
	if isLatinName(part) {
		return []schema.Participant{{Name: part}}
	}
	var list []schema.Participant
	var office []string
	words := strings.Fields(strings.TrimRight(part, "。.;"))
	for i, word := range words {
		p, ok := person(word, i > 0 && i == len(words)-1)
		if !ok {
			office = append(office, word)
			continue
		}
		if p.Affiliation != "" {
			office = append(office, string(p.Affiliation))
		}
		p.Affiliation = schema.Opt(strings.Join(office, " "))
		list = append(list, p)
		office = nil
	}
	if len(office) > 0 {
		list = append(list, schema.Participant{Affiliation: schema.Opt(strings.Join(office, " "))})
	}
	return list
}

// person reads a word that may be a name, or an office and a name without a space. Where a name is expected, what could be one is.
func person(word string, expected bool) (schema.Participant, bool) {
	for _, rank := range ranks {
		word = strings.TrimSuffix(word, rank)
	}
	if post, name, ok := strings.Cut(word, "/"); ok && isHanPerson(name) {
		return schema.Participant{Name: name, Affiliation: schema.Opt(post)}, true
	}
	if isHanName(word) || (expected || strings.ContainsAny(word, dots)) && isHanPerson(word) {
		return schema.Participant{Name: word}, true
	}
	if isOfficeInName(word) {
		return postWithin(word), true
	}
	return splitPost(word)
}

// postWithin takes the post out of the middle of a name: 連召集委員雅婷.
func postWithin(text string) schema.Participant {
	_, n := utf8.DecodeRuneInString(text)
	longest := ""
	for _, post := range posts {
		if given, ok := strings.CutPrefix(text[n:], post); ok && len(post) > len(longest) && given != "" {
			longest = post
		}
	}
	return schema.Participant{Name: text[:n] + strings.TrimPrefix(text[n:], longest), Affiliation: schema.Opt(longest)}
}

// splitPost finds the name after or before a post, without a space between: 某局副局长甲某, 院长甲某, 甲某律師. 记者甲某 and 主持人甲某 say what
// somebody does here and not what they are.
func splitPost(text string) (schema.Participant, bool) {
	longest := 0
	for _, post := range posts {
		at := strings.LastIndex(text, post)
		if (at > 0 || at == 0 && !isRole(post) && !asks(post)) && at+len(post) < len(text) {
			longest = max(longest, at+len(post))
		}
	}
	if name := text[longest:]; longest > 0 && isHanName(name) {
		return schema.Participant{Name: name, Affiliation: schema.Opt(text[:longest])}, true
	}
	for _, post := range posts {
		if name, ok := strings.CutSuffix(text, post); ok && isHanName(name) {
			return schema.Participant{Name: name, Affiliation: schema.Opt(post)}, true
		}
	}
	return schema.Participant{}, false
}

func isPersonName(text string) bool { return isHanPerson(text) || isLatinName(text) }

// isHanPerson is wider than isHanName: where a name is expected, its first character need not be a known surname, and a foreign name
// has a dot between its parts.
func isHanPerson(text string) bool {
	n := utf8.RuneCountInString(text)
	if strings.ContainsAny(text, dots) {
		return n <= 16 && strings.Trim(text, dots) == text && isHan(strings.Join(strings.FieldsFunc(text, isDot), ""))
	}
	return n >= 2 && n <= 4 && isHan(text) && !hasPost(text)
}

// dots stand between the parts of a foreign name.
const dots = "·‧・•"

func isDot(r rune) bool { return strings.ContainsRune(dots, r) }
