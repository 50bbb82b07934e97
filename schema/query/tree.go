package query

import (
	"strings"
	"unicode"
)

// Tree is a search: what the text of a turn has to hold. The zero Tree finds nothing.
type Tree struct {
	// Root is nil where nothing is asked.
	Root Node
	// Warning says what of the input could not be read as a query and was searched as plain words; "" where all of it could.
	Warning string
}

// String writes the tree in the search language: Parse reads the same tree from it.
func (t Tree) String() string {
	if t.Root == nil {
		return ""
	}
	return write(t.Root, loosest)
}

// Node is a Text, an And, an Or or a Not.
type Node interface {
	// binding is how tightly the node's own operator holds its parts together.
	binding() int
	// write writes the node without brackets around it.
	write() string
}

type (
	// Text is a word or a phrase: an exact substring of the text, where hanzi.Fold decides what counts as the same and white
	// space doesn't count at all.
	Text string
	// And wants all of its nodes, of which there are two at least.
	And []Node
	// Or wants one of its nodes, of which there are two at least.
	Or []Node
	// Not wants its node to be false.
	Not struct{ Node Node }
)

const (
	loosest = iota // what is inside brackets
	orBinding
	andBinding
	notBinding
	textBinding
)

func (Text) binding() int { return textBinding }
func (And) binding() int  { return andBinding }
func (Or) binding() int   { return orBinding }
func (Not) binding() int  { return notBinding }

// write puts a node in brackets unless it holds together more tightly than what surrounds it.
func write(n Node, around int) string {
	if n.binding() > around {
		return n.write()
	}
	return "(" + n.write() + ")"
}

func (a And) write() string { return join(a, " ", andBinding) }
func (o Or) write() string  { return join(o, " OR ", orBinding) }
func (n Not) write() string { return "-" + write(n.Node, notBinding) }

func join(nodes []Node, operator string, binding int) string {
	parts := make([]string, len(nodes))
	for i, n := range nodes {
		parts[i] = write(n, binding)
	}
	return strings.Join(parts, operator)
}

// write quotes what would not be read as one word, with the first marks whose closing one the text doesn't hold.
func (t Text) write() string {
	word := string(t)
	if isPlainWord(word) {
		return word
	}
	for _, q := range quotes {
		if !strings.ContainsRune(word, q.closing) {
			return string(q.opening) + word + string(q.closing)
		}
	}
	return word
}

// isPlainWord says that the text needs no quotes wherever it stands.
func isPlainWord(word string) bool {
	if word == "" || isOperator(word) {
		return false
	}
	return strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) < 0
}
