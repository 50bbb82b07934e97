package enrich

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

// This file splits offices in English: Director of Public Health, Lake County is Lake County and Director of Public Health.

//go:embed tables/englishposts.tsv
var englishPostsTable string

// splitEnglishOffice splits an affiliation that names a post. ok is false where none of its parts is one.
func splitEnglishOffice(affiliation string) (o office, ok bool) {
	if first, second, cut := strings.Cut(affiliation, " -- "); cut { // as earnings calls print it
		if isEnglishPost(second) {
			return englishOffice(first, second), true
		}
		return englishOffice(second, first), isEnglishPost(first)
	}
	first, rest, cut := strings.Cut(affiliation, ", ")
	switch {
	case !cut:
		organization, post := cutEnglishPost(affiliation)
		return englishOffice(organization, post), isEnglishPost(post)
	case isEnglishPost(first):
		organization, post := cutEnglishPost(first)
		switch {
		case isEnglishPost(rest) || isBranch(rest): // Vice President, Investor Relations
			return englishOffice(organization, post+", "+rest), true
		case organization != "": // Director of the Harbour Office, Lake County
			return englishOffice(organization+", "+rest, post), true
		}
		return englishOffice(rest, post), true
	case isEnglishPost(lastPart(rest)):
		post := lastPart(rest)
		return englishOffice(strings.TrimSuffix(affiliation, ", "+post), post), true
	}
	return office{}, false
}

// cutEnglishPost splits what has no comma in it: Chief Executive of the Northern Water Authority, Foreign Ministry spokesperson. What a post
// is for belongs to it (Director of Public Health, Secretary of State for Transport), whose it is doesn't.
func cutEnglishPost(s string) (organization, post string) {
	s = strings.TrimSpace(s)
	words := strings.Fields(s)
	for i := 1; i+1 < len(words); i++ {
		preposition := words[i]
		if !officePrepositions[strings.ToLower(preposition)] || englishStanding(words[i-1]) == noStanding {
			continue
		}
		tail := words[i+1:]
		whose := tail[0] == "the" && len(tail) > 1
		if whose {
			tail = tail[1:]
		}
		placed := preposition == "of" && placePosts[strings.ToLower(words[i-1])]
		name := strings.Join(tail, " ")
		proper := words[i-1] == strings.ToLower(words[i-1]) && isCapitalized(tail) // founder of Lake Forum
		if (whose || proper || placed && !isBranch(name) || preposition == "at" || isEnglishBody(name)) && !isEnglishPost(name) {
			return name, strings.Join(words[:i], " ")
		}
		return "", s
	}
	for i := len(words) - 2; i > 0; i-- { // the last word of a body before the post
		if body := strings.Join(words[:i+1], " "); isEnglishBody(body) {
			return body, strings.Join(words[i+1:], " ")
		}
	}
	return "", s
}

// isCapitalized says whether every word begins with a capital, as in a name.
func isCapitalized(words []string) bool {
	for _, word := range words {
		if first, _ := utf8.DecodeRuneInString(word); !unicode.IsUpper(first) && !unicode.IsDigit(first) && !headSmall[word] {
			return false
		}
	}
	return true
}

// englishOffice makes an office of its parts. Who leads a public body, or is there for the public, holds a public post.
func englishOffice(organization, post string) office {
	o := office{organization: strings.TrimSpace(organization), post: strings.TrimSpace(post), standing: englishStanding(headWord(firstPart(post)))}
	if o.standing == headPost {
		o.standing = privatePost
		for _, word := range strings.FieldsFunc(o.organization+" "+o.post, func(r rune) bool { return !unicode.IsLetter(r) }) {
			if publicWords[strings.ToLower(word)] {
				o.standing = publicPost
			}
		}
	}
	return o
}

// isEnglishPost says whether s is a post by its head: the last word before what it is for.
func isEnglishPost(s string) bool {
	return s != "" && englishStanding(headWord(s)) != noStanding
}

// headWord is the word that says what a post is: Director in Director of Public Health.
func headWord(post string) string {
	words := strings.Fields(strings.TrimSpace(post))
	for i := 1; i < len(words); i++ {
		if officePrepositions[strings.ToLower(words[i])] { // SECRETARY FOR HEALTH too
			words = words[:i]
			break
		}
	}
	if len(words) == 0 {
		return ""
	}
	if last := words[len(words)-1]; last != "General" || len(words) == 1 { // Attorney General
		return strings.TrimRight(last, ".,")
	}
	return words[len(words)-2]
}

// isEnglishBody says whether a name in Latin letters is a body's by its words: Lake County, Ministry of Health, Corvane Systems Inc.
func isEnglishBody(s string) bool {
	words := strings.Fields(s)
	if len(words) < 2 {
		return acronym.MatchString(s) && len(s) > 2
	}
	last := strings.TrimRight(words[len(words)-1], ".,")
	first, _ := utf8.DecodeRuneInString(last)
	return unicode.IsUpper(first) && (latinBodyEnds[last] || latinFirms[last] || latinPlaceHeads[last] || firmEnds[last] || last == "House") ||
		words[1] == "of" && latinBodyHeads[words[0]]
}

// isBranch says whether what follows a post says what it is for: Investor Relations.
func isBranch(s string) bool {
	words := strings.Fields(s)
	return len(words) > 0 && branchWords[strings.ToLower(words[len(words)-1])]
}

// lastPart is what stands behind the last comma.
func lastPart(s string) string {
	if at := strings.LastIndex(s, ", "); at >= 0 {
		return s[at+2:]
	}
	return s
}

func englishStanding(word string) standing {
	return englishPosts()[strings.ToLower(word)]
}

var englishPosts = sync.OnceValue(func() map[string]standing {
	standings := map[string]standing{"public": publicPost, "member": memberPost, "head": headPost, "private": privatePost}
	all := map[string]standing{}
	for _, row := range tableRows(englishPostsTable) {
		for _, word := range strings.Fields(row[1]) {
			all[word] = standings[row[0]]
		}
	}
	return all
})

var (
	officePrepositions = wordSet("of for at to in with on")
	// placePosts are held for a place: Mayor of Harrow Bay.
	placePosts = wordSet("mayor governor sheriff premier ambassador president bishop archbishop")
	// publicWords make a public post of one that leads.
	publicWords = wordSet(`public ministry department government county city council police agency authority bureau commission administration parliament state town township national federal municipal
		attorney defence defense security fire prime`)
	// branchWords end what a post in a firm is for.
	branchWords = wordSet("relations operations marketing engineering research policy finance sales development communications affairs product products strategy planning technology design services programs programmes innovation")
	// firmEnds end names of firms and are too common to count in a text.
	firmEnds = wordSet("Bank Banks Trust Equities Markets Management Investments Asset Brokerage Systems Labs Group Partners Capital Research Securities Studios Networks Software Solutions Consulting Ventures Energy Insurance Media Robotics Analytics Mutual Advisors")
)
