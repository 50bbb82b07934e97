package export

import (
	"bufio"
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"shilu/schema"
)

// akomaNtoso writes a debate as Akoma Ntoso 1.0 (OASIS, 2018) has it, with the namespace of its schema akomantoso30.xsd.
//
// Turns are questions, answers and speeches, by persons of the references; the label is in <from>, and the office, or where none is known
// the role, is what they speak as. What is printed of the time is recorded in <from>; where these are times of the day and the day is
// known, startTime has it too, without a zone. A question's first addressee is in the attribute to, which holds one; refersTo has all of
// them where they are several. A turn's eId is its place in a permalink.
//
// The schema wants what a transcript may not have: a date (0001-01-01, named unknown), an author (unknown), a country (xx).
type akomaNtoso struct {
	out *bufio.Writer
	r   schema.Record

	roles, organizations references
	as                   map[string]string // of speakers: what they speak as
	part                 map[int]string    // of turns: question or answer
	addressed            map[int][]string  // of turns: speakers
	ofDay                bool              // the times are times of the day, and the day is known
}

func openAkomaNtoso(w *bufio.Writer, _ Options) Writer { return &akomaNtoso{out: w} }

func (a *akomaNtoso) Write(s Selection) error {
	a.begin(s.Record)
	a.print(`<?xml version="1.0" encoding="UTF-8"?>`)
	a.print(`<akomaNtoso xmlns="http://docs.oasis-open.org/legaldocml/ns/akn/3.0">`)
	a.print(`  <debate name="debate">`)
	a.meta()
	a.preface()
	a.print(`    <debateBody>`)
	a.print(`      <debateSection name="debate" eId="dbsect_1">`)
	for _, t := range a.r.Turns {
		a.turn(t)
	}
	a.print(`      </debateSection>`)
	a.print(`    </debateBody>`)
	a.print(`  </debate>`)
	a.print(`</akomaNtoso>`)
	return nil // what went wrong in a bufio.Writer is said by its Flush
}

// begin gathers what the parts refer to.
func (a *akomaNtoso) begin(r schema.Record) {
	a.r, a.as, a.part, a.addressed = r, map[string]string{}, map[int]string{}, map[int][]string{}
	a.roles, a.organizations = references{prefix: "role"}, references{prefix: "org"}
	a.ofDay = r.Date != "" && isOfDay(r.Turns)
	for _, s := range r.Speakers {
		if s.Affiliation != "" || s.Role != schema.Unknown {
			a.as[s.ID] = a.roles.add(string(s.Role), oneLine(cmp.Or(string(s.Affiliation), string(s.Role))))
		}
		if s.Organization != "" {
			a.organizations.add("", oneLine(string(s.Organization)))
		}
	}
	for _, e := range r.Exchanges {
		for _, n := range e.Answers {
			a.part[n] = "answer"
		}
	}
	for _, e := range r.Exchanges {
		for _, n := range e.Question {
			a.part[n], a.addressed[n] = "question", e.Addressees
		}
	}
}

func (a *akomaNtoso) meta() {
	r := a.r
	day, named := string(r.Date), "sitting"
	if day == "" {
		day, named = "0001-01-01", "unknown"
	}
	date := element("FRBRdate", "date", day, "name", named)
	work := "/akn/xx/debate/" + day + "/" + r.ID
	language := language(r.Language)
	expression := work + "/" + language + "@" + day
	a.print(`    <meta>`)
	a.print(`      <identification source="#shilu">`)
	a.print(`        <FRBRWork>`)
	a.print(`          ` + element("FRBRthis", "value", work+"/!main"))
	a.print(`          ` + element("FRBRuri", "value", work))
	if r.Source.URL != "" {
		a.print(`          ` + element("FRBRalias", "value", oneLine(string(r.Source.URL)), "name", "url"))
	}
	a.print(`          ` + date)
	a.print(`          ` + element("FRBRauthor", "href", "#unknown"))
	a.print(`          ` + element("FRBRcountry", "value", "xx"))
	a.print(`        </FRBRWork>`)
	a.print(`        <FRBRExpression>`)
	a.print(`          ` + element("FRBRthis", "value", expression+"/!main"))
	a.print(`          ` + element("FRBRuri", "value", expression))
	a.print(`          ` + date)
	a.print(`          ` + element("FRBRauthor", "href", "#unknown"))
	a.print(`          ` + element("FRBRlanguage", "language", language))
	a.print(`        </FRBRExpression>`)
	a.print(`        <FRBRManifestation>`)
	a.print(`          ` + element("FRBRthis", "value", expression+"/!main.xml"))
	a.print(`          ` + element("FRBRuri", "value", expression+".akn"))
	a.print(`          ` + date)
	a.print(`          ` + element("FRBRauthor", "href", "#shilu"))
	a.print(`          ` + element("FRBRformat", "value", "application/akn+xml"))
	a.print(`        </FRBRManifestation>`)
	a.print(`      </identification>`)
	a.references()
	a.print(`    </meta>`)
}

// references are the persons, roles and organisations, and who made this of what.
func (a *akomaNtoso) references() {
	r := a.r
	a.print(`      <references source="#shilu">`)
	a.print(`        ` + reference("TLCOrganization", "shilu", "organization/shilu", "shilu"))
	a.print(`        ` + reference("TLCOrganization", "unknown", "organization/unknown", "unknown"))
	a.print(`        ` + reference("TLCObject", "source", "object/"+r.Digest, cmp.Or(oneLine(r.Source.Path), r.ID)))
	for _, s := range r.Speakers {
		a.print(`        ` + reference("TLCPerson", s.ID, "person/"+r.ID+"/"+s.ID, cmp.Or(oneLine(string(s.Name)), oneLine(strings.Join(s.Labels, " / ")))))
	}
	for _, role := range a.roles.list {
		a.print(`        ` + reference("TLCRole", role.id, "role/"+role.kind, role.name))
	}
	for _, o := range a.organizations.list {
		a.print(`        ` + reference("TLCOrganization", o.id, "organization/"+r.ID+"/"+o.id, o.name))
	}
	if r.Place != "" {
		a.print(`        ` + reference("TLCLocation", "place", "location/"+r.ID+"/place", oneLine(string(r.Place))))
	}
	a.print(`      </references>`)
}

func (a *akomaNtoso) preface() {
	r := a.r
	title, place := oneLine(string(r.Title)), oneLine(string(r.Place))
	if title == "" && place == "" && r.Date == "" && r.Preamble == nil {
		return // the schema has no empty preface
	}
	a.print(`    <preface>`)
	if title != "" {
		a.print(`      <p><docTitle>` + escapeXML(title) + `</docTitle></p>`)
	}
	if r.Date != "" {
		a.print(`      <p><docDate date="` + escapeXML(string(r.Date)) + `">` + escapeXML(string(r.Date)) + `</docDate></p>`)
	}
	if place != "" {
		a.print(`      <p><location refersTo="#place">` + escapeXML(place) + `</location></p>`)
	}
	if r.Preamble != nil {
		a.print(`      <container name="preamble" eId="preamble">`)
		for _, line := range lines(r.Preamble.Text) {
			a.print(`        ` + paragraph(line))
		}
		a.print(`      </container>`)
	}
	a.print(`    </preface>`)
}

func (a *akomaNtoso) turn(t schema.Turn) {
	name := cmp.Or(a.part[t.Index], "speech")
	id := place(t)
	if len(t.Spans) == 0 {
		id = "t" + id
	}
	attributes := []string{"eId", id, "by", "#" + t.Speaker}
	if role := a.as[t.Speaker]; role != "" {
		attributes = append(attributes, "as", "#"+role)
	}
	if to := a.addressed[t.Index]; len(to) > 0 {
		attributes = append(attributes, "to", "#"+to[0])
		if len(to) > 1 {
			attributes = append(attributes, "refersTo", "#"+strings.Join(to, " #"))
		}
	}
	m, known := readMoment(t.Time)
	if known && a.ofDay {
		attributes = append(attributes, "startTime", string(a.r.Date)+"T"+m.clock())
	}
	a.print(`        ` + strings.TrimSuffix(element(name, attributes...), "/>") + `>`)
	a.print(`          ` + from(t, m, known))
	said := lines(t.Text)
	for _, line := range said {
		a.print(`          ` + paragraph(line))
	}
	if len(said) == 0 {
		a.print(`          <p/>`) // there has to be one
	}
	a.print(`        </` + name + `>`)
}

// from is the label, which has a status where nothing is printed, and the time as printed. A time that XML Schema has no form for stands
// in a generic element.
func from(t schema.Turn, m moment, known bool) string {
	label, printed := escapeXML(oneLine(t.Label)), escapeXML(oneLine(string(t.Time)))
	opening := `<from>`
	if label == "" {
		opening = `<from status="undefined">`
	}
	switch {
	case printed == "":
	case known && m < 24*3_600_000:
		printed = `<recordedTime time="` + m.clock() + `">` + printed + `</recordedTime>`
	default:
		printed = `<inline name="time">` + printed + `</inline>`
	}
	return opening + strings.TrimSpace(label+" "+printed) + `</from>`
}

// paragraph keeps the white space that readers would squeeze.
func paragraph(line string) string {
	if line != strings.Join(strings.FieldsFunc(line, isSqueezed), " ") {
		return `<p xml:space="preserve">` + escapeXML(line) + `</p>`
	}
	return `<p>` + escapeXML(line) + `</p>`
}

func isSqueezed(r rune) bool { return r == ' ' || r == '\t' || r == '\n' }

// references are what is referred to by an id of its own, each once.
type references struct {
	prefix string
	list   []referred
	ids    map[referred]string
}

type referred struct{ kind, name, id string }

// add returns the id, of what was added before too.
func (r *references) add(kind, name string) (id string) {
	key := referred{kind: kind, name: name}
	if id, known := r.ids[key]; known {
		return id
	}
	if r.ids == nil {
		r.ids = map[referred]string{}
	}
	id = r.prefix + "_" + strconv.Itoa(len(r.list)+1)
	r.ids[key], r.list = id, append(r.list, referred{kind, name, id})
	return id
}

func reference(name, id, href, shown string) string {
	return element(name, "eId", id, "href", "/akn/ontology/"+href, "showAs", shown)
}

// element is an empty element with attributes, a name and a value each.
func element(name string, attributes ...string) string {
	var b strings.Builder
	b.WriteString("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		fmt.Fprintf(&b, ` %s="%s"`, attributes[i], escapeXML(attributes[i+1]))
	}
	b.WriteString("/>")
	return b.String()
}

var xmlText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// escapeXML is for text and for attributes; a line feed or tab in an attribute would be read as a space.
func escapeXML(text string) string { return xmlText.Replace(clean(text)) }

func (a *akomaNtoso) print(line string) { fmt.Fprintln(a.out, line) }

// language is the three letters that the schema asks for.
func language(tag schema.Opt) string {
	base, _, _ := strings.Cut(string(tag), "-")
	if code, ok := threeLetters[base]; ok {
		return code
	}
	return "und"
}

var threeLetters = map[string]string{"zh": "zho", "en": "eng", "ja": "jpn", "ko": "kor", "de": "deu", "fr": "fra", "es": "spa", "ru": "rus"}
