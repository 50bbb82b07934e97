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

// delivery handles the messages of one consumer. It is the one place that decides what a failure means.
type delivery struct {
	// stage names the dead letters, and from is the step whose events it is given.
	stage string
	from  schema.Step
	bus   *Bus
	now   func() time.Time
	log   *slog.Logger

	// work does what there is to do with an event, up to what is stored in the end.
	work func(ctx context.Context, e schema.Event, subject string) error
	// reject tells those who wait for the fate of what was given up.
	reject func(ctx context.Context, e schema.Event, letter schema.DeadLetter) error
}

// handle returns nil when the message is done with: what came of it is stored, or the dead letter and its rejection are. An error means again, after a wait. When ctx ends the message is let go without a verdict.
func (d delivery) handle(msg *message.Message) error {
	ctx := msg.Context()
	tries := jetstream.Deliveries(msg)
	err := d.attempt(ctx, msg, tries)
	if err == nil || ctx.Err() != nil {
		return err
	}
	fault := schema.AsFault(err)
	if fault == nil && tries < MaxTries {
		return fmt.Errorf("%s, try %d of %d: %w", d.stage, tries, MaxTries, err)
	}
	if fault == nil {
		fault = schema.Faultf(schema.FaultTries, "mend the cause, then shilu dead retry", "%w", err)
	}
	return d.giveUp(ctx, msg, tries, fault)
}

// attempt reads the event and does the work once.
func (d delivery) attempt(ctx context.Context, msg *message.Message, tries int) (err error) {
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
	if event.Type != d.from.Type() {
		return schema.Faultf(schema.FaultMalformed, "a later version of shilu may know it: upgrade, then shilu dead retry",
			"the type is %q, this stage reads %q", event.Type, d.from.Type())
	}
	// A panic is an error like another, which may be gone with the next version of the program.
	defer func() {
		if r := recover(); r != nil {
			d.log.Error("handler panicked", "stage", d.stage, "path", event.Subject, "panic", r, "stack", string(debug.Stack()))
			err = fmt.Errorf("the handler panicked: %v", r)
		}
	}()
	return d.work(ctx, event, subject(msg))
}

// giveUp stores the dead letter, tells those who wait, and so lets the message go. The letter comes first: a crash between the two
// repeats both.
func (d delivery) giveUp(ctx context.Context, msg *message.Message, tries int, fault *schema.Fault) error {
	letter := schema.DeadLetter{
		Stage: d.stage, Code: fault.Code, Reason: fault.Reason, Advice: fault.Advice, Tries: tries, Time: d.now(),
		Subject: subject(msg), Message: msg.Metadata, Data: msg.Payload,
	}
	if err := d.bus.bury(ctx, letter, jetstream.Sequence(msg)); err != nil {
		return err
	}
	event, err := letter.Event()
	if err != nil {
		return nil // nobody waits for the fate of what has no name
	}
	return d.reject(ctx, event, letter)
}

// outOfPlace is the fault of an event on a subject that is another's: what it is about would be decided by whoever reads which.
func outOfPlace(got, want string) error {
	return schema.Faultf(schema.FaultMalformed, mendEvent, "it came on %s but its attributes belong on %s", got, want)
}

func subject(msg *message.Message) string { return msg.Metadata.Get(jetstream.MetaSubject) }
