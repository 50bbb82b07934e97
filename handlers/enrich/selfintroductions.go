package enrich

import (
	"strings"
	"unicode/utf8"
)

// selfIntroduction reads the office or the body of which a speaker says that it is theirs, at the beginning of their first turn: 我是某某局的
// 副局長, 我是某某協會理事長甲某, 這邊是某某部某某司, I'm the director of the Lake Institute. name is the speaker's. What somebody is
// without a post or a body (我是家長, 我是覺得) is no office, and neither is what follows a word that a body's name never holds.
func selfIntroduction(text, name string) string {
	opening := firstRunes(text, selfIntroductionAt)
	body := ""
	for _, cue := range selfCues {
		for from := 0; ; {
			at := strings.Index(opening[from:], cue)
			if at < 0 {
				break
			}
			from += at + len(cue)
			said := selfDescription(opening[from:], name)
			if o, isOffice := splitOffice(said); isOffice && o.organization != "" {
				return said
			}
			if body == "" {
				body = said
			}
		}
	}
	if body != "" {
		return body
	}
	return englishSelfIntroduction(firstRunes(text, 2*selfIntroductionAt))
}

// selfIntroductionAt is within how many characters people say who they are.
const selfIntroductionAt = 120

// selfDescription is the office or body that s begins with, up to the next mark; the speaker's own name, or the given name alone, may stand
// behind it.
func selfDescription(s, name string) string {
	s = officesAt(s)
	named := false
	given := strings.TrimPrefix(name, familyName(name))
	if runes := []rune(name); given == "" && len(runes) == 3 { // a surname that no table has
		given = string(runes[1:])
	}
	for _, own := range []string{name, given} {
		if before, behind, ok := strings.Cut(s, own); ok && utf8.RuneCountInString(own) > 1 {
			s, named = before, true
			if length, _ := postAtStart(behind); length > 0 && before != "" { // 某某署甲某科長
				s += behind[:length]
			}
			break
		}
	}
	for _, word := range []string{"的", "同仁", "同事", "夥伴", "伙伴", "PO", "的"} {
		s = strings.TrimSuffix(s, word)
	}
	for _, word := range []string{"来自", "來自", "代表", "目前是", "一個", "一个", "一位", "一名", "隸屬於", "隶属于", "隸屬", "隶属", "於", "于", "在"} {
		s = strings.TrimPrefix(s, word)
	}
	if utf8.RuneCountInString(s) < 3 || utf8.RuneCountInString(s) > longestSelf || isLatin(s) {
		return ""
	}
	core := strings.ReplaceAll(s, "的", "")
	if strings.ContainsAny(core, neverInBodies) || containsAny(core, notSaidOfBodies) {
		return ""
	}
	o, isOffice := splitOffice(s)
	switch {
	case isOffice && (o.organization == "" || endsInOrganization(o.organization)):
		return s
	case isOffice || strings.Contains(s, "的") || strings.HasSuffix(s, "公司") && utf8.RuneCountInString(s) < 6: // 軟體公司
		return ""
	case named && endsInOrganization(s), isOrganization(s) && !notBodies[folded(lastRunes(s, 2))]:
		return s
	}
	return ""
}

// officesAt is what s begins with that could be an office, or several joined by 、.
func officesAt(s string) string {
	end := 0
	for end < len(s) {
		next := end + len(s[end:]) - len(strings.TrimLeftFunc(s[end:], isUnit))
		rest, joined := strings.CutPrefix(s[next:], "、")
		if _, isOffice := splitOffice(s[end:next]); !joined || !isOffice {
			return s[:next]
		}
		end = len(s) - len(rest)
	}
	return s
}

// longestSelf is how many characters an office has at most that somebody says in a breath.
const longestSelf = 30

// neverInBodies stand in sentences and in no body's name.
const neverInBodies = "這这那說说想要了是很也就都把被您你他她它們们跟嗎吗呢吧哪沒没得第只不"

var (
	selfCues = strings.Fields("我這邊是 我这边是 這邊是 这边是 這裡是 这里是 我是 我來自 我来自 來自 来自 我們是 我们是 我代表")
	// notSaidOfBodies show that a sentence goes on.
	notSaidOfBodies = strings.Fields("覺 觉 因為 因为 所以 剛 刚 今天 從 从 负责 負責 面對 面对 一家 面對 面对 一家 在做 一起 之前 之后 之後 如果 可以 其實 其实 自己 我")
)
