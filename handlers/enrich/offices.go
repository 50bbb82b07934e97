package enrich

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
	"shilu/schema/hanzi"
)

// standing is what a post says about its holder.
type standing int

const (
	noStanding  standing = iota
	publicPost           // acts for a public office: 部长, 发言人, 政委
	memberPost           // sits in an assembly: 议员
	privatePost          // everybody else's: 总经理, 教授
	headPost             // leads what the rest of the affiliation names: Director
)

// role is what the holder of such a post does in a transcript, "" where that doesn't follow.
func (s standing) role() schema.Role {
	switch s {
	case publicPost:
		return schema.Official
	case memberPost, privatePost:
		return schema.Guest
	}
	return ""
}

// An office is an affiliation that ends in a post, split: 文登区张家产镇党委 and 书记.
type office struct {
	organization string
	post         string
	standing     standing
}

// splitOffice splits an affiliation as printed. Several offices joined by 、 are split each, and the parts joined again: 高区党工委委员、怡
// 园街道党工委书记 is 高区党工委、怡园街道党工委 and 委员、书记. ok is false where one of them doesn't end in a known post.
func splitOffice(affiliation string) (o office, ok bool) {
	if isLatin(affiliation) {
		return splitEnglishOffice(affiliation)
	}
	var organizations, posts []string
	for _, part := range strings.FieldsFunc(affiliation, isOfficeJoint) {
		organization, post, standing := splitPost(strings.TrimSpace(part))
		if post == "" {
			return office{}, false
		}
		if organization != "" && !slices.Contains(organizations, organization) {
			organizations = append(organizations, organization)
		}
		posts = append(posts, post)
		if o.standing == noStanding || standing == publicPost {
			o.standing = standing
		}
	}
	if posts == nil {
		return office{}, false
	}
	o.organization, o.post = strings.Join(organizations, "、"), strings.Join(posts, "、")
	return o, true
}

// bestOffice chooses among what the file says of somebody, the best source first: the first that names an organisation, or what says
// the same more fully, else the first.
func bestOffice(affiliations []string) (best office, affiliation string) {
	for _, a := range affiliations {
		o, ok := splitOffice(a)
		if !ok {
			o = office{}
			if isOutlet(a) || isUnitOfBody(a) || isEnglishBody(a) {
				o.organization = a
			}
		}
		fuller := best.organization != "" && strings.HasSuffix(a, affiliation)
		if affiliation == "" || best.organization == "" && o.organization != "" || fuller {
			best, affiliation = o, a
		}
	}
	return best, affiliation
}

// isUnitOfBody says whether an affiliation without a post is a body or a part of one: 海城局, 農務部國庫署企劃組.
func isUnitOfBody(affiliation string) bool {
	last, _ := utf8.DecodeLastRuneInString(affiliation)
	return isOrganization(affiliation) || utf8.RuneCountInString(affiliation) > 3 && endsInOrganization(affiliation) && !strings.ContainsRune(lendingHeads, last)
}

// withoutRank is a post as people are called by it: 次長 for 常務次長. 副 stays, because the holder is somebody else.
func withoutRank(post string) string {
	bare := post
	for range mostRanks {
		for _, rank := range ranks {
			if rest, ok := strings.CutPrefix(bare, rank); ok && rank != "副" {
				bare = rest
			}
		}
	}
	if posts[bare] != noStanding {
		return bare
	}
	return post
}

// shortPost is what the holders of some long posts are called by: 主任 for 主任医师.
func shortPost(post string) string {
	for _, long := range []string{"医师", "醫師", "委员", "委員", "技师", "護師", "护师"} {
		if rest, ok := strings.CutSuffix(post, long); ok && strings.HasSuffix(rest, "主任") {
			return rest
		}
	}
	for _, core := range []string{"经理", "經理", "工程师", "工程師", "主席", "代表", "发言人", "發言人", "科学家", "總監", "总监"} { // 项目经理
		if before, ok := strings.CutSuffix(post, core); ok && before != "" && before != "副" && before != "总" && before != "總" {
			return core
		}
	}
	return post
}

func isOfficeJoint(r rune) bool { return r == '、' || r == '兼' }

// splitPost splits one office. A post that is named for its organisation (部长, 市长) lends it the last character where only the
// post has it: 外交部长 is 外交部 and 部长.
func splitPost(s string) (organization, post string, standing standing) {
	start, core, standing := postAtEnd(s)
	if standing == noStanding {
		return "", "", noStanding
	}
	organization, post = strings.TrimSuffix(strings.TrimSpace(s[:start]), "的"), s[start:]
	for _, word := range whichOfThem {
		if rest, ok := strings.CutSuffix(organization, word); ok { // 某某局有关负责人
			organization, post = rest, word+post
		}
	}
	if standing == publicPost && unofficial(organization) {
		standing = privatePost // 某某协会秘书长
	}
	if core := folded(s[core:]); core == "台长" && (strings.HasSuffix(organization, "天文台") || strings.HasSuffix(folded(organization), "气象台")) {
		standing = publicPost // 电视台台长 isn't
	}
	for _, department := range departments {
		if rest, ok := strings.CutSuffix(organization, department); ok && isOrganization(rest) && departmentPosts[folded(post)] {
			organization, post = rest, department+post
			break
		}
	}
	head, size := utf8.DecodeRuneInString(s[core:])
	leads := s[core+size:] == "长" || s[core+size:] == "長"
	if leads && strings.ContainsRune(lendingHeads, head) && utf8.RuneCountInString(organization) >= 2 && !endsInOrganization(organization) {
		organization += string(head)
	}
	return organization, post, standing
}

// postAtEnd finds the longest post that s ends with: where it starts with its ranks (副, 常务副) and without, and its standing.
func postAtEnd(s string) (start, core int, standing standing) {
	at := len(s)
	for range longestPost {
		_, size := utf8.DecodeLastRuneInString(s[:at])
		if size == 0 {
			break
		}
		at -= size
		if found := posts[s[at:]]; found != noStanding {
			core, standing = at, found
		}
	}
	if standing == noStanding {
		return 0, 0, noStanding
	}
	start = core
	for again := true; again; {
		again = false
		for _, rank := range ranks {
			if strings.HasSuffix(s[:start], rank) {
				start, again = start-len(rank), true
			}
		}
	}
	return start, core, standing
}

// unofficial says whether a body is nobody's office: a firm, an association.
func unofficial(organization string) bool {
	name := folded(organization)
	return slices.ContainsFunc(unofficialEndings, func(ending string) bool { return strings.HasSuffix(name, ending) })
}

var unofficialEndings = strings.Fields("协会 学会 联盟 基金会 公司 集团 商会 公会 俱乐部 促进会 研究会 合作社 业委会 业主委员会 联谊会 工作室 事务所 书店 银行")

// departmentPosts are held in a firm's department, which belongs to the post: 某某公司|法务经理.
var departmentPosts = foldedSet("经理 主管 总监 专员 主任 负责人 副总监 副经理")

var departments = strings.Fields("法务 法務 人事 财务 財務 销售 銷售 市场 市場 人力资源 人力資源 技术 技術 运营 營運 行政 采购 採購 质量 品質 生产 生產 工程 公关 公關 媒体 媒體 项目 專案 产品 產品 安全 客服 区域 業務 业务 车务 車務 机电 機電 站务 站務 教务 教務 总务 總務 学务 學務 校务 校務 会务 會務 金融 安保 华东 华南 华北 华中 西南 西北 东北 大中华")

// whichOfThem stand between a body and somebody of it who isn't named.
var whichOfThem = strings.Fields("有关 有關 相关 相關 主要 分管")

// mostRanks is how often the ranks are looked for before a post: 常务副 has two. Without a bound 第一第一第一… would be followed to its end
// from each of its places.
const mostRanks = 3

// postAtStart finds the longest post that s begins with, its ranks included: its length in bytes, and its standing.
func postAtStart(s string) (length int, standing standing) {
	from := 0
	for range mostRanks {
		if first, _ := utf8.DecodeRuneInString(s[from:]); !rankStarts.has(first) {
			break
		}
		for _, rank := range ranks {
			if strings.HasPrefix(s[from:], rank) {
				from += len(rank)
			}
		}
	}
	length, standing = barePostAt(s, from)
	if from > 0 { // 首席执行官 is a word of its own
		if whole, found := barePostAt(s, 0); whole > length {
			return whole, found
		}
	}
	return length, standing
}

// barePostAt finds the longest post without ranks that begins at from, and where it ends in s.
func barePostAt(s string, from int) (end int, standing standing) {
	at := from
	for range longestPost {
		_, size := utf8.DecodeRuneInString(s[at:])
		if size == 0 {
			break
		}
		at += size
		found, goesOn := postBeginnings[s[from:at]]
		if !goesOn {
			break
		}
		if found != noStanding {
			end, standing = at, found
		}
	}
	return end, standing
}

// rankStarts holds every character that a rank begins with.
var rankStarts = startsOf(ranks)

// postBeginnings has every beginning of a post, with the standing of those that are posts themselves.
var postBeginnings = func() map[string]standing {
	beginnings := make(map[string]standing, 3*len(posts))
	for post, standing := range posts {
		for at := range post {
			beginnings[post[:at]] = posts[post[:at]]
		}
		beginnings[post] = standing
	}
	return beginnings
}()

// isOrganization says whether s has the form of an organisation's name: it ends in one of the words for one.
func isOrganization(s string) bool {
	if utf8.RuneCountInString(s) < 3 {
		return false
	}
	for _, ending := range organizationEndings {
		if strings.HasSuffix(s, ending) {
			return true
		}
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(organizationHeads, last)
}

// endsInOrganization is isOrganization for what stands before a name or a post, where less proof is needed: 市, 组.
func endsInOrganization(s string) bool {
	last, _ := utf8.DecodeLastRuneInString(s)
	return isOrganization(s) || strings.ContainsRune(organizationHeads+placeHeads, last)
}

// isUnit says whether r is one of the characters that an office is written with.
func isUnit(r rune) bool {
	return unicode.Is(unicode.Han, r) || unicode.IsDigit(r) || r == '·' || r == '-' || r <= unicode.MaxASCII && unicode.IsLetter(r)
}

const (
	// organizationHeads end an organisation's name and no personal one.
	organizationHeads = "部局署处處厅廳院司会會委社"
	// placeHeads end names of places and of smaller units; 市 and 组 also end other words.
	placeHeads = "省市县縣区區镇鎮乡鄉村州盟旗组組队隊科室所馆馆站办辦校团團国國"
	// lendingHeads are those of 部长, 局长 …, which stand for the organisation too: 外交部长, 威海市长.
	lendingHeads = "部局司署处處厅廳省市县縣区區镇鎮乡鄉州盟旗"
	longestPost  = 6 // characters of the longest word in posts
)

var organizationEndings = strings.Fields(`
委员会 委員會 党委 黨委 党工委 党组 政府 办公室 辦公室 中心 公司 集团 集團 大学 大學 银行 銀行 街道 办事处 辦事處 支队 支隊 大队 总队 總隊 研究所 实验室 實驗室
联盟 聯盟 代表团 代表團 使馆 使館 领事馆 領事館 医院 醫院 幼儿园 幼兒園 合作社
`)

// ranks stand before a post and belong to it.
var ranks = strings.Fields("副 常务 常務 执行 執行 第一 首席 高级 高級 助理 署理 代理 荣誉 榮譽 名誉 名譽 资深 資深 一级 一級 二级 二級 三级 三級 四级 四級 政務 常任 品牌 专案 專案 业务 業務 行销 行銷")

// posts is every post that is recognised. The words are from mainland press releases, from Taiwan's 政府機關職稱 and from Hong
// Kong's official records; those built of an organisation and 长 are made by combination.
var posts = func() map[string]standing {
	all := map[string]standing{}
	add := func(standing standing, words string) {
		for _, word := range strings.Fields(words) {
			all[word], all[hanzi.FoldString(word)] = standing, standing
		}
	}
	for _, head := range "部局司署处處厅廳省市县縣区區镇鎮乡鄉村州盟旗院科股庭组組队隊次议議河湖林" {
		for _, leader := range []string{"长", "長"} {
			all[string(head)+leader] = publicPost
			all["代"+string(head)+leader] = publicPost
		}
	}
	for _, head := range "会會社校行团團馆館台臺厂廠所站系园園" {
		for _, leader := range []string{"长", "長"} {
			all[string(head)+leader] = privatePost
		}
	}
	add(publicPost, `
书记 書記 主任 主任委员 主任委員 主席 总理 總理 总统 總統 副总统 副總統 发言人 發言人 新闻发言人 新聞發言人 大使 公使 参赞 參贊 参事 參事 总领事 總領事 领事 領事 代办 代辦
秘书长 秘書長 祕書長 主任秘书 主任秘書 主秘 政委 政務委員 常委 党组成员 党组书记 国务委员 总督察 督察长 检察长 檢察長 审判长 審判長 法官 检察官 檢察官
行政长官 行政長官 局长助理 部长助理 技监 技監 技正 專門委員 简任视察 視察 專員 专员 巡视员 二级巡视员 一级巡视员 调研员 总河长 總河長 官员 官員 支队长 支隊長 大队长 大隊長 总队长 總隊長 中队长 中隊長 總工程司 总工程师 總工程師 首席经济师 总经济师 总规划师
司令 司令员 政治委员 参谋长 外长 外長 防长 防長 财长 財長 特使 专委 專委 代表处代表 召集人 督导员 安全总监 新聞官 国王 首相 总书记 總書記 調研員 巡視員 總督察 總規劃師 總經濟師 首席經濟師 村支书 村支書 支书 支書 網格員 书记员 書記員
`)
	add(memberPost, "委员 委員 议员 議員 参议员 參議員 众议员 眾議員 立委 諮委 咨委 立法委员 立法委員 代表 人大代表 政协委员")
	add(privatePost, `
行政总裁 行政總裁 執行總裁 执行总裁 投资人 投資人 天使投资人 天使投資人 发明人 發明人 经纪人 經紀人 制作人 製作人 编导 編導 咨询师 諮詢師 CEO CTO CFO COO CMO CIO 调解员 調解員 仲裁员 仲裁員 总经理 總經理 经理 經理 董事长 董事長 董事 总裁 總裁 执行长 執行長 营运长 營運長 技术长 技術長 财务长 財務長 资讯长 資訊長 创办人 創辦人 创始人 联合创始人 共同創辦人 合伙人 合夥人 总编辑 總編輯
主编 主編 编辑 編輯 总监 總監 品牌总监 品牌總監 副总 副總 协理 協理 教授 副教授 助理教授 讲师 講師 院士 研究员 研究員 理事长 理事長 理事 监事 工程师 工程師 设计师 設計師
专家 專家 顾问 顧問 律师 律師 医师 醫師 医生 醫生 主任医师 主治医师 主治醫師 会计师 會計師 经济学家 分析师 分析師 首席执行官 首席运营官 首席财务官 首席技术官 负责人 負責人 发起人 發起人 企劃 副理
总干事 總幹事 干事 幹事 科员 科員 技士 技佐 承办人 承辦人 里长 里長 邻长 鄰長 执行秘书 執行秘書 執秘 特助 特别助理 特別助理 联合创办人 聯合創辦人 總召 班主任 主教练 主教練 教练 教練 总教练 總教練
助理教练 助理教練 领队 領隊 门将 門將 守门员 守門員 前锋 前鋒 后卫 後衛 中场 中場 护士 護士 护士长 護士長 药师 藥師 会计 會計 秘书 秘書 董秘 作家 诗人 詩人 导演 導演 传承人 傳承人 饲养员 飼養員 管理员 管理員 讲解员 講解員 驾驶员 駕駛員 乘务员 乘務員 快递员 快遞員 消防员 消防員 护林员 護林員 技术员 技術員 安全员 安全員 辅导员 輔導員 教练员 教練員 编剧 編劇 演员 演員 制片人 製片人
主播 主笔 主筆 评论员 評論員 店主 主理人 摄影师 攝影師 画家 畫家 园艺师 園藝師 社工 培训师 培訓師 建筑师 建築師 规划师 規劃師 农艺师 農藝師 畜牧师 譯者 译者 策展人 联合主席 工会主席 工會主席 业委会主任
科学家 科學家 首席代表 协商代表 協商代表 首席科学家 首席科學家 首席信息官 首席产品官 首席安全官 首席法務官 合规官 投资总监 部门经理 项目经理 專案經理 产品经理 產品經理
`)
	return all
}()
