package contract_test

import (
	"bytes"
	"encoding/json"
	"maps"
	"os"
	"strings"
	"testing"

	"shilu/schema/contract"
)

// A contract that lets everything pass is none: each of these errors is planted in a golden event and must be caught.
func TestCheckCatches(t *testing.T) {
	for _, test := range []struct {
		name   string
		golden string
		header string // set to value, or removed where value is ""
		value  string
		old    string // replaced once by new in the data
		new    string
		want   string
	}{
		{name: "no id", golden: "parsed", header: "ce-id", want: "ce-id"},
		{name: "another step's id", golden: "parsed", header: "ce-id", value: "enriched.7a8cb587d3ac21c280126969258ee954.9a6905c14588a532.1930705200000/parse.1", want: "ce-id is"},
		{name: "another type", golden: "parsed", header: "ce-type", value: "shilu.transcript.enriched.v1", want: "ce-type"},
		{name: "no time", golden: "gone", header: "ce-time", want: "ce-time"},
		{name: "a time that isn't UTC", golden: "gone", header: "ce-time", value: "2031-03-08T11:15:00+08:00", want: "ce-time"},
		{name: "a name that isn't encoded", golden: "received", header: "ce-inbox", value: "县 新闻办", want: "ce-inbox"},
		{name: "no versions", golden: "enriched", header: "ce-versions", want: "ce-versions"},
		{name: "no data schema", golden: "archived", header: "ce-dataschema", want: "ce-dataschema"},
		{name: "another number", golden: "archived", header: "ce-number", value: "7", want: "the subject of"},
		{name: "another transcript", golden: "archived", header: "ce-transcript", value: strings.Repeat("0", 32), want: "attribute transcript"},
		{name: "a wrong size", golden: "received", header: "ce-size", value: "1", want: "data has 299 bytes, not 1"},
		{name: "other bytes", golden: "received", old: "主持人", new: "主持者", want: "data has the digest"},
		{name: "data twice", golden: "enriched", header: "ce-dataref", value: "object://b/" + strings.Repeat("0", 64), want: "both in the message and elsewhere"},
		{name: "data nowhere", golden: "received-dataref", header: "ce-dataref", value: "a.txt", want: "ce-dataref"},
		{name: "no JSON", golden: "parsed", old: "{", new: "", want: "data: "},
		{name: "a field gone", golden: "enriched", old: `"exchanges":`, new: `"exchange":`, want: "exchanges"},
		{name: "null for a list", golden: "parsed", old: `"figures":[]`, new: `"figures":null`, want: "figures"},
		{name: "a string for a number", golden: "enriched", old: `"value":1200`, new: `"value":"1200"`, want: "value"},
		{name: "an unknown role", golden: "enriched", old: `"role":"host"`, new: `"role":"boss"`, want: "role"},
		{name: "an empty date for null", golden: "enriched", old: `"from":null`, new: `"from":""`, want: "from"},
		{name: "a date as printed", golden: "enriched", old: `"date":"2031-03-08"`, new: `"date":"2031年3月8日"`, want: "date"},
		{name: "a span of three", golden: "enriched", old: `"spans":[[0,`, new: `"spans":[[0,1,`, want: "spans"},
		{name: "an id in capitals", golden: "gone", old: `"id":"7a8c`, new: `"id":"7A8C`, want: "id"},
		{name: "another transcript's data", golden: "gone", old: `"id":"7a8c`, new: `"id":"7a8d`, want: "data is of"},
		{name: "tries as text", golden: "rejected", old: `"tries":1`, new: `"tries":"1"`, want: "tries"},
		{name: "an annotator's name in capitals", golden: "annotated", header: "ce-annotator", value: "Farm", want: "ce-annotator"},
		{name: "another annotator", golden: "annotated", header: "ce-annotator", value: "farm", want: "the subject's"},
		{name: "another transcript annotated", golden: "annotated", header: "ce-transcript", value: strings.Repeat("0", 32), want: "the subject's"},
		{name: "an annotation of no version", golden: "annotated", header: "ce-versions", want: "ce-versions"},
		{name: "an annotation with another id", golden: "annotated", old: `"version":3`, new: `"version":4`, want: "attribute versions"},
		{name: "an annotation without a quote", golden: "annotated", old: `"quote":"1200台"`, new: `"quote":""`, want: "quote"},
		{name: "an annotation before the text", golden: "annotated", old: `"place":3`, new: `"place":-3`, want: "place"},
		{name: "a list for a value", golden: "annotated", old: `"value":1080.5`, new: `"value":[1080.5]`, want: "value"},
		{name: "a kind of two words", golden: "annotated", old: `"kind":"campaign"`, new: `"kind":"a campaign"`, want: "kind"},
		{name: "a decision without a reason", golden: "decision-removed", old: `"why":"`, new: `"why":"","was":"`, want: "why"},
		{name: "a decision of nobody", golden: "decision-removed", old: `"who":"`, new: `"whose":"`, want: "who"},
		{name: "a decision about no transcript", golden: "decision-removed", old: `"about":"7a8c`, new: `"about":"7A8C`, want: "about"},
		{name: "a decision of another kind", golden: "decision-removed", old: `"kind":"removed"`, new: `"kind":"undone"`, want: "kind"},
		{name: "another decision", golden: "decision-undone", old: `"id":"1930`, new: `"id":"1931`, want: "the data say"},
		{name: "a decision that was never made", golden: "decision-undone", header: "ce-time", want: "ce-time"},
		{name: "a letter without a reason", golden: "dead", header: "Shilu-Dead-Reason", want: "Shilu-Dead-Reason"},
		{name: "a letter of another stage", golden: "dead", header: "Shilu-Dead-Stage", value: "enrich", want: "the subject's"},
		{name: "a letter without tries", golden: "dead-malformed", header: "Shilu-Dead-Tries", want: "Shilu-Dead-Tries"},
	} {
		t.Run(test.name, func(t *testing.T) {
			subject, headers, data := read(t, test.golden)
			if err := contract.Check(subject, headers, data); err != nil {
				t.Fatalf("before the error is planted: %v", err)
			}
			if test.value != "" {
				headers[test.header] = test.value
			} else {
				delete(headers, test.header)
			}
			if test.old != "" {
				planted := bytes.Replace(data, []byte(test.old), []byte(test.new), 1)
				if bytes.Equal(planted, data) {
					t.Fatalf("%s is not in the data", test.old)
				}
				data = planted
			}
			err := contract.Check(subject, headers, data)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want an error that names %q", err, test.want)
			}
		})
	}
}

// Fields, headers and extensions may be added: a contract that forbids them would stop the project.
func TestCheckAllowsAdditions(t *testing.T) {
	subject, headers, data := read(t, "enriched")
	headers["ce-tracestate"], headers["Nats-Msg-Id"], headers["X-Other"] = "a=b", "x y", ""
	data = bytes.Replace(data, []byte(`{"id"`), []byte(`{"mood":"calm","id"`), 1)
	data = bytes.Replace(data, []byte(`{"turn":`), []byte(`{"of":"农机","turn":`), 1)
	if err := contract.Check(subject, headers, data); err != nil {
		t.Error(err)
	}
	headers["ce-dataref"] = "object://b/" + strings.Repeat("0", 64)
	if err := contract.Check(subject, headers, nil); err != nil {
		t.Errorf("data elsewhere: %v", err)
	}
}

func TestCheckRefusesUnknownSubjects(t *testing.T) {
	_, headers, data := read(t, "gone")
	state := strings.Repeat("0", 32) + "." + strings.Repeat("0", 16) + ".1"
	for _, subject := range []string{"", "shilu.transcript.gone", "shilu.transcript.lost." + state} {
		if err := contract.Check(subject, maps.Clone(headers), data); err == nil {
			t.Errorf("subject %q passed", subject)
		}
	}
}

func read(t *testing.T, name string) (subject string, headers map[string]string, data []byte) {
	t.Helper()
	content, err := os.ReadFile("../testdata/events/v1/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var g struct {
		Subject string
		Headers map[string]string
		Text    string
		Data    json.RawMessage
	}
	if err := json.Unmarshal(content, &g); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if g.Data == nil {
		b.WriteString(g.Text)
	} else if err := json.Compact(&b, g.Data); err != nil {
		t.Fatal(err)
	}
	return g.Subject, g.Headers, b.Bytes()
}
