// Package compare says what changed between two records, turn by turn and then word by word, and what became of a passage of the one in
// the other: how a link into an old revision leads into the newest, and whether a quotation still stands.
//
// It is a pure function of records. Of two revisions that have little in common it says so, and doesn't guess.
package compare

import (
	"slices"

	"shilu/schema"
)

// Change is what became of a turn. Before and After are the indexes of the turn in the two records; null where there is none.
type Change struct {
	Before *int `json:"before"`
	After  *int `json:"after"`
	// Kind is same, changed, added or removed. Same is the text, and who says it by the label; a time may differ.
	Kind Kind `json:"kind"`
	// LabelBefore and LabelAfter are there where the label changed.
	LabelBefore string `json:"label_before,omitempty"`
	LabelAfter  string `json:"label_after,omitempty"`
	// Edits lead from the text before to the text after, where both are there and differ.
	Edits []Edit `json:"edits,omitempty"`
}

// Kind is the sort of a change.
type Kind string

// The kinds.
const (
	Same    Kind = "same"
	Changed Kind = "changed"
	Added   Kind = "added"
	Removed Kind = "removed"
)

// Turns compares the turns of two records. The changes are in the order of after; what was removed stands where it was.
func Turns(before, after schema.Record) []Change {
	var changes []Change
	i, j := 0, 0
	upTo := func(a, b int) {
		for ; i < a; i++ {
			changes = append(changes, Change{Before: index(i), Kind: Removed})
		}
		for ; j < b; j++ {
			changes = append(changes, Change{After: index(j), Kind: Added})
		}
	}
	for _, p := range align(before.Turns, after.Turns) {
		upTo(p[0], p[1])
		changes = append(changes, between(before.Turns[i], after.Turns[j]))
		i, j = i+1, j+1
	}
	upTo(len(before.Turns), len(after.Turns))
	return changes
}

func index(n int) *int { return &n }

func between(a, b schema.Turn) Change {
	c := Change{Before: index(a.Index), After: index(b.Index), Kind: Same}
	if a.Label != b.Label {
		c.Kind, c.LabelBefore, c.LabelAfter = Changed, a.Label, b.Label
	}
	if a.Text != b.Text {
		c.Kind, c.Edits = Changed, Edits(a.Text, b.Text)
	}
	return c
}

// Matching is the turn of after that a turn of before has become; false where there is none.
func Matching(before, after schema.Record, turn int) (schema.Turn, bool) {
	pairs := align(before.Turns, after.Turns)
	i, found := slices.BinarySearchFunc(pairs, turn, func(p pair, turn int) int { return p[0] - turn })
	if !found {
		return schema.Turn{}, false
	}
	return after.Turns[pairs[i][1]], true
}
