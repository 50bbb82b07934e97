package parse

import "strings"

// parlparse, in which TheyWorkForYou keeps the debates of the British parliaments and other sites theirs: speeches with their
// speaker's name and the time in attributes. Headings stand between them.
//
//	<publicwhip><speech id="…" speakername="Maria Lind" time="014:30:00"><p>Thank you.</p></speech></publicwhip>
func init() {
	registerStructure(structure{
		name:    "parlparse",
		example: `<speech speakername="Maria Lind" time="014:30:00"><p>Thank you.</p></speech>`,
		form:    xmlForm,
		fits: func(d data) float64 {
			if d.xml.name == "publicwhip" || d.xml.child("speech") != nil && d.xml.child("speech").attr("speakername") != "" {
				return 1
			}
			return 0
		},
		read: readParlparse,
	})
}

func readParlparse(d data, to *rendering) error {
	d.xml.walk(func(n *xmlNode) bool {
		switch {
		case n.name == "speech" || n.name == "ques" || n.name == "reply":
			label := n.attr("speakername")
			if n.attr("nospeaker") == "true" {
				label = ""
			}
			noteDay(to, n.attr("id", "gid"))
			if label == "" {
				sayEach(n, to.aside)
				return false
			}
			to.turn(label, parlparseTime(n.attr("time")))
			sayEach(n, to.say)
			return false
		case strings.HasSuffix(n.name, "heading"):
			noteDay(to, n.attr("id", "gid"))
			to.aside(n.line(nil))
			return false
		case n.name == "division" || n.name == "gidredirect":
			return false
		}
		return true
	})
	return nil
}

// sayEach gives the paragraphs of a speech, or its text if it has none.
func sayEach(n *xmlNode, say func(string)) {
	paragraphs := 0
	for _, c := range n.children {
		if c.name != "" {
			say(c.line(nil))
			paragraphs++
		}
	}
	if paragraphs == 0 {
		say(n.line(nil))
	}
}

// parlparseTime reads 14:30:00 and, as it is often written, 014:30:00.
func parlparseTime(text string) string {
	if len(text) > len("14:30:00") {
		text = strings.TrimPrefix(text, "0")
	}
	return clock(text)
}

// noteDay takes the day out of an id such as uk.org.publicwhip/debate/2004-05-10a.123.4.
func noteDay(to *rendering, id string) {
	if day := findDay(id[strings.LastIndexByte(id, '/')+1:]); !day.IsZero() && to.meta.first("date") == "" {
		to.note("date", day.Format("2006-01-02"))
	}
}
