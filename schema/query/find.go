package query

import (
	"unicode"

	"shilu/schema/hanzi"
)

// Finder looks for one text in many, and folds them as it goes.
type Finder struct {
	wanted []rune
	// back has for each length that was met where to go on when the next character is another (Knuth, Morris and Pratt).
	back    []int
	asTyped bool
}

// Finder returns a finder for a text, as the tree tells characters apart.
func (t Tree) Finder(text Text) *Finder {
	f := &Finder{asTyped: t.AsTyped}
	f.wanted, _ = t.fold(string(text))
	f.back = make([]int, len(f.wanted))
	for i, met := 1, 0; i < len(f.wanted); i++ {
		met = f.next(met, f.wanted[i])
		f.back[i] = met
	}
	return f
}

// In says whether the text holds what is looked for; nothing holds what is nothing but white space.
func (f *Finder) In(text string) bool {
	if len(f.wanted) == 0 {
		return false
	}
	met := 0
	for _, r := range text {
		if unicode.IsSpace(r) {
			continue
		}
		if !f.asTyped {
			r = hanzi.Fold(r)
		}
		if met = f.next(met, r); met == len(f.wanted) {
			return true
		}
	}
	return false
}

// next is how much is met after one more character.
func (f *Finder) next(met int, r rune) int {
	for met > 0 && (met == len(f.wanted) || f.wanted[met] != r) {
		met = f.back[met-1]
	}
	if f.wanted[met] == r {
		met++
	}
	return met
}
