package schema_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"shilu/schema"
	"shilu/schema/contract"
)

var update = flag.Bool("update", false, "write the golden events that are missing; those that exist are kept for ever")

const goldenFolder = "testdata/events/v1"

// golden is a message as it was once published; see testdata/events/v1/README.md.
type golden struct {
	Subject string            `json:"subject"`
	Headers map[string]string `json:"headers"`
	// Attributes are those of CloudEvents that a reader must find, decoded; absent where the message is no event.
	Attributes map[string]string `json:"attributes,omitempty"`
	// Text is the body, where it isn't JSON.
	Text string `json:"text,omitempty"`
	// Data is the body, indented to be read.
	Data json.RawMessage `json:"data,omitempty"`
}

func (g golden) body() []byte {
	if g.Data == nil {
		return []byte(g.Text)
	}
	var b bytes.Buffer
	if err := json.Compact(&b, g.Data); err != nil {
		panic(err) // it came out of a JSON file
	}
	return b.Bytes()
}

// What a golden event means stands here in Go: the same values must be read from it for ever.
func TestGoldenEventsMeanTheSame(t *testing.T) {
	if *update {
		writeMissing(t)
	}
	stored := goldens(t)
	for name, want := range examples(t) {
		g, ok := stored[name]
		if !ok {
			t.Errorf("%s/%s.json is missing; -update writes it", goldenFolder, name)
			continue
		}
		got, err := want.read(g.Headers, g.body())
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if diff := cmp.Diff(want.value, got); diff != "" {
			t.Errorf("%s (-meant +read):\n%s", name, diff)
		}
	}
}

// Whatever was published once must be readable for ever, and valid against today's contract.
func TestGoldenEvents(t *testing.T) {
	for name, g := range goldens(t) {
		t.Run(name, func(t *testing.T) {
			if err := contract.Check(g.Subject, g.Headers, g.body()); err != nil {
				t.Errorf("contract: %v", err)
			}
			if g.Attributes == nil {
				return
			}
			event, err := schema.ReadEvent(g.Headers, g.body())
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(g.Attributes, attributes(event)); diff != "" {
				t.Errorf("attributes (-golden +read):\n%s", diff)
			}
			switch {
			case event.Type == schema.StepAnnotated.Type():
				_, err = event.Note()
			case event.DataSchema == schema.DecisionSchema:
				_, err = event.Decision()
			default:
				_, err = event.File()
			}
			if err != nil {
				t.Errorf("what it is about: %v", err)
			}
			for name, value := range event.Headers() {
				if g.Headers[name] != value {
					t.Errorf("header %s is written as %q, was %q", name, value, g.Headers[name])
				}
			}
		})
	}
}

// The record's own promise, held by the example that everybody will look at.
func TestGoldenRecordProvesItsOffsets(t *testing.T) {
	stored := goldens(t)
	decoded := []rune(stored["received"].Text)
	var record schema.Record
	if err := json.Unmarshal(stored["enriched"].Data, &record); err != nil {
		t.Fatal(err)
	}
	joined := func(spans []schema.Span) string {
		var lines []string
		for _, span := range spans {
			lines = append(lines, string(decoded[span[0]:span[1]]))
		}
		return strings.Join(lines, "\n")
	}
	if got := joined(record.Preamble.Spans); got != record.Preamble.Text {
		t.Errorf("preamble is %q, its spans are %q", record.Preamble.Text, got)
	}
	for _, turn := range record.Turns {
		if got := joined(turn.Spans); got != turn.Text {
			t.Errorf("turn %d is %q, its spans are %q", turn.Index, turn.Text, got)
		}
	}
	within := func(turn, start, end int, text string) {
		t.Helper()
		if got := string([]rune(record.Turns[turn].Text)[start:end]); got != text {
			t.Errorf("turn %d holds %q at %d:%d, not %q", turn, got, start, end, text)
		}
	}
	for _, f := range record.Figures {
		within(f.Turn, f.Start, f.End, f.Text)
	}
	for _, d := range record.Dates {
		within(d.Turn, d.Start, d.End, d.Text)
	}
	for _, e := range record.Entities {
		within(e.Turn, e.Start, e.End, e.Text)
	}
}

func goldens(t *testing.T) map[string]golden {
	t.Helper()
	files, err := filepath.Glob(goldenFolder + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Fatalf("no golden events in %s", goldenFolder)
	}
	all := map[string]golden{}
	for _, file := range files {
		content, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var g golden
		if err := json.Unmarshal(content, &g); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		all[strings.TrimSuffix(filepath.Base(file), ".json")] = g
	}
	return all
}

// writeMissing never touches what exists.
func writeMissing(t *testing.T) {
	t.Helper()
	for name, e := range examples(t) {
		file := filepath.Join(goldenFolder, name+".json")
		if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
			continue
		}
		g := golden{Subject: e.subject, Headers: e.headers, Text: string(e.body)}
		if json.Valid(e.body) {
			g.Text, g.Data = "", e.body
		}
		if event, err := schema.ReadEvent(e.headers, e.body); err == nil {
			g.Attributes = attributes(event)
		}
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(g); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// attributes lists the event's by their names in the standard.
func attributes(e schema.Event) map[string]string {
	all := map[string]string{"specversion": "1.0", "id": e.ID, "type": e.Type, "source": e.Source, "subject": e.Subject}
	all["time"] = e.Time.Format(time.RFC3339Nano)
	all["datacontenttype"] = e.DataContentType
	if e.DataSchema != "" {
		all["dataschema"] = e.DataSchema
	}
	for name, value := range e.Extensions {
		all[name] = value
	}
	return all
}

// example is a message with what it means.
type example struct {
	subject string
	headers map[string]string
	body    []byte
	value   any // what read must return
	read    func(headers map[string]string, body []byte) (any, error)
}

func examples(t *testing.T) map[string]example {
	t.Helper()
	at := time.Date(2031, 3, 8, 3, 15, 0, 250_000_000, time.UTC)
	received := exampleReceived(`发布会/2031年3月8日 "春耕备耕"新闻发布会 完成率95%.txt`)
	strange := exampleReceived("发布会/换\n行与坏字节\xff 50%25.txt")
	beside := exampleReceived("发布会/春耕备耕 95%.zip!/实录.txt")
	beside.Title, beside.Place, beside.URL = `"春耕备耕"新闻发布会`, "青禾县会议中心", "https://example.org/a?b=50%25"
	beside.Doubt = `line 4: there is no key "speaker"`
	state, parsed, enriched := received.State(), exampleParsed(received), exampleEnriched(received)
	all := map[string]example{
		"received":         receivedExample(received, at),
		"received-rawpath": receivedExample(strange, at),
		"received-dataref": elsewhereExample(received, at),
		"received-sidecar": receivedExample(beside, at),
		"parsed":           payloadExample(t, received.File, schema.StepParsed, "parse.1", parsed, at),
		"enriched":         payloadExample(t, received.File, schema.StepEnriched, "parse.1+enrich.1", enriched, at),
		"archived": payloadExample(t, received.File, schema.StepArchived, "parse.1+enrich.1+persist.1", schema.Archived{
			ID: state.ID, Source: received.Origin(), Layout: "stamped-names", Title: enriched.Title, Date: enriched.Date,
			Turns: 3, Speakers: 3, Exchanges: 1, Figures: 2, Problems: 1,
		}, at),
		"rejected": payloadExample(t, received.File, schema.StepRejected, "", schema.Rejected{
			ID: state.ID, Source: received.Origin(), Stage: "parse", Code: schema.FaultNotText,
			Reason: "no encoding fits: byte 3 is 0xff", Advice: "save the file as UTF-8 text", Tries: 1,
		}, at),
		"gone":       payloadExample(t, received.File, schema.StepGone, "", schema.Gone{ID: state.ID, Source: received.Origin()}, at),
		"gone-freed": payloadExample(t, received.File, schema.StepGone, "", schema.Gone{ID: state.ID, Source: received.Origin(), Freed: true}, at),
	}
	note := exampleNote(t, enriched, at)
	all["annotated"] = noteExample(t, note)
	all["dead-annotation"] = wrongNoteExample(t, note, at)
	removed := schema.Decision{
		ID: schema.DecisionID(at, 0x5eed1e55), Kind: schema.DecisionRemoved, About: state.ID, Who: "档案员 孟远", Why: "发布单位要求撤回", Made: at,
	}
	all["decision-removed"] = decisionExample(t, removed)
	all["decision-undone"] = decisionExample(t, schema.Decision{
		ID: schema.DecisionID(at.Add(time.Hour), 7), Kind: schema.DecisionUndone, About: removed.ID, Who: "档案员 孟远", Why: "撤回有误", Made: at.Add(time.Hour),
	})
	people := func(chance uint32, kind schema.DecisionKind, name string, identities ...schema.Identity) schema.Decision {
		return schema.Decision{
			ID: schema.DecisionID(at, chance), Kind: kind, About: identities[0].String(), Identities: identities, Name: name,
			Who: "档案员 孟远", Why: "去年调任", Made: at,
		}
	}
	bureau := schema.Identity{Name: "陆远舟", Organization: "青禾县农业局"}
	alone := schema.Identity{Name: "陸遠舟", Transcript: state.ID}
	all["decision-merged"] = decisionExample(t, people(3, schema.DecisionMerged, "", bureau, alone))
	all["decision-split"] = decisionExample(t, people(4, schema.DecisionSplit, "", alone))
	all["decision-renamed"] = decisionExample(t, people(5, schema.DecisionRenamed, "陆远舟（农业局）", bureau))
	event := received.Event(at)
	all["dead"] = letterExample(schema.DeadLetter{
		Stage: "parse", Code: schema.FaultTries, Reason: "parse \"春耕备耕\": 磁盘已满 (95%)", Advice: "make room, then retry", Tries: 10,
		Time: at, Subject: schema.StepReceived.Subject(state), Message: event.Headers(), Data: event.Data,
	}, state)
	all["dead-malformed"] = letterExample(schema.DeadLetter{
		Stage: "persist", Code: schema.FaultMalformed, Reason: `header ce-specversion is "", not 1.0`, Tries: 0,
		Time: at, Subject: schema.StepEnriched.Subject(state), Message: map[string]string{"X-Whose": "somebody else's 100%"}, Data: []byte("not { JSON"),
	}, state)
	return all
}

func receivedExample(r schema.Received, at time.Time) example {
	event := r.Event(at)
	return example{schema.StepReceived.Subject(r.State()), event.Headers(), event.Data, r, func(headers map[string]string, body []byte) (any, error) {
		event, err := schema.ReadEvent(headers, body)
		if err != nil {
			return nil, err
		}
		return event.Received()
	}}
}

// elsewhereExample is a file too large for a message: its bytes lie in the object store.
func elsewhereExample(r schema.Received, at time.Time) example {
	event := r.Event(at)
	event.Extensions[schema.ExtDataRef] = "object://shilu-log-objects/" + r.Digest
	return example{schema.StepReceived.Subject(r.State()), event.Headers(), nil, r.File, func(headers map[string]string, body []byte) (any, error) {
		event, err := schema.ReadEvent(headers, body)
		if err != nil {
			return nil, err
		}
		return event.File()
	}}
}

func payloadExample(t *testing.T, file schema.File, step schema.Step, versions schema.Versions, payload any, at time.Time) example {
	t.Helper()
	event, err := file.Event(step, versions, payload, at)
	if err != nil {
		t.Fatal(err)
	}
	return example{step.Subject(file.State()), event.Headers(), event.Data, payload, func(headers map[string]string, body []byte) (any, error) {
		event, err := schema.ReadEvent(headers, body)
		if err != nil {
			return nil, err
		}
		got := reflect.New(reflect.TypeOf(payload))
		err = event.Decode(got.Interface())
		return got.Elem().Interface(), err
	}}
}

func noteExample(t *testing.T, n schema.Note) example {
	t.Helper()
	event, err := n.Event()
	if err != nil {
		t.Fatal(err)
	}
	return example{n.Subject(), event.Headers(), event.Data, n, func(headers map[string]string, body []byte) (any, error) {
		event, err := schema.ReadEvent(headers, body)
		if err != nil {
			return nil, err
		}
		return event.Note()
	}}
}

// wrongNoteExample is what becomes of a note whose quote isn't at its place.
func wrongNoteExample(t *testing.T, n schema.Note, at time.Time) example {
	t.Helper()
	n.Annotations = []schema.Annotation{{Place: 3, Quote: "春耕", Kind: "topic"}}
	event, err := n.Event()
	if err != nil {
		t.Fatal(err)
	}
	fault := schema.AsFault(n.Prove(exampleText))
	letter := schema.DeadLetter{
		Stage: "annotate", Code: fault.Code, Reason: fault.Reason, Advice: fault.Advice, Tries: 1, Time: at,
		Subject: n.Subject(), Message: event.Headers(), Data: event.Data,
	}
	e := letterExample(letter, schema.State{})
	e.subject = n.DeadSubject(letter.Stage)
	return e
}

func decisionExample(t *testing.T, d schema.Decision) example {
	t.Helper()
	event, err := d.Event(0)
	if err != nil {
		t.Fatal(err)
	}
	return example{d.Subject(), event.Headers(), event.Data, d, func(headers map[string]string, body []byte) (any, error) {
		event, err := schema.ReadEvent(headers, body)
		if err != nil {
			return nil, err
		}
		return event.Decision()
	}}
}

func letterExample(d schema.DeadLetter, state schema.State) example {
	return example{schema.DeadSubject(d.Stage, state), d.Headers(), d.Data, d, func(headers map[string]string, body []byte) (any, error) {
		return schema.ReadDeadLetter(headers, body)
	}}
}

const exampleText = "青禾县“春耕备耕”新闻发布会\n\n09:00:12 主持人\n各位记者朋友，大家上午好。\n今天请来的是陆远舟局长。\n\n" +
	"09:01:40 记者\n请问陆局长，今年的农机准备得怎么样？\n\n09:02:05 陆远舟\n截至3月5日，全县检修农机超过1200台，完成率95%。\n"

func exampleReceived(path string) schema.Received {
	return schema.Received{
		File: schema.File{
			Inbox: "县 新闻办", Path: path, Number: 1930705200000, Digest: schema.Digest([]byte(exampleText)), Size: int64(len(exampleText)),
			Modified: time.Date(2031, 3, 8, 3, 14, 59, 0, time.UTC), MediaType: "text/plain", Layout: "stamped-names", Spoken: "2031-03-08",
		},
		Original: []byte(exampleText),
	}
}

func exampleParsed(r schema.Received) schema.Record {
	file := r.File
	return schema.Record{
		ID: file.State().ID, Digest: file.Digest, MediaType: "text/plain", Encoding: "utf-8", Layout: "stamped-names", Language: "zh-Hans",
		Title: "青禾县“春耕备耕”新闻发布会", Date: "2031-03-08", DateFrom: "sidecar", Versions: "parse.1", Source: file.Origin(),
		Preamble: &schema.Passage{Text: "青禾县“春耕备耕”新闻发布会", Spans: spans("青禾县“春耕备耕”新闻发布会")},
		Roster:   []schema.Participant{},
		Speakers: []schema.Speaker{
			{ID: "s1", Labels: []string{"主持人"}, Role: schema.Unknown},
			{ID: "s2", Labels: []string{"记者"}, Role: schema.Unknown},
			{ID: "s3", Name: "陆远舟", Labels: []string{"陆远舟"}, Role: schema.Unknown},
		},
		Turns: []schema.Turn{
			turn(0, "s1", "主持人", "09:00:12", "各位记者朋友，大家上午好。", "今天请来的是陆远舟局长。"),
			turn(1, "s2", "记者", "09:01:40", "请问陆局长，今年的农机准备得怎么样？"),
			turn(2, "s3", "陆远舟", "09:02:05", "截至3月5日，全县检修农机超过1200台，完成率95%。"),
		},
		Exchanges: []schema.Exchange{}, Figures: []schema.Figure{}, Dates: []schema.Date{}, Entities: []schema.Entity{},
		Keywords: []schema.Keyword{}, Problems: []schema.Problem{},
	}
}

func exampleEnriched(r schema.Received) schema.Record {
	record := exampleParsed(r)
	record.Versions = "parse.1+enrich.1"
	record.Place = "青禾县"
	record.Source.URL = "https://example.org/fabu?id=1&page=2"
	record.Speakers[0].Role, record.Speakers[1].Role = schema.Host, schema.Journalist
	record.Speakers[2].Role, record.Speakers[2].Affiliation, record.Speakers[2].Post = schema.Official, "局长", "局长"
	record.Exchanges = []schema.Exchange{{Question: []int{1}, Answers: []int{2}, Addressees: []string{"s3"}}}
	place := func(turn int, text string) (int, int, int, string) {
		before, _, _ := strings.Cut(record.Turns[turn].Text, text)
		start := utf8.RuneCountInString(before)
		return turn, start, start + utf8.RuneCountInString(text), text
	}
	f, g := schema.Figure{Value: 1200, Unit: "台", Kind: "count", Comparison: "gt"}, schema.Figure{Value: 95, Unit: "%", Kind: "percent", Comparison: "eq"}
	f.Turn, f.Start, f.End, f.Text = place(2, "1200台")
	g.Turn, g.Start, g.End, g.Text = place(2, "95%")
	record.Figures = []schema.Figure{f, g}
	d := schema.Date{To: "2031-03-05"}
	d.Turn, d.Start, d.End, d.Text = place(2, "截至3月5日")
	record.Dates = []schema.Date{d}
	e := schema.Entity{Kind: "person", Ref: "s3"}
	e.Turn, e.Start, e.End, e.Text = place(0, "陆远舟")
	record.Entities = []schema.Entity{e}
	record.Keywords = []schema.Keyword{{Text: "农机", Weight: 0.75}}
	record.ReportTurn(schema.ProblemAmbiguousSpeaker, 1, "记者 gives no name")
	return record
}

// exampleNote is what an annotator says of the example: a name in quotation marks, and a figure that it knows from elsewhere.
func exampleNote(t *testing.T, record schema.Record, at time.Time) schema.Note {
	t.Helper()
	n := schema.Note{
		Annotated: schema.Annotated{ID: record.ID, Annotator: "farm-machines", Version: 3, Read: record.Versions},
		Source:    "/annotator/farm-machines", Path: record.Source.Path, Made: at,
	}
	for _, a := range []schema.Annotation{
		{Quote: "“春耕备耕”", Kind: "campaign", Value: "春耕备耕", Label: "县里每年春天的农事动员", Ref: "https://example.org/campaigns/7"},
		{Quote: "1200台", Kind: "last_year", Value: 1080.5},
		{Quote: "陆远舟\n截至", Kind: "entrance"},
	} {
		before, _, found := strings.Cut(exampleText, a.Quote)
		if !found {
			t.Fatalf("the example doesn't hold %q", a.Quote)
		}
		a.Place = utf8.RuneCountInString(before)
		n.Annotations = append(n.Annotations, a)
	}
	if err := n.Prove(exampleText); err != nil {
		t.Fatal(err)
	}
	return n
}

// turn finds its lines in the example's text; each stands there once.
func turn(index int, speaker, label string, at schema.Opt, lines ...string) schema.Turn {
	return schema.Turn{Index: index, Speaker: speaker, Label: label, Time: at, Text: strings.Join(lines, "\n"), Spans: spans(lines...)}
}

func spans(lines ...string) []schema.Span {
	var all []schema.Span
	for _, line := range lines {
		before, _, ok := strings.Cut(exampleText, line)
		if !ok || strings.Count(exampleText, line) != 1 {
			panic("the example holds not one " + line)
		}
		start := utf8.RuneCountInString(before)
		all = append(all, schema.Span{start, start + utf8.RuneCountInString(line)})
	}
	return slices.Clip(all)
}
