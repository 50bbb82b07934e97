package pipeline

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"

	"shilu/schema"
)

func TestAFileWalksThroughTheStages(t *testing.T) {
	r := newRig(t)
	fates, fate := r.fates()
	archive := make(shelf, 1)
	r.run(Parse(2, parseOne), Enrich(2, enrichOne), Persist(4, archive.persist), fates)

	in := file(`发布会 "甲"/100%.txt`, "海岸线长110公里。")
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	got := receive(t, archive)
	if string(got.original) != string(in.Original) {
		t.Errorf("persist was given the original %q, want %q", got.original, in.Original)
	}
	if got.record.Versions != "parse.1+enrich.1" || got.record.Source != in.Origin() {
		t.Errorf("persist was given the record %+v", got.record)
	}
	if f := receive(t, fate); f.Archived == nil || f.Archived.ID != in.State().ID || f.Offer != 0 {
		t.Errorf("fate %+v, want archived", f)
	}
}

// A payload above the server's limit goes through the object store and comes out the same.
func TestALargeFileWalksToo(t *testing.T) {
	r := newRig(t)
	archive := make(shelf, 1)
	r.run(Parse(1, parseOne), Enrich(1, enrichOne), Persist(1, archive.persist))
	in := file("large.txt", strings.Repeat("海岸线长一百一十公里。", 400_000)) // 13 MB
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	got := receive(t, archive)
	if schema.Digest(got.original) != in.Digest || got.record.Turns[0].Text != string(in.Original) {
		t.Error("the original or the record came out changed")
	}
}

func TestAFaultIsADeadLetterAtOnce(t *testing.T) {
	r := newRig(t)
	fates, fate := r.fates()
	var calls atomic.Int32
	r.run(fates, Parse(1, func(context.Context, schema.Received) (schema.Record, error) {
		calls.Add(1)
		return schema.Record{}, schema.Faultf(schema.FaultNotText, "save it as text", "the bytes are no text")
	}))
	in := file("图.txt", "\x00\x01")
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	f := receive(t, fate)
	want := schema.Rejected{
		ID: in.State().ID, Source: in.Origin(), Stage: StageParse, Code: schema.FaultNotText,
		Reason: "the bytes are no text", Advice: "save it as text", Tries: 1,
	}
	if f.Rejected == nil || *f.Rejected != want {
		t.Errorf("fate %+v, want %+v", f.Rejected, want)
	}
	if n := calls.Load(); n != 1 {
		t.Errorf("the handler was called %d times, want once", n)
	}
	letter := r.onlyLetter()
	if string(letter.Data) != string(in.Original) || letter.Reason != want.Reason || letter.Tries != 1 {
		t.Errorf("dead letter %+v, want the original bytes and the reason", letter)
	}
	e, err := letter.Event()
	if err != nil || e.Subject != "图.txt" {
		t.Errorf("the letter's event is of %q (%v), want 图.txt", e.Subject, err)
	}
}

func (r *rig) onlyLetter() Letter {
	r.t.Helper()
	letters := r.letters()
	if len(letters) != 1 {
		r.t.Fatalf("%d dead letters, want 1", len(letters))
	}
	letter, err := r.Letter(r.t.Context(), letters[0].Sequence)
	if err != nil {
		r.t.Fatal(err)
	}
	return letter
}

func (r *rig) letters() []Letter {
	r.t.Helper()
	var letters []Letter
	if err := r.Letters(r.t.Context(), "", func(l Letter) error { letters = append(letters, l); return nil }); err != nil {
		r.t.Fatal(err)
	}
	return letters
}

// What fails every time, by an error or by a panic, is given up after MaxTries with the last reason.
func TestTriesAreBounded(t *testing.T) {
	for name, fail := range map[string]func() error{
		"error": func() error { return errors.New("the disk is full") },
		"panic": func() error { panic("index out of range") },
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			fates, fate := r.fates()
			var calls atomic.Int32
			r.run(fates, Parse(1, func(context.Context, schema.Received) (schema.Record, error) {
				calls.Add(1)
				return schema.Record{}, fail()
			}))
			if _, err := r.Offer(t.Context(), file("a.txt", "甲")); err != nil {
				t.Fatal(err)
			}
			f := receive(t, fate)
			if f.Rejected == nil || f.Rejected.Code != schema.FaultTries || f.Rejected.Tries != MaxTries {
				t.Errorf("fate %+v, want rejected after %d tries", f.Rejected, MaxTries)
			}
			if n := calls.Load(); n != MaxTries {
				t.Errorf("the handler was called %d times, want %d", n, MaxTries)
			}
			r.onlyLetter()
		})
	}
}

// An error that passes costs tries and nothing else.
func TestAPassingErrorPasses(t *testing.T) {
	r := newRig(t)
	fates, fate := r.fates()
	var calls atomic.Int32
	archive := make(shelf, 1)
	r.run(fates, Enrich(1, enrichOne), Persist(1, archive.persist), Parse(1, func(ctx context.Context, in schema.Received) (schema.Record, error) {
		if calls.Add(1) < 4 {
			return schema.Record{}, errors.New("not yet")
		}
		return parseOne(ctx, in)
	}))
	if _, err := r.Offer(t.Context(), file("a.txt", "甲")); err != nil {
		t.Fatal(err)
	}
	if f := receive(t, fate); f.Archived == nil {
		t.Errorf("fate %+v, want archived", f)
	}
	if letters := r.letters(); len(letters) != 0 {
		t.Errorf("%d dead letters, want none", len(letters))
	}
}

// A retry passes the stream's memory of message ids, runs with the mended handler, and the letter is gone.
func TestRetryOfADeadLetter(t *testing.T) {
	r := newRig(t)
	fates, fate := r.fates()
	var mended atomic.Bool
	archive := make(shelf, 1)
	r.run(fates, Parse(1, parseOne), Persist(1, archive.persist), Enrich(1, func(ctx context.Context, in schema.Record) (schema.Record, error) {
		if !mended.Load() {
			return schema.Record{}, schema.Faultf(schema.FaultMalformed, "", "not mended")
		}
		return enrichOne(ctx, in)
	}))
	in := file("a.txt", "甲")
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if f := receive(t, fate); f.Rejected == nil || f.Offer != 0 {
		t.Fatalf("fate %+v, want rejected, offer 0", f)
	}
	mended.Store(true)
	letter := r.onlyLetter()
	if letter.Stage != StageEnrich {
		t.Errorf("the letter is of %s, want enrich", letter.Stage)
	}
	if err := r.Retry(t.Context(), letter.Sequence); err != nil {
		t.Fatal(err)
	}
	if f := receive(t, fate); f.Archived == nil || f.Offer != 1 {
		t.Errorf("fate %+v, want archived, offer 1", f)
	}
	if letters := r.letters(); len(letters) != 0 {
		t.Errorf("%d dead letters after the retry, want none", len(letters))
	}
	if err := r.Drop(t.Context(), letter.Sequence); !errors.Is(err, ErrNoLetter) {
		t.Errorf("drop of what is gone: %v, want ErrNoLetter", err)
	}
}

// What is no event, or not of the stage's type, or lies about its name, becomes a letter and never stops the rest.
func TestPoison(t *testing.T) {
	r := newRig(t)
	fates, fate := r.fates()
	r.run(fates, Parse(1, parseOne), Enrich(1, enrichOne), Persist(1, make(shelf, 8).persist))
	good := file("good.txt", "甲")
	nc := r.conn.NATS()
	state := good.State()
	poison := []struct {
		name, subject string
		header        map[string][]string
	}{
		{"no event", schema.StepReceived.Subject(state), nil},
		{"no name", "shilu.transcript.received.nonsense", nil},
		{"a header with two values", schema.StepReceived.Subject(state), map[string][]string{"ce-id": {"a", "b"}}},
		{"another walk's subject", schema.StepReceived.Subject(schema.State{ID: state.ID, Source: state.Source, Number: 99}), headersOf(good)},
		{"a later version", schema.StepReceived.Subject(state), with(headersOf(good), "ce-type", "shilu.transcript.received.v2")},
		{"a damaged body", schema.StepReceived.Subject(state), headersOf(good)},
	}
	for i, p := range poison {
		t.Run(p.name, func(t *testing.T) {
			r.t = t
			m := natsMessage(p.subject, p.header, fmt.Appendf(nil, "poison %d", i))
			if err := nc.PublishMsg(m); err != nil {
				t.Fatal(err)
			}
			r.waitForLetter()
			letter := r.onlyLetter()
			if string(letter.Data) != string(m.Data) || letter.Subject != p.subject || letter.Code != schema.FaultMalformed {
				t.Errorf("letter %+v, want the bytes untouched, its subject and %s", letter, schema.FaultMalformed)
			}
			if err := r.Drop(t.Context(), letter.Sequence); err != nil {
				t.Fatal(err)
			}
		})
	}
	r.t = t
	if _, err := r.Offer(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	for {
		if f := receive(t, fate); f.Archived != nil { // the poison that has a file's name was rejected under it
			return
		}
	}
}

// The server takes headers that no client may send; a letter leaves them out and is stored all the same.
func TestAHeaderThatCannotBeSentAgain(t *testing.T) {
	r := newRig(t)
	r.run(Parse(1, parseOne))
	conn, err := r.server.InProcessConn()
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	way := r.server.Credentials()
	headers := "NATS/1.0\r\nbad name: x\r\n\r\n"
	raw := fmt.Sprintf("CONNECT {\"user\":%q,\"pass\":%q,\"headers\":true,\"verbose\":false}\r\n", way.User, way.Password) +
		fmt.Sprintf("HPUB %s %d %d\r\n%sbody\r\n", schema.StepReceived.Subject(file("a.txt", "甲").State()), len(headers), len(headers)+4, headers)
	go io.Copy(io.Discard, conn) // an in-process connection has no buffer: what the server says must be read
	if _, err := io.WriteString(conn, raw); err != nil {
		t.Fatal(err)
	}
	r.waitForLetter()
	if letter := r.onlyLetter(); string(letter.Data) != "body" || letter.Code != schema.FaultMalformed {
		t.Errorf("letter %+v, want the body untouched", letter)
	}
}
