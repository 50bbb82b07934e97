// Package people says who is one person across transcripts. All of it follows from what is given: the speakers' own names and
// organisations, and the decisions that hold. So the registry is never edited, and every order in which things come ends in the same.
//
//	a speaker ──Of──> an identity, a name in an organisation ──ID──> 3f9a1c2b7d0e4f5a
//	decisions ──Rule──> rulings: which identities are one person, and what it is called
package people

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode"

	"shilu/schema"
	"shilu/schema/hanzi"
)

// Of returns the identity of a speaker. Whoever has no name is nobody's, and so is what only repeats its organisation's name. An affiliation
// that couldn't be taken apart is the organisation as a whole; one that is only a post names none.
func Of(s schema.Speaker) (identity schema.Identity, ok bool) {
	organization := s.Organization
	if organization == "" && s.Post == "" {
		organization = s.Affiliation
	}
	name := Fold(string(s.Name))
	if name == "" || name == Fold(string(organization)) {
		return schema.Identity{}, false
	}
	if Fold(string(organization)) == "" {
		organization = ""
	}
	return schema.Identity{Name: string(s.Name), Organization: organization}, true
}

// idLength is in hexadecimal digits, as that of a source.
const idLength = 16

// ID names an identity: the same in whatever form its characters are written.
func ID(i schema.Identity) string {
	sum := sha256.Sum256([]byte(Fold(i.Name) + "\x00" + Fold(string(i.Organization)) + "\x00" + i.Transcript))
	return hex.EncodeToString(sum[:])[:idLength]
}

// Fold is the form in which names and organisations are compared. White space doesn't count, as in a search: 张 三 is padded to the width
// of three. The dots between the parts of a name are one dot.
func Fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		switch r = hanzi.Fold(r); r {
		case '•', '‧', '・':
			return '·'
		}
		return r
	}, text)
}
