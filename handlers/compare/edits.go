package compare

import (
	"slices"
	"strings"
	"unicode"
)

// Edit is a piece of text that stayed, went or came.
type Edit struct {
	// Kind is same, removed or added.
	Kind Kind   `json:"kind"`
	Text string `json:"text"`
}

// Edits lead from one text to the other: words where there are words, characters where the script has none.
func Edits(before, after string) []Edit {
	return edits(words(before), words(after))
}

func edits(a, b []string) []Edit {
	var list []Edit
	add := func(kind Kind, pieces []string) {
		if len(pieces) == 0 {
			return
		}
		text := strings.Join(pieces, "")
		if n := len(list); n > 0 && list[n-1].Kind == kind {
			list[n-1].Text += text
		} else {
			list = append(list, Edit{kind, text})
		}
	}
	i, j := 0, 0
	for _, run := range common(a, b) {
		add(Removed, a[i:run.a])
		add(Added, b[j:run.b])
		add(Same, a[run.a:run.a+run.n])
		i, j = run.a+run.n, run.b+run.n
	}
	add(Removed, a[i:])
	add(Added, b[j:])
	return list
}

// words cuts text into words of letters or digits, and everything else into characters: Chinese has no marks between words.
func words(text string) []string {
	var list []string
	start, inWord := 0, false
	for i, r := range text {
		joins := (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
		if i > 0 && !(inWord && joins) {
			list = append(list, text[start:i])
			start = i
		}
		inWord = joins
	}
	if start < len(text) {
		list = append(list, text[start:])
	}
	return list
}

// run is a stretch that two lists have in common.
type run struct{ a, b, n int }

// common are the stretches that a shortest way from a to b leaves alone, in order. (Myers, An O(ND) Difference Algorithm and Its
// Variations, 1986.) Beyond so many differences what is between beginning and end counts as another text.
func common(a, b []string) []run {
	const most = 1000 // its memory grows with the square of it: 8 MB
	head := 0
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	tail := 0
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	var runs []run
	if head > 0 {
		runs = append(runs, run{0, 0, head})
	}
	for _, r := range middle(a[head:len(a)-tail], b[head:len(b)-tail], most) {
		runs = append(runs, run{r.a + head, r.b + head, r.n})
	}
	if tail > 0 {
		runs = append(runs, run{len(a) - tail, len(b) - tail, tail})
	}
	return runs
}

// middle is common for lists that neither begin nor end alike; nil beyond the most differences.
func middle(a, b []string, most int) []run {
	if len(a) == 0 || len(b) == 0 {
		return nil
	}
	var reached []round
	for d := 0; d <= min(most, len(a)+len(b)); d++ {
		r := round{d: d, x: make([]int32, 2*d+1)}
		for k := -d; k <= d; k += 2 {
			x := 0
			if d > 0 {
				x, _ = reached[d-1].enter(k)
			}
			for x < len(a) && x-k < len(b) && a[x] == b[x-k] {
				x++
			}
			r.x[k+d] = int32(x)
			if x >= len(a) && x-k >= len(b) {
				return walkBack(reached, len(a), len(b))
			}
		}
		reached = append(reached, r)
	}
	return nil
}

// round is how far a is read after d differences, on each diagonal: k more of a than of b.
type round struct {
	d int
	x []int32 // on the diagonal k at k+d
}

// enter is where the next round enters a diagonal: by taking one of b, or by dropping one of a.
func (r round) enter(k int) (x int, takes bool) {
	next := r.d + 1
	if k == -next || k != next && r.x[k-1+r.d] < r.x[k+1+r.d] {
		return int(r.x[k+1+r.d]), true
	}
	return int(r.x[k-1+r.d]) + 1, false
}

// walkBack finds the stretches from the end to the beginning.
func walkBack(reached []round, x, y int) []run {
	var runs []run
	for d := len(reached); d >= 0; d-- {
		k, start, takes := x-y, 0, false
		if d > 0 {
			start, takes = reached[d-1].enter(k)
		}
		if x > start {
			runs = append(runs, run{start, start - k, x - start})
		}
		if x, y = start, start-k; takes {
			y--
		} else {
			x--
		}
	}
	slices.Reverse(runs)
	return runs
}
