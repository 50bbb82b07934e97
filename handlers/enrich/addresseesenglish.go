package enrich

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// This file finds speakers to whom a question in English turns by post, body or first name: a question for the Health Secretary; Ingrid, what
// do you see?

// An englishCall is a word or several by which somebody is spoken to.
type englishCall struct {
	words    string // in lower case
	who      []*person
	vocative bool // only spoken to, never of: Secretary, Ingrid
}

// newEnglishCalls are the ways to call the people of a cast: the post as a whole or its initials, the end of the body's name, and in a
// vocative the post's last word and the first name.
func newEnglishCalls(people []*person) []englishCall {
	var all []englishCall
	index := map[string]int{}
	add := func(words string, vocative bool, p *person) {
		words = strings.ToLower(words)
		if i, known := index[words]; known {
			all[i].who = union(all[i].who, []*person{p})
			return
		}
		index[words] = len(all)
		all = append(all, englishCall{words: words, who: []*person{p}, vocative: vocative})
	}
	for _, p := range people {
		if p.part == asks || p.part == aside {
			continue
		}
		if first, _, several := strings.Cut(p.name, " "); several && isLatin(p.name) && utf8.RuneCountInString(first) > 2 {
			add(first, true, p)
		}
		o, affiliation := bestOffice(p.affiliations)
		if !isLatin(affiliation) || o.post == "" {
			continue
		}
		post := strings.TrimPrefix(strings.TrimPrefix(o.post, "The "), "the ")
		words := strings.Fields(post)
		if len(words) > 1 {
			add(post, false, p)
			if initials := initialsOf(words); isShort(initials) && len(initials) > 2 {
				add(initials, false, p)
			}
		}
		add(headWord(firstPart(post)), true, p)
		if body := strings.Fields(o.organization); len(body) > 1 {
			add(strings.Join(body[len(body)-2:], " "), false, p)
			add(o.organization, false, p)
		}
	}
	return all
}

func initialsOf(words []string) string {
	var initials strings.Builder
	for _, word := range words {
		r, _ := utf8.DecodeRuneInString(word)
		initials.WriteRune(r)
	}
	return initials.String()
}

// englishMentions finds whom a text calls so.
func (c *cast) englishMentions(text string) []mention {
	if len(c.englishCalls) == 0 || strings.IndexFunc(text, func(r rune) bool { return 'A' <= r && r <= 'z' }) < 0 {
		return nil
	}
	lower := strings.ToLower(text)
	if len(lower) != len(text) {
		return nil // a letter whose small form is longer: no place would be right
	}
	var found []mention
	for _, call := range c.englishCalls {
		for from := 0; ; {
			at := strings.Index(lower[from:], call.words)
			if at < 0 {
				break
			}
			m := mention{start: from + at, end: from + at + len(call.words), who: call.who}
			from = m.end
			if cutsWord(lower[:m.start], lower[m.start:]) || cutsWord(lower[:m.end], lower[m.end:]) || strings.HasPrefix(lower[m.end:], "'s") || strings.HasPrefix(lower[m.end:], "’s") {
				continue
			}
			before, after := lastRunes(lower[:m.start], 60), lower[m.end:]
			m.text = text[m.start:m.end]
			m.opens = vocativeBefore.MatchString(before) && vocativeAfter.MatchString(after)
			m.turnsTo = putTo.MatchString(before) && (!call.vocative || text[m.start] < 'a') || m.opens && !thanksBefore.MatchString(before)
			if joined := strings.HasSuffix(before, " and ") && call.vocative && text[m.start] < 'a'; m.turnsTo || m.opens || joined {
				found = append(found, m)
			}
		}
	}
	return longestMentions(found)
}

// longestMentions leaves out what lies inside another: Secretary of Health Secretary.
func longestMentions(found []mention) []mention {
	var kept []mention
	for i, m := range found {
		inside := false
		for j, other := range found {
			inside = inside || i != j && other.start <= m.start && m.end <= other.end && other.end-other.start > m.end-m.start
		}
		if !inside {
			kept = append(kept, m)
		}
	}
	return kept
}

var (
	// putTo stands before whom a question is put to.
	putTo = regexp.MustCompile(`(?:\b(?:question|questions|this|that|one|it|mine|follow-up)\b[^.?!]{0,30}\b(?:for|to)(?: both)?(?: the| our)? |(?:^|[.?!,;:–—-] *)(?:and |so |then |also,? )?(?:for|to)(?: both)?(?: the| our)? |\b(?:ask|asking|hear from|turn to|put to)(?: the| our)? )$`)
	// vocativeBefore and vocativeAfter stand around somebody who is spoken to.
	vocativeBefore = regexp.MustCompile(`(?:^|[.?!,;:–—-] *)(?:(?:and|so|then|okay|ok|well|hi|hey|hello|good morning|good afternoon|good evening|thanks|thank you|yes|no|now)[, ]+)*$`)
	vocativeAfter  = regexp.MustCompile(`^(?:[,.?!:]| (?:can|could|would|will|do) you\b)`)
	thanksBefore   = regexp.MustCompile(`(?:thanks|thank you)[^.?!]{0,12}$`)
)
