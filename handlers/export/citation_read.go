package export

import (
	"encoding/json"
	"regexp"
	"strconv"
	"strings"
)

// Quoted is a quotation as somebody has it: which words, and where they claim to be.
type Quoted struct {
	Quote      string `json:"quote"`
	Transcript string `json:"transcript"`
	Start      int    `json:"start"`
}

// ReadCitations finds the quotations in a text that holds them in the forms that Citation writes, in others' words or alone: CSL-JSON, a
// citation's own JSON, BibTeX, Markdown, plain text. In text a permalink is looked for, and what stands above it in the same paragraph,
// or in the entry's field quote, is quoted. A permalink without words is none.
func ReadCitations(text string) []Quoted {
	if found := readJSON(text); found != nil {
		return found
	}
	var found []Quoted
	for _, entry := range strings.Split(text, "\n@") {
		if q, ok := readBibTeX(entry); ok {
			found = append(found, q)
		}
	}
	if found != nil {
		return found
	}
	for _, paragraph := range paragraphBreak.Split(strings.ReplaceAll(text, "\r\n", "\n"), -1) {
		if q, ok := readParagraph(paragraph); ok {
			found = append(found, q)
		}
	}
	return found
}

var (
	paragraphBreak = regexp.MustCompile(`\n[ \t]*\n`)
	permalinkForm  = regexp.MustCompile(`\b([0-9a-f]{4,32})#c(\d{1,9})\b`)
)

func readJSON(text string) []Quoted {
	var items []cslItem
	var item cslItem
	var own Citation
	data := []byte(text)
	switch {
	case json.Unmarshal(data, &items) == nil:
	case json.Unmarshal(data, &item) == nil && item.Custom != nil:
		items = []cslItem{item}
	case json.Unmarshal(data, &own) == nil && own.Permalink != "":
		items = []cslItem{{Custom: &cslSpecial{own}}}
	}
	var found []Quoted
	for _, item := range items {
		// Reference managers drop custom, and keep the note and the annotation.
		q := Quoted{Quote: item.Annote}
		at := item.ID + " " + item.Note
		if item.Custom != nil {
			q.Quote, at = item.Custom.Shilu.Quote, item.Custom.Shilu.Permalink
		}
		if q.claims(at) {
			found = append(found, q)
		}
	}
	return found
}

// claims reads the first permalink in a text.
func (q *Quoted) claims(text string) bool {
	m := permalinkForm.FindStringSubmatch(text)
	if m == nil || strings.TrimSpace(q.Quote) == "" {
		return false
	}
	q.Transcript = m[1]
	q.Start, _ = strconv.Atoi(m[2]) // nine digits at most
	return true
}

var (
	quoteField     = regexp.MustCompile(`(?s)\n\s*quote\s*=\s*\{(.*?)\},?\s*\n`)
	permalinkField = regexp.MustCompile(`permalink\s*=\s*\{([^}]*)\}`)
)

func readBibTeX(entry string) (Quoted, bool) {
	quote, at := quoteField.FindStringSubmatch(entry), permalinkField.FindStringSubmatch(entry)
	if quote == nil || at == nil {
		return Quoted{}, false
	}
	q := Quoted{Quote: untex(quote[1])}
	return q, q.claims(at[1])
}

func untex(text string) string {
	pairs := make([]string, len(texEscapes))
	for i := 0; i < len(texEscapes); i += 2 {
		pairs[i], pairs[i+1] = texEscapes[i+1], texEscapes[i]
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// readParagraph takes the lines above the one with the permalink as quoted, or what stands in quotation marks before it on the line.
func readParagraph(paragraph string) (Quoted, bool) {
	var above []string
	isBlock := false
	for line := range strings.Lines(paragraph) {
		line = strings.TrimSpace(line)
		if inner, ok := strings.CutPrefix(line, ">"); ok {
			line, isBlock = strings.TrimSpace(inner), true
		}
		at := permalinkForm.FindStringIndex(line)
		if at == nil {
			if line != "" {
				above = append(above, line)
			}
			continue
		}
		quote := strings.Join(above, "\n")
		if quote == "" {
			quote = lastQuotation(line[:at[0]])
		}
		if isBlock {
			quote = unescape(quote)
		} else if inner, ok := strings.CutPrefix(quote, "“"); ok {
			quote = strings.TrimSuffix(inner, "”")
		}
		q := Quoted{Quote: quote}
		return q, q.claims(line[at[0]:at[1]])
	}
	return Quoted{}, false
}

// lastQuotation is what stands in the last “ ” of a line, with them; all of a line that has none.
func lastQuotation(line string) string {
	end := strings.LastIndex(line, "”")
	if end < 0 {
		return line
	}
	depth := 1
	for start := end - 1; start >= 0; start-- {
		switch {
		case strings.HasPrefix(line[start:], "”"):
			depth++
		case strings.HasPrefix(line[start:], "“"):
			if depth--; depth == 0 {
				return line[start : end+len("”")]
			}
		}
	}
	return line[:end]
}

// unescape takes the backslashes away that escape puts.
func unescape(text string) string {
	var b strings.Builder
	escaped := false
	for _, r := range text {
		if escaped = !escaped && r == '\\'; !escaped {
			b.WriteRune(r)
		}
	}
	return b.String()
}
