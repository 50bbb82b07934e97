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
	e.start, e.english = i-e.before, true
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
	for word := range englishWeekdays {
		forms[word] = englishWeekday
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

// englishDayNamed reads today, yesterday and tomorrow, and the day before or after them.
func englishDayNamed(w englishWords) (dateExpr, bool) {
	word, rest := w.take()
	e := dateExpr{end: rest.p, grain: grainDay}
	days := englishDays[word]
	for phrase, more := range map[string]int{"the day before ": -1, "the day after ": 1} {
		if days == more && w.s.t.endsWith(w.p, phrase) {
			days += more
			e.before = len(phrase)
		}
	}
	if !w.s.today.IsZero() {
		e.dateSpan = oneDay(w.s.today.AddDate(0, 0, days))
	}
	return e, true
}

// englishWeekday reads a weekday without its week, which may be the last or the next one: it isn't resolved.
func englishWeekday(w englishWords) (dateExpr, bool) {
	_, rest := w.take()
	return dateExpr{end: rest.p, grain: grainOther}, isUpperLetter(w.s.t.rune(w.p))
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
	if w.s.t.rune(rest.p) == '.' && w.s.t.rune(rest.p+1) == ' ' && isNumeralDigit(w.s.t.rune(rest.p+2)) {
		rest.p++ // Dec. 5
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
	if (len(word) <= 4 && word != "june" && word != "july" || word == "march") && !w.s.timeBefore(w.p) || named {
		return dateExpr{}, false
	}
	return w.s.monthBeside(rest.p, month, 0), true
}

// timeBefore says whether a word before i makes a month of May and March.
func (s *dateScanner) timeBefore(i int) bool {
	for _, word := range []string{"in ", "from ", "since ", "until ", "by ", "to ", "during ", "early ", "late ", "of "} {
		if s.t.endsWithWord(i, word) {
			return true
		}
	}
	return false
}

// monthBeside is a month of this year (offset 0), the last one of its name before the month of speech, or the first one after it.
func (s *dateScanner) monthBeside(end, month, offset int) dateExpr {
	e := dateExpr{end: end, grain: grainMonth, month: month, implied: offset == 0}
	if s.today.IsZero() {
		return e
	}
	e.year = s.today.Year()
	now := int(s.today.Month())
	if offset < 0 && month >= now {
		e.year--
	} else if offset > 0 && month <= now {
		e.year++
	}
	e.dateSpan = monthsSpan(e.year, month, month)
	return e
}

// englishDay completes a day of a month with the year behind it, or the year of speech.
func (s *dateScanner) englishDay(rest englishWords, month, first, last int) (dateExpr, bool) {
	e := dateExpr{end: rest.p, grain: grainDay, month: month}
	year, after, ok := rest.year()
	switch {
	case ok:
		e.end, e.year = after.p, year
	case !s.today.IsZero():
		e.year, e.implied = s.today.Year(), true
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
	e.start, e.english = i, true
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
	if month := englishMonths[unit]; month > 0 && isUpperLetter(w.s.t.rune(end.p-len(unit))) {
		return w.s.monthBeside(end.p, month, offset), true
	}
	e := dateExpr{end: end.p, grain: grainPart}
	weekday := englishWeekdays[unit]
	switch {
	case word == "this" && (unit == "morning" || unit == "afternoon" || unit == "evening"):
		if !today.IsZero() {
			e.dateSpan = oneDay(today)
		}
		return e, true
	case weekday == 0 && unit != "quarter" && englishUnits[unit] == "", unit == "day", word == "past":
		return dateExpr{}, false
	case today.IsZero():
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
	rest, of := rest.accept("of")
	year, after, ok := rest.anyYear()
	switch {
	case ok && (of || word != "end" && word != "beginning"):
		return partExpr(w.p, after.p, year, first, last), true
	case englishNeedsYear[word]:
		return dateExpr{}, false
	case !w.s.today.IsZero():
		year = w.s.today.Year()
	}
	return partExpr(w.p, end, year, first, last), true
}

// anyYear reads 2024, this year, last year or next year. Without the day of speech the relative ones are 0.
func (w englishWords) anyYear() (year int, rest englishWords, ok bool) {
	if year, rest, ok = w.year(); ok {
		return year, rest, true
	}
	word, rest := w.take()
	offset, relative := englishOffsets[word]
	rest, ok = rest.accept("year")
	if !ok || !relative || word == "past" {
		return 0, w, false
	}
	if !w.s.today.IsZero() {
		year = w.s.today.Year() + offset
	}
	return year, rest, true
}

var englishYearParts = map[string][2]int{
	"q1": {1, 3}, "q2": {4, 6}, "q3": {7, 9}, "q4": {10, 12}, "h1": {1, 6}, "h2": {7, 12},
	"end": {12, 12}, "beginning": {1, 1}, "early": {1, 3}, "mid": {5, 8}, "late": {10, 12},
	"spring": {3, 5}, "summer": {6, 8}, "autumn": {9, 11}, "fall": {9, 11},
}

// englishNeedsYear are the parts that are everyday words where no year follows.
var englishNeedsYear = wordSet(`end beginning early mid late spring summer autumn fall`)

var englishOrdinals = map[string]int{"first": 1, "second": 2, "third": 3, "fourth": 4}

// englishBareYear reads a year behind one of the words that make one of four digits.
func (s *dateScanner) englishBareYear(i int) (dateExpr, bool) {
	for _, word := range []string{"in ", "during ", "from ", "year ", "since ", "by ", "until ", "before ", "after ", "between "} {
		if !s.t.endsWithWord(i, word) {
			continue
		}
		year, after, ok := englishWords{s, i}.year()
		return dateExpr{start: i, end: after.p, dateSpan: yearSpan(year), grain: grainYear, year: year, english: true}, ok
	}
	return dateExpr{}, false
}

// englishDecade reads 1990s.
func (s *dateScanner) englishDecade(i int) (dateExpr, bool) {
	year, end := dateDigits(s.t, i, 4)
	if end != i+4 || year%10 != 0 || s.t.rune(end) != 's' || isNumeralLetter(s.t.rune(end+1)) || !isModernYear(year) {
		return dateExpr{}, false
	}
	return dateExpr{start: i, end: end + 1, dateSpan: dateSpan{yearSpan(year).from, yearSpan(year + 9).to}, grain: grainPart, english: true}, true
}

// englishRange reads to and the second end: May 10 to June 3, 2015 to 2019, between March and May 2024. A first end without a year of its
// own shares the second's.
func (s *dateScanner) englishRange(e dateExpr) dateExpr {
	t := s.t
	p := 0
	for _, joint := range []string{" to ", " through ", " until "} {
		if t.has(e.end, joint) {
			p = e.end + len(joint)
		}
	}
	if t.has(e.end, " and ") && t.endsWithWord(e.start, "between ") {
		p = e.end + len(" and ")
	}
	if p == 0 {
		return e
	}
	var second dateExpr
	ok := false
	if isNumeralLetter(t.rune(p)) {
		second, ok = s.english(p)
	} else if year, after, isYear := (englishWords{s, p}).year(); isYear {
		second, ok = dateExpr{end: after.p, dateSpan: yearSpan(year), grain: grainYear, year: year}, true
	} else {
		second, ok = s.dayMonthYear(p)
	}
	if !ok || second.grain == grainLength || second.grain == grainOther {
		return e
	}
	first := e.dateSpan
	if e.implied && !second.implied && second.year != 0 {
		first = e.inYear(second.year)
	}
	if first.from.IsZero() != second.to.IsZero() || second.to.Before(first.from) {
		return e
	}
	second.start, second.from = e.start, first.from
	return second
}

// englishBounds reads the preposition that leaves one end open: since March 2021, by the end of 2025, until June 30.
func (s *dateScanner) englishBounds(e dateExpr) dateExpr {
	if e.grain == grainLength || e.grain == grainOther {
		return e
	}
	for _, b := range englishPrepositions {
		for _, phrase := range []string{b.word + " ", b.word + " the "} {
			if !s.t.endsWithWord(e.start, phrase) {
				continue
			}
			e.start -= len(phrase)
			switch b.side {
			case boundSince:
				e.to = time.Time{}
			case boundAfter:
				e.dateSpan = dateSpan{from: nextDay(e.to)}
			case boundBefore:
				e.dateSpan = dateSpan{to: previousDay(e.from)}
			case boundThrough:
				e.from = time.Time{}
			}
			return e
		}
	}
	return e
}

var englishPrepositions = []struct {
	word string
	side boundSide
}{{"since", boundSince}, {"by", boundThrough}, {"until", boundThrough}, {"till", boundThrough}, {"before", boundBefore}, {"after", boundAfter}}

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
