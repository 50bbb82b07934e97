package schema

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestProve(t *testing.T) {
	const text = "甲：請看《約章》𠮷。\r\n乙：OK"
	for _, test := range []struct {
		name  string
		notes []Annotation
		want  string // in the reason; "" where all is at its place
	}{
		{"nothing", nil, ""},
		{"the first and the last", []Annotation{{Place: 0, Quote: "甲"}, {Place: 14, Quote: "OK"}}, ""},
		{"in any order, inside each other", []Annotation{{Place: 8, Quote: "𠮷。"}, {Place: 4, Quote: "《約章》"}, {Place: 5, Quote: "約章"}}, ""},
		{"over a line's end", []Annotation{{Place: 9, Quote: "。\r\n乙"}}, ""},
		{"one off", []Annotation{{Place: 3, Quote: "《約章》", Kind: "title"}}, `annotation 0 (title) quotes "《約章》" at #c3, where the text has "看《約章》𠮷。`},
		{"bytes counted for code points", []Annotation{{Place: 0, Quote: "甲"}, {Place: 12, Quote: "《約章》"}}, "annotation 1"},
		{"another script", []Annotation{{Place: 4, Quote: "《约章》"}}, "#c4"},
		{"beyond the end", []Annotation{{Place: 16, Quote: "O"}}, `has ""`},
		{"far beyond the end", []Annotation{{Place: 1 << 40, Quote: "O"}}, `has ""`},
		{"longer than the rest", []Annotation{{Place: 14, Quote: "OK!"}}, `"OK!"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := Annotated{Annotations: test.notes}.Prove(text)
			if test.want == "" {
				if err != nil {
					t.Error(err)
				}
				return
			}
			if fault := AsFault(err); fault == nil || fault.Code != FaultQuote || !strings.Contains(fault.Reason, test.want) {
				t.Errorf("got %v, want a fault that says %s", err, test.want)
			}
		})
	}
}

// What takes whose place must not hang on the order in which it came.
func TestNewer(t *testing.T) {
	at := time.Date(2031, 3, 8, 0, 0, 0, 0, time.UTC)
	note := func(version int, read Versions, made time.Time) Note {
		return Note{Annotated: Annotated{Version: version, Read: read}, Made: made}
	}
	rising := []Note{
		note(1, "", at.Add(time.Hour)),
		note(1, "parse.1+enrich.9", at),
		note(1, "parse.1+enrich.10", at),
		note(1, "parse.1+enrich.10", at.Add(time.Second)),
		note(2, "parse.1", at),
	}
	for i, a := range rising {
		for j, b := range rising {
			if a.Newer(b) != (i > j) {
				t.Errorf("%d is newer than %d: %v", i, j, a.Newer(b))
			}
		}
	}
}

func TestNoteRefuses(t *testing.T) {
	good := Note{
		Annotated: Annotated{ID: strings.Repeat("0a", 16), Annotator: "farm-machines", Version: 1, Annotations: []Annotation{{Quote: "甲", Kind: "a"}}},
		Source:    "/a", Made: time.Date(2031, 3, 8, 0, 0, 0, 0, time.UTC),
	}
	for name, spoil := range map[string]func(*Note, *Event){
		"an id that is none":             func(n *Note, _ *Event) { n.ID = "0a" },
		"an annotator with a dot":        func(n *Note, _ *Event) { n.Annotator = "a.b" },
		"an annotator without a name":    func(n *Note, _ *Event) { n.Annotator = "" },
		"an endless annotator":           func(n *Note, _ *Event) { n.Annotator = strings.Repeat("a", 65) },
		"no version":                     func(n *Note, _ *Event) { n.Version = 0 },
		"a record by nobody":             func(n *Note, _ *Event) { n.Read = "parse" },
		"a negative place":               func(n *Note, _ *Event) { n.Annotations[0].Place = -1 },
		"no quote":                       func(n *Note, _ *Event) { n.Annotations[0].Quote = "" },
		"no kind":                        func(n *Note, _ *Event) { n.Annotations[0].Kind = "" },
		"a list for a value":             func(n *Note, _ *Event) { n.Annotations[0].Value = []int{1} },
		"true for a value":               func(n *Note, _ *Event) { n.Annotations[0].Value = true },
		"no time":                        func(n *Note, e *Event) { e.Time = time.Time{} },
		"another transcript outside":     func(n *Note, e *Event) { e.Extensions[ExtTranscript] = strings.Repeat("0", 32) },
		"another annotator outside":      func(n *Note, e *Event) { e.Extensions[ExtAnnotator] = "b" },
		"another version outside":        func(n *Note, e *Event) { e.Extensions[ExtVersions] = "farm-machines.2" },
		"an id that isn't deterministic": func(n *Note, e *Event) { e.ID = "1234" },
		"an offer that is no number":     func(n *Note, e *Event) { e.Extensions[ExtOffer] = "-1" },
		"no JSON":                        func(n *Note, e *Event) { e.Data = []byte("{") },
		"a source that is no URI":        func(n *Note, e *Event) { e.Source = "a:// b" },
	} {
		n := good
		n.Annotations = []Annotation{good.Annotations[0]}
		spoil(&n, &Event{Extensions: map[string]string{}})
		e, err := n.Event()
		if err != nil {
			t.Fatal(err)
		}
		spoil(&n, &e)
		if _, err := e.Note(); AsFault(err) == nil || AsFault(err).Code != FaultMalformed {
			t.Errorf("%s: %v, want a fault", name, err)
		}
	}
}

func TestAnnotatedSubject(t *testing.T) {
	a := Annotated{ID: strings.Repeat("0a", 16), Annotator: "farm-machines"}
	if got, ok := ParseAnnotatedSubject(a.Subject()); !ok || got.ID != a.ID || got.Annotator != a.Annotator {
		t.Errorf("ParseAnnotatedSubject(%q) = %+v, %v", a.Subject(), got, ok)
	}
	for _, subject := range []string{
		"", "shilu.transcript.annotated", "shilu.transcript.annotated." + a.ID, a.Subject() + ".x", "shilu.transcript.annotated.0a.titles",
		"shilu.transcript.parsed." + a.ID + ".titles",
	} {
		if got, ok := ParseAnnotatedSubject(subject); ok {
			t.Errorf("ParseAnnotatedSubject(%q) = %+v", subject, got)
		}
	}
}

func TestAnnotatedWritesNoNull(t *testing.T) {
	data, err := json.Marshal(Annotated{})
	if err != nil || strings.Contains(string(data), "null") {
		t.Errorf("%s, %v", data, err)
	}
}
