package lexicon

// A Token is a piece of text: a word, a Chinese character that is none, or all that stands between Chinese characters. Its ends are indexes of
// the runes.
type Token struct {
	Start, End int
	Word       WordID // 0 for what is no word
}

// A Lattice holds every word of a text, and the cheapest way through it. It is used again for the next text, so that nothing is allocated.
type Lattice struct {
	lexicon *Lexicon
	text    []rune
	first   []int32 // of each place, the index of its first arc
	arcs    []arc
	to      []Cost // the cheapest way from the beginning to each place
	from    []Cost // the cheapest way from each place to the end
	way     []int32
	Tokens  []Token // the cheapest way, of several the one with the longest first word
}

// far is beyond every cost.
const far = Cost(1 << 30)

type arc struct {
	end   int32
	word  WordID
	cost  Cost
	marks uint32
}

// A Name is a word of one text: somebody or something that the caller knows of.
type Name struct {
	Start, End int
	Cost       Cost
}

// NewLattice makes a Lattice for the words of l.
func NewLattice(l *Lexicon) *Lattice { return &Lattice{lexicon: l} }

// Cut finds the words of text. Names are words too where they stand, in order of their start.
func (x *Lattice) Cut(text []rune, names []Name) {
	n := len(text)
	x.text, x.arcs, x.first = text, x.arcs[:0], resized(x.first, n+1)
	x.to, x.from, x.way = resized(x.to, n+1), resized(x.from, n+1), resized(x.way, n+1)
	for i := range x.to {
		x.to[i] = far
	}
	x.to[0] = 0
	for i := 0; i < n; i++ {
		x.first[i] = int32(len(x.arcs))
		if x.to[i] == far {
			continue // inside what isn't Chinese
		}
		x.arcsFrom(i)
		for len(names) > 0 && names[0].Start <= i {
			if names[0].Start == i {
				x.arcs = append(x.arcs, arc{end: int32(names[0].End), cost: names[0].Cost})
			}
			names = names[1:]
		}
		for _, a := range x.arcs[x.first[i]:] {
			if cost := x.to[i] + a.cost; cost < x.to[a.end] {
				x.to[a.end] = cost
			}
		}
	}
	x.first[n] = int32(len(x.arcs))
	x.from[n] = 0
	for i := n - 1; i >= 0; i-- {
		x.from[i] = far
		for at := x.first[i]; at < x.first[i+1]; at++ {
			a := x.arcs[at]
			if cost := x.from[a.end] + a.cost; cost <= x.from[i] {
				x.from[i], x.way[i] = cost, at
			}
		}
	}
	x.Tokens = x.Tokens[:0]
	for i := 0; i < n; {
		a := x.arcs[x.way[i]]
		x.Tokens = append(x.Tokens, Token{i, int(a.end), a.word})
		i = int(a.end)
	}
}

// arcsFrom finds the words that begin at i, in the order of their lengths.
func (x *Lattice) arcsFrom(i int) {
	r := x.text[i]
	if !isHan(r) {
		end := i + 1
		for end < len(x.text) && !isHan(x.text[end]) {
			end++
		}
		x.arcs = append(x.arcs, arc{end: int32(end)})
		return
	}
	l := x.lexicon
	single := true
	node := int32(0)
	for end := i; end < len(x.text); {
		next := x.text[end]
		if end == i+1 && !l.trie.mayFollow(r, next) {
			break
		}
		if node = l.trie.next(node, next); node == 0 {
			break
		}
		end++
		if w := &l.words[node]; w.known {
			x.arcs = append(x.arcs, arc{int32(end), WordID(node), w.cost, w.marks})
			single = single && end != i+1
		}
	}
	if single {
		x.arcs = append(x.arcs, arc{end: int32(i + 1), cost: Unknown})
	}
}

// Words gives every word that begins at start: where it ends, and its marks.
func (x *Lattice) Words(start int, do func(end int, marks uint32)) {
	if start >= len(x.text) {
		return
	}
	for _, a := range x.arcs[x.first[start]:x.first[start+1]] {
		if a.word != 0 {
			do(int(a.end), a.marks)
		}
	}
}

// With is how much dearer the cheapest way becomes when [start, end) is a word that costs so much; negative where it becomes cheaper.
func (x *Lattice) With(start, end int, cost Cost) Cost {
	return x.to[start] + cost + x.from[end] - x.from[0]
}

// isHan is unicode.Han for all that words are written with, and fast.
func isHan(r rune) bool { return r >= 0x3400 && r <= 0x9fff || r >= 0x20000 && r <= 0x3ffff }

func resized[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n, n+n/2)
	}
	return s[:n]
}
