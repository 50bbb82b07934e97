package export

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"shilu/schema"
)

// Citation is a quotation with all that it takes to find it again, and to know whether it was changed.
type Citation struct {
	Quote string `json:"quote"`
	// Permalink is the transcript's id and the code point of its decoded text where the quotation starts; End is where it ends.
	Permalink  string `json:"permalink"`
	Transcript string `json:"transcript"`
	Start      int    `json:"start"`
	End        int    `json:"end"`
	// Digest is the SHA-256 of the file that was cited.
	Digest string `json:"digest"`
	// Time is the stamp of the turn, as printed.
	Time        schema.Opt `json:"time"`
	Speaker     schema.Opt `json:"speaker"`
	Affiliation schema.Opt `json:"affiliation"`
	Title       schema.Opt `json:"title"`
	Date        schema.Opt `json:"date"`
	Place       schema.Opt `json:"place"`
	URL         schema.Opt `json:"url"`
	Language    schema.Opt `json:"language"`
	// Cited is the day of citing, YYYY-MM-DD.
	Cited string `json:"cited"`
}

// Cite makes the citation of words that are said in a turn of the record, from one code point of the decoded text to another.
func Cite(r schema.Record, t schema.Turn, start, end int, words string, now time.Time) Citation {
	who := byID(r)[t.Speaker]
	return Citation{
		Quote: words, Permalink: fmt.Sprintf("%s#c%d", r.ID, start), Transcript: r.ID, Start: start, End: end, Digest: r.Digest,
		Time: t.Time, Speaker: schema.Opt(cmp.Or(string(who.Name), t.Label)), Affiliation: who.Affiliation,
		Title: r.Title, Date: r.Date, Place: r.Place, URL: r.Source.URL, Language: r.Language, Cited: now.Format(time.DateOnly),
	}
}

// CitationFormats are the forms of citations, the default first.
func CitationFormats() []string { return []string{"gbt7714", "bibtex", "csl-json", "markdown"} }

// Format writes the citation in a form, with a line feed at its end.
func (c Citation) Format(form string) (string, error) {
	switch form {
	case "gbt7714":
		return c.gbt7714(), nil
	case "bibtex":
		return c.bibtex(), nil
	case "csl-json":
		return c.cslJSON()
	case "markdown":
		return c.markdown(), nil
	}
	return "", fmt.Errorf("there is no form of citations %q, only %s", form, strings.Join(CitationFormats(), ", "))
}

// gbt7714 is the quotation and, after GB/T 7714-2015, 4.6, the entry: who, title with its type, the year with the place within (the
// stamp), the day of issue, the day of citing, the way to it, the identifier. What has no address is of the type Z, other, with its place.
func (c Citation) gbt7714() string {
	var b strings.Builder
	fmt.Fprintf(&b, "“%s”\n", clean(c.Quote))
	if who := oneLine(string(c.Speaker)); who != "" {
		b.WriteString(who + ". ")
	}
	b.WriteString(cmp.Or(oneLine(string(c.Title)), "[无题名]"))
	stamp, date := oneLine(string(c.Time)), string(c.Date)
	if url := oneLine(string(c.URL)); url != "" {
		b.WriteString("[EB/OL]. ")
		if year, _, _, ok := c.day(); ok && stamp != "" {
			fmt.Fprintf(&b, "%d: %s", year, stamp)
		}
		if date != "" {
			fmt.Fprintf(&b, "(%s)", date)
		}
		fmt.Fprintf(&b, "[%s]. %s.", c.Cited, url)
	} else {
		issued := strings.Join(filled(oneLine(string(c.Place)), date), ", ")
		fmt.Fprintf(&b, "[Z]. %s[%s].", strings.Join(filled(issued, stamp), ": "), c.Cited)
	}
	fmt.Fprintf(&b, " %s. SHA-256: %s.\n", c.Permalink, c.Digest)
	return b.String()
}

// filled are the texts that aren't empty.
func filled(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// markdown is a block quotation with its source below.
func (c Citation) markdown() string {
	var b strings.Builder
	for _, line := range lines(c.Quote) {
		fmt.Fprintf(&b, "> %s\n>\n", escape(strings.TrimSpace(line)))
	}
	who := escape(oneLine(string(c.Speaker)))
	if office := oneLine(string(c.Affiliation)); office != "" {
		who += " (" + escape(office) + ")"
	}
	title := escape(oneLine(string(c.Title)))
	if url := oneLine(string(c.URL)); url != "" && !strings.ContainsAny(url, " <>") {
		title = "[" + cmp.Or(title, "transcript") + "](<" + url + ">)"
	}
	source := filled(who, title, escape(oneLine(string(c.Place))), string(c.Date), escape(oneLine(string(c.Time))))
	fmt.Fprintf(&b, "> — %s. `%s`, SHA-256 `%s`\n", strings.Join(source, ", "), c.Permalink, c.Digest)
	return b.String()
}

// bibtex is an entry for BibTeX and biblatex. Characters that mean something to TeX are escaped, braces by name, because BibTeX counts
// them even behind a backslash; others, Chinese among them, stay as they are, for engines that read UTF-8. Names are kept in one piece.
func (c Citation) bibtex() string {
	var b strings.Builder
	fmt.Fprintf(&b, "@misc{shilu:%s-c%d", c.Transcript[:min(8, len(c.Transcript))], c.Start)
	field := func(name, value string) {
		if value != "" {
			fmt.Fprintf(&b, ",\n  %s = {%s}", name, value)
		}
	}
	whole := func(text string) string {
		if text == "" {
			return ""
		}
		return "{" + tex(text) + "}"
	}
	field("author", whole(oneLine(string(c.Speaker))))
	field("title", whole(oneLine(string(c.Title))))
	if year, month, day, ok := c.day(); ok {
		field("date", string(c.Date))
		field("year", strconv.Itoa(year))
		field("month", strconv.Itoa(month))
		field("day", strconv.Itoa(day))
	}
	field("address", tex(oneLine(string(c.Place))))
	field("url", strings.NewReplacer("{", "%7B", "}", "%7D", `\`, "%5C").Replace(oneLine(string(c.URL))))
	field("urldate", c.Cited)
	field("note", tex(strings.Join(filled(oneLine(string(c.Affiliation)), oneLine(string(c.Time)), c.Permalink), ", ")))
	field("quote", tex(clean(c.Quote)))
	field("permalink", c.Permalink)
	field("sha256", c.Digest)
	b.WriteString("\n}\n")
	return b.String()
}

var texEscapes = []string{`\`, `\textbackslash{}`, "{", `\textbraceleft{}`, "}", `\textbraceright{}`, "%", `\%`, "&", `\&`, "$", `\$`, "#", `\#`, "_", `\_`,
	"^", `\textasciicircum{}`, "~", `\textasciitilde{}`}

func tex(text string) string { return strings.NewReplacer(texEscapes...).Replace(text) }

// cslItem is what of the CSL-JSON schema (csl-data.json 1.0.2) a citation needs. What has no field there is in custom.
type cslItem struct {
	ID         string      `json:"id"`
	Type       string      `json:"type"`
	Title      string      `json:"title,omitempty"`
	Author     []cslName   `json:"author,omitempty"`
	Issued     *cslDate    `json:"issued,omitempty"`
	Accessed   *cslDate    `json:"accessed,omitempty"`
	EventPlace string      `json:"event-place,omitempty"`
	Language   string      `json:"language,omitempty"`
	URL        string      `json:"URL,omitempty"`
	Note       string      `json:"note,omitempty"`
	Annote     string      `json:"annote,omitempty"`
	Custom     *cslSpecial `json:"custom,omitempty"`
}

type cslName struct {
	Literal string `json:"literal"`
}

type cslDate struct {
	Parts [][]int `json:"date-parts"`
}

type cslSpecial struct {
	Shilu Citation `json:"shilu"`
}

// cslJSON is an array with the one item, as reference managers import it.
func (c Citation) cslJSON() (string, error) {
	item := cslItem{
		ID: c.Permalink, Type: "speech", Title: string(c.Title), EventPlace: string(c.Place), Language: string(c.Language), URL: string(c.URL),
		Annote: c.Quote, Custom: &cslSpecial{c},
	}
	if c.Speaker != "" {
		item.Author = []cslName{{string(c.Speaker)}}
	}
	if year, month, day, ok := c.day(); ok {
		item.Issued = &cslDate{[][]int{{year, month, day}}}
	}
	if cited, err := time.Parse(time.DateOnly, c.Cited); err == nil {
		item.Accessed = &cslDate{[][]int{{cited.Year(), int(cited.Month()), cited.Day()}}}
	}
	item.Note = strings.Join(filled(string(c.Affiliation), string(c.Time), c.Permalink), ", ")
	var b strings.Builder
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	err := encoder.Encode([]cslItem{item})
	return b.String(), err
}

// day is the day of speech in numbers.
func (c Citation) day() (year, month, day int, ok bool) {
	t, err := time.Parse(time.DateOnly, string(c.Date))
	return t.Year(), int(t.Month()), t.Day(), err == nil
}
