package enrich

import (
	"strconv"

	"shilu/schema"
)

// figures finds the quantities in one turn's text.
func figures(turn int, text string) []schema.Figure {
	var found []schema.Figure
	r := []rune(text)
	for i := 0; i < len(r); i++ {
		if r[i] < '0' || r[i] > '9' {
			continue
		}
		end := i + 1
		for end < len(r) && r[end] >= '0' && r[end] <= '9' {
			end++
		}
		if end < len(r) && r[end] == '%' {
			value, _ := strconv.ParseFloat(string(r[i:end]), 64)
			found = append(found, schema.Figure{Turn: turn, Start: i, End: end + 1, Text: string(r[i : end+1]),
				Value: value, Unit: "%", Kind: "percent", Comparison: "eq"})
		}
		i = end
	}
	return found
}
