// Package query is the search language: what a question may be, how it is read from what somebody typed, and what an answer
// looks like.
package query

// Tree is a search: what the text of a turn has to hold. The zero Tree finds nothing.
type Tree struct {
	// Root is nil where nothing is asked.
	Root Node
	// Warning says what of the input could not be read as a query and was searched as plain words; "" where all of it could.
	Warning string
}

// Node is a Text, an And, an Or or a Not.
type Node interface {
	String() string
	node()
}

type (
	// Text is a word or a phrase: an exact substring after folding; white space in it is insignificant.
	Text string
	// And wants all of its nodes.
	And []Node
	// Or wants one of its nodes.
	Or []Node
	// Not wants its node to be false.
	Not struct{ Node Node }
)

func (Text) node() {}
func (And) node()  {}
func (Or) node()   {}
func (Not) node()  {}

func (t Text) String() string { return string(t) }
func (a And) String() string  { return "" }
func (o Or) String() string   { return "" }
func (n Not) String() string  { return "" }

// Parse reads what somebody typed. It never fails: what can't be read as a query is searched as plain words, and the tree's
// Warning says so.
func Parse(input string) Tree { return Tree{Root: Text(input)} }

// String writes the tree so that Parse reads the same one.
func (t Tree) String() string { return "" }
