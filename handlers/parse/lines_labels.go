package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// labelBytes is the longest label that is looked for: 40 Chinese characters.
const labelBytes = 120

// cutColon splits the label off a line such as "安某某：发言人已就此表明态度。" The n bytes include the colon. No label has the marks of a
// sentence in it, but an outlet's may have quotation marks (台湾“中央社”记者), and a comma may stand between a name and an office (Amina
// Yusuf, Official Spokesperson); 09:30 and https: are none.
func cutColon(text string) (label string, n int, ok bool) {
	quoted, office := false, 0
	for i, r := range text {
		if i > labelBytes {
			break
		}
		if size := colon(text[i:]); size > 0 {
			label, n = strings.TrimRightFunc(text[:i], isBlank), i+size
			return label, n, label != "" && !joinsWords(label, text[n:], size) && (!quoted || hasSuffix(label, reporters)) && (office == 0 || isLatinOffice(label[office:]))
		}
		switch {
		case inLabel(r):
		case r == '“' || r == '”':
			quoted = true
		case r == ',' && office == 0 && strings.HasPrefix(text[i:], ", ") && isLatinName(text[:i]):
			office = i + len(", ")
		case r == '*' && i > 0 && text[i-1] >= utf8.RuneSelf || r == '*' && i > 1 && text[i-1] == '*' && text[0] >= utf8.RuneSelf:
			// a name is masked: 王***
		default:
			return "", 0, false
		}
	}
	return "", 0, false
}

// reporters end the labels that may have quotation marks.
var reporters = []string{"记者", "記者"}

// isLatinOffice reports whether a text is written as offices are: Deputy Minister for Harbours.
func isLatinOffice(text string) bool {
	words := strings.Fields(text)
	for _, w := range words {
		if !unicode.IsUpper(firstRune(w)) && !particles[w] && !officeWords[w] && w != "of" {
			return false
		}
	}
	return len(words) > 0 && unicode.IsUpper(firstRune(words[0]))
}

// joinsWords reports whether an ASCII colon stands within a word, a time or an address.
func joinsWords(before, after string, size int) bool {
	if size > 1 || after == "" {
		return false
	}
	last, next := before[len(before)-1], after[0]
	return strings.HasPrefix(after, "//") || isWord(last) && isWord(next)
}

func isWord(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// inLabel reports whether a character may stand in a label. 《》 may: 《海城日报》记者.
func inLabel(r rune) bool {
	if r >= 0x4E00 && r <= 0x9FFF {
		return true
	}
	if r < utf8.RuneSelf {
		return r >= ' ' && !strings.ContainsRune(",?!;\"<>=|*#`\\[]{}", r)
	}
	return !strings.ContainsRune("，。？！；“”「」『』…—【】［］〔〕", r)
}

// cutBracket splits "[label]rest", "【label】rest" and the like.
func cutBracket(text string) (label, rest string, ok bool) {
	for _, pair := range [][2]string{{"[", "]"}, {"【", "】"}, {"［", "］"}, {"〔", "〕"}} {
		inner, found := strings.CutPrefix(text, pair[0])
		if !found {
			continue
		}
		end := strings.Index(inner[:min(len(inner), labelBytes)], pair[1])
		if end <= 0 {
			return "", "", false
		}
		return strings.TrimFunc(inner[:end], isBlank), inner[end+len(pair[1]):], true
	}
	return "", "", false
}

// endsSentence reports whether text ends as a sentence does. What was lost at the end was most likely a full stop.
func endsSentence(text string) bool {
	for {
		r, n := utf8.DecodeLastRuneInString(text)
		switch r {
		case '”', '’', '」', '』', '）', ')', '"', '\'', ' ':
			text = text[:len(text)-n]
		case '。', '！', '？', '!', '?', '.', '…', '；', ';':
			return true
		default:
			return r == utf8.RuneError && n > 1
		}
	}
}

// isSpeech reports whether what follows a label is likely said by somebody, rather than a fact or a title.
func isSpeech(text string) bool {
	return len(text) > 60 || endsSentence(text) || strings.Contains(text, "，")
}

// isEndMark reports whether a line says that the text ends here, with the day and the time of release behind it or below: 完／2012年10月10日,
// Ends/Wednesday.
func isEndMark(text string) bool {
	if len(text) > labelBytes || !strings.ContainsRune("(（完E#", firstRune(text)) {
		return false
	}
	switch strings.Trim(text, "(（)） ") {
	case "完", "END", "End", "Ends", "ENDS", "# # #", "###":
		return true
	}
	return hasPrefix(text, []string{"完／", "完/", "Ends/", "End/", "ENDS/"})
}

// isAside reports whether a line is nothing but parentheses: what was done, or what somebody noted.
func isAside(text string) bool {
	return hasPrefix(text, []string{"(", "（"}) && (strings.HasSuffix(text, ")") || strings.HasSuffix(text, "）"))
}

// isCapitals reports whether a text is in capitals: three letters or more, and no small one.
func isCapitals(text string) bool {
	letters := 0
	for _, r := range text {
		if unicode.IsLower(r) {
			return false
		}
		if unicode.IsUpper(r) {
			letters++
		}
	}
	return letters >= 3
}

// isRule reports whether a line is drawn across the page.
func isRule(text string) bool {
	return len(text) >= 3 && strings.Trim(text, "-*_=―─—◇○ \u3000") == ""
}

// isSectionHead reports whether a heading is that of a section in which nobody speaks: who was there, what was decided, what comes next.
func isSectionHead(text string) bool {
	text = strings.ToLower(strings.TrimFunc(text, func(r rune) bool { return isBlank(r) || strings.ContainsRune(":：*_#", r) }))
	return hasPrefix(text, sectionHeads)
}

var sectionHeads = []string{
	"attendees", "attendance", "attending", "participants", "present", "action item", "decisions", "decision ", "next meeting", "next call",
	"zoom chat", "chat highlights", "chat log", "chat transcript", "chat:", "links", "resources", "references", "appendix", "agenda",
	"conclusion", "summary", "key takeaways", "resolution", "contents", "table of contents", "与会", "參與者", "出席", "附录", "附錄",
}
