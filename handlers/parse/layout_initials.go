package parse

import "strings"

// Minutes of standards bodies: initials with a colon, in a list or not, and above them a legend that says whose they are: a list of
// names with initials in parentheses, or a table.
//
//	Maria Lind (ML), Tom Okafor (TO)
//	ML: Latest draft is out.
//	 * TO: Harbour lights use metadata.
func init() {
	register(layout{
		name:    "initials",
		example: "ML: Latest draft is out. below a legend such as Maria Lind (ML)",
		score:   scoreInitials,
		read:    readInitials,
	})
}

func scoreInitials(doc *document) float64 {
	known, _ := legend(doc.lines)
	if len(known) < 2 {
		return 0
	}
	n := 0
	for _, l := range doc.lines {
		if label, _, ok := cutInitials(l.text); ok && known[label] {
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return confidence(0.97, n)
}

// readInitials believes initials below the legend even if it has forgotten them: people join late.
func readInitials(doc *document, to *script) {
	known, start := legend(doc.lines)
	for i, l := range doc.lines {
		if label, n, ok := cutInitials(l.text); ok && i >= start && (known[label] || canBeLabel(label)) {
			to.turn(label, "")
			l = l.after(n)
		} else if _, text, ok := heading(l); ok && isSectionHead(text.text) {
			to.pause(l)
			continue
		}
		to.say(l)
	}
}

// cutInitials splits the initials off a line, of two people (ML/TO) too, and the marks of a list and of emphasis before them.
func cutInitials(text string) (label string, n int, ok bool) {
	rest := strings.TrimLeft(text, "*-+•_ \t")
	end := strings.IndexFunc(rest[:min(len(rest), 20)], func(r rune) bool { return (r < 'A' || r > 'Z') && r != '/' })
	if end < 0 {
		return "", 0, false
	}
	for initials := range strings.SplitSeq(rest[:end], "/") {
		if !isInitials(initials) {
			return "", 0, false
		}
	}
	after := strings.TrimLeft(rest[end:], "*_ ")
	size := colon(after)
	if size == 0 {
		return "", 0, false
	}
	after = strings.TrimLeft(after[size:], "*_ ")
	return rest[:end], len(text) - len(after), true
}
