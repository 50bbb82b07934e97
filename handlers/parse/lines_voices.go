package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file is the knowledge of who may speak: what a label can look like, which words are roles, and which look like a label and
// never are one. Simplified and traditional forms stand side by side, because labels are compared as printed.

// set makes a set of the words in a list.
func set(words string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(words) {
		s[w] = true
	}
	return s
}

// roles are labels that stand for somebody by themselves.
var roles = set(`主持人 主持 司仪 司儀 主席 发言人 發言人 新闻发言人 新聞發言人 嘉宾 嘉賓 来宾 來賓 网友 網友 网民 網民 观众 觀眾 听众 聽眾 市民 同学
	同學 学生 學生 行政长官 行政長官 大臣 副大臣 議長 议长 审判长 审判员 人民陪审员 书记员 法官 公诉人 检察官 辩护人 律师 原告 被告 证人 老师 老師 专家 專家 代表 委员 委員 与会者 與會者 众人 眾人 旁白 画外音 翻译 翻譯 男 女 男声 女声
	听证主持人 听证员 听证人 陈述人 听证陈述人 当事人 申请人 被申请人 上诉人 被上诉人 第三人 鉴定人 翻译人员 仲裁员 仲裁員 首席仲裁员 首席仲裁員 调解员 調解員 代理人 委托代理人 委託代理人 会议主持 會議主持 会议主持人 會議主持人 司会 司会者 司會 聞き手 사회자 진행자 앵커
	Moderator Facilitator Host Interviewer Interviewee Speaker SPEAKER Spk spk SPK Chair Chairman Chairperson President Audience Operator Interpreter
	Translator Narrator`)

// numbered are what speech recognisers call people by, with a number behind it.
var numbered = set("说话人 說話人 讲话人 发言者 發言者 参会人 与会人 讲者 講者 화자 話者 Person Participant Unknown S")

// askers are the labels of somebody who asks and isn't named.
var askers = set(`问 問 记者 記者 提问 提問 现场记者 現場記者 记者问 記者問 媒体 媒體 媒体记者 媒體記者 采访者 採訪者 访问者 訪問者 某记者 某記者 追问 追問
	質問 질문 문 기자 有记者问 有記者問 Q Question Reporter Journalist Press QUESTION REPORTER`)

// answerers are the labels of somebody who answers and isn't named.
var answerers = set(`答 答复 答覆 回答 답변 답 A Answer ANSWER`)

// outlets are how the names of those end who send reporters.
var outlets = []string{
	"社", "报", "報", "网", "網", "台", "臺", "电视", "電視", "新闻", "新聞", "日报", "日報", "时报", "時報", "周刊", "週刊", "杂志", "雜誌", "广播", "廣播",
	"卫视", "衛視", "客户端", "融媒体", "News", "Times", "Post", "TV", "Radio",
}

// outletNames are outlets by themselves, though they end like none.
var outletNames = set("央视 总台 路透 彭博 法新 共同 朝日 日经 中新 CNN BBC NHK CGTN AFP AP Reuters Bloomberg")

// notOutlets end like outlets and are none.
var notOutlets = []string{"简报", "簡報", "汇报", "彙報", "通报", "通報", "情报", "预报", "月报", "年报", "平台", "平臺", "舞台", "合作社", "旅行社", "互联网", "联网"}

// reporting is how a sentence ends that an article quotes somebody with: 安某某表示：“…”. Whoever speaks there isn't in a transcript.
var reporting = []string{
	"说", "說", "称", "稱", "表示", "指出", "强调", "強調", "认为", "認為", "介绍", "介紹", "提出", "要求", "透露", "坦言", "写道", "寫道", "问道", "問道", "答道",
	"补充", "補充", "解释", "解釋", "告诉记者", "告訴記者", "宣布", "坚称", "感慨", "呼吁", "呼籲", " said", " says", " asked", " replied", " added", " wrote", " noted",
}

// posts are how a label ends that names somebody by what he is: 王书记, 李局长, 陈女士.
var posts = []string{
	"记者", "記者", "主持人", "发言人", "發言人", "书记", "書記", "主任", "局长", "局長", "部长", "部長", "市长", "市長", "省长", "省長", "县长", "縣長", "镇长", "鎮長",
	"区长", "區長", "州长", "州長", "处长", "處長", "司长", "司長", "院长", "院長", "校长", "校長", "署长", "署長", "科长", "科長", "组长", "組長", "会长", "會長", "厅长",
	"廳長", "秘书长", "秘書長", "理事长", "理事長", "董事长", "董事長", "总经理", "總經理", "经理", "經理", "总裁", "總裁", "教授", "博士", "律师", "律師", "法官", "检察官",
	"检察长", "委员", "委員", "议员", "議員", "代表", "主席", "总统", "總統", "总理", "總理", "先生", "女士", "小姐", "老师", "老師", "同学", "同學", "专家", "专员",
	"專員", "专门委员", "技监", "技監", "大使", "公使", "参赞", "參贊", "院士", "医生", "醫生", "医师", "醫師", "工程师", "工程師", "研究员", "研究員", "副手", "网友", "網友",
	"嘉宾", "嘉賓", "巡视员", "巡視員", "调研员", "調研員", "主任科员", "总工程师", "总规划师", "总经济师", "总会计师", "站长", "站長", "队长", "隊長", "行长", "行長",
	"里长", "里長", "乡长", "鄉長", "村长", "村長", "台长", "馆长", "館長", "园长", "所长", "所長", "船长", "船長", "代理人", "辩护人", "陪审员", "书记员", "参加人", "陈述人", "听证员", "庭长", "庭長", "护士长", "護士長", "会计", "會計", "总监", "總監", "教练", "教練", "导演", "導演", "作家", "支书", "主播", "召集委員", "召集委员", "调解员", "調解員", "仲裁员", "仲裁員", "政委", "司令", "董事", "顾问", "顧問", "秘书", "秘書", "干事", "长官", "長官", "大臣", "主委", "次長", "次长", "村民", "居民", "市民", "司仪", "司儀", "執行長", "召集人",
}

// keys are what looks like a label and introduces a fact or a section.
var keys = set(`时间 時間 地点 地點 日期 场地 場地 会议时间 會議時間 会议地点 會議地點 活动时间 活动地点 采访时间 採訪時間 采访地点 发布时间 發布時間 发布地点 发布日期
	发表时间 更新时间 来源 來源 出处 出處 来源网站 信息来源 稿源 发布机构 发文机关 索引号 文号 主题 主題 标题 標題 题目 題目 副标题 摘要 关键词 關鍵詞 关键字 关键字词 分类 标签
	附件 附 附录 附錄 备注 備註 注 註 注意 说明 說明 提示 温馨提示 链接 連結 相关链接 相关阅读 延伸阅读 网址 網址 电话 電話 传真 傳真 邮箱 邮编 地址 联系人
	联系电话 联系方式 出席 列席 出席人员 出席人員 列席人员 列席人員 出席議員 出席议员 列席議員 缺席議員 列席秘書 出席者 出席單位 请假 請假 缺席 与会 與會 与会人员 與會人員 参加人员 參加人員 参加人 參加人 与会者 與會者
	参会人员 參會人員 参会 參會 参会人 主办 主辦 主办单位 主辦單位 承办 承辦 承办单位 协办 协办单位 指导单位 议程 議程 会议议程 會議議程 议题 議題 案由 决议 決議 结论 結論 会议结论 會議結論 参考意见 參考意見
	待辦事項 待办事项 待辦 待办 程序委員會意見 请问 請問 我想问 我想請問 谢谢 謝謝 问题 問題 大家好 你好 您好 例如 比如 其中 另外 此外 同时 第一 第二 第三 一是 二是 三是 首先 其次 最后 最後 理由 原因 总之 因此 所以 然而 结果 背景 目的 意义 导语 導語 前言
	引言 目录 目錄 正文 全文 全文如下 编者按 編者按 姓名 性别 性別 年龄 年齡 单位 單位 职务 職務 职业 国籍 图 圖 图片 图片说明 图为 視頻 视频 音频 直播 简报 簡報 逐字稿 录音 錄音 字幕 内容 內容 会议名称
	要点 要點 重点 重點 亮点 亮點 难点 難點 焦点 焦點 看点 特点 特點 优点 缺点 观点 觀點 核心 关键 關鍵 措施 举措 舉措 步骤 步驟 方法 方案 建议 建議 提醒 总结 總結 小结 小結 进展 進展 现状 現狀
	数据 數據 案例 实例 效果 成效 经验 經驗 教训 任务 任務 思路 做法 对策 趋势 预测 影响 影響 费用 費用 价格 價格 票价 人数 人數 规模 規模 范围 範圍 对象 對象 条件 條件 标准 標準 期限 流程 材料 依据 依據 會議名稱 会议记录 會議紀錄 名称 名稱 类型 字数 阅读 作者署名 版权 声明 投票 表决 附件一 附件二 关键信息 本期嘉宾 访谈嘉宾 訪談嘉賓 主讲嘉宾 出席嘉宾 出席领导 说话人
	Date Time Location Venue Place Source Title Subject Topic Agenda Summary Abstract Note Notes Attendees Participants Present Absent
	Author Editor Link URL Website Tags Keywords Category Duration Recording Video Audio Example Warning Tip Remember Conclusion Introduction Background
	Overview Contents References Contact Phone Email Address From To Re Cc Attachments Decision Decisions Action Actions Transcript Copyright License Version
	Status Type Description Usage Installation Requirements Features Context Purpose INFO WARN WARNING ERROR DEBUG TODO
	Pros Cons Input Output Problem Solution Before After Default Required Optional Returns Parameters Parameter Name Value Result Results
	Reason Cause Fix Impact Severity Priority Owner Due Deadline Estimate Step Steps Goal Goals Objective Objectives Resolution Resolved
	Announcement Announcements Reminder Recap Highlights Takeaway Takeaways Follow-up Update Updates Attendance Scribe
	Chairs Minutes Quorum Apologies Regrets Motion Vote Break Intro Outro Sponsor Sponsors Disclaimer Important Caution Info FAQ
	Files File Comment Comments Commits Commit Changes Changelog Bugfixes Fixes Fixed Added Changed Removed Deprecated Security Improvements
	Enhancements Internal Dependencies Features Legacy Format Upstream-Name Upstream-Contact Homepage Maintainer Authors Contributors
	ENHANCEMENTS INTERNAL FEATURES IMPROVEMENTS BUGFIXES CHANGES FIXES SECURITY DEPRECATIONS COPYRIGHT LICENSE SYNOPSIS DESCRIPTION OPTIONS
	EXAMPLES EXAMPLE RETURN RETURNS SEE Examples Using Arguments Argument Signature Syntax Supported Prerequisites Setup Configuration
	NOTE NOTES DATE TIME LOCATION SUBJECT PLACE FROM URL NB PS FYI EDIT UPDATE SOURCE CONTACT`)

// credits are keys for those who made the text; a page prints them below it.
var credits = set(`责任编辑 責任編輯 责编 責編 编辑 編輯 网络编辑 初审 复审 终审 一审 二审 三审 审核 審核 审校 校对 校對 监制 監製 策划 统筹 作者 撰稿 撰文 记者 通讯员 文 图 摄影 攝影 摄像 摄制 制图 拍摄
	剪辑 整理 记录 紀錄 記錄 记录人 紀錄人 记录整理 翻译 译者 编译 来源 來源 信息来源 稿源 供稿 原标题 Editor Editors`)

// isKey reports whether a label introduces a fact, a credit, a list of people or a section, and never speech.
func isKey(label string) bool {
	if roles[label] || askers[label] {
		return false
	}
	return keys[label] || credits[label] || rosterKey(label) != nil || hasSuffix(label, sections)
}

// sections are how headings end that nobody speaks under.
var sections = []string{"结论", "結論", "事项", "事項", "议程", "議程", "目标", "目標", "出席人员", "出席人員", "与会人员", "與會人員", "时间", "時間", "地点", "地點", "PRESENT",
	"ATTENDING", "ATTENDANCE", "ABSENT"}

// statements are how a label ends that says what somebody handed in: 某局補充說明.
var statements = []string{"補充意見", "补充意见", "補充說明", "补充说明", "書面意見", "书面意见", "回應", "回应", "致詞", "致辞", "发言", "發言"}

// buttons stand in brackets on pages and are nobody's words.
var buttons = set(`关闭 關閉 关闭窗口 打印 列印 打印本页 返回 返回顶部 返回首页 分享 收藏 字体 大 中 小 字号 上一篇 下一篇 上一页 下一页 纠错 我要纠错 评论 复制链接 推荐 更多`)

// stages are directions and sounds.
var stages = set(`笑 笑声 笑聲 掌声 掌聲 鼓掌 音乐 音樂 沉默 停顿 停頓 听不清 聽不清 无声 静默 图片 视频 laughter laughs applause music crosstalk inaudible
	unintelligible silence pause noise Laughter Laughs Applause Music Crosstalk Inaudible`)

// surnames are the first characters of nearly every Chinese name, in both scripts: the commonest hundred, and those with two.
const surnames = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何林罗羅高郑鄭梁谢謝宋唐许許邓鄧冯馮韩韓曹曾彭萧蕭肖蔡潘田董袁于余叶葉蒋蔣杜" +
	"苏蘇魏程吕呂丁沈任姚卢盧傅钟鍾姜崔谭譚廖范汪陆陸金石戴贾賈韦韋夏邱方侯邹鄒熊孟秦白江阎閻薛尹段雷黎史龙龍陶贺賀顾顧毛郝龚龔邵万萬钱錢严嚴赖賴" +
	"覃洪武莫孔汤湯向常温溫康施文牛樊葛邢安齐齊易乔喬伍庞龐颜顏倪庄莊聂聶章鲁魯岳翟殷詹申欧歐耿关關焦俞左柳甘祝包宁寧尚符舒阮柯纪紀梅童凌毕畢单單" +
	"裴霍涂成苗谷曲盛翁冉骆駱蓝藍路游辛靳欧管柴蒙鲍鮑华華喻祁房蒲滕屈饶饒解牟艾尤时穆农司卓古吉缪简車车项項连連芦麦褚娄窦岑景党宫费卜冷晏席卫米柏" +
	"宗瞿桂全佟应闵苟邬边姬师和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝封官谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊" +
	"仝区郜海阚花权强帅屠豆朴盖练廉禹井祖漆巴丰支卿国狄平计索宣晋相初门云容敬来扈晁芮都普阙浦戚伏鹿薄邸雍辜羊阿乌母裘亓修邰赫杭况那宿鲜印逯隆茹诺战" +
	"闕闞鄔衛龐費賁樓榮應邊厲權帥蓋練豐計晉門雲來烏況鮮諾戰"

var doubleSurnames = []string{"欧阳", "歐陽", "上官", "司马", "司馬", "诸葛", "諸葛", "司徒", "夏侯", "皇甫", "尉迟", "公孙", "慕容", "令狐", "端木", "东方", "南宫", "南宮", "申屠", "赫连", "鲜于", "宇文", "长孙", "司空", "呼延", "轩辕", "独孤", "闻人", "澹台", "淳于", "钟离", "西门", "范姜"}

// asks reports whether a label is that of somebody who asks: unnamed, or for an outlet.
func asks(label string) bool { return askers[label] || asksForOutlet(label) }

// asksForOutlet reports whether a label names an outlet: 新华社记者, 新华社记者 张某, 中央社 蘇某某, 澎湃新闻.
func asksForOutlet(label string) bool {
	if askers[label] {
		return false
	}
	for _, word := range []string{"记者", "記者"} {
		if before, after, ok := strings.Cut(label, word); ok && before != "" && utf8.RuneCountInString(after) <= 6 {
			return true
		}
	}
	for _, part := range strings.Fields(label) {
		if outletNames[part] {
			return true
		}
		if part = strings.Trim(part, "《》"); utf8.RuneCountInString(part) > 2 && hasSuffix(part, outlets) && !hasSuffix(part, notOutlets) {
			return true
		}
	}
	return false
}

// isRole reports whether a label is a role, with a number, a name or a nickname after it where there is one: 嘉宾2, 网友 海风,
// 主持人林小舟.
func isRole(label string) bool {
	if roles[label] || askers[label] || answerers[label] {
		return true
	}
	word := label
	if end := strings.IndexAny(label, " “\"「（("); end > 0 {
		word = label[:end]
	}
	count := "0123456789０１２３４５６７８９_"
	if firstRune(word) >= utf8.RuneSelf {
		count += "ABCDEFGHＡＢＣＤ" // 发言人A
	}
	if trimmed := strings.TrimRight(word, count); trimmed != label && (roles[trimmed] || askers[trimmed] || numbered[trimmed]) {
		return true
	}
	for _, role := range []string{"主持人", "发言人", "發言人", "司仪", "司儀", "嘉宾", "嘉賓"} {
		if name, ok := strings.CutPrefix(word, role); ok { // what stands beside it in brackets may be anything
			return isHanName(name)
		}
	}
	return false
}

// isNamed reports whether a label has the look of a person's name, alone or with a post: one use is enough to believe it.
func isNamed(label string) bool {
	name, beside, _ := strings.Cut(label, "(")
	name, _, _ = strings.Cut(name, "（")
	name = strings.TrimRight(name, " ")
	if title, held, ok := strings.Cut(strings.TrimSuffix(beside, ")"), " "); ok && courtesies[title] && unicode.IsUpper(firstRune(held)) {
		return true // The Minister for Harbours (Mr Lowe)
	}
	if _, ok := splitPost(name); ok {
		return true
	}
	return isHanName(name) || hasPost(name) || isLatinName(name) || isOfficeAndName(name) || isOfficeInName(name)
}

// courtesies stand before a name in the brackets behind an office.
var courtesies = set("Mr Mr. Ms Ms. Mrs Mrs. Miss Dr Dr. Prof Prof. Sir Dame Hon Hon.")

// isOfficeAndName reports whether text is an office or an organisation with a name after a space: 港务局副局长 安远航.
func isOfficeAndName(text string) bool {
	office, name, ok := strings.Cut(text, " ")
	if !ok {
		office, name, ok = strings.Cut(text, "\u3000")
	}
	name = strings.TrimFunc(name, isBlank)
	if ok && isHanName(office) && hasSuffix(name, posts) { // the other way round
		return true
	}
	return ok && isHanPerson(name) && (hasSuffix(office, posts) || hasSuffix(office, organisations))
}

// isOfficeInName reports whether text is a post between a surname and a given name, as official records in Taiwan print it: 林委員海生.
func isOfficeInName(text string) bool {
	first, n := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune(surnames, first) || !isHan(text) {
		return false
	}
	for _, post := range posts {
		if given, ok := strings.CutPrefix(text[n:], post); ok {
			n := utf8.RuneCountInString(given)
			return n >= 1 && n <= 3
		}
	}
	return false
}

// isHanName reports whether text is two to four characters of which the first is a surname.
func isHanName(text string) bool {
	n := utf8.RuneCountInString(text)
	first, _ := utf8.DecodeRuneInString(text)
	last, _ := utf8.DecodeLastRuneInString(text)
	if n < 2 || n > 4 || text == "谢谢" || text == "謝謝" || isKey(text) || !isHan(text) || strings.ContainsRune(placeEnds, last) {
		return false
	}
	return n <= 3 && strings.ContainsRune(surnames, first) || hasPrefix(text, doubleSurnames)
}

// placeEnds end the names of places and offices, and hardly ever a person's.
const placeEnds = "区區县縣市省州镇鎮村乡鄉街局部委办辦院校会會社厅廳署司处處科组組室网網报報台"

func hasPost(text string) bool {
	return utf8.RuneCountInString(text) <= 24 && hasSuffix(text, posts) && isHan(strings.ReplaceAll(text, "、", ""))
}

// isLatinName reports whether text is two to five capitalised words, with particles between them: Ana de Souza.
func isLatinName(text string) bool {
	words := strings.Fields(text)
	if len(words) < 2 || len(words) > 5 {
		return false
	}
	for i, w := range words {
		if headWords[w] {
			return false
		}
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) && (i == 0 || i == len(words)-1 || !particles[w]) {
			return false
		}
	}
	return true
}

// headWords are in headings that look like names (Key Points, Next Steps, Action Items) and in nobody's name.
var headWords = set(`Action Actions Item Items Key Point Points Next Step Steps Open Question Questions Note Notes Summary Decision Decisions
	Update Updates Overview Agenda Topic Topics Meeting Discussion Discussions Issue Issues Background Conclusion Conclusions Introduction
	Session Sessions Schedule Minutes Details Links Resources References Requirements Results Status Report Reports Review Plan Plans
	Goals Objectives Risks Benefits Features Examples Example Usage Options Time Date Location Duration Recording Table Figure Part
	Chapter Section Release Version Known Important Additional Related Further Other Best Practices Use Case Cases Pull Request Requests
	Call Calls Coffee Lunch Break Opening Closing Registration`)

// isNameShaped reports whether a label in Latin letters is written as names are: words with capitals, or a single word. Technical texts are
// full of what has a colon behind it and isn't (For example, using std, console.log('x). Other scripts have no capitals.
func isNameShaped(label string) bool {
	first := firstRune(label)
	if first >= utf8.RuneSelf && !unicode.Is(unicode.Latin, first) || isRole(label) || asks(label) {
		return true
	}
	name, _, _ := strings.Cut(label, "(") // what is beside a name may be anything: Bo Li (EF/Research)
	if !unicode.IsLetter(first) && first != '@' || strings.ContainsAny(name, "=$/\\`|\"") || quotesCode(name) {
		return false
	}
	for i, word := range strings.Fields(label) {
		word = strings.TrimLeft(word, "(@")
		if unicode.IsLower(firstRune(word)) && !particles[word] && !officeWords[word] && (i > 0 || word != label) {
			return false
		}
		if dot := strings.IndexByte(word, '.'); dot >= 0 && dot+1 < len(word) && unicode.IsLower(rune(word[dot+1])) {
			return false
		}
	}
	return true
}

// officeWords stand within the names of offices in small letters: Secretary for Harbours.
var officeWords = set("for and in at to on")

// quotesCode reports whether a text has an apostrophe that isn't one of a name: console.log('x, and not O'Hara.
func quotesCode(text string) bool {
	at := strings.IndexByte(text, '\'')
	if at < 0 {
		return false
	}
	before, _ := utf8.DecodeLastRuneInString(text[:at])
	return !unicode.IsLetter(before) || !unicode.IsLetter(firstRune(text[at+1:]))
}

// particles stand within names in lower case.
var particles = set("de da do dos du del della der den van von zu zur la le el al bin ibn ben y e of the")

// canBeLabel reports whether a label could be a speaker's at all, given enough evidence: short, no clause, no key.
func canBeLabel(label string) bool {
	if isNumbered(label) {
		return false
	}
	letters, runes, clause := 0, 0, false
	for _, r := range strings.TrimPrefix(label, "被") { // 被告代理人 is somebody, 他被问到 isn't
		runes++
		switch r {
		case '的', '了', '把', '被', '很', '吗', '呢', '嗎':
			return false
		case '是', '在', '就', '都':
			clause = true
		}
		if unicode.IsLetter(r) {
			letters++
		}
	}
	if letters == 0 || isKey(label) || stages[label] || buttons[label] || !askers[label] && hasSuffix(label, reporting) {
		return false
	}
	if clause && !isOutletInPlace(label) || isCounted(label) || strings.Count(label, "(") != strings.Count(label, ")") {
		return false
	}
	if isHanText := utf8.RuneCountInString(label)*2 < len(label); isHanText {
		return runes <= 24 || runes <= 40 && endsInName(label)
	}
	office, _, _ := strings.Cut(label, " (") // The Minister for Transport (Mr Arjun Menon)
	name, office, _ := strings.Cut(office, ", ")
	return strings.Count(name, " ") < 5 && strings.Count(office, " ") < 5
}

// isCounted reports whether a label ends in a number in parentheses: Maria Lind (11) in a list of who did how much.
func isCounted(label string) bool {
	open := strings.LastIndexByte(label, '(')
	return open > 0 && strings.HasSuffix(label, ")") && isNumber(label[open+1:len(label)-1])
}

// isOutletInPlace reports whether a label is an outlet's although it holds a character that clauses are made with: 成都日报记者, 在线财经.
func isOutletInPlace(label string) bool {
	for _, word := range []string{"记者", "記者"} {
		if before, after, ok := strings.Cut(label, word); ok {
			return before != "" && !strings.ContainsAny(after, "是在就都")
		}
	}
	return asksForOutlet(label)
}

// endsInName reports whether a long label is offices with a name behind them: 某委新闻发言人、某司副司长 甲某.
func endsInName(label string) bool {
	words := strings.Fields(label)
	if last := words[len(words)-1]; len(words) > 1 && isHanPerson(last) {
		return true
	}
	_, ok := splitPost(words[len(words)-1])
	return ok
}

// isNumbered reports whether a label begins as an item of a list does: 一、, （二）, 3.
func isNumbered(label string) bool {
	if strings.HasPrefix(label, "(") || strings.HasPrefix(label, "[") || strings.HasPrefix(label, "（") {
		return true
	}
	if strings.HasPrefix(label, "第") && !hasSuffix(label, reporters) { // 第一财经记者 is somebody
		return true
	}
	rest := strings.TrimLeft(label, "0123456789一二三四五六七八九十")
	return rest != label && hasPrefix(rest, []string{"、", ".", ")", "）", "．"})
}

// isHan reports whether all of the text is Chinese characters.
func isHan(text string) bool {
	for _, r := range text {
		if !unicode.Is(unicode.Han, r) {
			return false
		}
	}
	return text != ""
}

func hasSuffix(text string, suffixes []string) bool {
	for _, s := range suffixes {
		if strings.HasSuffix(text, s) {
			return true
		}
	}
	return false
}

func hasPrefix(text string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(text, p) {
			return true
		}
	}
	return false
}
