package enrich

import (
	"time"

	"shilu/schema"
)

// A dateSpan is a run of days, both ends included. A zero end is open or unknown.
type dateSpan struct{ from, to time.Time }

// dayOpt writes a day as schema.Date has it. One that is unknown, or that four digits can't name the year of (四百万年前), is null.
func dayOpt(day time.Time) schema.Opt {
	y, m, d := day.Date()
	if day.IsZero() || y < 1 || y > 9999 {
		return ""
	}
	digit := func(n int) byte { return '0' + byte(n%10) } // by hand, because Format takes a third of the time that dates take
	return schema.Opt([]byte{digit(y / 1000), digit(y / 100), digit(y / 10), digit(y), '-', digit(int(m) / 10), digit(int(m)), '-', digit(d / 10), digit(d)})
}

func day(year int, month time.Month, d int) time.Time {
	return time.Date(year, month, d, 0, 0, 0, 0, time.UTC)
}

// monthsSpan is the months first to last of a year.
func monthsSpan(year, first, last int) dateSpan {
	return dateSpan{day(year, time.Month(first), 1), day(year, time.Month(last)+1, 0)}
}

func yearSpan(year int) dateSpan { return monthsSpan(year, 1, 12) }

func oneDay(d time.Time) dateSpan { return dateSpan{d, d} }

// daysSpan is the days first to last of a month; ok is false where the month hasn't got them.
func daysSpan(year, month, first, last int) (dateSpan, bool) {
	if first < 1 || last < first || month < 1 || month > 12 || last > day(year, time.Month(month)+1, 0).Day() {
		return dateSpan{}, false
	}
	return dateSpan{day(year, time.Month(month), first), day(year, time.Month(month), last)}, true
}

func nextDay(d time.Time) time.Time {
	if d.IsZero() {
		return d
	}
	return d.AddDate(0, 0, 1)
}

func previousDay(d time.Time) time.Time {
	if d.IsZero() {
		return d
	}
	return d.AddDate(0, 0, -1)
}

// weekSpan is the week, Monday to Sunday, that lies offset weeks from the one of d.
func weekSpan(d time.Time, offset int) dateSpan {
	monday := d.AddDate(0, 0, 7*offset-(int(d.Weekday())+6)%7)
	return dateSpan{monday, monday.AddDate(0, 0, 6)}
}

// inYear moves a span to another year.
func (s dateSpan) inYear(year int) dateSpan {
	if s.from.IsZero() || s.to.IsZero() {
		return dateSpan{}
	}
	years := year - s.from.Year()
	moved := dateSpan{s.from.AddDate(years, 0, 0), s.to.AddDate(years, 0, 0)}
	if lastOfMonth := day(s.to.Year(), s.to.Month()+1, 0); lastOfMonth.Equal(s.to) { // a February stays whole
		moved.to = day(s.to.Year()+years, s.to.Month()+1, 0)
	}
	if moved.from.After(moved.to) { // February 29 alone
		moved.from = moved.to
	}
	return moved
}
