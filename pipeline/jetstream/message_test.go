package jetstream_test

import (
	"errors"
	"maps"
	"strings"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"

	"shilu/pipeline/jetstream"
)

func TestMetadataTravelsOneToOne(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	_, messages := subscribe(t, conn, nil)
	m := message.NewMessage("the uuid", []byte("x"))
	sent := message.Metadata{"ce-id": "parsed.1", "CE-ID": "another", "ce-subject": "会议 a%22b.txt", "empty": ""}
	maps.Copy(m.Metadata, sent)
	m.Metadata[jetstream.MetaDeliveries] = "77" // copied from what a handler was given
	begin := time.Now().Add(-time.Minute)
	receipt, err := conn.Publisher(jetstream.PublisherConfig{}).PublishOne(t.Context(), "test.a", m)
	if err != nil {
		t.Fatal(err)
	}
	if want := (jetstream.Receipt{Stream: "test", Sequence: 1}); receipt != want {
		t.Errorf("receipt %+v, want %+v", receipt, want)
	}
	got := next(t, messages)
	defer got.Ack()
	if err := jetstream.Check(got); err != nil {
		t.Error(err)
	}
	if got.UUID != m.UUID || string(got.Payload) != "x" || jetstream.Sequence(got) != 1 || jetstream.Deliveries(got) != 1 {
		t.Errorf("got %q %q, sequence %d, delivery %d", got.UUID, got.Payload, jetstream.Sequence(got), jetstream.Deliveries(got))
	}
	for key, value := range sent {
		if v, ok := got.Metadata[key]; !ok || v != value {
			t.Errorf("%s: got %q, want %q", key, v, value)
		}
	}
	at, err := time.Parse(time.RFC3339Nano, got.Metadata[jetstream.MetaTime])
	if err != nil || at.Before(begin) {
		t.Errorf("%s: %v, %v", jetstream.MetaTime, at, err)
	}
	for key := range got.Metadata {
		if _, ok := sent[key]; !ok && !strings.HasPrefix(key, "jetstream-") {
			t.Errorf("%s: was not sent", key)
		}
	}
}

// NATS would drop or change these without a word.
func TestMetadataThatCannotTravel(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	publisher := conn.Publisher(jetstream.PublisherConfig{})
	for key, value := range map[string]string{
		"": "no name", "a b": "space", "a:b": "colon", "a\nb": "line", "Nats-Rollup": "all", "line": "a\r\nb", "blank": " a", "tab": "a\t",
	} {
		m := message.NewMessage("", nil)
		m.Metadata[key] = value
		if err := publisher.Publish("test.a", m); err == nil {
			t.Errorf("%q: %q was published", key, value)
		}
	}
	if state, err := conn.StreamState(t.Context(), "test"); err != nil || state.Messages != 0 {
		t.Errorf("%d messages are stored, %v", state.Messages, err)
	}
}

// A stranger's message with a header twice neither panics nor passes.
func TestRepeatedHeader(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	_, messages := subscribe(t, conn, nil)
	m := nats.NewMsg("test.a")
	m.Header["ce-id"] = []string{"first", "second"}
	m.Header["ce-type"] = []string{"a", "b", "c"}
	m.Header["once"] = []string{"1"}
	m.Header[jetstream.MetaRepeated] = []string{"forged"}
	if err := conn.NATS().PublishMsg(m); err != nil {
		t.Fatal(err)
	}
	got := next(t, messages)
	defer got.Ack()
	if got.Metadata["ce-id"] != "first" || got.Metadata["ce-type"] != "a" || got.Metadata["once"] != "1" {
		t.Errorf("got %v", got.Metadata)
	}
	if names := got.Metadata[jetstream.MetaRepeated]; names != "ce-id ce-type" {
		t.Errorf("repeated: %q", names)
	}
	if err := jetstream.Check(got); !errors.Is(err, jetstream.ErrRepeatedHeader) {
		t.Errorf("check: %v", err)
	}
	if got.UUID != "test:1" {
		t.Errorf("uuid %q", got.UUID)
	}
}

// The stream drops what has a message ID that it saw, and says where the first one is.
func TestRepeatIsDropped(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	publisher := conn.Publisher(jetstream.PublisherConfig{
		MessageID: func(topic string, m *message.Message) string { return topic + "|" + m.UUID },
	})
	for i, want := range []jetstream.Receipt{
		{Stream: "test", Sequence: 1},
		{Stream: "test", Sequence: 1, Repeat: true},
		{Stream: "test", Sequence: 2},
	} {
		topic := []string{"test.a", "test.a", "test.b"}[i]
		got, err := publisher.PublishOne(t.Context(), topic, message.NewMessage("same", nil))
		if err != nil || got != want {
			t.Errorf("publish %d: %+v, %v, want %+v", i, got, err, want)
		}
	}
	if err := publisher.Close(); err != nil {
		t.Fatal(err)
	}
	if err := publisher.Publish("test.a", message.NewMessage("", nil)); !errors.Is(err, jetstream.ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestPublishWithoutStream(t *testing.T) {
	conn := connect(t, serve(t))
	if err := conn.Publisher(jetstream.PublisherConfig{}).Publish("nowhere", message.NewMessage("", nil)); err == nil {
		t.Error("published to no stream")
	}
}
