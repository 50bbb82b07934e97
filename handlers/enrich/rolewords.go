package enrich

import (
	"regexp"
	"strings"

	"shilu/schema"
	"shilu/schema/hanzi"
)

// This file is the words that labels are made of.

// roleWord reads a label that is a role word and nothing else.
func roleWord(s string) (l label, ok bool) {
	l, ok = roleWords[hanzi.FoldString(strings.ToLower(s))]
	return l, ok
}

func isRoleWord(s string) bool {
	_, ok := roleWord(s)
	return ok
}

var (
	// numbered are the labels that speech recognition gives: they name a voice, not a person. 发言人1 is no spokesperson.
	numbered      = regexp.MustCompile(`(?i)^(speaker|spk|unknown speaker|说话人|說話人|发言人|發言人|讲话人|講者)[ _#-]*\d+$`)
	numberedAsker = regexp.MustCompile(`(?i)^(q|问|問)[ .]*\d+$`)
	// distinguishing tells one of those from another whom the same word names.
	distinguishing = regexp.MustCompile(`^([甲乙丙丁戊己庚辛]|[A-Za-z]|\d{1,2}|[一二三四五六七八九十])$`)
	// namedRoles stand before a name without a space, and are no office: 主席 is.
	namedRoles = wordSet(`主持人 司仪 司儀 嘉宾 嘉賓 来宾 來賓 受访者 受訪者 网友 網友 听众 聽眾 观众 觀眾 村民 居民 市民 家长 家長 翻译 翻譯 申请人 申請人 被申请人 被申請人
		原告 被告 证人 證人 代理人 委托代理人 委託代理人 辩护人 辯護人 公诉人 公訴人 陈述人 陳述人 上诉人 上訴人 仲裁员 仲裁員 首席仲裁员 首席仲裁員 调解员 調解員 患者 志愿者 志願者 新闻官 新聞官`)
	// notNames are words of two characters that begin with a surname and stand behind a role.
	notNames = wordSet("宣布 宣佈 宣读 宣讀 连线 連線 应答 應答 时间 時間 时段 方面 方言 说明 总结 別人")
	acronym  = regexp.MustCompile(`^[A-Z]{2,}([ /&-]+[A-Z]{2,})*$`)

	militaryRanks = strings.Fields("大校 上校 中校 少校 上尉 中尉 少尉 上将 上將 中将 中將 少将 少將 准将 准將")
	thingEndings  = strings.Fields("报告 報告 结论 結論 说明 說明 回复 回覆 人员 人員 留言 事项 事項 资料 資料 记录 紀錄 附件 发言 發言 補充")

	courtesyTitles = wordSet("mr ms mrs miss dr prof professor sir dame hon honorable honourable the rev herr frau madam")

	// notAnOutlet stand before 记者 and name no outlet.
	notAnOutlet = wordSet("同上 现场 現場 另一 外国 外國 中外 本地 日本 美国 美國 韩国 韓國 香港 台湾 臺灣 女 男 各位 在场 在場 本报 本報 一名 某 有")
)

// roleWords are the labels that say what somebody does and not who it is, folded and in lower case.
var roleWords = func() map[string]label {
	all := map[string]label{}
	add := func(l label, words string) {
		for _, word := range strings.Split(words, "|") {
			all[hanzi.FoldString(strings.TrimSpace(word))] = l
		}
	}
	add(label{role: schema.Host, part: leads}, `主持人|主持|司仪|司儀|主席|会议主席|會議主席|会议主持|會議主持|会议主持人|會議主持人|听证主持人|聽證主持人|仲裁员|仲裁員|首席仲裁员|首席仲裁員|独任仲裁员|獨任仲裁員|调解员|調解員|人民调解员|人民調解員|新闻官|新聞官|media officer|mediator|moderator|host|chair|the chair|chairman|the chairman|
		chairperson|the chairperson|chairwoman|the chairwoman|emcee|mc|operator|facilitator|mr. speaker|mr speaker|madam speaker|the speaker|the deputy speaker|
		judge|the judge|his honour|her honour|his honor|her honor|the tribunal|mr. chairman|mr chairman|madam chair|madam chairwoman|the presiding officer|presiding officer|the presiding judge|the court`)
	add(label{role: schema.Journalist, part: asks, each: true}, `记者|記者|问|問|提问|提問|提问者|提問者|提问人|提問人|发问者|發問者|记者提问|記者提問|
		媒体提问|媒體提問|媒体|媒體|reporter|the press|press|journalist|media|correspondent|unidentified reporter|unknown reporter|unidentified journalist|
		reporters|the reporter`)
	add(label{role: schema.Journalist, part: asks}, "采访者|採訪者|访问者|訪問者|采访人|採訪人|interviewer")
	add(label{part: asks, each: true}, "q|question|匿名")
	add(label{role: schema.Guest, part: asks, each: true}, `网友|網友|听众|聽眾|听众提问|聽眾提問|观众|觀眾|观众提问|觀眾提問|现场提问|現場提問|匿名提问|匿名提問|
		家长|家長|村民|居民|市民|群众|群眾|学生|學生|同学|同學|业主|業主|球迷|读者|讀者|青年|小朋友|学员|學員|股东|股東|投资者|投資者|小股东|小股東|住户|住戶|消费者|消費者|员工|員工|职工|職工|老乡|老鄉|现场观众|現場觀眾|resident|caller|parent|student|member of the public|
		audience|audience member|audience question|unidentified audience member`)
	add(label{part: answers}, "答|回答|答复|答覆|a|answer")
	add(label{role: schema.Guest}, `嘉宾|嘉賓|来宾|來賓|受访者|受訪者|guest|interviewee|the witness|witness|与会者|與會者|证人|證人|原告|被告|公诉人|公訴人|辩护人|辯護人|
		the appellant|appellant|the defendant|defendant|the plaintiff|plaintiff|the respondent|respondent|the applicant|applicant|the claimant|claimant|the petitioner|petitioner|
		当事人|當事人|陈述人|陳述人|申请人|申請人|被申请人|被申請人|鉴定人|鑑定人|代理人|委托代理人|委託代理人|诉讼代理人|訴訟代理人|上诉人|上訴人|被上诉人|被上訴人|第三人|听证人|聽證人|家属|家屬|患者家属|患者家屬|患者|目击者|目擊者|志愿者|志願者`)
	add(label{part: aside}, "翻译|翻譯|口译|口譯|口译员|口譯員|口译人员|口譯人員|translator|interpreter|the interpreter")
	add(label{part: aside, each: true}, "多人同时发言|多人同時發言|众人|眾人|全体|全體|旁人|all|everyone|multiple speakers")
	add(label{each: true}, "unidentified speaker|unknown speaker|unknown")
	return all
}()
