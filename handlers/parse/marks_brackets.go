package parse

import (
	"maps"
	"strings"
	"unicode"
)

// This file reads labels in brackets: what the layouts share that have them.

// bracketSpeakers are the labels that speak, and how many turns they begin.
func bracketSpeakers(lines []piece) (speakers map[string]bool, starts int) {
	uses := map[string]*usage{}
	for i, l := range lines {
		label, rest, ok := cutLabel(l.text)
		if !ok {
			continue
		}
		u := uses[label]
		if u == nil {
			u = &usage{never: !canBeLabel(label)}
			uses[label] = u
		}
		u.count++
		_, _, posted := cutClosing(rest)
		if posted || isSpeech(rest) || rest == "" && i+1 < len(lines) || isNicknamed(label) {
			u.speech++
		}
	}
	speakers = map[string]bool{}
	for label, u := range uses {
		if isSpeaker(label, *u) {
			speakers[label] = true
		}
	}
	for name := range namesBehind(maps.Keys(speakers)) {
		if u := uses[name]; u != nil && !u.never {
			speakers[name] = true
		}
	}
	for label := range speakers {
		starts += uses[label].count
	}
	return speakers, starts
}

// cutLabel is cutBracket without what brackets are for in Markdown and in settings ([text](link), [text][link], [section]), and without a
// colon after the bracket.
func cutLabel(text string) (label, rest string, ok bool) {
	label, rest, ok = cutBracket(text)
	if !ok || label == "" || hasPrefix(rest, []string{"(", "["}) || !isNameShaped(label) || unicode.IsLower(firstRune(label)) {
		return "", "", false
	}
	rest = strings.TrimLeftFunc(rest[colon(rest):], isBlank)
	return label, rest, !hasPrefix(rest, []string{"https://", "http://"})
}

// isNicknamed reports whether a label is a role with a name behind it, which needs no sentence to be believed: 网友 海风.
func isNicknamed(label string) bool {
	return isRole(label) && !roles[label] && !askers[label] && !answerers[label]
}
