package enrich

import (
	"slices"
	"strings"

	"shilu/handlers/enrich/internal/lexicon"
)

// findOrganizations finds the bodies that the text names in Chinese: those that are known, and those whose names begin with a place, a
// known body or a proper name and end in a word for a body. 教育局 and 公司 alone are no names.
func (n *nameReader) findOrganizations() {
	tokens := n.lattice.Tokens
	last := span{end: -1}
	for i, token := range tokens {
		if end := n.ownBody(token.Start); end > 0 && last.end < end {
			last = n.emitBody(last, span{start: token.Start, end: end, kind: kindOrganization})
		}
		if end := n.knownBody(token.Start); end > 0 && last.end < end {
			last = n.emitBody(last, span{start: n.ownerStart(i), end: end, kind: kindOrganization})
		}
		for _, end := range n.bodyEnds(i) {
			if start := n.bodyStart(i, end, last); start >= 0 {
				last = n.emitBody(last, span{start: start, end: end.at, kind: kindOrganization})
			}
		}
	}
	if last.end > 0 {
		n.add(last)
	}
}

// ownBody is the end of the longest body at start that one of the speakers is there for, 0 for none: 云启网络公司 is of no form that proves it.
func (n *nameReader) ownBody(start int) int {
	for _, body := range n.bodies[n.t.r[start]] {
		if n.t.hasRunes(start, body) {
			return start + len(body)
		}
	}
	return 0
}

// mostOwnBodies is how many bodies that begin alike are looked for at each word.
const mostOwnBodies = 32

// ownBodies are the bodies whose whole name the file gives beside a speaker, by their first character, the longest first. Parts of a body that
// isn't named (宣传科, 市教育局) are none.
func ownBodies(people []*person) map[rune][][]rune {
	all := map[rune][][]rune{}
	for _, p := range people {
		o, _ := bestOffice(p.affiliations)
		for _, name := range strings.Split(o.organization, "、") {
			body := []rune(folded(name))
			if len(body) < 4 || !isHan(name) || !isOrganization(name) || strings.ContainsRune("省市县区本该各", body[0]) {
				continue
			}
			same := func(other []rune) bool { return slices.Equal(other, body) }
			if len(all[body[0]]) < 2*mostOwnBodies && !slices.ContainsFunc(all[body[0]], same) {
				all[body[0]] = append(all[body[0]], body)
			}
		}
	}
	for first, bodies := range all {
		slices.SortStableFunc(bodies, func(a, b []rune) int { return len(b) - len(a) })
		all[first] = bodies[:min(len(bodies), mostOwnBodies)]
	}
	return all
}

// emitBody adds the last name unless the next one begins with it.
func (n *nameReader) emitBody(last, next span) span {
	if last.end > 0 && next.start >= last.end {
		n.add(last)
	} else if last.end > 0 {
		next.start = min(next.start, last.start)
	}
	next.end = n.withSeat(next)
	return next
}

// ownerStart is where the name of a known body begins that stands at token i: with the place before it (威海市卫健委), or with the word for
// one (省卫健委).
func (n *nameReader) ownerStart(i int) int {
	start := n.lattice.Tokens[i].Start
	if p, ok := n.placeEnding(start); ok && !n.isCountry(string(n.t.r[p.start:p.end])) {
		return p.start
	}
	if i > 0 && strings.ContainsRune("省市区县州", n.t.r[start-1]) && n.lattice.Tokens[i-1].Start == start-1 && !n.isInName(i-2) {
		return start - 1
	}
	return start
}

// withSeat takes in the place in brackets that tells two seats of a body apart: 哈尔滨工业大学（威海）.
func (n *nameReader) withSeat(s span) int {
	if r := n.t.rune(s.end); r != '（' && r != '(' {
		return s.end
	}
	i, ok := slices.BinarySearchFunc(n.places, s.end+1, func(p namedPlace, at int) int { return p.start - at })
	if !ok {
		return s.end
	}
	end := n.places[i].end
	if r := n.t.rune(end); r != '）' && r != ')' {
		return s.end
	}
	return end + 1
}

// knownBody is the end of the longest known body that begins at start, 0 for none. One that ends inside a word is followed by the word
// for its head: 外交部|长.
func (n *nameReader) knownBody(start int) int {
	found := 0
	n.lattice.Words(start, func(end int, marks uint32) {
		if marks&markBody != 0 && (n.atWordEnd(end) || n.t.hasAny(end, "长")) {
			found = end
		}
	})
	return found
}

// A bodyEnd is where a word for a body ends, and which.
type bodyEnd struct {
	at     int
	start  int // of the word
	ending bodyEnding
}

// bodyEnds finds the words for bodies that end with token i, or within it before the word for its head (局 in 局长), the longest at each
// place.
func (n *nameReader) bodyEnds(i int) []bodyEnd {
	token := n.lattice.Tokens[i]
	var found []bodyEnd
	for _, at := range [...]int{token.End - 1, token.End} {
		if at == token.Start || at < token.End && !n.isHeadOfBody(token) || !bodyLasts.has(n.t.r[at-1]) {
			continue
		}
		for _, ending := range bodyEndings[n.t.r[at-1]] {
			start := at - len(ending.runes)
			if n.t.hasRunes(start, ending.runes) && n.isWordForBody(i, start, at) {
				found = append(found, bodyEnd{at: at, start: start, ending: ending})
				break
			}
		}
	}
	return found
}

// isHeadOfBody says whether a token is the head of the body that it begins with: 教育|局长, but not 教育局|局长, 教育局|副|局长 and 立法院|苏|院长.
func (n *nameReader) isHeadOfBody(token lexicon.Token) bool {
	before := n.t.rune(token.Start - 1)
	return n.t.r[token.End-1] == '长' && n.t.r[token.End-2] != before && n.rankStart(token.Start) == token.Start &&
		!(token.Start > 0 && n.starts[token.Start-1] && n.tables.family[before] != 0)
}

// isWordForBody refuses what only looks like a word for a body at the end of token i: the end of another word (结局, 社会), or one that
// begins within the word before (国|务院).
func (n *nameReader) isWordForBody(i, start, end int) bool {
	token := n.lattice.Tokens[i]
	if end-start == 1 && end == token.End && token.End-token.Start == 2 || notBodies[string(n.t.r[token.Start:token.End])] {
		return false
	}
	return start >= token.Start || n.starts[start] || end-start >= 3
}

// A bodyHead is what stands before the word for a body.
type bodyHead struct {
	start   int
	owner   bodyOwner
	middles int  // how many words stand between the owner and the word for the body, or begin before that word
	proper  bool // one of them is a proper name
}

// bodyOwner is what the name of a body begins with.
type bodyOwner int

const (
	noOwner      bodyOwner = iota
	ownerPlace             // a place that has one body of each kind: 威海市
	ownerCountry           // one that has many: 美国, 全国
	ownerLevel             // a place that isn't said: 市, 省
	ownerBody              // the body that it is a part of: 威海市公安局
)

// bodyStart finds where the name begins that ends in a word for a body, -1 where it is no name.
func (n *nameReader) bodyStart(i int, end bodyEnd, last span) int {
	if head := n.bodyHead(i, end, last); head.start < end.start && n.isBody(end, head) {
		return head.start
	}
	return -1
}

// bodyHead goes back from the word for a body over what can be a part of its name, to its owner or to the word that can't.
func (n *nameReader) bodyHead(i int, end bodyEnd, last span) bodyHead {
	tokens := n.lattice.Tokens
	head := bodyHead{start: end.at}
	for at := i; at >= 0 && end.at-tokens[at].Start <= longestBody; at-- {
		token := tokens[at]
		if at < i && last.end == token.End && token.End <= end.start {
			head.start, head.owner = last.start, ownerBody
			return head
		}
		if p, ok := n.placeEnding(token.End); ok && token.End <= end.start {
			head.start, head.owner = n.bodyBefore(p.start, last), ownerPlace
			if len(p.units) == 0 {
				head.owner = ownerCountry
			}
			return head
		}
		part := n.bodyPart(token, end.start)
		if part == partNone {
			part = n.doubtfulPart(at, end)
		}
		switch part {
		case partNone:
			return head
		case partNation:
			head.start, head.owner = token.Start, ownerCountry
			return head
		case partLevel:
			if token.End-token.Start > 1 {
				head.middles++ // 市政府|办公室
			}
			head.start = token.Start
			if !n.isInName(at - 1) {
				head.owner = ownerLevel
				return head
			}
		case partProper:
			head.proper = true
		case partSyllable:
			head.proper = head.proper || end.ending.word != "公司" && !strings.HasPrefix(end.ending.word, "研究")
		}
		head.start = token.Start
		if token.Start < end.start {
			head.middles++
		}
	}
	return head
}

// doubtfulPart takes single characters that are words of their own elsewhere for a part of the name where it must be one: behind the
// place of a hospital (文登|整|骨|医院), and at the beginning of a firm's name (好|当家|集团).
func (n *nameReader) doubtfulPart(i int, end bodyEnd) bodyPart {
	token := n.lattice.Tokens[i]
	words := n.tables.words
	if n.isFounded(i) || i > 0 && n.isFounded(i-1) {
		return partTopic // 臺北市|立|聯合|醫院
	}
	if _, ok := n.placeEnding(token.Start); ok && strings.HasSuffix(end.ending.word, "医院") && token.End-token.Start == 1 &&
		isFigureHan(n.t.r[token.Start]) && words.Marks(token.Word)&markStop == 0 {
		return partTopic
	}
	if i > 0 && isSingle(token) && isSingle(n.lattice.Tokens[i-1]) && strings.HasSuffix(end.ending.word, "医院") && token.End == end.start {
		if _, ok := n.placeEnding(n.lattice.Tokens[i-1].Start); ok && words.Marks(token.Word)&markStop == 0 { // 北京|阜|安|医院
			return partProper
		}
	}
	if end.ending.need == needSome && words.Tag(token.Word) == 'a' && !n.isInName(i-1) {
		return partProper
	}
	return partNone
}

func isSingle(token lexicon.Token) bool { return token.End-token.Start == 1 }

// isFounded says whether token i is 立 behind a place.
func (n *nameReader) isFounded(i int) bool {
	token := n.lattice.Tokens[i]
	_, ok := n.placeEnding(token.Start)
	return ok && token.End-token.Start == 1 && n.t.r[token.Start] == '立'
}

// isBody says whether what stands before a word for a body makes a name of it.
func (n *nameReader) isBody(end bodyEnd, head bodyHead) bool {
	need := end.ending.need
	alone := head.middles == 0
	switch head.owner {
	case ownerBody: // 内政部|部|务会议 and 中华电信|政府 are none
		return !alone || end.at-end.start > 1 && end.ending.word != "政府"
	case ownerCountry:
		if owner := n.wordAt(head.start); countrySizes[owner] || alone { // 全球最大游戏引擎公司, 全国合作社
			return !countrySizes[owner] && need == needPlace || !n.isGeneric(head.start+len([]rune(owner)), end.start) // 美国政府, and no 美国公司
		}
		return need == needPlace || !n.isGeneric(head.start+len([]rune(n.wordAt(head.start))), end.start) // no 中国母公司
	case ownerPlace:
		if end.ending.word == "校区" {
			return !n.placeStartsAt(head.start) // of a body that stands further away
		}
		return !alone || need != needMiddle || end.ending.word == "委" && isPlaceHead(n.t.r[end.start-1])
	case ownerLevel:
		if need == needMiddle {
			return !alone
		}
	}
	switch need {
	case needName:
		if !head.proper || end.start-head.start < 2 && !n.wholeToken(head.start, end.at) {
			return false
		}
	case needSome:
	default:
		return false
	}
	return !n.isGeneric(head.start, end.start)
}

// wholeToken says whether the dictionary has the name as one word.
func (n *nameReader) wholeToken(start, end int) bool {
	i := n.tokenAt(start)
	return i < len(n.lattice.Tokens) && n.lattice.Tokens[i].Start == start && n.lattice.Tokens[i].End == end
}

// bodyBefore is where a name begins whose place begins at start: with the body before it (中国人民银行|威海市分行), with 中共, or with the place.
func (n *nameReader) bodyBefore(start int, last span) int {
	if last.end == start {
		return last.start
	}
	if n.t.endsWith(start, "中共") {
		return start - 2
	}
	return start
}

// placeEnding finds the place that ends at end.
func (n *nameReader) placeEnding(end int) (namedPlace, bool) {
	if at := n.placeEnds[end]; at > 0 {
		return n.places[at-1], true
	}
	return namedPlace{}, false
}

func (n *nameReader) placeStartsAt(start int) bool {
	_, ok := slices.BinarySearchFunc(n.places, start, func(p namedPlace, at int) int { return p.start - at })
	return ok
}

// A bodyPart says what a word is in the name of a body.
type bodyPart int

const (
	partNone     bodyPart = iota // none of it
	partTopic                    // 教育, 综合行政执法
	partProper                   // 华东, 威海卫
	partSyllable                 // a character of a name that is no word: 慈|济
	partLevel                    // 市, 省: the body of a place that isn't said
	partNation                   // 国家, 中国, 全国
)

// bodyPart says what a token can be in the name of a body that has its last word at wordStart.
func (n *nameReader) bodyPart(token lexicon.Token, wordStart int) bodyPart {
	r := n.t.r[token.Start]
	if r < 0x80 || !isFigureHan(r) {
		return partNone
	}
	words := n.tables.words
	marks := words.Marks(token.Word)
	switch {
	case token.Start >= wordStart, marks&markTopic != 0:
		return partTopic
	case marks&markStop != 0, marks&markPost != 0 && token.End-token.Start > 1, marks&(markPerson|markCourtesy) != 0:
		return partNone
	case nationWords[string(n.t.r[token.Start:token.End])]:
		return partNation
	case strings.ContainsRune("省市区县州镇乡", r) && (token.End-token.Start == 1 || levelBodies[string(n.t.r[token.Start+1:token.End])]):
		return partLevel
	case token.Word == 0:
		return partProper
	}
	switch words.Tag(token.Word) {
	case 'R', 'S', 'Z', 0, 'g':
		return partProper
	case 'T':
		if token.End > wordStart && !genericBodies[string(n.t.r[token.Start:token.End])] {
			return partProper // 协和医院
		}
		return partTopic
	case 'n', 'V', 'j', 'b', 's', 'l', 'i', 'f', 'a', 'm', 'z':
		if token.End-token.Start > 1 {
			return partTopic
		}
		if words.Tag(token.Word) == 'n' || words.Tag(token.Word) == 'j' || words.Tag(token.Word) == 'z' {
			return partSyllable
		}
	}
	return partNone
}

// isInName says whether token i could belong to the name of a body.
func (n *nameReader) isInName(i int) bool {
	if i < 0 {
		return false
	}
	token := n.lattice.Tokens[i]
	return n.bodyPart(token, token.End) != partNone
}

// isGeneric says whether the words name a kind of body and none of its kind: 上市, 龙头企业.
func (n *nameReader) isGeneric(start, end int) bool {
	for i := n.tokenAt(start); i < len(n.lattice.Tokens) && n.lattice.Tokens[i].Start < end; i++ {
		token := n.lattice.Tokens[i]
		if n.tables.words.Marks(token.Word)&markGeneric == 0 {
			return false
		}
	}
	return true
}

// countrySizes say how far something reaches, and begin names of bodies only where more than the kind of body follows.
var countrySizes = foldedSet("全国 全球 世界 国际 亚洲 欧洲 外国")

// longestBody is how many characters of a name are looked at; official ones have up to 40.
const longestBody = 40
