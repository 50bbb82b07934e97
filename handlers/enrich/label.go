package enrich

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
	"shilu/schema/hanzi"
)

// A label is what the words printed at a turn say about its speaker.
type label struct {
	// name is the person's, without posts, ranks and titles; "" where the label names nobody.
	name string
	// surname is set where only that much of a name is known: 黄组长, MR. DOE.
	surname string
	// affiliation is the office or outlet, as printed; where a name stands in the middle of it, without the name.
	affiliation string
	// role is "" where the label doesn't tell.
	role schema.Role
	// part is what the speaker does in an exchange, as far as the label tells.
	part part
	// each says that the label names whoever speaks, so that every turn may be another person: 记者, Q, Audience Member.
	each bool
}

// part is what somebody does in an exchange.
type part int

const (
	anyPart part = iota
	asks
	answers
	leads
	translates // is neither part of the question nor of the answer
)

// readLabel takes a label apart. What its form doesn't decide stays empty.
func readLabel(printed string) label {
	s := strings.TrimSpace(printed)
	if word, ok := roleWords[hanzi.FoldString(strings.ToLower(s))]; ok {
		return word
	}
	if numbered.MatchString(s) {
		return label{}
	}
	if numberedAsker.MatchString(s) {
		return label{role: schema.Journalist, part: asks, each: true}
	}
	if at := strings.IndexAny(s, ",(（"); isLatin(s) && at > 0 && s[at] == ',' { // Jane Doe, Lake Magazine (Ohio)
		return readLatin(s)
	}
	if outside, inside, ok := splitBrackets(s); ok {
		return readBracketed(outside, inside)
	}
	if l, ok := readReporter(s); ok {
		return l
	}
	if l, ok := readSpaced(s); ok {
		return l
	}
	if isOutlet(s) {
		return label{affiliation: s, role: schema.Journalist, part: asks}
	}
	if isLatin(s) {
		return readLatin(s)
	}
	return readChinese(s)
}

// readBracketed decides by form what stands in the brackets: a role (司儀), a name (甲某), an organisation, or a nickname that
// says nothing more.
func readBracketed(outside, inside string) label {
	if inside == "" {
		return readLabel(outside)
	}
	outer, inner := readLabel(outside), readLabel(inside)
	if isWord(outside) { // 主持人(甲某), The Chair (Hon. Jane Doe)
		if inner.name != "" && !isWord(inside) {
			outer.name, outer.surname, outer.affiliation, outer.each = inner.name, inner.surname, inner.affiliation, false
		}
		return outer
	}
	if isWord(inside) { // 甲某(司儀)
		outer.role, outer.part = inner.role, inner.part
		return outer
	}
	if outer.name == "" && (inner.surname != "" || inner.name != "") { // 教育部代表（趙副組長由靖）
		if inner.role == "" {
			inner.role = outer.role
		}
		inner.affiliation = outer.affiliation + inner.affiliation
		return inner
	}
	if outer.name != "" && outer.affiliation == "" && isAffiliation(inside) && !isInitials(inside, outer.name) {
		outer.affiliation = inside
		outer.role, outer.part = inner.role, inner.part
	}
	return outer
}

// isAffiliation says whether s is by its form an office, organisation or outlet.
func isAffiliation(s string) bool {
	_, isOffice := splitOffice(s)
	return isOffice || isOrganization(s) || isOutlet(s) || acronym.MatchString(s)
}

// isInitials says whether s is short for name: RH for Rick Hudson.
func isInitials(s, name string) bool {
	var initials strings.Builder
	for _, word := range strings.Fields(name) {
		r, _ := utf8.DecodeRuneInString(word)
		initials.WriteRune(unicode.ToUpper(r))
	}
	return strings.EqualFold(s, initials.String())
}

// readReporter reads what holds the word 记者: 新华社记者, 电子时报记者甲某.
func readReporter(s string) (label, bool) {
	for _, word := range []string{"记者", "記者"} {
		at := strings.LastIndex(s, word)
		if at < 0 {
			continue
		}
		l := label{role: schema.Journalist, part: asks}
		before, after := strings.TrimSpace(s[:at]), strings.TrimSpace(s[at+len(word):])
		switch {
		case after == "" || isWord(after):
		case isChineseName(after) || isLatin(after):
			l.name = after
		default:
			return label{}, false // 记者会主持人, 记者协会
		}
		before = strings.TrimSuffix(before, "的")
		if before != "" && !notAnOutlet[before] {
			l.affiliation = before
		}
		l.each = l.name == "" && l.affiliation == ""
		return l, true
	}
	return label{}, false
}

// readSpaced reads what is in two parts: 中央社 甲某, Yahoo 財經 甲某, 某部副司长 甲某, 主持人 甲某, 甲某 處長.
func readSpaced(s string) (label, bool) {
	at := strings.LastIndexFunc(s, unicode.IsSpace)
	if at < 0 {
		return label{}, false
	}
	_, size := utf8.DecodeRuneInString(s[at:])
	before, after := strings.TrimSpace(s[:at]), s[at+size:]
	if word, ok := roleWords[hanzi.FoldString(strings.ToLower(before))]; ok && !strings.ContainsAny(after, "0123456789") { // 网友 浪里白条
		word.name, word.each = after, false
		return word, true
	}
	name, rank := cutRank(after)
	if isChineseName(name) && isLatin(before) && slices.ContainsFunc(strings.Split(before, ","), isOutlet) {
		return label{name: name, affiliation: before, role: schema.Journalist, part: asks}, true
	}
	if isChineseName(name) || strings.ContainsAny(after, "·・‧") && rank == "" {
		if outer := readLabel(before); outer.name == "" && outer.affiliation != "" {
			outer.name, outer.each = name, false
			return outer, true
		}
	}
	if start, _, standing := postAtEnd(after); standing != noStanding && start == 0 { // 甲某 處長, Arnold 參議員
		if inner := readLabel(before); inner.name != "" && inner.affiliation == "" {
			inner.affiliation = after
			return inner, true
		}
	}
	return label{}, false
}

// readLatin reads names of people in Latin letters: Jane Doe, MR. DOE, Dr. Jane Doe, Jane Doe, The Daily Example.
func readLatin(s string) label {
	if name, affiliation, ok := strings.Cut(s, ","); ok {
		l := readLatin(strings.TrimSpace(name))
		l.affiliation = strings.TrimSpace(affiliation)
		outlet, _, _ := splitBrackets(l.affiliation)
		if isOutlet(l.affiliation) || isOutlet(outlet) {
			l.role, l.part = schema.Journalist, asks
		}
		return l
	}
	words := strings.Fields(s)
	courtesy := false
	for len(words) > 1 && courtesyTitles[strings.ToLower(strings.TrimSuffix(words[0], "."))] {
		words, courtesy = words[1:], true
	}
	l := label{}
	if len(words) > 1 && latinPosts[strings.ToLower(words[0])] {
		l.affiliation, l.role = words[0], schema.Official
		words = words[1:]
		courtesy = true
	}
	l.name = strings.Join(words, " ")
	if utf8.RuneCountInString(l.name) < 2 {
		l.name = ""
	}
	if courtesy && len(words) == 1 {
		l.surname, l.name = l.name, ""
	}
	return l
}

// readChinese reads a label without spaces and brackets in which office and name are run together, in any order.
func readChinese(s string) label {
	s, _ = cutRank(s)
	if isChineseName(s) && !isOrganization(s) {
		if _, _, standing := postAtEnd(s); standing == noStanding {
			return label{name: s}
		}
	}
	if l, ok := readOutletAndName(s); ok {
		return l
	}
	if l, ok := readPostInside(s); ok {
		return l
	}
	for _, word := range []string{"代表", "同仁", "同志"} { // 教育部代表: whoever the organisation sent
		if organization, ok := strings.CutSuffix(s, word); ok && isOrganization(organization) {
			return label{affiliation: organization}
		}
	}
	if l, ok := readPostLast(s); ok {
		return l
	}
	if isOrganization(s) {
		return label{affiliation: s}
	}
	if utf8.RuneCountInString(s) < 2 || strings.ContainsAny(s, "、，,0123456789") || !couldBeName(s) {
		return label{}
	}
	return label{name: s}
}

// readOutletAndName reads 中央社甲某.
func readOutletAndName(s string) (label, bool) {
	for at := range s {
		if at > 0 && isChineseName(s[at:]) && isOutlet(s[:at]) {
			return label{name: s[at:], affiliation: s[:at], role: schema.Journalist, part: asks}, true
		}
	}
	return label{}, false
}

// readPostInside reads what has the post before the name (张家产镇党委书记甲某) or inside it, as Taiwan's records do out of respect
// (性平處甲副處長某某).
func readPostInside(s string) (label, bool) {
	for at := range s {
		length, standing := postAtStart(s[at:])
		if standing == noStanding {
			continue
		}
		before, post, after := s[:at], s[at:at+length], s[at+length:]
		if given := utf8.RuneCountInString(after); given == 0 || given > 4 {
			continue
		}
		if family := trailingSurname(before); family != "" && utf8.RuneCountInString(after) <= 2 && !endsInOrganization(before) {
			organization := strings.TrimSuffix(before, family)
			if organization == "" || endsInOrganization(organization) {
				return label{name: family + after, affiliation: organization + post}, true
			}
		}
		if isChineseName(after) {
			return label{name: after, affiliation: before + post}, true
		}
	}
	return label{}, false
}

// readPostLast reads what ends in a post: an office (外交部发言人), a name with it (甲某书记), an organisation, a name and a post
// (某某處甲某處長), or a surname only (黄组长).
func readPostLast(s string) (label, bool) {
	start, _, standing := postAtEnd(s)
	if standing == noStanding {
		return label{}, false
	}
	before, post := s[:start], s[start:]
	if before == "" || isOrganization(before) {
		return label{affiliation: s}, true
	}
	for _, n := range []int{4, 3, 2} {
		at := runesFromEnd(before, n)
		if at < 0 || !isChineseName(before[at:]) {
			continue
		}
		return label{name: before[at:], affiliation: before[:at] + post}, true
	}
	if family := trailingSurname(before); family != "" {
		if organization := strings.TrimSuffix(before, family); organization == "" || endsInOrganization(organization) {
			return label{surname: family, affiliation: organization + post}, true
		}
	}
	return label{affiliation: s}, true
}

// trailingSurname returns the surname that s ends with, "" if it ends with none.
func trailingSurname(s string) string {
	for _, n := range []int{2, 1} {
		if at := runesFromEnd(s, n); at >= 0 && surnames[s[at:]] {
			return s[at:]
		}
	}
	return ""
}

// runesFromEnd is where the last n characters of s start, -1 if it has fewer.
func runesFromEnd(s string, n int) int {
	at := len(s)
	for range n {
		_, size := utf8.DecodeLastRuneInString(s[:at])
		if size == 0 {
			return -1
		}
		at -= size
	}
	return at
}

// cutRank takes a military rank off the end of a name: 甲某大校.
func cutRank(s string) (name, rank string) {
	for _, rank := range militaryRanks {
		if name, ok := strings.CutSuffix(s, rank); ok && name != "" {
			return strings.TrimSpace(name), rank
		}
	}
	return s, ""
}

// splitBrackets splits off the brackets that end s, of whichever width; they may hold others.
func splitBrackets(s string) (outside, inside string, ok bool) {
	last, size := utf8.DecodeLastRuneInString(s)
	if last != ')' && last != '）' {
		return s, "", false
	}
	depth := 0
	for at := len(s); at > 0; {
		r, n := utf8.DecodeLastRuneInString(s[:at])
		at -= n
		switch r {
		case ')', '）':
			depth++
		case '(', '（':
			depth--
		}
		if depth == 0 {
			return strings.TrimSpace(s[:at]), strings.TrimSpace(s[at+n : len(s)-size]), at > 0
		}
	}
	return s, "", false
}

// isWord says whether s is a role word and nothing else.
func isWord(s string) bool {
	_, ok := roleWords[hanzi.FoldString(strings.ToLower(s))]
	return ok
}

// isLatin says whether s is written in an alphabet.
func isLatin(s string) bool {
	letters := false
	for _, r := range s {
		if unicode.Is(unicode.Han, r) || unicode.Is(unicode.Hiragana, r) || unicode.Is(unicode.Katakana, r) || unicode.Is(unicode.Hangul, r) {
			return false
		}
		letters = letters || unicode.IsLetter(r)
	}
	return letters
}

// couldBeName refuses what names a document or an event rather than somebody.
func couldBeName(s string) bool {
	for _, ending := range thingEndings {
		if strings.HasSuffix(s, ending) {
			return false
		}
	}
	return utf8.RuneCountInString(s) <= 5 || strings.ContainsAny(s, "·・‧")
}

var (
	// numbered are the labels that speech recognition gives: they name a voice, not a person. 发言人1 is no spokesperson.
	numbered      = regexp.MustCompile(`(?i)^(speaker|spk|unknown speaker|说话人|說話人|发言人|發言人|讲话人|講者)[ _#-]*\d+$`)
	numberedAsker = regexp.MustCompile(`(?i)^(q|问|問)[ .]*\d+$`)
	acronym       = regexp.MustCompile(`^[A-Z]{2,}([ /&-]+[A-Z]{2,})*$`)

	militaryRanks = strings.Fields("大校 上校 中校 少校 上尉 中尉 少尉 上将 上將 中将 中將 少将 少將 准将 准將")
	thingEndings  = strings.Fields("报告 報告 结论 結論 说明 說明 回复 回覆 人员 人員 留言 事项 事項 资料 資料 记录 紀錄 附件 发言 發言 補充")

	courtesyTitles = wordSet("mr ms mrs miss dr prof professor sir dame hon honorable honourable the rev herr frau madam")
	latinPosts     = wordSet("president senator secretary minister governor mayor ambassador commissioner chairman chairwoman representative congressman congresswoman administrator")

	// notAnOutlet stand before 记者 and name no outlet.
	notAnOutlet = wordSet("同上 现场 現場 另一 外国 外國 中外 本地 日本 美国 美國 韩国 韓國 香港 台湾 臺灣 女 男 各位 在场 在場 本报 本報 一名 某 有")
)

// roleWords are the labels that say what somebody does and not who it is, folded and in lower case.
var roleWords = func() map[string]label {
	all := map[string]label{}
	add := func(l label, words string) {
		for _, word := range strings.Split(words, "|") {
			all[hanzi.FoldString(strings.TrimSpace(word))] = l
		}
	}
	add(label{role: schema.Host, part: leads}, `主持人|主持|司仪|司儀|主席|会议主席|會議主席|moderator|host|chair|the chair|chairman|the chairman|
		chairperson|the chairperson|chairwoman|the chairwoman|emcee|mc|operator|facilitator`)
	add(label{role: schema.Journalist, part: asks, each: true}, `记者|記者|问|問|提问|提問|提问者|提問者|提问人|提問人|发问者|發問者|记者提问|記者提問|
		媒体提问|媒體提問|媒体|媒體|reporter|the press|press|journalist|media`)
	add(label{role: schema.Journalist, part: asks}, "采访者|採訪者|访问者|訪問者|采访人|採訪人|interviewer")
	add(label{part: asks, each: true}, "q|question|匿名")
	add(label{role: schema.Guest, part: asks, each: true}, `网友|網友|听众|聽眾|听众提问|聽眾提問|观众|觀眾|观众提问|觀眾提問|现场提问|現場提問|匿名提问|匿名提問|
		audience|audience member|audience question|unidentified audience member`)
	add(label{part: answers}, "答|回答|答复|答覆|a|answer")
	add(label{role: schema.Guest}, "嘉宾|嘉賓|来宾|來賓|受访者|受訪者|guest|interviewee|the witness|witness|与会者|與會者")
	add(label{part: translates}, "翻译|翻譯|口译|口譯|口译员|口譯員|口译人员|口譯人員|translator|interpreter|the interpreter")
	add(label{each: true}, "多人同时发言|多人同時發言|众人|眾人|全体|全體|旁人|all|everyone|multiple speakers|unidentified speaker|unknown speaker|unknown")
	return all
}()
