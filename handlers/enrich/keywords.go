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
	pairs   []countedPair
	pairAt  map[[2]lexicon.WordID]int32 // the index in pairs
	english map[string]int
	total   int
}

// of is the count of a word that was said.
func (c *wordCounts) of(word lexicon.WordID) *countedWord { return &c.han[c.places[word]-1] }

// clear leaves the places as they were found.
func (c *wordCounts) clear() {
	for _, w := range c.han {
		c.places[w.word] = 0
	}
}

// A countedWord is a Chinese word with how often it was said, and where first.
type countedWord struct {
	word lexicon.WordID
	text string // as it is written there
	said int
}

// A countedPair is two words that stood side by side: 開放|政府.
type countedPair struct {
	words [2]lexicon.WordID
	text  string
	said  int
}

// countWords counts the words of the text that belong to no name.
func (n *nameReader) countWords() {
	c := &n.words
	words := n.tables.words
	var before lexicon.Token // the topical word that ends where the token begins
	for _, token := range n.lattice.Tokens {
		if token.Word == 0 || n.taken[token.Start] {
			continue
		}
		c.total++
		if token.End-token.Start < 2 || words.IDF(token.Word) == 0 || !isTopical(words.Tag(token.Word)) || words.Marks(token.Word)&(markStop|markCourtesy|markDull|markPost) != 0 {
			continue
		}
		if before.Word != 0 && before.End == token.Start {
			n.countPair(before, token)
		}
		before = token
		if c.places[token.Word] == 0 {
			_, _, text := n.t.span(token.Start, token.End)
			c.han = append(c.han, countedWord{word: token.Word, text: text})
			c.places[token.Word] = int32(len(c.han))
		}
		c.of(token.Word).said++
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

// countPair counts two words side by side.
func (n *nameReader) countPair(a, b lexicon.Token) {
	pair := [2]lexicon.WordID{a.Word, b.Word}
	at, met := n.words.pairAt[pair]
	if !met {
		_, _, text := n.t.span(a.Start, b.End)
		at = int32(len(n.words.pairs))
		n.words.pairs = append(n.words.pairs, countedPair{words: pair, text: text})
		n.words.pairAt[pair] = at
	}
	n.words.pairs[at].said++
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
	for _, term := range n.terms() {
		add(term.text, term.said, term.idf)
	}
	for _, w := range c.han {
		add(w.text, w.said, n.tables.words.IDF(w.word))
	}
	ranks := englishRanks()
	own := n.speakersWords()
	for word, said := range withoutPlurals(c.english) {
		if said < leastSaid {
			continue
		}
		switch rank := ranks[word]; {
		case own[word], dullEnglish[word]:
		case rank == 0:
			add(word, said, nameIDF)
		case rank > stopRank:
			add(word, said, math.Log(float64(rank)))
		}
	}
	said, spelled := map[string]int{}, map[string]string{}
	for _, e := range names {
		if e.Kind == kindPerson.String() && e.Ref != "" {
			continue // who speaks isn't what is spoken of
		}
		key := nameKey(e.Text)
		if spelled[key] == "" {
			spelled[key] = e.Text
		}
		said[key]++
	}
	for key, times := range said {
		add(spelled[key], times, nameIDF)
	}
	slices.SortFunc(found, func(a, b schema.Keyword) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Text, b.Text))
	})
	return slices.Clip(found[:min(len(found), mostKeywords)])
}

// speakersWords are the parts of the names of those who speak, in lower case.
func (n *nameReader) speakersWords() map[string]bool {
	own := map[string]bool{}
	for _, p := range n.cast.people {
		for _, word := range strings.Fields(strings.ToLower(p.name)) {
			own[word] = true
		}
	}
	return own
}

// withoutPlurals counts the plural of a word that is said too with the word: platforms with platform.
func withoutPlurals(counts map[string]int) map[string]int {
	all := make(map[string]int, len(counts))
	for word, said := range counts {
		singular := strings.TrimSuffix(word, "s")
		if singular != word && counts[singular] > 0 {
			word = singular
		}
		all[word] += said
	}
	return all
}

// A term is two words that belong together.
type term struct {
	countedPair
	idf float64
}

// terms are the pairs in which at least one of the words is said mostly: 社會|企業. What is said of the pair is taken off its words, so that
// they count only where they stand alone.
func (n *nameReader) terms() []term {
	c := &n.words
	var found []term
	var pairs []countedPair
	for _, pair := range c.pairs {
		if pair.said >= leastTerm {
			pairs = append(pairs, pair)
		}
	}
	slices.SortFunc(pairs, func(a, b countedPair) int {
		return cmp.Or(b.said-a.said, cmp.Compare(a.text, b.text))
	})
	for _, pair := range pairs {
		a, b := c.of(pair.words[0]), c.of(pair.words[1])
		if 2*pair.said < min(a.said, b.said) || a == b {
			continue
		}
		a.said, b.said = a.said-pair.said, b.said-pair.said
		found = append(found, term{pair, (n.tables.words.IDF(a.word) + n.tables.words.IDF(b.word)) * termShare})
	}
	return found
}

const (
	// leastTerm is how often two words must stand side by side to be one term.
	leastTerm = 4
	// termShare makes of the sum of two words' frequencies that of both together: words that are often said together are less
	// surprising than two strangers.
	termShare = 0.7
)

// dullEnglish is frequent in speech and not in print, which the ranks are from.
var dullEnglish = wordSet(`able etc seen always feel put word words meaning create creates quot amp nbsp laughs laughter laughing applause inaudible crosstalk okay yeah mean thanks thank sorry gonna wanna kind sort stuff thing things lot guess sure maybe actually basically probably pretty really obviously definitely certainly perhaps something anything everything nothing somebody someone everybody everyone anybody
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
