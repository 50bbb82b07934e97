package enrich

import (
	"slices"
	"strings"

	"shilu/handlers/enrich/internal/lexicon"
)

// findPersons finds people who are named in full in Chinese beside a word that tells of a person: behind a post or a word for what they are
// (副市长李明远, 村民刘桂兰), before one (张海涛局长, 吴佩珊小姐), before what people do (钱伯安表示), or introduced by name (名叫高晓峰). A
// surname with a post (王局长) is nobody whom the text names, and a string of the form of a name alone proves nothing.
func (n *nameReader) findPersons() {
	for i, token := range n.lattice.Tokens {
		marks := n.tables.words.Marks(token.Word)
		word := n.t.r[token.Start:token.End]
		n.nameAlone(i)
		if len(word) <= 3 && (word[0] == '叫' || word[len(word)-1] == '叫' || word[len(word)-1] == '名') && nameCues[string(word)] {
			n.nameBehind(token.End, introducedMargin)
		}
		if marks == 0 {
			continue
		}
		if marks&markKnown != 0 {
			n.add(span{start: token.Start, end: token.End, kind: kindPerson})
		}
		if marks&(markPost|markPerson) != 0 && len(word) > 1 && string(word) != "代表" { // 我代表…
			n.namesBehind(token.End)
		}
		switch {
		case len(word) < 2:
		case marks&(markPost|markCourtesy) != 0:
			n.nameBefore(n.rankStart(token.Start), titleMargin)
		case marks&markPerson != 0:
			n.nameBefore(n.rankStart(token.Start), personMargin)
		}
		if marks&markSays != 0 {
			n.nameBefore(token.Start, sayingMargin)
		}
	}
}

// The margins are how much dearer the text may become when a name is read in it, in twelfths of a logarithm; the weaker the evidence around
// the name, the cheaper it must make the text.
const (
	titleMargin      lexicon.Cost = 40
	introducedMargin lexicon.Cost = -24
	personMargin     lexicon.Cost = 0
	sayingMargin     lexicon.Cost = -48
	listMargin       lexicon.Cost = 12
	aloneMargin      lexicon.Cost = -62
	// cutMargin is how much cheaper a name must be that cuts a word in two.
	cutMargin lexicon.Cost = 40
	// wholeName is what a name costs beside the costs of its characters.
	wholeName     lexicon.Cost = 30
	doubleSurname lexicon.Cost = 70
	rareGiven     lexicon.Cost = 110
)

// namesBehind reads the name that begins at start, and those that are listed behind it: 赵玉田、孙长河和周小满.
func (n *nameReader) namesBehind(start int) {
	end := n.nameBehind(start, titleMargin)
	for end > 0 {
		if r := n.t.rune(end); r != '、' && r != '和' && r != '与' && r != '及' {
			return
		}
		end = n.nameBehind(end+1, listMargin)
	}
}

// nameAlone adds a name of three or four characters with nothing beside it that tells of a person, where the text makes hardly any sense
// without it: its characters would be words of one each. A mark or a word of the rules must stand on one side, and no single
// character on the other, which would belong to it: 口子|李村参|源馆.
func (n *nameReader) nameAlone(i int) {
	tokens := n.lattice.Tokens
	start := tokens[i].Start
	if !n.tables.families.has(n.t.r[start]) || strings.ContainsRune(noLoneFamily, n.t.r[start]) || strings.ContainsRune(foreignGiven, n.t.rune(start+2)) || tokens[i].End-start > 1 && n.tables.words.Tag(tokens[i].Word) != 'R' {
		return
	}
	for _, end := range [...]int{start + 4, start + 3} {
		if end > len(n.t.r) || !n.starts[end] {
			continue
		}
		cost, ok := n.personCost(start, end)
		if !ok || strings.ContainsRune(noLoneName, n.t.r[end-1]) || n.lattice.With(start, end, cost) > aloneMargin || n.isNoName(start, end) {
			continue
		}
		before, after := nameSide(0), nameSide(0)
		if i == 0 {
			before = sideTells
		} else {
			before = n.nameSide(tokens[i-1])
		}
		if next := n.tokenAt(end); next == len(tokens) {
			after = sideTells
		} else {
			after = n.nameSide(tokens[next])
		}
		if before != sideDoubtful && after != sideDoubtful && (before == sideTells || after == sideTells) {
			n.add(span{start: start, end: end, kind: kindPerson})
		}
		return
	}
}

// noLoneFamily are surnames that are more often another word where nothing tells of a person: 于青谘会, 全族语, 连渔塭.
const noLoneFamily = "于时应向全连"

// foreignGiven end transliterated words that a surname seems to begin: 吉卜力, 麦肯锡, 高尔夫.
const foreignGiven = "力尔夫锡克卜特"

// noLoneName are characters that end other things with the form of a name: 劳基法, 鲁凯族, 何明兄.
const noLoneName = "法族楼营兄姐汤界秘案性率费税权级们号绿语溪塭技咨"

// nameSide is what the word beside a name says of it.
type nameSide int

const (
	sideWord     nameSide = iota // a word, so that the name ends there
	sideTells                    // a mark, or a word that people are spoken of with
	sideDoubtful                 // a single character that may belong to the name
)

func (n *nameReader) nameSide(token lexicon.Token) nameSide {
	switch {
	case !isFigureHan(n.t.r[token.Start]), n.tables.words.Marks(token.Word)&(markSays|markStop|markPost|markPerson|markCourtesy) != 0:
		return sideTells
	case token.End-token.Start == 1:
		return sideDoubtful
	}
	return sideWord
}

// nameBehind adds the name that begins at start, and returns its end, 0 where there is none.
func (n *nameReader) nameBehind(start int, margin lexicon.Cost) int {
	best, bestEnd := margin, 0
	for end := start + 2; end <= min(start+4, len(n.t.r)); end++ {
		cost, ok := n.personCost(start, end)
		if !ok {
			continue
		}
		with := n.lattice.With(start, end, cost)
		if !n.starts[end] {
			with += cutMargin
		}
		if with < best {
			best, bestEnd = with, end
		}
	}
	if bestEnd > 0 && !n.isNoName(start, bestEnd) {
		n.add(span{start: start, end: bestEnd, kind: kindPerson})
		return bestEnd
	}
	return 0
}

// nameBefore adds the name that ends at end.
func (n *nameReader) nameBefore(end int, margin lexicon.Cost) {
	best, bestStart := margin, -1
	if end > 0 && commonSurnames[n.t.r[end-1]] && end-1 < len(n.t.r) && n.starts[end-1] {
		return // 谢谢|邱|委员: the surname of somebody whose given name isn't said
	}
	for start := end - 2; start >= max(0, end-4); start-- {
		cost, ok := n.personCost(start, end)
		if !ok {
			continue
		}
		with := n.lattice.With(start, end, cost)
		if !n.starts[start] {
			with += cutMargin
		}
		if with < best {
			best, bestStart = with, start
		}
	}
	if bestStart >= 0 && !n.isNoName(bestStart, end) {
		n.add(span{start: bestStart, end: end, kind: kindPerson})
	}
}

// personCost is what the text costs as a name; ok is false where it hasn't the form of one.
func (n *nameReader) personCost(start, end int) (cost lexicon.Cost, ok bool) {
	text := n.t.r[start:end]
	if !n.tables.families.has(text[0]) {
		return 0, false
	}
	family, known := n.tables.family[text[0]]
	given := text[1:]
	switch {
	case len(text) >= 3 && doubleSurnames[string(text[:2])], len(text) == 4 && japaneseSurnames[string(text[:2])]:
		family, given = doubleSurname, text[2:]
	case !known || len(text) > 3:
		return 0, false
	}
	cost = wholeName + family
	for _, r := range given {
		if !isFigureHan(r) {
			return 0, false
		}
		if c, ok := n.tables.given[r]; ok {
			cost += c
		} else {
			cost += rareGiven
		}
	}
	if n.t.gap(start + 1) {
		cost -= 10
	}
	return cost, !strings.ContainsRune(noGivenName, given[len(given)-1]) && !strings.ContainsRune(noGivenName, given[0]) && !strings.ContainsRune(headOfBody, given[len(given)-1]) && !strings.ContainsRune(headOfBody, given[0])
}

// noGivenName are characters that no given name has, and that follow a surname in other words.
const noGivenName = "的了是在和与也都就不把被们说着过吗呢吧啊个这那您你我他她它某每总副前老等及或于向对从由将已并该"

// headOfBody ends bodies, places and posts.
const headOfBody = "局处部市县区镇省书委院厅署组所务控阶"

// isNoName refuses what is a word, a place or an organisation although it has the form of a name.
func (n *nameReader) isNoName(start, end int) bool {
	words := n.tables.words
	if first := n.lattice.Tokens[n.tokenAt(start)]; first.Start == start && first.End == start+2 && end == start+3 && (isCommonWord(words, first.Word) || words.Marks(first.Word)&markStop != 0) {
		return true // 高兴|唐, 谢谢|林
	}
	for _, tail := range [][]rune{n.t.r[start+1 : end], n.t.r[end-2 : end]} {
		if words.Marks(words.Find(tail))&(markCourtesy|markPost|markPerson) != 0 {
			return true // 陈|女士
		}
	}
	id := words.Find(n.t.r[start:end])
	if id == 0 {
		return false
	}
	if words.Marks(id)&(markPlace|markBody|markPost|markPerson|markGeneric|markStop|markTopic) != 0 {
		return true
	}
	tag := words.Tag(id)
	return tag != 'R' && tag != 0 || words.Cost(id) < 120
}

func isCommonWord(words *lexicon.Lexicon, id lexicon.WordID) bool {
	return id != 0 && (words.Tag(id) != 'R' && words.Cost(id) < 140 || words.Cost(id) < commonWord)
}

// rankStart goes back over the ranks that belong to a post: 王岚|副|局长.
func (n *nameReader) rankStart(start int) int {
	for start > 0 && rankLasts.has(n.t.r[start-1]) {
		i := slices.IndexFunc(foldedRanks, func(rank []rune) bool { return n.t.hasRunes(start-len(rank), rank) })
		if i < 0 {
			break
		}
		start -= len(foldedRanks[i])
	}
	return start
}

// findTransliterated finds the names of foreigners, whose parts a dot divides: 安东尼奥·古特雷斯.
func (n *nameReader) findTransliterated() {
	for i := 1; i < len(n.t.r)-1; i++ {
		if !isNameDot(n.t.r[i]) {
			continue
		}
		start := i
		for start > 0 && i-start < longestPart && isTransliteration(n.t.r[start-1]) {
			start--
		}
		end := i
		for end < len(n.t.r) && isNameDot(n.t.r[end]) {
			next := end + 1
			for next < len(n.t.r) && next-end <= longestPart && isTransliteration(n.t.r[next]) {
				next++
			}
			if next == end+1 {
				break
			}
			end = next
		}
		start = n.afterWord(start, i)
		if i-start >= 1 && end-i >= 2 && end-start >= 4 {
			n.add(span{start: start, end: end, kind: kindPerson})
			i = end
		}
	}
}

// afterWord moves the start of a transliterated name behind a post or a place that its characters run into: 总理|安德烈.
func (n *nameReader) afterWord(start, dot int) int {
	for i := n.tokenAt(start); i < len(n.lattice.Tokens) && n.lattice.Tokens[i].Start < dot; i++ {
		token := n.lattice.Tokens[i]
		if n.tables.words.Marks(token.Word)&(markPost|markPerson|markPlace|markStop) != 0 && token.End < dot && token.End-token.Start > 1 {
			start = token.End
		}
	}
	return start
}

// longestPart is how many characters a part of a transliterated name has at most.
const longestPart = 7

func isNameDot(r rune) bool { return r == '·' || r == '・' || r == '‧' || r == '•' }

func isTransliteration(r rune) bool { return transliteration[r] }

var (
	// foldedRanks are the ranks, and the words that stand before a post that somebody held.
	foldedRanks = func() [][]rune {
		var all [][]rune
		for _, rank := range append([]string{"前", "原", "时任"}, ranks...) {
			all = append(all, []rune(folded(rank)))
		}
		return all
	}()
	rankLasts = func() *runeSet {
		set := &runeSet{}
		for _, rank := range foldedRanks {
			set.add(rank[len(rank)-1])
		}
		return set
	}()
	nameCues = foldedSet("叫 名叫 我叫 叫做 本名 原名 名字叫 姓名 化名")

	// commonSurnames hardly ever end a given name.
	commonSurnames = func() map[rune]bool {
		set := map[rune]bool{}
		for _, r := range folded("王李张陈刘黄吴郑周徐赵许何邱潘蔡郭谢罗曾邓彭苏吕杨朱孙沈韩冯董萧程曹袁傅卢蒋贾") {
			set[r] = true
		}
		return set
	}()

	// japaneseSurnames are the most frequent of those with two characters.
	japaneseSurnames = foldedSet(`佐藤 铃木 高桥 田中 渡边 伊藤 山本 中村 小林 加藤 吉田 山田 佐佐木 山口 松本 井上 木村 清水 山崎 池田 桥本 阿部 石川 山下 中岛 石井 小川 前田 冈田 长谷川 藤田 后藤 近藤 村上 远藤 青木 坂本 斋藤 福田 太田 西村 藤井 冈本 藤原 三浦 中野 中川 原田 松田 竹内 小野 田村 中山 和田 石田 森田 上田 内田 柴田 酒井 宫崎 横山 岸田 安倍 石破 高市 河野 麻生 安野 大谷 村田 菅原 茂木 上川 岩屋`)

	doubleSurnames = func() map[string]bool {
		set := map[string]bool{}
		for surname := range surnames {
			if len([]rune(surname)) == 2 {
				set[folded(surname)] = true
			}
		}
		return set
	}()

	// transliteration is the characters that foreign names are written with, after the tables of Xinhua's 世界人名翻译大辞典.
	transliteration = func() map[rune]bool {
		set := map[rune]bool{}
		for _, r := range folded("阿埃艾爱安昂奥澳巴拜班邦保鲍贝本比彼毕别宾波伯勃博布查柴昌茨茨达大戴丹当道德登邓狄迪蒂丁东顿杜多厄恩尔法范方菲费芬丰佛弗福夫盖甘冈高戈哥格根古瓜圭哈海汉豪赫亨洪胡华怀惠霍基吉季加贾简建姜杰金津卡凯坎康考柯科克肯孔库夸奎昆拉莱兰朗劳勒雷蕾黎礼里利莉丽连廉林琳龙卢鲁路露吕伦罗洛马玛麦迈曼芒毛梅门蒙孟米密蜜明缪摩莫姆默木穆娜纳乃奈南内嫩妮尼年涅宁纽农努诺欧帕派潘庞佩彭蓬皮平珀普奇齐契恰乔切钦琴青丘琼让热日荣茹儒瑞若撒萨塞赛桑瑟森沙莎山珊尚绍舍申什圣盛施史士舒朔思斯丝苏孙索塔泰坦汤唐陶特滕提田通图托脱娃瓦万旺威微维韦卫温文翁沃乌伍武西希锡夏香肖晓歇谢辛欣兴雄休许逊雅亚延扬杨耶叶伊依因英永尤于约泽曾扎詹张章珍芝知仲朱卓兹子宗佐祖以夷將將拔路兒扎兒") {
			set[r] = true
		}
		return set
	}()
)
