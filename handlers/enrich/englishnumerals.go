package enrich

import (
	"math"
	"strings"
)

// englishNumeralAt reads a number in English words: twenty-five, two hundred and fifty, a million, two dozen, two and a half, three
// quarters. A single a or one is no number.
func englishNumeralAt(t *numeralText, i int) (numeral, bool) {
	if isNumeralLetter(t.rune(i - 1)) {
		return numeral{}, false
	}
	n := numeral{start: i, end: i, english: true}
	if end := englishHalf(t, i); end > i {
		n.value, n.upper, n.end, n.fraction = 0.5, 0.5, end, true
		return withEnglishMagnitude(t, n), true
	}
	var total, section float64
	last := math.Inf(1) // the size of the last word: tens come before units, thousands before hundreds
	for p := i; ; {
		value, end := englishNumber(t, p)
		switch {
		case end == p:
		case value < 100 && value < last && (last >= 100 || last >= 20 && value < 10):
			section += value
			last = value
		case value == 12 && section > 0 && section < 100: // two dozen
			section *= value
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
		if t.has(end, " and a half") {
			section += 0.5
			n.end, n.decimal = end+len(" and a half"), true
			end = n.end
		}
		p = englishJoint(t, end)
	}
	n.value = total + section
	if divisor, end := englishDivisor(t, n); end > n.end {
		n.value, n.end, n.fraction = n.value/divisor, end, true
	}
	n.upper = n.value
	return n, n.end > i && (n.value != 1 || n.magnitude)
}

// englishHalf passes over half a, half an and half where a number or unit follows.
func englishHalf(t *numeralText, i int) int {
	var buf [englishLongest]byte
	if string(lowerWord(t, i, &buf)) != "half" {
		return i
	}
	end := i + len("half")
	for _, article := range []string{" an", " a"} {
		if t.has(end, article+" ") {
			end += len(article)
			break
		}
	}
	if value, _ := englishNumber(t, end+1); value < 100 && unitAt(t, end).end == 0 && !t.has(end, " of the ") {
		return i
	}
	return end
}

// englishDivisor reads thirds, quarters and the like behind a small number: two thirds, a quarter of.
func englishDivisor(t *numeralText, n numeral) (divisor float64, end int) {
	p := n.end
	if r := t.rune(p); r != ' ' && r != '-' || n.value >= 20 || n.magnitude || n.decimal || n.value == 0 {
		return 0, n.end
	}
	var buf [englishLongest]byte
	word := string(lowerWord(t, p+1, &buf))
	end = p + 1 + len(word)
	singular := strings.TrimSuffix(word, "s")
	divisor = englishDivisors[singular]
	if divisor == 0 || singular == word && !(n.value == 1 && t.has(end, " of")) {
		return 0, n.end
	}
	return divisor, end
}

var englishDivisors = map[string]float64{"third": 3, "quarter": 4, "fifth": 5, "sixth": 6, "eighth": 8, "tenth": 10}

// englishNumber reads one word of a number. a counts where a magnitude or a part follows: a hundred, a quarter of.
func englishNumber(t *numeralText, i int) (value float64, end int) {
	var buf [englishLongest]byte
	word := lowerWord(t, i, &buf)
	if len(word) == 1 && word[0] == 'a' && t.rune(i+1) == ' ' {
		if next := t.rune(i + 2); (next == 'a' || next == 'A') && t.rune(i+3) == ' ' {
			return 0, i // somebody who stammers, and not to be followed to the end of it from each place
		}
		next, after := englishNumber(t, i+2)
		if next >= 100 && after > i+2 || next == 12 {
			return 1, i + 1
		}
		if divisor, _ := englishDivisor(t, numeral{end: i + 1, value: 1}); divisor > 0 {
			return 1, i + 1
		}
		return 0, i
	}
	value, ok := englishNumbers[string(word)]
	if !ok {
		return 0, i
	}
	return value, i + len(word)
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
	"dozen": 12, "hundred": 100, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12,
}
