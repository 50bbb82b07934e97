package query

import (
	"fmt"
	"strings"
	"unicode"
)

// Tree is a search: what a turn has to be like. The zero Tree finds nothing.
type Tree struct {
	// Root is nil where nothing is asked.
	Root Node
	// AsTyped turns folding off: simplified and traditional, full and half width, upper and lower case are then told apart, in the
	// text and in the fields. White space still counts for nothing. The search language has no word for it: it is a switch.
	AsTyped bool
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

// Node is a Text, a Near, a Field, a Days, a Figures, an And, an Or or a Not.
type Node interface {
	// binding is how tightly the node's own operator holds its parts together.
	binding() int
	// write writes the node without brackets around it.
	write() string
}

type (
	// Text is a word or a phrase: an exact substring of the turn's text, where hanzi.Fold decides what counts as the same and white
	// space doesn't count at all.
	Text string
	// Near wants both texts in one turn, in either order, with at most Within characters between the end of the one and the start
	// of the other. White space doesn't count. They may overlap.
	Near struct {
		A, B   Text
		Within int
	}
	// Field wants something of who speaks, of the turn or of its transcript; the Name says what.
	Field struct {
		Name  FieldName
		Value string
	}
	// Days wants a day of speech: YYYY-MM-DD, both inclusive, "" for an open end. A transcript without a date has none.
	Days struct{ First, Last string }
	// Figures wants a figure in the turn.
	Figures struct {
		// Written is what was typed: >1亿元.
		Written string
		Range   Range
	}
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
	nearBinding
	textBinding
)

func (Text) binding() int    { return textBinding }
func (Near) binding() int    { return nearBinding }
func (Field) binding() int   { return textBinding }
func (Days) binding() int    { return textBinding }
func (Figures) binding() int { return textBinding }
func (And) binding() int     { return andBinding }
func (Or) binding() int      { return orBinding }
func (Not) binding() int     { return notBinding }

// write puts a node in brackets unless it holds together more tightly than what surrounds it.
func write(n Node, around int) string {
	if n.binding() > around {
		return n.write()
	}
	return "(" + n.write() + ")"
}

func (a And) write() string     { return join(a, " ", andBinding) }
func (o Or) write() string      { return join(o, " OR ", orBinding) }
func (n Near) write() string    { return fmt.Sprintf("%s NEAR/%d %s", n.A.write(), n.Within, n.B.write()) }
func (f Field) write() string   { return string(f.Name) + ":" + Text(f.Value).write() }
func (d Days) write() string    { return "date:" + d.First + ".." + d.Last }
func (f Figures) write() string { return "figure:" + f.Written }

// write puts no brackets around an exclusion of an exclusion, so that what is written lies no deeper than what was read.
func (n Not) write() string {
	if inner, isNot := n.Node.(Not); isNot {
		return "-" + inner.write()
	}
	return "-" + write(n.Node, notBinding)
}

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
