package parse

import "strings"

// WebVTT with voice tags, which need no end tag and are often repeated in every cue. Classes in them are anybody's own; our export's
// say what WebVTT has no way to say: that a turn begins, has no time, has no label, and whose it is where a label means several people.
//
//	0:04.000 --> 0:06.500
//	<v Speaker 1>Welcome to the harbour.
//
//	c1234
//	0:06.500 --> 0:09.000
//	<v.turn.untimed Speaker 1>Thank you.
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
		if _, ok := cutVoice(l.text); ok {
			n++
		}
	}
	return confidence(1, n)
}

func readWebVTTVoice(doc *document, to *script) {
	now := ""
	begin := func(v voiceTag, c cue) {
		if len(to.turns) > 0 && v.label == now && !v.has("turn") {
			return
		}
		if v.has("untimed") {
			c.start = ""
		}
		to.turn(v.label, c.start)
		to.turns[len(to.turns)-1].among = v.speaker()
		now = v.label
	}
	for i, c := range doc.cues {
		if i > 0 && repeats(c, doc.cues[i-1]) {
			continue
		}
		for _, l := range c.lines {
			for l.text != "" {
				if v, ok := cutVoice(l.text); ok {
					begin(v, c)
					l = l.after(v.length)
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

// voiceTag is the tag <v.class Name>.
type voiceTag struct {
	label, classes string
	length         int // in bytes
}

func (v voiceTag) has(class string) bool { return strings.Contains(v.classes+".", "."+class+".") }

// speaker is the class by which our export tells people of one label apart: s3.
func (v voiceTag) speaker() string {
	for class := range strings.SplitSeq(v.classes, ".") {
		if number, ok := strings.CutPrefix(class, "s"); ok && v.has("turn") && number != "" && strings.Trim(number, "0123456789") == "" {
			return class
		}
	}
	return ""
}

// cutVoice reads the tag that text begins with.
func cutVoice(text string) (v voiceTag, ok bool) {
	if !strings.HasPrefix(text, "<v") {
		return voiceTag{}, false
	}
	v.length = strings.IndexByte(text[:min(len(text), labelBytes)], '>') + 1
	if v.length == 0 {
		return voiceTag{}, false
	}
	var found bool
	v.classes, v.label, found = strings.Cut(text[2:v.length-1], " ")
	if !found || v.classes != "" && v.classes[0] != '.' {
		return voiceTag{}, false
	}
	if v.label = strings.TrimSpace(v.label); v.has("unnamed") {
		v.label = ""
	}
	return v, true
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
		if _, ok := cutVoice(text[i:]); ok || voiceEnd(text[i:]) != "" {
			return i
		}
	}
	return len(text)
}
