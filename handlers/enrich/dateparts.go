package enrich

import "time"

// part reads a part of a year. A year of 0 is unknown.
func (s *dateScanner) part(i, year int) (dateExpr, bool) {
	if s.t.rune(i) == 'Q' && s.t.hasAny(i+1, "1234") && !isNumeralDigit(s.t.rune(i+2)) { // 2024年Q1
		quarter := int(s.t.rune(i+1) - '0')
		return partExpr(i, i+2, year, 3*quarter-2, 3*quarter), true
	}
	if s.t.hasAny(i, yearPartBegins) {
		for _, w := range yearParts {
			if s.t.has(i, w.word) {
				return partExpr(i, i+len([]rune(w.word)), year, w.first, w.last), true
			}
		}
	}
	return s.quarter(i, year)
}

// yearPartBegins are what the words of yearParts begin with.
const yearPartBegins = "年底末岁初上下首全春夏秋"

var yearParts = []struct {
	word        string
	first, last int // months
}{
	{"年底", 12, 12}, {"年末", 12, 12}, {"岁末", 12, 12}, {"底", 12, 12}, {"末", 12, 12},
	{"年初", 1, 1}, {"初", 1, 1}, {"年中", 6, 6}, {"上半年", 1, 6}, {"下半年", 7, 12}, {"首季", 1, 3}, {"全年", 1, 12},
	{"春天", 3, 5}, {"春季", 3, 5}, {"夏天", 6, 8}, {"夏季", 6, 8}, {"秋天", 9, 11}, {"秋季", 9, 11},
}

func partExpr(start, end, year, first, last int) dateExpr {
	e := dateExpr{start: start, end: end, grain: grainPart, year: year}
	if year != 0 {
		e.dateSpan = monthsSpan(year, first, last)
	}
	return e
}

// quarter reads 一季度, 第四季度, 前三季度 and 前5个月.
func (s *dateScanner) quarter(i, year int) (dateExpr, bool) {
	t, p := s.t, i
	upTo := t.rune(p) == '前'
	if upTo || t.rune(p) == '第' {
		p++
	}
	n, ok := dateNumber(t, p)
	if !ok || n.value < 1 || n.value > 12 || n.value != n.upper {
		return dateExpr{}, false
	}
	last := int(n.value)
	first := last
	if upTo {
		first = 1
	}
	end := n.end
	if begin, listed := rangeJoint(t, n.end); begin > n.end && !listed && !upTo { // 一至三季度
		if m, ok := dateNumber(t, begin); ok && m.value > n.value {
			last, end = int(m.value), m.end
		}
	}
	switch {
	case (t.has(end, "季度") || upTo && t.has(end, "个季度")) && last <= 4:
		end += len([]rune("季度"))
		if t.rune(n.end) == '个' {
			end++
		}
		return partExpr(i, end, year, 3*first-2, 3*last), true
	case !upTo && p > i && last <= 4 && t.rune(end) == '季' && t.rune(end+1) != '节': // 第一季
		return partExpr(i, end+1, year, 3*first-2, 3*last), true
	case upTo && t.has(end, "个月"):
		return partExpr(i, end+2, year, 1, last), true
	case upTo && t.rune(end) == '月' && !t.hasAny(end+1, "初底中末上下"):
		return partExpr(i, end+1, year, 1, last), true
	}
	return dateExpr{}, false
}

// partOfYear reads a part of the year of speech: 年底, 上半年, 前三季度, 年内.
func (s *dateScanner) partOfYear(i int) (dateExpr, bool) {
	switch s.t.rune(i) {
	case '底', '末', '初': // only after a year
		return dateExpr{}, false
	case '年', '月':
		if before := s.t.rune(i - 1); isNumeralDigit(before) || chineseDigit(before) >= 0 || magnitudeOf(before) > 0 || before == '个' {
			return dateExpr{}, false
		}
	}
	year := s.yearOfSpeech()
	switch {
	case s.t.has(i, "年中"), s.t.has(i, "全年"):
		return dateExpr{}, false // 一年中, 全年 of any year
	case s.t.rune(i) == '前' && endsFrontWord(s.t, i):
		return dateExpr{}, false // 之前8月
	}
	if e, ok := s.relativeQuarter(i); ok {
		return e, true
	}
	switch {
	case s.t.hasAny(i, "今本这"):
		return dateExpr{}, false
	case s.t.has(i, "年内"):
		e := partExpr(i, i+2, year, 1, 12)
		e.from = time.Time{}
		return e, true
	case s.t.has(i, "月底"), s.t.has(i, "月末"), s.t.has(i, "月初"):
		month := 0
		if year != 0 {
			month = int(s.today.Month())
		}
		e := s.inMonth(dateExpr{start: i, end: i + 1, year: year, month: month})
		return e, true
	case isNumeralDigit(s.t.rune(i)) || s.t.rune(i) == '春' || s.t.rune(i) == '夏' || s.t.rune(i) == '秋':
		return dateExpr{}, false
	}
	return s.part(i, year)
}

// relativeQuarter reads 本季度, 上季度, 下个季度.
func (s *dateScanner) relativeQuarter(i int) (dateExpr, bool) {
	for _, w := range relativeQuarters {
		if !s.t.has(i, w.word) {
			continue
		}
		e := dateExpr{start: i, end: i + len([]rune(w.word)), grain: grainPart}
		if !s.today.IsZero() {
			first := day(s.today.Year(), time.Month(3*((int(s.today.Month())-1)/3+w.quarters)+1), 1)
			e.year = first.Year()
			e.dateSpan = monthsSpan(e.year, int(first.Month()), int(first.Month())+2)
		}
		return e, true
	}
	return dateExpr{}, false
}

var relativeQuarters = []struct {
	word     string
	quarters int
}{{"本季度", 0}, {"这个季度", 0}, {"上季度", -1}, {"上个季度", -1}, {"下季度", 1}, {"下个季度", 1}}
