package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// MaxTries is how often a handler may fail with a message before that becomes a dead letter. It is generous, since a dead letter asks
// for a human being and an error that passes by itself does not.
const MaxTries = 10

// maxDeliveries is how often a message is delivered before it is a dead letter without the handler being asked: whatever holds it is
// killed by it and never reports. It is more than MaxTries because a delivery that ends with its process, or with a broker that was
// away, counts at the server like one that failed.
const maxDeliveries = 3 * MaxTries

// The wait before the next try doubles with each delivery from firstWait up to longestWait: ten tries take some four minutes.
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

	// stopping ends when the program does: what waits then is let go without a verdict.
	stopping context.Context
	outage   *outage
	failures *failures

	// work does what there is to do with an event, up to what is stored in the end.
	work func(ctx context.Context, e schema.Event, subject string) error
	// reject tells those who wait for the fate of what was given up.
	reject func(ctx context.Context, e schema.Event, letter schema.DeadLetter) error
}

// handle returns nil when the message is done with: what came of it is stored, or the dead letter and its rejection are. An error means
// again, after a wait. What is no fault of the message's is waited out in hand. When the program ends the message is let go without a
// verdict.
func (d delivery) handle(msg *message.Message) error {
	ctx := msg.Context()
	deliveries := jetstream.Deliveries(msg)
	err := d.outage.endure(d.stopping, func() error { return d.attempt(ctx, msg, deliveries) })
	if err == nil {
		d.failures.forget(msg)
		return nil
	}
	if ctx.Err() != nil || schema.AsOutage(err) != nil {
		return err
	}
	fault := schema.AsFault(err)
	if tries := d.failures.count(msg); fault == nil && tries < MaxTries && deliveries <= maxDeliveries {
		return fmt.Errorf("%s, try %d of %d: %w", d.stage, tries, MaxTries, err)
	}
	if fault == nil {
		fault = schema.Faultf(schema.FaultTries, "mend the cause, then shilu dead retry", "%w", err)
	}
	if err := d.giveUp(ctx, msg, deliveries, fault); err != nil {
		return err
	}
	d.failures.forget(msg)
	return nil
}

// attempt reads the event and does the work once.
func (d delivery) attempt(ctx context.Context, msg *message.Message, deliveries int) (err error) {
	if deliveries > maxDeliveries {
		return fmt.Errorf("%d workers ended or hung while they had it", deliveries-1)
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
	step(d.stage + " has read")
	return d.work(ctx, event, subject(msg))
}

// step is called where a crash would be told from others by what is stored. The tests replace it, and crash there.
var step = func(string) {}

// giveUp stores the dead letter, tells those who wait, and so lets the message go. The letter comes first: a crash between the two
// repeats both. Of a transcript that was removed there is no letter, which would keep it; it is taken out of the streams once more, if this
// process may do that: else it is rejected all the same, for another try would not be allowed more.
func (d delivery) giveUp(ctx context.Context, msg *message.Message, deliveries int, fault *schema.Fault) error {
	letter := schema.DeadLetter{
		Stage: d.stage, Code: fault.Code, Reason: fault.Reason, Advice: fault.Advice, Tries: deliveries, Time: d.now(),
		Subject: subject(msg), Message: msg.Metadata, Data: msg.Payload,
	}
	event, err := letter.Event()
	if transcript := event.Extensions[schema.ExtTranscript]; fault.Code == schema.FaultRemoved && transcript != "" {
		_, err := d.bus.Purge(ctx, transcript)
		if errors.Is(err, jetstream.ErrDenied) {
			d.log.Error("what was removed was met again and stays in the streams", "transcript", transcript, "error", err,
				"advice", "run the worker that has the archive in a role that may purge them, see deployments/nats.conf")
		} else if err != nil {
			return err
		}
	} else if err := d.bus.bury(ctx, letter, jetstream.Sequence(msg)); err != nil {
		return err
	}
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

// failures counts what handlers of this process said of messages that are still to be tried. The server's count of deliveries can't
// tell a failure from a worker that ended for other reasons.
type failures struct {
	mu sync.Mutex
	of map[string]int
}

// count counts one more.
func (f *failures) count(msg *message.Message) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.of == nil {
		f.of = map[string]int{}
	}
	f.of[placeOf(msg)]++
	return f.of[placeOf(msg)]
}

func (f *failures) forget(msg *message.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.of, placeOf(msg))
}

// placeOf names a message: a stream that was made anew counts from the beginning, but hardly with the same subjects.
func placeOf(msg *message.Message) string {
	return msg.Metadata.Get(jetstream.MetaSequence) + " " + subject(msg)
}
