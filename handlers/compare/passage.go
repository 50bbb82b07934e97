package compare

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// Passage is words at a place: code points of the decoded text of a transcript.
type Passage struct {
	Turn  int    `json:"turn"`
	Start int    `json:"start"`
	End   int    `json:"end"`
	Text  string `json:"text"`
}

// Find is the first place in a turn where words stand; white space doesn't count, for quotations get wrapped. No words are nowhere.
func Find(t schema.Turn, words string) (Passage, bool) {
	text, at := dense(t.Text)
	wanted, _ := dense(words)
	i := strings.Index(text, wanted)
	if wanted == "" || i < 0 {
		return Passage{}, false
	}
	first := utf8.RuneCountInString(text[:i])
	last := first + utf8.RuneCountInString(wanted) - 1
	return Cut(t, at[first], at[last]+1), true
}

// Cut is the passage between two code points of a turn's text.
func Cut(t schema.Turn, start, end int) Passage {
	return Passage{Turn: t.Index, Start: inOriginal(t, start), End: inOriginal(t, end-1) + 1, Text: string([]rune(t.Text)[start:end])}
}

// dense is text without white space, and the code point at which each of its characters stands.
func dense(text string) (string, []int) {
	var b strings.Builder
	var at []int
	place := 0
	for _, r := range text {
		if !unicode.IsSpace(r) {
			b.WriteRune(r)
			at = append(at, place)
		}
		place++
	}
	return b.String(), at
}

// inOriginal is the code point of the decoded text for one of the turn's. A line feed between spans is at the end of the first.
func inOriginal(t schema.Turn, offset int) int {
	for _, s := range t.Spans {
		if n := s[1] - s[0]; offset < n {
			return s[0] + offset
		} else if offset -= n + 1; offset < 0 {
			return s[1]
		}
	}
	return 0
}

// Verdict is what became of a quotation.
type Verdict struct {
	Standing Standing `json:"standing"`
	// At is where the words are now, null where they are gone.
	At *Passage `json:"at"`
	// Edits lead from the quotation to what stands there now, where that differs.
	Edits []Edit `json:"edits,omitempty"`
}

// Standing says whether a quotation still stands.
type Standing string

// The standings.
const (
	Stands  Standing = "stands"  // the same words at the same place
	Moved   Standing = "moved"   // the same words elsewhere
	Altered Standing = "changed" // other words where they were
	Gone    Standing = "gone"    // nothing like it
)

// Quotation says what became of words that were cited at a place of a transcript. Present is the transcript that counts now: the cited
// one itself, or the revision that took its place.
func Quotation(cited, present schema.Record, place int, words string) Verdict {
	turn, found := turnAt(cited, place)
	if found && cited.ID != present.ID {
		turn, found = Matching(cited, present, turn.Index)
	}
	if found {
		if at, ok := nearest(turn, words, place); ok {
			return verdict(at, place)
		}
	}
	for _, t := range present.Turns {
		if at, ok := Find(t, words); ok {
			return verdict(at, place)
		}
	}
	if found {
		if at, ok := about(turn, words); ok {
			return Verdict{Standing: Altered, At: &at, Edits: Edits(words, at.Text)}
		}
	}
	return Verdict{Standing: Gone}
}

func verdict(at Passage, place int) Verdict {
	if at.Start == place {
		return Verdict{Standing: Stands, At: &at}
	}
	return Verdict{Standing: Moved, At: &at}
}

func turnAt(r schema.Record, place int) (schema.Turn, bool) {
	for _, t := range r.Turns {
		if n := len(t.Spans); n > 0 && t.Spans[0][0] <= place && place < t.Spans[n-1][1] {
			return t, true
		}
	}
	return schema.Turn{}, false
}

// nearest is Find for words that may stand in a turn several times: at the place if they are there, else the first.
func nearest(t schema.Turn, words string, place int) (Passage, bool) {
	first, found := Find(t, words)
	if !found || first.Start >= place {
		return first, found
	}
	text := []rune(t.Text)
	for start := range text {
		if inOriginal(t, start) != place {
			continue
		}
		rest, _ := dense(string(text[start:]))
		wanted, at := dense(words)
		if !strings.HasPrefix(rest, wanted) {
			break
		}
		_, places := dense(string(text[start:]))
		return Cut(t, start, start+places[len(at)-1]+1), true
	}
	return first, true
}

// about is what stands in a turn in the place of words that are about the same: where most of their pairs of characters agree.
func about(t schema.Turn, words string) (Passage, bool) {
	text, wanted := []rune(t.Text), []rune(words)
	if len(wanted) < 2 || len(text) < 2 {
		return Passage{}, false
	}
	places := map[[2]rune][]int{}
	for i := range len(text) - 1 {
		pair := [2]rune{text[i], text[i+1]}
		places[pair] = append(places[pair], i)
	}
	votes, best := map[int]int{}, 0
	for i := range len(wanted) - 1 {
		for _, at := range places[[2]rune{wanted[i], wanted[i+1]}] {
			if votes[at-i]++; votes[at-i] > votes[best] || votes[at-i] == votes[best] && at-i < best {
				best = at - i
			}
		}
	}
	slack := len(wanted)/4 + 8
	from, to := max(0, min(best-slack, len(text))), max(0, min(best+len(wanted)+slack, len(text)))
	window := string(text[from:to])
	kept, start, end := 0, -1, 0
	at := 0
	for _, e := range Edits(words, window) {
		n := utf8.RuneCountInString(e.Text)
		switch e.Kind {
		case Same:
			if start < 0 {
				start = at
			}
			kept, at = kept+n, at+n
			end = at
		case Added:
			at += n
		}
	}
	if float64(kept) < alike*float64(len(wanted)) {
		return Passage{}, false
	}
	return Cut(t, from+start, from+end), true
}
