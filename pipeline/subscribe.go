package pipeline

import (
	"context"
	"fmt"
	"slices"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Subscription says what somebody wants to see.
type Subscription struct {
	// Steps are those of schema.Steps; all of them where there are none.
	Steps []schema.Step
	// FromStart begins with the oldest event that is kept instead of with the next one.
	FromStart bool
	// Durable is the name under which the server remembers how far the subscriber has come; "" for one that is not remembered.
	Durable string
}

// Seen is an event with the place where it lies.
type Seen struct {
	Subject  string
	Sequence uint64
	schema.Event
}

// Subscribe calls handle for each event, one at a time, until ctx ends or handle returns an error, which it returns. A durable
// subscriber's place moves on when handle has returned, so that an event may come twice and none is missed. What is no event is
// logged and passed over.
func (b *Bus) Subscribe(ctx context.Context, s Subscription, handle func(context.Context, Seen) error) error {
	if len(s.Steps) == 0 {
		s.Steps = schema.Steps
	}
	subjects := map[string][]string{}
	for _, step := range s.Steps {
		if !slices.Contains(schema.Steps, step) {
			return fmt.Errorf("there is no step %q", step)
		}
		subjects[streamOf(step)] = append(subjects[streamOf(step)], step.Filter())
	}

	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	seen := make(chan delivered)
	ended := make(chan error, len(subjects))
	for stream, filters := range subjects {
		config := jetstream.FollowConfig{Stream: stream, Filters: filters, FromStart: s.FromStart, Durable: s.Durable}
		go func() {
			ended <- b.conn.Follow(ctx, config, func(ctx context.Context, m *message.Message) error {
				d := delivered{message: m, done: make(chan error, 1)}
				select {
				case <-ctx.Done():
					return ctx.Err()
				case seen <- d:
				}
				return <-d.done
			})
		}()
	}
	var failed error
	for running := len(subjects); running > 0; {
		select {
		case d := <-seen:
			err := failed
			if err == nil {
				err = b.show(ctx, d.message, handle)
			}
			d.done <- err
		case err := <-ended:
			running--
			if failed == nil {
				failed = err
			}
			cancel() // the other stream alone is not what was asked for
		}
	}
	return failed
}

// delivered is a message on its way from a stream's goroutine to the one that calls handle.
type delivered struct {
	message *message.Message
	done    chan error
}

func (b *Bus) show(ctx context.Context, m *message.Message, handle func(context.Context, Seen) error) error {
	if err := jetstream.Check(m); err != nil {
		b.log.Warn("an event is passed over", "subject", subject(m), "error", err)
		return nil
	}
	e, err := schema.ReadEvent(m.Metadata, m.Payload)
	if err != nil {
		b.log.Warn("an event is passed over", "subject", subject(m), "error", err)
		return nil
	}
	return handle(ctx, Seen{Subject: subject(m), Sequence: jetstream.Sequence(m), Event: e})
}
