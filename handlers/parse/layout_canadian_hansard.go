package parse

import "strings"

// The Canadian House of Commons' own XML: interventions with who speaks, in paragraphs; the time stands between them, as often as it
// changes.
//
//	<Timestamp Hr="11" Mn="35">(1135)</Timestamp>
//	<Intervention Type="Debate"><PersonSpeaking><Affiliation>Hon. Maria Lind</Affiliation>:</PersonSpeaking>
//	  <Content><ParaText>Madam Speaker, thank you.</ParaText></Content></Intervention>
func init() {
	registerStructure(structure{
		name:    "canadian-hansard",
		example: `<Intervention><PersonSpeaking><Affiliation>Hon. Maria Lind</Affiliation></PersonSpeaking><Content><ParaText>Thank you.`,
		form:    xmlForm,
		fits: func(d data) float64 {
			if strings.HasPrefix(d.xml.name, "Hansard") || d.xml.find("Intervention") != nil && d.xml.find("PersonSpeaking") != nil {
				return 1
			}
			return 0
		},
		read: func(d data, to *rendering) error {
			r := canadianHansard{to: to}
			r.about(d.xml)
			d.xml.walk(r.read)
			return nil
		},
	})
}

type canadianHansard struct {
	to   *rendering
	time string // that stands since the last turn began
}

func (r *canadianHansard) about(root *xmlNode) {
	items := map[string]string{}
	root.walk(func(n *xmlNode) bool {
		if n.name == "ExtractedItem" {
			items[n.attr("Name")] = n.line(nil)
		}
		return n.name != "HansardBody"
	})
	number := items["Number"]
	title := firstOf(items["InstitutionDebate"], items["MetaTitle"], items["Title"])
	if title != "" && number != "" && !strings.Contains(title, number) {
		title += ", " + number
	}
	r.to.title(title)
	r.to.note("date", firstOf(items["Date"], items["HeaderDate"]))
}

// marks are the elements in a paragraph that aren't said.
var marks = set("Timestamp FloorLanguage ProceduralText ThroneSpeech")

func (r *canadianHansard) read(n *xmlNode) bool {
	switch n.name {
	case "ExtractedInformation", "DocumentTitle", "StartPageNumber":
		return false
	case "Timestamp":
		r.stamp(n)
		return false
	case "Intervention", "Question", "Response", "WrittenQuestion", "WrittenResponse":
		if n.find("Intervention") != nil {
			return true
		}
		r.intervention(n)
		return false
	case "OrderOfBusinessTitle", "SubjectOfBusinessTitle", "CatchLine", "ParaText", "Prayer", "ProceduralText", "SubjectOfBusinessQualifier":
		r.to.aside(n.line(marks))
		return false
	}
	return true
}

func (r *canadianHansard) stamp(n *xmlNode) {
	if hour, minute := n.attr("Hr"), n.attr("Mn"); hour != "" && minute != "" {
		r.time = clock(twoDigits(hour) + ":" + twoDigits(minute))
	}
}

func twoDigits(number string) string { return strings.Repeat("0", max(0, 2-len(number))) + number }

// intervention is one turn. A time within it is that of a paragraph in the middle of it, and none of the next turn's, which may begin
// minutes later.
func (r *canadianHansard) intervention(n *xmlNode) {
	person := n.child("PersonSpeaking")
	if person == nil {
		person = n.find("Questioner", "Responder")
	}
	r.to.turn(strings.TrimRight(person.line(nil), ":： "), r.time)
	r.time = ""
	content := n.child("Content")
	if content == nil {
		content = n
	}
	content.walk(func(c *xmlNode) bool {
		switch c.name {
		case "PersonSpeaking", "Questioner", "Responder", "FloorLanguage", "ProceduralText", "Timestamp":
			return false
		}
		if !c.hasText() {
			return true
		}
		r.to.say(c.line(marks))
		return false
	})
}
