package enrich

import (
	"strings"
	"sync"
	"time"
)

// english reads an English expression that begins with a word: May 10, 2024, last Tuesday, Q3 2023, since 2019, two weeks ago.
func (s *dateScanner) english(i int) (dateExpr, bool) {
	if isNumeralLetter(s.t.rune(i-1)) || isNumeralDigit(s.t.rune(i-1)) {
		return dateExpr{}, false
	}
	var buf [englishLongest]byte
	read := englishForms()[string(lowerWord(s.t, i, &buf))]
	if read == nil {
		return dateExpr{}, false
	}
	e, ok := read(englishWords{s, i})
	e.start = i
	return e, ok
}

// englishForms are the forms by the words that they begin with.
var englishForms = sync.OnceValue(func() map[string]func(englishWords) (dateExpr, bool) {
	forms := map[string]func(englishWords) (dateExpr, bool){}
	for word := range englishDays {
		forms[word] = englishDayNamed
	}
	for word := range englishMonths {
		forms[word] = englishMonth
	}
	for word := range englishOffsets {
		forms[word] = englishRelative
	}
	for _, word := range []string{"since", "by", "until", "before", "after"} {
		forms[word] = englishYear
	}
	for word, n := range englishNumbers {
		if n < 100 {
			forms[word] = englishAgo
		}
	}
	forms["a"], forms["an"] = englishAgo, englishAgo
	for word := range englishYearParts {
		forms[word] = englishPart
	}
	for word := range englishOrdinals {
		forms[word] = englishPart
	}
	return forms
})

// englishLongest is the length of the longest word that an expression holds.
const englishLongest = 12

// lowerWord copies the letters and digits at i in lower case, at most what buf holds.
func lowerWord(t *numeralText, i int, buf *[englishLongest]byte) []byte {
	n := 0
	for r := t.rune(i); (isNumeralLetter(r) || isNumeralDigit(r)) && n < len(buf); r = t.rune(i + n) {
		buf[n] = byte(lowerLetter(r))
		n++
	}
	return buf[:n]
}

// englishWords reads a text word by word, in lower case.
type englishWords struct {
	s *dateScanner
	p int
}

// take returns the next word or number, without what joins it to the one before, and the reader behind it.
func (w englishWords) take() (word string, rest englishWords) {
	t, p := w.s.t, w.p
	for t.rune(p) == ' ' || t.rune(p) == ',' && t.rune(p+1) == ' ' || t.rune(p) == '-' && p > 0 && t.rune(p-1) != ' ' {
		p++
	}
	var buf [englishLongest]byte
	letters := lowerWord(t, p, &buf)
	return string(letters), englishWords{w.s, p + len(letters)}
}

// accept passes over word if it comes next.
func (w englishWords) accept(word string) (englishWords, bool) {
	if next, rest := w.take(); next == word {
		return rest, true
	}
	return w, false
}

// number reads a number of at most four digits, with or without st, nd, rd, th behind it, or a small number in words.
func (w englishWords) number() (value int, rest englishWords, ok bool) {
	word, rest := w.take()
	if n, small := englishNumbers[word]; small && n < 100 {
		return int(n), rest, true
	}
	digits := strings.TrimRight(word, "sthndr")
	if digits == "" || len(digits) > 4 || len(word)-len(digits) != 0 && len(word)-len(digits) != 2 {
		return 0, w, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, w, false
		}
		value = value*10 + int(c-'0')
	}
	return value, rest, true
}

// year reads a year of four digits.
func (w englishWords) year() (int, englishWords, bool) {
	y, rest, ok := w.number()
	if !ok || y < 1900 || y > 2100 || rest.p-w.p > 6 || isNumeralLetter(w.s.t.rune(rest.p-1)) || w.s.t.rune(rest.p) == '%' {
		return 0, w, false
	}
	return y, rest, true
}

var englishMonths = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10,
	"november": 11, "december": 12, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10,
	"nov": 11, "dec": 12,
}

var englishWeekdays = map[string]int{"monday": 1, "tuesday": 2, "wednesday": 3, "thursday": 4, "friday": 5, "saturday": 6, "sunday": 7}

// englishDayNamed reads today, yesterday and tomorrow.
func englishDayNamed(w englishWords) (dateExpr, bool) {
	word, rest := w.take()
	e := dateExpr{end: rest.p, grain: grainDay}
	if !w.s.today.IsZero() {
		e.dateSpan = oneDay(w.s.today.AddDate(0, 0, englishDays[word]))
	}
	return e, true
}

var englishDays = map[string]int{"today": 0, "yesterday": -1, "tomorrow": 1, "tonight": 0}

// englishMonth reads a month with its day or year: May 10, 2024; September 2023. The words may, march and the short forms count only beside
// one of them.
func englishMonth(w englishWords) (dateExpr, bool) {
	word, rest := w.take()
	month := englishMonths[word]
	if month == 0 || !isUpperLetter(w.s.t.rune(w.p)) {
		return dateExpr{}, false
	}
	if w.s.t.rune(rest.p) == '.' {
		rest.p++
	}
	if year, after, ok := rest.year(); ok {
		return dateExpr{end: after.p, dateSpan: monthsSpan(year, month, month), grain: grainMonth, year: year, month: month}, true
	}
	if d, after, ok := rest.number(); ok && d >= 1 && d <= 31 && after.p > rest.p+1 {
		last := d
		if m, through, ok := after.number(); ok && w.s.t.rune(after.p) == '-' && m > d && m <= 31 {
			last, after = m, through
		}
		return w.s.englishDay(after, month, d, last)
	}
	named := w.s.t.rune(rest.p) == ' ' && isUpperLetter(w.s.t.rune(rest.p+1)) // April Dawson
	if len(word) <= 4 && word != "june" && word != "july" || word == "march" || named {
		return dateExpr{}, false
	}
	e := dateExpr{end: rest.p, grain: grainMonth, month: month}
	if !w.s.today.IsZero() {
		e.year = w.s.today.Year()
		e.dateSpan = monthsSpan(e.year, month, month)
	}
	return e, true
}

// englishDay completes a day of a month with the year behind it, or the year of speech.
func (s *dateScanner) englishDay(rest englishWords, month, first, last int) (dateExpr, bool) {
	e := dateExpr{end: rest.p, grain: grainDay, month: month}
	year, after, ok := rest.year()
	switch {
	case ok:
		e.end, e.year = after.p, year
	case !s.today.IsZero():
		e.year = s.today.Year()
	default:
		_, ok := daysSpan(2000, month, first, last)
		return e, ok
	}
	e.dateSpan, ok = daysSpan(e.year, month, first, last)
	return e, ok
}

// dayMonthYear reads 10 May 2024.
func (s *dateScanner) dayMonthYear(i int) (dateExpr, bool) {
	if !isNumeralDigit(s.t.rune(i)) || isNumeralLetter(s.t.rune(i-1)) {
		return dateExpr{}, false
	}
	d, rest, ok := englishWords{s, i}.number()
	if !ok || d < 1 || d > 31 {
		return dateExpr{}, false
	}
	rest, _ = rest.accept("of")
	word, after := rest.take()
	month := englishMonths[word]
	if month == 0 {
		return dateExpr{}, false
	}
	e, ok := s.englishDay(after, month, d, d)
	e.start, e.whole = i, true
	return e, ok
}

// englishRelative reads last, this and next with a weekday, week, month, quarter or year, and lengths: the last three years.
func englishRelative(w englishWords) (dateExpr, bool) {
	word, rest := w.take()
	offset, today := englishOffsets[word], w.s.today
	if n, after, ok := rest.number(); ok && word != "this" {
		unit, end := after.take()
		mark := englishUnits[strings.TrimSuffix(unit, "s")]
		if mark == "" {
			return dateExpr{}, false
		}
		e := dateExpr{end: end.p, grain: grainLength}
		if !today.IsZero() {
			e.dateSpan = lengthSpan(today, n, mark, offset > 0)
		}
		return e, true
	}
	unit, end := rest.take()
	e := dateExpr{end: end.p, grain: grainPart}
	weekday := englishWeekdays[unit]
	if weekday == 0 && unit != "quarter" && englishUnits[unit] == "" || unit == "day" || word == "past" {
		return dateExpr{}, false
	}
	if today.IsZero() {
		return e, true
	}
	switch {
	case weekday > 0:
		e.dateSpan = oneDay(besideWeekday(today, weekday, offset))
	case unit == "week":
		e.dateSpan = weekSpan(today, offset)
	case unit == "month":
		e.dateSpan = awaySpan(today, offset, "月")
	case unit == "year":
		e.dateSpan, e.grain = yearSpan(today.Year()+offset), grainYear
	case unit == "quarter":
		first := 3*((int(today.Month())-1)/3+offset) + 1
		e.dateSpan = dateSpan{day(today.Year(), time.Month(first), 1), day(today.Year(), time.Month(first)+3, 0)}
	}
	return e, true
}

var englishOffsets = map[string]int{"last": -1, "past": -1, "this": 0, "next": 1}

var englishUnits = map[string]string{"day": "天", "week": "周", "month": "月", "year": "年"}

// besideWeekday is the weekday of this week, the last one before today, or the first one after it.
func besideWeekday(today time.Time, weekday, offset int) time.Time {
	d := weekSpan(today, 0).from.AddDate(0, 0, weekday-1)
	switch {
	case offset < 0 && !d.Before(today):
		return d.AddDate(0, 0, -7)
	case offset > 0 && !d.After(today):
		return d.AddDate(0, 0, 7)
	}
	return d
}

// englishPart reads a part of a year: Q3 2023, third quarter of 2023, first half of 2024, end of 2024, mid-2024, H1 2024.
func englishPart(w englishWords) (dateExpr, bool) {
	word, rest := w.take()
	first, last := 0, 0
	if span, ok := englishYearParts[word]; ok {
		first, last = span[0], span[1]
	} else if n := englishOrdinals[word]; n > 0 {
		unit, after := rest.take()
		switch {
		case unit == "quarter" && n <= 4:
			first, last = 3*n-2, 3*n
		case unit == "half" && n <= 2:
			first, last = 6*n-5, 6*n
		default:
			return dateExpr{}, false
		}
		rest = after
	} else {
		return dateExpr{}, false
	}
	end := rest.p
	rest, _ = rest.accept("of")
	year, after, ok := rest.year()
	switch {
	case ok:
		return partExpr(w.p, after.p, year, first, last), true
	case word == "end", word == "early", word == "late", word == "mid", word == "beginning":
		return dateExpr{}, false
	case !w.s.today.IsZero():
		year = w.s.today.Year()
	}
	return partExpr(w.p, end, year, first, last), true
}

var englishYearParts = map[string][2]int{
	"q1": {1, 3}, "q2": {4, 6}, "q3": {7, 9}, "q4": {10, 12}, "h1": {1, 6}, "h2": {7, 12},
	"end": {12, 12}, "beginning": {1, 1}, "early": {1, 3}, "mid": {5, 8}, "late": {10, 12},
}

var englishOrdinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4}

// englishYear reads a year behind a preposition. Since, from … to, by, until and before belong to the expression, because they say which end
// is open; in and during don't.
func englishYear(w englishWords) (dateExpr, bool) {
	word, rest := w.take()
	year, after, ok := rest.year()
	if !ok {
		return dateExpr{}, false
	}
	e := dateExpr{end: after.p, dateSpan: yearSpan(year), grain: grainYear, year: year}
	switch word {
	case "since":
		e.to = time.Time{}
	case "by", "until":
		e.from = time.Time{}
	case "before":
		e.dateSpan = dateSpan{to: previousDay(e.from)}
	case "after":
		e.dateSpan = dateSpan{from: nextDay(e.to)}
	}
	return e, true
}

// englishBareYear reads a year behind in, during, of or from, which is taken for one only there.
func (s *dateScanner) englishBareYear(i int) (dateExpr, bool) {
	for _, word := range []string{"in ", "In ", "during ", "During ", "from ", "From ", "year "} {
		if !s.t.endsWith(i, word) {
			continue
		}
		year, after, ok := englishWords{s, i}.year()
		if !ok {
			return dateExpr{}, false
		}
		e := dateExpr{start: i, end: after.p, dateSpan: yearSpan(year), grain: grainYear, year: year, whole: true}
		if to, ok := after.accept("to"); ok {
			if last, end, ok := to.year(); ok && last > year {
				e.end, e.to = end.p, yearSpan(last).to
			}
		}
		return e, true
	}
	return dateExpr{}, false
}

// daysAgo reads 3 weeks ago.
func (s *dateScanner) daysAgo(i int) (dateExpr, bool) { return englishAgo(englishWords{s, i}) }

// englishAgo reads two weeks ago, three years ago.
func englishAgo(w englishWords) (dateExpr, bool) {
	n, rest, ok := w.number()
	if !ok {
		var article string
		if article, rest = w.take(); article != "a" && article != "an" {
			return dateExpr{}, false
		}
		n = 1
	}
	unit, rest := rest.take()
	mark := englishUnits[strings.TrimSuffix(unit, "s")]
	if mark == "" {
		return dateExpr{}, false
	}
	rest, ok = rest.accept("ago")
	if !ok {
		return dateExpr{}, false
	}
	e := dateExpr{start: w.p, end: rest.p, grain: grainLength}
	if !w.s.today.IsZero() {
		e.dateSpan = awaySpan(w.s.today, -n, mark)
	}
	return e, true
}

func isUpperLetter(r rune) bool { return r >= 'A' && r <= 'Z' }
