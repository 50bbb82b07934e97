package parse

import (
	"slices"
	"strconv"
	"strings"

	"shilu/schema"
)

// script is what a layout makes of a document: turns, and what is said in each.
type script struct {
	doc *document
	// preamble is what was said before the first turn.
	preamble []piece
	turns    []utterance
	pieces   []piece // of all turns, in order
	paused   bool    // what comes is nobody's words
	// foot is what a page prints below what was said.
	foot   []piece
	closed bool // what comes is the foot
	// heads are the title and the facts of the preamble, which every further page of the same event prints again.
	heads map[string]bool
}

// utterance is a turn as a layout reads it.
type utterance struct {
	label, time string
	from        int    // the turn's first piece; its last one is before the next turn's first
	among       string // see part.among
}

// turn begins a turn. The label is what is printed, without stamp, brackets and colon; both may be empty.
func (s *script) turn(label, time string) {
	if len(s.turns) == 0 {
		s.heads = pageHeads(s.preamble)
	}
	s.turns = append(s.turns, utterance{label: label, time: time, from: len(s.pieces)})
	s.paused, s.closed = false, false
}

// stamp gives the turn that was begun last its time, where the file prints it behind the label or below the text. The first one counts;
// before the first turn there is nothing to give it to.
func (s *script) stamp(time string) {
	if n := len(s.turns); n > 0 && s.turns[n-1].time == "" {
		s.turns[n-1].time = time
	}
}

// say adds text to the turn that was begun last, to the preamble if there is none. Headings and pictures between turns are nobody's
// words, nor is the title where a further page prints it again.
func (s *script) say(p piece) {
	if len(s.turns) > 0 && (s.heads != nil && s.heads[withoutPage(p.text)] || strings.HasPrefix(p.text, "![")) {
		return
	}
	if s.doc.form == markdown {
		if _, inner, ok := heading(p); ok {
			if len(s.turns) > 0 {
				return
			}
			p = inner
		}
	}
	s.add(p)
}

// add is say for text that is said whatever it looks like.
func (s *script) add(p piece) {
	switch {
	case p.text == "" || s.paused:
	case s.closed:
		s.foot = append(s.foot, p)
	case len(s.turns) == 0:
		s.preamble = append(s.preamble, p)
	default:
		s.pieces = append(s.pieces, p)
	}
}

// pause says that the heading and what is below it, up to the next turn, is nobody's words; before the first turn it's preamble.
func (s *script) pause(heading piece) {
	s.say(heading)
	s.paused = len(s.turns) > 0
}

// skip says that what comes, up to the next turn, is nobody's words.
func (s *script) skip() { s.paused = len(s.turns) > 0 }

// close says that a line and what is below it, up to the next turn if there is one, is the foot of the page.
func (s *script) close(l piece) {
	s.closed = len(s.turns) > 0
	s.say(l)
}

// reverse puts the turns into the order in which they were spoken, where the file has the newest first.
func (s *script) reverse() {
	turns := make([]utterance, 0, len(s.turns))
	pieces := make([]piece, 0, len(s.pieces))
	for i := len(s.turns) - 1; i >= 0; i-- {
		u := s.turns[i]
		said := s.said(i)
		u.from = len(pieces)
		turns = append(turns, u)
		pieces = append(pieces, said...)
	}
	s.turns, s.pieces = turns, pieces
}

// isSilent reports whether nothing was said yet in the turn that was begun last.
func (s *script) isSilent() bool {
	n := len(s.turns)
	return n > 0 && s.turns[n-1].from == len(s.pieces)
}

// isNewestFirst reports whether the times of the turns run backwards more often than forwards.
func (s *script) isNewestFirst() bool {
	order := 0
	last := ""
	for _, u := range s.turns {
		if u.time == "" {
			continue
		}
		if last != "" {
			order += compareMoments(u.time, last)
		}
		last = u.time
	}
	return order < 0
}

// said is what the turn at index i says.
func (s *script) said(i int) []piece {
	end := len(s.pieces)
	if i+1 < len(s.turns) {
		end = s.turns[i+1].from
	}
	return s.pieces[s.turns[i].from:end]
}

// openWith makes the last n pieces of the preamble the first turn, which has no label.
func (s *script) openWith(n int) {
	opening := s.preamble[len(s.preamble)-n:]
	s.preamble = s.preamble[:len(s.preamble)-n]
	for i := range s.turns {
		s.turns[i].from += n
	}
	s.turns = slices.Insert(s.turns, 0, utterance{})
	s.pieces = slices.Insert(s.pieces, 0, opening...)
}

// same reports whether two readings of a document have the same turns.
func (s *script) same(other *script) bool {
	return slices.EqualFunc(s.turns, other.turns, func(a, b utterance) bool { return a == b }) &&
		slices.Equal(s.pieces, other.pieces)
}

// pageHeads are the lines of a preamble that are the page's: title, facts, lead.
func pageHeads(preamble []piece) map[string]bool {
	var heads map[string]bool
	titled := false
	for _, l := range preamble[:min(len(preamble), headLines)] {
		isHead := isLead(l.text)
		if !titled && isTitle(l.text) {
			titled, isHead = true, true
		}
		if key, _, ok := cutColon(l.text); ok && isKey(key) {
			isHead = true
		}
		if isHead && len(l.text) > shortestHead {
			if heads == nil {
				heads = map[string]bool{}
			}
			heads[withoutPage(l.text)] = true
		}
	}
	return heads
}

// withoutPage is a title without the number of the page that it is printed on: 记者会实录（2）, 记者会实录(下).
func withoutPage(title string) string {
	open := max(strings.LastIndexByte(title, '('), strings.LastIndex(title, "（"))
	if open <= 0 || !strings.HasSuffix(title, ")") && !strings.HasSuffix(title, "）") {
		return title
	}
	inner := strings.Trim(title[open:], "()（）第页頁续續 ")
	if strings.Trim(inner, "0123456789一二三四五六七八九十上中下") != "" {
		return title
	}
	return strings.TrimRightFunc(title[:open], isBlank)
}

// shortestHead is the longest line in bytes that somebody may say by chance just as the page has it above.
const shortestHead = 18

// cast puts the turns into the record, and a speaker for each distinct label: who is the same person isn't decided here. The texts
// and spans of all turns share one allocation each.
func (s *script) cast(rec *schema.Record) {
	rec.Turns = make([]schema.Turn, len(s.turns))
	spans := make([]schema.Span, len(s.pieces))
	var text strings.Builder
	text.Grow(size(s.pieces))
	speakers := map[[2]string]string{}
	for i, u := range s.turns {
		who := [2]string{u.among, u.label}
		id, known := speakers[who]
		if !known {
			id = "s" + strconv.Itoa(len(speakers)+1)
			speakers[who] = id
			rec.Speakers = append(rec.Speakers, speaker(id, u.label))
		}
		said := s.said(i)
		mine := spans[u.from : u.from+len(said) : u.from+len(said)]
		start := text.Len()
		join(&text, said, mine)
		rec.Turns[i] = schema.Turn{
			Index: i, Speaker: id, Label: u.label, Time: schema.Opt(u.time), Text: text.String()[start:], Spans: mine,
		}
	}
}

func speaker(id, label string) schema.Speaker {
	s := schema.Speaker{ID: id, Labels: []string{}, Role: schema.Unknown}
	if label != "" {
		s.Labels = append(s.Labels, label)
	}
	return s
}

// passage is pieces as a record holds them, nil for none.
func passage(pieces []piece) *schema.Passage {
	if len(pieces) == 0 {
		return nil
	}
	p := &schema.Passage{Spans: make([]schema.Span, len(pieces))}
	var text strings.Builder
	text.Grow(size(pieces))
	join(&text, pieces, p.Spans)
	p.Text = text.String()
	return p
}

// join writes the pieces with line feeds between them, and where they come from.
func join(text *strings.Builder, pieces []piece, spans []schema.Span) {
	for i, p := range pieces {
		if i > 0 {
			text.WriteByte('\n')
		}
		text.WriteString(p.text)
		spans[i] = p.span()
	}
}

// size is the bytes of the pieces with a line feed each.
func size(pieces []piece) int {
	n := len(pieces)
	for _, p := range pieces {
		n += len(p.text)
	}
	return n
}
