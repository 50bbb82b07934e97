package parse

import (
	"fmt"
	"strings"

	"shilu/schema"
)

// This file says what is in doubt about a record. A problem never changes what the record holds.

func doubtEncoding(rec *schema.Record, d decoded) {
	if d.doubt != "" {
		rec.Report(schema.ProblemDoubtfulEncoding, d.doubt)
	}
	if lost := countLost(d.text); lost > 0 {
		rec.Report(schema.ProblemLostCharacters, fmt.Sprintf("replacement characters (U+FFFD): %d", lost))
	}
}

// doubtLayout reports the layouts that score about as well and would make other turns of the text.
func doubtLayout(rec *schema.Record, s *script, rivals []layout) {
	var others []string
	for _, rival := range rivals {
		if !s.same(follow(rival, s.doc)) {
			others = append(others, rival.name)
		}
	}
	if len(others) > 0 {
		rec.Report(schema.ProblemAmbiguousLayout, "also reads as "+strings.Join(others, ", "))
	}
}

func doubtTurns(rec *schema.Record) {
	if len(rec.Turns) == 0 {
		rec.Report(schema.ProblemNoTurns, "nobody is said to speak")
		return
	}
	last, lastStamp := 0.0, schema.Opt("")
	for i, t := range rec.Turns {
		if t.Text == "" {
			rec.ReportTurn(schema.ProblemEmptyTurn, i, t.Label)
		}
		if at, ok := seconds(string(t.Time)); ok {
			if at < last {
				rec.ReportTurn(schema.ProblemTimeBackwards, i, fmt.Sprintf("%s after %s", t.Time, lastStamp))
			}
			last, lastStamp = at, t.Time
		}
		if quote := unbalanced(t.Text); quote != "" {
			rec.ReportTurn(schema.ProblemUnbalancedQuotes, i, quote)
		}
	}
}

// quotes are the quotation marks that come in pairs. ’ is left out: it is an apostrophe as well.
var quotes = []struct{ open, close rune }{{'“', '”'}, {'「', '」'}, {'『', '』'}, {'《', '》'}}

// unbalanced returns the first quotation mark without its partner, with some of what follows. A quotation over several paragraphs
// opens again in each and closes in the last.
func unbalanced(text string) string {
	var depth, opened [4]int // opened: where the outermost open one of each kind stands
	lineStart := true
	for i, r := range text {
		if r < '“' || r > '』' {
			lineStart = r == '\n'
			continue
		}
		for k, q := range quotes {
			switch r {
			case q.open:
				if lineStart && depth[k] > 0 {
					depth[k] = 0
				}
				if depth[k] == 0 {
					opened[k] = i
				}
				depth[k]++
			case q.close:
				if depth[k]--; depth[k] < 0 {
					return excerpt(text[i:])
				}
			}
		}
		lineStart = false
	}
	for k := range quotes {
		if depth[k] > 0 {
			return excerpt(text[opened[k]:])
		}
	}
	return ""
}

// excerpt is the beginning of a text, for people.
func excerpt(text string) string {
	n := 0
	for i, r := range text {
		if n++; n > 20 || r == '\n' {
			return text[:i] + "…"
		}
	}
	return text
}
