package query

import (
	"fmt"
	"strings"
	"time"

	"shilu/schema/hanzi"
)

// days reads the value of date: a year, a month, a day, or two of them with .. between, of which one may be missing.
func days(value string) (Node, error) {
	from, to, isRange := strings.Cut(hanzi.FoldString(value), "..")
	if !isRange {
		to = from
	}
	first, _, errFrom := period(from)
	_, last, errTo := period(to)
	if errFrom != nil || errTo != nil || first == "" && last == "" {
		return nil, fmt.Errorf("date:%s is not like date:2024, date:2024-05, date:2024-05-10 or date:2024-01..2024-06", value)
	}
	if first != "" && last != "" && first > last {
		return nil, fmt.Errorf("date:%s ends before it begins", value)
	}
	return Days{first, last}, nil
}

// period returns the first and the last day of a year, a month or a day; of nothing, nothing.
func period(text string) (first, last string, err error) {
	if text == "" {
		return "", "", nil
	}
	for _, form := range []struct {
		layout              string
		years, months, days int
	}{{"2006", 1, 0, 0}, {"2006-01", 0, 1, 0}, {"2006-1", 0, 1, 0}, {time.DateOnly, 0, 0, 1}, {"2006-1-2", 0, 0, 1}} {
		if day, err := time.Parse(form.layout, text); err == nil && day.Year() > 0 {
			end := day.AddDate(form.years, form.months, form.days-1)
			if form.days == 0 {
				end = day.AddDate(form.years, form.months, -1)
			}
			return day.Format(time.DateOnly), end.Format(time.DateOnly), nil
		}
	}
	return "", "", fmt.Errorf("%s is no year, month or day", text)
}
