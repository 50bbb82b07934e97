package enrich

import (
	"math"
	"strconv"
)

// chineseNumeralBegins are the characters that a Chinese numeral can begin with. 几 and 数 are not among them: 几十 and 数百 have no value.
const chineseNumeralBegins = "零一二两三四五六七八九十百千万亿兆半负俩廿卅壹贰叁肆伍陆柒捌玖拾佰仟"

// largestComposed is the value above which no further magnitude is read: 万万万… would go on for ever.
const largestComposed = 1e24

// longestSpelled is how many digits a number that is read digit by digit may have and still be exact in a float64.
const longestSpelled = 15

// chineseNumeral reads a numeral that begins with a Chinese character: by magnitudes (一千二百), or digit by digit (二〇二四).
func chineseNumeral(t *numeralText, i int) (numeral, bool) {
	run := i
	for chineseDigit(t.rune(run)) >= 0 && run-i <= longestSpelled {
		run++
	}
	if digits := run - i; digits >= 2 && !magnitudeFollows(t, run) {
		if _, pair := digitPair(t, i); !pair {
			return spelledNumeral(t, i, run)
		}
	}
	n, ok := composeNumeral(t, i)
	return n, ok && !formalAlone(t, n)
}

// spelledNumeral reads digits one by one. 两 and the forms of cheques are never read so.
func spelledNumeral(t *numeralText, start, end int) (numeral, bool) {
	n := numeral{start: start, end: end, chinese: true, spelled: true}
	for _, r := range t.r[start:end] {
		if isFormalNumeral(r) || r == '两' {
			return numeral{}, false
		}
		n.value = n.value*10 + float64(chineseDigit(r))
	}
	n.upper = n.value
	return n, end-start <= longestSpelled
}

// formalAlone says whether n is a single one of the forms that are written on cheques; 陆, 伍, 肆 and 拾 are words too, and count only
// beside other numerals.
func formalAlone(t *numeralText, n numeral) bool {
	return n.end == n.start+1 && isFormalNumeral(t.r[n.start]) && !t.has(n.end, "分之") && !t.endsWith(n.start, "分之")
}

// A numeralComposer adds up coefficients and magnitudes: 一千二百三十四, 5亿1万4千6百, 二十几万, 四百五 (450), 两三百. It works on two values side by
// side, which differ only after a pair of neighbouring digits.
type numeralComposer struct {
	t       *numeralText
	p       int // the next character
	n       numeral
	total   numeralPair // the part above the last 万, 亿 or 兆
	section numeralPair // the part below it
	pending numeralPair // a coefficient that waits for its magnitude
	have    bool        // pending is set
	arabic  bool        // pending was in digits
	parts   int         // how many coefficients there were …
	first   float64     // … and the first of them
	zero    bool        // 零 came last
	small   float64     // the last of 十, 百, 千 in this section
	big     float64     // the last of 万, 亿, 兆
	last    float64     // the last magnitude of any kind
}

func composeNumeral(t *numeralText, i int) (numeral, bool) {
	c := numeralComposer{t: t, p: i, small: math.Inf(1), big: math.Inf(1)}
	c.n.start, c.n.end = i, i
	c.n.chinese = !isNumeralDigit(t.rune(i))
	for c.magnitude() || c.coefficient() || c.score() || c.filler() {
	}
	if c.n.end == i {
		return numeral{}, false
	}
	c.close()
	c.decimals()
	return c.n, true
}

// magnitude takes 十, 百, 千, 万, 亿 or 兆 where it fits what came before.
func (c *numeralComposer) magnitude() bool {
	m := magnitudeAt(c.t, c.p)
	first := c.p == c.n.start
	switch {
	case m == 0 || c.total[1] > largestComposed:
		return false
	case m < 1e4 && c.have && m < c.small:
		c.section = c.section.plus(c.pending.times(m))
	case m < 1e4 && !c.have && (first || m == 10 && m < c.small && c.zero):
		c.n.bare = m > 10
		c.section = c.section.plus(numeralPair{m, m})
	case m >= 1e4 && (c.have || c.section != numeralPair{}):
		c.section = c.section.plus(c.pending)
		if m > c.big { // 三万五千亿 is 35,000 times 亿
			c.total = c.total.plus(c.section).times(m)
		} else {
			c.total = c.total.plus(c.section.times(m))
		}
		c.section, c.big = numeralPair{}, m
	case m >= 1e4 && c.last >= 1e4 && c.p == c.n.end: // 万亿, 万万
		c.total = c.total.times(m)
		c.big *= m
	case m >= 1e4 && first:
		c.n.bare = true
		c.total, c.big = numeralPair{m, m}, m
	default:
		return false
	}
	c.small = m
	if m >= 1e4 {
		c.small = math.Inf(1)
		c.n.scale = max(c.n.scale, 1) * m
		if c.last < 1e4 || c.p != c.n.end {
			c.n.scale = m
		}
	}
	c.last = m
	c.n.magnitude = c.n.magnitude || m > 10
	c.pending, c.have, c.arabic, c.zero = numeralPair{}, false, false, false
	c.p++
	c.n.end = c.p
	return true
}

// score takes 廿 and 卅, which are 二十 and 三十 in one character.
func (c *numeralComposer) score() bool {
	value := 0.0
	switch c.t.rune(c.p) {
	case '廿':
		value = 20
	case '卅':
		value = 30
	}
	if value == 0 || c.have || c.small <= 10 {
		return false
	}
	c.section = c.section.plus(numeralPair{value, value})
	c.small, c.last, c.zero = 10, 10, false
	c.p++
	c.n.end = c.p
	return true
}

// coefficient takes a digit, a pair of them, or digits.
func (c *numeralComposer) coefficient() bool {
	if c.have {
		return false
	}
	r := c.t.rune(c.p)
	if isNumeralDigit(r) {
		lit, ok := numeralLiteralAt(c.t, c.p)
		if !ok || c.last > 0 && !magnitudeFollows(c.t, lit.end) && !c.completes(lit) {
			return false
		}
		c.pending, c.arabic = numeralPair{lit.value, lit.value}, true
		c.p = lit.end
	} else if d := float64(chineseDigit(r)); d < 0 || d == 0 && c.last > 0 {
		return false
	} else if pair, ok := digitPair(c.t, c.p); ok {
		c.pending, c.n.pair = pair, true
		c.p += 2
	} else if c.last > 0 && (r == '两' || r == '俩') && !magnitudeFollows(c.t, c.p+1) {
		return false // 三十两 is thirty ounces
	} else {
		c.pending = numeralPair{d, d}
		c.p++
	}
	if c.parts++; c.parts == 1 {
		c.first = c.pending[0]
	}
	c.have = true
	c.n.end = c.p
	return true
}

// completes says whether digits after a magnitude fill its lower places, as in 3万5000; 3万20 is no number.
func (c *numeralComposer) completes(lit numeralLiteral) bool {
	return lit.value < c.last && lit.value >= c.last/10 && !lit.decimal && c.t.at[c.p] == c.t.at[c.p-1]+1
}

// filler takes 零 between the places, and the 多, 余, 来 or 几 that makes a number a lower bound before its last magnitude: 一千多万, 二十几万.
func (c *numeralComposer) filler() bool {
	switch r := c.t.rune(c.p); {
	case r == '零' && c.last > 0 && !c.have && !c.zero:
		c.zero = true
	case (r == '多' || r == '余' || r == '来') && (c.have || c.last > 0) && magnitudeAt(c.t, c.p+1) >= 1e4:
		c.n.more = true
	case r == '几' && c.last > 0 && !c.have:
		c.n.more, c.have, c.arabic = true, true, true // a coefficient without a value
		c.n.end = c.p + 1
	default:
		return false
	}
	c.p++
	return true
}

// close adds what still waits. A single digit after 百, 千 or 万 is in the next lower place: 四百五 is 450, 九十二万四 is 924,000.
func (c *numeralComposer) close() {
	if c.last >= 100 && !c.zero && !c.arabic {
		c.pending = c.pending.times(c.last / 10)
	}
	sum := c.total.plus(c.section).plus(c.pending)
	c.n.value, c.n.upper = sum[0], sum[1]
	if c.parts == 1 && c.first > 0 && sum[0] >= 100*c.first {
		c.n.scale = sum[0] / c.first
	}
}

// decimals takes 点 and the digits after it: 三点五亿, 二十六点三三. It leaves what is a time (八点十分) or begins a list (三点一是).
func (c *numeralComposer) decimals() {
	p := c.n.end + 1
	if c.t.rune(c.n.end) != '点' || chineseDigit(c.t.rune(p)) < 0 || c.t.rune(p) == '两' || c.n.value != c.n.upper {
		return
	}
	written := append(strconv.AppendFloat(nil, c.n.value, 'f', 0, 64), '.')
	for ; chineseDigit(c.t.rune(p)) >= 0; p++ {
		written = append(written, '0'+byte(chineseDigit(c.t.r[p])))
	}
	if next := c.t.rune(p); magnitudeOf(next) == 10 || next == '刻' || next == '是' || next == '两' || next == '分' && c.t.rune(p+1) != '之' {
		return
	}
	c.n.value, _ = strconv.ParseFloat(string(written), 64)
	c.n.decimal = true
	for m := magnitudeAt(c.t, p); m >= 1e4; m = magnitudeAt(c.t, p) {
		c.n.value = scaledNumeral(c.n.value, m)
		c.n.magnitude = true
		p++
	}
	c.n.upper, c.n.end = c.n.value, p
}

// digitPair reads two neighbouring digits that stand for "about": 两三, 七八, and 三五.
func digitPair(t *numeralText, i int) (numeralPair, bool) {
	a, b := t.rune(i), t.rune(i+1)
	low, high := chineseDigit(a), chineseDigit(b)
	if low < 1 || high < 1 || isFormalNumeral(a) || isFormalNumeral(b) || chineseDigit(t.rune(i+2)) >= 0 {
		return numeralPair{}, false
	}
	if high == low+1 || low == 3 && high == 5 {
		return numeralPair{float64(low), float64(high)}, true
	}
	return numeralPair{}, false
}

// A numeralPair is a lower and an upper value.
type numeralPair [2]float64

func (a numeralPair) plus(b numeralPair) numeralPair { return numeralPair{a[0] + b[0], a[1] + b[1]} }

func (a numeralPair) times(by float64) numeralPair {
	return numeralPair{scaledNumeral(a[0], by), scaledNumeral(a[1], by)}
}

// chineseDigit returns 0 to 9, or -1 for what is no digit.
func chineseDigit(r rune) int {
	switch r {
	case '零':
		return 0
	case '一', '壹':
		return 1
	case '二', '两', '贰', '俩':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	return -1
}

// isFormalNumeral recognises the forms that are written on cheques.
func isFormalNumeral(r rune) bool {
	switch r {
	case '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖', '拾', '佰', '仟', '俩':
		return true
	}
	return false
}

// magnitudeOf returns the power of ten that a character stands for, or 0. 兆 is 10^12, as in the budgets of Taiwan and Japan.
func magnitudeOf(r rune) float64 {
	switch r {
	case '十', '拾':
		return 10
	case '百', '佰':
		return 100
	case '千', '仟':
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

// magnitudeAt is magnitudeOf the character at i, unless a unit begins there: 千米, 兆瓦, 百分点.
func magnitudeAt(t *numeralText, i int) float64 {
	m := magnitudeOf(t.rune(i))
	if m > 0 && unitAt(t, i).end > 0 {
		return 0
	}
	return m
}

// magnitudeFollows says whether a magnitude stands at i, or one after 多, 余, 来 or 几.
func magnitudeFollows(t *numeralText, i int) bool {
	switch t.rune(i) {
	case '多', '余', '来', '几':
		return magnitudeAt(t, i+1) >= 1e4
	}
	return magnitudeAt(t, i) > 0
}
