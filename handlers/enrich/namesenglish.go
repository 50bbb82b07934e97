package enrich

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A latinWord is a word in Latin letters, with the marks inside it that belong to it: O'Neill, U.S., Co.
type latinWord struct {
	start, end int // in the numeralText
	text       string
	capital    bool // begins with a capital letter
	opens      bool // begins a sentence
	joined     bool // nothing but one blank stands before it
	comma      bool // a comma and one blank stand before it
}

// findLatin finds the names in Latin letters: people behind a title, bodies that are known or that their words give away, the places of the
// gazetteer, acts and orders. Capitals alone prove nothing.
func (n *nameReader) findLatin() {
	words := n.latinWords()
	for i := 0; i < len(words); {
		if !words[i].capital && words[i].text != "the" {
			i++
			continue
		}
		next := i + 1
		for _, find := range []func([]latinWord, int) int{n.latinDocument, n.latinPerson, n.latinBody, n.latinFullName, n.latinPlace} {
			if end := find(words, i); end > i {
				next = end
				break
			}
		}
		i = next
	}
}

// latinWords divides the Latin text into words, none where it has no letters.
func (n *nameReader) latinWords() []latinWord {
	words := n.latin[:0]
	r := n.t.r
	for i := 0; i < len(r); {
		if r[i] >= 0x250 || !isLatinLetter(r[i]) && (len(words) == 0 || !isNumeralDigit(r[i])) {
			i++
			continue
		}
		end := n.latinWordEnd(i)
		w := latinWord{start: i, end: end, text: n.written(i, end), capital: unicode.IsUpper(r[i]), opens: true}
		if len(words) > 0 {
			before := words[len(words)-1].end
			w.joined = i-before == 1 && r[before] == ' '
			w.comma = i-before == 2 && r[before] == ',' && r[before+1] == ' '
			w.opens = !w.joined && !w.comma && slices.ContainsFunc(r[before:i], func(r rune) bool { return strings.ContainsRune(".?!:;\n\"“”。！？：；", r) })
		}
		words = append(words, w)
		i = end
	}
	n.latin = words
	return words
}

// latinWordEnd is the end of the word that begins at i, with the marks inside it and the dot of an abbreviation.
func (n *nameReader) latinWordEnd(i int) int {
	t := n.t
	end := i + 1
	for end < len(t.r) {
		next := t.rune(end + 1)
		switch r := t.r[end]; {
		case isLatinLetter(r), isNumeralDigit(r):
		case !isInnerMark(r), !isLatinLetter(next) && !(r == '-' && isNumeralDigit(next)):
			if r == '.' && isAbbreviation(n.written(i, end)) {
				end++
			}
			return end
		case (r == '\'' || r == '’') && next == 's' && !isLatinLetter(t.rune(end+2)) && n.written(i, end) != "People":
			return end // the city's
		}
		end++
	}
	return end
}

// written is the text as it is written at [start, end).
func (n *nameReader) written(start, end int) string {
	last := int(n.t.offset[end-1])
	_, size := utf8.DecodeRuneInString(n.t.written[last:])
	return n.t.written[n.t.offset[start] : last+size]
}

func isLatinLetter(r rune) bool {
	return r < 0x80 && isNumeralLetter(r) || r >= 0xc0 && r < 0x250 && unicode.IsLetter(r)
}

func isInnerMark(r rune) bool {
	return r == '\'' || r == '’' || r == '-' || r == '\u2011' || r == '.' || r == '&'
}

// isAbbreviation says whether a dot after the word belongs to it: Dr., Inc., U.S.
func isAbbreviation(word string) bool {
	return strings.Contains(word, ".") || utf8.RuneCountInString(word) == 1 && unicode.IsUpper(rune(word[0])) || abbreviations[strings.ToLower(word)]
}

// latinRun is the end of the run of capitalised words that begins at i; small words (of, and, for, the) belong to it between two of them.
func latinRun(words []latinWord, i int, small map[string]bool) int {
	end := i + 1
	for end < len(words) && end-i < longestLatin {
		if words[end].joined && words[end].capital && !latinCalendar[words[end].text] {
			end++
			continue
		}
		at := end
		for at < len(words) && words[at].joined && small[words[at].text] && at-end < 2 {
			at++
		}
		if at == end || at >= len(words) || !words[at].joined || !words[at].capital || words[at-1].text == "the" && words[end].text == "and" {
			break
		}
		end = at + 1
	}
	return end
}

const longestLatin = 10

func (n *nameReader) addLatin(words []latinWord, from, to int, kind nameKind) {
	n.add(span{start: words[from].start, end: words[to-1].end, kind: kind})
}

// latinDocument reads Executive Order 14028, Public Law 117-58 and acts: the Clean Water Act. Act alone, and what the sentence begins with, is no
// name of one.
func (n *nameReader) latinDocument(words []latinWord, i int) int {
	if i+2 < len(words) && words[i+1].joined && words[i+2].joined && isNumeralDigit(rune(words[i+2].text[0])) {
		if latinOrders[words[i].text+" "+words[i+1].text] {
			n.addLatin(words, i, i+3, kindDocument)
			return i + 3
		}
	}
	if end := n.unionLaw(words, i); end > i {
		n.addLatin(words, i, end, kindDocument)
		return end
	}
	end := latinRun(words, i, lawSmall)
	for last := end - 1; last > i; last-- {
		if !latinLaws[words[last].text] {
			continue
		}
		from := i
		for from < last && (latinArticles[words[from].text] || words[from].opens && latinOpeners[strings.ToLower(words[from].text)]) {
			from++
		}
		if from == last || latinLaws[words[from].text] {
			return 0
		}
		to := last + 1
		if to+1 < len(words) && words[to].text == "of" && words[to].joined && isYear(words[to+1].text) {
			to += 2
		} else if to < len(words) && words[to].joined && isYear(words[to].text) {
			to++
		}
		n.addLatin(words, from, to, kindDocument)
		return to
	}
	return 0
}

// unionLaw is the end of Regulation (EU) 2016/679, 0 for none.
func (n *nameReader) unionLaw(words []latinWord, i int) int {
	if i+3 >= len(words) || words[i].text != "Regulation" && words[i].text != "Directive" {
		return 0
	}
	between := func(a, b int) string { return string(n.t.r[words[a].end:words[b].start]) }
	if between(i, i+1) == " (" && between(i+1, i+2) == ") " && between(i+2, i+3) == "/" && isNumeralDigit(rune(words[i+3].text[0])) {
		return i + 4
	}
	return 0
}

func isYear(s string) bool {
	return len(s) == 4 && (strings.HasPrefix(s, "19") || strings.HasPrefix(s, "20"))
}

// latinBody reads bodies: known ones, Ministry of Health, University of Leeds, and runs of capitals that end in a word for a body.
func (n *nameReader) latinBody(words []latinWord, i int) int {
	if words[i].text == "the" || words[i].text == "The" {
		return 0
	}
	known := n.knownLatin(words, i)
	small := bodySmall
	if latinOfficeHeads[words[i].text] {
		small = headSmall // Ministry of Health and Welfare
	}
	end := latinRun(words, i, small)
	from := i
	for from < end && (words[from].opens && latinOpeners[strings.ToLower(words[from].text)] || latinArticles[words[from].text]) {
		from++
	}
	if n.afterOf(words, from, end) > from && known == 0 {
		return 0 // it is found where it begins
	}
	if from < end && isLatinTitle(words[from].text) && !latinBodyHeads[words[from].text] {
		return 0
	}
	for last := end - 1; last >= from; last-- {
		word := words[last].text
		switch {
		case latinBodyEnds[word] && last > from && !n.isPlainRun(words, from, last):
			to := last + 1
			if to < len(words) && (words[to].comma || words[to].joined) && latinFirms[strings.TrimSuffix(words[to].text, ".")] {
				to++
			}
			if to < end && words[to].text == "of" { // Bank of England, University of Leeds
				to = end
			}
			to = max(to, known) // American Institute in Taiwan
			n.addLatin(words, from, to, kindOrganization)
			return to
		case latinFirms[strings.TrimSuffix(word, ".")] && last > from:
			to := last + 1
			if to < len(words) && (words[to].comma || words[to].joined) && latinFirms[strings.TrimSuffix(words[to].text, ".")] {
				to++
			}
			n.addLatin(words, from, to, kindOrganization)
			return to
		}
	}
	if from < len(words) && latinBodyHeads[words[from].text] && end-from >= 3 && words[from+1].text == "of" {
		n.addLatin(words, from, end, kindOrganization)
		return end
	}
	if from+1 < end && latinBodyHeads[words[from+1].text] && from+2 < end && words[from+2].text == "of" {
		n.addLatin(words, from, end, kindOrganization)
		return end
	}
	if comma := end; end > from && comma < len(words) && words[comma].comma && latinFirms[strings.TrimSuffix(words[comma].text, ".")] && words[comma].capital {
		n.addLatin(words, from, comma+1, kindOrganization)
		return comma + 1
	}
	if known > i {
		n.addLatin(words, i, known, kindOrganization)
	}
	return known
}

// afterOf leaves away what stands before "of" where it is no word for a body: DNA of the World Forum.
func (n *nameReader) afterOf(words []latinWord, from, end int) int {
	for at := end - 2; at > from; at-- {
		if (words[at].text == "of" || words[at].text == "for") && !latinBodyHeads[words[at-1].text] && !latinBodyEnds[words[at-1].text] {
			at++
			for at < end && !words[at].capital {
				at++
			}
			return at
		}
	}
	return from
}

// isPlainRun says whether the words before a word for a body name none: a single word that any body may have before it.
func (n *nameReader) isPlainRun(words []latinWord, from, last int) bool {
	for ; from < last; from++ {
		if !latinPlain[strings.ToLower(words[from].text)] {
			return false
		}
	}
	return true
}

// knownLatin is the end of the known body that begins at word i, 0 for none. A longer run of capitals is another name: Apple Street.
func (n *nameReader) knownLatin(words []latinWord, i int) int {
	for _, name := range n.tables.latinBodies[words[i].text] {
		end, at := i, 0
		for part := range strings.SplitSeq(name, " ") {
			if end >= len(words) || words[end].text != part || at > 0 && !words[end].joined {
				end = 0
				break
			}
			end++
			at++
		}
		switch {
		case end <= i:
		case end-i > 1:
			return end
		case words[i].opens && latinCommon[name]:
			return 0
		case end < len(words) && words[end].joined && words[end].capital && !isLatinTitle(words[end].text) && strings.ToUpper(name) != name:
			return 0 // Apple Street
		default:
			return end
		}
	}
	return 0
}

// mostTitles is how many titles stand before one name: Rt. Hon. Lord Justice. More of them, over and over, name nobody.
const mostTitles = 5

// latinPerson reads the name behind a title: Dr. Samuel Ortega, Mayor Ellen Whitfield, Commissioner Doyle.
func (n *nameReader) latinPerson(words []latinWord, i int) int {
	from := i
	for from < len(words) && from-i < mostTitles && (from == i || words[from].joined) && isLatinTitle(words[from].text) {
		from++
	}
	if from == i || n.knownLatin(words, i) > 0 {
		return 0
	}
	end := from
	for end < len(words) && end-from < 4 && words[end].joined && (words[end].capital && isLatinNamePart(words[end].text) || end > from && nobiliary[words[end].text]) {
		end++
	}
	for end > from && nobiliary[words[end-1].text] {
		end--
	}
	if end == from || end-from == 1 && (len(words[from].text) < 3 || n.tables.places.Latin(words[from].text) != "") {
		return 0
	}
	for at := from; at < end; at++ {
		if latinBodyEnds[words[at].text] || latinBodyHeads[words[at].text] {
			return 0
		}
	}
	n.addLatin(words, from, end, kindPerson)
	return end
}

// latinFullName reads a name without a title: a first name that is known and what follows it (Rosa Delgado), a Chinese surname and given name
// (Lin Meihua), or two words in capitals of whom something is said (Ikenna Obi said).
func (n *nameReader) latinFullName(words []latinWord, i int) int {
	if i > 0 && words[i].joined && words[i-1].capital && !words[i-1].opens && !isLatinTitle(words[i-1].text) && !latinRoles[words[i-1].text] {
		return 0 // the middle of a longer name
	}
	end := i + 1
	for end < len(words) && end-i < 4 && words[end].joined && (words[end].capital && isLatinNamePart(words[end].text) || nobiliary[words[end].text] && words[end].text != "of" && end+1 < len(words) && words[end+1].capital) {
		end++
	}
	if end-i < 2 || !isLatinNamePart(words[i].text) {
		return 0
	}
	for at := i; at < end; at++ {
		if w := words[at].text; latinBodyEnds[w] || latinBodyHeads[w] || latinPlaceHeads[w] || latinLaws[w] || isLatinTitle(w) || n.tables.latinBodies[w] != nil {
			return 0
		}
	}
	says := end < len(words) && (words[end].joined && latinSays[words[end].text] || words[end].comma && words[end].text == "who") && !latinOpeners[strings.ToLower(words[i].text)] &&
		n.onePlaceIn(words, i) == 0 && end-i < 4
	pinyin := end-i == 2 && pinyinSurnames[words[i].text] && isPinyin(words[i+1].text) && !isCommonEnglish(words[i+1].text)
	if !latinFirstNames[words[i].text] && !says && !pinyin {
		return 0
	}
	n.addLatin(words, i, end, kindPerson)
	return end
}

// isPinyin says whether a word is a given name of one or two syllables: Meihua, Xiao-ming.
func isPinyin(word string) bool {
	return pinyinName.MatchString(strings.ToLower(word))
}

// isLatinTitle says whether word is a title, in full or short with its dot.
func isLatinTitle(word string) bool {
	short, dotted := strings.CutSuffix(word, ".")
	return latinTitles[word] || dotted && latinShortTitles[short]
}

// isLatinNamePart refuses what is written in capitals throughout, and words that stand behind a title without naming anybody.
func isLatinNamePart(word string) bool {
	if len(word) > 3 && strings.ToUpper(word) == word {
		return false
	}
	return !latinNoName[word]
}

// latinPlace reads the places of the gazetteer, with the state or country behind the comma. What stands in a longer run of capitals is another
// name: Dublin Bay, Paris Hilton.
func (n *nameReader) latinPlace(words []latinWord, i int) int {
	end := n.onePlaceIn(words, i)
	if end == 0 {
		return n.placeInLand(words, i)
	}
	if end < len(words) && words[end].joined && latinPlaceHeads[words[end].text] {
		end++
	}
	whole := end
	if !n.isLand(words, i, end) && end < len(words) && words[end].comma {
		if next := n.onePlaceIn(words, end); next > 0 && n.isLand(words, end, next) {
			whole = next
		}
	}
	alone := whole == end
	if alone && (i > 0 && words[i].joined && words[i-1].capital && !words[i-1].opens || end < len(words) && words[end].joined && words[end].capital) {
		return end
	}
	if text := words[i].text; alone && end-i == 1 && latinCommon[text] && !(i > 0 && placePrepositions[words[i-1].text]) {
		return end
	}
	n.add(span{start: words[i].start, end: words[whole-1].end, kind: kindPlace, place: n.latinUnits(words[i:whole])})
	return whole
}

// placeInLand reads a place that the gazetteer hasn't got by the state or country behind it: near Cedar Rapids, Iowa.
func (n *nameReader) placeInLand(words []latinWord, i int) int {
	if i == 0 || !words[i].joined || !placePrepositions[words[i-1].text] {
		return 0
	}
	end := latinRun(words, i, nil)
	if end-i > 3 || end >= len(words) || !words[end].comma {
		return 0
	}
	whole := n.onePlaceIn(words, end)
	if whole == 0 || !n.isLand(words, end, whole) {
		return 0
	}
	n.addLatin(words, i, whole, kindPlace)
	return whole
}

// onePlaceIn is the end of the place that begins at word i, 0 for none.
func (n *nameReader) onePlaceIn(words []latinWord, i int) int {
	name := n.tables.places.Latin(n.t.written[n.t.offset[words[i].start]:])
	if name == "" {
		return 0
	}
	stop := words[i].start + utf8.RuneCountInString(name)
	for end := i; end < len(words) && words[end].start < stop; end++ {
		if words[end].end == stop || words[end].end == stop+1 && n.t.r[stop] == '.' {
			return end + 1
		}
	}
	return 0
}

func (n *nameReader) isLand(words []latinWord, from, to int) bool {
	return n.tables.places.IsLand(string(n.t.r[words[from].start:words[to-1].end]))
}

// latinUnits are the administrative units that China's provinces and cities in English mean.
func (n *nameReader) latinUnits(words []latinWord) []int32 {
	if han, ok := latinChina[words[0].text]; ok {
		units, _ := n.tables.places.Find(folded(han))
		return units
	}
	return nil
}

// pinyinName is one or two syllables of Chinese in Hanyu Pinyin.
var pinyinName = regexp.MustCompile(`^(?:` + syllable + `)(?:-?(?:` + syllable + `))?$`)

const syllable = `(?:[bpmfdtnlgkhjqxrzcsyw]|zh|ch|sh)?(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|ong|i|ia|ie|iao|iu|ian|in|iang|ing|iong|u|ua|uo|uai|ui|uan|un|uang|ue)`

// isCommonEnglish says whether a word is one that everybody uses.
func isCommonEnglish(word string) bool {
	return latinOpeners[strings.ToLower(word)] || latinPlain[strings.ToLower(word)]
}
