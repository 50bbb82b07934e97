package enrich

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// An introduction is somebody named with their office or outlet, in the words of the text.
type introduction struct {
	name        string // "" where only the outlet is told
	affiliation string
}

// introductions finds everybody whom text names together with an office, in the order of the text. A name is believed where it is one
// of known, and where strangers says so also by its form and by what follows it: in a title or a lead, where 外交部发言人甲某主持… stands.
func introductions(text string, known *nameIndex, strangers bool) []introduction {
	var found []introduction
	floor := 0 // where the last introduction ended: the next one can't reach back over it
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if !postStarts.has(r) {
			at += size
			continue
		}
		length, _ := postAtStart(text[at:])
		if length == 0 {
			at += size
			continue
		}
		end := at + length
		if name, after := nameFollowing(text[end:], known, strangers); name != "" {
			if affiliation := officeBefore(text, floor, at, end, name); affiliation != "" {
				found = append(found, introduction{name: name, affiliation: affiliation})
			}
			floor = end + after
			at = floor
			continue
		}
		if name, start := known.endingAt(text[floor:at]); name != "" {
			found = append(found, introduction{name: name, affiliation: officeAround(text, floor, floor+start, at, end)})
			floor = end
		}
		at = end
	}
	return found
}

// officeBefore is the office whose post lies between post and end, before a name. 我代表某某某 tells of no office, and in 某市林副市长林某某
// the surname is no part of it.
func officeBefore(text string, floor, post, end int, name string) string {
	organization, held := text[officeStart(text, floor, post):post], text[post:end]
	if before, rest, ok := strings.Cut(organization, "和"); ok && isLatin(before) { // Kaze和主教练
		organization = rest
	}
	if organization == "" && held == "代表" {
		return ""
	}
	if rest, ok := strings.CutSuffix(organization, familyName(name)); ok && endsInOrganization(rest) {
		organization = rest
	}
	return strings.TrimSpace(organization + held)
}

// chairs says whether a text tells that somebody leads: 甲某主持召开会议, but not 甲某主持人.
func chairs(text, name string) bool {
	_, after, ok := strings.Cut(text, name+"主持")
	return ok && !strings.HasPrefix(after, "人")
}

// officeOf is the one office of a text that ends in a post, as a title prints it: 勞工及福利局局長 for 局長. "" if there are several.
func officeOf(text, post string) string {
	found := ""
	for from := 0; ; {
		at := strings.Index(text[from:], post)
		if at < 0 {
			return found
		}
		at += from
		from = at + len(post)
		if _, _, standing := postAtEnd(text[:from]); standing == noStanding {
			continue
		}
		office := text[officeStart(text, 0, at):from]
		switch o, ok := splitOffice(office); {
		case !ok || o.organization == "" || o.post != post:
		case found != "" && found != office, joinsOffices(office):
			return ""
		default:
			found = office
		}
	}
}

// joinsOffices says whether two offices stand side by side: 財政司司長和房屋局局長, but not 勞工及福利局局長.
func joinsOffices(text string) bool {
	for at, r := range text {
		if strings.ContainsRune("和與与及", r) {
			if _, _, standing := postAtEnd(text[:at]); standing != noStanding {
				return true
			}
		}
	}
	return false
}

// answeringOffice is the office that a title says answered without naming its holder: 商务部发言人就…答记者问.
func answeringOffice(title string) string {
	for at, r := range title {
		if !postStarts.has(r) {
			continue
		}
		length, standing := postAtStart(title[at:])
		if post := title[at : at+length]; standing != publicPost && post != "负责人" && post != "負責人" {
			continue
		}
		for _, verb := range []string{"就", "答", "回答", "回应", "回應", "谈", "談"} {
			if strings.HasPrefix(title[at+length:], verb) {
				return title[officeStart(title, 0, at) : at+length]
			}
		}
	}
	return ""
}

// nameFollowing returns the name that s begins with, after spaces on the same line, and where it ends.
func nameFollowing(s string, known *nameIndex, strangers bool) (name string, end int) {
	trimmed := strings.TrimLeft(s, " \t\u00a0\u3000")
	skipped := len(s) - len(trimmed)
	if name := known.startingAt(trimmed); name != "" {
		return name, skipped + len(name)
	}
	if !strangers {
		return "", 0
	}
	family, _ := utf8.DecodeRuneInString(trimmed)
	for _, length := range nameLengths(trimmed) {
		name := trimmed[:length]
		isWord := strings.ContainsRune(functionWords, family) ||
			strings.ContainsRune(wordBeginnings, family) && utf8.RuneCountInString(name) == 2 && !isFollowed(trimmed[length:])
		if !isWord && endsName(trimmed[length:]) {
			return name, skipped + length
		}
	}
	return "", 0
}

// endsName says whether a name may end where rest goes on: at a mark, at the end, or before a verb that people are subjects of.
func endsName(rest string) bool {
	r, size := utf8.DecodeRuneInString(rest)
	return size == 0 || !unicode.IsLetter(r) || isFollowed(rest)
}

func isFollowed(rest string) bool {
	return slices.ContainsFunc(nameFollowers, func(word string) bool { return strings.HasPrefix(rest, word) })
}

// officeStart finds where the office starts that has its post at post: after the mark, the word or the name that precedes it. Offices
// joined by 、 belong to one person as long as no name stands between them.
func officeStart(text string, floor, post int) int {
	start := unitStart(text, floor, post)
	for start > floor {
		joint, size := utf8.DecodeLastRuneInString(text[floor:start])
		if joint != '、' {
			break
		}
		before := unitStart(text, floor, start-size)
		if l, ok := readPostLast(text[before : start-size]); !ok || l.name != "" || l.surname != "" {
			break
		}
		start = before
	}
	return start
}

// unitStart goes back from end over what an organisation's name is written with, not further than the last word that introduces one.
func unitStart(text string, floor, end int) int {
	start := end
	for n := 0; start > floor && n < longestOffice; n++ {
		r, size := utf8.DecodeLastRuneInString(text[floor:start])
		if !isUnit(r) {
			break
		}
		start -= size
	}
	for _, cue := range officeCues {
		if at := strings.LastIndex(text[start:end], cue); at >= 0 {
			start += at + len(cue)
		}
	}
	if date := datesEnd.FindAllStringIndex(text[start:end], -1); date != nil { // 2013年5月23日外交部发言人
		start += date[len(date)-1][1]
	}
	for again := true; again; {
		again = false
		for _, word := range leadingWords {
			rest, ok := strings.CutPrefix(text[start:end], word)
			if ok && !(word == "代表" && strings.IndexAny(rest, "处處团團") == 0) {
				start, again = start+len(word), true
			}
		}
	}
	if start == floor && floor > 0 {
		for _, word := range []string{"以及", "和", "与", "與", "及"} {
			if strings.HasPrefix(text[start:end], word) {
				return start + len(word)
			}
		}
	}
	return start
}

// officeAround joins what stands before a name with the post behind it: 產業署甲某署長 is 產業署署長.
func officeAround(text string, floor, name, post, end int) string {
	before := text[unitStart(text, floor, name):name]
	if _, ok := splitOffice(before); ok {
		return before
	}
	if endsInOrganization(before) {
		return before + text[post:end]
	}
	return text[post:end]
}

// reporterIntroduction reads how somebody who asks introduces themselves, in the first words of a turn: 我是某某日报记者甲某,
// 某某社記者提問, I'm Jane Doe with the Daily Example.
func reporterIntroduction(text string) (introduction, bool) {
	opening := firstRunes(text, 80)
	for _, word := range []string{"记者", "記者"} {
		at := strings.Index(opening, word)
		if at < 0 {
			continue
		}
		outlet := strings.TrimSuffix(opening[unitStart(opening, 0, at):at], "的")
		if outlet == "" {
			outlet = strings.TrimSuffix(opening[unitStart(opening, 0, len(strings.TrimSuffix(opening[:at], "的"))):at], "的")
		}
		name, _ := nameFollowing(opening[at+len(word):], nil, true)
		if isOutlet(outlet) {
			return introduction{name: name, affiliation: outlet}, true
		}
	}
	for _, cue := range []string{"我是", "我来自", "我來自", "这里是", "這裡是", "來自", "来自"} {
		at := strings.Index(opening, cue)
		if at < 0 {
			continue
		}
		rest := strings.TrimPrefix(strings.TrimPrefix(opening[at+len(cue):], "来自"), "來自")
		said := rest[:len(rest)-len(strings.TrimLeftFunc(rest, isUnit))]
		outlet, name, _ := strings.Cut(said, "的")
		if isOutlet(outlet) {
			if !isChineseName(name) {
				name = ""
			}
			return introduction{name: name, affiliation: outlet}, true
		}
		if l, ok := readOutletAndName(said); ok {
			return introduction{name: l.name, affiliation: l.affiliation}, true
		}
	}
	for _, pattern := range englishIntroductions {
		if m := pattern.FindStringSubmatch(opening); m != nil && isOutlet(m[2]) {
			return introduction{name: m[1], affiliation: m[2]}, true
		}
	}
	return introduction{}, false
}

// firstRunes is the beginning of s, at most n characters.
func firstRunes(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for at := range s {
		if n == 0 {
			return s[:at]
		}
		n--
	}
	return s
}

const (
	latinName   = `(\p{Lu}[\pL.'’-]+(?: \p{Lu}[\pL.'’-]+){0,2})`
	latinOutlet = `(?:the )?(\p{Lu}[\pL\d&'’-]*(?: (?:of|the|and|\p{Lu}[\pL\d&'’-]*))*)`
)

// longestOffice is how many characters of an organisation's name are looked at before a post; official ones have up to 40.
const longestOffice = 60

var (
	// englishIntroductions capture the name and the outlet.
	englishIntroductions = []*regexp.Regexp{
		regexp.MustCompile(`\b(?:I'm|I’m|I am|[Tt]his is|[Mm]y name is) ` + latinName + `,? (?:with|from|of|at) ` + latinOutlet),
		regexp.MustCompile(`^(?:(?:Hi|Hello|Thanks|Thank you)\b[^.,!]{0,12}[.,!] *)?` + latinName + `, ` + latinOutlet + `[.,;]`),
		regexp.MustCompile(`^(?:(?:Hi|Hello|Thanks|Thank you)\b[^.,!]{0,12}[.,!] *)?` + latinName + `,? (?:with|from) ` + latinOutlet),
	}

	datesEnd = regexp.MustCompile(`[\d〇○零一二三四五六七八九十][年月日号號]`)

	// officeCues stand before an office in a sentence: 他们是, 有请.
	officeCues = strings.Fields("请来了 請來了 请来 請來 的有 的是 迎来 迎來 还有 還有 分别为 分別為 是 请 請 欢迎 歡迎 感谢 感謝 谢谢 謝謝 邀请 邀請 来自 來自 请到 請到 我们 我們 他们 他們 她们 她們 叫做 任命 拜会 拜會 拜访 拜訪 专访 專訪 会见 會見 会晤 會晤 交给 交給 就是 担任 擔任 主办单位 主辦單位")
	// leadingWords may stand between such a cue, or the sentence's beginning, and the office.
	leadingWords = strings.Fields("到了 到 了 由 的 今天 本次 下面 首先 还有 還有 以及 另外 接着 接著 现任 現任 原任 分别 分別 第一位 第二位 第三位 出席 有 在 即 现在 現在 我 代表 这个 這個 这位 這位 对话 對話 专访 專訪")
	// nameFollowers may follow a name without a mark.
	nameFollowers = strings.Fields(`
主持 出席 答 就 在 回答 介绍 介紹 表示 将 將 先生 女士 同志 举行 舉行 会见 會見 等 和 与 與 及 说 說 今 线上 線上 宣布 接受 回应 回應 率 一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月 上午 下午 昨 作 为 為 大校 上校 于 於 记者 記者 例行 对 對 向 视察 視察 参加 參加 考察 调研 調研 走访 走訪 谈 談 受访 受訪 专访 專訪 率团 率團 做客 作客 前往`)
	// functionWords are surnames that are more often another word behind a post: 部长时…, 主任应….
	functionWords = "于於时時应應向"
	// wordBeginnings are surnames that begin frequent words of two characters: 方面, 高度, 万一.
	wordBeginnings = "方高万萬单單包古"

	// postStarts holds every character that a post or its rank begins with, to pass over the rest of a text quickly.
	postStarts = func() *runeSet {
		starts := startsOf(ranks)
		for post := range posts {
			r, _ := utf8.DecodeRuneInString(post)
			starts.add(r)
		}
		return starts
	}()
)
