package parse

import "strings"

// This file reads the messages of a meeting's chat, as meeting programs save them and people paste them below a transcript.

// cutChat splits "From danny to Everyone: 02:05 PM", with the text on the lines below, and "14:05:12 From Mina Holt : text", the older
// form. The colon before the time may be missing; a dash may stand before it all. n is the length of what isn't text.
func cutChat(line string) (name, stamp string, n int, ok bool) {
	if !startsWithDigit(line) && !strings.ContainsRune("F-*•", firstRune(line)) {
		return "", "", 0, false
	}
	rest := strings.TrimLeft(line, "-*• \t")
	if !strings.HasPrefix(rest, "From ") {
		if !startsWithDigit(rest) || !strings.Contains(rest[:min(len(rest), 24)], "From ") {
			return "", "", 0, false
		}
		if stamp, rest, ok = cutStamp(rest); !ok {
			return "", "", 0, false
		}
		rest = strings.TrimLeftFunc(rest, isBlank)
	}
	rest, ok = strings.CutPrefix(rest, "From ")
	if !ok {
		return "", "", 0, false
	}
	name, rest, ok = cutSender(rest, stamp != "")
	if !ok || !canBeLabel(name) {
		return "", "", 0, false
	}
	if stamp == "" {
		if stamp, rest, ok = cutTimeOfDay(strings.TrimLeft(rest, ": \t")); !ok {
			return "", "", 0, false
		}
	}
	return name, stamp, len(line) - len(rest), true
}

// cutSender splits the sender and the addressee off a message: "danny to Everyone", "Mina Holt to Tom (Direct Message)". Where the time
// stands before it, there is a colon behind, and perhaps no addressee.
func cutSender(text string, timed bool) (name, rest string, ok bool) {
	head := text[:min(len(text), labelBytes)]
	if timed {
		end := strings.IndexByte(head, ':')
		if end < 0 {
			return "", "", false
		}
		name, _, _ = strings.Cut(strings.ReplaceAll(head[:end], " To ", " to "), " to ")
		return strings.TrimFunc(name, isBlank), text[end+1:], true
	}
	end := strings.Index(strings.ReplaceAll(head, " To ", " to "), " to ")
	if end < 0 {
		return "", "", false
	}
	name = strings.TrimFunc(head[:end], isBlank)
	rest = text[end+len(" to "):]
	// The addressee ends where a digit or a colon begins the time.
	at := strings.IndexAny(rest[:min(len(rest), labelBytes)], "0123456789:")
	if at < 0 {
		return "", "", false
	}
	return name, rest[at:], true
}

// cutTimeOfDay is cutStamp for a time that AM or PM may follow.
func cutTimeOfDay(text string) (stamp, rest string, ok bool) {
	stamp, rest, ok = cutStamp(text)
	if !ok {
		return "", "", false
	}
	if tail, ok := cutHalf(rest); ok {
		return text[:len(text)-len(tail)], tail, true
	}
	return stamp, rest, true
}

// cutHalf drops AM or PM, behind a blank or none.
func cutHalf(text string) (rest string, ok bool) {
	after := strings.TrimLeftFunc(text, isBlank)
	for _, half := range []string{"AM", "PM", "am", "pm", "a.m.", "p.m."} {
		if rest, ok := strings.CutPrefix(after, half); ok && (rest == "" || isBlank(firstRune(rest)) || rest[0] == ']' || rest[0] == ')') {
			return rest, true
		}
	}
	return text, false
}
