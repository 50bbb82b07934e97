package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// The stenographic record of the Bundestag and of other German parliaments, as text: an office and a name, or a name with a party or an
// office, and a colon. Sentences end in colons as well (Ich rufe den Tagesordnungspunkt 2 auf:). What others do and call stands in
// parentheses, over several lines.
//
//	Präsidentin Dr. Marie Lind:
//	Die Sitzung ist eröffnet.
//	(Beifall bei der Hafenpartei)
//	Dr. Tom Okafor (Hafenpartei):
//	Frau Präsidentin! Meine Damen und Herren!
//	Jana Holt, Bundesministerin für Häfen:
//	Vielen Dank.
func init() {
	register(layout{
		name:    "bundestag",
		example: "Dr. Tom Okafor (CDU/CSU):",
		score:   scoreBundestag,
		read:    readBundestag,
	})
}

func scoreBundestag(doc *document) float64 {
	n := 0
	for _, l := range doc.lines {
		if _, _, ok := cutGermanLabel(l.text); ok {
			n++
		}
	}
	if n < 2 {
		return 0
	}
	return confidence(0.97, n)
}

func readBundestag(doc *document, to *script) {
	for i := 0; i < len(doc.lines); i++ {
		l := doc.lines[i]
		if label, n, ok := cutGermanLabel(l.text); ok {
			to.turn(label, "")
			l = l.after(n)
		} else if len(to.turns) > 0 && l.text[0] == '(' {
			i += remark(doc.lines[i:]) - 1
			continue
		} else if len(to.turns) > 0 && isGermanHeader(l.text) {
			continue
		}
		to.say(l)
	}
}

// longestRemark is how many lines a remark in parentheses takes at most.
const longestRemark = 12

// remark is how many lines the remark takes that the first line opens: one where it is never closed.
func remark(lines []piece) int {
	depth := 0
	for i, l := range lines[:min(len(lines), longestRemark)] {
		if depth += strings.Count(l.text, "(") - strings.Count(l.text, ")"); depth <= 0 {
			return i + 1
		}
	}
	return 1
}

// isGermanHeader reports whether a line is the header of a page, or its number.
func isGermanHeader(text string) bool {
	return isNumber(text) || len(text) <= labelBytes && (strings.HasPrefix(text, "Deutscher Bundestag") && strings.Contains(text, "Sitzung") ||
		strings.Contains(text, "Wahlperiode") && strings.Contains(text, "Sitzung"))
}

// cutGermanLabel splits the label off a line.
func cutGermanLabel(text string) (label string, n int, ok bool) {
	first := firstRune(text)
	if !unicode.IsUpper(first) {
		return "", 0, false
	}
	end := strings.IndexByte(text[:min(len(text), labelBytes)], ':')
	if end < 0 || end+1 < len(text) && text[end+1] != ' ' {
		return "", 0, false
	}
	label = strings.TrimRightFunc(text[:end], isBlank)
	return label, end + 1, isGermanLabel(label)
}

func isGermanLabel(label string) bool {
	name, rest := label, ""
	if at := strings.IndexAny(label, "(,"); at > 0 {
		name, rest = strings.TrimRight(label[:at], " "), label[at:]
	}
	bare, office := cutGermanOffice(name)
	if office && bare == "" {
		return rest == "" && hasPrefix(name, []string{"Präsident", "Vizepräsident", "Alterspräsident", "Vorsitzende"})
	}
	if !office && rest == "" || !isGermanName(bare) {
		return false
	}
	switch {
	case strings.HasPrefix(rest, "("):
		return isParty(rest)
	case strings.HasPrefix(rest, ","):
		_, ok := cutGermanOffice(strings.TrimLeft(rest, ", "))
		return ok
	}
	return office
}

// germanOffices are how an office before or behind a name begins.
var germanOffices = []string{
	"Präsident", "Vizepräsident", "Alterspräsident", "Bundeskanzler", "Bundesminister", "Bundespräsident", "Minister", "Staatsminister",
	"Staatssekretär", "Parl. Staatssekretär", "Parlamentarische", "Senator", "Bürgermeister", "Wehrbeauftragte", "Abg.", "Abgeordnete",
	"Landesminister", "Ministerpräsident", "Beauftragte", "Vorsitzende", "Berichterstatter", "Schriftführer", "Bundesrat", "Landtagspräsident",
	"Landtagsvizepräsident", "Chef", "Direktor", "Generalsekretär", "Sachverständige", "Oberbürgermeister", "Staatsrat", "Kanzler",
}

// cutGermanOffice drops the office before a name: a word that begins as offices do.
func cutGermanOffice(text string) (name string, ok bool) {
	for _, office := range germanOffices {
		if !strings.HasPrefix(text, office) {
			continue
		}
		_, name, _ = strings.Cut(text, " ")
		if office == "Parl. Staatssekretär" || office == "Parlamentarische" {
			_, name, _ = strings.Cut(name, " ")
		}
		return name, true
	}
	return text, false
}

// isGermanName reports whether text is up to six words with capitals, particles and titles among them.
func isGermanName(text string) bool {
	words := strings.Fields(text)
	if len(words) == 0 || len(words) > 7 {
		return false
	}
	for _, w := range words {
		first, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsUpper(first) && !germanParticles[w] || strings.ContainsAny(w, "0123456789!?;„“") {
			return false
		}
	}
	return unicode.IsUpper(firstRune(words[len(words)-1]))
}

var germanParticles = set("von vom van zu zur der de den h. c. dos del und e. v. d.")

// isParty reports whether what follows a name is a party or a place in parentheses: (CDU/CSU), (Duisburg) (SPD).
func isParty(text string) bool {
	if !strings.HasSuffix(text, ")") {
		return false
	}
	inner := strings.Trim(text, "() ")
	if inner == "fraktionslos" {
		return true
	}
	return len(inner) <= 60 && unicode.IsUpper(firstRune(inner)) && !strings.ContainsAny(inner, ".!?:;|=<>*_`")
}
