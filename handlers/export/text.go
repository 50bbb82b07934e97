package export

import (
	"cmp"
	"fmt"
	"strings"
	"unicode/utf8"

	"shilu/schema"
)

// clean is text without what no format of text can carry: control characters but tab and line feed, with which terminals are
// steered and which XML 1.0 forbids, and the two code points that are no characters. Each becomes U+FFFD, so that lengths stay.
func clean(text string) string {
	if strings.IndexFunc(text, isForeign) < 0 && utf8.ValidString(text) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if isForeign(r) {
			return utf8.RuneError
		}
		return r
	}, text)
}

func isForeign(r rune) bool {
	return r < ' ' && r != '\t' && r != '\n' || r >= 0x7f && r < 0xa0 || r == 0xfffe || r == 0xffff
}

// oneLine is clean text on a line.
func oneLine(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch r {
		case '\n', '\t', '\u2028', '\u2029':
			return ' '
		}
		return r
	}, clean(text)))
}

// lines are a turn's lines without blank ones, which no turn of ours has.
func lines(text string) []string {
	var list []string
	for _, line := range strings.Split(clean(text), "\n") {
		if strings.TrimSpace(line) != "" {
			list = append(list, line)
		}
	}
	return list
}

// permalink names a turn for ever: the place where it begins in the decoded text. A turn in which nothing is said has none, and is
// named by its index.
func permalink(r schema.Record, t schema.Turn) string {
	return r.ID + "#" + place(t)
}

func place(t schema.Turn) string {
	if len(t.Spans) == 0 {
		return fmt.Sprint(t.Index)
	}
	return fmt.Sprintf("c%d", t.Spans[0][0])
}

// names are what speakers are called, by their ids: the name, else what is printed at the turns, else "?".
func names(r schema.Record) map[string]string {
	called := make(map[string]string, len(r.Speakers))
	for _, s := range r.Speakers {
		called[s.ID] = cmp.Or(oneLine(string(s.Name)), oneLine(strings.Join(s.Labels, " / ")), "?")
	}
	return called
}
