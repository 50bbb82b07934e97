package parse

import "strings"

// A time, the name with a colon and the text on one line, with blanks, tabs or brackets between: saved chats of meetings, and many
// programs' transcripts. A message may go on over further lines. What a chat says of a click (Reacted to "…") is nobody's words, and
// what somebody replies to isn't his.
//
//	00:05:51	Maria Lind:	good morning
//	[00:05:59] Tom Okafor: Hello.
func init() {
	register(layout{
		name:    "stamped-colon",
		example: "[00:05:51] Maria Lind: Good morning.",
		score:   scoreStampedColon,
		read:    readStampedColon,
	})
}

func scoreStampedColon(doc *document) float64 {
	if !doc.colons().anyBegins("0123456789[(【（") {
		return 0
	}
	speakers, marks := stampedColonSpeakers(doc.lines)
	believed, spoken := 0, 0
	for _, u := range speakers {
		believed += u.count
		spoken += u.speech
	}
	if believed < 2 || believed*2 < marks || spoken*2 < believed {
		return 0
	}
	return confidence(0.98, believed)
}

func readStampedColon(doc *document, to *script) {
	speakers, _ := stampedColonSpeakers(doc.lines)
	quoting := 0 // lines that a quoted message may still take
	for _, l := range doc.lines {
		label, stamp, n, ok := cutStampedColon(l.text)
		if ok && speakers[label] != nil {
			quoting = 0
			l = l.after(n)
			if isClick(l.text) {
				to.skip()
				continue
			}
			to.turn(label, stamp)
			if n := quoteStart(l.text); n > 0 {
				quoting = longestQuote
				l = l.after(n)
			}
		}
		if quoting > 0 {
			quoting--
			end := strings.LastIndexAny(l.text, `"”`)
			if end < 0 {
				continue
			}
			quoting = 0
			l = l.after(end + len(string(firstRune(l.text[end:]))))
		}
		to.say(l)
	}
}

// quoteStart is the length of what a reply begins with, and 0 where a message is none.
func quoteStart(text string) int {
	for _, start := range []string{`Replying to "`, "Replying to “"} {
		if strings.HasPrefix(text, start) {
			return len(start)
		}
	}
	return 0
}

// longestQuote is how many lines a chat quotes of the message that is replied to.
const longestQuote = 10

// isClick reports whether a message is what a chat writes when somebody clicks on a sign.
func isClick(text string) bool {
	return hasPrefix(text, []string{`Reacted to "`, "Reacted to “"}) ||
		strings.HasPrefix(text, "Removed a ") && strings.Contains(text, "reaction from")
}

// stampedColonSpeakers are the labels that speak, and how many lines have the form of a turn: 10:00 Registration: hall B has it too.
func stampedColonSpeakers(lines []piece) (speakers map[string]*usage, marks int) {
	uses := map[string]*usage{}
	isLog := true // of programs: their names are in small letters, and no tabs stand between
	for i, l := range lines {
		label, _, n, ok := cutStampedColon(l.text)
		if !ok {
			continue
		}
		marks++
		u := uses[label]
		if u == nil {
			u = &usage{never: !canBeLabel(label)}
			uses[label] = u
		}
		u.count++
		rest := strings.TrimFunc(l.text[n:], isBlank)
		tabbed := strings.Contains(l.text[:n], "\t")
		isLog = isLog && !tabbed && strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_./ ") == ""
		if tabbed || isSpeech(rest) || rest == "" && i+1 < len(lines) {
			u.speech++
		}
	}
	if isLog {
		return nil, marks
	}
	repeated := false
	for _, u := range uses {
		repeated = repeated || u.count > 1
	}
	for label, u := range uses {
		// Once two lines are one person's it is no programme, and who speaks once is believed as well.
		if u.never || !repeated && !isSpeaker(label, *u) || u.speech == 0 && u.count == 1 && !repeated {
			delete(uses, label)
		}
	}
	return uses, marks
}

// cutStampedColon splits "00:05:51 Maria Lind: text", the time in brackets or not, or a range; n is the length of what isn't text.
func cutStampedColon(line string) (label, stamp string, n int, ok bool) {
	rest, closing := line, ""
	for _, pair := range stampBrackets {
		if inner, ok := strings.CutPrefix(line, pair[0]); ok {
			rest, closing = inner, pair[1]
			break
		}
	}
	if !startsWithDigit(rest) {
		return "", "", 0, false
	}
	if stamp, rest, ok = cutMoment(rest); !ok {
		return "", "", 0, false
	}
	if after := strings.TrimLeft(rest, " ->–—~"); len(after) < len(rest) {
		if _, tail, ok := cutMoment(after); ok {
			rest = tail
		}
	}
	if closing != "" {
		if rest, ok = strings.CutPrefix(rest, closing); !ok {
			return "", "", 0, false
		}
	}
	name := strings.TrimLeft(rest, " \t\u3000-–—|")
	if len(name) == len(rest) && closing == "" || strings.HasPrefix(name, "From ") {
		return "", "", 0, false
	}
	label, n, ok = cutColon(name)
	return label, stamp, len(line) - len(name) + n, ok
}
