package enrich

import (
	"strings"
	"unicode/utf8"
)

// This file is the words that Chinese names of bodies are recognised by.

// A bodyEnding is a word that names of bodies end in.
type bodyEnding struct {
	word  string
	runes []rune
	need  bodyNeed
}

// bodyNeed is what must stand before the word, to be the name of one body and not of a kind.
type bodyNeed int

const (
	needPlace  bodyNeed = iota // a place or a body: 威海市政府
	needMiddle                 // also what it is concerned with: 威海市教育局
	needName                   // a place or a proper name: 慈济医院
	needSome                   // anything that doesn't name a kind: 好当家股份有限公司
)

// bodyEndings are by their last character, the longest first.
var bodyEndings = func() map[rune][]bodyEnding {
	all := map[rune][]bodyEnding{}
	for _, list := range []struct {
		need  bodyNeed
		words string
	}{
		{needPlace, `人民政府 政府 市委 省委 区委 县委 州委 镇委 党委 党工委 工委 纪委 监委 纪委监委 政协 人大 人大常委会 人民代表大会 法院 人民法院 中院 高院 中级法院 中级人民法院 高级法院 高级人民法院 基层法院 检察院 人民检察院 管委会 管理委员会 公安局 总工会 工会 妇联
			残联 团委 科协 文联 工商联 武装部 警察局 海关 海事局 海警局 气象台 气象局 税务局 分行 支行 电台 图书馆 博物馆 美术馆 科技馆 档案馆 红十字会 商会 议会 市议会 县议会 立法会 大使馆 总领事馆 使馆 领事馆 警方 法庭 办事处 代表团 足球俱乐部 仲裁委 卫健委 发改委 党支部 居委会 村委会 村两委 党组
			宣传部 组织部 统战部 卫生院 卫生服务中心 养老院 敬老院 福利院 动物园 幼儿园 中学 小学 高中 一中 二中 三中 剧院 剧团 歌舞团 交响乐团 派出所 指挥部 职业学院 校区 分校 附中 附小 党校 救援队 消防队 支队 总站 交易所 电厂 水厂 新闻网 融媒体中心 疾控中心 妇幼保健院 联合会 促进会 研究院 研究所 科学院 总队 分局 总局 分公司 合作社 专班 领导小组 公所 国中 国小 高工 高商 秘书室 人事室 主计室 政风室`},
		{needMiddle, `局 厅 委 署 院 部 处 所 办 站 报 委员会 办公室 办公厅 中心 大队 中队 协会 学会 基金会 研究会 实验室 出版社 报社 公司 集团 集团公司 有限公司 股份有限公司 有限责任公司 总公司 电影制片厂 管理局 学校 服务站 事务所 俱乐部 支部 会展中心 水产 公社 公会 工会`},
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
	genericBodies = foldedSet("人民法院 人民政府 高级中学 中心小学 文理学院 理工学院 国家机关 人民公社 联合会 中级法院 高级法院 职业学院 人民银行 美发店 商务会议 中央银行 医科大学 师范大学 工业大学 科技大学 农业大学 理工大学 财经大学 人民医院 中心医院 师范学院 医学院 工学院 商业银行")
	// notBodies end like bodies and are none.
	notBodies = foldedSet(`母公司 子公司 社会 大会 机会 会议 省会 集会 宴会 晚会 峰会 年会 例会 约会 开会 部会 一部 内部 全部 东部 西部 南部 北部 中部 东南部 西南部 东北部 西北部 中西部 大部 外部 底部 局部 干部 总部 结局 布局 格局 邮局 当局 大局 全局 开局 僵局 破局
 好处 深处 到处 处处 用处 长处 益处 何处 四处 之处 住处 场所 厕所 处所 无所 各所 该所 上院 下院 后院 庭院 市中心 核心 重心`)
)
