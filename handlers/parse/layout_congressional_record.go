package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The Congressional Record of the United States, as text: the name in capitals, and a full stop where others have a colon. Lines are
// hard-wrapped; between them stand the marks of pages and headings in capitals.
//
//	Mr. LIND. Mr. President, yesterday the harbour was closed.
//	[[Page S8584]]
//	The PRESIDING OFFICER. Without objection, it is so ordered.
//	Ms. OKAFOR of Maine. I thank the Chair.
func init() {
	register(layout{
		name:    "congressional-record",
		example: "Mr. LIND. Mr. President, yesterday the harbour was closed.",
		score:   scoreCongressionalRecord,
		read:    readCongressionalRecord,
	})
}

func scoreCongressionalRecord(doc *document) float64 {
	if !doc.colons().anyBegins("MTSD") {
		return 0
	}
	n := 0
	for _, l := range doc.lines {
		if _, _, ok := cutMemberLabel(l.text); ok {
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return confidence(1, n)
}

func readCongressionalRecord(doc *document, to *script) {
	for _, l := range doc.lines {
		label, n, ok := cutMemberLabel(l.text)
		switch {
		case ok:
			to.turn(label, "")
			to.say(l.after(n))
		case len(to.turns) > 0 && (isPageMark(l.text) || isRule(l.text) || isCapitals(l.text)):
		default:
			to.say(l)
		}
	}
}

// isPageMark reports whether a line is [[Page S8584]], or the time of day that stands between: {time}  1015.
func isPageMark(text string) bool {
	return strings.HasPrefix(text, "[[Page ") && strings.HasSuffix(text, "]]") || strings.HasPrefix(text, "{time}")
}

var memberTitles = set("Mr. Mrs. Ms. Miss Dr. The Senator Sen.")

// memberWords begin what may stand behind a name: a state, a part of an office.
var memberWords = set("of pro tempore")

// cutMemberLabel splits "Mr. LIND of Maine. " off a line: a title, a name in capitals, perhaps a state or an office, a full stop.
func cutMemberLabel(text string) (label string, n int, ok bool) {
	title, rest, _ := strings.Cut(text[:min(len(text), labelBytes)], " ")
	if !memberTitles[title] {
		return "", 0, false
	}
	at := len(title) + 1
	capitals, after := 0, false // after: what may follow the name, a state or "pro tempore"
	for rest != "" {
		word, tail, _ := strings.Cut(rest, " ")
		stop := strings.HasSuffix(word, ".") && !isAbbreviation(strings.TrimPrefix(word, "("))
		bare := strings.Trim(word, ".,()")
		switch {
		case isNameInCapitals(bare):
			capitals++
		case capitals == 0 && bare == "Acting":
		case capitals > 0 && (memberWords[bare] || memberTitles[strings.TrimPrefix(word, "(")] || after && unicode.IsUpper(firstRune(bare))):
			after = true
		default:
			return "", 0, false
		}
		at += len(word)
		if stop {
			return text[:at-1], at, capitals > 0 && (len(text) == at || text[at] == ' ')
		}
		if at++; at >= len(text) {
			return "", 0, false
		}
		rest = tail
	}
	return "", 0, false
}

// isAbbreviation reports whether a word with a full stop is an initial or a title within a label: the J. of J. LIND, Jr.
func isAbbreviation(word string) bool {
	return utf8.RuneCountInString(word) == 2 && unicode.IsUpper(firstRune(word)) || memberTitles[word]
}

// isNameInCapitals reports whether a word is in capitals as names are: LIND, O'NEILL, McCOY, and an initial.
func isNameInCapitals(word string) bool {
	upper, lower := 0, 0
	for _, r := range word {
		switch {
		case unicode.IsUpper(r):
			upper++
		case unicode.IsLower(r):
			lower++
		case r != '\'' && r != '’' && r != '-':
			return false
		}
	}
	last, _ := utf8.DecodeLastRuneInString(word)
	return upper > 0 && (lower == 0 || lower <= 3 && upper >= 2 && unicode.IsUpper(last))
}
