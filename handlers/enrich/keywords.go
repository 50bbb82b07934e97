package enrich

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"shilu/handlers/enrich/internal/lexicon"
	"shilu/schema"
)

const (
	// mostKeywords is how many words say what a transcript is about.
	mostKeywords = 12
	// leastSaid is how often a word must be said to be a keyword.
	leastSaid = 2
	// nameIDF is the inverse document frequency of a name: what jieba gives a word that is met in one of 10,000 documents.
	nameIDF = 9.0
	// stopRank is how many of the most frequent English words say nothing of what is spoken of.
	stopRank = 500
)

// wordCounts counts the words of a transcript.
type wordCounts struct {
	places  []int32 // by WordID: the index in han and one
	han     []countedWord
	english map[string]int
	total   int
}

// A countedWord is a Chinese word with how often it was said, and where first.
type countedWord struct {
	word lexicon.WordID
	text string // as it is written there
	said int
}

// countWords counts the words of the text that belong to no name.
func (n *nameReader) countWords() {
	c := &n.words
	words := n.tables.words
	for _, token := range n.lattice.Tokens {
		if token.Word == 0 || n.taken[token.Start] {
			continue
		}
		c.total++
		if token.End-token.Start < 2 || words.IDF(token.Word) == 0 || !isTopical(words.Tag(token.Word)) || words.Marks(token.Word)&(markStop|markCourtesy|markDull|markPost) != 0 {
			continue
		}
		if c.places[token.Word] == 0 {
			_, _, text := n.t.span(token.Start, token.End)
			c.han = append(c.han, countedWord{word: token.Word, text: text})
			c.places[token.Word] = int32(len(c.han))
		}
		c.han[c.places[token.Word]-1].said++
	}
	for _, w := range n.latin {
		if n.taken[w.start] || w.text[0] < 'A' {
			continue
		}
		c.total++
		if len(w.text) > 2 && !strings.ContainsAny(w.text, "'’") {
			c.english[strings.ToLower(w.text)]++
		}
	}
}

// isTopical says whether words of a part of speech can tell what is spoken of: nouns, names and verbs used as nouns, set phrases.
func isTopical(tag byte) bool {
	switch tag {
	case 'n', 'V', 'Z', 'S', 'T', 'R', 'j', 'l':
		return true
	}
	return false
}

// keywords are the words and names that are said more often here than elsewhere, the weightiest first. The weight is the word's share of
// what is said times its inverse document frequency.
func (n *nameReader) keywords(names []schema.Entity) []schema.Keyword {
	c := &n.words
	var found []schema.Keyword
	add := func(text string, said int, idf float64) {
		if said >= leastSaid {
			found = append(found, schema.Keyword{Text: text, Weight: math.Round(float64(said)/float64(c.total+len(names))*idf*1e4) / 1e4})
		}
	}
	for _, w := range c.han {
		add(w.text, w.said, n.tables.words.IDF(w.word))
	}
	ranks := englishRanks()
	for word, said := range c.english {
		switch rank := ranks[word]; {
		case rank == 0:
			add(word, said, nameIDF)
		case rank > stopRank && !dullEnglish[word]:
			add(word, said, math.Log(float64(rank)))
		}
	}
	said := map[string]int{}
	for _, e := range names {
		said[e.Text]++
	}
	for text, times := range said {
		add(text, times, nameIDF)
	}
	slices.SortFunc(found, func(a, b schema.Keyword) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Text, b.Text))
	})
	return slices.Clip(found[:min(len(found), mostKeywords)])
}

// dullEnglish is frequent in speech and not in print, which the ranks are from.
var dullEnglish = wordSet(`okay yeah mean thanks thank sorry gonna wanna kind sort stuff thing things lot guess sure maybe actually basically probably pretty really obviously definitely certainly perhaps something anything everything nothing somebody someone everybody everyone anybody
	guys folks bit whole talk talking saying told trying happen happened happening hello speak speaking question questions answer hear heard gone went came ago else talked couple cool wow hey hmm huh https http www github github.com org com idea ideas sense example examples doing already instead believe curious wonderful interesting important amazing`)

// englishRanks gives the place of each frequent English word, from 1.
var englishRanks = sync.OnceValue(func() map[string]int {
	ranks := make(map[string]int, 10_000)
	for _, row := range tableRows(lexicon.EnglishWords) {
		if utf8.RuneCountInString(row[0]) > 2 {
			ranks[row[0]] = len(ranks) + 1
		}
	}
	return ranks
})
