package parse

import (
	"slices"
	"strings"
)

// This file reads names that stand in the text of cues: what the caption layouts share. A name counts until the next one, so that
// cues of one speaker are one turn; its time is that of its first cue.

// cueSpeakers are the labels in the cues that speak, and how many cues begin with one. Where a program has put a name before nearly every
// cue, who speaks once is believed too.
func cueSpeakers(cues []cue) (speakers map[string]bool, labelled int) {
	counts := map[string]int{}
	opened := 0 // cues that begin with a label
	for _, c := range cues {
		for i, l := range c.lines {
			if label, _, ok := cueLabel(l.text); ok {
				counts[label]++
				if i == 0 {
					opened++
				}
			}
		}
	}
	speakers = map[string]bool{}
	for label, n := range counts {
		if canBeLabel(label) && (n > 1 || isRole(label) || isNamed(label) || asks(label)) {
			speakers[label] = true
			labelled += n
		}
	}
	if labelled < 2 || opened*10 < 9*len(cues) {
		return speakers, labelled
	}
	for label, n := range counts {
		if !speakers[label] && canBeLabel(label) && isNameShaped(label) {
			speakers[label] = true
			labelled += n
		}
	}
	return speakers, labelled
}

// scoreCueNames is the score of captions whose cues may hold names, for a container.
func scoreCueNames(doc *document, want form) float64 {
	if doc.form != want {
		return 0
	}
	speakers, labelled := cueSpeakers(doc.cues)
	if labelled == 0 || len(speakers) == 1 && labelled*2 < len(doc.cues) {
		return 0
	}
	// "Remember: …" begins a caption now and then; a name is at every tenth at least.
	return confidence(0.95, labelled) * min(1, 10*float64(labelled)/float64(len(doc.cues)))
}

func readCueNames(doc *document, to *script) {
	speakers, _ := cueSpeakers(doc.cues)
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
		lines := c.lines
		if label, n := brokenLabel(lines, speakers); n > 0 {
			begin(label, c)
			lines = append([]piece{lines[1].after(n)}, lines[2:]...)
		}
		for _, l := range lines {
			label, n, ok := cueLabel(l.text)
			if ok && speakers[label] {
				begin(label, c)
				l = l.after(n)
			}
			to.say(l)
		}
	}
}

// repeats reports whether a cue shows again what the one before it still shows.
func repeats(c, before cue) bool {
	start, ok := seconds(c.start)
	end, known := seconds(before.end)
	return ok && known && start < end &&
		slices.EqualFunc(c.lines, before.lines, func(a, b piece) bool { return a.text == b.text })
}

// brokenLabel finds a known name that is broken over the first two lines of a cue; n is its length in the second one.
func brokenLabel(lines []piece, speakers map[string]bool) (label string, n int) {
	if len(lines) < 2 || len(lines[0].text) > labelBytes {
		return "", 0
	}
	if _, _, ok := cueLabel(lines[0].text); ok {
		return "", 0
	}
	tail, n, ok := cutColon(lines[1].text)
	label = strings.TrimLeft(lines[0].text, "->") + " " + tail
	if !ok || !speakers[label] {
		return "", 0
	}
	return label, n
}

// cueLabel splits the name off a line of a cue: "Name: text", "[Speaker 1] text"; a dash or ">>" before it is the captioner's. What
// is in brackets is mostly a sound ([sighs] I know), so a name there has to look like one.
func cueLabel(text string) (label string, n int, ok bool) {
	inner := strings.TrimLeft(text, "->– ")
	skipped := len(text) - len(inner)
	if label, rest, ok := cutBracket(inner); ok && rest != "" && (isRole(label) || isNamed(label)) {
		return label, len(text) - len(rest), true
	}
	label, n, ok = cutColon(inner)
	return label, n + skipped, ok
}
