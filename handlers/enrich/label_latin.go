package enrich

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// This file takes labels in Latin letters apart.

// readLatin reads names of people: Jane Doe, MR. DOE, Dr. Jane Doe, Jane Doe, The Daily Example, Police Chief Jane Doe.
func readLatin(s string) label {
	if name, affiliation, ok := strings.Cut(s, ","); ok {
		return readLatin(strings.TrimSpace(name)).of(strings.TrimSpace(affiliation))
	}
	words := strings.Fields(s)
	if o, ok := splitEnglishOffice(s); ok && (len(words) == 1 || !latinFirstNames[words[0]]) { // The Secretary of State for Transport, Spokesman
		return label{affiliation: s, role: o.standing.role()}
	}
	courtesy := false
	for len(words) > 1 && courtesyTitles[strings.ToLower(strings.TrimSuffix(words[0], "."))] {
		words, courtesy = words[1:], true
	}
	l := label{}
	if n := postWords(words); n > 0 {
		l.affiliation = strings.Join(words[:n], " ")
		o, _ := splitEnglishOffice(l.affiliation)
		l.role = o.standing.role()
		if titledOfficials[strings.ToLower(words[n-1])] {
			l.role = schema.Official
		}
		words, courtesy = words[n:], true
	}
	l.name = strings.Join(words, " ")
	if utf8.RuneCountInString(l.name) < 2 {
		l.name = ""
	}
	if courtesy && len(words) == 1 {
		l.surname, l.name = l.name, ""
	}
	return l
}

// of gives a label the affiliation that follows its name.
func (l label) of(affiliation string) label {
	if academicDegrees[strings.ToLower(strings.ReplaceAll(affiliation, ".", ""))] {
		return l
	}
	l.affiliation = affiliation
	outlet, _, _ := splitBrackets(affiliation)
	if isOutlet(affiliation) || isOutlet(outlet) {
		l.role, l.part = schema.Journalist, asks
	}
	return l
}

// readDashed reads what earnings calls print: Jane Doe -- Stone Capital -- Analyst. An analyst asks.
func readDashed(s string) (label, bool) {
	for _, dash := range []string{" -- ", " — ", " – "} {
		name, affiliation, ok := strings.Cut(s, dash)
		if !ok || !isLatin(name) || strings.Contains(name, ",") {
			continue
		}
		l := readLatin(strings.TrimSpace(name)).of(strings.TrimSpace(affiliation))
		if strings.HasSuffix(affiliation, "Analyst") {
			l.role, l.part = schema.Guest, asks
		}
		return l, true
	}
	return label{}, false
}

// postWords is how many words before a name are a post, 0 for none: Police Chief in Police Chief Jane Doe. A name must remain.
func postWords(words []string) int {
	for n := min(3, len(words)-1); n > 0; n-- {
		if englishStanding(strings.Trim(words[n-1], ".")) == noStanding && !shortPosts[strings.ToLower(words[n-1])] {
			continue
		}
		name := words[n:]
		r, _ := utf8.DecodeRuneInString(name[0])
		if len(name) <= 4 && unicode.IsUpper(r) && englishStanding(name[0]) == noStanding && !officePrepositions[strings.ToLower(name[0])] {
			return n
		}
	}
	return 0
}

// withoutOath leaves away what is printed behind the name of a witness who was sworn in.
func withoutOath(s string) string { return oath.ReplaceAllString(s, "") }

var (
	oath = regexp.MustCompile(`(?i)[,;]? *[(\[]?\b(?:(?:previously |duly |having been |first )*(?:sworn|affirmed)|recalled|resumed|continued|under oath)[)\]]?$`)

	// titledOfficials are officials when the word is a title before their name.
	titledOfficials = wordSet("president senator representative congressman congresswoman commissioner administrator chief commander director chairman chairwoman chair")
	// shortPosts are titles of members and officials, with their dot.
	shortPosts      = wordSet("sen. rep. gov. amb. cllr cllr. cmdr.")
	academicDegrees = wordSet("jr sr md phd ph esq mba mph rn ii iii qc kc llb obe mbe cbe")
)
