package enrich

import (
	"regexp"
	"slices"
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
		if first, _, several := strings.Cut(p.name, " "); isLatin(p.name) && (several || p.surname == "") && utf8.RuneCountInString(first) > 2 {
			add(first, true, p)
			for _, short := range nicknames[strings.ToLower(first)] {
				add(short, true, p)
			}
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

// isFirstNameOf says whether a word is the first name of somebody, or short for it.
func isFirstNameOf(word, name string) bool {
	first, _, _ := strings.Cut(strings.ToLower(name), " ")
	return strings.ToLower(word) == first || slices.Contains(nicknames[first], strings.ToLower(word))
}

// nicknames are what people are called who are entered by their full first name; the commonest of English.
var nicknames = func() map[string][]string {
	all := map[string][]string{}
	for _, line := range strings.Split(`thomas tom|robert bob rob|william bill will|richard dick rick|james jim jimmy|john jack johnny|michael mike mick|edward ed eddie ted|charles charlie chuck|
		joseph joe joey|daniel dan danny|david dave|steven steve|stephen steve|matthew matt|andrew andy drew|anthony tony|christopher chris|benjamin ben|samuel sam|alexander alex|timothy tim|
		gregory greg|jeffrey jeff|kenneth ken|lawrence larry|patrick pat|peter pete|philip phil|raymond ray|ronald ron|donald don|douglas doug|frederick fred|gerald jerry|nicholas nick|nathaniel nate|
		theodore ted|vincent vince|walter walt|leonard len|francis frank|katherine kate kathy katie|catherine cathy kate|elizabeth liz beth betty|margaret maggie meg peggy|jennifer jen jenny|
		rebecca becky|deborah debbie deb|susan sue|barbara barb|patricia pat patty|christine chris chrissy|cynthia cindy|kimberly kim|jessica jess|samantha sam|victoria vicky|abigail abby|alexandra alex|
		amanda mandy|pamela pam|sandra sandy|judith judy|josephine jo|joanna jo|theresa terry|teresa terry`, "|") {
		names := strings.Fields(line)
		all[names[0]] = names[1:]
	}
	return all
}()

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
	putTo = regexp.MustCompile(`(?:\b(?:question|questions|this|that|one|it|mine|follow-up)\b[^.?!]{0,30}\b(?:for|to)(?: both)?(?: the| our)? |(?:^|[.?!,;:–—-] *)(?:and |so |then |also,? )?(?:for|to)(?: both)?(?: the| our)? |\b(?:ask|asking|hear from|turn to|put to)(?: the| our)? |(?:请问|請問|想问|想問|请教|請教|问一下|問一下|提给|提給))$`)
	// vocativeBefore and vocativeAfter stand around somebody who is spoken to.
	vocativeBefore = regexp.MustCompile(`(?:^|[.?!,;:–—-] *)(?:(?:and|so|then|okay|ok|well|hi|hey|hello|good morning|good afternoon|good evening|thanks|thank you|yes|no|now)[, ]+)*$`)
	vocativeAfter  = regexp.MustCompile(`^(?:[,.?!:，、？]| (?:can|could|would|will|do) you\b)`)
	thanksBefore   = regexp.MustCompile(`(?:thanks|thank you)[^.?!]{0,12}$`)
)
