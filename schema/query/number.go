package query

import (
	"math"
	"strconv"
	"strings"
)

// number reads the number that a folded text begins with, in digits (1,234.5), with Chinese magnitudes (1.5万亿), in Chinese numerals
// (一亿三千万, 二〇二四) or with k, m and bn behind digits, and returns what stands behind it.
//
// It knows the forms that people type. Transcripts hold many more, and handlers/enrich reads those; a test there holds one against the
// other.
func number(r []rune) (value float64, behind string, ok bool) {
	sign := 1.0
	if len(r) > 0 && (r[0] == '-' || r[0] == '负') {
		sign, r = -1, r[1:]
	}
	n := numberReader{rest: r, big: math.Inf(1)}
	for n.literal() || n.digit() || n.magnitude() {
	}
	if len(n.rest) == len(r) {
		return 0, "", false
	}
	return sign * tidy(n.value()), string(n.rest), true
}

// numberReader adds up coefficients and magnitudes: (1亿) + (2千 + 5百)万.
type numberReader struct {
	rest    []rune
	total   float64 // above the last 万, 亿 or 兆
	section float64 // below it
	pending float64 // a coefficient that waits for its magnitude
	waits   bool    // pending is set
	spelled bool    // pending was written digit by digit in Chinese
	big     float64 // the last 万, 亿 or 兆
	small   float64 // the magnitude before pending, when nothing stands between: 四百五 is 450
}

// literal takes digits, with commas and a decimal point, and k, m or bn behind them.
func (n *numberReader) literal() bool {
	end := 0
	for end < len(n.rest) && (isDigit(n.rest[end]) || end > 0 && strings.ContainsRune(".,", n.rest[end]) && end+1 < len(n.rest) && isDigit(n.rest[end+1])) {
		end++
	}
	if end == 0 || n.waits {
		return false
	}
	value, err := strconv.ParseFloat(strings.ReplaceAll(string(n.rest[:end]), ",", ""), 64)
	if err != nil || math.IsInf(value, 0) {
		return false
	}
	n.rest, n.pending, n.waits, n.small = n.rest[end:], value, true, 0
	for _, latin := range []struct {
		letters string
		scale   float64
	}{{"bn", 1e9}, {"k", 1e3}, {"m", 1e6}} {
		// 12km is a length, and 5m too: letters are a magnitude only where they are no unit and no part of one.
		behind := string(n.rest)
		if after, found := strings.CutPrefix(behind, latin.letters); found && !isUnit(behind) && (after == "" || after[0] >= 0x80) {
			n.rest, n.pending = n.rest[len(latin.letters):], value*latin.scale
			break
		}
	}
	return true
}

// digit takes a Chinese digit, or 点 and what follows it.
func (n *numberReader) digit() bool {
	if len(n.rest) == 0 {
		return false
	}
	if n.rest[0] == '点' && n.waits {
		scale := 0.1
		i := 1
		for ; i < len(n.rest) && chineseDigit(n.rest[i]) >= 0; i++ {
			n.pending += float64(chineseDigit(n.rest[i])) * scale
			scale /= 10
		}
		n.rest = n.rest[i:]
		return i > 1
	}
	d := chineseDigit(n.rest[0])
	if d < 0 || n.waits && !n.spelled {
		return false
	}
	if d == 0 && !n.waits {
		n.small = 0 // 四百零五 is 405
	}
	n.pending, n.waits, n.spelled = n.pending*10+float64(d), true, true
	if d == 0 && n.pending == 0 {
		n.waits, n.spelled = len(n.rest) == 1, false
	}
	n.rest = n.rest[1:]
	return true
}

// magnitude takes 十, 百, 千, 万, 亿 or 兆, unless a unit begins there: 千米, 兆瓦.
func (n *numberReader) magnitude() bool {
	if len(n.rest) == 0 || isUnit(string(n.rest)) {
		return false
	}
	m := magnitude(n.rest[0])
	switch {
	case m == 0:
		return false
	case m < 1e4:
		if !n.waits {
			n.pending = 1
		}
		n.section, n.small = n.section+n.pending*m, m
	case n.waits || n.section > 0:
		n.section += n.pending
		if m > n.big { // 三万五千亿 is 35,000 times 亿
			n.total = (n.total + n.section) * m
		} else {
			n.total += n.section * m
		}
		n.section, n.small, n.big = 0, m, m
	case n.total > 0: // 万亿
		n.total, n.small, n.big = n.total*m, n.big*m, n.big*m
	default:
		n.total, n.small, n.big = m, m, m
	}
	n.pending, n.waits, n.spelled = 0, false, false
	n.rest = n.rest[1:]
	return true
}

// value closes what is open.
func (n *numberReader) value() float64 {
	if n.waits && n.spelled && n.small >= 100 && n.pending < 10 {
		n.pending *= n.small / 10
	}
	return n.total + n.section + n.pending
}

func isUnit(folded string) bool {
	_, known := units()[folded]
	return known
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// chineseDigit returns 0 to 9, or -1 for what is no digit.
func chineseDigit(r rune) int {
	switch r {
	case '零', '〇', '○':
		return 0
	case '两':
		return 2
	}
	for i, digit := range []rune("一二三四五六七八九") {
		if r == digit {
			return i + 1
		}
	}
	return -1
}

func magnitude(r rune) float64 {
	switch r {
	case '十':
		return 10
	case '百':
		return 100
	case '千':
		return 1000
	case '万':
		return 1e4
	case '亿':
		return 1e8
	case '兆':
		return 1e12
	}
	return 0
}

// tidy takes away the noise of binary fractions: 116.43亿 is 11,643,000,000 and not 11,643,000,000.000002.
func tidy(value float64) float64 {
	rounded, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 15, 64), 64)
	if err != nil {
		return value
	}
	return rounded
}
