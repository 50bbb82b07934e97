package jetstream_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	js "github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/jetstream"
	"shilu/pipeline/natsd"
)

func TestProvisionChangesInPlace(t *testing.T) {
	conn := connect(t, serve(t))
	api := raw(t, conn)
	want := jetstream.Stream{Name: "test", Description: "one", Subjects: []string{"test.>"}, MaxAge: time.Hour}
	provision(t, conn, want)
	provision(t, conn, want)
	publish(t, conn, "test.a", "x")
	life, err := conn.Incarnation(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}

	// What whoever runs the server has set is not ours to undo.
	stream, err := api.Stream(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	config := stream.CachedInfo().Config
	config.Metadata = map[string]string{"owner": "operations"}
	if _, err := api.UpdateStream(t.Context(), config); err != nil {
		t.Fatal(err)
	}

	want.MaxAge, want.MaxPerSubject, want.RefuseWhenFull, want.MaxBytes = 0, 1, true, 1<<20
	want.Subjects = append(want.Subjects, "more.>")
	provision(t, conn, want)
	stream, err = api.Stream(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	got := stream.CachedInfo().Config
	if got.MaxAge != 0 || got.MaxMsgsPerSubject != 1 || got.Discard != js.DiscardNew || got.MaxBytes != 1<<20 || len(got.Subjects) != 2 ||
		got.Storage != js.FileStorage || got.Compression != js.S2Compression || got.Duplicates != 2*time.Minute || !got.AllowDirect ||
		got.Metadata["owner"] != "operations" {
		t.Errorf("got %+v", got)
	}
	state, err := conn.StreamState(t.Context(), "test")
	if err != nil || state.Messages != 1 || state.Incarnation != life || state.MaxBytes != 1<<20 || state.Subjects != 1 {
		t.Errorf("state %+v, %v, want one message in %s", state, err, life)
	}
}

func TestProvisionSaysWhichStream(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	err := conn.Provision(t.Context(), jetstream.Stream{Name: "other", Subjects: []string{"test.a"}})
	if err == nil || !contains(err, "stream other") {
		t.Errorf("overlapping subjects: %v", err)
	}
}

// A stream that refuses when it is full keeps what it has, and its publisher learns of it.
func TestFullStreamRefuses(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, jetstream.Stream{Name: "test", Subjects: []string{"test.>"}, MaxBytes: 4096, RefuseWhenFull: true})
	publisher := conn.Publisher(jetstream.PublisherConfig{})
	m := message.NewMessage("", make([]byte, 1500))
	stored := 0
	for ; stored < 10; stored++ {
		if err := publisher.Publish(fmt.Sprintf("test.%d", stored), m); err != nil {
			break
		}
	}
	if stored != 2 {
		t.Errorf("stored %d messages of 1.5 KB in 4 KB, want 2", stored)
	}
	if _, err := conn.Last(t.Context(), "test", "test.0"); err != nil {
		t.Errorf("the first: %v", err)
	}
}

// A restart keeps a stream's incarnation, a store that was wiped has another.
func TestIncarnation(t *testing.T) {
	dir := t.TempDir()
	config := natsd.DefaultConfig()
	config.Dir, config.CredentialsFile, config.Port = filepath.Join(dir, "store"), filepath.Join(dir, "nats.json"), 0
	server, err := natsd.Start(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(server.Shutdown)
	conn := connect(t, server)
	if _, err := conn.Incarnation(t.Context(), "test"); !errors.Is(err, jetstream.ErrNoStream) {
		t.Errorf("without a stream: %v", err)
	}
	life := func() (life string) { // of a server that may just be back
		until(t, "the stream is there", func() bool {
			err := conn.Provision(t.Context(), testStream)
			if err == nil {
				life, err = conn.Incarnation(t.Context(), "test")
			}
			return err == nil
		})
		return life
	}
	first := life()
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if again := life(); again != first {
		t.Errorf("after a restart %s, before %s", again, first)
	}
	server.Shutdown()
	if err := os.RemoveAll(config.Dir); err != nil {
		t.Fatal(err)
	}
	if err := server.Restart(t.Context()); err != nil {
		t.Fatal(err)
	}
	if after := life(); after == first {
		t.Errorf("a wiped stream is still %s", first)
	}
}

func TestConsumerState(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	if _, err := conn.ConsumerState(t.Context(), "test", "stage"); !errors.Is(err, jetstream.ErrNoConsumer) {
		t.Errorf("without a consumer: %v", err)
	}
	config := jetstream.DefaultSubscriberConfig()
	config.Stream, config.Name, config.Workers = "test", func(string) string { return "stage" }, 2
	subscriber, err := conn.Subscriber(config)
	if err != nil {
		t.Fatal(err)
	}
	defer subscriber.Close()
	if err := subscriber.SubscribeInitialize("test.>"); err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		publish(t, conn, "test.a", fmt.Sprint(i))
	}
	state := func() jetstream.ConsumerState {
		state, err := conn.ConsumerState(t.Context(), "test", "stage")
		if err != nil {
			t.Fatal(err)
		}
		return state
	}
	becomes := func(want jetstream.ConsumerState) { // the server counts a moment later than it stores
		t.Helper()
		want.Stream, want.Name = "test", "stage"
		until(t, fmt.Sprintf("%+v", want), func() bool { return state() == want })
	}
	becomes(jetstream.ConsumerState{Pending: 5})
	messages, err := subscriber.Subscribe(t.Context(), "test.>")
	if err != nil {
		t.Fatal(err)
	}
	hands := []*message.Message{next(t, messages), next(t, messages)}
	becomes(jetstream.ConsumerState{Pending: 3, InFlight: 2, Delivered: 2})
	for _, m := range hands {
		m.Ack()
	}
	for range 3 {
		next(t, messages).Ack()
	}
	becomes(jetstream.ConsumerState{AckFloor: 5, Delivered: 5})
}
