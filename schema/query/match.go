package query

import (
	"slices"
	"unicode"

	"shilu/schema"
	"shilu/schema/hanzi"
)

// Marks returns where the text holds what the tree asks for: code points, in order, not overlapping. What stands under a Not isn't
// marked. A mark reaches over white space inside it.
func (t Tree) Marks(text string) []schema.Span {
	if t.Root == nil {
		return nil
	}
	folded, at := fold(text)
	var marks []schema.Span
	for _, wanted := range wants(t.Root, nil) {
		for i := 0; ; {
			found := index(folded[i:], wanted)
			if found < 0 {
				break
			}
			i += found
			marks = append(marks, schema.Span{at[i], at[i+len(wanted)-1] + 1})
			i++ // 哈哈 stands in 哈哈哈 twice
		}
	}
	return merge(marks)
}

// Excerpt cuts about width code points out of the text, so that its first mark stands in the first third.
func (t Tree) Excerpt(text string, width int) Excerpt {
	marks := t.Marks(text)
	runes := []rune(text)
	start := 0
	if len(marks) > 0 {
		start = max(0, min(marks[0][0]-width/3, len(runes)-width))
	}
	end := min(start+width, len(runes))
	e := Excerpt{Start: start, Text: string(runes[start:end]), Before: start > 0, After: end < len(runes), Marks: []schema.Span{}}
	for _, m := range marks {
		if m[0] < end {
			e.Marks = append(e.Marks, schema.Span{m[0] - start, min(m[1], end) - start})
		}
	}
	return e
}

// wants collects the folded texts that must or may be there.
func wants(n Node, texts [][]rune) [][]rune {
	switch n := n.(type) {
	case Text:
		if folded, _ := fold(string(n)); len(folded) > 0 {
			texts = append(texts, folded)
		}
	case And:
		for _, part := range n {
			texts = wants(part, texts)
		}
	case Or:
		for _, part := range n {
			texts = wants(part, texts)
		}
	}
	return texts
}

// fold returns the folded runes of the text that aren't white space, and the code point at which each stands.
func fold(text string) (folded []rune, at []int) {
	folded, at = make([]rune, 0, len(text)), make([]int, 0, len(text))
	place := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			folded, at = append(folded, hanzi.Fold(r)), append(at, place)
		}
		place++
	}
	return folded, at
}

func index(text, wanted []rune) int {
	for i := 0; i+len(wanted) <= len(text); i++ {
		if text[i] == wanted[0] && slices.Equal(text[i:i+len(wanted)], wanted) {
			return i
		}
	}
	return -1
}

// merge sorts the spans and joins those that overlap.
func merge(spans []schema.Span) []schema.Span {
	slices.SortFunc(spans, func(a, b schema.Span) int { return a[0] - b[0] })
	var merged []schema.Span
	for _, s := range spans {
		if n := len(merged); n > 0 && s[0] < merged[n-1][1] {
			merged[n-1][1] = max(merged[n-1][1], s[1])
		} else {
			merged = append(merged, s)
		}
	}
	return merged
}
