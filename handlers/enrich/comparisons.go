package enrich

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed tables/comparisons.tsv
var comparisonsTable string

// A comparison is how a figure is meant, as schema.Figure has it.
type comparison struct {
	sign        string // eq, gt, ge, lt or le; "" is not said
	approximate bool
}

// comparisonBefore finds the longest word of tables/comparisons.tsv that ends before i, and where it begins.
func comparisonBefore(t *numeralText, i int) (c comparison, start int) {
	end := i
	if t.rune(end-1) == ' ' {
		end--
	}
	for _, w := range comparisonWords().at(lowerLetter(t.rune(end - 1))).before {
		start := end - len(w.runes)
		if start >= 0 && equalFoldLetters(t.r[start:end], w.runes) && !strings.ContainsRune(w.not, t.rune(start-1)) &&
			!(w.latin && isNumeralLetter(t.rune(start-1))) {
			return w.comparison, start
		}
	}
	return comparison{}, i
}

// comparisonAfter finds the longest word that begins at i, and where it ends.
func comparisonAfter(t *numeralText, i int) (c comparison, end int) {
	begin := i
	if t.rune(begin) == ' ' {
		begin++
	}
	for _, w := range comparisonWords().at(t.rune(begin)).after {
		if end := begin + len(w.runes); t.hasRunes(begin, w.runes) && !(w.latin && isNumeralLetter(t.rune(end))) {
			return w.comparison, end
		}
	}
	return comparison{}, i
}

type comparisonWord struct {
	comparison
	runes []rune
	not   string
	latin bool
}

// comparisonEnds are the words before a number that end with one character and those behind one that begin with it, the longest first.
type comparisonEnds struct{ before, after []comparisonWord }

var comparisonWords = sync.OnceValue(newComparisonWords)

func newComparisonWords() *runeMap[comparisonEnds] {
	index := newRuneMap[comparisonEnds]()
	for _, row := range tableRows(comparisonsTable) {
		w := comparisonWord{comparison: comparison{sign: row[2], approximate: row[3] == "~"}, runes: foldedRunes(row[1])}
		w.latin = isNumeralLetter(w.runes[0])
		if len(row) > 4 {
			w.not = string(foldedRunes(row[4]))
		}
		if row[0] == "before" {
			index.change(w.runes[len(w.runes)-1], func(e *comparisonEnds) { e.before = append(e.before, w) })
		} else {
			index.change(w.runes[0], func(e *comparisonEnds) { e.after = append(e.after, w) })
		}
	}
	longestFirst := func(a, b comparisonWord) int { return len(b.runes) - len(a.runes) }
	index.each(func(e comparisonEnds) {
		slices.SortStableFunc(e.before, longestFirst)
		slices.SortStableFunc(e.after, longestFirst)
	})
	return index
}

func equalFoldLetters(a, lower []rune) bool {
	for i, r := range a {
		if lowerLetter(r) != lower[i] {
			return false
		}
	}
	return true
}

func lowerLetter(r rune) rune {
	if r >= 'A' && r <= 'Z' {
		return r + 'a' - 'A'
	}
	return r
}
