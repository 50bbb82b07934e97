package compare

import (
	"slices"

	"shilu/schema"
)

// pair is a turn of the one and what became of it in the other, by their indexes.
type pair [2]int

// align pairs turns in order, no turn twice: first those that say the same and nothing else does, then those between them that say the
// same, then those that say about the same.
func align(a, b []schema.Turn) []pair {
	var pairs []pair
	i, j := 0, 0
	for _, anchor := range append(anchors(a, b), pair{len(a), len(b)}) {
		pairs = append(pairs, alignGap(a[i:anchor[0]], b[j:anchor[1]], i, j)...)
		if anchor[0] < len(a) {
			pairs = append(pairs, anchor)
		}
		i, j = anchor[0]+1, anchor[1]+1
	}
	return pairs
}

// anchors are the turns whose text stands once in both, as many of them as are in the same order. (Patience diff.)
func anchors(a, b []schema.Turn) []pair {
	once := func(turns []schema.Turn) map[string]int {
		at := make(map[string]int, len(turns))
		for i, t := range turns {
			if _, twice := at[t.Text]; twice {
				at[t.Text] = -1
			} else {
				at[t.Text] = i
			}
		}
		return at
	}
	inA, inB := once(a), once(b)
	var common []pair
	for i, t := range a {
		if j, found := inB[t.Text]; found && j >= 0 && inA[t.Text] == i {
			common = append(common, pair{i, j})
		}
	}
	return increasing(common)
}

// increasing is the longest part of pairs, which are in the order of the first, that is in the order of the second too.
func increasing(pairs []pair) []pair {
	var ends []int // of the part with n+1 pairs that ends lowest, its last pair
	before := make([]int, len(pairs))
	for k, p := range pairs {
		n, _ := slices.BinarySearchFunc(ends, p[1], func(end, j int) int { return pairs[end][1] - j })
		before[k] = -1
		if n > 0 {
			before[k] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, k)
		} else {
			ends[n] = k
		}
	}
	if len(ends) == 0 {
		return nil
	}
	var list []pair
	for k := ends[len(ends)-1]; k >= 0; k = before[k] {
		list = append(list, pairs[k])
	}
	slices.Reverse(list)
	return list
}

// The limits of what is compared with each other. Turns beyond them that aren't the same are said to be removed and added: between
// revisions of one text some turns change, not hundreds in a row.
const (
	gapCells = 40_000 // turns times turns
	// alike is the least share of two texts that has to be the same for one to have become the other.
	alike = 0.5
)

// alignGap pairs the turns of a gap so that what they have in common is the most.
func alignGap(a, b []schema.Turn, i, j int) []pair {
	if len(a) == 0 || len(b) == 0 || len(a)*len(b) > gapCells {
		return nil
	}
	inA, inB := bigramsOf(a), bigramsOf(b)
	// best[x][y] is what the turns from x and from y on can have in common.
	best := make([][]float64, len(a)+1)
	for x := range best {
		best[x] = make([]float64, len(b)+1)
	}
	likeness := func(x, y int) float64 {
		if a[x].Text == b[y].Text {
			return 1.01 // the same before about the same
		}
		if l := inA[x].likeness(inB[y]); l >= alike {
			return l
		}
		return 0
	}
	same := make([]float64, len(a)*len(b))
	for x := len(a) - 1; x >= 0; x-- {
		for y := len(b) - 1; y >= 0; y-- {
			l := likeness(x, y)
			same[x*len(b)+y] = l
			best[x][y] = max(best[x+1][y], best[x][y+1])
			if l > 0 {
				best[x][y] = max(best[x][y], l+best[x+1][y+1])
			}
		}
	}
	var pairs []pair
	for x, y := 0, 0; x < len(a) && y < len(b); {
		l := same[x*len(b)+y]
		switch {
		case l > 0 && best[x][y] == l+best[x+1][y+1]:
			pairs = append(pairs, pair{i + x, j + y})
			x, y = x+1, y+1
		case best[x][y] == best[x+1][y]:
			x++
		default:
			y++
		}
	}
	return pairs
}

// bigrams are the pairs of characters in a text, and how often each is there.
type bigrams struct {
	counts map[[2]rune]int
	total  int
}

// bigramLimit is how much of a turn is looked at, in pairs: enough to know it again.
const bigramLimit = 2000

func bigramsOf(turns []schema.Turn) []bigrams {
	list := make([]bigrams, len(turns))
	for i, t := range turns {
		g := bigrams{counts: map[[2]rune]int{}}
		last := rune(0) // so that a text of one character has a pair
		for _, r := range t.Text {
			g.counts[[2]rune{last, r}]++
			last = r
			if g.total++; g.total == bigramLimit {
				break
			}
		}
		list[i] = g
	}
	return list
}

// likeness is the share of the two that is the same, from 0 to 1. (Dice.)
func (g bigrams) likeness(other bigrams) float64 {
	if g.total == 0 || other.total == 0 {
		return 0
	}
	common := 0
	for b, n := range g.counts {
		common += min(n, other.counts[b])
	}
	return 2 * float64(common) / float64(g.total+other.total)
}
