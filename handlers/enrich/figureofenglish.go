package enrich

// english finds the English words that name what the figure measures: 14 container ships, 60% of residents, a 5% increase in wages, revenue
// of $3 million, the unemployment rate fell to 4.1%, exports rose 12%.
func (m *measureReader) english() (start, end int) {
	switch m.figure.Kind {
	case "age", "duration", "temperature":
		start, end := m.englishSubject()
		if last := m.englishWordBefore(end); start == end || !englishTimes[m.englishWord(last)] {
			return 0, 0 // the train was two hours late
		}
		return start, end
	case "count", "number":
		return firstFound(m.englishCounted, m.englishOf, m.englishSubject, m.englishPartOf)
	}
	return firstFound(m.englishRise, m.englishOf, m.englishSubject, m.englishPartOf)
}

// longestEnglishName is how many words an English name may have.
const longestEnglishName = 4

// An englishPhrase is a stretch of a text while words are added to it.
type englishPhrase struct{ start, end int }

// englishWordBefore is the word, with hyphens and apostrophes, that ends before the blank before i.
func (m *measureReader) englishWordBefore(i int) englishPhrase {
	end := i
	if m.t.rune(end-1) == ' ' {
		end--
	}
	start := end
	for start > m.before && isEnglishWordRune(m.t.rune(start-1)) {
		start--
	}
	return englishPhrase{start, end}
}

// englishWordAfter is the word behind the blank at i.
func (m *measureReader) englishWordAfter(i int) englishPhrase {
	if m.t.rune(i) != ' ' {
		return englishPhrase{i, i}
	}
	end := i + 1
	for isEnglishWordRune(m.t.rune(end)) {
		end++
	}
	return englishPhrase{i + 1, end}
}

func isEnglishWordRune(r rune) bool { return isNumeralLetter(r) || r == '-' || r == '’' || r == '\'' }

// englishWord is the word in lower case and without what an apostrophe adds (we’ve, Taiwan's), "" for one that is too long or none.
func (m *measureReader) englishWord(p englishPhrase) string {
	var buf [2 * englishLongest]byte
	n := 0
	for _, r := range m.t.r[p.start:min(p.end, p.start+len(buf))] {
		if r == '\'' || r == '’' {
			break
		}
		buf[n] = byte(lowerLetter(r))
		n++
	}
	return string(buf[:n])
}

// englishName is the noun phrase that ends at end: the words back to an article, a preposition or the beginning of the clause. What it
// begins behind is told too, because a phrase that begins behind a verb or a name is none.
func (m *measureReader) englishName(end int) (start int, whole bool) {
	start = end
	for range longestEnglishName + 1 {
		word := m.englishWordBefore(start)
		if word.start == word.end {
			r := m.t.rune(start - 1)
			return start, start < end && (r == 0 || r == ' ' && !isNumeralDigit(m.t.rune(start-2)) || r == '\n' || r == '“' || r == '"' || r == '(')
		}
		switch name := m.englishWord(word); {
		case englishTies[name]:
			return start, false // the price of the ticket, trust in the government
		case englishNameOpeners[name]:
			before := m.englishWord(m.englishWordBefore(word.start))
			return start, start < end && !englishTies[before]
		case englishWontName[name]:
			return start, false
		}
		start = word.start
	}
	return start, false
}

// englishSubject is the subject of the verb before the figure, with the verb where that says how the value changed and no to follows it.
func (m *measureReader) englishSubject() (start, end int) {
	at := m.from
	change := englishPhrase{}
	verbs, to := 0, false
	copula := false // Taiwan is 81 miles away
	for range 6 {
		word := m.englishWordBefore(at)
		name := m.englishWord(word)
		switch {
		case word.start == word.end:
			return 0, 0
		case englishLevels[name]:
			verbs++
			copula = copula || englishCopulas[name]
		case englishChanges[name]:
			verbs++
			change = word
		case englishBetween[name]:
			to = to || verbs == 0 && (name == "to" || name == "at" || name == "from")
		default:
			if verbs == 0 {
				return 0, 0
			}
			start, whole := m.englishName(word.end)
			if !whole || copula && !englishQuantities[name] {
				return 0, 0
			}
			if change.end > 0 && !to {
				return start, change.end
			}
			return start, word.end
		}
		at = word.start
	}
	return 0, 0
}

// englishOf is the quantity whose value the figure is: revenue of $3 million, a rise of 8%.
func (m *measureReader) englishOf() (start, end int) {
	if !m.t.endsWith(m.from, " of ") {
		return 0, 0
	}
	head := m.englishWordBefore(m.from - len("of "))
	if name := m.englishWord(head); !englishQuantities[name] && !englishChangeNouns[name] {
		return 0, 0
	}
	if start, whole := m.englishName(head.end); whole {
		return start, head.end
	}
	return head.start, head.end
}

// englishRise is the change behind a percentage or an amount: a 7% increase in exports.
func (m *measureReader) englishRise() (start, end int) {
	word := m.englishWordAfter(m.to)
	if !englishChangeNouns[m.englishWord(word)] {
		return 0, 0
	}
	if m.t.has(word.end, " in ") {
		if _, end := m.englishNounsAfter(word.end + len(" in")); end > 0 {
			return word.start, end
		}
	}
	return word.start, word.end
}

// englishPartOf is the whole that a share is of, or the stuff that a measure is of: 60% of residents, 1.2 million tonnes of steel.
func (m *measureReader) englishPartOf() (start, end int) {
	if !m.t.has(m.to, " of ") {
		return 0, 0
	}
	at := m.to + len(" of")
	if word := m.englishWordAfter(at); englishDeterminers[m.englishWord(word)] {
		at = word.end
	}
	return m.englishNounsAfter(at)
}

// englishCounted is the plural behind a number, with the words before it: three new schools.
func (m *measureReader) englishCounted() (start, end int) {
	if m.t.has(m.to, " of ") {
		return m.englishPartOf()
	}
	start, end = m.englishNounsAfter(m.to)
	if end == 0 {
		return 0, 0
	}
	last := m.englishWordBefore(end)
	if !isEnglishPlural([]byte(m.englishWord(last))) {
		return 0, 0
	}
	return start, end
}

// englishNounsAfter is the noun phrase behind i: up to a plural, or a single word that the clause or a preposition ends behind.
func (m *measureReader) englishNounsAfter(i int) (start, end int) {
	at := i
	for n := range englishNounReach {
		word := m.englishWordAfter(at)
		name := m.englishWord(word)
		if word.start == word.end || name == "" || englishWontName[name] || englishStops[name] || englishNameOpeners[name] || englishLevels[name] {
			break
		}
		if start == 0 {
			start = word.start
		}
		if isEnglishPlural([]byte(name)) && m.t.rune(word.end-2) != '\'' && m.t.rune(word.end-2) != '’' {
			return start, word.end
		}
		if at = word.end; n > 0 {
			continue
		}
		if next := m.englishWordAfter(at); next.start == next.end || englishNameOpeners[m.englishWord(next)] || englishStops[m.englishWord(next)] {
			return start, word.end
		}
	}
	return 0, 0
}

var (
	// englishTies tie what follows to a noun before it.
	englishTies = wordSet(`of in on at for with by from to among between`)
	// englishNameOpeners stand before the name of a quantity.
	englishNameOpeners = wordSet(`the a an this that these those its their our his her your my and but while when because as if so which where
		than since although though whereas who until after before into over under between among per
		said says say reported reports about that's year's our every each some any no`)
	// englishTimes are the quantities that are lengths of time, ages or temperatures.
	englishTimes       = wordSet(`age time period term sentence expectancy lifespan duration delay wait temperature temperatures high low`)
	englishDeterminers = wordSet(`the a an this that these those its their our his her your my all`)
	// englishWontName are words that no name of a quantity holds.
	englishWontName = wordSet(`i we you he she it they me us him them there here it's there's that's i'm we're you're they're what who how
		why is are was were be been being am has have had do does did will would can could shall should may might must not no yes or
		then just only also even still now today very too more most less least much many lot lots one ones kind sort something
		anything everything nothing thing things people's like go goes went get gets got make made take took come came see say
		think know mean want need let um uh well okay ok right yeah actually basically really maybe almost nearly around total
		another other others both all half out up down off first second third last next same such half-time ago later than`)
	// englishLevels lead to a value.
	englishLevels = wordSet(`is are was were reached reaches reach totaled totalled totals exceeds exceeded stands stood averaged averages hit
		hits remains remained been be amounted amounts equals`)
	englishCopulas = wordSet(`is are was were be been`)
	// englishChanges say how a value changed.
	englishChanges = wordSet(`rose rises rise risen fell falls fall fallen grew grows grow grown increased increases increase decreased decreases
		dropped drops drop declined declines climbed jumped surged slid shrank gained narrowed widened edged improved worsened slowed
		accelerated doubled soared plunged slipped ticked expanded contracted`)
	// englishBetween may stand between a verb and its value.
	englishBetween = wordSet(`to by at from has have had will would is are was were been be expected projected forecast estimated set likely about
		around over up down now already only just slightly further also currently an a further another some`)
	// englishChangeNouns are changes that have a size.
	englishChangeNouns = wordSet(`increase rise growth decrease decline drop fall reduction cut jump gain surge improvement slowdown expansion
		contraction discount`)
	// englishQuantities are nouns that have a value.
	englishQuantities = wordSet(`revenue revenues income budget cost costs price prices fine fines fee fees loan loans debt debts deficit surplus loss
		losses profit profits value investment investments population rate rates area length height width depth weight speed
		temperature capacity turnover output production sales exports imports salary wage wages average share margin grant grants
		funding aid damages spending expenditure turnout attendance majority ratio score amount valuation subsidy subsidies pension
		tax taxes bonus compensation payment payments donation donations assets reserves savings rainfall density distance
		probability chance tariff tariffs premium salaries dividend yield volume size age percentage proportion minimum maximum
		limit limits quota target targets supply demand balance consumption emissions earnings receipts proceeds rent inflation unemployment employment bill gap
		support approval prevalence`)
)
