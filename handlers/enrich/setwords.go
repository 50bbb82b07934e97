package enrich

import (
	_ "embed"
	"strings"
	"sync"
)

//go:embed tables/setwords.txt
var setWordsTable string

//go:embed tables/setphrases.txt
var setPhrasesTable string

// longestSetWord is how many characters before a numeral a set word can begin.
const longestSetWord = 8

// setWordAt finds the set word that the character at i is part of: 统一, 三门峡, 千家万户. Of several it takes the one that begins first, and
// of those the longest. ok is false where there is none.
func setWordAt(t *numeralText, i int) (start, end int, ok bool) {
	words := setWords()
	for start := max(0, i-longestSetWord+1); start <= i; start++ {
		if !words.begins.has(t.r[start]) {
			continue
		}
		if end := words.longest(t.r[start:]); start+end > i {
			return start, start + end, true
		}
	}
	return 0, 0, false
}

// A setWordTrie holds words as edges from one node to the next. Node 0 is the root.
type setWordTrie struct {
	edges  map[setWordEdge]int32
	ends   []bool // by node
	begins *runeSet
}

type setWordEdge struct {
	node int32
	r    rune
}

// newSetWordTrie makes an empty one for about so many edges.
func newSetWordTrie(edges int) *setWordTrie {
	return &setWordTrie{edges: make(map[setWordEdge]int32, edges), ends: []bool{false}, begins: &runeSet{}}
}

func (w *setWordTrie) add(word []rune) {
	var node int32
	w.begins.add(word[0])
	for _, r := range word {
		edge := setWordEdge{node, r}
		next, ok := w.edges[edge]
		if !ok {
			next = int32(len(w.ends))
			w.ends = append(w.ends, false)
			w.edges[edge] = next
		}
		node = next
	}
	w.ends[node] = true
}

// longest returns the length of the longest word that text begins with, 0 for none.
func (w *setWordTrie) longest(text []rune) int {
	var node int32
	length := 0
	for i, r := range text {
		next, ok := w.edges[setWordEdge{node, r}]
		if !ok {
			break
		}
		node = next
		if w.ends[node] {
			length = i + 1
		}
	}
	return length
}

var setWords = sync.OnceValue(newSetWords)

func newSetWords() *setWordTrie {
	words := newSetWordTrie(24_000)
	for _, table := range []string{setWordsTable, setPhrasesTable} {
		for _, row := range tableRows(table) {
			for _, word := range strings.Fields(row[0]) {
				words.add(foldedRunes(word))
			}
		}
	}
	return words
}
