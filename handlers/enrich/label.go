package enrich

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// A label is what the words printed at a turn say about its speaker.
type label struct {
	// name is the person's, without posts, ranks and titles; "" where the label names nobody.
	name string
	// surname is set where only that much of a name is known: 黄组长, MR. DOE.
	surname string
	// short is the whole label where it is short for people whom the roster names: initials, a first name.
	short string
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
	aside // an interpreter, or everybody at once: neither part of the question nor of the answer
)

// longestLabel is in bytes. What is longer names nobody: a table whose text stands in the column of its speakers. Offices with all their
// titles take some 150 bytes; the rules look at a label from each of its characters, and so can't be asked about megabytes.
const longestLabel = 600

// readLabel takes a label apart. What its form doesn't decide stays empty.
func readLabel(printed string) label {
	s := strings.TrimSpace(printed)
	if len(s) > longestLabel {
		return label{}
	}
	if word, ok := roleWord(s); ok {
		return word
	}
	if numbered.MatchString(s) {
		return label{}
	}
	if numberedAsker.MatchString(s) {
		return label{role: schema.Journalist, part: asks, each: true}
	}
	if isLatin(s) {
		s = withoutOath(s)
		if l, ok := readDashed(s); ok {
			return l
		}
		if at := strings.IndexAny(s, ",(（"); at > 0 && s[at] == ',' { // Jane Doe, Lake Magazine (Ohio)
			return readLatin(s)
		}
	}
	if outside, inside, ok := splitBrackets(s); ok {
		return readBracketed(outside, inside)
	}
	if l, ok := readLettered(s); ok {
		return l
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
	if isRoleWord(outside) { // 主持人(甲某), The Chair (Hon. Jane Doe)
		if inner.name != "" && !isRoleWord(inside) {
			outer.name, outer.surname, outer.affiliation, outer.each = inner.name, inner.surname, inner.affiliation, false
		}
		return outer
	}
	if isRoleWord(inside) { // 甲某(司儀)
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

// readLettered reads a role word with the letter or the name that tells one from the others: 记者甲, 村民2, 主持人林某某.
func readLettered(s string) (label, bool) {
	at := 0
	for i := range s {
		if isRoleWord(s[:i]) {
			at = i
		}
	}
	l, ok := roleWord(s[:at])
	rest := strings.TrimSpace(s[at:])
	switch {
	case !ok || rest == "":
		return label{}, false
	case l.each && distinguishing.MatchString(rest):
		l.each = false
		return l, true
	case namedRoles[s[:at]] && isChineseName(rest) && (utf8.RuneCountInString(rest) > 2 || !l.each && !notNames[rest]):
		l.name, l.each = rest, false
		return l, true
	}
	return label{}, false
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
		case after == "" || isRoleWord(after):
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
	if word, ok := roleWord(before); ok && !strings.ContainsAny(after, "0123456789") { // 网友 浪里白条
		word.name, word.each = after, false
		if _, isOffice := splitOffice(after); isOffice { // 主持人 某某处处长, before a name
			word.name, word.affiliation = "", after
		}
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
	if _, isOffice := splitOffice(after); isOffice && isChineseName(before) { // 甲某 某某局局长
		return label{name: before, affiliation: after}, true
	}
	if start, _, standing := postAtEnd(after); standing != noStanding && start == 0 { // Arnold 參議員
		if inner := readLabel(before); inner.name != "" && inner.affiliation == "" {
			inner.affiliation = after
			return inner, true
		}
	}
	return label{}, false
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
