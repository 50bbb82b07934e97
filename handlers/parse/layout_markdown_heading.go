package parse

import "strings"

// A Markdown heading with a colon for each turn, or for each paragraph of it: each heading is a turn of its own. Headings without a
// colon divide the text; headings that are keys (出席人員：) head what nobody said.
//
//	### 唐某：
//	謝謝，這是很好的問題。
//	### 海城日報 林小舟：
//	想追問一下。
func init() {
	register(layout{
		name:    "markdown-heading",
		example: "### 海城日報 林小舟：",
		score:   scoreMarkdownHeading,
		read:    readMarkdownHeading,
	})
}

// scoreMarkdownHeading believes headings for what their labels are, or for being used again: a handbook has "## Usage:" once.
func scoreMarkdownHeading(doc *document) float64 {
	if doc.form != markdown {
		return 0
	}
	counts := map[string]int{}
	n := 0
	for i, l := range doc.lines {
		if label, what := headingLabel(l, i == 0); what == speakerHeading {
			counts[label]++
			n++
		}
	}
	believed, certain := 0, false
	for label, count := range counts {
		certain = certain || count > 1 || !isLatinName(label)
		if count > 1 && isNameShaped(label) || isRole(label) || isNamed(label) || asksForOutlet(label) || hasSuffix(label, statements) {
			believed += count
		}
	}
	// Several headings such as "## Index Format:" are written as names are; one may be that of an address by one person.
	if n == 0 || n > 1 && !certain {
		return 0
	}
	return confidence(0.95, n) * float64(believed) / float64(n)
}

func readMarkdownHeading(doc *document, to *script) {
	for i, l := range doc.lines {
		label, what := headingLabel(l, i == 0)
		switch what {
		case speakerHeading:
			to.turn(label, "")
		case keyHeading:
			to.pause(l)
		default:
			to.say(l)
		}
	}
}

type headingKind int

const (
	noLabel headingKind = iota
	speakerHeading
	keyHeading
)

// headingLabel reads the label of a heading. The first line is the title, whatever it ends with; 【某局補充說明】 needs no colon.
func headingLabel(l piece, first bool) (label string, what headingKind) {
	if l.text[0] != '#' || first {
		return "", noLabel
	}
	_, text, ok := heading(l)
	if !ok {
		// Writers forget the space.
		text = l.after(len(l.text) - len(strings.TrimLeft(l.text, "#")))
	}
	label = strings.Trim(text.text, "*_ ")
	n := colonAtEnd(label)
	label = strings.TrimFunc(label[:len(label)-n], isBlank)
	label = strings.TrimRightFunc(strings.Trim(label, "*_"), isBlank)
	inner, rest, bracketed := cutBracket(label)
	if bracketed && rest == "" && (n > 0 || strings.HasPrefix(label, "【")) {
		return inner, speakerHeading
	}
	switch {
	case n == 0 || label == "" || len(label) > labelBytes:
		return "", noLabel
	case isKey(label) || strings.ContainsAny(label, "，。？！；"):
		return label, keyHeading
	}
	return label, speakerHeading
}
