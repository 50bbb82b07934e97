package archive

import (
	"errors"
	"math"
	"strconv"
	"strings"

	"shilu/schema"
)

// cursor is the last place of a page, and what the first page found out: how many hits there are, and by what they are ranked.
type cursor struct {
	place
	// counted says that there was a page before.
	counted bool
	total   int
	atLeast bool
	// end is the id of the last turn that is ranked, weights what each text is worth.
	end     int64
	weights []int
}

func (c cursor) at(p place) cursor {
	c.place = p
	return c
}

// write has a letter for the order, the total, a + where there are more, and the id in base 36, with dots between them; by relevance
// also the end, the weights and the score.
func (c cursor) write(order Order) string {
	total := strconv.Itoa(c.total)
	if c.atLeast {
		total += "+"
	}
	id := strconv.FormatInt(c.id, 36)
	if order == Newest {
		return strings.Join([]string{"n", total, id}, ".")
	}
	var weights strings.Builder
	for _, w := range c.weights {
		weights.WriteString(strconv.FormatInt(int64(w), 36))
	}
	return strings.Join([]string{"r", total, id, strconv.FormatInt(c.end, 36), weights.String(), strconv.FormatFloat(c.score, 'g', -1, 64)}, ".")
}

func readCursor(opts SearchOptions) (cursor, error) {
	if opts.Cursor == "" {
		return cursor{place: place{id: -1}}, nil
	}
	letter, parts := "n", 3
	if opts.Order == Relevance {
		letter, parts = "r", 6
	}
	fields := strings.SplitN(opts.Cursor, ".", parts)
	if len(fields) != parts || fields[0] != letter {
		return cursor{}, badCursor(opts.Cursor)
	}
	c := cursor{counted: true}
	var errs [5]error
	total, atLeast := strings.CutSuffix(fields[1], "+")
	c.atLeast = atLeast
	c.total, errs[0] = strconv.Atoi(total)
	c.id, errs[1] = strconv.ParseInt(fields[2], 36, 64)
	if opts.Order == Relevance {
		c.end, errs[2] = strconv.ParseInt(fields[3], 36, 64)
		for _, digit := range fields[4] {
			w, err := strconv.ParseInt(string(digit), 36, 64)
			errs[3] = errors.Join(errs[3], err)
			c.weights = append(c.weights, int(w))
		}
		c.score, errs[4] = strconv.ParseFloat(fields[5], 64)
	}
	if errors.Join(errs[:]...) != nil || c.total < 0 || c.id < 0 || c.id > maxTurn || c.end < 0 || c.end > maxTurn || math.IsNaN(c.score) {
		return cursor{}, badCursor(opts.Cursor)
	}
	return c, nil
}

func badCursor(text string) error {
	return schema.Faultf(schema.FaultMalformed, "ask for the first page again", "cursor %q is not from a page of this order", text)
}
