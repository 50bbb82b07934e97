package jetstream_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
)

// follow follows in the background; the messages must be received.
func follow(t *testing.T, conn *jetstream.Conn, config jetstream.FollowConfig) (got <-chan *message.Message, stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	messages, ended := make(chan *message.Message), make(chan error, 1)
	go func() {
		ended <- conn.Follow(ctx, config, func(ctx context.Context, m *message.Message) error {
			select {
			case messages <- m:
			case <-ctx.Done():
				return ctx.Err()
			}
			return nil
		})
	}()
	return messages, func() {
		t.Helper()
		cancel()
		if err := <-ended; err != nil && !errors.Is(err, context.Canceled) {
			t.Errorf("follow: %v", err)
		}
	}
}

func TestFollowFromStart(t *testing.T) {
	server := serve(t)
	conn := connect(t, server)
	provision(t, conn, testStream)
	for i := range 100 {
		publish(t, conn, "test.a", fmt.Sprint(i))
		publish(t, conn, "test.other", "")
	}
	messages, stop := follow(t, conn, jetstream.FollowConfig{Stream: "test", Filters: []string{"test.a", "test.b"}, FromStart: true})
	defer stop()
	expect := func(from, to int) {
		t.Helper()
		for i := from; i < to; i++ {
			if m := next(t, messages); string(m.Payload) != fmt.Sprint(i) {
				t.Fatalf("got %s, want %d", m.Payload, i)
			}
		}
	}
	expect(0, 50)
	if err := server.Restart(t.Context()); err != nil { // the consumer, which is in memory, is gone
		t.Fatal(err)
	}
	until(t, "connected", conn.NATS().IsConnected)
	expect(50, 100)
	publish(t, conn, "test.b", "100")
	expect(100, 101)

	// A stream that is made anew begins at its beginning.
	if err := raw(t, conn).DeleteStream(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	provision(t, conn, testStream)
	publish(t, conn, "test.a", "101")
	expect(101, 102)
}

func TestFollowWhatIsNew(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	publish(t, conn, "test.a", "old")
	got := make(chan string, 1)
	over := errors.New("over")
	ended := make(chan error, 1)
	go func() {
		ended <- conn.Follow(t.Context(), jetstream.FollowConfig{Stream: "test"}, func(_ context.Context, m *message.Message) error {
			got <- string(m.Payload)
			return over
		})
	}()
	until(t, "a follower", func() bool {
		state, err := raw(t, conn).Stream(t.Context(), "test")
		return err == nil && state.CachedInfo().State.Consumers == 1
	})
	publish(t, conn, "test.a", "new")
	if m := <-got; m != "new" {
		t.Errorf("got %s", m)
	}
	if err := <-ended; !errors.Is(err, over) {
		t.Errorf("the handler's error became %v", err)
	}
	until(t, "no follower", func() bool {
		state, err := raw(t, conn).Stream(t.Context(), "test")
		return err == nil && state.CachedInfo().State.Consumers == 0
	})
}

func TestFollowNowhere(t *testing.T) {
	conn := connect(t, serve(t))
	for _, durable := range []string{"", "me"} {
		err := conn.Follow(t.Context(), jetstream.FollowConfig{Stream: "nowhere", Durable: durable}, nil)
		if !errors.Is(err, jetstream.ErrNoStream) {
			t.Errorf("durable %q: %v", durable, err)
		}
	}
}

func TestFollowDurably(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	publish(t, conn, "test.a", "old")
	publish(t, conn, "test.a", "1")
	config := jetstream.FollowConfig{Stream: "test", Durable: "me", FromStart: true}
	over := errors.New("over")
	once := func(config jetstream.FollowConfig, err error) (got string) {
		t.Helper()
		answer := conn.Follow(within(t), config, func(_ context.Context, m *message.Message) error {
			if got != "" {
				return over // the second message is not taken
			}
			got = string(m.Payload)
			return err
		})
		if !errors.Is(answer, over) {
			t.Errorf("follow: %v", answer)
		}
		return got
	}
	if got := once(config, nil); got != "old" {
		t.Errorf("first: %s", got)
	}
	if got := once(config, over); got != "1" { // goes on there, and the error gives it back
		t.Errorf("second: %s", got)
	}
	config.FromStart = false // has no say any more
	publish(t, conn, "test.a", "2")
	if got := once(config, nil); got != "1" {
		t.Errorf("third: %s", got)
	}
	if got := once(config, over); got != "2" {
		t.Errorf("fourth: %s", got)
	}
}
