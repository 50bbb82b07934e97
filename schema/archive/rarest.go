package archive

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"shilu/schema/hanzi"
	"shilu/schema/query"
)

const (
	// longText is from how many characters on a text is looked for by its rarest part, rarestPart how long that is, and rarestLetters where
	// there are letters in it: six say no more than four characters of Chinese. README.md has what was measured.
	longText      = 8
	rarestPart    = 4
	rarestLetters = 6
	// probed is how often a character has to be met for its rarity to be known.
	probed = 64
)

// rarest is of a long text the part that fewest turns should hold, "" of a short one. FTS5 reads the list of every character of a phrase, so
// its cost grows with each; what is found by the part has to be proved by reading the turn.
func (c *compiler) rarest(text query.Text) (query.Text, error) {
	var runes []rune
	for _, r := range string(text) {
		if !unicode.IsSpace(r) {
			runes = append(runes, hanzi.Fold(r))
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
	best, rarest := math.Inf(-1), runes
	for i := range len(runes) - rarestPart + 1 {
		part := runes[i : i+rarestPart]
		if slices.ContainsFunc(part, isASCII) {
			end := min(len(runes), i+rarestLetters)
			part = runes[end-rarestLetters : end]
		}
		sum := 0.0
		for _, r := range part {
			sum += known[r]
		}
		if mean := sum / float64(len(part)); mean > best {
			best, rarest = mean, part
		}
	}
	return query.Text(rarest), nil
}

// rarity grows with how far down from the newest turn one has to go to meet a character often enough. That says nothing of letters, which
// are all in nearly every turn of English: theirs is how rare they are in texts, and always less.
func (c *compiler) rarity(r rune) (float64, error) {
	if isASCII(r) {
		return asciiRarity(r), nil
	}
	var times, first, last int64
	err := c.db.QueryRowContext(c.ctx, `
		SELECT count(*), coalesce(max(id), 0), (SELECT coalesce(min(id), 0) FROM turn)
		FROM (SELECT rowid AS id FROM turn_index WHERE turn_index MATCH ? LIMIT ?)`, phrase(query.Text(r)), probed).Scan(&times, &last, &first)
	if err != nil || times < probed {
		return math.Log2(maxTurn) + probed - float64(times), err
	}
	return math.Log2(float64(last - first + 1)), nil
}

func isASCII(r rune) bool { return r <= unicode.MaxASCII }

// asciiRarity is in bits, from 3 of an e to 9 of a z; a mark or a digit is about as rare as a g.
func asciiRarity(r rune) float64 {
	// English letters, the commonest first. The nth of m has about the share (1/n + … + 1/m) / m (Good, Statistics of Language, 1969).
	const letters = "etaoinshrdlcumwfgypbvkjxqz"
	n := strings.IndexRune(letters, r)
	if n < 0 {
		n = strings.IndexByte(letters, 'g')
	}
	share := 0.0
	for i := n; i < len(letters); i++ {
		share += 1 / float64(i+1) / float64(len(letters))
	}
	return -math.Log2(share)
}
