package enrich

import "math"

// measured reads what belongs to a number: the unit behind it, with the words that may stand between (三十多年, 一个半小时, 100+家), and the
// currency and comparison before it.
func (f *figureFinder) measured(n numeral) quantity {
	q := quantity{numeral: n, from: n.start, to: n.end}
	if !n.percent {
		f.unit(&q)
	}
	f.lead(&q)
	return q
}

// unit reads the unit and what may stand between it and the number.
func (f *figureFinder) unit(q *quantity) {
	t, p := f.t, q.end
	switch r := t.rune(p); {
	case (r == '多' || r == '余') && !q.fraction && !f.beginsWord(p):
		q.more = true
		p++
		q.to = p
	case r == '来' && q.value >= 10 && unitAt(t, p+1).end > 0:
		q.comparison = comparison{"eq", true}
		p++
	case r == '几' && !q.chinese && q.value >= 10 && unitAt(t, p+1).end > 0: // 20几个
		q.more = true
		p++
	case r == '+' && isNumeralDigit(t.rune(p-1)):
		q.comparison = comparison{sign: "ge"}
		p++
		q.to = p
	case r == '个' && magnitudeOf(t.rune(p+1)) >= 1e4: // 15个亿
		q.value, q.upper = scaledNumeral(q.value, magnitudeOf(t.rune(p+1))), scaledNumeral(q.upper, magnitudeOf(t.rune(p+1)))
		q.magnitude = true
		p += 2
		q.to = p
	case r == '个' && (t.rune(p+1) == '多' || t.rune(p+1) == '半') && unitAfterHalf(t, p+2).end > 0:
		q.unit = unitAfterHalf(t, p+2)
		q.to = q.unit.end
		if t.rune(p+1) == '半' {
			q.value, q.upper = q.value+0.5, q.upper+0.5
		} else {
			q.more = true
		}
		return
	case r == '-' && isNumeralLetter(t.rune(p+1)): // a 30-day period
		p++
	}
	q.unit = unitAt(t, p)
	if q.unit.end == 0 {
		return
	}
	q.to = q.unit.end
	switch {
	case q.unit.kind == kindTenths:
		f.tenths(q)
	case q.unit.kind == "money":
		f.smallChange(q)
	case q.unit.class == unitStrong && !q.decimal && t.rune(q.to) == '半' && t.rune(q.to+1) != '夜':
		q.value, q.upper = q.value+0.5, q.upper+0.5 // 两年半
		q.to++
	case q.unit.symbol == "m" && !q.decimal && q.value < 10:
		f.height(q)
	case t.rune(q.unit.start) == '块' && !q.decimal:
		f.tenthOfYuan(q)
	case q.unit.symbol == "year" && (t.has(q.to, " old") || t.has(q.to, "-old")):
		q.unit.kind = "age"
		q.to += len(" old")
	}
}

// tenths reads 成 and 折: 三成 is 30 %, 三成半 35 %, 九成五 95 %, 八五折 85 %.
func (f *figureFinder) tenths(q *quantity) {
	t := f.t
	if t.rune(q.unit.start) == '折' {
		if q.value < 10 {
			q.value, q.upper = scaledNumeral(q.value, 10), scaledNumeral(q.upper, 10)
		}
		return
	}
	q.value, q.upper = scaledNumeral(q.value, 10), scaledNumeral(q.upper, 10)
	more := 0.0
	if d := chineseDigit(t.rune(q.to)); d > 0 && unitAt(t, q.to+1).end == 0 && magnitudeOf(t.rune(q.to+1)) == 0 {
		more = float64(d)
	} else if t.rune(q.to) == '半' && !f.beginsWord(q.to) {
		more = 5
	}
	if more > 0 {
		q.value, q.upper = q.value+more, q.upper+more
		q.to++
	}
}

// smallChange adds the lower units of a sum of money: 3元5角, 两美元又三美分.
func (f *figureFinder) smallChange(q *quantity) {
	p := q.to
	if f.t.rune(p) == '又' {
		p++
	}
	n, ok := unsignedNumeral(f.t, p)
	if !ok {
		return
	}
	u := unitAt(f.t, n.end)
	if u.end > 0 && u.kind == "money" && u.symbol == q.unit.symbol && u.factor < q.unit.factor {
		q.value = scaledNumeral(q.value+n.value*u.factor, 1)
		q.upper, q.to = q.value, u.end
	}
}

// height reads what follows 米 in 一米八, 一米七五 and 2米5.
func (f *figureFinder) height(q *quantity) {
	digits, end := trailingDigits(f.t, q.to)
	if end > q.to && end <= q.to+2 {
		q.value = scaledNumeral(q.value+digits/math.Pow10(end-q.to), 1)
		q.upper, q.to = q.value, end
	}
}

// tenthOfYuan reads 二十八块五, by which 块 is money.
func (f *figureFinder) tenthOfYuan(q *quantity) {
	digits, end := trailingDigits(f.t, q.to)
	if end == q.to+1 {
		q.value = scaledNumeral(q.value+digits/10, 1)
		q.upper, q.to = q.value, end
		q.unit.symbol, q.unit.kind = unitYuan, "money"
	}
}

// trailingDigits reads digits behind a unit, which are its decimals where they don't begin a number of their own.
func trailingDigits(t *numeralText, i int) (value float64, end int) {
	for end = i; ; end++ {
		d := chineseDigit(t.rune(end))
		if isNumeralDigit(t.rune(end)) {
			d = int(t.rune(end) - '0')
		}
		if d < 0 {
			break
		}
		value = value*10 + float64(d)
	}
	if magnitudeOf(t.rune(end)) > 0 || unitAt(t, end).end > 0 || t.rune(end) == '.' || t.rune(end) == '点' {
		return 0, i
	}
	return value, end
}

// lead reads what stands before a number: 零下, a currency, a comparison.
func (f *figureFinder) lead(q *quantity) {
	t := f.t
	for _, word := range []string{"零下", "minus "} {
		if t.endsWith(q.from, word) {
			q.value, q.upper = -q.value, -q.upper
			q.from -= len([]rune(word))
		}
	}
	if q.unit.end == 0 || q.unit.symbol == unitYuan {
		q.currency, q.from = currencyBefore(t, q.from)
	}
	c, from := comparisonBefore(t, q.from)
	if q.bare && c.sign == "" {
		c, from = bareComparison(t, q.from)
	}
	if c.sign == "lt" && c.approximate && q.unit.kind == "duration" && t.rune(q.from-1) == '近' {
		c.sign = "eq" // 近两年 is the last two years
	}
	if c.sign != "" {
		q.comparison, q.from = c, from
	}
	if q.unit.kind == "measure" {
		f.leadingRate(q)
	}
}

// leadingRate reads the time before a measure: 每秒820立方米, 每小时60公里. Money keeps its currency as the unit instead: 每股1.95港元.
func (f *figureFinder) leadingRate(q *quantity) {
	for _, word := range []string{"每秒", "每秒钟", "每分钟", "每小时"} {
		if f.t.endsWith(q.from, word) {
			q.from -= len([]rune(word))
			q.per = unitAt(f.t, q.from+1)
			return
		}
	}
}

// bareComparison reads the words that go with a bare magnitude only: 上百家, 过万人, 达千亿元.
func bareComparison(t *numeralText, i int) (comparison, int) {
	before := t.rune(i - 2)
	switch t.rune(i - 1) {
	case '上':
		switch before {
		case '以', '之', '网', '线', '晚', '早', '路', '身', '手', '会', '马', '向', '加':
			return comparison{}, i
		}
		return comparison{"ge", true}, i - 1
	case '过', '破':
		return comparison{sign: "gt"}, i - 1
	case '达':
		return comparison{sign: "eq"}, i - 1
	}
	return comparison{}, i
}

// follow reads what stands behind a quantity: 以上, 左右, 多 after a unit, and the other half of a rate.
func (f *figureFinder) follow(q *quantity) {
	t := f.t
	if q.unit.end > 0 && t.has(q.to, " per ") {
		if u := unitAt(t, q.to+len(" per ")); u.end > 0 {
			q.per, q.to = u, u.end
		}
	}
	if r := t.rune(q.to); q.per.end == 0 && q.unit.end > 0 && (r == '/' || r == '每') {
		if u := unitAt(t, q.to+1); u.end > 0 && (r == '/' || endsFigure(t.rune(u.end))) {
			q.per, q.to = u, u.end
		}
	}
	c, end := f.suffix(*q)
	if c.sign == "" {
		return
	}
	q.to = end
	q.comparison.approximate = q.comparison.approximate || c.approximate
	if q.comparison.sign == "" || q.comparison.sign == "eq" {
		q.comparison.sign = c.sign
	}
}

// suffix finds the comparison behind a quantity, and where it ends.
func (f *figureFinder) suffix(q quantity) (comparison, int) {
	t := f.t
	if c, end := comparisonAfter(t, q.to); c.sign != "" {
		return c, end
	}
	switch r := t.rune(q.to); {
	case r == '内' && (q.unit.kind == "duration" || q.unit.kind == "measure") && !f.beginsWord(q.to):
		return comparison{sign: "le"}, q.to + 1
	case r == '起' && (q.unit.kind == "money" || q.currency != "") && !f.beginsWord(q.to):
		return comparison{sign: "ge"}, q.to + 1
	case (r == '多' || r == '余') && q.unit.class == unitStrong && q.unit.end > 0 && !q.more && !f.beginsWord(q.to):
		return comparison{"gt", true}, q.to + 1
	}
	return comparison{}, q.to
}

// beginsWord says whether a word of tables/compounds.txt begins at i, by which the character there is no part of the number: 5元起步.
func (f *figureFinder) beginsWord(i int) bool {
	for _, word := range unitTables().at(f.t.rune(i)).compounds {
		if f.t.hasRunes(i, word) {
			return true
		}
	}
	return false
}
