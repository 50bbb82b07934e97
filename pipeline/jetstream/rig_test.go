package jetstream_test

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	js "github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/jetstream"
	"shilu/pipeline/natsd"
)

// patience is for what happens at once on an idle machine. It is long because no test depends on speed.
const patience = 60 * time.Second

// serve runs a NATS server for the test.
func serve(tb testing.TB) *natsd.Server {
	tb.Helper()
	dir := tb.TempDir()
	config := natsd.DefaultConfig()
	config.Dir, config.CredentialsFile, config.Port = filepath.Join(dir, "store"), filepath.Join(dir, "nats.json"), 0
	server, err := natsd.Start(tb.Context(), config)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(server.Shutdown)
	return server
}

// connect connects to the server by a socket, as other processes do.
func connect(tb testing.TB, server *natsd.Server) *jetstream.Conn {
	tb.Helper()
	way := server.Credentials()
	conn, err := jetstream.Connect(tb.Context(), jetstream.Config{URL: way.URL, User: way.User, Password: way.Password, Name: tb.Name()})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.NATS().Close() })
	return conn
}

func within(t *testing.T) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	t.Cleanup(cancel)
	return ctx
}

func provision(tb testing.TB, conn *jetstream.Conn, streams ...jetstream.Stream) {
	tb.Helper()
	if err := conn.Provision(tb.Context(), streams...); err != nil {
		tb.Fatal(err)
	}
}

// subscribe subscribes to "test.>" of the stream "test" under one name.
func subscribe(t *testing.T, conn *jetstream.Conn, change func(*jetstream.SubscriberConfig)) (*jetstream.Subscriber, <-chan *message.Message) {
	t.Helper()
	config := jetstream.DefaultSubscriberConfig()
	config.Stream, config.Name = "test", func(string) string { return "stage" }
	if change != nil {
		change(&config)
	}
	subscriber, err := conn.Subscriber(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { subscriber.Close() })
	messages, err := subscriber.Subscribe(t.Context(), "test.>")
	if err != nil {
		t.Fatal(err)
	}
	return subscriber, messages
}

// next is the next message, or the end of the test.
func next(t *testing.T, messages <-chan *message.Message) *message.Message {
	t.Helper()
	select {
	case m, ok := <-messages:
		if !ok {
			t.Fatal("the subscription has ended")
		}
		return m
	case <-time.After(patience):
		t.Fatal("no message")
	}
	return nil
}

func publish(t *testing.T, conn *jetstream.Conn, subject, payload string) {
	t.Helper()
	m := message.NewMessage("", []byte(payload))
	if err := conn.Publisher(jetstream.PublisherConfig{}).Publish(subject, m); err != nil {
		t.Fatal(err)
	}
}

// until waits for a condition that nothing announces.
func until(t *testing.T, what string, met func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("in vain: %s", what)
		}
	}
}

var testStream = jetstream.Stream{Name: "test", Subjects: []string{"test.>"}}

// raw is the client's own view of the server.
func raw(t *testing.T, conn *jetstream.Conn) js.JetStream {
	t.Helper()
	api, err := js.New(conn.NATS())
	if err != nil {
		t.Fatal(err)
	}
	return api
}

func contains(err error, what string) bool { return strings.Contains(err.Error(), what) }
