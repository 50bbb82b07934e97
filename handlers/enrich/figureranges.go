package enrich

// rangeFrom reads the second half of a range: 20至30人, 5%～7%, 3亿元至5亿元, 一至三个, 5、6个. Both ends are in one unit, and the first may leave it
// and its magnitude to the second: 2至3万元. From 从20家到30家 it makes no range, because that is a change.
func (f *figureFinder) rangeFrom(q quantity) (quantity, bool) {
	t := f.t
	if q.more || q.value != q.upper || q.fraction && !q.percent {
		return q, false
	}
	begin, listed := rangeJoint(t, q.to)
	if t.has(q.to, " and ") && (t.endsWith(q.from, "between ") || t.endsWith(q.from, "Between ")) {
		begin = q.to + len(" and ")
	}
	if begin == q.to || listed && startsLine(t, q.from) || f.calendarEnd(begin) > begin {
		return q, false
	}
	n, ok := secondNumeral(t, begin)
	if !ok || n.bare || n.value != n.upper {
		return q, false
	}
	second := quantity{numeral: n, from: n.start, to: n.end}
	if !n.percent {
		f.unit(&second)
	}
	first := q.unit
	switch {
	case n.percent != q.percent && !(n.percent && first.end == 0):
		return q, false
	case second.unit.end == 0 && !n.percent && q.currency == "" && !f.englishCount(second):
		return q, false
	case first.end > 0 && (second.unit.end == 0 || second.unit.unit != first.unit || f.isChange(q)):
		return q, false
	case second.unit.end > 0 && second.unit.class == unitSuffixed, second.more:
		return q, false
	}
	low, high := q.value, second.value
	if first.end == 0 && !q.percent {
		if q.scale == 0 && n.scale > 0 && low < high/n.scale {
			low = scaledNumeral(low, n.scale)
		}
		if second.unit.kind == kindTenths && low < 10 {
			low = scaledNumeral(low, 10)
		}
	}
	if listed && !q.chinese && first.end == 0 && q.value < 10 {
		low = listedLow(q.value, high) // 3、400个
	}
	if low >= high || listed && !(first.end == 0 && q.value < 10 && (n.value == q.value+1 || n.scale > 0 && high == low+n.scale || low > q.value)) {
		return q, false
	}
	r := second
	r.from, r.start, r.currency = q.from, q.start, q.currency
	r.comparison = q.comparison
	r.comparison.approximate = r.comparison.approximate || listed
	r.value, r.upper = low, high
	r.percent = n.percent
	return r, true
}

// listedLow is the lower end of a range whose digits alone are said: 300 of 3、400. Where they aren't neighbours it is the digit itself.
func listedLow(digit, high float64) float64 {
	for scale := 10.0; scale <= 1e4; scale *= 10 {
		if high == (digit+1)*scale {
			return digit * scale
		}
	}
	return digit
}

// secondNumeral reads the number behind the joint, which has no sign.
func secondNumeral(t *numeralText, i int) (numeral, bool) {
	n, ok := unsignedNumeral(t, i)
	if !ok {
		return englishNumeralAt(t, i)
	}
	if fraction, ok := fractionAfter(t, n); ok {
		return fraction, true
	}
	return n, true
}

// startsLine says whether a line begins at i, where 1、 numbers an item.
func startsLine(t *numeralText, i int) bool { return i == 0 || t.rune(i-1) == '\n' }

// rangeJoint passes over what joins the ends of a range. listed is true for 、, which joins neighbours only: 一、两年.
func rangeJoint(t *numeralText, i int) (end int, listed bool) {
	switch t.rune(i) {
	case '至', '到', '~', '-', '–', '—', '―', '‐', '−':
		end = i + 1
		if t.rune(end) == '—' {
			end++
		}
		return end, false
	case '、':
		return i + 1, true
	}
	if t.has(i, " to ") {
		return i + len(" to "), false
	}
	return i, false
}

// isChange says whether 从 or 由 stands before the first end.
func (f *figureFinder) isChange(q quantity) bool {
	r := f.t.rune(q.from - 1)
	return r == '从' || r == '由' || f.t.endsWith(q.from, "from ")
}

// everySo reads how often something happens: 两天一个 is half a 个/天, 一年两次 two 次/年. Both numbers are single Chinese digits.
func (f *figureFinder) everySo(q quantity) (quantity, bool) {
	t := f.t
	if q.unit.end == 0 || q.unit.kind != "duration" || q.unit.class != unitStrong || !isSmallChinese(q) || q.to != q.unit.end {
		return q, false
	}
	n, ok := unsignedNumeral(t, q.to)
	if !ok || !n.chinese || n.end != n.start+1 || n.value < 1 || n.value != n.upper {
		return q, false
	}
	u := unitAt(t, n.end)
	if u.end == 0 || u.kind != "count" || u.class != unitPlain || isFigureHan(t.rune(u.end)) {
		return q, false
	}
	r := q
	r.value = n.value / q.value
	r.upper = r.value
	r.unit, r.per, r.to = u, q.unit, u.end
	return r, true
}
