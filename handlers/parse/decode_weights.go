package parse

import (
	"unicode"
	"unicode/utf8"
)

// This file says how much a character speaks for the reading that made it.

// weigh is the mean weight of the text's characters. ASCII counts only where the reading had to make it out of more than a byte:
// elsewhere every reading yields the same.
func weigh(text string, ascii bool) float64 {
	sum, n := 0.0, 0
	for i, r := range text {
		if r < utf8.RuneSelf && !ascii {
			continue
		}
		if r == utf8.RuneError && i+8 > len(text) {
			continue // the sample may end within a character
		}
		sum += weight(r)
		n++
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

func weight(r rune) float64 {
	switch {
	case frequent[r]:
		return 1
	case r == '\n' || r == '\r' || r == '\t':
		return 1
	case r < ' ' || r == utf8.RuneError || 0x80 <= r && r <= 0x9F || unicode.Is(unicode.Co, r):
		return -4
	case r < utf8.RuneSelf:
		return 1
	case 0x4E00 <= r && r <= 0x9FFF, 0xAC00 <= r && r <= 0xD7A3:
		return 0.2
	case 0xFF61 <= r && r <= 0xFF9F:
		return 0 // half-width katakana, which Shift_JIS makes of single bytes
	case 0x2010 <= r && r <= 0x2027, 0x3000 <= r && r <= 0x30FF, 0xFF01 <= r && r <= 0xFF5E:
		return 0.8
	case unicode.IsLetter(r):
		return 0.1
	}
	return 0
}

// frequent holds the characters that fill any transcript: of Chinese, simplified and traditional, with its punctuation, a third of
// running text; of Korean half of it; of Japanese the kana that grammar is made of.
var frequent = func() map[rune]bool {
	set := map[rune]bool{}
	for _, r := range "的一是了我不在人们有来他这上个大到说地也子时出和就要为会年可以对生能而下得于着过发后作里用道行所然家种事成方多经么去" +
		"法学如都同现当没动面起看定天分还进好小部其些主样理心问答记者国民中政市党全工新社" +
		"們來這個說時會為對過發後裡經麼學現當沒動還進樣問記國黨與於從開關應點" +
		"이다는을의에고가하지은한로기사니습도해것인리어그나자서대를정시수있등및년들아라일만과보부으게면까요네제여주장원입안전때문회국말" +
		"のにはをたがでてとしれさあるいもなかこうよりすまんだっくけせどおそらじきえめ" +
		"，。、：；？！“”‘’「」『』《》（）　…—" {
		set[r] = true
	}
	return set
}()

// weighWestern is the evidence for windows-1252, in which any bytes are characters: the part of those outside ASCII that stand
// where they would in a text of a western language. There they are few, and letters with accents are single ones among others.
func weighWestern(b []byte) float64 {
	good, high := 0.0, 0
	for i := 0; i < len(b); i++ {
		if b[i] < ' ' && (b[i] < '\t' || b[i] > '\r') {
			good -= 4
		}
		if b[i] < utf8.RuneSelf {
			continue
		}
		run := 1
		for i+run < len(b) && b[i+run] >= utf8.RuneSelf {
			run++
		}
		if run <= westernRun {
			before, after := byte(' '), byte(' ')
			if i > 0 {
				before = b[i-1]
			}
			if i+run < len(b) {
				after = b[i+run]
			}
			for _, c := range b[i : i+run] {
				good += weightWestern(before, c, after)
			}
		}
		high += run
		i += run - 1
	}
	if high == 0 {
		return 0
	}
	return good / float64(high) * min(1, westernShare*float64(len(b))/float64(high))
}

const (
	// westernRun is the longest run of characters outside ASCII that western text has now and then: créée, “Électricité, …»
	westernRun = 3
	// westernShare is the largest part of the bytes that they are: one in four, in a few words of French.
	westernShare = 0.25
)

// weightWestern says whether a byte is at home between its neighbours.
func weightWestern(before, c, after byte) float64 {
	switch {
	case c == 0x81 || c == 0x8D || c == 0x8F || c == 0x90 || c == 0x9D:
		return -4 // no characters
	case 0x91 <= c && c <= 0x94: // ‘ ’ “ ”
		if isLetter(before) || isLetter(after) {
			return 1
		}
		return 0.5
	case c == 0x96 || c == 0x97 || c == 0x85 || c == 0xAB || c == 0xBB || c == 0xA0: // – — … « » NBSP
		return 0.8
	case c == 0x9A || c == 0x9C || c == 0x9E || c >= 0xDF && c != 0xF7: // small letters
		if isLetter(before) || isLetter(after) {
			return 1
		}
		return 0.1
	case c == 0x8A || c == 0x8C || c == 0x8E || c == 0x9F || c >= 0xC0 && c != 0xD7: // capitals, which don't follow small ones
		if isLetter(after) && (before < 'a' || before > 'z') {
			return 1
		}
		return 0.1
	case c == 0x80 || c == 0xA3 || c == 0xA7 || c == 0xB0 || c == 0x95 || c == 0xBF || c == 0xA1: // € £ § ° • ¿ ¡
		return 0.5
	}
	return 0
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' }
