package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// MaxTries is how often a message is delivered before it becomes a dead letter. It is generous, since a dead letter asks for a
// human being and an error that passes by itself does not.
const MaxTries = 10

// The wait before the next try doubles from firstWait up to longestWait: ten tries take some four minutes.
const (
	firstWait   = 500 * time.Millisecond
	longestWait = 2 * time.Minute
)

// mendEvent is the advice for an event that breaks its contract.
const mendEvent = "whoever published it must follow schema/asyncapi.yaml"

// delivery handles the messages of one stage. It is the one place that decides what a failure means.
type delivery struct {
	stage Stage
	bus   *Bus
	now   func() time.Time
	log   *slog.Logger
}

// handle returns nil when the message is done with: the next event of the walk is stored, or the dead letter and its rejection
// are. An error means again, after a wait. When ctx ends the message is let go without a verdict.
func (d delivery) handle(msg *message.Message) error {
	ctx := msg.Context()
	tries := jetstream.Deliveries(msg)
	err := d.attempt(ctx, msg, tries)
	if err == nil || ctx.Err() != nil {
		return err
	}
	fault := schema.AsFault(err)
	if fault == nil && tries < MaxTries {
		return fmt.Errorf("%s, try %d of %d: %w", d.stage.Name, tries, MaxTries, err)
	}
	if fault == nil {
		fault = schema.Faultf(schema.FaultTries, "mend the cause, then shilu dead retry", "%w", err)
	}
	return d.giveUp(ctx, msg, tries, fault)
}

// attempt does the stage's work once and publishes what comes of it.
func (d delivery) attempt(ctx context.Context, msg *message.Message, tries int) error {
	if tries > MaxTries {
		// Every earlier delivery ended without an answer, else there would be a letter by now: whatever holds the message is
		// killed by it. Better a letter than to be killed again.
		return fmt.Errorf("%d workers ended or hung while they had it", tries-1)
	}
	if err := jetstream.Check(msg); errors.Is(err, jetstream.ErrRepeatedHeader) {
		return schema.Faultf(schema.FaultMalformed, mendEvent, "%w", err)
	} else if err != nil {
		return err
	}
	event, err := schema.ReadEvent(msg.Metadata, msg.Payload)
	if err != nil {
		return err
	}
	if event.Type != d.stage.From.Type() {
		return schema.Faultf(schema.FaultMalformed, "a later version of shilu may know it: upgrade, then shilu dead retry",
			"the type is %q, this stage reads %q", event.Type, d.stage.From.Type())
	}
	file, err := event.File()
	if err != nil {
		return err
	}
	if got, want := subject(msg), d.stage.From.Subject(file.State()); got != want {
		return schema.Faultf(schema.FaultMalformed, mendEvent, "it came on %s but its attributes belong on %s", got, want)
	}
	made, err := d.work(ctx, event, file)
	if err != nil {
		return err
	}
	next, err := file.Event(made.step, made.versions, made.payload, d.now())
	if err != nil {
		return err
	}
	if trace, ok := event.Extensions[schema.ExtTrace]; ok {
		next.Extensions[schema.ExtTrace] = trace
	}
	_, err = d.bus.publish(ctx, made.step.Subject(file.State()), next)
	return err
}

// work calls the handler; a panic is an error like another, which may be gone with the next version of the program.
func (d delivery) work(ctx context.Context, event schema.Event, file schema.File) (made result, err error) {
	defer func() {
		if r := recover(); r != nil {
			d.log.Error("handler panicked", "stage", d.stage.Name, "path", file.Path, "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("the handler panicked: %v", r)
		}
	}()
	return d.stage.work(ctx, event, file, d.bus)
}

// giveUp stores the dead letter, tells that the offer is rejected, and so lets the message go. The letter comes first: a crash
// between the two repeats both.
func (d delivery) giveUp(ctx context.Context, msg *message.Message, tries int, fault *schema.Fault) error {
	letter := schema.DeadLetter{
		Stage: d.stage.Name, Code: fault.Code, Reason: fault.Reason, Advice: fault.Advice, Tries: tries, Time: d.now(),
		Subject: subject(msg), Message: msg.Metadata, Data: msg.Payload,
	}
	if err := d.bus.bury(ctx, letter, jetstream.Sequence(msg)); err != nil {
		return err
	}
	event, err := letter.Event()
	if err != nil {
		return nil // nobody waits for the fate of what has no name
	}
	file, err := event.File()
	if err != nil {
		return nil
	}
	rejected, err := file.Event(schema.StepRejected, event.Versions(), schema.Rejected{
		ID: file.State().ID, Source: file.Origin(), Stage: letter.Stage, Code: letter.Code, Reason: letter.Reason,
		Advice: schema.Opt(letter.Advice), Tries: tries,
	}, d.now())
	if err != nil {
		return err
	}
	_, err = d.bus.publish(ctx, schema.StepRejected.Subject(file.State()), rejected)
	return err
}

func subject(msg *message.Message) string { return msg.Metadata.Get(jetstream.MetaSubject) }
