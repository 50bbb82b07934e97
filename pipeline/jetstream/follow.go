package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"
)

// FollowConfig says what to follow, and from where on.
type FollowConfig struct {
	Stream string
	// Filters are the subjects, with wildcards; none is all of the stream.
	Filters []string
	// FromStart begins with the stream's first message, otherwise with the next one to come.
	FromStart bool
	// Durable names a place that the server remembers: whoever follows under the same name goes on where the last one ended, and
	// FromStart has a say only the first time. "" is forgotten in the end.
	Durable string
	// Ready is called once, when no message that is stored from then on is missed. It may be nil.
	Ready func()
}

const (
	// followPrefix keeps the names that people choose apart from the stages', whose messages they would take away.
	followPrefix = "follow-"
	// A follower whose process died is forgotten by the server after this.
	followForgotten = time.Minute
	// doubtTime is how long a message may be lost on the way without being missed.
	doubtTime = 5 * time.Second
)

// Follow calls handle with each message in the order of the stream, until ctx ends (then it returns nil) or handle returns an error.
// Without a Durable each message comes once; with one, those come again that were handled and not yet acknowledged when something
// broke, and the one that handle had an error for. A server that goes away is waited for. A stream that isn't there is an error.
func (c *Conn) Follow(ctx context.Context, config FollowConfig, handle func(context.Context, *message.Message) error) error {
	if config.Durable != "" {
		return c.followDurably(ctx, config, handle)
	}
	t := &tail{conn: c, config: config, handle: handle}
	return t.run(ctx)
}

// followDurably is a subscription with one worker, which keeps the order.
func (c *Conn) followDurably(ctx context.Context, config FollowConfig, handle func(context.Context, *message.Message) error) error {
	open := func(ctx context.Context) (js.Consumer, error) {
		want := durable(followPrefix+config.Durable, DefaultSubscriberConfig().Lease, config.Filters...)
		if !config.FromStart {
			want.DeliverPolicy = js.DeliverNewPolicy
		}
		if have, err := c.js.Consumer(ctx, config.Stream, want.Durable); err == nil { // where it began can't be changed
			began := have.CachedInfo().Config
			want.DeliverPolicy, want.OptStartSeq, want.OptStartTime = began.DeliverPolicy, began.OptStartSeq, began.OptStartTime
		}
		return c.consumer(ctx, config.Stream, want)
	}
	consumer, err := open(ctx)
	if err != nil {
		return err
	}
	if config.Ready != nil {
		config.Ready()
	}
	ctx, cancel := context.WithCancel(ctx)
	sub := newSubscription(ctx, c, DefaultSubscriberConfig(), consumer, open)
	go sub.run()
	defer func() { <-sub.done }()
	defer cancel()
	for m := range sub.out {
		if err := handle(m.Context(), m); err != nil {
			m.Nack()
			return err
		}
		m.Ack()
	}
	return nil
}

// tail reads a stream without acknowledging anything: the place is remembered here, and the consumer is made again from there when
// anything is doubtful.
type tail struct {
	conn   *Conn
	config FollowConfig
	handle func(context.Context, *message.Message) error

	life string // the stream's incarnation
	next uint64 // the stream's sequence to go on with; 0 before the first consumer
	seen uint64 // messages that came from the present consumer
}

// errDoubtful means that a message may have been lost on the way.
var errDoubtful = errors.New("a message was lost on the way")

// handleError tells an error of the caller's from ours.
type handleError struct{ error }

func (t *tail) run(ctx context.Context) error {
	pause, failures := Growing(firstPause, mostPause), 0
	for {
		began := t.next
		err := t.follow(ctx)
		var own handleError
		switch {
		case errors.As(err, &own):
			return own.error
		case ctx.Err() != nil:
			return nil
		case t.next == 0:
			return err
		case t.next > began:
			failures = 0
		}
		failures++
		t.conn.log.Debug("following is interrupted", "stream", t.config.Stream, "error", err)
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(pause(failures)):
		}
	}
}

// follow makes a consumer and reads from it until something is wrong.
func (t *tail) follow(ctx context.Context) error {
	consumer, err := t.open(ctx)
	if err != nil {
		return err
	}
	defer func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), closeFlush)
		defer cancel()
		// Should it not be deleted here, the server forgets it by itself.
		_ = t.conn.js.DeleteConsumer(ctx, t.config.Stream, consumer.CachedInfo().Name)
	}()
	sure := time.Now()
	for ctx.Err() == nil {
		if !t.conn.nc.IsConnected() {
			return nats.ErrDisconnected
		}
		before := t.seen
		if err := t.read(ctx, consumer); err != nil {
			return err
		}
		if t.seen > before || time.Since(sure) < doubtTime {
			continue
		}
		info, err := consumer.Info(ctx)
		if err != nil {
			return err
		}
		if info.Delivered.Consumer != t.seen {
			return errDoubtful
		}
		sure = time.Now()
	}
	return ctx.Err()
}

func (t *tail) open(ctx context.Context) (js.Consumer, error) {
	ctx, cancel := context.WithTimeout(ctx, storeTimeout)
	defer cancel()
	ctx, release := t.conn.whileConnected(ctx)
	defer release()
	s, err := t.conn.js.Stream(ctx, t.config.Stream)
	if err != nil {
		return nil, fmt.Errorf("follow %s: %w", t.config.Stream, err)
	}
	info, first := s.CachedInfo(), t.next == 0
	switch life := incarnation(info); {
	case t.next == 0 && !t.config.FromStart:
		t.life, t.next = life, info.State.LastSeq+1
	case t.life != life: // at the beginning, or the stream was made anew
		t.life, t.next = life, 1
	}
	if first && t.config.Ready != nil {
		t.config.Ready()
	}
	t.seen = 0
	consumer, err := s.CreateConsumer(ctx, js.ConsumerConfig{
		FilterSubjects: t.config.Filters,
		DeliverPolicy:  js.DeliverByStartSequencePolicy, OptStartSeq: t.next,
		AckPolicy: js.AckNonePolicy, MemoryStorage: true, InactiveThreshold: followForgotten,
	})
	if err != nil {
		return nil, fmt.Errorf("follow %s: %w", t.config.Stream, err)
	}
	return consumer, nil
}

// read handles what one pull brings.
func (t *tail) read(ctx context.Context, consumer js.Consumer) error {
	batch, err := consumer.Fetch(maxPull, js.FetchMaxWait(pullTime))
	if err != nil {
		return err
	}
	for m := range batch.Messages() {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		meta, err := m.Metadata()
		if err != nil {
			return err
		}
		if t.seen++; meta.Sequence.Consumer != t.seen {
			return errDoubtful
		}
		at := place{stream: meta.Stream, subject: m.Subject(), sequence: meta.Sequence.Stream, time: meta.Timestamp}
		msg := decode(m.Headers(), m.Data(), at)
		msg.SetContext(ctx)
		if err := t.conn.resolve(ctx, msg); err != nil {
			return err
		}
		if err := t.handle(ctx, msg); err != nil {
			return handleError{err}
		}
		t.next = meta.Sequence.Stream + 1
	}
	return batch.Error()
}
