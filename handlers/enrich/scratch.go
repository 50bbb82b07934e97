package enrich

import (
	"sync"

	"shilu/handlers/enrich/internal/lexicon"
)

// A scratch is the memory that goes from one record to the next: making it anew took as long as reading a short transcript in it.
type scratch struct {
	text    numeralText
	lattice *lexicon.Lattice
	counted []int32 // by WordID, all nought: where wordCounts keeps its places
}

var scratches = sync.Pool{New: func() any {
	words := loadNameTables().words
	return &scratch{lattice: lexicon.NewLattice(words), counted: make([]int32, words.Len())}
}}
