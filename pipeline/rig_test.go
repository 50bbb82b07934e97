package pipeline

import (
	"context"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/jetstream"
	"shilu/pipeline/natsd"
	"shilu/schema"
)

// rig is a bus on a real server of its own, with waits that don't hold up a test.
type rig struct {
	*Bus
	t           *testing.T
	server      *natsd.Server
	credentials string // the file
}

func newRig(t *testing.T) *rig {
	t.Helper()
	dir := t.TempDir()
	config := natsd.DefaultConfig()
	config.Dir, config.CredentialsFile, config.Port = filepath.Join(dir, "nats"), filepath.Join(dir, "nats.json"), 0
	server, err := natsd.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Shutdown)
	r := &rig{t: t, server: server, credentials: config.CredentialsFile}
	r.Bus = r.open()
	return r
}

// open connects another client.
func (r *rig) open() *Bus {
	r.t.Helper()
	way := r.server.Credentials()
	log := slog.New(slog.NewTextHandler(r.t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
	bus, err := Open(r.t.Context(), jetstream.Config{User: way.User, Password: way.Password, InProcess: r.server}, log)
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { bus.Close() })
	bus.retryWait = func(int) time.Duration { return time.Millisecond }
	bus.outageWait = bus.retryWait
	return bus
}

// run runs the parts until the test ends.
func (r *rig) run(parts ...Part) {
	r.t.Helper()
	t, ended := r.t, make(chan error, 1)
	ctx, cancel := context.WithCancel(context.Background())
	go func() { ended <- r.Run(ctx, parts...) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	})
}

// fates collects what becomes of the files of the inbox "press".
func (r *rig) fates() (Part, <-chan schema.Fate) {
	ch := make(chan schema.Fate, 64)
	return Fates("press", func(_ context.Context, _ schema.File, fate schema.Fate) error {
		ch <- fate
		return nil
	}), ch
}

// receive waits for the next value, for as long as the test may run.
func receive[T any](t *testing.T, ch <-chan T) T {
	t.Helper()
	select {
	case v := <-ch:
		return v
	case <-time.After(30 * time.Second):
		t.Fatal("nothing came in 30 s")
		panic("unreachable")
	}
}

// file is a file of the inbox "press".
func file(path, text string) schema.Received {
	original := []byte(text)
	return schema.Received{
		File: schema.File{
			Inbox: "press", Path: path, Number: 7, Digest: schema.Digest(original), Size: int64(len(original)), MediaType: "text/plain",
		},
		Original: original,
	}
}

// The handlers of the tests: a record with one turn, and an archive that keeps what it is given.
func parseOne(_ context.Context, in schema.Received) (schema.Record, error) {
	return schema.Record{
		ID: in.State().ID, Digest: in.Digest, Source: in.Origin(), Versions: "parse.1",
		Turns: []schema.Turn{{Text: string(in.Original), Spans: []schema.Span{{0, len([]rune(string(in.Original)))}}}},
	}, nil
}

func enrichOne(_ context.Context, in schema.Record) (schema.Record, error) {
	in.Versions = in.Versions.With(schema.Version{Handler: "enrich", Number: 1})
	return in, nil
}

type shelf chan stored

type stored struct {
	record   schema.Record
	original []byte
}

func (s shelf) persist(_ context.Context, record schema.Record, original []byte) (schema.Archived, error) {
	s <- stored{record, original}
	return schema.Archived{ID: record.ID, Source: record.Source, Turns: len(record.Turns)}, nil
}

const requestTimeout = 10 * time.Second

func natsMessage(subject string, header map[string][]string, data []byte) *nats.Msg {
	return &nats.Msg{Subject: subject, Header: header, Data: data}
}

func headersOf(in schema.Received) map[string][]string {
	h := map[string][]string{}
	for name, value := range in.Event(time.Unix(1900000000, 0)).Headers() {
		h[name] = []string{value}
	}
	return h
}

func with(h map[string][]string, name, value string) map[string][]string {
	h[name] = []string{value}
	return h
}

// waitForLetter waits until the stream holds a dead letter. A plain subscriber would be too early: it is given a message before the
// stream has stored it.
func (r *rig) waitForLetter() {
	r.t.Helper()
	stream, err := js.New(r.conn.NATS())
	if err != nil {
		r.t.Fatal(err)
	}
	consumer, err := stream.OrderedConsumer(r.t.Context(), DeadStream, js.OrderedConsumerConfig{FilterSubjects: []string{schema.DeadFilter("")}})
	if err != nil {
		r.t.Fatal(err)
	}
	if _, err := consumer.Next(js.FetchMaxWait(requestTimeout)); err != nil {
		r.t.Fatalf("no dead letter came: %v", err)
	}
}
