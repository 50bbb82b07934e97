package enrich

import "shilu/schema"

// The tests of figures and of dates ask for one of them.

func figures(turn int, text string) []schema.Figure {
	return newNumberReader("").readTurn(turn, newNumeralText(text))
}

func dates(turn int, text string, spoken schema.Opt) []schema.Date {
	n := newNumberReader(spoken)
	n.readTurn(turn, newNumeralText(text))
	return n.dates
}
