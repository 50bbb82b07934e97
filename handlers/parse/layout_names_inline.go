package parse

// Names with a colon, several turns in one line: transcripts that lost their line ends, and data sets with a conversation a line.
//
//	Maria Lind: How was the crossing? Tom Okafor: Rough. Maria Lind: I can imagine.
func init() {
	register(layout{
		name:    "names-inline",
		example: "Maria Lind: How was the crossing? Tom Okafor: Rough. Maria Lind: I can imagine.",
		score:   scoreNamesInline,
		read: func(doc *document, to *script) {
			speakers, _, _ := inlineSpeakers(doc.lines)
			readInline(doc, to, func(label string) bool { return speakers[label] > 0 })
		},
	})
}

// scoreNamesInline asks for as many labels within lines as at their starts, and for some in half of the lines: a line may quote two words of
// somebody.
func scoreNamesInline(doc *document) float64 {
	sample := doc.lines[:min(len(doc.lines), inlineSample)]
	speakers, inside, lines := inlineSpeakers(sample)
	n := 0
	for _, count := range speakers {
		n += count
	}
	if len(speakers) < 2 || inside < 2 || inside*2 < n || lines*2+titleLine < len(sample) {
		return 0
	}
	return confidence(0.92, n)
}

// titleLine is how many lines may stand above.
const titleLine = 3

// inlineSpeakers counts the turns of those that speak, how many begin within a line, and the lines that have such. A label has to be used
// again, or to be a role.
func inlineSpeakers(sample []piece) (speakers map[string]int, inside, lines int) {
	speakers, within := map[string]int{}, map[string]int{}
	possible := map[string]bool{} // asked once for each label
	isPossible := func(label string) bool {
		is, known := possible[label]
		if !known {
			is = isInlineLabel(label)
			possible[label] = is
		}
		return is
	}
	for _, l := range sample {
		many := 0
		inlineMarks(l.text, isPossible, func(m inlineMark) {
			speakers[m.label]++
			if m.start > 0 {
				within[m.label]++
				many = 1
			}
		})
		lines += many
	}
	for label, n := range speakers {
		if n == 1 && !isRole(label) && !asks(label) && !isNamed(label) {
			delete(speakers, label)
			continue
		}
		inside += within[label]
	}
	return speakers, inside, lines
}

func isInlineLabel(label string) bool {
	if len(label) > 60 || !canBeLabel(label) || !isNameShaped(label) {
		return false
	}
	for _, r := range label {
		if !inLabel(r) {
			return false
		}
	}
	first := firstRune(label)
	return first >= 'A' && first <= 'Z' || first > 0x7F || isRole(label)
}
