package enrich

import (
	"math"
	"strconv"
)

// A numeral is a number as it is written: 1,234.5, 3.5万亿, 一千二百, 两三百, 三分之二.
type numeral struct {
	start, end int
	value      float64
	upper      float64 // of 两三百 or 十七八; value otherwise
	pair       bool    // upper is the second of two neighbouring digits
	more       bool    // with 多, 余 or 几 inside: 一千多万, 二十几
	chinese    bool    // begins with a Chinese character
	bare       bool    // begins with a magnitude that has no coefficient: 千, 百万
	magnitude  bool    // holds 百, 千, 万, 亿, 兆 or k
	fraction   bool    // 三分之二, 1/2
	percent    bool    // 百分之三, 千分之四: value is in percent
	grouped    bool    // has thousands separators
	decimal    bool    // has a decimal point
	spelled    bool    // digit by digit: 二〇二四, 九九
	slash      bool    // a fraction with a slash
	latin      bool    // ends in k, M or bn
	english    bool    // holds English words
	scale      float64 // the magnitude, of 100 or more, that the lower end of a range may share (2至3万, 五六百); 0 for none
}

// numeralAt reads the longest numeral that begins at i, with its sign. A value that no float64 holds is none.
func numeralAt(t *numeralText, i int) (numeral, bool) {
	n, ok := mixedNumeral(t, i)
	return n, ok && !math.IsInf(n.value, 0) && !math.IsNaN(n.value) && !math.IsInf(n.upper, 0)
}

// mixedNumeral reads a numeral with the fraction that it is a part of or that follows it: 三分之二, 3又5分之1, 1 4/3.
func mixedNumeral(t *numeralText, i int) (numeral, bool) {
	first, ok := signedNumeral(t, i)
	if !ok {
		return numeral{}, false
	}
	if n, ok := fractionAfter(t, first); ok {
		return n, true
	}
	joint := t.rune(first.end)
	if joint != '又' && joint != ' ' {
		return first, true
	}
	part, ok := signedNumeral(t, first.end+1)
	if ok {
		part, ok = fractionAfter(t, part)
	}
	if !ok || part.percent || part.slash != (joint == ' ') {
		return first, true
	}
	part.start, part.chinese = first.start, first.chinese
	part.value += first.value
	part.upper = part.value
	return part, true
}

// fractionAfter reads 分之 and the numerator after a denominator. With a bare magnitude as its denominator (百分之, 千分之, 万分之) it is a
// rate in percent.
func fractionAfter(t *numeralText, denominator numeral) (numeral, bool) {
	if t.rune(denominator.end) == '/' {
		return slashFraction(t, denominator)
	}
	if !t.has(denominator.end, "分之") || denominator.value == 0 {
		return numeral{}, false
	}
	n, ok := signedNumeral(t, denominator.end+len([]rune("分之")))
	if !ok {
		return numeral{}, false
	}
	n.start, n.chinese, n.fraction = denominator.start, denominator.chinese, true
	if denominator.bare {
		n.percent = true
		n.value, n.upper = scaledNumeral(n.value, 100/denominator.value), scaledNumeral(n.upper, 100/denominator.value)
	} else {
		n.value, n.upper = n.value/denominator.value, n.upper/denominator.value
	}
	n.bare = false
	return n, true
}

// slashFraction reads 3/5. Whether it is a fraction and no day of a month is left to the caller.
func slashFraction(t *numeralText, numerator numeral) (numeral, bool) {
	lit, ok := numeralLiteralAt(t, numerator.end+1)
	if !ok || numerator.chinese || lit.value == 0 || lit.decimal || t.rune(lit.end) == '/' {
		return numeral{}, false
	}
	n := numerator
	n.end, n.fraction, n.slash = lit.end, true, true
	n.value /= lit.value
	n.upper = n.value
	return n, true
}

func signedNumeral(t *numeralText, i int) (numeral, bool) {
	sign, start := 1.0, i
	if r := t.rune(i); r == '负' && !t.hasAny(i-1, "欺肩背担抱辜自胜") || r == '-' && signStandsAt(t, i) {
		sign = -1
		i++
	}
	n, ok := unsignedNumeral(t, i)
	n.start = start
	n.value, n.upper = sign*n.value, sign*n.upper
	return n, ok
}

// signStandsAt says whether the hyphen at i is a minus sign. Behind any Chinese character it is one of a temperature: 气温-5℃.
func signStandsAt(t *numeralText, i int) bool {
	before := t.rune(i - 1)
	if signMayFollow(before) {
		return true
	}
	n, ok := numeralLiteralAt(t, i+1)
	return ok && isFigureHan(before) && !isChineseNumeral(before) && unitAt(t, n.end).kind == "temperature"
}

// signMayFollow says whether a hyphen after r is a sign: elsewhere it joins the parts of a code or the ends of a range.
func signMayFollow(r rune) bool {
	switch r {
	case 0, ' ', '\n', '(', '（', ':', '=', '为', '是', '到', '至', '负':
		return true
	}
	return false
}

func unsignedNumeral(t *numeralText, i int) (numeral, bool) {
	r := t.rune(i)
	switch {
	case isNumeralDigit(r), r == '.' && isNumeralDigit(t.rune(i+1)) && signMayFollow(t.rune(i-1)), r == '.' && t.rune(i-1) == '-':
		return arabicNumeral(t, i)
	case t.has(i, "半百"):
		return numeral{start: i, end: i + 2, value: 50, upper: 50, chinese: true, magnitude: true}, true
	}
	return chineseNumeral(t, i)
}

// arabicNumeral reads digits with what may belong to them: 3.5, 3.5万亿, 2千零30万, 12k, 2e5.
func arabicNumeral(t *numeralText, i int) (numeral, bool) {
	lit, ok := numeralLiteralAt(t, i)
	if !ok {
		return numeral{}, false
	}
	n := numeral{start: i, end: lit.end, value: lit.value, upper: lit.value, grouped: lit.grouped, decimal: lit.decimal}
	switch r := t.rune(n.end); {
	case magnitudeFollows(t, n.end):
		n, ok = composeNumeral(t, i)
		n.grouped, n.decimal = lit.grouped, lit.decimal
		return n, ok
	case r == 'e' && !lit.grouped:
		return withExponent(t, n), true
	case r == '^':
		return withPower(t, n), true
	}
	n = withLatinMagnitude(t, n)
	return withEnglishMagnitude(t, n), true
}

// A numeralLiteral is a run of digits.
type numeralLiteral struct {
	end              int
	value            float64
	grouped, decimal bool
}

// longestLiteral is how many digits a quantity may have; more are none, and needn't be read again and again.
const longestLiteral = 32

// numeralLiteralAt reads digits with commas between groups of three and one decimal point. Full-width digits may have full-width
// commas; after ASCII digits that comma separates two numbers.
func numeralLiteralAt(t *numeralText, i int) (numeralLiteral, bool) {
	lit := numeralLiteral{end: i}
	var buf [longestLiteral + 8]byte
	digits := numeralDigits(t, i, buf[:0])
	lit.end += len(digits)
	if lit.end > i && lit.end <= i+3 && t.r[i] != '0' {
		for digitGroupFollows(t, lit.end) && len(digits) <= longestLiteral {
			digits = numeralDigits(t, lit.end+1, digits)
			lit.end += 4
			lit.grouped = true
		}
	}
	whole := len(digits)
	if t.rune(lit.end) == '.' && isNumeralDigit(t.rune(lit.end+1)) {
		digits = append(digits, '.')
		digits = numeralDigits(t, lit.end+1, digits)
		lit.end += len(digits) - whole
		lit.decimal = true
	}
	var ok bool
	lit.value, ok = literalValue(digits, whole)
	return lit, ok && len(digits) <= longestLiteral
}

// numeralDigits appends the digits that begin at i, no more than make a literal too long.
func numeralDigits(t *numeralText, i int, digits []byte) []byte {
	for ; isNumeralDigit(t.rune(i)) && len(digits) <= longestLiteral; i++ {
		digits = append(digits, byte(t.r[i]))
	}
	return digits
}

// exactDigits is how many digits a whole number may have and be exact in a float64. So is a power of ten of that size, and the quotient of the two is the
// float64 nearest to the decimal, as strconv has it.
const exactDigits = 15

// literalValue is the value of digits with a decimal point behind the first whole of them, or none.
func literalValue(digits []byte, whole int) (float64, bool) {
	if len(digits) == 0 {
		return 0, false
	}
	if len(digits) > exactDigits {
		value, err := strconv.ParseFloat(string(digits), 64)
		return value, err == nil
	}
	var all int64
	for _, d := range digits {
		if d != '.' {
			all = all*10 + int64(d-'0')
		}
	}
	if whole == len(digits) {
		return float64(all), true
	}
	return float64(all) / math.Pow10(len(digits)-whole-1), true
}

func digitGroupFollows(t *numeralText, comma int) bool {
	switch t.rune(comma) {
	case ',':
	case '，':
		if t.written[t.offset[comma-1]] < 0x80 {
			return false
		}
	default:
		return false
	}
	for i := 1; i <= 3; i++ {
		if !isNumeralDigit(t.rune(comma + i)) {
			return false
		}
	}
	return !isNumeralDigit(t.rune(comma+4)) && t.at[comma+1] == t.at[comma]+1
}

func withExponent(t *numeralText, n numeral) numeral {
	sign, p := 1, n.end+1
	switch t.rune(p) {
	case '-':
		sign = -1
		p++
	case '+':
		p++
	}
	lit, ok := numeralLiteralAt(t, p)
	if !ok || lit.decimal || lit.value > 300 || isNumeralLetter(t.rune(lit.end)) {
		return n
	}
	n.value *= math.Pow10(sign * int(lit.value))
	n.upper, n.end, n.magnitude = n.value, lit.end, true
	return n
}

// withPower reads the exponent of 2^-1; of several signs each minus counts.
func withPower(t *numeralText, n numeral) numeral {
	sign, p := 1.0, n.end+1
	for ; t.rune(p) == '+' || t.rune(p) == '-'; p++ {
		if t.r[p] == '-' {
			sign = -sign
		}
	}
	lit, ok := numeralLiteralAt(t, p)
	if !ok {
		return n
	}
	n.value = math.Pow(n.value, sign*lit.value)
	n.upper, n.end, n.magnitude = n.value, lit.end, true
	return n
}

// withLatinMagnitude reads 12k, 52.5 k, 3M and 10bn. A capital K stays what it is: 4K and 8K name screens.
func withLatinMagnitude(t *numeralText, n numeral) numeral {
	p := n.end
	if t.rune(p) == ' ' {
		p++
	}
	end, scale := p+1, 0.0
	switch {
	case t.rune(p) == 'k':
		scale = 1e3
	case t.rune(p) == 'M', t.rune(p) == 'm' && isCurrencySymbol(t.rune(n.start-1)): // £3m
		scale = 1e6
	case t.has(p, "bn"):
		end, scale = p+2, 1e9
	}
	if scale == 0 || isNumeralLetter(t.rune(end)) || isNumeralDigit(t.rune(end)) || unitAt(t, p).end > end {
		return n
	}
	n.value = scaledNumeral(n.value, scale)
	n.upper, n.end, n.magnitude, n.latin, n.scale = n.value, end, true, true, scale
	return n
}

// scaledNumeral multiplies without the noise of binary fractions: 116.43亿 is 11,643,000,000 and not 11,643,000,000.000002.
func scaledNumeral(value, by float64) float64 {
	product := value * by
	if whole := math.Round(product); math.Abs(product-whole) <= 1e-9*math.Abs(product) {
		return whole
	}
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(product, 'g', 15, 64), 64); err == nil {
		return rounded
	}
	return product
}

func isNumeralDigit(r rune) bool  { return r >= '0' && r <= '9' }
func isNumeralLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }
