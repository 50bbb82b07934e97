package enrich

import "time"

// isoDay reads 2024-05-10, 2024/5/10 and 2024.05.10.
func (s *dateScanner) isoDay(i int) (dateExpr, bool) {
	t := s.t
	year, p := dateDigits(t, i, 4)
	joint := t.rune(p)
	if p != i+4 || joint != '-' && joint != '/' && joint != '.' {
		return dateExpr{}, false
	}
	month, q := dateDigits(t, p+1, 2)
	if q == p+1 || t.rune(q) != joint {
		return dateExpr{}, false
	}
	d, end := dateDigits(t, q+1, 2)
	span, ok := daysSpan(year, month, d, d)
	if !ok || end == q+1 || isNumeralDigit(t.rune(end)) || !isModernYear(year) {
		return dateExpr{}, false
	}
	return dateExpr{start: i, end: end, dateSpan: span, grain: grainDay, year: year, month: month}, true
}

// yearNamed reads a year, in figures or by its place beside this one, with the part of it that may follow.
func (s *dateScanner) yearNamed(i int) (dateExpr, bool) {
	year, end, ok := s.relativeYear(i)
	if !ok {
		if year, end, ok = s.writtenYear(i); !ok {
			return s.yearRange(i)
		}
	}
	e := dateExpr{start: i, end: end, grain: grainYear, year: year}
	if year != 0 {
		e.dateSpan = yearSpan(year)
	}
	if s.t.rune(end) == '度' && s.t.rune(end+1) != '假' {
		e.end++
	}
	if part, ok := s.partOf(e); ok {
		return part, true
	}
	if s.t.rune(e.end) == '的' && s.t.hasAny(e.end+1, "年上下第前一二三四五六七八九十0123456789") { // 去年的12月
		after := e
		after.end++
		if part, ok := s.partOf(after); ok && part.grain != grainOther {
			return part, true
		}
	}
	return e, true
}

// relativeYear reads 今年, 去年, 明年 …. The year is 0 where today isn't known.
func (s *dateScanner) relativeYear(i int) (year, end int, ok bool) {
	if isNumeralDigit(s.t.rune(i)) {
		return 0, i, false
	}
	for _, w := range relativeYears {
		if s.t.has(i, w.word) {
			if !s.today.IsZero() {
				year = s.today.Year() + w.years
			}
			return year, i + len([]rune(w.word)), true
		}
	}
	return 0, i, false
}

var relativeYears = []struct {
	word  string
	years int
}{{"大前年", -3}, {"今年", 0}, {"本年", 0}, {"去年", -1}, {"上年", -1}, {"上一年", -1}, {"明年", 1}, {"下一年", 1}, {"前年", -2}, {"后年", 2}}

// republicEpoch is what years of the Republic of China count from: 民國113年 is 2024.
const republicEpoch = 1911

// writtenYear reads 2024年, 二〇二四年, 民国113年, and 98年 where a month follows.
func (s *dateScanner) writtenYear(i int) (year, end int, ok bool) {
	t := s.t
	republic := t.has(i, "民国")
	if republic {
		i += 2
	}
	n, ok := dateNumber(t, i)
	if !ok || t.rune(n.end) != '年' || t.has(n.end, "年代") {
		return 0, i, false
	}
	year, end = int(n.value), n.end+1
	digits := n.end - i
	switch {
	case republic:
		return year + republicEpoch, end, year > 0 && year < 200
	case digits == 4 && (n.spelled || !n.chinese):
		return year, end, isModernYear(year) && !t.has(end, "历史")
	case !n.chinese && digits == 3 && s.t.isTraditional():
		return year + republicEpoch, end, s.isRepublicYear(year) && !t.hasAny(end, "来前后间内以历多")
	case !n.chinese && digits == 2 && (s.monthFollows(end) || s.isShortYear(i, end)):
		switch {
		case s.t.isTraditional():
			year += republicEpoch
		case year < 50:
			year += 2000
		default:
			year += 1900
		}
		return year, end, true
	}
	return 0, i, false
}

// isShortYear says whether two digits before 年 are a year and no length: 09年 is, and so is 在17年.
func (s *dateScanner) isShortYear(start, end int) bool {
	t := s.t
	if t.rune(start) == '0' {
		return true
	}
	switch t.rune(start - 1) {
	case '在', '从', '自', '于':
		return !t.hasAny(end, "的间内里中前后来以之时左上多级") || t.has(end, "的时") // 在89年的时候
	}
	return len(s.found) > 0 && s.found[len(s.found)-1].end == start && s.found[len(s.found)-1].grain == grainYear // 2016年17年
}

// isRepublicYear says whether a number of three digits can be a year that people talk of now, not 120 years of history.
func (s *dateScanner) isRepublicYear(year int) bool {
	around := 2020 // when nothing is known
	if !s.today.IsZero() {
		around = s.today.Year()
	}
	distance := year + republicEpoch - around
	return distance > -20 && distance < 20
}

func (s *dateScanner) monthFollows(i int) bool {
	n, ok := dateNumber(s.t, i)
	return ok && s.t.rune(n.end) == '月' && n.value >= 1 && n.value <= 12
}

// yearRange reads 2021—2025年.
func (s *dateScanner) yearRange(i int) (dateExpr, bool) {
	first, p := dateDigits(s.t, i, 4)
	begin, listed := rangeJoint(s.t, p)
	if p != i+4 || begin == p || listed || !isModernYear(first) {
		return dateExpr{}, false
	}
	last, q := dateDigits(s.t, begin, 4)
	if q != begin+4 || s.t.rune(q) != '年' || last < first || !isModernYear(last) {
		return dateExpr{}, false
	}
	return dateExpr{start: i, end: q + 1, dateSpan: dateSpan{yearSpan(first).from, yearSpan(last).to}, grain: grainPart, year: last}, true
}

func isModernYear(year int) bool { return year >= 1000 && year < 3000 }

// partOf reads the part of a year that follows it: 去年底, 今年一季度, 2023年5月10日, 去年同期.
func (s *dateScanner) partOf(year dateExpr) (dateExpr, bool) {
	if s.t.has(year.end, "同期") {
		return s.samePeriod(year), true
	}
	e, ok := s.part(year.end, year.year)
	if !ok {
		e, ok = s.month(year.end, year.year)
	}
	if !ok {
		e, ok = s.holidayIn(year.end, year.year)
	}
	e.start = year.start
	return e, ok
}

// farthestSamePeriod is how many expressions 同期 may look back.
const farthestSamePeriod = 4

// samePeriod reads 去年同期: the last period that was named in this turn, in the other year.
func (s *dateScanner) samePeriod(year dateExpr) dateExpr {
	e := dateExpr{start: year.start, end: year.end + 2, grain: grainPart, year: year.year, same: true}
	for i := len(s.found) - 1; i >= max(0, len(s.found)-farthestSamePeriod) && year.year != 0; i-- {
		if last := s.found[i]; last.year != 0 && last.year != year.year {
			e.dateSpan = last.inYear(year.year)
			break
		}
	}
	return e
}

// slashDay reads 5/20 before a weekday in brackets: 5/20(一).
func (s *dateScanner) slashDay(i int) (dateExpr, bool) {
	t := s.t
	month, p := dateDigits(t, i, 2)
	if t.rune(p) != '/' || isNumeralDigit(t.rune(i-1)) || t.rune(i-1) == '/' {
		return dateExpr{}, false
	}
	d, end := dateDigits(t, p+1, 2)
	if !t.hasAny(end, "(（") || weekdayOf(t.rune(end+1)) == 0 || !t.hasAny(end+2, ")）") {
		return dateExpr{}, false
	}
	year := s.yearOfSpeech()
	e := dateExpr{start: i, end: end, grain: grainDay, year: year, month: month}
	if year == 0 {
		year = 2000 // a leap year, to say whether the month can have the day
	}
	span, ok := daysSpan(year, month, d, d)
	if e.year != 0 {
		e.dateSpan = span
	}
	return e, ok
}

// monthNamed reads 5月, 5月10日, 1至5月份 of the year that the sentence or the day of speech gives, and 本月, 上个月.
func (s *dateScanner) monthNamed(i int) (dateExpr, bool) {
	if e, ok := s.relativeMonth(i); ok {
		return s.inMonth(e), true
	}
	year := s.yearOfSpeech()
	implied := s.lent == 0 && year != 0
	if last, ok := s.before(i); ok && last.year != 0 && (last.grain == grainMonth || last.grain == grainDay) {
		year, implied = last.year, false
		if n, ok := dateNumber(s.t, i); ok && int(n.value) < last.month && !s.today.IsZero() && year < s.today.Year() {
			year++ // 2023年12月31日…, 1月1日
		}
	}
	e, ok := s.month(i, year)
	if ok && implied && e.from.After(s.today) && s.toldAsPast(e) {
		return s.month(i, year-1) // said in January: 12月24日已发布
	}
	return e, ok
}

// toldAsPast says whether a word beside an expression says that it lies behind the speaker.
func (s *dateScanner) toldAsPast(e dateExpr) bool {
	return s.t.hasAny(e.end, "已曾") || s.t.hasAny(e.start-1, "已曾") || s.t.has(e.end, "就已") || s.t.has(e.end, "我们已")
}

// relativeMonth reads 本月, 上个月.
func (s *dateScanner) relativeMonth(i int) (dateExpr, bool) {
	if isNumeralDigit(s.t.rune(i)) {
		return dateExpr{}, false
	}
	for _, w := range relativeMonths {
		if !s.t.has(i, w.word) {
			continue
		}
		e := dateExpr{start: i, end: i + len([]rune(w.word))}
		if !s.today.IsZero() {
			first := day(s.today.Year(), s.today.Month()+time.Month(w.months), 1)
			e.year, e.month = first.Year(), int(first.Month())
		}
		return e, true
	}
	return dateExpr{}, false
}

var relativeMonths = []struct {
	word   string
	months int
}{{"本月", 0}, {"这个月", 0}, {"上个月", -1}, {"上月", -1}, {"下个月", 1}, {"下月", 1}}

// month reads a month of a year, with what follows of it.
func (s *dateScanner) month(i, year int) (dateExpr, bool) {
	t := s.t
	if t.has(i, "元月") {
		return s.inMonth(dateExpr{start: i, end: i + 2, year: year, month: 1}), true
	}
	n, ok := dateNumber(t, i)
	if !ok || n.value < 1 || n.value > 12 || n.value != n.upper || t.rune(i) == '两' {
		return dateExpr{}, false
	}
	first := int(n.value)
	if t.rune(n.end) != '月' {
		begin, listed := rangeJoint(t, n.end)
		m, ok := dateNumber(t, begin)
		if begin == n.end || listed || !ok || m.value <= n.value || m.value > 12 || t.rune(m.end) != '月' {
			return dateExpr{}, false
		}
		e := partExpr(i, m.end+1, year, first, int(m.value))
		e.month = int(m.value)
		if t.rune(e.end) == '份' {
			e.end++
		}
		return e, true
	}
	if t.hasAny(n.end+1, "饼亮球台光嫂花") || t.has(n.end+1, "传媒") || t.has(n.end+1, "文艺") || t.has(n.end+1, "革命") {
		return dateExpr{}, false // 三月花, 十月革命
	}
	e := s.inMonth(dateExpr{start: i, end: n.end + 1, year: year, month: first})
	return e, e.grain != grainOther
}

// inMonth reads what follows a month: 份, 底, 初, 上旬, 10日. A day that the month hasn't got makes the whole no date (grainOther).
func (s *dateScanner) inMonth(e dateExpr) dateExpr {
	t := s.t
	e.grain = grainMonth
	if t.rune(e.end) == '份' && t.rune(e.end+1) != '额' {
		e.end++
	}
	last := 31
	if e.year != 0 {
		e.dateSpan = monthsSpan(e.year, e.month, e.month)
		last = e.to.Day()
	}
	set := func(first, last, runes int) dateExpr {
		if e.year != 0 {
			e.dateSpan, _ = daysSpan(e.year, e.month, first, last)
		}
		e.end += runes
		return e
	}
	switch {
	case t.has(e.end, "月底"), t.has(e.end, "月末"):
		return set(last, last, 2)
	case t.has(e.end, "底"), t.has(e.end, "末"):
		return set(last, last, 1)
	case t.has(e.end, "月初"):
		return set(1, 10, 2)
	case t.has(e.end, "初"):
		return set(1, 10, 1)
	case t.has(e.end, "上旬"):
		return set(1, 10, 2)
	case t.has(e.end, "上中旬"):
		return set(1, 20, 3)
	case t.has(e.end, "中旬"):
		return set(11, 20, 2)
	case t.has(e.end, "中下旬"):
		return set(11, last, 3)
	case t.has(e.end, "下旬"):
		return set(21, last, 2)
	case t.has(e.end, "中") && !t.hasAny(e.end+1, "国学心央小文医华共间外方东南西北级层高"):
		return set(11, 20, 1)
	}
	return s.dayOf(e)
}

// dayOf reads 10日, 10号 and 1至5日 after a month.
func (s *dateScanner) dayOf(e dateExpr) dateExpr {
	t := s.t
	n, ok := dateNumber(t, e.end)
	if !ok || n.value < 1 || n.value != n.upper {
		return e
	}
	end, last := n.end, n
	if begin, listed := rangeJoint(t, n.end); begin > n.end && !listed {
		if m, ok := dateNumber(t, begin); ok && m.value > n.value && isDayMark(t.rune(m.end)) {
			end, last = m.end, m
		}
	}
	if !isDayMark(t.rune(end)) {
		return e
	}
	year := e.year
	if year == 0 {
		year = 2000 // a leap year, to say whether the month can have the day
	}
	month := e.month
	if month == 0 {
		month = 1
	}
	span, ok := daysSpan(year, month, int(n.value), int(last.value))
	if !ok {
		e.grain = grainOther
		return e
	}
	e.grain, e.end = grainDay, end+1
	if e.year != 0 {
		e.dateSpan = span
	}
	return e
}

func isDayMark(r rune) bool { return r == '日' || r == '号' }

// dayOnly reads 15日 where the month is clear: the sentence named one, or a time of day follows, as in the news.
func (s *dateScanner) dayOnly(i int) (dateExpr, bool) {
	e := dateExpr{start: i, end: i}
	if last, ok := s.before(i); ok && last.month != 0 && (last.grain == grainDay || last.grain == grainMonth) {
		e.year, e.month = last.year, last.month
	} else if !s.today.IsZero() {
		e.year, e.month = s.today.Year(), int(s.today.Month())
	}
	inherited := len(s.found) > 0 && e.month != 0 && e.month == s.found[len(s.found)-1].month
	e = s.dayOf(e)
	if e.grain != grainDay || !inherited && !isTimeOfDay(s.t, e.end) || s.t.rune(e.end-1) == '号' && isFigureHan(s.t.rune(i-1)) && !inherited {
		return dateExpr{}, false
	}
	return e, true
}

func isTimeOfDay(t *numeralText, i int) bool {
	for _, word := range []string{"上午", "下午", "中午", "晚", "凌晨", "早上", "清晨", "傍晚"} {
		if t.has(i, word) {
			return true
		}
	}
	return false
}

// dateNumber reads the number of a year, month or day: plain digits, or a Chinese numeral.
func dateNumber(t *numeralText, i int) (numeral, bool) {
	if isNumeralDigit(t.rune(i)) {
		value, end := dateDigits(t, i, 4)
		if isNumeralDigit(t.rune(i-1)) || isNumeralDigit(t.rune(end)) {
			return numeral{}, false
		}
		return numeral{start: i, end: end, value: float64(value), upper: float64(value)}, true
	}
	if chineseDigit(t.rune(i)) < 0 && magnitudeOf(t.rune(i)) != 10 || chineseDigit(t.rune(i-1)) >= 0 || magnitudeOf(t.rune(i-1)) > 0 {
		return numeral{}, false
	}
	return chineseNumeral(t, i)
}

// dateDigits reads up to most digits.
func dateDigits(t *numeralText, i, most int) (value, end int) {
	for end = i; end < i+most && isNumeralDigit(t.rune(end)); end++ {
		value = value*10 + int(t.r[end]-'0')
	}
	return value, end
}
