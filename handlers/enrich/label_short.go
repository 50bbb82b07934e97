package enrich

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// This file reads labels that are short for somebody whom the roster or a legend names: initials (ML for Maria Lind) and first names.

// shortFor gives the people of a roster for whom a label is short; none where it is itself somebody's name there, or in Chinese.
func shortFor(printed string, roster []schema.Participant) []string {
	if !isLatin(printed) || strings.ContainsAny(printed, " ,") || utf8.RuneCountInString(printed) < 2 {
		return nil
	}
	initials := isShort(printed)
	var found []string
	for _, p := range roster {
		first, _, several := strings.Cut(p.Name, " ")
		switch {
		case p.Name == printed:
			return nil
		case several && (initials && isInitials(printed, p.Name) || first == printed):
			found = append(found, p.Name)
		}
	}
	return found
}

// isShort says whether s has the form of initials: two to four capitals.
func isShort(s string) bool {
	return len(s) <= 4 && strings.IndexFunc(s, func(r rune) bool { return !unicode.IsUpper(r) }) < 0
}
