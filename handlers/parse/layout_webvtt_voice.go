package parse

import "strings"

// WebVTT with voice tags, which need no end tag and are often repeated in every cue.
//
//	0:04.000 --> 0:06.500
//	<v Speaker 1>Welcome to the harbour.
func init() {
	register(layout{
		name:     "webvtt-voice",
		example:  "<v Speaker 1>Welcome to the harbour.",
		captions: true,
		score:    scoreWebVTTVoice,
		read:     readWebVTTVoice,
	})
}

func scoreWebVTTVoice(doc *document) float64 {
	if doc.form != webVTT {
		return 0
	}
	n := 0
	for _, l := range doc.lines {
		if _, _, ok := cutVoice(l.text); ok {
			n++
		}
	}
	return confidence(1, n)
}

func readWebVTTVoice(doc *document, to *script) {
	now := ""
	begin := func(label string, c cue) {
		if len(to.turns) == 0 || label != now {
			to.turn(label, c.start)
			now = label
		}
	}
	for i, c := range doc.cues {
		if i > 0 && repeats(c, doc.cues[i-1]) {
			continue
		}
		for _, l := range c.lines {
			for l.text != "" {
				if label, n, ok := cutVoice(l.text); ok {
					begin(label, c)
					l = l.after(n)
				} else if n := len(voiceEnd(l.text)); n > 0 {
					l = l.after(n)
				} else {
					end := untilVoice(l.text)
					to.say(l.before(end))
					l = l.after(end)
				}
			}
		}
	}
}

// cutVoice reads the tag <v.class Name> that text begins with; n is its length.
func cutVoice(text string) (label string, n int, ok bool) {
	if !strings.HasPrefix(text, "<v") {
		return "", 0, false
	}
	n = strings.IndexByte(text[:min(len(text), labelBytes)], '>') + 1
	if n == 0 {
		return "", 0, false
	}
	classes, label, found := strings.Cut(text[2:n-1], " ")
	if !found || classes != "" && classes[0] != '.' {
		return "", 0, false
	}
	return strings.TrimSpace(label), n, true
}

// voiceEnd is the end tag that text begins with, or nothing.
func voiceEnd(text string) string {
	if strings.HasPrefix(text, "</v>") {
		return "</v>"
	}
	return ""
}

// untilVoice is where the next voice tag begins or ends, beyond the first byte.
func untilVoice(text string) int {
	for i := 1; i < len(text); i++ {
		if text[i] != '<' {
			continue
		}
		if _, _, ok := cutVoice(text[i:]); ok || voiceEnd(text[i:]) != "" {
			return i
		}
	}
	return len(text)
}
