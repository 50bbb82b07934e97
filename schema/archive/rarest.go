package archive

import (
	"math"
	"unicode"

	"shilu/schema/query"
)

const (
	// longText is from how many characters on a text is looked for by its rarest part, rarestPart how long that is. README.md has what
	// was measured.
	longText   = 10
	rarestPart = 4
	// probed is how often a character has to be met for its rarity to be known.
	probed = 64
)

// rarest is of a long text the part that fewest turns should hold, "" of a short one. FTS5 reads the list of every character of a phrase, so
// its cost grows with each; what is found by the part has to be proved by reading the turn.
func (c *compiler) rarest(text query.Text) (query.Text, error) {
	var runes []rune
	for _, r := range string(text) {
		if !unicode.IsSpace(r) {
			runes = append(runes, r)
		}
	}
	if len(runes) < longText {
		return "", nil
	}
	known := map[rune]float64{}
	for _, r := range runes {
		if _, is := known[r]; is {
			continue
		}
		rarity, err := c.rarity(r)
		if err != nil {
			return "", err
		}
		known[r] = rarity
	}
	best, at := math.Inf(-1), 0
	for i := range len(runes) - rarestPart + 1 {
		sum := 0.0
		for _, r := range runes[i : i+rarestPart] {
			sum += known[r]
		}
		if sum > best {
			best, at = sum, i
		}
	}
	return query.Text(runes[at : at+rarestPart]), nil
}

// rarity grows with how far down from the newest turn one has to go to meet a character often enough.
func (c *compiler) rarity(r rune) (float64, error) {
	var times, first, last int64
	err := c.db.QueryRowContext(c.ctx, `
		SELECT count(*), coalesce(max(id), 0), (SELECT coalesce(min(id), 0) FROM turn)
		FROM (SELECT rowid AS id FROM turn_index WHERE turn_index MATCH ? LIMIT ?)`, phrase(query.Text(r)), probed).Scan(&times, &last, &first)
	if err != nil || times < probed {
		return math.Log2(maxTurn) + probed - float64(times), err
	}
	return math.Log2(float64(last - first + 1)), nil
}
