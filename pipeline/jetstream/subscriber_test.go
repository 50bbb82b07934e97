package jetstream_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"

	"shilu/pipeline/jetstream"
)

// A server that stops and starts in the middle costs no message, neither one that is being published nor one in a handler's hands.
func TestReconnect(t *testing.T) {
	const count, stopAt = 500, 200
	server := serve(t)
	conn := connect(t, server)
	provision(t, conn, testStream)
	publisher := conn.Publisher(jetstream.PublisherConfig{MessageID: func(_ string, m *message.Message) string { return m.UUID }})
	_, messages := subscribe(t, conn, func(c *jetstream.SubscriberConfig) {
		c.Workers, c.Lease = 8, 2*time.Second // acks that are lost while it is away come back after the lease
	})

	halfway, back := make(chan struct{}), make(chan struct{})
	var publishing sync.WaitGroup
	for worker := range 4 {
		publishing.Go(func() {
			for i := worker; i < count; i += 4 {
				m := message.NewMessage(fmt.Sprint(i), []byte("x"))
				for publisher.Publish("test.a", m) != nil && t.Context().Err() == nil {
				}
				if i == stopAt {
					close(halfway)
				}
			}
		})
	}
	go func() {
		defer close(back)
		<-halfway
		away := conn.NATS().StatusChanged(nats.RECONNECTING)
		server.Shutdown()
		<-away
		if err := server.Restart(t.Context()); err != nil {
			t.Error(err)
		}
	}()

	got := map[string]bool{}
	for held := (*message.Message)(nil); len(got) < count; {
		m := next(t, messages)
		got[m.UUID] = true
		if held == nil { // one handler runs all the while
			held = m
			go func() {
				<-back
				m.Ack()
			}()
			continue
		}
		m.Ack()
	}
	publishing.Wait()
	go func() { // whatever comes twice
		for m := range messages {
			m.Ack()
		}
	}()
	inFlight(t, conn, 0, 0)
}

// A handler that runs for three leases keeps its message, although another worker would be free to take it.
func TestSlowHandlerKeepsItsMessage(t *testing.T) {
	const waiting, lease = 200, 2 * time.Second
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	for i := range waiting + 1 {
		publish(t, conn, "test.a", fmt.Sprint(i))
	}
	_, messages := subscribe(t, conn, func(c *jetstream.SubscriberConfig) { c.Workers, c.Lease = 2, lease })
	slow, handled := next(t, messages), 0
	for over := time.After(3 * lease); over != nil; {
		select {
		case m := <-messages:
			if jetstream.Deliveries(m) != 1 {
				t.Fatalf("%s was delivered %d times", m.Payload, jetstream.Deliveries(m))
			}
			handled++
			m.Ack()
		case <-over:
			over = nil
		}
	}
	slow.Ack()
	for ; handled < waiting; handled++ {
		next(t, messages).Ack()
	}
	var state jetstream.ConsumerState
	until(t, "all acknowledged", func() bool {
		var err error
		state, err = conn.ConsumerState(t.Context(), "test", "stage")
		return err == nil && state.InFlight == 0
	})
	if state.Redelivered != 0 || state.AckFloor != waiting+1 {
		t.Errorf("redelivered %d, ack floor %d, want 0 and %d", state.Redelivered, state.AckFloor, waiting+1)
	}
}

// inFlight waits for what the server counts a moment later than it stores.
func inFlight(t *testing.T, conn *jetstream.Conn, running int, waiting uint64) {
	t.Helper()
	until(t, fmt.Sprintf("%d in flight, %d waiting", running, waiting), func() bool {
		state, err := conn.ConsumerState(t.Context(), "test", "stage")
		return err == nil && state.InFlight == running && state.Pending == waiting
	})
}

// What no worker is free for stays with the server, where no lease runs.
func TestNothingIsFetchedAhead(t *testing.T) {
	const waiting = 200
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	for range waiting + 1 {
		publish(t, conn, "test.a", "")
	}
	_, messages := subscribe(t, conn, nil)
	m := next(t, messages)
	inFlight(t, conn, 1, waiting)
	m.Ack()
	next(t, messages).Ack()
}

// One busy worker doesn't keep the other from its next message.
func TestFreeWorkerGoesOn(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	_, messages := subscribe(t, conn, func(c *jetstream.SubscriberConfig) { c.Workers = 2 })
	publish(t, conn, "test.a", "busy")
	busy := next(t, messages)
	for i := range 50 {
		publish(t, conn, "test.a", fmt.Sprint(i))
		m := next(t, messages)
		if string(m.Payload) != fmt.Sprint(i) {
			t.Fatalf("got %s, want %d", m.Payload, i)
		}
		m.Ack()
	}
	busy.Ack()
}

// As many messages are in hand as there are workers, no more, and all of them are told apart.
func TestManyWorkers(t *testing.T) {
	const workers, waiting = 256, 44
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	for i := range workers + waiting {
		publish(t, conn, "test.a", fmt.Sprint(i))
	}
	_, messages := subscribe(t, conn, func(c *jetstream.SubscriberConfig) { c.Workers = workers })
	hands := map[string]*message.Message{}
	for range workers {
		m := next(t, messages)
		hands[string(m.Payload)] = m
	}
	if len(hands) != workers {
		t.Errorf("%d different messages are in hand", len(hands))
	}
	inFlight(t, conn, workers, waiting)
	for _, m := range hands {
		m.Ack()
	}
	for range waiting {
		next(t, messages).Ack()
	}
}

// A nacked message waits longer each time, and says how often it was tried.
func TestGrowingWaits(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	wait := jetstream.Growing(100*time.Millisecond, time.Second)
	_, messages := subscribe(t, conn, func(c *jetstream.SubscriberConfig) { c.RetryWait = wait })
	publish(t, conn, "test.a", "x")
	var nacked time.Time
	for try := 1; try <= 4; try++ {
		m := next(t, messages)
		if got := jetstream.Deliveries(m); got != try {
			t.Fatalf("delivery %d, want %d", got, try)
		}
		if try > 1 && time.Since(nacked) < wait(try-1) {
			t.Errorf("try %d came after %s, want at least %s", try, time.Since(nacked), wait(try-1))
		}
		nacked = time.Now()
		m.Nack()
	}
}

func TestGrowing(t *testing.T) {
	wait := jetstream.Growing(time.Second, 5*time.Second)
	for tries, want := range map[int]time.Duration{0: 1, 1: 1, 2: 2, 3: 4, 4: 5, 1000: 5} {
		if got := wait(tries); got != want*time.Second {
			t.Errorf("after %d tries: %s, want %ds", tries, got, want)
		}
	}
}

// Closing gives back at once what isn't handled, although the lease is long: what a handler still holds, what it can't finish in
// time, and what nobody took.
func TestCloseGivesBack(t *testing.T) {
	for _, how := range []string{"Close", "context"} {
		t.Run(how, func(t *testing.T) {
			conn := connect(t, serve(t))
			provision(t, conn, testStream)
			for _, payload := range []string{"acked", "nacked", "held", "untaken"} {
				publish(t, conn, "test.a", payload)
			}
			config := jetstream.DefaultSubscriberConfig()
			config.Stream, config.Name, config.Workers = "test", func(string) string { return "stage" }, 4
			config.Lease, config.RetryWait = time.Hour, jetstream.Growing(time.Hour, time.Hour)
			config.CloseTimeout = 200 * time.Millisecond
			first, err := conn.Subscriber(config)
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			messages, err := first.Subscribe(ctx, "test.>")
			if err != nil {
				t.Fatal(err)
			}
			hands := map[string]*message.Message{}
			for range 3 {
				m := next(t, messages)
				hands[string(m.Payload)] = m
			}
			var order []string
			for payload := range hands {
				order = append(order, payload)
			}
			acked, nacked, held := hands[order[0]], hands[order[1]], hands[order[2]]
			if how == "context" {
				cancel()
			}
			ending := make(chan error, 1)
			go func() { ending <- first.Close() }()
			until(t, "the subscription is stopping", func() bool {
				_, err := first.Subscribe(t.Context(), "test.>")
				return errors.Is(err, jetstream.ErrClosed)
			})
			if err := acked.Context().Err(); err != nil {
				t.Errorf("a running handler's context ended at once: %v", err)
			}
			acked.Ack()
			nacked.Nack()
			if err := <-ending; err != nil {
				t.Fatal(err)
			}
			if held.Context().Err() == nil {
				t.Error("the context of a handler that didn't end in time goes on")
			}
			if held.Ack() {
				t.Error("an ack was taken after the message was given back")
			}
			if _, open := <-messages; open {
				t.Error("the channel is open after Close")
			}

			_, messages = subscribe(t, conn, func(c *jetstream.SubscriberConfig) { *c = config })
			var got []string
			for range 3 {
				m := next(t, messages)
				got = append(got, string(m.Payload))
				m.Ack()
			}
			want := []string{string(nacked.Payload), string(held.Payload)}
			for _, payload := range []string{"acked", "nacked", "held", "untaken"} {
				if hands[payload] == nil {
					want = append(want, payload)
				}
			}
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Errorf("came back: %q, want %q", got, want)
			}
		})
	}
}

// A consumer or a stream that is deleted under a subscription is used again when it is there again.
func TestConsumerIsMadeAgain(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	_, messages := subscribe(t, conn, nil)
	publish(t, conn, "test.a", "1")
	next(t, messages).Ack()
	acked := func() bool {
		state, err := conn.ConsumerState(t.Context(), "test", "stage")
		return err == nil && state.AckFloor == 1
	}
	until(t, "acknowledged", acked)

	api := raw(t, conn)
	if err := api.DeleteConsumer(t.Context(), "test", "stage"); err != nil {
		t.Fatal(err)
	}
	m := next(t, messages) // a new consumer begins at the beginning: better twice than never
	if string(m.Payload) != "1" {
		t.Errorf("got %s, want 1", m.Payload)
	}
	m.Ack()
	until(t, "acknowledged", acked)

	if err := api.DeleteStream(t.Context(), "test"); err != nil {
		t.Fatal(err)
	}
	provision(t, conn, testStream)
	publish(t, conn, "test.a", "2")
	m = next(t, messages)
	if string(m.Payload) != "2" {
		t.Errorf("got %s, want 2", m.Payload)
	}
	m.Ack()
}

func TestSubscriberConfigReportsAllMistakes(t *testing.T) {
	conn := connect(t, serve(t))
	_, err := conn.Subscriber(jetstream.SubscriberConfig{})
	for _, what := range []string{"no stream", "no name", "no workers", "no lease", "no wait", "no time to close"} {
		if err == nil || !contains(err, what) {
			t.Errorf("%v lacks %q", err, what)
		}
	}
}

// What is given back at the end must not come back into the pull that is still open: each delivery counts, and a message that was
// delivered often enough is given up.
func TestClosingCostsOneDelivery(t *testing.T) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	const n = 40 // fewer than the pull has room for, so that it stays open
	for i := range n {
		publish(t, conn, "test.a", strconv.Itoa(i))
	}
	first, messages := subscribe(t, conn, func(c *jetstream.SubscriberConfig) { c.Workers = 64 })
	next(t, messages).Ack()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	_, messages = subscribe(t, conn, func(c *jetstream.SubscriberConfig) { c.Workers = 64 })
	for range n - 1 {
		m := next(t, messages)
		if got := jetstream.Deliveries(m); got > 2 {
			t.Errorf("message %s was delivered %d times, want 2 at most", m.Payload, got)
		}
		m.Ack()
	}
}

// A server that is lost while somebody subscribes or reads is waited for, and the error says that it was lost: a context that was
// cancelled would be taken for the caller's.
func TestServerIsLostWhileSubscribing(t *testing.T) {
	server := serve(t)
	conn := connect(t, server)
	provision(t, conn, testStream)
	publish(t, conn, "test.a", "kept")
	server.Shutdown()
	until(t, "the connection is lost", func() bool { return !conn.NATS().IsConnected() })
	read := make(chan error, 1)
	go func() {
		ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
		defer cancel()
		_, err := conn.Last(ctx, "test", "test.a")
		read <- err
	}()
	if err := <-read; !jetstream.Away(err) {
		t.Errorf("reading says %v, want that the server is away", err)
	}
	config := jetstream.DefaultSubscriberConfig()
	config.Stream, config.Name = "test", func(string) string { return "stage" }
	subscriber, err := conn.Subscriber(config)
	if err != nil {
		t.Fatal(err)
	}
	defer subscriber.Close()
	back := make(chan error, 1)
	time.AfterFunc(300*time.Millisecond, func() { back <- server.Restart(context.WithoutCancel(t.Context())) })
	messages, err := subscriber.Subscribe(t.Context(), "test.>")
	if err != nil {
		t.Fatal(err)
	}
	if err := <-back; err != nil {
		t.Fatal(err)
	}
	if m := next(t, messages); string(m.Payload) != "kept" {
		t.Errorf("got %q", m.Payload)
	} else {
		m.Ack()
	}
}
