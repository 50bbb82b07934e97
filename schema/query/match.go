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
	folded, at := t.fold(text)
	var marks []schema.Span
	for _, wanted := range t.wants(t.Root, nil) {
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
func (t Tree) wants(n Node, texts [][]rune) [][]rune {
	switch n := n.(type) {
	case Text:
		if folded, _ := t.fold(string(n)); len(folded) > 0 {
			texts = append(texts, folded)
		}
	case Near:
		texts = t.wants(n.B, t.wants(n.A, texts))
	case And:
		for _, part := range n {
			texts = t.wants(part, texts)
		}
	case Or:
		for _, part := range n {
			texts = t.wants(part, texts)
		}
	}
	return texts
}

// fold returns the runes of the text that aren't white space, folded where the tree folds, and the code point at which each stands.
func (t Tree) fold(text string) (folded []rune, at []int) {
	folded, at = make([]rune, 0, len(text)), make([]int, 0, len(text))
	place := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			if !t.AsTyped {
				r = hanzi.Fold(r)
			}
			folded, at = append(folded, r), append(at, place)
		}
		place++
	}
	return folded, at
}

// Counter counts in many texts what a tree wants to be there. It is not safe for concurrent use.
type Counter struct {
	tree   Tree
	wanted [][]rune
	folded []rune
	times  []int
}

// Counter returns a counter for the tree.
func (t Tree) Counter() *Counter {
	c := &Counter{tree: t}
	if t.Root != nil {
		c.wanted = t.wants(t.Root, nil)
	}
	c.times = make([]int, len(c.wanted))
	return c
}

// Wanted are the texts that are counted, in the order of Count's answer.
func (c *Counter) Wanted() []Text {
	texts := make([]Text, len(c.wanted))
	for i, wanted := range c.wanted {
		texts[i] = Text(wanted)
	}
	return texts
}

// Count returns how often each text stands in this one, and how many characters this one has. The slice is good until the next call.
func (c *Counter) Count(text string) (times []int, length int) {
	c.folded = c.folded[:0]
	for _, r := range text {
		if !unicode.IsSpace(r) {
			if !c.tree.AsTyped {
				r = hanzi.Fold(r)
			}
			c.folded = append(c.folded, r)
		}
	}
	for i, wanted := range c.wanted {
		c.times[i] = 0
		for at := 0; ; at++ {
			found := index(c.folded[at:], wanted)
			if found < 0 {
				break
			}
			at += found
			c.times[i]++
		}
	}
	return c.times, len(c.folded)
}

// Holds says whether a Text or a Near is true of the text.
func (t Tree) Holds(n Node, text string) bool {
	switch n := n.(type) {
	case Text:
		return t.Finder(n).In(text)
	case Near:
		folded, _ := t.fold(text)
		a, _ := t.fold(string(n.A))
		b, _ := t.fold(string(n.B))
		return follows(folded, a, b, n.Within) || follows(folded, b, a, n.Within)
	}
	return false
}

// follows says that b stands in the text where a begins or behind it, at most so many characters behind its end.
func follows(text, a, b []rune, within int) bool {
	for i := 0; ; i++ {
		found := index(text[i:], a)
		if found < 0 {
			return false
		}
		i += found
		if index(text[i:min(len(text), i+len(a)+within+len(b))], b) >= 0 {
			return true
		}
	}
}

// index finds wanted in the text; what is nothing but white space is nowhere.
func index(text, wanted []rune) int {
	if len(wanted) == 0 {
		return -1
	}
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
