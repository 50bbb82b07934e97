package enrich

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// nameIndex finds any of many names in a text. Each look costs as much as there are lengths of names, however many names there
// are. A nil index holds none.
type nameIndex struct {
	names        map[string]bool
	startLengths map[rune][]int // by first character, in bytes, the longest first
	endLengths   map[rune][]int // by last character
}

// newNameIndex indexes names of people. A single Chinese character or a single word in Latin letters is too often something else
// (will, mark) and is left out.
func newNameIndex(names []string) *nameIndex {
	index := &nameIndex{names: map[string]bool{}, startLengths: map[rune][]int{}, endLengths: map[rune][]int{}}
	for _, name := range names {
		if utf8.RuneCountInString(name) < 2 || isLatin(name) && !strings.Contains(name, " ") {
			continue
		}
		index.names[name] = true
		first, _ := utf8.DecodeRuneInString(name)
		last, _ := utf8.DecodeLastRuneInString(name)
		insertLength(index.startLengths, first, len(name))
		insertLength(index.endLengths, last, len(name))
	}
	return index
}

func insertLength(lengths map[rune][]int, r rune, length int) {
	at, found := slices.BinarySearchFunc(lengths[r], length, func(a, b int) int { return b - a })
	if !found {
		lengths[r] = slices.Insert(lengths[r], at, length)
	}
}

// startingAt returns the longest name that s begins with.
func (x *nameIndex) startingAt(s string) string {
	if x == nil {
		return ""
	}
	first, _ := utf8.DecodeRuneInString(s)
	for _, length := range x.startLengths[first] {
		if length <= len(s) && x.names[s[:length]] && !cutsWord(s[:length], s[length:]) {
			return s[:length]
		}
	}
	return ""
}

// endingAt returns the longest name that s ends with, and where it starts.
func (x *nameIndex) endingAt(s string) (name string, start int) {
	if x == nil {
		return "", 0
	}
	last, _ := utf8.DecodeLastRuneInString(s)
	for _, length := range x.endLengths[last] {
		if start := len(s) - length; start >= 0 && x.names[s[start:]] && !cutsWord(s[:start], s[start:]) {
			return s[start:], start
		}
	}
	return "", 0
}

// cutsWord says whether the border between two pieces of text lies inside a word in letters: Jane Do|e.
func cutsWord(before, after string) bool {
	last, _ := utf8.DecodeLastRuneInString(before)
	next, _ := utf8.DecodeRuneInString(after)
	return before != "" && after != "" && isLetterOfWord(last) && isLetterOfWord(next)
}

// isLetterOfWord is false for Chinese characters, of which words are written without a space between.
func isLetterOfWord(r rune) bool {
	return unicode.IsLetter(r) && !unicode.Is(unicode.Han, r) || unicode.IsDigit(r)
}
