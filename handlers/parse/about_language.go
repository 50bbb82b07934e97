package parse

import (
	"strings"
	"unicode"
)

// undetermined is the tag of a language that nobody knows.
const undetermined = "und"

// languageOf is the language that the container names by a tag, or else that of the text.
func languageOf(doc *document) string {
	switch tag := languageTag(doc.meta.first("language", "lang")); tag {
	case "":
		return language(doc.lines)
	case undetermined:
		return ""
	default:
		return tag
	}
}

// languageSample is how much of a text is counted, in bytes: more doesn't change the verdict.
const languageSample = 64 << 10

// language is the BCP 47 tag of the language that most of the text is in, by its script; "" where the script doesn't tell.
func language(lines []piece) string {
	var n counts
	left := languageSample
	for _, l := range lines {
		text := l.text[:min(len(l.text), left)]
		n.add(text)
		if left -= len(text); left == 0 {
			break
		}
	}
	return n.verdict()
}

// languageTag is what a container calls its language, where that is a tag such as zh-Hans and no word of a language.
func languageTag(text string) string {
	primary, rest, _ := strings.Cut(text, "-")
	if len(primary) < 2 || len(primary) > 3 || strings.Trim(primary, "abcdefghijklmnopqrstuvwxyz") != "" ||
		strings.ContainsFunc(rest, func(r rune) bool { return r != '-' && (r > unicode.MaxASCII || !isWord(byte(r))) }) {
		return ""
	}
	return text
}

// counts is what tells languages apart.
type counts struct {
	han, kana, hangul, latin int
	simplified, traditional  int // Chinese characters that only one script has
	words, english, german   int
}

func (n *counts) add(text string) {
	for _, r := range text {
		switch {
		case r < 0x80:
			if 'a' <= r|0x20 && r|0x20 <= 'z' {
				n.latin++
			}
		case 0x4E00 <= r && r <= 0x9FFF:
			n.han++
			switch scriptOf[r] {
			case 1:
				n.simplified++
			case 2:
				n.traditional++
			}
		case 0x3040 <= r && r <= 0x30FF && r != '・':
			n.kana++
		case 0xAC00 <= r && r <= 0xD7A3:
			n.hangul++
		case unicode.Is(unicode.Latin, r):
			n.latin++
		}
	}
	for word := range strings.FieldsSeq(text) {
		n.words++
		word = strings.ToLower(word)
		if commonEnglish[word] {
			n.english++
		}
		if commonGerman[word] {
			n.german++
		}
	}
}

// verdict takes five letters for a word, and a Chinese character for half of one.
func (n *counts) verdict() string {
	words := n.latin / 5
	switch {
	case n.hangul > n.han && n.hangul/2 > words:
		return "ko"
	case n.kana*10 > n.han+n.kana && (n.kana+n.han)/2 > words:
		return "ja"
	case n.han > 0 && n.han/2 >= words:
		if n.simplified == n.traditional {
			return "zh"
		}
		if n.simplified > n.traditional {
			return "zh-Hans"
		}
		return "zh-Hant"
	case n.english*10 > n.words && n.english > n.german:
		return "en"
	case n.german*10 > n.words:
		return "de"
	}
	return ""
}

// scriptOf says which of the two Chinese scripts a character belongs to alone: 1 simplified, 2 traditional. These are the commonest
// that differ.
var scriptOf = func() map[rune]int {
	m := map[rune]int{}
	for _, r := range "们这来个国说时会对为发后经学现当没动还进样问记党与于从开关应点两问话间种产业务实际设区农济环总结团队银员难选题办报调论让议认识讨让谢请谁证词译读" {
		m[r] = 1
	}
	for _, r := range "們這來個國說時會對為發後經學現當沒動還進樣問記黨與於從開關應點兩話間種產業務實際設區農濟環總結團隊銀員難選題辦報調論讓議認識討謝請誰證詞譯讀" {
		m[r] = 2
	}
	return m
}()

// commonEnglish are words that a tenth of any English text consists of, and that no other language is full of.
var commonEnglish = set("the of and to that is was for it with as be on you this are not have we they i what there from")

// commonGerman are those of German.
var commonGerman = set("der die und das ist nicht ich wir sie es ein eine zu den dem von mit auf für im des auch")
