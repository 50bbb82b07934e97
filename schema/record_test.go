package schema

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOptIsNullWhenAbsent(t *testing.T) {
	for value, want := range map[Opt]string{"": "null", "null": `"null"`, "\"通报\"\n": `"\"通报\"\n"`} {
		data, err := json.Marshal(value)
		if err != nil || string(data) != want {
			t.Errorf("%q is written as %s, %v; want %s", string(value), data, err, want)
		}
		var back Opt
		if err := json.Unmarshal(data, &back); err != nil || back != value {
			t.Errorf("%s is read as %q, %v; want %q", data, back, err, value)
		}
	}
}

// Readers in other languages loop over lists without asking.
func TestRecordListsAreNeverNull(t *testing.T) {
	record := Record{
		Preamble:  &Passage{Text: "a"},
		Speakers:  []Speaker{{ID: "s1", Name: "甲", Affiliation: "某局", Organization: "某局", Post: "局长"}},
		Turns:     []Turn{{Speaker: "s1", Time: "09:31:06"}},
		Exchanges: []Exchange{{}},
		Language:  "zh-Hans", Title: "t", Date: "2024-05-10", DateFrom: "text", Place: "p", Source: Source{URL: "u"},
	}
	data, err := json.Marshal(record)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(data), "null") {
		t.Errorf("a list is null in %s", data)
	}
	if record.Turns[0].Spans != nil || record.Speakers[0].Labels != nil || record.Preamble.Spans != nil || record.Exchanges[0].Answers != nil {
		t.Error("writing changed the record")
	}
	empty, err := json.Marshal(Record{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"roster", "speakers", "turns", "exchanges", "figures", "dates", "entities", "keywords", "problems"} {
		if !strings.Contains(string(empty), `"`+name+`":[]`) {
			t.Errorf("%s is not [] in %s", name, empty)
		}
	}
}

func TestRecordTravels(t *testing.T) {
	upper, turn := 30.0, 0
	want := Record{
		ID: strings.Repeat("0a", 16), Digest: strings.Repeat("0a", 32), MediaType: "text/plain", Encoding: "gb18030", Layout: "colon",
		Date: "2024-05-10", DateFrom: "filename", Versions: "parse.1+enrich.1", Source: Source{Inbox: "a", Path: testPath, Number: 7},
		Sources:   []Source{{Inbox: "b", Path: "c", Number: 1}},
		Preamble:  &Passage{Text: "p", Spans: []Span{{0, 1}}},
		Roster:    []Participant{{Name: "甲", Role: Official}},
		Speakers:  []Speaker{{ID: "s1", Labels: []string{"甲"}, Role: Official}},
		Turns:     []Turn{{Speaker: "s1", Label: "甲", Text: "20至30人", Spans: []Span{{3, 9}}}},
		Exchanges: []Exchange{{Question: []int{0}, Answers: []int{}, Addressees: []string{}}},
		Figures:   []Figure{{End: 6, Text: "20至30人", Value: 20, Upper: &upper, Unit: "人", Kind: "count", Comparison: "eq"}},
		Dates:     []Date{{Text: "至今", From: "2024-05-10"}},
		Entities:  []Entity{{Text: "甲", Kind: "person", Ref: "s1"}},
		Keywords:  []Keyword{{Text: "人", Weight: 0.5}},
		Problems:  []Problem{},
	}
	want.Report(ProblemNoDate, "x")
	want.ReportTurn(ProblemEmptyTurn, turn, "y")
	event, err := testFile().Event(StepEnriched, want.Versions, want, testTime)
	if err != nil {
		t.Fatal(err)
	}
	var got Record
	if err := event.Decode(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("record (-want +got):\n%s", diff)
	}
}
