package enrich

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
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
		if !ok && (isOutlet(a) || isUnitOfBody(a) || isEnglishBody(a)) {
			o = office{organization: a}
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
	for _, rank := range ranks {
		if rest, ok := strings.CutPrefix(post, rank); ok && rank != "副" && posts[rest] != noStanding {
			return rest
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
			length, standing = at, found
		}
	}
	return length, standing
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
var ranks = strings.Fields("副 常务 常務 执行 執行 第一 首席 高级 高級 助理 署理 代理 荣誉 榮譽 名誉 名譽 资深 資深 政務 常任 品牌 专案 專案 业务 業務 行销 行銷")

// posts is every post that is recognised. The words are from mainland press releases, from Taiwan's 政府機關職稱 and from Hong
// Kong's official records; those built of an organisation and 长 are made by combination.
var posts = func() map[string]standing {
	all := map[string]standing{}
	add := func(standing standing, words string) {
		for _, word := range strings.Fields(words) {
			all[word] = standing
		}
	}
	for _, head := range "部局司署处處厅廳省市县縣区區镇鎮乡鄉村州盟旗院科股庭组組队隊次议議" {
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
行政长官 行政長官 局长助理 部长助理 技监 技監 技正 專門委員 简任视察 視察 專員 专员 巡视员 二级巡视员 一级巡视员 调研员 總工程司 总工程师 總工程師 首席经济师 总经济师 总规划师
司令 司令员 政治委员 参谋长 外长 外長 防长 防長 财长 財長 特使 专委 專委 代表处代表 召集人 督导员 安全总监 新聞官 国王 首相 总书记 總書記
`)
	add(memberPost, "委员 委員 议员 議員 参议员 參議員 众议员 眾議員 立委 諮委 咨委 立法委员 立法委員 代表 人大代表 政协委员")
	add(privatePost, `
总经理 總經理 经理 經理 董事长 董事長 董事 总裁 總裁 执行长 執行長 营运长 營運長 技术长 技術長 财务长 財務長 资讯长 資訊長 创办人 創辦人 创始人 联合创始人 共同創辦人 合伙人 合夥人 总编辑 總編輯
主编 主編 编辑 編輯 总监 總監 品牌总监 品牌總監 副总 副總 协理 協理 教授 副教授 助理教授 讲师 講師 院士 研究员 研究員 理事长 理事長 理事 监事 工程师 工程師 设计师 設計師
专家 專家 顾问 顧問 律师 律師 医师 醫師 医生 醫生 主任医师 主治医师 主治醫師 会计师 會計師 经济学家 分析师 分析師 首席执行官 首席运营官 首席财务官 首席技术官 负责人 負責人 发起人 發起人 企劃 副理
总干事 總幹事 干事 幹事 科员 科員 技士 技佐 承办人 承辦人 里长 里長 邻长 鄰長 执行秘书 執行秘書 執秘 特助 特别助理 特別助理 联合创办人 聯合創辦人 總召 班主任 主教练 主教練 教练 教練 总教练 總教練
助理教练 助理教練 领队 領隊 门将 門將 守门员 守門員 前锋 前鋒 后卫 後衛
`)
	return all
}()
