package enrich

import (
	"slices"
	"strings"

	"shilu/handlers/enrich/internal/gazetteer"
)

// A namedPlace is an administrative place in a text, or a chain of them from the highest to the lowest: 山东省威海市荣成市.
type namedPlace struct {
	start, end int // in the numeralText
	// units are the administrative units that the last name of the chain may mean, none for a place without a code.
	units []int32
	level gazetteer.Level
	short bool // the last name is a short one
	chain bool // there is more than one name
	// bare says that nothing but the text's own context makes it a place, so that it counts only near one that it belongs to.
	bare bool
	// part says that the name is too general to stand alone: 东区.
	part bool
	// other says that it is the beginning of another name: 北京路.
	other bool
}

// findPlaces finds the places of the text, in order. They begin where a word begins, and end where one ends or with the word for what
// they are.
func (n *nameReader) findPlaces() {
	n.places = n.places[:0]
	n.placeEnds = slices.Grow(n.placeEnds[:0], len(n.t.r)+1)[:len(n.t.r)+1]
	clear(n.placeEnds)
	for i := 0; i < len(n.lattice.Tokens); {
		p, ok := n.placeAt(n.lattice.Tokens[i].Start)
		if !ok {
			i++
			continue
		}
		n.places = append(n.places, p)
		n.placeEnds[p.end] = int32(len(n.places))
		for i < len(n.lattice.Tokens) && n.lattice.Tokens[i].Start < p.end {
			i++
		}
	}
}

// placeAt reads the chain that begins at start.
func (n *nameReader) placeAt(start int) (namedPlace, bool) {
	p, ok := n.onePlace(start)
	if !ok {
		return p, false
	}
	for {
		next, ok := n.onePlace(p.end)
		if !ok || next.other {
			break
		}
		units, fits := n.below(p, next)
		if !fits {
			break
		}
		p = namedPlace{start: p.start, end: next.end, units: units, level: next.level, short: next.short, chain: true}
	}
	for _, zone := range zones {
		if n.t.hasRunes(p.end, zone) {
			p.end += len(zone)
			return p, true
		}
	}
	p.other = n.isOtherName(p)
	return p, true
}

// below says whether next can follow p in a chain, and which of its units that leaves. A country is followed by any of the world's
// places, 中国 by China's.
func (n *nameReader) below(p, next namedPlace) (units []int32, fits bool) {
	name := string(n.t.r[p.start:p.end])
	if len(p.units) == 0 {
		return next.units, !p.chain && (name == "中国" && len(next.units) > 0 || len(next.units) == 0 && n.isCountry(name) && !n.isCountry(string(n.t.r[next.start:next.end])))
	}
	for _, unit := range next.units {
		if slices.ContainsFunc(p.units, func(above int32) bool { return unit != above && n.tables.places.Within(unit, above) }) {
			units = append(units, unit)
		}
	}
	return units, len(units) > 0
}

// isCountry knows the countries whose cities are named behind them.
func (n *nameReader) isCountry(name string) bool { return countries[name] }

// onePlace reads the longest name of a place that begins at start.
func (n *nameReader) onePlace(start int) (namedPlace, bool) {
	end, inside := 0, 0
	var mark uint32
	n.lattice.Words(start, func(e int, marks uint32) {
		switch {
		case marks&markPlace == 0:
		case n.atWordEnd(e):
			end, mark = e, marks
		case isPlaceHead(n.t.r[e-1]) && e-start > 2:
			inside = e
		}
	})
	if end == 0 { // 成山|镇长
		end = inside
	}
	if end == 0 {
		return namedPlace{}, false
	}
	if n.t.r[end-1] == '市' && n.t.rune(end) == '场' {
		return namedPlace{}, false // 清镇市|场
	}
	if n.t.hasAny(end, "大") && n.t.hasAny(end+1, "陆") && n.t.hasRunes(start, []rune("中国")) {
		end += 2
	}
	p := namedPlace{start: start, end: end, short: mark&markShort != 0}
	p.units, _ = n.tables.places.Find(string(n.t.r[start:end]))
	if len(p.units) > 0 {
		p.level = n.tables.places.Places[p.units[0]].Level
	}
	if p.short {
		p = n.withHead(p)
	}
	switch {
	case n.t.r[start] == '成' && start > 0 && (isNumeralDigit(n.t.r[start-1]) || chineseDigit(n.t.r[start-1]) >= 0):
		return p, false // 9成|都有
	case end-start == 2 && !p.short && p.level >= gazetteer.County && n.t.r[end-1] != '县':
		p.part = true // 东区, 新镇
	case p.short && (p.level == gazetteer.County || doubtfulCities[string(n.t.r[start:end])]):
		p.bare = true
	case p.level == gazetteer.World && len(p.units) == 0 && strings.ContainsRune("市县州省府", n.t.rune(end)) && n.atWordEnd(end+1):
		p.end++ // 千叶|县
	}
	return p, true
}

// withHead takes the word for what a place is to its short name, where the segmentation gave it to a post: 高雄|市长.
func (n *nameReader) withHead(p namedPlace) namedPlace {
	head := n.t.rune(p.end)
	if next := n.t.rune(p.end + 1); !isPlaceHead(head) || next != '长' {
		return p
	}
	if units, ok := n.tables.places.Find(string(n.t.r[p.start : p.end+1])); ok {
		p.end++
		p.units, p.short = units, false
	}
	return p
}

// isOtherName says whether a place's short name is the beginning of something else: 北京路, 青岛机场, 上海话.
func (n *nameReader) isOtherName(p namedPlace) bool {
	if !p.short && len(p.units) > 0 {
		return n.t.hasAny(p.end, "路") && n.wordAt(p.end) == "路"
	}
	if n.t.hasAny(p.end, "之") && n.t.hasAny(p.end+1, "星光声友歌") {
		return true // 台湾之星
	}
	word := n.wordAt(p.end)
	return otherNameEndings[word]
}

func isPlaceHead(r rune) bool { return strings.ContainsRune("省市县区镇乡州盟旗道木", r) }

// keepPlaces turns the places that count into entities.
func (n *nameReader) keepPlaces() {
	for _, p := range n.places {
		if p.other || p.part || p.bare && !n.isNear(p) {
			continue
		}
		n.seen(p)
		n.add(span{start: p.start, end: p.end, kind: kindPlace, place: n.refer(p)})
	}
}

// isNear says whether one of the place's units lies in a prefecture that the transcript is about.
func (n *nameReader) isNear(p namedPlace) bool {
	return slices.ContainsFunc(p.units, func(unit int32) bool {
		return n.home.about[n.prefecture(unit)]
	})
}

// prefecture is the unit of the second level that a unit lies in, or the province where there is none.
func (n *nameReader) prefecture(unit int32) int32 {
	places := n.tables.places.Places
	for places[unit].Level > gazetteer.Prefecture && places[unit].Parent >= 0 {
		unit = places[unit].Parent
	}
	return unit
}

var (
	// otherNameEndings make a road, a building, a people or a language of a place.
	otherNameEndings = foldedSet(`路 街 大道 大街 公路 高速 高速公路 大桥 桥 机场 国际机场 火车站 站 南站 北站 东站 西站 港 湾 江 河 湖 山 岛 海峡 半岛 铁路 高铁 地铁 线 寺 庙 塔 宫 话 语 菜 人 队 籍 裔 式 舰 号 产
 啤酒 烤鸭 火锅 时间 文 字 货 菜系 模式 经验 精神 会议 协定 议定书 条约 宣言 共识 大运会 马拉松 国际马拉松 电影节 博览会 进博会 广交会 塔 大剧院 体育馆 体育场 体育中心 公园 森林公园 广场 大厦 古城 老街 牌 西湖 奥运 冬奥 双年展 奥运会 冬奥会 世博会 亚运会 保卫战 战役`)
	// zones are parts of a city with an administration of their own, the longest first.
	zones = func() [][]rune {
		var all [][]rune
		for _, zone := range strings.Fields(folded(`高新技术产业开发区 高技术产业开发区 经济技术开发区 国家级新区 自由贸易试验区 旅游度假区 自由贸易港 经济开发区 工业园区 科技园区 高新区 经开区 保税区 开发区 自贸区 自贸港 示范区 新区 科學園區`)) {
			all = append(all, []rune(zone))
		}
		return all
	}()
	// doubtfulCities are short names of prefectures that are also words, firms or other places.
	doubtfulCities = foldedSet("安康 东方 朝阳 白银 来宾 吴忠 山南 海东 海西 海北 黄南 大同 阿里 和田 中山 北海 黄山 三明 海南")
	countries      = foldedSet(`美国 英国 法国 德国 日本 韩国 俄罗斯 印度 意大利 义大利 加拿大 澳大利亚 澳洲 新西兰 纽西兰 西班牙 葡萄牙 荷兰 瑞士 瑞典 挪威 芬兰 丹麦 奥地利 比利时 波兰 捷克 匈牙利 希腊 土耳其 以色列 埃及 南非 巴西 墨西哥 阿根廷
 智利 秘鲁 泰国 越南 马来西亚 印尼 印度尼西亚 菲律宾 柬埔寨 缅甸 老挝 乌克兰 沙特阿拉伯 阿联酋 哈萨克斯坦 爱尔兰 苏格兰 英格兰 朝鲜 蒙古`)
)
