package enrich

import "unicode"

// counts decides whether a number is a quantity.
func (f *figureFinder) counts(q quantity) bool {
	switch {
	case q.percent:
		return true
	case q.unit.symbol == "年" && f.t.endsWith(q.start, "民国"):
		return false // 民国30几年
	case q.unit.symbol == "周" && f.namesWeekday(q.to):
		return false // 最后一个星期五
	case q.unit.end == 0 && f.t.rune(q.to) == '、' && f.calendarEnd(q.to+1) > q.to+1:
		return false // 5、6月
	case f.t.endsWith(q.start, "one in "):
		return false // one in five households is a share
	case q.bare && !q.more && q.from == q.start:
		return chineseDigit(f.t.rune(q.numeral.end-1)) > 0 && f.onlyNumbers() // 千家 and 万名 are figures of speech, 近万名 is a figure
	case q.slash:
		return f.onlyNumbers() || f.t.rune(q.to) == '的'
	case q.unit.end == 0:
		return f.countsBare(q)
	case q.unit.class == unitSuffixed:
		c, _ := f.suffix(q)
		return c.sign != "" && q.value == float64(int(q.value))
	case q.unit.kind == kindTenths:
		return q.value > 0 && q.value <= 100
	case q.spelled && q.numeral.end-q.start < 3:
		return false // 单一一个
	case q.unit.symbol == "年" && !q.chinese && !q.more && q.value >= 1000 && q.value < 1e4:
		return false // a year that the calendar hasn't got
	}
	if q.from == 0 && q.to == len(f.t.r) {
		return true // a cell of a table
	}
	small := isSmallChinese(q)
	first := f.t.rune(q.start)
	switch q.unit.class {
	case unitStrong:
		return !(small && first == '一' && isDeterminer(f.t.rune(q.start-1)))
	case unitWeak:
		return (!q.chinese && !q.english || q.value > 10) && !f.isRank(q)
	}
	if small && (q.value < 2 || first == '二' || f.t.rune(q.start-1) == '之') || q.english && q.value < 2 { // 车之两轮
		return false
	}
	return !f.isRank(q)
}

// namesWeekday says whether the character at i makes a day of the week before it: 一个星期五, but not 一个星期五天.
func (f *figureFinder) namesWeekday(i int) bool {
	return weekdayOf(f.t.rune(i)) > 0 && unitAt(f.t, i).end == 0 && unitAt(f.t, i+1).end == 0 && magnitudeOf(f.t.rune(i+1)) == 0
}

// countsBare decides on a number without a unit. A magnitude or thousands separators make a quantity by themselves; a plain number needs an
// end behind it, and before it a verb, or nothing at all.
func (f *figureFinder) countsBare(q quantity) bool {
	if q.currency != "" {
		return true
	}
	ends := (endsFigure(f.t.rune(q.to)) || f.t.gap(q.to)) && !(f.t.rune(q.to) == '-' && isNumeralDigit(f.t.rune(q.to+1))) // 7-11
	compared := q.from < q.start
	switch {
	case q.fraction, q.grouped:
		return true
	case q.spelled:
		return f.onlyNumbers()
	case q.latin:
		return ends && (compared || f.onlyNumbers())
	case f.englishCount(q):
		return true
	case q.english:
		return q.magnitude
	case q.magnitude && (!q.chinese || q.value >= 1e4):
		return true
	case q.magnitude || compared || q.more:
		return ends
	}
	return ends && (f.onlyNumbers() || f.isPredicate(q) || f.standsAlone(q))
}

// isPredicate says whether a verb of quantity stands before the number: 总数为, 答案是, 达到, 大于, 共有. One needs a copula, because 有一 and 到一
// begin other words.
func (f *figureFinder) isPredicate(q quantity) bool {
	switch f.t.rune(q.start - 1) {
	case '为', '是':
		return true
	case '到', '至':
		before := f.t.rune(q.start - 2)
		return q.value != 1 && !isChineseNumeral(before) && !isNumeralDigit(before) // 二至四 is a range of nothing
	case '达', '于', '有', '共', '计', '得':
		return q.value != 1
	}
	return false
}

// standsAlone says whether punctuation encloses the number, digits that are more than a list number and no year.
func (f *figureFinder) standsAlone(q quantity) bool {
	if q.chinese || q.value < 100 || !q.decimal && q.value >= 1900 && q.value < 2100 {
		return false
	}
	switch f.t.rune(q.start - 1) {
	case 0, '\n', '，', '、':
		return true
	}
	return false
}

// isSmallChinese says whether the number is one Chinese character from 零 to 十: 一, 二 and the like stand in many words and names.
func isSmallChinese(q quantity) bool {
	return q.chinese && q.numeral.end == q.start+1 && !q.magnitude
}

// isDeterminer recognises what makes a certain day or year of 一天 and 一年: 有一天, 前一年.
func isDeterminer(r rune) bool {
	switch r {
	case '这', '那', '某', '每', '同', '另', '哪', '有', '头', '首', '新', '前', '上', '下':
		return true
	}
	return false
}

// endsFrontWord says whether the 前 at i ends a word, and so puts nothing in an order: 目前20家, 之前8月.
func endsFrontWord(t *numeralText, i int) bool {
	return t.hasAny(i-1, "目此以日当提空生先从年天月面之会史跟眼")
}

// isRank recognises places in an order that look like counts: 前三名, 十二届三次会议, 9时30分.
func (f *figureFinder) isRank(q quantity) bool {
	switch f.t.rune(q.start - 1) {
	case '届':
		return true
	case '时', '点':
		return q.unit.symbol == "分"
	case '前':
		return !endsFrontWord(f.t, q.start-1)
	}
	return false
}

// endsFigure says whether a bare number can end before r: punctuation, or a word that doesn't name what is counted.
func endsFigure(r rune) bool {
	switch r {
	case 0, '的', '而', '却', '和', '与', '及', '或', '了', '吗', '呢', '吧', '啊', '这', '那', '也', '还':
		return true
	}
	return !isFigureHan(r) && !isNumeralLetter(r) && !isNumeralDigit(r)
}

func isFigureHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// ordinalEnd passes over numbers that name a place in an order (第三, 第一、二产业) or no number at all (几十, 数百).
func (f *figureFinder) ordinalEnd(n numeral) int {
	t := f.t
	switch t.rune(n.start - 1) {
	case '第':
		end := n.end
		for isOrdinalJoint(t.rune(end)) {
			next, ok := unsignedNumeral(t, end+1)
			if !ok || next.value <= n.value && t.rune(end) != '-' || next.chinese != n.chinese || t.rune(end) == '、' && unitAt(t, next.end).end > 0 {
				break
			}
			end = next.end
		}
		return end
	case '几', '数', '多':
		if n.chinese && magnitudeOf(t.rune(n.start)) > 0 {
			return n.end
		}
	}
	return n.start
}

func isOrdinalJoint(r rune) bool {
	return r == '、' || r == '至' || r == '到' || r == '-' || r == '—' || r == '~'
}

// setWordEnd passes over a set word or name that the number is a part of. A number that reaches further than the word is a number: 十分钟
// against 十分.
func (f *figureFinder) setWordEnd(q quantity) int {
	if !q.chinese || q.fraction {
		return q.start
	}
	start, end, ok := setWordAt(f.t, q.start)
	switch {
	case !ok, start >= q.from && start < q.start: // 上百 of 上百家
		return q.start
	case start < q.start && end == q.numeral.end && q.unit.end > 0: // 高三 of 提高三个百分点
		return q.start
	case start < q.start && end >= q.numeral.end, start == q.start && end > q.to, start == q.start && end == q.to && q.from == q.start:
		return max(end, q.numeral.end)
	}
	return q.start
}

// listItemEnd finds where the text of a list item begins whose number was taken for a whole and a decimal part: 1.20家企业.
func (f *figureFinder) listItemEnd(n numeral) int {
	t := f.t
	if !n.decimal || n.chinese || n.magnitude || !startsLine(t, n.start) {
		return n.start
	}
	if u := unitAt(t, n.end); u.end == 0 || u.kind != "count" {
		return n.start
	}
	p := n.start
	for isNumeralDigit(t.rune(p)) {
		p++
	}
	return p + 1
}

// calendarEnd returns the end of the calendar expression that i lies in, or i.
func (f *figureFinder) calendarEnd(i int) int {
	for len(f.calendar) > 0 && f.calendar[0].end <= i {
		f.calendar = f.calendar[1:]
	}
	if len(f.calendar) > 0 && f.calendar[0].start <= i {
		return f.calendar[0].end
	}
	return i
}

// onlyNumbers says whether the whole text is numbers, as a cell of a table is.
func (f *figureFinder) onlyNumbers() bool {
	if f.only == notAsked {
		f.only = answerYes
		for _, r := range f.t.r {
			if (isFigureHan(r) || isNumeralLetter(r)) && !isNumberCharacter(r) {
				f.only = answerNo
				break
			}
		}
	}
	return f.only == answerYes
}

func isNumberCharacter(r rune) bool {
	switch r {
	case '点', '分', '之', '又', '多', '余', '几', '负', '和', '与', 'k', 'M', 'e':
		return true
	}
	return chineseDigit(r) >= 0 || magnitudeOf(r) > 0
}
