// Package lexicon knows words: it cuts Chinese text into them by maximum probability, and tells how rare they are.
//
// A Lexicon is the dictionary with whatever the caller adds (places, bodies, the words of its own rules), each with marks of the caller's
// making. Text is folded, as shilu/schema/hanzi does it. README.md says where the tables come from.
package lexicon

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"strconv"
	"strings"
)

//go:embed words.txt.gz
var wordsTable []byte

// NameCharacters lists the characters that personal names are made of with their costs, surnames first; an empty line divides them.
//
//go:embed names.txt
var NameCharacters string

// EnglishWords lists the most frequent English words, one a line, the most frequent first.
//
//go:embed english.txt
var EnglishWords string

// Cost is a negative logarithm of a probability, in twelfths.
type Cost int32

// Unknown is the cost of a character that is no word.
const Unknown Cost = 205

// WordID names a word of a Lexicon: the node of the trie where it ends. 0 is no word.
type WordID int32

// A Lexicon holds words. It is safe for several readers as long as nobody adds.
type Lexicon struct {
	trie  trie
	words []entry // by node of the trie
}

// An entry is what is known of a word. It stands in one place, because whoever asks for the one asks for the others.
type entry struct {
	cost  Cost
	marks uint32 // the caller's
	idf   uint8  // in tenths
	known bool   // it is a word, not only the beginning of one
	tag   byte   // the first letter of jieba's part of speech, 0 for words that the dictionary hasn't got
}

// Load makes a Lexicon of the dictionary. It takes some 60 ms, and the result 10 MB.
func Load() *Lexicon {
	const nodes = 270_000 // of the table and of what enrich adds, so that nothing grows in vain
	l := &Lexicon{trie: newTrie(nodes), words: make([]entry, 1, nodes)}
	for line := range strings.Lines(unzipped(wordsTable)) {
		word, rest, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		cost, rest, _ := strings.Cut(rest, "\t")
		idf, tag, _ := strings.Cut(rest, "\t")
		w := l.add(word)
		w.cost, w.idf, w.tag = Cost(number(cost)), uint8(number(idf)), tag[0]
	}
	return l
}

// Add marks a word, and makes it one that costs so much where the dictionary hasn't got it. Words with characters beyond the basic plane
// are left out.
func (l *Lexicon) Add(word string, cost Cost, marks uint32) {
	if strings.ContainsFunc(word, func(r rune) bool { return r >= 1<<runeBits }) {
		return
	}
	w := l.add(word)
	if w.tag == 0 && (w.cost == 0 || cost < w.cost) {
		w.cost = cost
	}
	w.marks |= marks
}

func (l *Lexicon) add(word string) *entry {
	end := l.trie.path(word)
	for len(l.words) < l.trie.nodes {
		l.words = append(l.words, entry{})
	}
	l.words[end].known = true
	return &l.words[end]
}

// Find returns the word that runes are, 0 if they are none.
func (l *Lexicon) Find(runes []rune) WordID {
	node := int32(0)
	for _, r := range runes {
		if node = l.trie.next(node, r); node == 0 {
			return 0
		}
	}
	if !l.words[node].known {
		return 0
	}
	return WordID(node)
}

// Len is more than every WordID.
func (l *Lexicon) Len() int { return len(l.words) }

// Marks are what the callers of Add said of a word.
func (l *Lexicon) Marks(id WordID) uint32 { return l.words[id].marks }

// Tag is the first letter of the dictionary's part of speech for a word, 0 where it doesn't have it.
func (l *Lexicon) Tag(id WordID) byte { return l.words[id].tag }

// Cost is what a word costs.
func (l *Lexicon) Cost(id WordID) Cost { return l.words[id].cost }

// IDF is the inverse document frequency of a word: the natural logarithm of how many documents there are for each that holds it, 0
// where it isn't known.
func (l *Lexicon) IDF(id WordID) float64 { return float64(l.words[id].idf) / 10 }

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		panic(fmt.Sprintf("lexicon: the embedded table holds %q", s)) // a test loads it
	}
	return n
}

func unzipped(table []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(table))
	if err != nil {
		panic(fmt.Sprintf("lexicon: the embedded table: %v", err))
	}
	var b strings.Builder
	b.Grow(3 << 20)
	if _, err := io.Copy(&b, z); err != nil {
		panic(fmt.Sprintf("lexicon: the embedded table: %v", err))
	}
	return b.String()
}

// A trie holds words as edges from one node to the next. Node 0 is the root, whose edges are in a table of their own, because every
// place of a text begins there; the others are in one table with open addressing. Characters beyond the basic plane lead nowhere.
type trie struct {
	roots []int32  // by character
	edges []uint64 // node, character and the next node; 0 where the place is free. The length is a power of two, and at most half is used.
	used  int
	nodes int
	// What isn't there is what is asked for most, and the table of edges is larger than the processor's caches: these say so without it.
	seconds []uint64 // by first character, a bit for the low bits of each second one
	inner   []uint64 // a bit for each node that has edges
}

const (
	nextBits = 24 // of an edge, for the next node
	runeBits = 16
)

func newTrie(nodes int) trie {
	size := 1
	for size < 2*nodes {
		size *= 2
	}
	return trie{roots: make([]int32, 1<<runeBits), edges: make([]uint64, size), nodes: 1,
		seconds: make([]uint64, 1<<runeBits), inner: make([]uint64, nodes/64+1)}
}

// place finds where the edge with a key is, or the free place where it would be.
func (t *trie) place(key uint64) *uint64 {
	mask := uint64(len(t.edges) - 1)
	for at := key * 0x9E3779B97F4A7C15 >> 32 & mask; ; at = (at + 1) & mask {
		if e := &t.edges[at]; *e>>nextBits == key || *e == 0 {
			return e
		}
	}
}

func edgeKey(node int32, r rune) uint64 { return uint64(node)<<runeBits | uint64(r) }

// next follows an edge; it returns 0 where there is none.
func (t *trie) next(node int32, r rune) int32 {
	switch {
	case uint32(r) >= 1<<runeBits:
		return 0
	case node == 0:
		return t.roots[r]
	case int(node/64) >= len(t.inner) || t.inner[node/64]&(1<<(node%64)) == 0:
		return 0
	}
	return int32(*t.place(edgeKey(node, r)) & (1<<nextBits - 1))
}

// mayFollow is false where no word begins with the two characters.
func (t *trie) mayFollow(first, second rune) bool {
	return uint32(first) < 1<<runeBits && t.seconds[first]&(1<<(second%64)) != 0
}

// path returns the node that word leads to, and makes what is missing of the way. It must hold no characters beyond the basic plane.
func (t *trie) path(word string) int32 {
	node, first := int32(0), rune(0)
	for i, r := range word {
		switch {
		case i == 0:
			first = r
		case node == t.roots[first]:
			t.seconds[first] |= 1 << (r % 64)
		}
		next := t.next(node, r)
		if next == 0 {
			next = int32(t.nodes)
			t.nodes++
			t.link(node, r, next)
		}
		node = next
	}
	return node
}

func (t *trie) link(node int32, r rune, next int32) {
	if node == 0 {
		t.roots[r] = next
		return
	}
	for int(node/64) >= len(t.inner) {
		t.inner = append(t.inner, 0)
	}
	t.inner[node/64] |= 1 << (node % 64)
	if t.used++; 2*t.used > len(t.edges) {
		old := t.edges
		t.edges = make([]uint64, 2*len(old))
		for _, e := range old {
			if e != 0 {
				*t.place(e >> nextBits) = e
			}
		}
	}
	*t.place(edgeKey(node, r)) = edgeKey(node, r)<<nextBits | uint64(next)
}
