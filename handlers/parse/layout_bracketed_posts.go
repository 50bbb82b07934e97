package parse

// The speaker in brackets before each post and its moment in brackets behind it: interviews on official pages, with a colon after the
// speaker or none, the text on the same line or below. Archives have the newest post first: its turns are put into spoken order, so
// that the places of the turns run backwards through the file. A moment before the first post belongs to a notice.
//
//	[主持人]各位网友，大家好。[05-10 09:30]
//	[海城市市长 安某某]：
//	大家好。
//	[09:31]
func init() {
	register(layout{
		name:    "bracketed-posts",
		example: "[主持人]各位网友，大家好。[05-10 09:30]",
		score:   scoreBracketedPosts,
		read:    readBracketedPosts,
	})
}

func scoreBracketedPosts(doc *document) float64 {
	if !doc.colons().anyBegins("[【［〔") {
		return 0
	}
	speakers, starts := bracketSpeakers(doc.lines)
	stamped, open := 0, false
	for _, l := range doc.lines {
		if label, _, ok := cutLabel(l.text); ok && speakers[label] {
			open = true
		}
		if _, _, ok := cutClosing(l.text); ok && open {
			stamped++
			open = false
		}
	}
	if stamped < 2 || stamped*2 < starts {
		return 0
	}
	return confidence(1, starts)
}

func readBracketedPosts(doc *document, to *script) {
	speakers, _ := bracketSpeakers(doc.lines)
	for _, l := range doc.lines {
		if isButtons(l.text) {
			continue
		}
		stamp, n, closes := cutClosing(l.text)
		if closes {
			l = l.before(n)
		}
		if label, rest, ok := cutLabel(l.text); ok && speakers[label] {
			to.turn(label, "")
			l = l.after(len(l.text) - len(rest))
		}
		to.say(l)
		if closes {
			to.stamp(stamp)
		}
	}
	if to.isNewestFirst() {
		to.reverse()
	}
}
