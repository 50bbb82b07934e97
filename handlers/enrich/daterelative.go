package enrich

import "time"

// dayNamed reads 今天, 昨日, 后天.
func (s *dateScanner) dayNamed(i int) (dateExpr, bool) {
	for _, w := range relativeDays {
		if s.t.has(i, w.word) {
			e := dateExpr{start: i, end: i + len([]rune(w.word)), grain: grainDay}
			if !s.today.IsZero() {
				e.dateSpan = oneDay(s.today.AddDate(0, 0, w.days))
				e.year, e.month = e.from.Year(), int(e.from.Month())
			}
			return e, true
		}
	}
	return dateExpr{}, false
}

var relativeDays = []struct {
	word string
	days int
}{
	{"大前天", -3}, {"大后天", 3}, {"今天", 0}, {"今日", 0}, {"今晚", 0}, {"今早", 0}, {"今晨", 0}, {"昨天", -1}, {"昨日", -1}, {"昨晚", -1},
	{"明天", 1}, {"明日", 1}, {"明晚", 1}, {"明早", 1}, {"前天", -2}, {"后天", 2},
}

// week reads 本周, 上周五, 下星期三. A weekday without its week may be the last or the next one: it isn't resolved.
func (s *dateScanner) week(i int) (dateExpr, bool) {
	t := s.t
	offset, p, named := 0, i, false
	for _, w := range relativeWeeks {
		if t.has(i, w.word) {
			offset, p, named = w.weeks, i+len([]rune(w.word)), true
			break
		}
	}
	mark := 0
	for _, word := range []string{"星期", "礼拜", "周"} {
		if t.has(p, word) {
			mark = len([]rune(word))
			break
		}
	}
	if mark == 0 {
		return dateExpr{}, false
	}
	p += mark
	weekday := weekdayOf(t.rune(p))
	e := dateExpr{start: i, end: p, grain: grainOther}
	if named {
		e.grain = grainPart
	}
	switch {
	case weekday > 0:
		e.end++
	case t.rune(p) == '末':
		e.end++
	case !named || t.hasAny(p, "边围期岁年刊密转长"):
		return dateExpr{}, false
	}
	if !named {
		before := t.rune(i - 1)
		if (before == '(' || before == '（') && len(s.found) > 0 && s.found[len(s.found)-1].end == i-1 {
			return dateExpr{}, false // 6月1日(星期六)
		}
		if weekday == 0 || before == '每' || chineseDigit(before) >= 0 || isNumeralDigit(before) || before == '个' || unitAt(t, p+1).end > 0 {
			return dateExpr{}, false
		}
		return e, true
	}
	if s.today.IsZero() {
		return e, true
	}
	e.dateSpan = weekSpan(s.today, offset)
	switch {
	case weekday > 0:
		e.dateSpan = oneDay(e.from.AddDate(0, 0, weekday-1))
	case t.rune(p) == '末':
		e.from = e.to.AddDate(0, 0, -1)
	}
	return e, true
}

var relativeWeeks = []struct {
	word  string
	weeks int
}{{"上上", -2}, {"上个", -1}, {"上", -1}, {"下下", 2}, {"下个", 1}, {"下", 1}, {"本", 0}, {"这个", 0}, {"这", 0}}

// weekdayOf returns 1 for 一 to 7 for 日 and 天, 0 for what names no day of the week.
func weekdayOf(r rune) int {
	if d := chineseDigit(r); d >= 1 && d <= 6 && r != '两' {
		return d
	}
	if r == '日' || r == '天' {
		return 7
	}
	return 0
}

// length reads stretches of time that end or begin on the day of speech (近三年, 未来五年, 五年来) and points that lie one back (三天前, 两年前). A
// point that lies ahead (两年后) is found but not resolved.
func (s *dateScanner) length(i int) (dateExpr, bool) {
	t := s.t
	if t.hasAny(i-1, "第每") {
		return dateExpr{}, false // 第五年以后, 每两年来一次
	}
	for _, w := range lengthWords {
		if !t.has(i, w.word) {
			continue
		}
		n, unit, end, ok := dateLength(t, i+len([]rune(w.word)))
		if !ok {
			continue
		}
		if w.word == "这" && n == 1 && unit == "天" {
			return dateExpr{}, false // 这一天 is the day that was told of
		}
		e := dateExpr{start: i, end: end, grain: grainLength}
		if t.rune(end) == '来' {
			e.end++
		}
		if !s.today.IsZero() {
			e.dateSpan = lengthSpan(s.today, n, unit, w.ahead)
		}
		return e, true
	}
	n, unit, end, ok := dateLength(t, i)
	if !ok || t.rune(i-1) == '、' && isChineseNumeral(t.rune(i-2)) { // 一、两个月来聊聊
		return dateExpr{}, false
	}
	e := dateExpr{start: i, end: end + 1, grain: grainLength}
	switch {
	case t.rune(end) == '来' && t.rune(end+1) != '到':
		if !s.today.IsZero() {
			e.dateSpan = lengthSpan(s.today, n, unit, false)
		}
		return e, true
	case t.rune(end) == '前' && !t.hasAny(end+1, "后往来三两几面端"):
		n = -n
	case t.rune(end) == '后' && !t.hasAny(end+1, "来续期"):
		return e, true // after the day of speech or after what was told: it can't be said
	case t.has(end, "之前"), t.has(end, "以前"):
		n = -n
		e.end++
	case t.has(end, "之后"), t.has(end, "以后"):
		e.end++
		return e, true
	default:
		return dateExpr{}, false
	}
	if !s.today.IsZero() {
		e.dateSpan = awaySpan(s.today, n, unit)
	}
	return e, true
}

var lengthWords = []struct {
	word  string
	ahead bool
}{
	{"最近", false}, {"近", false}, {"过去的", false}, {"过去", false}, {"这", false},
	{"未来的", true}, {"未来", true}, {"今后", true}, {"接下来", true}, {"接下来的", true},
}

// dateLength reads a whole number of days, weeks, months or years.
func dateLength(t *numeralText, i int) (n int, unit string, end int, ok bool) {
	if t.has(i, "半年") && t.rune(i+2) != '报' {
		return 6, "月", i + 2, true
	}
	number, ok := dateNumber(t, i)
	if !ok || number.value < 1 || number.value != number.upper || number.more || number.spelled || number.decimal {
		return 0, "", i, false
	}
	u := unitAt(t, number.end)
	if u.end == 0 || u.kind != "duration" {
		return 0, "", i, false
	}
	n, unit, end = int(number.value), u.symbol, u.end
	switch unit {
	case "年":
		if t.rune(end) == '半' {
			return 12*n + 6, "月", end + 1, true
		}
	case "天", "日", "周", "月":
	default:
		return 0, "", i, false
	}
	return n, unit, end, true
}

// lengthSpan is the stretch of n units that ends on today, or begins on the day after it.
func lengthSpan(today time.Time, n int, unit string, ahead bool) dateSpan {
	if ahead {
		return dateSpan{today.AddDate(0, 0, 1), away(today, n, unit)}
	}
	return dateSpan{away(today, -n, unit).AddDate(0, 0, 1), today}
}

// awaySpan is the day, month or year that lies n units from today; a week away is the same day of the week.
func awaySpan(today time.Time, n int, unit string) dateSpan {
	switch unit {
	case "年":
		return yearSpan(today.Year() + n)
	case "月":
		first := day(today.Year(), today.Month()+time.Month(n), 1)
		return monthsSpan(first.Year(), int(first.Month()), int(first.Month()))
	}
	return oneDay(away(today, n, unit))
}

func away(today time.Time, n int, unit string) time.Time {
	switch unit {
	case "年":
		return today.AddDate(n, 0, 0)
	case "月":
		return today.AddDate(0, n, 0)
	case "周":
		return today.AddDate(0, 0, 7*n)
	}
	return today.AddDate(0, 0, n)
}
