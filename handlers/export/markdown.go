package export

import (
	"bufio"
	"cmp"
	"fmt"
	"strings"

	"shilu/schema"
)

// markdown writes a transcript to be read, in CommonMark:
//
//	# Title
//
//	2024-05-10, place
//
//	- **Maria Lind**, harbour office (official)
//
//	**Maria Lind** 00:01:19.180 [c1234](#c1234 "7a8c…#c1234")
//
//	What she says, a paragraph for each line.
//
// Each turn has an anchor, so that FILE.md#c1234 leads to it; the whole permalink stands in the link's title.
type markdown struct{ out *bufio.Writer }

func openMarkdown(w *bufio.Writer, _ Options) Writer { return markdown{w} }

func (m markdown) Write(s Selection) error {
	r := s.Record
	called := names(r)
	fmt.Fprintf(m.out, "# %s\n", escape(cmp.Or(oneLine(string(r.Title)), oneLine(r.Source.Path), r.ID)))
	m.facts(r)
	m.speakers(r, called)
	if len(r.Turns) == 0 {
		fmt.Fprintf(m.out, "\nNobody is said to speak in it.\n")
	}
	for i, t := range r.Turns {
		m.turn(r, t, called, i == 0 || r.Turns[i-1].Speaker != t.Speaker)
	}
	return nil // what went wrong in a bufio.Writer is said by its Flush
}

// facts are what is known of the whole.
func (m markdown) facts(r schema.Record) {
	var when []string
	for _, fact := range []string{string(r.Date), string(r.Place)} {
		if fact = oneLine(fact); fact != "" {
			when = append(when, escape(fact))
		}
	}
	if len(when) > 0 {
		fmt.Fprintf(m.out, "\n%s\n", strings.Join(when, ", "))
	}
	fmt.Fprintf(m.out, "\nTranscript `%s`", r.ID)
	if path := oneLine(r.Source.Path); path != "" {
		fmt.Fprintf(m.out, " of %s", escape(path))
	}
	if url := oneLine(string(r.Source.URL)); url != "" {
		fmt.Fprintf(m.out, ", published at %s", address(url))
	}
	fmt.Fprintln(m.out)
}

func (m markdown) speakers(r schema.Record, called map[string]string) {
	if len(r.Speakers) > 0 {
		fmt.Fprintln(m.out)
	}
	for _, who := range r.Speakers {
		fmt.Fprintf(m.out, "- **%s**", escape(called[who.ID]))
		if office := oneLine(string(who.Affiliation)); office != "" {
			fmt.Fprintf(m.out, ", %s", escape(office))
		}
		if who.Role != "" && who.Role != schema.Unknown {
			fmt.Fprintf(m.out, " (%s)", who.Role)
		}
		fmt.Fprintln(m.out)
	}
}

// turn writes what is said; one who goes on isn't named again.
func (m markdown) turn(r schema.Record, t schema.Turn, called map[string]string, begins bool) {
	var head []string
	if begins {
		head = append(head, "**"+escape(called[t.Speaker])+"**")
	}
	if time := oneLine(string(t.Time)); time != "" {
		head = append(head, escape(time))
	}
	at := place(t)
	head = append(head, fmt.Sprintf(`<a id="%[1]s"></a>[%[1]s](#%[1]s "%[2]s")`, at, permalink(r, t)))
	fmt.Fprintf(m.out, "\n%s\n", strings.Join(head, " "))
	for _, line := range lines(t.Text) {
		fmt.Fprintf(m.out, "\n%s\n", escape(strings.TrimSpace(line)))
	}
}

// address is a link where it can be one.
func address(url string) string {
	if strings.HasPrefix(url, "http") && !strings.ContainsAny(url, " <>") {
		return "<" + url + ">"
	}
	return escape(url)
}

// marks are the characters that mean something wherever they stand in a line.
const marks = "\\`*_[]<>&~|$"

// escape makes of a line of text one of Markdown that shows it: a backslash before every character that would mean something.
func escape(line string) string {
	var b strings.Builder
	b.Grow(len(line))
	digits := 0
	for i, r := range line {
		switch {
		case r < 0x80 && strings.IndexByte(marks, byte(r)) >= 0,
			i == 0 && strings.ContainsRune("#+-=", r),      // a heading, a list, the line below a heading
			i == digits && i > 0 && (r == '.' || r == ')'): // a numbered list
			b.WriteByte('\\')
		case i == digits && '0' <= r && r <= '9':
			digits++
		}
		b.WriteRune(r)
	}
	return b.String()
}
