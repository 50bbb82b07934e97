package parse

import "strings"

// A time, the name with a colon or in brackets, and the text on one line, with blanks, tabs or brackets between: saved chats of
// meetings, and many programs' transcripts. A message may go on over further lines. What a chat says of a click (Reacted to "…") or of
// who comes and goes is nobody's words, and what somebody replies to isn't his.
//
//	00:05:51	Maria Lind:	good morning
//	[00:05:59] Tom Okafor: Hello.
//	[10/05/2024, 14:05:12] Maria Lind: good morning
//	[14:05] <tom> hello
//	[00:00:04.120 --> 00:00:06.000] [SPEAKER_01]: Thanks.
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
		} else if isChatNotice(l.text) {
			to.skip()
			continue
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

// isChatNotice reports whether a line is what a chat tells of itself, behind a time and a dash: * anna waves, -!- bo joined.
func isChatNotice(line string) bool {
	_, rest, ok := cutLineStamp(line)
	return ok && hasPrefix(rest, []string{"* ", "*** ", "!- ", "> ", "<-- "})
}

// stampedColonSpeakers are the labels that speak, and how many lines have the form of a turn: 10:00 Registration: hall B has it too.
func stampedColonSpeakers(lines []piece) (speakers map[string]*usage, marks int) {
	uses := map[string]*usage{}
	repeated := false
	isLog := true // of programs: their names are in small letters, and none of a chat's marks stand between
	for i, l := range lines {
		label, stamp, n, ok := cutStampedColon(l.text)
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
		isChat := strings.ContainsAny(l.text[:n], "\t<") || strings.Contains(stamp, ", ")
		repeated = repeated || strings.Contains(l.text[:n], "<") // <tom> is a mark of its own
		isLog = isLog && !isChat && strings.Trim(label, "abcdefghijklmnopqrstuvwxyz0123456789-_./ ") == ""
		if isChat || isSpeech(rest) || rest != "" && isRole(label) || rest == "" && i+1 < len(lines) {
			u.speech++
		}
	}
	if isLog {
		return nil, marks
	}
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

// cutStampedColon splits "00:05:51 Maria Lind: text"; n is the length of what isn't text.
func cutStampedColon(line string) (label, stamp string, n int, ok bool) {
	stamp, name, ok := cutLineStamp(line)
	if !ok || strings.HasPrefix(name, "From ") {
		return "", "", 0, false
	}
	if label, rest, ok := cutBracketName(name); ok {
		return label, stamp, len(line) - len(rest), true
	}
	label, n, ok = cutColon(name)
	return label, stamp, len(line) - len(name) + n, ok
}

// cutLineStamp splits off the time that opens a line, in brackets or not, or a range of two.
func cutLineStamp(line string) (stamp, rest string, ok bool) {
	rest, closing := line, ""
	for _, pair := range stampBrackets {
		if inner, ok := strings.CutPrefix(line, pair[0]); ok {
			rest, closing = inner, pair[1]
			break
		}
	}
	if !startsWithDigit(rest) {
		return "", "", false
	}
	if stamp, rest, ok = cutMoment(rest); !ok {
		return "", "", false
	}
	if tail, ok := cutHalf(rest); ok {
		stamp, rest = stamp+rest[:len(rest)-len(tail)], tail
	}
	if after := strings.TrimLeft(rest, " ->–—~"); len(after) < len(rest) {
		if _, tail, ok := cutMoment(after); ok {
			rest = tail
		}
	}
	if closing != "" {
		if rest, ok = strings.CutPrefix(rest, closing); !ok {
			return "", "", false
		}
	}
	name := strings.TrimLeft(rest, " \t\u3000-–—|")
	return stamp, name, len(name) < len(rest) || closing != ""
}

// cutBracketName splits a name in brackets off the text behind it: <anna> hello, [SPEAKER_01]: hello.
func cutBracketName(text string) (label, rest string, ok bool) {
	if inner, ok := strings.CutPrefix(text, "<"); ok {
		end := strings.IndexByte(inner[:min(len(inner), labelBytes)], '>')
		if end <= 0 || strings.ContainsAny(inner[:end], "/= ") {
			return "", "", false
		}
		return strings.TrimLeft(inner[:end], "@+%"), inner[end+1:], true
	}
	return cutLabel(text)
}
