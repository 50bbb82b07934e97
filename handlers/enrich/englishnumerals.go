package enrich

import "math"

// englishNumeralAt reads a number in English words: twenty-five, two hundred and fifty, a million. A single a, an or one is no number.
func englishNumeralAt(t *numeralText, i int) (numeral, bool) {
	if isNumeralLetter(t.rune(i - 1)) {
		return numeral{}, false
	}
	n := numeral{start: i, end: i, english: true}
	var total, section float64
	last := math.Inf(1) // the last word's size: tens before units, thousands before hundreds
	for p := i; ; {
		value, end := englishNumber(t, p)
		switch {
		case end == p:
		case value < 100 && value < last && (last >= 100 || last >= 20 && value < 10):
			section += value
			last = value
		case value == 100 && section > 0 && section < 100:
			section *= value
			last, n.magnitude = value, true
		case value >= 1000 && section > 0:
			total += section * value
			section, last, n.magnitude, n.scale = 0, value, true, value
		default:
			end = p
		}
		if end == p {
			break
		}
		n.end = end
		p = englishJoint(t, end)
	}
	n.value = total + section
	n.upper = n.value
	return n, n.end > i && !(n.value == 1 && !n.magnitude)
}

// englishNumber reads one word of a number. a counts where a magnitude follows: a hundred.
func englishNumber(t *numeralText, i int) (value float64, end int) {
	var buf [12]byte
	length := 0
	for ; isNumeralLetter(t.rune(i + length)); length++ {
		if length == len(buf) {
			return 0, i
		}
		buf[length] = byte(lowerLetter(t.r[i+length]))
	}
	if length == 1 && buf[0] == 'a' {
		if next, end := englishNumber(t, i+2); t.rune(i+1) == ' ' && next >= 100 && end > i+2 {
			return 1, i + 1
		}
		return 0, i
	}
	value, ok := englishNumbers[string(buf[:length])]
	if !ok {
		return 0, i
	}
	return value, i + length
}

// englishJoint passes over what joins the words of a number: a blank, a hyphen, "and".
func englishJoint(t *numeralText, i int) int {
	switch {
	case t.has(i, " and "):
		return i + len(" and ")
	case t.rune(i) == ' ', t.rune(i) == '-':
		return i + 1
	}
	return i
}

// withEnglishMagnitude reads 3.5 million and 20 thousand.
func withEnglishMagnitude(t *numeralText, n numeral) numeral {
	if t.rune(n.end) != ' ' {
		return n
	}
	value, end := englishNumber(t, n.end+1)
	if value < 100 || end == n.end+1 {
		return n
	}
	n.value = scaledNumeral(n.value, value)
	n.upper, n.end, n.magnitude, n.english, n.scale = n.value, end, true, true, value
	return n
}

var englishNumbers = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
	"twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
	"hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}
