package enrich

import (
	"slices"
	"unicode/utf8"

	"shilu/handlers/enrich/internal/lexicon"
	"shilu/schema"
	"shilu/schema/hanzi"
)

// A nameReader finds the names in the turns of one transcript. What each kind of name looks like stands in a file of its own; here is
// what they share: the words of the text, and the choice among names that lie over one another.
type nameReader struct {
	tables  *nameTables
	cast    *cast
	lattice *lexicon.Lattice
	own     ownNames // the people whom the file tells of, and those who were met
	home    placeHome
	words   wordCounts
	bodies  map[rune][][]rune // whom the speakers are there for

	// Of the text that is being read:
	t      *numeralText
	turn   int
	starts []bool // by place: a word begins here; one more than the text has
	places []namedPlace
	// placeEnds has at each place that a named place ends at its index and one.
	placeEnds []int32
	spans     []span
	told      []ownName // the file's own names in it
	latin     []latinWord
	toldWords []lexicon.Name
	taken     []bool // by place: a name that was kept lies here

	found   []schema.Entity
	pending [][]int32 // the units of found places, resolved when all is read; by entity
}

// A span is a name on the way to an entity.
type span struct {
	start, end int // in the numeralText
	kind       nameKind
	ref        schema.Opt
	place      []int32
	certain    bool // goes before what it overlaps with, however long: what the file itself calls so
}

// nameKind orders what lies at the same place: an organisation goes before the place that it begins with.
type nameKind int

const (
	kindDocument nameKind = iota
	kindOrganization
	kindPerson
	kindPlace
)

func (k nameKind) String() string {
	return [...]string{"document", "organization", "person", "place"}[k]
}

// newNameReader prepares for the turns of a record.
func newNameReader(record schema.Record, c *cast, s *scratch) *nameReader {
	n := &nameReader{tables: loadNameTables(), cast: c, lattice: s.lattice, own: newOwnNames(c), bodies: ownBodies(c.people)}
	n.words = wordCounts{places: s.counted, pairAt: map[[2]lexicon.WordID]int32{}, english: map[string]int{}}
	n.newHome(record)
	return n
}

// readTurn finds the names of one turn.
func (n *nameReader) readTurn(turn int, t *numeralText) {
	n.turn = turn
	n.read(t)
	n.findPlaces()
	n.spans = n.spans[:0]
	for _, name := range n.told {
		n.add(span{start: name.start, end: name.end, kind: kindPerson, ref: name.ref, certain: true})
	}
	n.findDocuments()
	n.findOrganizations()
	n.keepPlaces()
	n.findPersons()
	n.findTransliterated()
	n.findLatin()
	n.settleSpans()
	n.countWords()
}

// read finds the words of a text.
func (n *nameReader) read(t *numeralText) {
	n.t = t
	n.told = n.own.in(t, n.told[:0])
	n.toldWords = n.toldWords[:0]
	for _, name := range n.told {
		n.toldWords = append(n.toldWords, lexicon.Name{Start: name.start, End: name.end, Cost: ownNameCost})
	}
	n.lattice.Cut(t.r, n.toldWords)
	n.starts = slices.Grow(n.starts[:0], len(t.r)+1)[:len(t.r)+1]
	clear(n.starts)
	for _, token := range n.lattice.Tokens {
		n.starts[token.Start] = true
	}
	n.starts[len(t.r)] = true
}

// ownNameCost makes a name that the file itself tells of cheaper than any words that could be read in its place.
const ownNameCost lexicon.Cost = 30

// atWordEnd says whether a word ends before end.
func (n *nameReader) atWordEnd(end int) bool { return n.starts[end] }

// tokenAt is the index of the token that begins at start, or of the one after it.
func (n *nameReader) tokenAt(start int) int {
	i, _ := slices.BinarySearchFunc(n.lattice.Tokens, start, func(t lexicon.Token, at int) int { return t.Start - at })
	return i
}

// wordAt is the word that begins at start, "" where none does.
func (n *nameReader) wordAt(start int) string {
	if start >= len(n.t.r) || !n.starts[start] {
		return ""
	}
	token := n.lattice.Tokens[n.tokenAt(start)]
	return string(n.t.r[token.Start:token.End])
}

func (n *nameReader) add(s span) { n.spans = append(n.spans, s) }

// refer keeps the units of a place until all is read.
func (n *nameReader) refer(p namedPlace) []int32 { return p.units }

// settleSpans keeps the longest of the spans that lie over one another, and what the file itself calls so before all.
func (n *nameReader) settleSpans() {
	slices.SortStableFunc(n.spans, func(a, b span) int {
		switch {
		case a.certain != b.certain && a.certain:
			return -1
		case a.certain != b.certain:
			return 1
		case b.end-b.start != a.end-a.start:
			return (b.end - b.start) - (a.end - a.start)
		case a.start != b.start:
			return a.start - b.start
		}
		return int(a.kind - b.kind)
	})
	kept := n.spans[:0]
	n.taken = slices.Grow(n.taken[:0], len(n.t.r))[:len(n.t.r)]
	clear(n.taken)
	for _, s := range n.spans {
		if slices.Contains(n.taken[s.start:s.end], true) {
			continue
		}
		for i := s.start; i < s.end; i++ {
			n.taken[i] = true
		}
		kept = append(kept, s)
	}
	slices.SortFunc(kept, func(a, b span) int { return a.start - b.start })
	n.spans = kept
	n.found, n.pending = roomForTurn(n.found), roomForTurn(n.pending)
	for _, s := range kept {
		e := schema.Entity{Turn: n.turn, Kind: s.kind.String(), Ref: s.ref}
		e.Start, e.End, e.Text = n.t.span(s.start, s.end)
		n.found = append(n.found, e)
		n.pending = append(n.pending, s.place)
		if s.kind == kindPerson && s.ref == "" {
			n.own.meet(e.Text)
		}
	}
}

// entities gives what was found, with the codes of places, now that all of them are known, and with the people who were met in one
// turn found in the others.
func (n *nameReader) entities(turns []schema.Turn) []schema.Entity {
	for i, units := range n.pending {
		if n.found[i].Ref == "" {
			n.found[i].Ref = n.resolve(units)
		}
	}
	return n.own.everywhere(turns, n.found)
}

// ownNames are the people of a transcript.
type ownNames struct {
	names  *setWordTrie
	firsts *runeSet
	refs   map[string]schema.Opt // by name, folded
	met    map[string]bool       // those who were found by what stands around their names, as they are written
}

// An ownName is where a person's name stands in a text.
type ownName struct {
	start, end int
	ref        schema.Opt
}

func newOwnNames(c *cast) ownNames {
	o := ownNames{names: newSetWordTrie(0), firsts: &runeSet{}, refs: map[string]schema.Opt{}, met: map[string]bool{}}
	for _, e := range c.register.entries {
		o.tell(e.name, c)
	}
	for _, p := range c.people {
		o.tell(p.name, c)
	}
	return o
}

// tell adds a name that is unmistakable in a text.
func (o ownNames) tell(name string, c *cast) {
	if !isWholeName(name) || utf8.RuneCountInString(name) < 2 {
		return
	}
	runes := newNumeralText(name).r
	if len(runes) == 0 {
		return // blanks only
	}
	o.names.add(runes)
	o.firsts.add(runes[0])
	if p := c.byName[name]; p != nil {
		o.refs[string(runes)] = schema.Opt(p.id)
	}
}

// in finds the names in a text, the longest at each place.
func (o ownNames) in(t *numeralText, found []ownName) []ownName {
	for i := 0; i < len(t.r); i++ {
		if !o.firsts.has(t.r[i]) || cutsRunes(t, i) {
			continue
		}
		if end := i + o.names.longest(t.r[i:]); end > i && !cutsRunes(t, end) {
			found = append(found, ownName{start: i, end: end, ref: o.refs[string(t.r[i:end])]})
			i = end - 1
		}
	}
	return found
}

// cutsRunes says whether the border before i lies inside a word in letters.
func cutsRunes(t *numeralText, i int) bool {
	return i > 0 && i < len(t.r) && isLetterOfWord(t.r[i-1]) && isLetterOfWord(t.r[i])
}

// meet remembers a name of three characters or more that was found by what stands around it.
func (o ownNames) meet(name string) {
	if utf8.RuneCountInString(name) >= 3 {
		o.met[name] = true
	}
}

// everywhere finds the people who were met also where nothing stands around their names.
func (o ownNames) everywhere(turns []schema.Turn, found []schema.Entity) []schema.Entity {
	if len(o.met) == 0 {
		return found
	}
	names := make([]string, 0, len(o.met))
	for name := range o.met {
		names = append(names, name)
	}
	slices.Sort(names)
	index := newNameIndex(names)
	firsts := startsOf(names)
	all := make([]schema.Entity, 0, len(found))
	next := 0
	for i, turn := range turns {
		characters := 0
		for at := 0; at < len(turn.Text); {
			r, size := utf8.DecodeRuneInString(turn.Text[at:])
			if !firsts.has(r) {
				characters++
				at += size
				continue
			}
			for next < len(found) && found[next].Turn == i && found[next].End <= characters {
				all = append(all, found[next])
				next++
			}
			if name := index.startingAt(turn.Text[at:]); name != "" && !cutsWord(turn.Text[:at], name) {
				end := characters + utf8.RuneCountInString(name)
				if next == len(found) || found[next].Turn != i || found[next].Start >= end {
					all = append(all, schema.Entity{Turn: i, Start: characters, End: end, Text: name, Kind: kindPerson.String()})
					at += len(name)
					characters = end
					continue
				}
			}
			characters++
			at += size
		}
		for next < len(found) && found[next].Turn == i {
			all = append(all, found[next])
			next++
		}
	}
	return all
}

// A runeSet holds characters of the basic plane, to pass over most of a text without looking any further.
type runeSet [1 << 16 / 64]uint64

func (s *runeSet) add(r rune) {
	if uint32(r) < 1<<16 {
		s[r/64] |= 1 << (r % 64)
	}
}

// startsOf is the set of the words' first characters.
func startsOf(words []string) *runeSet {
	set := &runeSet{}
	for _, word := range words {
		r, _ := utf8.DecodeRuneInString(word)
		set.add(r)
	}
	return set
}

// has is true for what lies beyond the basic plane too.
func (s *runeSet) has(r rune) bool { return uint32(r) >= 1<<16 || s[r/64]&(1<<(r%64)) != 0 }

// folded is s as texts are read.
func folded(s string) string { return hanzi.FoldString(s) }
