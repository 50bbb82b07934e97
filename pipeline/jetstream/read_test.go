package jetstream_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
)

func TestReadStored(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	publisher := conn.Publisher(jetstream.PublisherConfig{MessageID: func(_ string, m *message.Message) string { return m.UUID }})
	for i := range 25 {
		m := message.NewMessage(fmt.Sprint(i), []byte("payload"))
		m.Metadata.Set("reason", fmt.Sprintf("reason %d", i))
		if err := publisher.Publish([]string{"test.a.%d", "test.b.%d"}[i%2][:7]+fmt.Sprint(i%4), m); err != nil {
			t.Fatal(err)
		}
	}

	last, err := conn.Last(t.Context(), "test", "test.a.0")
	if err != nil || last.Sequence != 25 || string(last.Message.Payload) != "payload" || last.Message.UUID != "24" {
		t.Errorf("last: %+v, %v", last, err)
	}
	if jetstream.Deliveries(last.Message) != 0 {
		t.Errorf("a message that was only read was delivered %d times", jetstream.Deliveries(last.Message))
	}
	if _, err := conn.Last(t.Context(), "test", "test.c.0"); !errors.Is(err, jetstream.ErrNotFound) {
		t.Errorf("last of nothing: %v", err)
	}
	if _, err := conn.Last(t.Context(), "nowhere", "test.c.0"); !errors.Is(err, jetstream.ErrNoStream) {
		t.Errorf("last of no stream: %v", err)
	}

	if err := conn.Delete(t.Context(), "test", 3); err != nil {
		t.Fatal(err)
	}
	if _, err := conn.Get(t.Context(), "test", 3); !errors.Is(err, jetstream.ErrNotFound) {
		t.Errorf("get what is deleted: %v", err)
	}
	if err := conn.Delete(t.Context(), "test", 3); !errors.Is(err, jetstream.ErrNotFound) {
		t.Errorf("delete what is deleted: %v", err)
	}
	got, err := conn.Get(t.Context(), "test", 5)
	if err != nil || got.Subject != "test.a.0" || got.Message.Metadata["reason"] != "reason 4" || got.Time.IsZero() {
		t.Errorf("get: %+v, %v", got, err)
	}

	var sequences []uint64
	for after, pages := uint64(0), 0; ; pages++ {
		page, err := conn.List(t.Context(), "test", "test.a.>", after, 5)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range page {
			sequences = append(sequences, s.Sequence)
			if s.Size != len("payload") || len(s.Message.Payload) != 0 || s.Message.Metadata["reason"] != fmt.Sprintf("reason %d", s.Sequence-1) {
				t.Errorf("listed %+v", s)
			}
		}
		if len(page) < 5 {
			break
		}
		after = page[len(page)-1].Sequence
	}
	if want := []uint64{1, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23, 25}; !slices.Equal(sequences, want) {
		t.Errorf("listed %v, want %v", sequences, want)
	}
	if _, err := conn.List(t.Context(), "nowhere", ">", 0, 5); !errors.Is(err, jetstream.ErrNoStream) {
		t.Errorf("list no stream: %v", err)
	}
	if state, err := conn.StreamState(t.Context(), "test"); err != nil || state.Messages != 24 {
		t.Errorf("%d messages left, %v", state.Messages, err)
	}
}

// Each goes on where a page ends, and stops where it is told to.
func TestEachGoesThroughPages(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	const messages = 1003 // a page is 1000
	for i := range messages {
		if err := conn.NATS().Publish(fmt.Sprintf("test.%d", i), nil); err != nil {
			t.Fatal(err)
		}
	}
	for state := (jetstream.StreamState{}); state.Messages < messages; {
		var err error
		if state, err = conn.StreamState(t.Context(), "test"); err != nil {
			t.Fatal(err)
		}
	}
	next := uint64(2)
	last, err := conn.Each(t.Context(), "test", "test.>", 1, func(s jetstream.Stored) error {
		if s.Sequence != next {
			t.Fatalf("message %d came, want %d", s.Sequence, next)
		}
		next++
		return nil
	})
	if err != nil || last != messages || next != messages+1 {
		t.Errorf("ended with %d, %v, want %d", last, err, messages)
	}
	enough := errors.New("enough")
	if last, err := conn.Each(t.Context(), "test", "test.>", 0, func(s jetstream.Stored) error {
		if s.Sequence == 7 {
			return enough
		}
		return nil
	}); last != 7 || !errors.Is(err, enough) {
		t.Errorf("stopped at %d with %v, want 7", last, err)
	}
}
