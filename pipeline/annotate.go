package pipeline

import (
	"context"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/schema"
)

// StageAnnotate names the consumer beside the walk that takes in what annotators say, and its dead letters.
const StageAnnotate = "annotate"

// Annotate makes the part that takes in what annotators say. It runs beside persist, and is judged as the stages are: a fault of
// handle is a dead letter at once. Nothing is published for what went well: whoever subscribes has seen the event itself.
func Annotate(workers int, handle func(context.Context, schema.Note) error) Part {
	return annotating{workers, handle}
}

type annotating struct {
	workers int
	handle  func(context.Context, schema.Note) error
}

func (a annotating) add(stopping context.Context, b *Bus, router *message.Router) error {
	subscriber, err := b.subscriber(streamOf(schema.StepAnnotated), StageAnnotate, a.workers)
	if err != nil {
		return err
	}
	d := delivery{
		stage: StageAnnotate, from: schema.StepAnnotated, bus: b, now: time.Now, log: b.log, work: a.take,
		stopping: stopping, outage: b.station(StageAnnotate), failures: &failures{},
		reject: func(context.Context, schema.Event, schema.DeadLetter) error { return nil }, // the letter is all that its author gets
	}
	router.AddConsumerHandler(StageAnnotate, schema.StepAnnotated.Filter(), subscriber, d.handle)
	return nil
}

func (a annotating) take(ctx context.Context, e schema.Event, subject string) error {
	note, err := e.Note()
	if err != nil {
		return err
	}
	if want := note.Subject(); subject != want {
		return outOfPlace(subject, want)
	}
	return a.handle(ctx, note)
}

// OfferNote puts an annotator's word into the log; on return it is on disk there. Whoever puts one in again raises its Offer.
func (b *Bus) OfferNote(ctx context.Context, note schema.Note) error {
	e, err := note.Event()
	if err != nil {
		return err
	}
	_, err = b.publish(ctx, note.Subject(), e)
	return err
}
