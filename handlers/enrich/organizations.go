package enrich

import (
	"slices"
	"strings"
	"unicode/utf8"

	"shilu/handlers/enrich/internal/lexicon"
)

// findOrganizations finds the bodies that the text names in Chinese: those that are known, and those whose names begin with a place, a
// known body or a proper name and end in a word for a body. 教育局 and 公司 alone are no names.
func (n *nameReader) findOrganizations() {
	tokens := n.lattice.Tokens
	last := span{end: -1}
	floor := 0 // what lies before it can't be a part of the next name
	for i, token := range tokens {
		if token.Start < floor {
			continue
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
	ending bodyEnding
	length int
}

// isSurnameBefore says whether the word before start is a surname: 立法院|苏|院长.
func (n *nameReader) isSurnameBefore(start int) bool {
	return start > 0 && n.starts[start-1] && n.tables.family[n.t.r[start-1]] != 0
}

// A bodyEnding is a word that names of bodies end in.
type bodyEnding struct {
	word  string
	runes []rune
	need  bodyNeed
}

// bodyNeed is what must stand before the word.
type bodyNeed int

const (
	needPlace  bodyNeed = iota // a place or a body: 威海市政府
	needMiddle                 // also what it is concerned with: 威海市教育局
	needName                   // a place or a proper name: 慈济医院
	needSome                   // anything that isn't the name of a kind: 好当家股份有限公司
)

// bodyEnds finds the words for bodies that end with token i, or within it before the word for its head (局 in 局长).
func (n *nameReader) bodyEnds(i int) []bodyEnd {
	token := n.lattice.Tokens[i]
	var found []bodyEnd
	for at := token.Start + 1; at <= token.End; at++ {
		if at < token.End && !(n.t.r[at] == '长' && at+1 == token.End && n.t.r[at-1] != n.t.rune(token.Start-1) && n.rankStart(token.Start) == token.Start && !n.isSurnameBefore(token.Start)) {
			continue
		}
		if !bodyLasts.has(n.t.r[at-1]) {
			continue
		}
		for _, ending := range bodyEndings[n.t.r[at-1]] {
			length := len(ending.runes)
			if !n.t.hasRunes(at-length, ending.runes) {
				continue
			}
			start := at - length
			if start < token.Start && !n.starts[start] && start != n.lattice.Tokens[max(0, i-1)].Start {
				// the word begins inside an earlier token: 住房|公积金|中心 is fine, 国|务院 isn't
				if length < 3 {
					continue
				}
			}
			if length == 1 && token.End-token.Start == 2 && at == token.End {
				continue // 结局, 机会, 内部
			}
			if notBodies[string(n.t.r[token.Start:token.End])] {
				continue
			}
			found = append(found, bodyEnd{at: at, ending: ending, length: length})
			break
		}
	}
	return found
}

// bodyStart finds where the name begins that ends in a word for a body, -1 where it is no name.
func (n *nameReader) bodyStart(i int, end bodyEnd, last span) int {
	tokens, words := n.lattice.Tokens, n.tables.words
	wordStart := end.at - end.length
	start, proper, middles := end.at, false, 0
	anchored, abroad := false, false // by a place, and by one that has more than one body of most kinds
	for at := i; at >= 0 && end.at-tokens[at].Start <= longestBody; at-- {
		token := tokens[at]
		if token.End > start && at != i {
			continue
		}
		if last.end == token.End && last.end > last.start && at < i && last.end <= wordStart {
			if last.end == wordStart && (end.length == 1 || end.ending.word == "政府") {
				return -1 // 内政部|部|务会议
			}
			return last.start // 威海市公安局|交警支队
		}
		if p, ok := n.placeEnding(token.End); ok && at < i+1 && token.End <= wordStart {
			start, anchored = p.start, true
			abroad = len(p.units) == 0
			if before := n.bodyBefore(p.start, last); before >= 0 {
				start = before
			}
			break
		}
		class := n.bodyPart(token, wordStart)
		if _, ok := n.placeEnding(token.Start); class == partNone && ok && strings.HasSuffix(end.ending.word, "医院") && token.End-token.Start == 1 && isFigureHan(n.t.r[token.Start]) && words.Marks(token.Word)&markStop == 0 {
			class = partTopic // 文登|整|骨|医院, 威海市|立|医院
		}
		if class == partNone && end.ending.need == needSome && words.Tag(token.Word) == 'a' && !n.isInName(at-1) {
			class = partProper // 好|当家|集团
		}
		if class == partNone {
			break
		}
		start = token.Start
		if class == partNation {
			anchored, abroad = true, middles == 0
			break
		}
		if class == partLevel {
			if token.End-token.Start > 1 {
				middles++ // 市政府|办公室
			}
			if !n.isInName(at - 1) {
				if end.ending.need == needMiddle && middles > 0 {
					anchored = true
				}
				break
			}
		}
		if token.Start < wordStart {
			middles++
			proper = proper || class == partProper || class == partSyllable && end.ending.word != "公司" && !strings.HasPrefix(end.ending.word, "研究")
		}
	}
	if start >= wordStart && !(anchored && end.ending.need == needPlace) {
		if tokens[i].Start < wordStart { // 教育局 in one token
			middles++
		} else {
			return -1
		}
	}
	switch need := end.ending.need; {
	case end.ending.word == "校区" && anchored && n.placeStartsAt(start):
		return -1 // of a body that stands further away
	case abroad && middles == 0 && need != needPlace:
		return -1 // 美国公司
	case anchored && need == needMiddle && end.ending.word == "委" && n.t.hasAny(wordStart-1, "省市区县州镇乡"):
		return start
	case anchored && need == needMiddle:
		if middles == 0 && wordStart-start < 1 {
			return -1
		}
		if middles == 0 && !n.startsWithBody(start, wordStart) && !n.wholeToken(start, end.at) {
			return -1
		}
		return start
	case anchored:
		return start
	case need == needName && proper && wordStart-start >= 2, need == needName && proper && n.wholeToken(start, end.at), need == needSome && start < wordStart:
		if n.isGeneric(start, wordStart) {
			return -1
		}
		return start
	}
	return -1
}

// wholeToken says whether the dictionary has the name as one word.
func (n *nameReader) wholeToken(start, end int) bool {
	i := n.tokenAt(start)
	return i < len(n.lattice.Tokens) && n.lattice.Tokens[i].Start == start && n.lattice.Tokens[i].End == end
}

func (n *nameReader) startsWithBody(start, end int) bool {
	known := n.knownBody(start)
	return known > 0 && known <= end
}

// bodyBefore is the start of the known body that ends before a place, or of 中共: 中国人民银行|威海市分行, 中共|威海市委. It is -1 for none.
func (n *nameReader) bodyBefore(end int, last span) int {
	if last.end == end && last.end > last.start {
		return last.start
	}
	if n.t.endsWith(end, "中共") {
		return end - 2
	}
	return -1
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

// longestBody is how many characters of a name are looked at; official ones have up to 40.
const longestBody = 40

// bodyEndings are by their last character, the longest first.
var bodyEndings = func() map[rune][]bodyEnding {
	all := map[rune][]bodyEnding{}
	for _, list := range []struct {
		need  bodyNeed
		words string
	}{
		{needPlace, `人民政府 政府 市委 省委 区委 县委 州委 镇委 党委 党工委 工委 纪委 监委 纪委监委 政协 人大 人大常委会 人民代表大会 法院 人民法院 中院 高院 中级法院 中级人民法院 高级法院 高级人民法院 基层法院 检察院 人民检察院 管委会 管理委员会 公安局 总工会 工会 妇联
			残联 团委 科协 文联 工商联 武装部 警察局 海关 海事局 海警局 气象台 气象局 税务局 分行 支行 电台 图书馆 博物馆 美术馆 科技馆 档案馆 红十字会 商会 议会 市议会 县议会 立法会 大使馆 总领事馆 使馆 领事馆 警方 法庭 办事处 代表团 足球俱乐部 仲裁委 卫健委 发改委 党支部 居委会 村委会 村两委 党组
			宣传部 组织部 统战部 卫生院 卫生服务中心 养老院 敬老院 福利院 动物园 幼儿园 中学 小学 高中 一中 二中 三中 剧院 剧团 歌舞团 交响乐团 派出所 指挥部 职业学院 校区 分校 附中 附小 党校 救援队 消防队 支队 总站 交易所 电厂 水厂 新闻网 融媒体中心 疾控中心 妇幼保健院 联合会 促进会 研究院 研究所 科学院 总队 分局 总局 分公司 合作社 专班 领导小组`},
		{needMiddle, `局 厅 委 署 院 部 处 所 办 站 报 委员会 办公室 办公厅 中心 大队 中队 协会 学会 基金会 研究会 实验室 出版社 报社 公司 集团 集团公司 有限公司 股份有限公司 有限责任公司 总公司 电影制片厂 管理局 学校 服务站 事务所 俱乐部 支部 会展中心 水产 公社`},
		{needName, `医院 人民医院 中心医院 中医院 大学 学院 中学 小学 银行 集团 公司 基金会 研究院 出版社 杂志 协会 学会 研究所 科技大学 师范大学 幼儿园 交易所 事务所 俱乐部`},
		{needSome, `股份有限公司 有限责任公司 有限公司 集团有限公司 控股集团 集团公司 集团 日报 晚报 时报 早报 周刊 卫视 电视台 广播电视台 通讯社`},
	} {
		for _, word := range strings.Fields(list.words) {
			r, _ := utf8.DecodeLastRuneInString(folded(word))
			all[r] = addEnding(all[r], bodyEnding{folded(word), []rune(folded(word)), list.need})
		}
	}
	return all
}()

// addEnding keeps the longest first, and of what a word needs the least that was listed last.
func addEnding(endings []bodyEnding, e bodyEnding) []bodyEnding {
	at := 0
	for at < len(endings) && len(endings[at].word) >= len(e.word) {
		if endings[at].word == e.word {
			endings[at].need = e.need
			return endings
		}
		at++
	}
	return append(endings[:at], append([]bodyEnding{e}, endings[at:]...)...)
}

var (
	// bodyLasts are the keys of bodyEndings.
	bodyLasts = func() *runeSet {
		set := &runeSet{}
		for r := range bodyEndings {
			set.add(r)
		}
		return set
	}()

	nationWords = foldedSet("国家 中国 中华 全国 中央 最高 国立 中华全国 国际 世界 中共 全球 亚洲 欧洲")
	levelBodies = foldedSet("政府 委 人民政府 政协 人大 纪委 人大常委会")
	// genericBodies are names of kinds that the dictionary takes for names.
	genericBodies = foldedSet("人民法院 人民政府 高级中学 中心小学 文理学院 理工学院 国家机关 人民公社 联合会 中级法院 高级法院 职业学院 人民银行 美发店 商务会议 中央银行 医科大学 师范大学 工业大学 科技大学 农业大学 理工大学 财经大学 人民医院 中心医院 师范学院 医学院 工学院")
	// notBodies end like bodies and are none.
	notBodies = foldedSet(`社会 大会 机会 会议 省会 集会 宴会 晚会 峰会 年会 例会 约会 开会 部会 一部 内部 全部 东部 西部 南部 北部 中部 东南部 西南部 东北部 西北部 中西部 大部 外部 底部 局部 干部 总部 结局 布局 格局 邮局 当局 大局 全局 开局 僵局 破局
 好处 深处 到处 处处 用处 长处 益处 何处 四处 之处 住处 场所 厕所 处所 无所 各所 该所 上院 下院 后院 庭院 市中心 核心 重心`)
)
