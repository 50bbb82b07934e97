package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline"
	"shilu/schema"
)

// stranger publishes to a running shilu as any program would that has its credentials.
type stranger struct {
	t  *testing.T
	js jetstream.JetStream
}

func (r *rig) stranger() stranger {
	r.t.Helper()
	var way struct{ URL, User, Password string }
	file, err := os.ReadFile(filepath.Join(r.data(), "nats/context/shilu.json"))
	if err == nil {
		err = json.Unmarshal(file, &way)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	connection, err := nats.Connect(way.URL, nats.UserInfo(way.User, way.Password))
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(connection.Close)
	js, err := jetstream.New(connection)
	if err != nil {
		r.t.Fatal(err)
	}
	return stranger{r.t, js}
}

// says publishes an annotator's word on a text: of each quote that the text begins at its first place, moved by off.
func (s stranger) says(text string, version, off int, quotes ...string) {
	s.t.Helper()
	n := schema.Note{
		Annotated: schema.Annotated{ID: schema.TranscriptID(schema.Digest([]byte(text))), Annotator: "coast", Version: version},
		Source:    "/annotator/coast", Made: time.Date(2031, 5, 11, 0, 0, 0, 0, time.UTC),
	}
	for _, q := range quotes {
		before, _, found := strings.Cut(text, q)
		if !found {
			s.t.Fatalf("the text doesn't hold %q", q)
		}
		n.Annotations = append(n.Annotations, schema.Annotation{Place: utf8.RuneCountInString(before) + off, Quote: q, Kind: "coast", Value: float64(len(q))})
	}
	e, err := n.Event()
	if err != nil {
		s.t.Fatal(err)
	}
	m := &nats.Msg{Subject: n.Subject(), Header: nats.Header{}, Data: e.Data}
	for name, value := range e.Headers() {
		m.Header.Set(name, value)
	}
	if _, err := s.js.PublishMsg(s.t.Context(), m); err != nil {
		s.t.Fatal(err)
	}
}

// settled waits until annotate is done with the last that was said of the text.
func (s stranger) settled(text string) {
	s.t.Helper()
	log, err := s.js.Stream(s.t.Context(), pipeline.LogStream)
	if err != nil {
		s.t.Fatal(err)
	}
	said := schema.Annotated{ID: schema.TranscriptID(schema.Digest([]byte(text))), Annotator: "coast"}
	last, err := log.GetLastMsgForSubject(s.t.Context(), said.Subject())
	if err != nil {
		s.t.Fatal(err)
	}
	for deadline := time.Now().Add(patience); ; {
		// Only the floor proves it: what is pending is counted a moment after it was stored.
		consumer, err := log.Consumer(s.t.Context(), pipeline.StageAnnotate)
		if err == nil && consumer.CachedInfo().AckFloor.Stream >= last.Sequence {
			return
		}
		if time.Now().After(deadline) {
			s.t.Fatalf("annotate is not done: %v", err)
		}
	}
}

// quotes are what the archive holds of the annotator "coast".
func (r *rig) quotes(id string) string {
	r.t.Helper()
	var record schema.Record
	r.decode(&record, "show", id)
	var all []string
	for _, word := range record.Annotations {
		for _, n := range word.Annotations {
			all = append(all, n.Quote)
		}
	}
	return strings.Join(all, " ")
}

func TestAnAnnotatorsWord(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	run.said("Ctrl-C ends")
	desk := r.stranger()

	// Before its transcript it waits, and is there when the transcript is.
	desk.says(conference, 1, 0, "海岸线", "渔民")
	desk.settled(conference)
	r.drop("a.txt", conference)
	id := run.fate().Archived.ID
	desk.settled(conference)
	if got := r.quotes(id); got != "海岸线 渔民" {
		t.Errorf("the archive holds %q, want what waited", got)
	}

	// A quote that isn't at its place is a dead letter, and leaves what was said before alone.
	desk.says(conference, 2, 1, "海草床")
	desk.settled(conference)
	var letter letterJSON
	if err := json.Unmarshal([]byte(r.must("dead", "list", "annotate", "--json")), &letter); err != nil {
		t.Fatal(err)
	}
	if letter.Code != schema.FaultQuote || !strings.Contains(letter.Reason, "海草床") || letter.Tries != 1 {
		t.Errorf("letter %+v, want one that quotes 海草床", letter)
	}
	if got := r.quotes(id); got != "海岸线 渔民" {
		t.Errorf("after a wrong quote the archive holds %q", got)
	}

	// A newer version takes the place of the older one, and an older one that comes late is nothing.
	desk.says(conference, 3, 0, "海草床")
	desk.settled(conference)
	desk.says(conference, 1, 0, "海岸线")
	desk.settled(conference)
	if got := r.quotes(id); got != "海草床" {
		t.Errorf("the archive holds %q, want what version 3 says", got)
	}
	if got := r.must("show", id); !strings.Contains(got, "coast says (version 3)") {
		t.Errorf("show doesn't tell:\n%s", got)
	}
	for turn, want := range map[string]string{"#2": "海草床", "#1": ""} {
		if got := r.quotes(id + turn); got != want {
			t.Errorf("at %s the archive holds %q, want %q", turn, got, want)
		}
	}
	if code := run.interrupt(); code != 0 {
		t.Errorf("exit code %d", code)
	}
}
