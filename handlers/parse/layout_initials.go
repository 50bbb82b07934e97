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
	known := legend(doc.lines)
	if len(known) < 2 {
		return 0
	}
	n := 0
	for _, l := range doc.lines {
		if label, _, ok := cutInitials(l.text); ok && known[label] != nil {
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return confidence(0.97, n)
}

func readInitials(doc *document, to *script) {
	known := legend(doc.lines)
	for _, l := range doc.lines {
		if label, n, ok := cutInitials(l.text); ok && (known[label] != nil || len(to.turns) > 0 && canBeLabel(label)) {
			to.turn(label, "")
			l = l.after(n)
		} else if _, text, ok := heading(l); ok && isSectionHead(text.text) {
			to.pause(l)
			continue
		}
		to.say(l)
	}
}

// cutInitials splits the initials off a line, and the marks of a list and of emphasis before them.
func cutInitials(text string) (label string, n int, ok bool) {
	rest := strings.TrimLeft(text, "*-+•_ \t")
	end := 0
	for end < len(rest) && end < 5 && ('A' <= rest[end] && rest[end] <= 'Z') {
		end++
	}
	if end < 2 || end > 4 {
		return "", 0, false
	}
	after := strings.TrimLeft(rest[end:], "*_ ")
	size := colon(after)
	if size == 0 {
		return "", 0, false
	}
	after = strings.TrimLeft(after[size:], "*_ ")
	return rest[:end], len(text) - len(after), true
}
