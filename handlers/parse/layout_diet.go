package parse

import (
	"strings"
	"unicode/utf8"
)

// The record of Japan's Diet: a circle, the name or the office with the name in parentheses, a wide blank, and the speech.
//
//	○委員長（山海太郎君）　これより会議を開きます。
//	○川原花子君　港について伺います。
func init() {
	register(layout{
		name:    "diet",
		example: "○委員長（山海太郎君）　これより会議を開きます。",
		score:   scoreDiet,
		read: func(doc *document, to *script) {
			for _, l := range doc.lines {
				if label, n, ok := cutDietLabel(l.text); ok {
					to.turn(label, "")
					l = l.after(n)
				} else if len(to.turns) > 0 && (isRule(l.text) || isDietAside(l.text)) {
					continue
				}
				to.say(l)
			}
		},
	})
}

func scoreDiet(doc *document) float64 {
	if !doc.colons().anyBegins("○") {
		return 0
	}
	n := 0
	for _, l := range doc.lines {
		if _, _, ok := cutDietLabel(l.text); ok {
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return confidence(0.97, n)
}

// cutDietLabel splits "○国務大臣（山海太郎君）" off a line; n is its length with the circle.
func cutDietLabel(text string) (label string, n int, ok bool) {
	mark, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune("○◯〇●◎", mark) {
		return "", 0, false
	}
	rest := text[size:]
	end := strings.IndexFunc(rest[:min(len(rest), labelBytes)], isBlank)
	if end < 0 {
		if len(rest) > labelBytes {
			return "", 0, false
		}
		end = len(rest)
	}
	label = rest[:end]
	if label == "" || strings.ContainsAny(label, "、。，：:") ||
		!hasSuffix(label, []string{"君", "君）", "君)", "さん", "氏", "長", "人", "員", "官", "臣", "）", ")"}) {
		return "", 0, false
	}
	return label, size + end, true
}

// isDietAside reports whether a line says what was done: 〔賛成者起立〕, （拍手）.
func isDietAside(text string) bool {
	return isAside(text) || strings.HasPrefix(text, "〔") && strings.HasSuffix(text, "〕")
}
