package enrich

import "shilu/schema"

// wordCounts counts the words of a transcript.
type wordCounts struct{ counts []int32 }

func (n *nameReader) countWords() {}

func (n *nameReader) keywords() []schema.Keyword { return nil }
