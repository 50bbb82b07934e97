package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

const (
	// lease is how soon the messages of a process that died are taken over; a running handler renews it, however slow it is.
	lease = 10 * time.Second

	// closeTimeout is what a running handler has left when the program ends, before its context ends too: Ctrl-C is to take less than
	// three seconds in all.
	closeTimeout = 1500 * time.Millisecond
	// heedTimeout is what it has left then. One that doesn't heed its context ends with the process; its message was given back.
	heedTimeout = 200 * time.Millisecond
)

// routerLevels turns down what the Router says of its own running, and calls a try that will be repeated a warning.
var routerLevels = map[slog.Level]slog.Level{slog.LevelInfo: slog.LevelDebug, slog.LevelError: slog.LevelWarn}

// Part is something that runs on the bus: a Stage, Annotate, Fates or Gone.
type Part interface {
	// add makes the router call the part's handler; stopping ends when Run is to end.
	add(stopping context.Context, b *Bus, router *message.Router) error
}

// Run runs the parts until ctx ends, and returns when the last handler has come to its end.
func (b *Bus) Run(ctx context.Context, parts ...Part) error {
	logger := watermill.NewSlogLoggerWithLevelMapping(b.log.With("part", "router"), routerLevels)
	router, err := message.NewRouter(message.RouterConfig{CloseTimeout: heedTimeout}, logger)
	if err != nil {
		return fmt.Errorf("make the router: %w", err)
	}
	defer b.answerRollCall()()
	for _, part := range parts {
		if err := part.add(ctx, b, router); err != nil {
			return err
		}
	}
	err = router.Run(ctx)
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil // ended before it had begun
	}
	return err
}

func (s Stage) add(stopping context.Context, b *Bus, router *message.Router) error {
	subscriber, err := b.subscriber(streamOf(s.From), s.Name, s.Workers)
	if err != nil {
		return err
	}
	o := b.station(s.Name)
	w := walker{stage: s, bus: b, stopping: stopping, outage: o, now: time.Now}
	d := delivery{
		stage: s.Name, from: s.From, bus: b, now: w.now, log: b.log, work: w.advance, reject: w.reject,
		stopping: stopping, outage: o, failures: &failures{},
	}
	router.AddConsumerHandler(s.Name, s.From.Filter(), subscriber, d.handle)
	return nil
}

// subscriber makes the durable consumer that everybody of the same name shares.
func (b *Bus) subscriber(stream, name string, workers int) (*jetstream.Subscriber, error) {
	config := jetstream.DefaultSubscriberConfig()
	config.Stream, config.Workers = stream, workers
	config.Name = func(string) string { return name }
	config.Lease, config.CloseTimeout = lease, closeTimeout
	config.RetryWait = b.retryWait
	return b.conn.Subscriber(config)
}

// Gone calls handle for each source that vanished from its folder, or whose name was freed; it runs beside persist. An error of handle
// means again, after a wait.
func Gone(handle func(context.Context, schema.Gone) error) Part {
	return follower{
		name: "persist", steps: []schema.Step{schema.StepGone}, workers: 1,
		take: func(ctx context.Context, e schema.Event) error {
			var gone schema.Gone
			if err := e.Decode(&gone); err != nil {
				return err
			}
			return handle(ctx, gone)
		},
	}
}

// follower is a durable consumer of steps that nothing is published for.
type follower struct {
	name    string
	steps   []schema.Step
	workers int
	take    func(context.Context, schema.Event) error
}

func (f follower) add(stopping context.Context, b *Bus, router *message.Router) error {
	for _, step := range f.steps {
		name := f.name + "-" + string(step)
		subscriber, err := b.subscriber(streamOf(step), name, f.workers)
		if err != nil {
			return err
		}
		o := b.station(name)
		router.AddConsumerHandler(name, step.Filter(), subscriber, func(msg *message.Message) error {
			return o.endure(stopping, func() error { return f.handle(b, msg) })
		})
	}
	return nil
}

// handle passes over what breaks its contract: who reads the stages' own words has nobody to tell, and nothing to try again.
func (f follower) handle(b *Bus, msg *message.Message) error {
	err := jetstream.Check(msg)
	if errors.Is(err, jetstream.ErrUnresolved) {
		return err
	}
	var e schema.Event
	if err == nil {
		e, err = schema.ReadEvent(msg.Metadata, msg.Payload)
	}
	if err == nil {
		err = f.take(msg.Context(), e)
	}
	if schema.AsFault(err) != nil || errors.Is(err, jetstream.ErrRepeatedHeader) {
		b.log.Warn("an event is passed over", "by", f.name, "subject", subject(msg), "error", err)
		return nil
	}
	return err
}
