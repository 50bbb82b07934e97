package enrich

import "shilu/schema"

// longestTitle is how many characters a document's title between 《 and 》 may have; beyond, a mark has been lost.
const longestTitle = 100

// names finds the names in all turns, and what the transcript is about.
func names(record schema.Record, c *cast) ([]schema.Entity, []schema.Keyword) {
	n := newNameReader(record, c)
	for i, turn := range record.Turns {
		n.readTurn(i, newNumeralText(turn.Text))
	}
	return n.entities(record.Turns), n.keywords()
}
