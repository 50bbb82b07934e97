package enrich

// englishCount says whether an English plural names what the number counts: 14 container ships, three new schools. The noun is not taken for
// the unit, because where it ends can't be told without a grammar. A number behind a label (page 240 shows, Python 3 makes) counts
// nothing.
func (f *figureFinder) englishCount(q quantity) bool {
	t := f.t
	if t.rune(q.to) != ' ' || q.value < 2 || q.chinese || q.value != float64(int64(q.value)) {
		return false
	}
	if !q.english && !q.grouped && q.value >= 1900 && q.value < 2100 {
		return false
	}
	if q.from == q.start && isEnglishLabel(t, q.start) {
		return false
	}
	for _, whole := range []string{" of the ", " of these ", " of those ", " of our ", " of their "} {
		if t.has(q.to, whole) {
			return true // 3 of the 27 bridges
		}
	}
	p := q.to + 1
	for range englishNounReach {
		var buf [englishLongest]byte
		word := lowerWord(t, p, &buf)
		end := p + len(word)
		switch {
		case len(word) == 0, t.r[p] < 'a' && !isEnglishPlural(word), englishStops[string(word)]:
			return false
		case isEnglishPlural(word) && !isNumeralLetter(t.rune(end)):
			return true
		case t.rune(end) != ' ' && t.rune(end) != '-':
			return false
		}
		p = end + 1
	}
	return false
}

// englishNounReach is how many words behind a number its noun may stand, with adjectives and other nouns between.
const englishNounReach = 3

// isEnglishLabel says whether the word before i makes a name of the number: one of englishLabels, or a capitalized word inside a sentence.
func isEnglishLabel(t *numeralText, i int) bool {
	end := i
	if t.rune(end-1) == ' ' {
		end--
	}
	start := end
	for isNumeralLetter(t.rune(start - 1)) {
		start--
	}
	if start == end {
		return false
	}
	var buf [englishLongest]byte
	if englishLabels[string(lowerWord(t, start, &buf))] {
		return true
	}
	first := t.rune(start - 2)
	opens := start < 2 || first == '.' || first == '!' || first == '?' || first == '\n' || t.rune(start-1) != ' '
	return isUpperLetter(t.r[start]) && !opens
}

func isEnglishPlural(word []byte) bool {
	if englishPlurals[string(word)] {
		return true
	}
	n := len(word)
	if n < 4 || word[n-1] != 's' {
		return false
	}
	switch word[n-2] {
	case 's', 'u', 'i':
		return false
	}
	return true
}

var (
	englishPlurals = wordSet(`people men women children cattle sheep fish staff personnel`)
	// englishStops end a noun phrase or can't be a part of one.
	englishStops = wordSet(`of in on at to for from by with and or but is was are were has have had does says that which who as
		than if it its this these those the a an will can per percent times shows makes gives takes goes
		comes leaves adds yes always perhaps minus plus`)
	// englishLabels are nouns whose number is a name.
	englishLabels = wordSet(`chapter section page pages article paragraph part step stage phase round level grade class type
		version release issue number no item question point option figure table appendix line lines block
		call meeting episode season day week year room floor gate platform bus flight train route highway
		road exit unit channel group team proposal slide track volume bill act rule form area zone district
		ward berth pier dock model series`)
)
