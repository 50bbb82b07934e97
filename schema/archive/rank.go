package archive

import (
	"cmp"
	"math"
	"slices"

	"shilu/schema"
	"shilu/schema/query"
)

const (
	// rankedTurns is how many turns are ranked, the newest that are found: each has to be read.
	rankedTurns = 5000
	// BM25's constants: how soon saying it again adds nothing, and how much a long turn needs to say it more often.
	saturation, lengthPenalty = 1.2, 0.75
	// usualLength is the length of a turn, in characters, that is neither long nor short. It doesn't follow the archive, so that a score
	// stays what it is while the archive grows.
	usualLength = 120
	// A weight is a digit in base 36, so that a cursor carries it: the page after has to rank as the page before.
	highestWeight = 35
	// weighedTexts is up to how many texts are weighed. A query of more is a list, in which none is worth more than another.
	weighedTexts = 16
)

// relevant ranks the newest turns by BM25, and finds those behind a cursor, one more than the limit if there are so many. Turns of the
// same score come newest first.
func (s search) relevant(after cursor, limit int) (found []place, last cursor, err error) {
	last = after
	last.counted = true
	counter := s.tree.Counter()
	if !after.counted {
		if last.weights, err = s.weights(counter.Wanted()); err != nil {
			return nil, last, err
		}
	}
	if len(last.weights) != len(counter.Wanted()) {
		return nil, last, schema.Faultf(schema.FaultMalformed, "ask for the first page again", "the cursor is from a page of another query")
	}
	end, most := int64(maxTurn), rankedTurns
	if after.counted {
		// Turns that came in since push none out that were ranked before; but no cursor makes us read the whole archive.
		end, most = last.end, 2*rankedTurns
	}
	ids, args := s.within(0, end).ids(s.tables)
	rows, err := s.tx.QueryContext(s.ctx, `SELECT f.id, u.text FROM (`+ids+` ORDER BY id LIMIT ?) f CROSS JOIN turn u ON u.id = f.id`,
		append(args, most+1)...)
	if err != nil {
		return nil, last, err
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		if n == most {
			last.atLeast = true
			break
		}
		var p place
		var text string
		if err := rows.Scan(&p.id, &text); err != nil {
			return nil, last, err
		}
		if !after.counted {
			last.end = p.id
		}
		p.score = score(counter, last.weights, text)
		if p.isAfter(after) {
			found = append(found, p)
		}
	}
	if err := rows.Err(); err != nil {
		return nil, last, err
	}
	if !after.counted {
		last.total = n
	}
	slices.SortFunc(found, compare)
	return found[:min(len(found), limit+1)], last, nil
}

func compare(a, b place) int { return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id)) }

func (p place) isAfter(c cursor) bool { return !c.counted || compare(p, c.place) > 0 }

// score is BM25 over the texts that the query wants.
func score(counter *query.Counter, weights []int, text string) float64 {
	times, length := counter.Count(text)
	norm := saturation * (1 - lengthPenalty + lengthPenalty*float64(length)/usualLength)
	sum := 0.0
	for i, n := range times {
		sum += float64(weights[i]) * float64(n) * (saturation + 1) / (float64(n) + norm)
	}
	return sum
}

// weights says how much each text is worth: the rarer it is, the more. Where only one is wanted there is nothing to weigh.
func (s search) weights(texts []query.Text) ([]int, error) {
	weights := make([]int, len(texts))
	for i := range weights {
		weights[i] = 1
	}
	if len(texts) < 2 || len(texts) > weighedTexts {
		return weights, nil
	}
	var turns float64
	if err := s.tx.QueryRowContext(s.ctx, `SELECT coalesce(sum(turns), 0) FROM transcript`).Scan(&turns); err != nil {
		return nil, err
	}
	for i, t := range texts {
		// Twice the binary logarithm of how rare it is; what stands in more than so many turns is common.
		const common = 10000
		var n float64
		err := s.tx.QueryRowContext(s.ctx, `SELECT count(*) FROM (SELECT 1 FROM turn_index WHERE turn_index MATCH ? LIMIT ?)`,
			match(t), common).Scan(&n)
		if err != nil {
			return nil, err
		}
		weights[i] = max(1, min(highestWeight, int(math.Round(2*math.Log2((turns+1)/(n+1))))))
	}
	return weights, nil
}
