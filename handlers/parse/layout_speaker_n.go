package parse

import "strings"

// A label and an offset on a line of their own, as speech recognisers and editors write them; the text is below, often a sentence a
// line. The offset stands after the colon, or in brackets before it.
//
//	Speaker 0: 00:00:16
//	Live from the harbour.
//
//	Maria Lind [00:31]:
//	Thank you.
func init() {
	register(layout{
		name:    "speaker-n",
		example: "Speaker 0: 00:00:16",
		score:   scoreSpeakerN,
		read:    readSpeakerN,
	})
}

// scoreSpeakerN counts the lines that have speech with them: a timetable (Lunch: 12:30) has none.
func scoreSpeakerN(doc *document) float64 {
	marks, spoken := 0, 0
	waiting := false
	for _, l := range doc.lines {
		if _, _, n, ok := labelStamp(l.text); ok {
			marks++
			waiting = true
			if n == len(l.text) {
				continue
			}
		}
		if waiting {
			spoken++
			waiting = false
		}
	}
	if spoken < 2 || spoken*2 < marks {
		return 0
	}
	return confidence(0.95, spoken) * float64(spoken) / float64(marks)
}

func readSpeakerN(doc *document, to *script) {
	for _, l := range doc.lines {
		label, stamp, n, ok := labelStamp(l.text)
		if ok {
			to.turn(label, stamp)
			l = l.after(n)
		}
		to.say(l)
	}
}

// labelStamp splits "Speaker 0: 00:00:16", "NAME [00:04]:" and "NAME [00:04]: text"; n is the length of what isn't text.
func labelStamp(line string) (label, stamp string, n int, ok bool) {
	if c := line[len(line)-1]; '0' <= c && c <= '9' {
		label, n, ok = cutColon(line)
		if !ok || !canBeLabel(label) {
			return "", "", 0, false
		}
		stamp, rest, ok := cutStamp(strings.TrimLeftFunc(line[n:], isBlank))
		return label, stamp, len(line), ok && rest == ""
	}
	open := strings.IndexByte(line[:min(len(line), labelBytes)], '[')
	if open <= 0 {
		return "", "", 0, false
	}
	label = strings.TrimFunc(line[:open], isBlank)
	stamp, rest, ok := cutStamp(line[open+1:])
	if !ok || !strings.HasPrefix(rest, "]") || !canBeLabel(label) || strings.ContainsFunc(label, func(r rune) bool { return !inLabel(r) }) {
		return "", "", 0, false
	}
	n = len(line) - len(rest) + 1
	end := colon(line[n:])
	return label, stamp, n + end, end > 0 || n == len(line)
}
