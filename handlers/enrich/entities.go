package enrich

import (
	"unicode/utf8"

	"shilu/schema"
)

// longestTitle is how many bytes a document's title between 《 and 》 may have; beyond, a mark has been lost.
const longestTitle = 300

// entities finds in one turn's text what is certain: the titles between 《 and 》, and the names of people whom the file tells of.
func entities(turn int, text string, c *cast) []schema.Entity {
	var found []schema.Entity
	characters := 0
	add := func(s, kind string, ref schema.Opt) {
		length := utf8.RuneCountInString(s)
		found = append(found, schema.Entity{Turn: turn, Start: characters, End: characters + length, Text: s, Kind: kind, Ref: ref})
	}
	for at := 0; at < len(text); {
		r, size := utf8.DecodeRuneInString(text[at:])
		if r == '《' {
			if title := documentAt(text[at:]); title != "" {
				add(title, "document", "")
				size = len(title)
			}
		} else if name := c.told.startingAt(text[at:]); name != "" && !cutsWord(text[:at], name) {
			var ref schema.Opt
			if p := c.byName[name]; p != nil {
				ref = schema.Opt(p.id)
			}
			add(name, "person", ref)
			size = len(name)
		}
		characters += utf8.RuneCountInString(text[at : at+size])
		at += size
	}
	return found
}

// documentAt returns the title that s begins with, its marks included, "" if it doesn't end.
func documentAt(s string) string {
	depth := 0
	for at, r := range s[:min(len(s), longestTitle)] {
		switch r {
		case '《':
			depth++
		case '》':
			if depth--; depth == 0 {
				return s[:at+len("》")]
			}
		case '\n':
			return ""
		}
	}
	return ""
}
