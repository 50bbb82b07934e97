package jetstream

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"
)

// maxAckPending is how many messages may be in flight, which includes those that wait to be tried again: with the server's default
// of 1,000 that many failing files would keep all others waiting. What runs at the same time is limited by the pulls, not by this.
const maxAckPending = 20_000

// SubscriberConfig describes consumers that survive their process.
type SubscriberConfig struct {
	// Stream holds the topics.
	Stream string
	// Name makes the consumer's name for a topic. All subscribers with the same name share the messages between them.
	Name func(topic string) string
	// Workers is how many messages are handed out before the first of them is acknowledged. One worker keeps the stream's order
	// as long as nothing is nacked.
	Workers int
	// Lease is how long a message stays ours without a sign of life. It is renewed while the handler runs, so it only says how
	// soon the messages of a process that died are taken over.
	Lease time.Duration
	// RetryWait is how long a nacked message waits, by the number of its deliveries so far.
	RetryWait func(deliveries int) time.Duration
	// CloseTimeout is how long running handlers may go on when the subscription ends.
	CloseTimeout time.Duration
}

// DefaultSubscriberConfig lacks Stream and Name.
func DefaultSubscriberConfig() SubscriberConfig {
	return SubscriberConfig{
		Workers:      1,
		Lease:        30 * time.Second,
		RetryWait:    Growing(time.Second, 5*time.Minute),
		CloseTimeout: 2 * time.Second, // shilu promises to end within 3 s
	}
}

func (c SubscriberConfig) check() error {
	var errs []error
	need := func(ok bool, what string) {
		if !ok {
			errs = append(errs, errors.New(what))
		}
	}
	need(c.Stream != "", "no stream")
	need(c.Name != nil, "no name")
	need(c.Workers > 0, "no workers")
	need(c.Lease > 0, "no lease")
	need(c.RetryWait != nil, "no wait before another try")
	need(c.CloseTimeout > 0, "no time to close")
	return errors.Join(errs...)
}

// Subscriber is Watermill's. It doesn't own its Conn.
type Subscriber struct {
	conn   *Conn
	config SubscriberConfig

	mu            sync.Mutex
	closed        bool
	subscriptions map[*subscription]struct{}
}

var (
	_ message.Subscriber           = (*Subscriber)(nil)
	_ message.SubscribeInitializer = (*Subscriber)(nil)
)

// Subscriber makes a subscriber on the connection.
func (c *Conn) Subscriber(config SubscriberConfig) (*Subscriber, error) {
	if err := config.check(); err != nil {
		return nil, fmt.Errorf("subscriber of %s: %w", config.Stream, err)
	}
	return &Subscriber{conn: c, config: config, subscriptions: map[*subscription]struct{}{}}, nil
}

// SubscribeInitialize makes the topic's consumer, so that it counts what it has to do before anybody does it.
func (s *Subscriber) SubscribeInitialize(topic string) error {
	_, err := s.open(context.Background(), topic)
	return err
}

// Subscribe hands out the topic's messages, from the stream's first on if the consumer is new. A message counts as handled when it
// is acked, and as failed when it is nacked: then it comes back after RetryWait.
//
// When ctx ends, or with Close, nothing new is handed out. Running handlers have CloseTimeout to come to an end, and only after
// that their context does. Whatever isn't acked by then, and what was fetched and not handed out, is given back at once, for
// anybody to take.
func (s *Subscriber) Subscribe(ctx context.Context, topic string) (<-chan *message.Message, error) {
	open := func(ctx context.Context) (js.Consumer, error) { return s.open(ctx, topic) }
	consumer, err := open(ctx)
	pause := Growing(firstPause, mostPause)
	// A server that was lost just now comes back, and a cluster that has lost a leader has another soon.
	for try := 1; Away(err) && !errors.Is(err, ErrNoStream) && !errors.Is(err, nats.ErrConnectionClosed); try++ {
		s.conn.log.Debug("a consumer can't be had yet, trying again", "topic", topic, "error", err)
		select {
		case <-ctx.Done():
			return nil, err
		case <-time.After(pause(try)):
		}
		consumer, err = open(ctx)
	}
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return nil, fmt.Errorf("subscribe to %s: %w", topic, ErrClosed)
	}
	sub := newSubscription(ctx, s.conn, s.config, consumer, open)
	s.subscriptions[sub] = struct{}{}
	go func() {
		sub.run()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.subscriptions, sub)
	}()
	return sub.out, nil
}

// Close ends all subscriptions and returns when their channels are closed.
func (s *Subscriber) Close() error {
	s.mu.Lock()
	s.closed = true
	var open []*subscription
	for sub := range s.subscriptions {
		sub.stop()
		open = append(open, sub)
	}
	s.mu.Unlock()
	for _, sub := range open {
		<-sub.done
	}
	return nil
}

// open makes the topic's consumer, or changes it in place.
func (s *Subscriber) open(ctx context.Context, topic string) (js.Consumer, error) {
	return s.conn.consumer(ctx, s.config.Stream, durable(s.config.Name(topic), s.config.Lease, topic))
}

func durable(name string, lease time.Duration, filters ...string) js.ConsumerConfig {
	return js.ConsumerConfig{
		Durable:        name,
		FilterSubjects: filters,
		DeliverPolicy:  js.DeliverAllPolicy,
		AckPolicy:      js.AckExplicitPolicy,
		AckWait:        lease,
		// The server must not give up a message, for it would do so without a word. There is no BackOff either: the server puts it
		// in the place of AckWait, so that a handler which runs for 2 s loses its message to another.
		MaxDeliver:    -1,
		MaxAckPending: maxAckPending,
	}
}

// consumerTimeout is how long a consumer may take to be made. A cluster without a leader says nothing, and has another one within seconds.
const consumerTimeout = 3 * time.Second

func (c *Conn) consumer(ctx context.Context, stream string, config js.ConsumerConfig) (js.Consumer, error) {
	ctx, cancel := context.WithTimeout(ctx, consumerTimeout)
	defer cancel()
	ctx, release := c.whileConnected(ctx)
	defer release()
	explain := c.noteDenials()
	consumer, err := c.js.CreateOrUpdateConsumer(ctx, stream, config)
	if err != nil {
		return nil, fmt.Errorf("consumer %s of %s: %w", config.Durable, stream, explain(lost(ctx, err)))
	}
	return consumer, nil
}
