package schema

import (
	"errors"
	"strings"
	"unicode/utf8"
)

// Identity is somebody as transcripts name them: a name in an organisation. The same name in the same organisation is one person; whether
// two identities are one person, people decide.
type Identity struct {
	// Name is as a transcript prints it. Which characters count as the same is for the reader to know.
	Name string `json:"name" jsonschema:"minLength=1"`
	// Organization is null for a name that stands alone, which may be several people.
	Organization Opt `json:"organization"`
	// Transcript is set where only that transcript's speaker is meant, and the revisions that take its place.
	Transcript string `json:"transcript,omitempty" jsonschema:"pattern=^[0-9a-f]{32}$"`
}

// String is how people write it: 孟远@石桥镇党委, 孟远@ for the name that stands alone, and #ID behind it for one transcript.
func (i Identity) String() string {
	text := i.Name + "@" + string(i.Organization)
	if i.Transcript != "" {
		text += "#" + i.Transcript
	}
	return text
}

// Everywhere is the same without the limit to one transcript.
func (i Identity) Everywhere() Identity {
	i.Transcript = ""
	return i
}

// ParseIdentity reads NAME@ORGANISATION and NAME@. The last @ counts: names have been seen that hold one.
func ParseIdentity(text string) (Identity, bool) {
	at := strings.LastIndexByte(text, '@')
	if at < 0 {
		return Identity{}, false
	}
	i := Identity{Name: text[:at], Organization: Opt(text[at+1:])}
	return i, i.check() == nil
}

func (i Identity) check() error {
	switch {
	case !utf8.ValidString(i.String()):
		return errors.New("a name is no UTF-8")
	case strings.TrimSpace(i.Name) == "":
		return errors.New("somebody has no name")
	case i.Organization != "" && strings.TrimSpace(string(i.Organization)) == "":
		return errors.New("an organisation is blank")
	case i.Transcript != "" && !isHex(i.Transcript, idLength):
		return errors.New("a transcript's id is none")
	}
	return nil
}
