package enrich

import "shilu/schema"

// The tests of figures and of dates ask for one of them.

func figures(turn int, text string) []schema.Figure {
	found, _ := numbers(turn, newNumeralText(text), "")
	return found
}

func dates(turn int, text string, spoken schema.Opt) []schema.Date {
	_, found := numbers(turn, newNumeralText(text), spoken)
	return found
}
