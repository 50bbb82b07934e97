package pipeline

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	js "github.com/nats-io/nats.go/jetstream"

	"shilu/schema"
)

// said is a word of the annotator "titles" on a file.
func said(in schema.Received, version int, annotations ...schema.Annotation) schema.Note {
	return schema.Note{
		Annotated: schema.Annotated{ID: in.State().ID, Annotator: "titles", Version: version, Read: "parse.1+enrich.1", Annotations: annotations},
		Source:    "/annotator/titles", Path: in.Path, Made: time.Unix(1900000000, 0).UTC(),
	}
}

// book is a consumer of notes that believes what the text bears out.
func book(text string) (Part, <-chan schema.Note) {
	ch := make(chan schema.Note, 16)
	return Annotate(2, func(_ context.Context, n schema.Note) error {
		if err := n.Prove(text); err != nil {
			return err
		}
		ch <- n
		return nil
	}), ch
}

func TestAnAnnotatorsWordIsTakenIn(t *testing.T) {
	r := newRig(t)
	in := file("a.txt", "请看《约章》。")
	part, notes := book(string(in.Original))
	r.run(part)
	want := said(in, 1, schema.Annotation{Place: 2, Quote: "《约章》", Kind: "title", Value: 2.5})
	if err := r.OfferNote(t.Context(), want); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, notes); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	state, err := r.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if last := state.Stages[len(state.Stages)-1]; last.Stage != StageAnnotate || !last.Running {
		t.Errorf("the state shows %+v last, want annotate, running", last)
	}
}

func TestAWrongQuoteIsADeadLetter(t *testing.T) {
	r := newRig(t)
	in := file("a.txt", "请看《约章》。")
	part, notes := book(string(in.Original))
	fates, fate := r.fates()
	r.run(part, fates)
	wrong := said(in, 1, schema.Annotation{Place: 3, Quote: "《约章》", Kind: "title"})
	if err := r.OfferNote(t.Context(), wrong); err != nil {
		t.Fatal(err)
	}
	r.waitForLetter()
	letter := r.onlyLetter()
	if letter.Stage != StageAnnotate || letter.Code != schema.FaultQuote || letter.Tries != 1 || letter.Subject != wrong.Subject() {
		t.Errorf("letter %+v, want it of annotate, %s, after one try", letter, schema.FaultQuote)
	}
	// It lies under its own name, so the next version's mistake takes its place.
	stored, err := r.conn.Last(t.Context(), DeadStream, wrong.DeadSubject(StageAnnotate))
	if err != nil || stored.Sequence != letter.Sequence {
		t.Errorf("under the annotator's name lies %d (%v), want %d", stored.Sequence, err, letter.Sequence)
	}
	// Nobody's file was rejected by it.
	if len(fate) > 0 {
		t.Errorf("fate %+v", <-fate)
	}
	// The next version is right, and put in by anybody who can publish.
	right := said(in, 2, schema.Annotation{Place: 2, Quote: "《约章》", Kind: "title"})
	if err := r.OfferNote(t.Context(), right); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, notes); got.Version != 2 {
		t.Errorf("got version %d, want 2", got.Version)
	}
}

func TestPoisonedAnnotations(t *testing.T) {
	r := newRig(t)
	in := file("a.txt", "请看《约章》。")
	part, notes := book(string(in.Original))
	fates, fate := r.fates()
	r.run(part, fates)
	good := said(in, 1)
	headers := func(n schema.Note) map[string][]string {
		e, err := n.Event()
		if err != nil {
			t.Fatal(err)
		}
		h := map[string][]string{}
		for name, value := range e.Headers() {
			h[name] = []string{value}
		}
		return h
	}
	for _, p := range []struct {
		name, subject, data string
		header              map[string][]string
	}{
		{"no event", good.Subject(), "{}", nil},
		{"no JSON", good.Subject(), "{", headers(good)},
		{"no name", "shilu.transcript.annotated.nonsense", "{}", headers(good)},
		{"another's subject", "shilu.transcript.annotated." + in.State().ID + ".other", `{"id":"` + in.State().ID + `","annotator":"titles","version":1,"read":"parse.1+enrich.1","annotations":[]}`, headers(good)},
		{"a file's event", good.Subject(), string(in.Original), headersOf(in)},
	} {
		t.Run(p.name, func(t *testing.T) {
			r.t = t
			if err := r.conn.NATS().PublishMsg(natsMessage(p.subject, p.header, []byte(p.data))); err != nil {
				t.Fatal(err)
			}
			r.waitForLetter()
			letter := r.onlyLetter()
			if letter.Code != schema.FaultMalformed || string(letter.Data) != p.data || letter.Subject != p.subject {
				t.Errorf("letter %+v, want the bytes untouched and %s", letter, schema.FaultMalformed)
			}
			if err := r.Drop(t.Context(), letter.Sequence); err != nil {
				t.Fatal(err)
			}
		})
	}
	r.t = t
	if err := r.OfferNote(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	receive(t, notes)
	if len(fate) > 0 {
		t.Errorf("fate %+v of what is nobody's file", <-fate)
	}
}

// What waits for a transcript is put in again once persist has stored it, also when that had to be tried twice.
func TestPersistWakesWhatWaits(t *testing.T) {
	r := newRig(t)
	in := file("a.txt", "请看《约章》。")
	note := said(in, 1, schema.Annotation{Place: 2, Quote: "《约章》", Kind: "title"})
	note.Offer = 4
	part, notes := book(string(in.Original))
	fates, fate := r.fates()
	archive := make(shelf, 4)
	asked := 0
	persist := Persist(1, archive.persist).Waking(func(_ context.Context, id string) ([]schema.Note, error) {
		if asked++; asked == 1 {
			return nil, errors.New("the disk is away")
		}
		if id != note.ID {
			return nil, nil
		}
		return []schema.Note{note}, nil
	})
	r.run(Parse(1, parseOne), Enrich(1, enrichOne), persist, part, fates)
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, notes); got.Offer != 5 {
		t.Errorf("it came with the offer %d, want 5", got.Offer)
	}
	if f := receive(t, fate); f.Archived == nil {
		t.Errorf("fate %+v, want archived", f)
	}
	stream, err := js.New(r.conn.NATS())
	if err != nil {
		t.Fatal(err)
	}
	info, err := stream.Stream(t.Context(), LogStream)
	if err != nil {
		t.Fatal(err)
	}
	subjects, err := info.Info(t.Context(), js.WithSubjectFilter(schema.StepAnnotated.Filter()))
	if err != nil || len(subjects.State.Subjects) != 1 {
		t.Errorf("the log has %v (%v), want one subject for the annotator's word", subjects.State.Subjects, err)
	}
}
