package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"shilu/schema"
)

// printJSON writes a value as the one JSON document of a command's output.
func printJSON(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(value)
}

// printRecord writes a record for people: what is known of the whole, who spoke, what was said, and what is doubtful.
func printRecord(w io.Writer, r schema.Record) {
	fmt.Fprintf(w, "%s\n", shown(or(string(r.Title), "(no title)")))
	fmt.Fprintf(w, "%s  %s  layout %s  %s %s", r.ID, or(string(r.Date), "no date"), r.Layout, r.Encoding, or(string(r.Language), ""))
	if r.Place != "" {
		fmt.Fprintf(w, "  %s", shown(string(r.Place)))
	}
	fmt.Fprintf(w, "\n%s, %s, %s, %s, %s, %s\n", count(len(r.Turns), "turn"), count(len(r.Speakers), "speaker"),
		count(len(r.Exchanges), "question"), count(len(r.Figures), "figure"), count(len(r.Dates), "date"), count(len(r.Entities), "name"))
	names := map[string]string{}
	if len(r.Speakers) > 0 {
		fmt.Fprintln(w)
	}
	for _, s := range r.Speakers {
		names[s.ID] = or(string(s.Name), strings.Join(s.Labels, " / "))
		fmt.Fprintf(w, "  %-4s %-11s %s", s.ID, s.Role, shown(or(names[s.ID], "?")))
		if s.Affiliation != "" {
			fmt.Fprintf(w, "  %s", shown(string(s.Affiliation)))
		}
		fmt.Fprintln(w)
	}
	asks := map[int]string{}
	for _, e := range r.Exchanges {
		for _, turn := range e.Question {
			asks[turn] = " → " + or(joinInts(e.Answers), "no answer")
		}
	}
	for _, t := range r.Turns {
		fmt.Fprintf(w, "\n#%d %s%s%s\n", t.Index, or(string(t.Time)+" ", ""), shown(or(names[t.Speaker], t.Label)), asks[t.Index])
		for _, line := range strings.Split(t.Text, "\n") {
			fmt.Fprintf(w, "  %s\n", shown(line))
		}
	}
	if len(r.Problems) > 0 {
		fmt.Fprintf(w, "\nproblems\n")
	}
	for _, p := range r.Problems {
		at := ""
		if p.Turn != nil {
			at = fmt.Sprintf(" #%d", *p.Turn)
		}
		fmt.Fprintf(w, "  %s%s: %s\n", p.Code, at, shown(p.Detail))
	}
	for _, word := range r.Annotations {
		fmt.Fprintf(w, "\n%s says (version %d)\n", word.Annotator, word.Version)
		for _, n := range word.Annotations {
			fmt.Fprintf(w, "  #c%d %s %s", n.Place, n.Kind, shown(n.Quote))
			if n.Value != nil {
				fmt.Fprintf(w, " = %s", shown(fmt.Sprint(n.Value)))
			}
			if n.Label != "" {
				fmt.Fprintf(w, "  %s", shown(string(n.Label)))
			}
			fmt.Fprintln(w)
		}
	}
}

// shown makes a stranger's text safe for a terminal: control characters, separators of lines and paragraphs, and the marks that turn
// the direction of writing are written as escapes. Tabs stay.
func shown(text string) string {
	unsafe := func(r rune) bool {
		switch {
		case r == '\t':
			return false
		case r == 0x061c, r == 0x200e, r == 0x200f, r >= 0x2028 && r <= 0x202e, r >= 0x2066 && r <= 0x2069:
			return true
		}
		return r < ' ' || r >= 0x7f && r < 0xa0
	}
	if strings.IndexFunc(text, unsafe) < 0 {
		return text
	}
	var b strings.Builder
	for _, r := range text {
		if unsafe(r) {
			fmt.Fprintf(&b, "\\u%04x", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

func or(text, otherwise string) string {
	if strings.TrimSpace(text) == "" {
		return otherwise
	}
	return text
}

func count(n int, what string) string {
	if n != 1 {
		what += "s"
	}
	return fmt.Sprintf("%d %s", n, what)
}

func joinInts(numbers []int) string {
	parts := make([]string, len(numbers))
	for i, n := range numbers {
		parts[i] = fmt.Sprintf("#%d", n)
	}
	return strings.Join(parts, " ")
}

// printJSONLine writes a value as one line of a stream.
func printJSONLine(w io.Writer, value any) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(value)
}

// shownLines is shown for text of several lines.
func shownLines(text string) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		lines[i] = shown(strings.TrimSuffix(line, "\r"))
	}
	return strings.Join(lines, "\n")
}
