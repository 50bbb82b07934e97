package parse

import "strings"

// Akoma Ntoso debates, as parliaments, SayIt and our own export write them: speeches, questions and answers by persons that the
// references name. <from> is the label as printed.
//
//	<references><TLCPerson eId="lind" showAs="Maria Lind"/></references>
//	<speech by="#lind" startTime="2024-05-10T09:31:06"><from>Maria Lind</from><p>Thank you.</p></speech>
//
// A time that is recorded in <from>, as printed, comes before the attribute, which has it in another form.
func init() {
	registerStructure(structure{
		name:    "akoma-ntoso",
		example: `<speech by="#lind" startTime="2024-05-10T09:31:06"><from>Maria Lind</from><p>Thank you.</p></speech>`,
		form:    xmlForm,
		fits: func(d data) float64 {
			if d.xml.name == "akomaNtoso" || d.xml.name == "debate" && d.xml.find("speech") != nil {
				return 1
			}
			return 0
		},
		read: func(d data, to *rendering) error {
			r := akomaNtoso{to: to, names: map[string]string{}}
			r.about(d.xml)
			r.read(d.xml)
			return nil
		},
	})
}

type akomaNtoso struct {
	to    *rendering
	names map[string]string // of persons and roles, by the id that they are referred to with
	time  string            // that was recorded since the last speech
}

// about reads what stands before the debate's body.
func (r *akomaNtoso) about(root *xmlNode) {
	root.walk(func(n *xmlNode) bool {
		switch n.name {
		case "TLCPerson", "TLCRole", "TLCOrganization":
			r.names[n.attr("eId", "id")] = n.attr("showAs")
		case "FRBRalias":
			switch n.attr("name") {
			case "title", "":
				r.to.title(n.attr("value"))
			case "url":
				r.to.note("url", n.attr("value"))
			}
		case "FRBRWork":
			if date := n.child("FRBRdate"); date != nil && date.attr("name") != "unknown" {
				r.to.note("date", date.attr("date"))
			}
			if uri := n.child("FRBRuri"); uri != nil && strings.HasPrefix(uri.attr("value"), "http") {
				r.to.note("url", uri.attr("value"))
			}
		case "docTitle":
			r.to.title(n.line(nil))
		case "docDate":
			r.to.note("date", firstOf(n.attr("date"), n.line(nil)))
		case "docPlace", "location":
			r.to.note("place", n.line(nil))
		case "debateBody":
			return false
		}
		return true
	})
}

// akomaSpeeches are the elements in which somebody speaks.
var akomaSpeeches = set("speech question answer")

// notSpoken are those within a speech whose text isn't said.
var notSpoken = set("from num heading subheading narrative summary scene remark other authorialNote noteRef recordedTime omissis embeddedText")

func (r *akomaNtoso) read(n *xmlNode) {
	switch {
	case akomaSpeeches[n.name] && !hasSpeech(n):
		r.speech(n)
		return
	case n.name == "speechGroup" || akomaSpeeches[n.name]:
	case n.name == "preface":
		r.preface(n)
		return
	case n.name == "meta" || n.name == "coverPage":
		return
	case n.name == "heading" || n.name == "subheading":
		if text := n.line(nil); text != r.to.meta.first("title") {
			r.to.title(text)
			r.asideUnlessTitle(text)
		}
		return
	case n.name == "recordedTime":
		r.time = firstOf(clock(n.attr("time")), clock(n.line(nil)))
		return
	case n.name == "narrative" || n.name == "scene" || n.name == "summary" || n.name == "p" || n.name == "other":
		r.to.aside(n.line(nil))
		if at := n.find("recordedTime"); at != nil {
			r.read(at)
		}
		return
	}
	for _, c := range n.children {
		r.read(c)
	}
}

// preface writes down what stands before the debate in containers: who is there, the lead. Paragraphs of its own hold title, day and place,
// which were read already.
func (r *akomaNtoso) preface(n *xmlNode) {
	for _, c := range n.children {
		if c.name != "container" {
			continue
		}
		for _, p := range c.children {
			r.asideUnlessTitle(p.line(nil))
		}
	}
}

// asideUnlessTitle writes a heading, which the title has done already if it became the title.
func (r *akomaNtoso) asideUnlessTitle(text string) {
	if text != r.to.meta.first("title") {
		r.to.aside(text)
	}
}

func hasSpeech(n *xmlNode) bool { return n.find("speech", "question", "answer") != nil }

// notTheLabel are those within <from> that don't name the speaker.
var notTheLabel = set("recordedTime inline")

func (r *akomaNtoso) speech(n *xmlNode) {
	from, start := n.child("from"), clock(n.attr("startTime"))
	label := strings.TrimRight(from.line(notTheLabel), ":： ")
	if from != nil {
		start = firstOf(recordedTime(from), start)
	}
	by := strings.TrimPrefix(n.attr("by"), "#")
	as := strings.TrimPrefix(n.attr("as"), "#")
	if label == "" && !isUndefined(from) {
		label = firstOf(r.names[by], by, r.names[as], as)
	}
	r.to.turnAmong(by, label, firstOf(start, r.time))
	r.time = ""
	loose := &xmlNode{name: n.name} // text that is in no paragraph
	flush := func() {
		r.to.say(loose.line(notSpoken))
		loose.children = nil
	}
	for _, c := range n.children {
		switch {
		case c.name == "recordedTime":
			r.time = clock(c.attr("time"))
		case notSpoken[c.name]:
		case c.name == "" || c.name == "i" || c.name == "b" || c.name == "a" || c.name == "span" || c.name == "ref" || breaks[c.name]:
			loose.children = append(loose.children, c)
		default:
			flush()
			r.paragraphs(c)
		}
	}
	flush()
}

// isUndefined reports whether an element is said to be empty because there is nothing in the original.
func isUndefined(n *xmlNode) bool { return n != nil && n.attr("status") == "undefined" }

// recordedTime is the time within <from>, as printed if that is in figures. What XML Schema has no form for stands in a generic element.
func recordedTime(from *xmlNode) string {
	n := from.find("recordedTime", "inline")
	switch {
	case n == nil:
		return ""
	case n.name == "inline":
		if n.attr("name") == "time" {
			return n.line(nil)
		}
		return ""
	}
	if printed := n.line(nil); isMoment(printed) {
		return printed
	}
	return clock(n.attr("time"))
}

func isMoment(text string) bool {
	_, rest, ok := cutMoment(text)
	return ok && rest == ""
}

// paragraphs says the paragraphs in a block, each as a line.
func (r *akomaNtoso) paragraphs(n *xmlNode) {
	if n.name != "p" && n.find("p") != nil {
		for _, c := range n.children {
			if c.name != "" && !notSpoken[c.name] {
				r.paragraphs(c)
			}
		}
		return
	}
	r.to.say(n.line(notSpoken))
}
