package export

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"

	"shilu/schema"
)

// The rules of Akoma Ntoso 1.0 for the elements that we write, from the content models and attributes of the OASIS schema
// akomantoso30.xsd (Part 2, 29 August 2018): the children in their order as an expression, the attributes that are required, and
// whether text may stand between.
var rules = map[string]struct {
	children string
	required string
	mixed    bool
}{
	"akomaNtoso":        {children: `(debate )`},
	"debate":            {children: `(meta )(preface )?(debateBody )`, required: "name"},
	"meta":              {children: `(identification )(references )*`},
	"identification":    {children: `(FRBRWork )(FRBRExpression )(FRBRManifestation )`, required: "source"},
	"FRBRWork":          {children: `(FRBRthis )(FRBRuri )+(FRBRalias )*(FRBRdate )+(FRBRauthor )+(FRBRcountry )`},
	"FRBRExpression":    {children: `(FRBRthis )(FRBRuri )+(FRBRalias )*(FRBRdate )+(FRBRauthor )+(FRBRlanguage )+`},
	"FRBRManifestation": {children: `(FRBRthis )(FRBRuri )+(FRBRalias )*(FRBRdate )+(FRBRauthor )+(FRBRformat )?`},
	"FRBRthis":          {required: "value"},
	"FRBRuri":           {required: "value"},
	"FRBRalias":         {required: "value name"},
	"FRBRdate":          {required: "date name"},
	"FRBRauthor":        {required: "href"},
	"FRBRcountry":       {required: "value"},
	"FRBRlanguage":      {required: "language"},
	"FRBRformat":        {required: "value"},
	"references":        {children: `(TLC\w+ )*`, required: "source"},
	"TLCPerson":         {required: "eId href showAs"},
	"TLCOrganization":   {required: "eId href showAs"},
	"TLCRole":           {required: "eId href showAs"},
	"TLCObject":         {required: "eId href showAs"},
	"TLCLocation":       {required: "eId href showAs"},
	"preface":           {children: `(p |container )+`},
	"container":         {children: `(p )*`, required: "name"},
	"p":                 {children: `(docTitle |docDate |location )*`, mixed: true},
	"docTitle":          {mixed: true},
	"docDate":           {required: "date", mixed: true},
	"location":          {required: "refersTo", mixed: true},
	"debateBody":        {children: `(debateSection )+`},
	"debateSection":     {children: `(speech |question |answer )*`, required: "name"},
	"speech":            {children: `(from )?(p )+`, required: "by"},
	"question":          {children: `(from )?(p )+`, required: "by"},
	"answer":            {children: `(from )?(p )+`, required: "by"},
	"from":              {children: `(recordedTime |inline )*`, mixed: true},
	"recordedTime":      {required: "time", mixed: true},
	"inline":            {required: "name", mixed: true},
}

// forms are the types of the attributes that have one.
var forms = map[string]*regexp.Regexp{
	"eId":       regexp.MustCompile(`^\S+$`),
	"date":      regexp.MustCompile(`^\d{4}-\d\d-\d\d$`),
	"time":      regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?$`),
	"startTime": regexp.MustCompile(`^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?$`),
}

// checkAkomaNtoso holds a document against the rules: elements, attributes, ids that are met once, references that lead to what they may.
func checkAkomaNtoso(out string) error {
	const namespace = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
	type open struct{ name, children string }
	var stack []open
	ids := map[string]string{}
	type link struct{ from, to, kinds string }
	var links []link
	for d := xml.NewDecoder(strings.NewReader(out)); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			rule, known := rules[name]
			if !known || token.Name.Space != namespace {
				return fmt.Errorf("<%s> of %q isn't in the schema", name, token.Name.Space)
			}
			attributes := map[string]string{}
			for _, a := range token.Attr {
				attributes[a.Name.Local] = a.Value
				if form := forms[a.Name.Local]; form != nil && !form.MatchString(a.Value) {
					return fmt.Errorf("<%s %s=%q>", name, a.Name.Local, a.Value)
				}
				kinds := map[string]string{"by": "TLCPerson TLCOrganization", "to": "TLCPerson TLCOrganization", "as": "TLCRole",
					"source": "TLCPerson TLCOrganization", "refersTo": "TLCPerson TLCLocation"}[a.Name.Local]
				if kinds != "" {
					for _, to := range strings.Fields(a.Value) {
						links = append(links, link{name, to, kinds})
					}
				}
				if a.Name.Local == "href" && strings.HasPrefix(a.Value, "#") {
					links = append(links, link{name, a.Value, "TLCPerson TLCOrganization"})
				}
			}
			for _, required := range strings.Fields(rule.required) {
				if _, there := attributes[required]; !there {
					return fmt.Errorf("<%s> has no %s", name, required)
				}
			}
			if id := attributes["eId"]; id != "" {
				if ids[id] != "" {
					return fmt.Errorf("the eId %s is met twice", id)
				}
				ids[id] = name
			}
			if n := len(stack); n > 0 {
				stack[n-1].children += name + " "
			}
			stack = append(stack, open{name: name})
		case xml.EndElement:
			last := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			if !regexp.MustCompile(`^` + rules[last.name].children + `$`).MatchString(last.children) {
				return fmt.Errorf("<%s> has the children %q", last.name, last.children)
			}
		case xml.CharData:
			if n := len(stack); n > 0 && !rules[stack[n-1].name].mixed && strings.TrimSpace(string(token)) != "" {
				return fmt.Errorf("<%s> has the text %q", stack[n-1].name, token)
			}
		}
	}
	for _, l := range links {
		if kind := ids[strings.TrimPrefix(l.to, "#")]; !strings.HasPrefix(l.to, "#") || kind == "" || !strings.Contains(l.kinds, kind) {
			return fmt.Errorf("<%s> refers to %s, a %s; want one of %s", l.from, l.to, kind, l.kinds)
		}
	}
	return nil
}

func TestAkomaNtosoKeepsTheSchemasRules(t *testing.T) {
	r := hostile(t)
	if err := checkAkomaNtoso(write(t, "akn", Options{}, Selection{Record: r})); err != nil {
		t.Error(err)
	}
	bare := r
	bare.Title, bare.Date, bare.Place, bare.Preamble, bare.Turns, bare.Exchanges, bare.Speakers = "", "", "", nil, nil, nil, nil
	if err := checkAkomaNtoso(write(t, "akn", Options{}, Selection{Record: bare})); err != nil {
		t.Error(err)
	}
	r.Exchanges[0].Addressees = []string{"s3", "s4"}
	out := write(t, "akn", Options{}, Selection{Record: r})
	if err := checkAkomaNtoso(out); err != nil || !strings.Contains(out, `to="#s3" refersTo="#s3 #s4"`) {
		t.Errorf("two addressees: %v\n%s", err, out)
	}
}

// TestTimes shows what becomes of printed times: the time as XML Schema has it, and in captions.
func TestTimes(t *testing.T) {
	for printed, want := range map[string]string{
		"09:31:06": "09:31:06.000", "9:31": "00:09:31.000", "00:01:19.180": "00:01:19.180", "0:00:02,5": "00:00:02.500",
		"2031-05-10 15:15:37": "15:15:37.000", "05-10 09:30": "09:30:00.000", "０９：３１：０６": "09:31:06.000", "75:30": "01:15:30.000",
		"02:05 PM": "", "noon": "", "": "", "1000:00:00": "",
	} {
		m, ok := readMoment(schema.Opt(printed))
		if got := m.timestamp(); ok != (want != "") || ok && got != want {
			t.Errorf("%q is %s (%t), want %q", printed, got, ok, want)
		}
	}
}
