package enrich

import (
	"slices"
	"sync"
	"unicode/utf8"
)

// A currencySign stands before a sum: US$5, 人民币50元.
type currencySign struct {
	word string
	code string // ISO 4217
}

// currencySigns are looked for in this order, so a sign comes after those that end in it. A dollar sign alone is taken for the US dollar
// and ¥ for the yuan, their commonest meanings in Chinese and English transcripts.
var currencySigns = []currencySign{
	{"NT$", "TWD"}, {"HK$", "HKD"}, {"US$", "USD"}, {"A$", "AUD"}, {"C$", "CAD"}, {"S$", "SGD"}, {"$", "USD"},
	{"¥", "CNY"}, {"€", "EUR"}, {"£", "GBP"}, {"₩", "KRW"}, {"₽", "RUB"}, {"₹", "INR"},
	{"人民币", "CNY"}, {"新台币", "TWD"}, {"台币", "TWD"}, {"港币", "HKD"}, {"澳门币", "MOP"}, {"日币", "JPY"}, {"美金", "USD"},
	{"RMB", "CNY"}, {"CNY", "CNY"}, {"USD", "USD"}, {"EUR", "EUR"}, {"GBP", "GBP"}, {"JPY", "JPY"}, {"HKD", "HKD"}, {"TWD", "TWD"}, {"NTD", "TWD"},
}

// isCurrencySymbol recognises the signs of one character.
func isCurrencySymbol(r rune) bool {
	return r == '$' || r == '€' || r == '£' || r == '¥'
}

// currencyIndex has the signs by their last character.
var currencyIndex = sync.OnceValue(newCurrencyIndex)

func newCurrencyIndex() *runeMap[[]currencySign] {
	index := newRuneMap[[]currencySign]()
	for _, sign := range currencySigns {
		last, _ := utf8.DecodeLastRuneInString(sign.word)
		index.change(last, func(signs *[]currencySign) { *signs = append(*signs, sign) })
	}
	return index
}

// currencyBefore finds the sign that ends before i, and where it begins; the code is "" for none.
func currencyBefore(t *numeralText, i int) (code string, start int) {
	end := i
	if t.rune(end-1) == ' ' {
		end--
	}
	for _, sign := range currencyIndex().at(t.rune(end - 1)) {
		if t.endsWith(end, sign.word) {
			start := end - len([]rune(sign.word))
			if !isNumeralLetter(t.r[start]) || !isNumeralLetter(t.rune(start-1)) {
				return sign.code, start
			}
		}
	}
	return "", i
}

// yuan says whose 元 or 块 is meant: the renminbi in simplified text; in traditional text the dollar of the place that the text itself
// names (新臺幣, 立法院; 港元, 澳門), and 元 as printed where it names none, because Taipei, Hong Kong and Macau all write 元.
func yuan(t *numeralText) string {
	if !t.isTraditional() {
		return "CNY"
	}
	for _, place := range yuanPlaces {
		for _, word := range place.words {
			if containsRunes(t.r, word) {
				return place.code
			}
		}
	}
	return unitYuan
}

var yuanPlaces = []struct {
	code  string
	words [][]rune
}{
	{"CNY", [][]rune{[]rune("人民币")}},
	{"TWD", [][]rune{[]rune("新台币"), []rune("台币"), []rune("台湾"), []rune("行政院"), []rune("立法院"), []rune("立委"), []rune("部会")}},
	{"HKD", [][]rune{[]rune("港元"), []rune("港币"), []rune("香港")}},
	{"MOP", [][]rune{[]rune("澳门")}},
}

func containsRunes(text, word []rune) bool {
	for i := 0; i+len(word) <= len(text); i++ {
		if text[i] == word[0] && slices.Equal(text[i:i+len(word)], word) {
			return true
		}
	}
	return false
}
