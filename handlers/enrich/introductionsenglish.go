package enrich

import (
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// This file reads who is who in English sentences.

// englishOffices finds people named with an office in Latin letters: Press Secretary Jane Doe; Ruth Amsel, Vice President of Investor
// Relations. What follows a name is believed where strangers are (in a title), or of one of known.
func englishOffices(text string, known *nameIndex, strangers bool) []introduction {
	var found []introduction
	patterns := englishOfficePatterns()
	for _, m := range behindPosts(text, patterns.before) {
		words := strings.Fields(m[1])
		for i := len(words) - 1; i >= 0; i-- {
			if englishBreaks[strings.ToLower(words[i])] { // BRIEFING BY PRESS SECRETARY JANE DOE
				words = words[i+1:]
				break
			}
		}
		if strangers || known.startingAt(m[2]) != "" {
			found = append(found, introduction{name: m[2], affiliation: strings.Join(words, " ")})
		}
	}
	if !strings.Contains(text, ", ") {
		return found
	}
	for from := 0; ; {
		m := patterns.behind.FindStringSubmatchIndex(text[from:])
		if m == nil {
			return found
		}
		name, behind := text[from+m[2]:from+m[3]], text[from+m[4]:from+m[5]]
		office := longestOfficeIn(behind)
		if office != "" && (strangers || known.startingAt(name) == name) {
			found = append(found, introduction{name: name, affiliation: office})
			from += m[4] + len(office) // the next one stands in the same sentence
			continue
		}
		from += m[3]
	}
}

// englishCalled finds people whom an operator or a chair calls with the firm or body that they are from: from the line of Jane Doe with Stone
// Capital. The name must be known, and what follows must have the form of a body or an outlet: Jane Doe of Dallas tells of none.
func englishCalled(text string, known *nameIndex) []introduction {
	if !strings.Contains(text, " with ") && !strings.Contains(text, " from ") && !strings.Contains(text, " of ") && !strings.Contains(text, " at ") {
		return nil
	}
	var found []introduction
	for _, m := range calledFrom.FindAllStringSubmatch(text, -1) {
		if body := strings.TrimSuffix(m[2], "."); known.startingAt(m[1]) == m[1] && (isEnglishBody(body) || isOutlet(body)) {
			found = append(found, introduction{name: m[1], affiliation: body})
		}
	}
	return found
}

// calledFrom captures the name and what it stands for.
var calledFrom = regexp.MustCompile(`(\p{Lu}[\pL'’-]+(?: \p{Lu}\.)?(?: \p{Lu}[\pL'’-]+){1,2}),? (?:with|from|of|at|representing) (?:the )?(\p{Lu}[\pL\d&'’.-]*(?: (?:of|and|&|for|the|\p{Lu}[\pL\d&'’-]*))*)`)

// behindPosts matches a pattern in a text where a post stands before a word with a capital. The patterns are slow, and most texts hold no such place.
func behindPosts(text string, pattern *regexp.Regexp) [][]string {
	for at := 1; at+1 < len(text); at++ {
		if text[at] != ' ' {
			continue
		}
		if next, _ := utf8.DecodeRuneInString(text[at+1:]); !unicode.IsUpper(next) {
			continue
		}
		start := at
		for start > 0 && (text[start-1] == '-' || isLatinLetter(rune(text[start-1]))) {
			start--
		}
		if englishStanding(text[start:at]) != noStanding {
			return pattern.FindAllStringSubmatch(text, -1)
		}
	}
	return nil
}

// longestOfficeIn is the longest part of a text, from its beginning to a comma or its end, that names a post.
func longestOfficeIn(text string) string {
	best := ""
	for at := 0; at <= len(text); at++ {
		if at < len(text) && text[at] != ',' && !strings.HasPrefix(text[at:], " and a ") {
			continue
		}
		if part := text[:at]; isEnglishPost(firstPart(part)) {
			if _, ok := splitEnglishOffice(part); ok && (best == "" || isEnglishBody(lastPart(part)) || isBranch(lastPart(part))) {
				best = part
			}
		}
	}
	return best
}

func firstPart(s string) string {
	first, _, _ := strings.Cut(s, ", ")
	return first
}

// englishSelfIntroduction reads what a speaker says of themselves: I'm the director of the Lake Institute. I'm happy tells of no post, and
// I'm a fan of the director of none of their own.
func englishSelfIntroduction(text string) string {
	if !containsAny(text, []string{"I'm", "I’m", "I am"}) {
		return ""
	}
	m := englishOfficePatterns().self.FindStringSubmatch(text)
	if m == nil {
		return ""
	}
	office := strings.TrimRight(m[1], " .,")
	if _, ok := splitEnglishOffice(office); !ok {
		return ""
	}
	return office
}

// englishBreaks end what belongs to an office, going back from its post.
var englishBreaks = wordSet("by with from and to of the briefing interview is introduce welcome")

// englishOfficePatterns are made of the table of posts.
var englishOfficePatterns = sync.OnceValue(func() (patterns struct{ before, behind, self *regexp.Regexp }) {
	var words []string
	for word := range englishPosts() {
		words = append(words, word)
	}
	slices.Sort(words)
	post := `(?i:` + strings.Join(words, "|") + `)`
	const (
		name = `\p{Lu}[\pL'’-]+(?: \p{Lu}\.)? \p{Lu}[\pL'’-]+`
		body = `\p{Lu}[\pL\d&'’-]*(?: (?:of|and|for|the|\d+|\p{Lu}[\pL\d&'’-]*))*`
	)
	patterns.before = regexp.MustCompile(`((?:\p{Lu}[\pL'’-]* ){0,4}` + post + `) (` + name + `)`)
	patterns.behind = regexp.MustCompile(`(` + name + `), (?:the |our )?(\p{Lu}[^.;:()\n]{2,100})`)
	patterns.self = regexp.MustCompile(`\b(?:I['’]m|I am)(?: also)? (?:the |a |an )((?:[\pL-]+ ){0,3}` + post + `(?: (?:of|at|for|in|with) (?:the )?` + body + `|\b))`)
	return patterns
})
