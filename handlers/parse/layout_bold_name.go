package parse

import "strings"

// The name in bold before the text, with a colon or an offset in one of many forms: what people write who transcribe calls by hand. An
// escaped offset may open a further paragraph. Headings divide the text; lists of those present and the like are nobody's words, and a
// saved chat may stand below it all.
//
//	**Maria Lind (1:50) -** Okay, we should be live.
//	**Tom Okafor** (1:52) - Okay.
//	**Ana** [1:53](https://example.org/v?t=113): Welcome.
//	**Maria Lind:** \[04:14\] So at one of these meetings.
func init() {
	register(layout{
		name:    "bold-name",
		example: "**Maria Lind** [1:53](https://example.org/v?t=113): Welcome.",
		score:   scoreBoldName,
		read:    readBoldName,
	})
}

func scoreBoldName(doc *document) float64 {
	n := 0
	for _, u := range boldSpeakers(doc) {
		n += u.count
	}
	if n < 2 {
		return 0
	}
	return confidence(0.97, n)
}

func readBoldName(doc *document, to *script) {
	speakers := boldSpeakers(doc)
	for _, l := range doc.lines {
		if m, ok := cutBold(l.text); ok && speakers[m.label] != nil {
			to.turn(m.label, m.stamp)
			l = l.after(m.n)
		} else if ok && isSectionHead(m.label) {
			to.skip()
		} else if ok && m.marked && isBoldKey(m.label) {
			continue
		} else if name, stamp, n, ok := cutChat(l.text); ok {
			to.turn(name, stamp)
			l = l.after(n)
		} else if _, text, ok := heading(l); ok && isSectionHead(text.text) {
			to.pause(l)
			continue
		}
		if stamp, n, ok := cutEscapedStamp(l.text); ok {
			if to.isSilent() {
				to.stamp(stamp)
			}
			l = l.after(n)
		}
		if !isRule(l.text) {
			to.say(l)
		}
	}
}

// boldMark is a label in bold, with its offset where it has one. It is marked if a colon, a dash or an offset says that it is a label,
// and isn't if it only stands alone on its line.
type boldMark struct {
	label, stamp string
	n            int // the length of what isn't text
	marked       bool
}

// boldUsage is how a label in bold is used.
type boldUsage struct {
	usage
	stamped int
	marked  bool
	first   int // the line that it is used on first
}

// boldSpeakers are the labels in bold that speak. Bold keys (**Default:** …) open lines of a handbook as well: without offsets it takes
// somebody who speaks again, and names; then who speaks once is believed too.
func boldSpeakers(doc *document) map[string]*boldUsage {
	c := doc.colons()
	if !c.anyBegins(`*_-[\`) {
		return nil
	}
	uses := map[string]*boldUsage{}
	for i, l := range doc.lines {
		m, ok := cutBold(l.text)
		if !ok {
			continue
		}
		u := uses[m.label]
		if u == nil {
			u = &boldUsage{usage: usage{never: !canBeLabel(m.label) || isSectionHead(m.label) || isBoldKey(m.label)}, first: i}
			uses[m.label] = u
		}
		u.count++
		if m.stamp != "" {
			u.stamped++
		}
		u.marked = u.marked || m.marked
		if rest := l.text[m.n:]; isSpeech(rest) || rest == "" && i+1 < len(doc.lines) && !strings.HasPrefix(doc.lines[i+1].text, codeFence) {
			u.speech++
		}
	}
	n, again, believed, stamped, first := 0, 0, 0, 0, len(doc.lines)
	for label, u := range uses {
		if u.never || !u.marked || u.stamped == 0 && u.speech == 0 {
			delete(uses, label)
			continue
		}
		n += u.count
		stamped += u.stamped
		switch {
		case u.count > 1 && isNameShaped(label) || isRole(label) || asks(label) || u.stamped > 0:
			again++
			believed += u.count
			first = min(first, u.first)
		case isNamed(label):
			believed += u.count
		}
	}
	if stamped < 2 && (again == 0 || len(uses) < 2 || believed < 2 || believed*2 < n) {
		return nil
	}
	for label, u := range uses {
		// What is used once and is no name may be a fact above the first turn, and below it a remark (**Key takeaway:** …).
		word, _, _ := strings.Cut(label, " ")
		if u.first < first && !isNamed(label) || u.count == 1 && u.stamped == 0 && headWords[word] {
			delete(uses, label)
		}
	}
	return uses
}

// cutBold reads the label in bold that a line opens with, and what stands between it and the text.
func cutBold(line string) (boldMark, bool) {
	text := line
	if rest, ok := strings.CutPrefix(text, "- "); ok {
		text = strings.TrimLeft(rest, " ")
	}
	before, rest, ok := cutBracketStamp(text)
	if ok {
		text = strings.TrimLeft(rest, " ")
	}
	inner, text, ok := cutEmphasis(text)
	if !ok {
		return boldMark{}, false
	}
	m := boldMark{stamp: before, marked: before != ""}
	m.label, m.stamp, m.marked = cutBoldLabel(inner, m)
	if m.label == "" {
		return boldMark{}, false
	}
	if stamp, rest, ok := cutOffset(text); ok && m.stamp == "" {
		m.stamp, m.marked, text = stamp, true, rest
	}
	text, separated := cutSeparator(text)
	m.marked = m.marked || separated
	if stamp, rest, ok := cutOffset(text); ok && separated && m.stamp == "" {
		m.stamp = stamp
		text, _ = cutSeparator(rest)
	}
	m.n = len(line) - len(text)
	return m, m.marked || text == ""
}

// cutEmphasis reads the text in bold that a line opens with.
func cutEmphasis(text string) (inner, rest string, ok bool) {
	for _, mark := range []string{"**", "__"} {
		if inner, ok := strings.CutPrefix(text, mark); ok {
			inner = strings.TrimLeft(inner, "*_")
			end := strings.Index(inner[:min(len(inner), labelBytes)], mark)
			if end <= 0 {
				return "", "", false
			}
			return strings.TrimFunc(inner[:end], isBlank), strings.TrimLeft(inner[end+len(mark):], "*"), true
		}
	}
	return "", "", false
}

// cutBoldLabel takes what is bold apart: a name, an offset before or behind it, a colon or a dash.
func cutBoldLabel(inner string, m boldMark) (label, stamp string, marked bool) {
	label, stamp, marked = inner, m.stamp, m.marked
	if before, rest, ok := cutOffset(label); ok && rest != "" {
		label, stamp, marked = strings.TrimLeft(rest, " -–—:"), before, true
	}
	trimmed := strings.TrimRight(label, " -–—:：︰")
	marked = marked || len(trimmed) < len(strings.TrimRight(label, " "))
	label = trimmed
	for i := 1; i < len(label) && stamp == ""; i++ {
		if label[i-1] != ' ' && label[i] != '(' && label[i] != '[' {
			continue
		}
		if behind, rest, ok := cutOffset(label[i:]); ok && rest == "" {
			label, stamp, marked = strings.TrimRight(label[:i], " -–—:"), behind, true
		}
	}
	return label, stamp, marked
}

// cutOffset reads an offset in any of the forms that stand beside a name: 1:50, (1:50), [1:50], \[1:50\], [1:50:](https://…).
func cutOffset(text string) (stamp, rest string, ok bool) {
	text = strings.TrimLeft(text, " `")
	if stamp, rest, ok = cutBracketStamp(text); ok {
		return stamp, rest, true
	}
	if inner, ok := strings.CutPrefix(text, "("); ok {
		stamp, rest, ok = cutStamp(strings.TrimLeft(inner, " "))
		rest, closed := strings.CutPrefix(strings.TrimLeft(rest, " "), ")")
		return stamp, rest, ok && closed
	}
	stamp, rest, ok = cutStamp(text)
	return stamp, strings.TrimPrefix(rest, "`"), ok
}

// cutBracketStamp reads an offset in brackets, escaped or not, with a link behind it or none.
func cutBracketStamp(text string) (stamp, rest string, ok bool) {
	inner, ok := strings.CutPrefix(strings.TrimPrefix(text, `\`), "[")
	if !ok {
		return "", "", false
	}
	stamp, rest, ok = cutStamp(strings.TrimLeft(inner, " "))
	if !ok {
		return "", "", false
	}
	rest = strings.TrimPrefix(strings.TrimLeft(rest, ": "), `\`)
	if rest, ok = strings.CutPrefix(rest, "]"); !ok {
		return "", "", false
	}
	rest = strings.TrimLeft(rest, "]")
	if link, ok := strings.CutPrefix(rest, "("); ok {
		if end := strings.IndexByte(link[:min(len(link), longestLink)], ')'); end >= 0 {
			rest = link[end+1:]
		}
	}
	return stamp, rest, true
}

// longestLink is how far the end of a link is looked for, in bytes.
const longestLink = 400

// cutEscapedStamp reads the offset in escaped brackets that opens a paragraph; n is its length.
func cutEscapedStamp(text string) (stamp string, n int, ok bool) {
	if !strings.HasPrefix(text, `\[`) {
		return "", 0, false
	}
	stamp, rest, ok := cutBracketStamp(text)
	return stamp, len(text) - len(rest), ok
}

// cutSeparator drops what parts a name from the text.
func cutSeparator(text string) (rest string, ok bool) {
	rest = strings.TrimLeft(text, " ")
	if n := colon(rest); n > 0 {
		return strings.TrimLeft(rest[n:], " "), true
	}
	for _, dash := range []string{"- ", "– ", "— ", "-", "–", "—"} {
		if after, ok := strings.CutPrefix(rest, dash); ok {
			return strings.TrimLeft(after, " "), true
		}
	}
	return rest, false
}

// isBoldKey reports whether a label is what a note-taker puts between the turns: Note, Action Item 20.1, Decision 4.
func isBoldKey(label string) bool {
	if isKey(label) {
		return true
	}
	word, number, ok := strings.Cut(label, " ")
	for ok {
		if headWords[word] && startsWithDigit(strings.TrimLeft(number, "#")) {
			return true
		}
		word, number, ok = strings.Cut(number, " ")
	}
	return false
}
