package enrich

import (
	_ "embed"
	"strings"
	"sync"
	"time"
)

// plan reads the period of a five-year plan: “十四五”期间 is 2021 to 2025.
func (s *dateScanner) plan(i int) (dateExpr, bool) {
	t, p := s.t, i
	quoted := isQuotationMark(t.rune(p))
	if quoted {
		p++
	}
	number := 0
	if t.rune(p) == '十' {
		number = 10
		p++
	}
	if d := chineseDigit(t.rune(p)); d > 0 && t.rune(p+1) == '五' {
		number += d
		p++
	}
	if t.rune(p) != '五' || number == 0 || number < 10 && !quoted || number == 10 && !quoted {
		return dateExpr{}, false
	}
	p++
	if quoted {
		if !isQuotationMark(t.rune(p)) {
			return dateExpr{}, false
		}
		p++
	}
	first := planYear(number)
	e := dateExpr{start: i, grain: grainOther, dateSpan: dateSpan{yearSpan(first).from, yearSpan(first + 4).to}}
	for _, word := range []string{"规划期间", "期间", "时期", "规划期"} {
		if t.has(p, word) {
			e.end = p + len([]rune(word))
			return e, true
		}
	}
	switch {
	case t.has(p, "以来"): // read by bounds
		e.end = p
	case t.rune(p) == '末':
		e.dateSpan, e.end = yearSpan(first+4), p+1
	case t.rune(p) == '初':
		e.dateSpan, e.end = yearSpan(first), p+1
	default:
		return dateExpr{}, false
	}
	return e, true
}

// planYear is the first year of a five-year plan. There was none from 1963 to 1965, so the third began in 1966.
func planYear(number int) int {
	if number < 3 {
		return 1953 + 5*(number-1)
	}
	return 1966 + 5*(number-3)
}

func isQuotationMark(r rune) bool {
	return r == '“' || r == '”' || r == '「' || r == '」' || r == '"' || r == '‘' || r == '’' || r == '『' || r == '』'
}

// decade reads 20世纪90年代, 上世纪80年代, 八十年代, 1990年代 and 21世纪. A decade without its century is one of the 20th, if it isn't among those that
// the 21st has had.
func (s *dateScanner) decade(i int) (dateExpr, bool) {
	t, p := s.t, i
	century := 0
	if t.has(p, "上世纪") || t.has(p, "上个世纪") {
		if s.today.IsZero() {
			century = -1
		} else {
			century = (s.today.Year() - 1) / 100
		}
		p += 3
		if t.rune(i+1) == '个' {
			p++
		}
	} else if n, ok := dateNumber(t, p); ok && t.has(n.end, "世纪") && n.value > 0 && n.value < 30 {
		century = int(n.value)
		p = n.end + 2
	}
	e := dateExpr{start: i, end: p, grain: grainOther}
	n, ok := dateNumber(t, p)
	if !ok || !t.has(n.end, "年代") {
		if century > 0 && p > i && isNumeralDigit(t.rune(i)) && !t.hasAny(p, "初中末") {
			e.dateSpan = dateSpan{yearSpan(100*century - 99).from, yearSpan(100 * century).to}
		}
		return e, century > 0
	}
	e.end = n.end + 2
	value := int(n.value)
	switch {
	case value%10 != 0:
		return dateExpr{}, false
	case value >= 1000:
		e.dateSpan = dateSpan{yearSpan(value).from, yearSpan(value + 9).to}
	case value >= 100 || value == 0:
		return dateExpr{}, false
	case century > 0:
		value += 100 * (century - 1)
		e.dateSpan = dateSpan{yearSpan(value).from, yearSpan(value + 9).to}
	case century == 0 && value > 30:
		e.dateSpan = dateSpan{yearSpan(1900 + value).from, yearSpan(1909 + value).to}
	}
	return e, true
}

//go:embed tables/holidays.tsv
var holidaysTable string

// holidayLeaves has the days off by holiday and year.
var holidayLeaves = sync.OnceValue(func() map[holidayYear]dateSpan {
	leaves := map[holidayYear]dateSpan{}
	for _, row := range tableRows(holidaysTable) {
		from, err1 := time.Parse(time.DateOnly, row[1])
		to, err2 := time.Parse(time.DateOnly, row[2])
		if err1 != nil || err2 != nil {
			panic("holidays.tsv: " + strings.Join(row, " ")) // embedded, so it is the same everywhere and the tests have seen it
		}
		leaves[holidayYear{row[0], to.Year()}] = dateSpan{from, to}
	}
	return leaves
})

type holidayYear struct {
	name string
	year int
}

// A publicHoliday is a holiday by one of its names.
type publicHoliday struct {
	word  string
	name  string // in tables/holidays.tsv
	month int    // the day itself, where it is the same every year
	day   int
	alone bool // stands for the holiday without a year before and 期间 behind it
}

var publicHolidays = []publicHoliday{
	{"元旦", "元旦", 1, 1, true},
	{"春节", "春节", 0, 0, true},
	{"清明节", "清明", 0, 0, true},
	{"清明", "清明", 0, 0, false},
	{"五一劳动节", "劳动节", 5, 1, true},
	{"劳动节", "劳动节", 5, 1, true},
	{"“五一”", "劳动节", 5, 1, true},
	{"五一", "劳动节", 5, 1, false},
	{"端午节", "端午", 0, 0, true},
	{"端午", "端午", 0, 0, true},
	{"中秋节", "中秋", 0, 0, true},
	{"中秋", "中秋", 0, 0, true},
	{"国庆节", "国庆节", 10, 1, true},
	{"国庆", "国庆节", 10, 1, false},
	{"“十一”", "国庆节", 10, 1, false},
	{"十一", "国庆节", 10, 1, false},
}

// holiday reads a public holiday of the year of speech.
func (s *dateScanner) holiday(i int) (dateExpr, bool) {
	return s.holidayOf(i, s.yearOfSpeech(), false)
}

// holidayIn reads a public holiday behind its year.
func (s *dateScanner) holidayIn(i, year int) (dateExpr, bool) { return s.holidayOf(i, year, true) }

func (s *dateScanner) holidayOf(i, year int, yearBefore bool) (dateExpr, bool) {
	t := s.t
	for _, h := range publicHolidays {
		if !t.has(i, h.word) {
			continue
		}
		e := dateExpr{start: i, end: i + len([]rune(h.word)), grain: grainOther, year: year}
		leave := false
		for _, word := range []string{"假期期间", "假日期间", "期间", "假期", "假日", "小长假", "长假", "黄金周"} {
			if t.has(e.end, word) {
				e.end += len([]rune(word))
				leave = true
				break
			}
		}
		if !leave && (!yearBefore && !h.alone || h.word == "十一" || t.hasAny(e.end, "路街村广小中大镇")) {
			continue
		}
		switch {
		case year == 0:
		case h.month != 0 && !leave:
			e.dateSpan = oneDay(day(year, time.Month(h.month), h.day))
		default:
			e.dateSpan = holidayLeaves()[holidayYear{h.name, year}]
		}
		return e, true
	}
	return dateExpr{}, false
}
