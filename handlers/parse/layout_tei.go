package parse

import "strings"

// TEI, as ParlaMint and other corpora of spoken language write it: utterances by persons that a list may name, or speeches of a play.
// Notes, gaps and what is heard are nobody's words.
//
//	<listPerson><person xml:id="Lind"><persName><forename>Maria</forename><surname>Lind</surname></persName></person></listPerson>
//	<u who="#Lind"><seg>Thank you.</seg><kinesic type="applause"><desc>applause</desc></kinesic></u>
func init() {
	registerStructure(structure{
		name:    "tei",
		example: `<u who="#Lind"><seg>Thank you.</seg></u>`,
		form:    xmlForm,
		fits: func(d data) float64 {
			if d.xml.name == "TEI" || d.xml.name == "teiCorpus" || d.xml.name == "TEI.2" {
				return 1
			}
			return 0
		},
		read: func(d data, to *rendering) error {
			r := tei{to: to, names: map[string]string{}}
			r.about(d.xml)
			d.xml.walk(r.read)
			return nil
		},
	})
}

type tei struct {
	to      *rendering
	names   map[string]string
	printed string // the note before an utterance that says who speaks
	time    string
}

// heard are the elements in an utterance that aren't said.
var heard = set("note gap vocal kinesic incident pause desc speaker stage fw pb head linkGrp")

func (r *tei) about(root *xmlNode) {
	header := root.child("teiHeader")
	if header == nil {
		return
	}
	header.walk(func(n *xmlNode) bool {
		switch n.name {
		case "titleStmt":
			for _, t := range n.children {
				if t.name == "title" && t.attr("type") != "sub" {
					r.to.title(t.line(nil))
				}
			}
		case "setting":
			if date := n.find("date"); date != nil {
				r.to.note("date", firstOf(date.attr("when"), date.line(nil)))
			}
			if place := n.find("placeName", "settlement", "name"); place != nil {
				r.to.note("place", place.line(nil))
			}
		case "publicationStmt", "revisionDesc":
			return false // their dates are the file's
		case "bibl", "recording":
			if date := n.find("date"); date != nil {
				r.to.note("date", firstOf(date.attr("when"), date.line(nil)))
			}
		}
		return true
	})
	root.walk(func(n *xmlNode) bool {
		if n.name == "person" {
			r.names[n.attr("id")] = personName(n)
		}
		return n.name != "u"
	})
}

// personName puts the parts of a name in the order of speech.
func personName(person *xmlNode) string {
	name := person.find("persName", "name")
	if name == nil {
		return ""
	}
	var parts []string
	for _, kind := range []string{"forename", "nameLink", "surname"} {
		for _, c := range name.children {
			if c.name == kind {
				parts = append(parts, c.line(nil))
			}
		}
	}
	if len(parts) == 0 {
		return name.line(nil)
	}
	return strings.Join(parts, " ")
}

// read returns whether what is in the element has to be looked at.
func (r *tei) read(n *xmlNode) bool {
	switch n.name {
	case "teiHeader", "listPerson", "back", "standOff":
		return false
	case "u", "sp":
		r.utterance(n)
		return false
	case "note", "head", "stage":
		text := n.line(nil)
		switch n.attr("type") {
		case "speaker":
			r.printed = strings.TrimRight(text, ":： ")
		case "time":
			r.time = clock(firstOf(n.attr("when"), text))
		}
		if n.attr("type") != "speaker" {
			r.to.aside(text)
		}
		return false
	}
	return true
}

func (r *tei) utterance(n *xmlNode) {
	who := strings.TrimPrefix(n.attr("who"), "#")
	if _, id, ok := strings.Cut(who, "#"); ok {
		who = id // of another file
	}
	printed := firstOf(r.printed, strings.TrimRight(n.child("speaker").line(nil), ".:： "))
	if who != "" && r.names[who] == "" {
		r.names[who] = printed // later it may not be printed again
	}
	label := firstOf(r.names[who], printed, who)
	at := firstOf(clock(n.attr("start", "begin")), r.time)
	r.to.turn(label, at)
	r.printed, r.time = "", ""
	said := false
	for _, c := range n.children {
		if c.name == "seg" || c.name == "p" || c.name == "ab" || c.name == "l" || c.name == "lg" {
			r.to.say(c.line(heard))
			said = true
		}
	}
	if !said {
		r.to.say(n.line(heard))
	}
}
