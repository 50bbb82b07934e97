package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Decider keeps decisions: the archive, to whoever owns it.
//
// Decide keeps a decision and what follows from it, and is idempotent; a *schema.Fault is one that can't be kept. Outbox gives those that
// are still to be published, and Published takes one out of it.
type Decider interface {
	Decide(ctx context.Context, d schema.Decision, published bool) error
	Outbox(ctx context.Context) ([]schema.Decision, error)
	Published(ctx context.Context, id string) error
}

// decideSubject is where the owner of the archive is asked to take a decision. It is plain NATS: the one who asks wants to know.
const decideSubject = "shilu.ask.decide"

// Decided is what came of a decision outside of the archive.
type Decided struct {
	Purged
	// Swept is how many objects lay in the log's store that nothing referred to.
	Swept int `json:"swept"`
}

// answer is what the owner says: one of the two.
type answer struct {
	Decided *Decided
	Fault   *schema.Fault
	Error   string
}

// Decisions makes the part that owns an archive's decisions: it takes them from those who ask, and publishes what lies in the outbox,
// also what a crash left there. It runs beside persist.
func Decisions(archive Decider) Part { return owner{archive} }

type owner struct{ archive Decider }

func (o owner) add(stopping context.Context, b *Bus, _ *message.Router) error {
	turn := make(chan struct{}, 1) // the outbox is emptied by one at a time
	stop, err := b.conn.Serve(decideSubject, func(request []byte) []byte {
		turn <- struct{}{}
		defer func() { <-turn }()
		return o.answer(stopping, b, request)
	})
	if err != nil {
		return err
	}
	context.AfterFunc(stopping, stop)
	go func() {
		turn <- struct{}{}
		defer func() { <-turn }()
		if _, err := o.publish(stopping, b); err != nil && stopping.Err() == nil {
			b.log.Warn("decisions wait to be published until the next one is made or the program starts again", "error", err)
		}
	}()
	return nil
}

func (o owner) answer(ctx context.Context, b *Bus, request []byte) []byte {
	said := answer{}
	var d schema.Decision
	err := json.Unmarshal(request, &d)
	if err == nil {
		err = o.archive.Decide(ctx, d, false)
	}
	if err == nil {
		var done Decided
		done, err = o.publish(ctx, b)
		said.Decided = &done
	}
	if err != nil {
		said = answer{Fault: schema.AsFault(err), Error: err.Error()}
		if said.Fault != nil {
			said.Fault = &schema.Fault{Code: said.Fault.Code, Reason: err.Error(), Advice: said.Fault.Advice}
		}
	}
	encoded, err := json.Marshal(said)
	if err != nil {
		b.log.Error("an answer can't be encoded", "error", err)
	}
	return encoded
}

// publish empties the outbox. Of each decision the log has it before anything follows from it, and it leaves the outbox last: a crash
// repeats what is harmless to repeat.
func (o owner) publish(ctx context.Context, b *Bus) (Decided, error) {
	var done Decided
	waiting, err := o.archive.Outbox(ctx)
	if err != nil {
		return done, err
	}
	for _, d := range waiting {
		if err := b.PublishDecision(ctx, d, 0); err != nil {
			return done, err
		}
		if d.Kind == schema.DecisionRemoved {
			if err := b.follow(ctx, d, &done); err != nil {
				return done, fmt.Errorf("remove %s from the streams: %w", d.About, err)
			}
		}
		if err := o.archive.Published(ctx, d.ID); err != nil {
			return done, err
		}
	}
	return done, nil
}

// follow takes a transcript that was removed out of the streams, after its inboxes were told.
func (b *Bus) follow(ctx context.Context, d schema.Decision, done *Decided) error {
	fault := schema.Faultf(schema.FaultRemoved, "shilu remove "+d.About+" --undo lets it in again", "it was removed by %s: %s", d.Who, d.Why)
	if err := b.rejectRemoved(ctx, d.About, fault); err != nil {
		return err
	}
	purged, err := b.Purge(ctx, d.About)
	if err != nil {
		return err
	}
	done.Events, done.Letters, done.Objects = done.Events+purged.Events, done.Letters+purged.Letters, done.Objects+purged.Objects
	swept, err := b.Sweep(ctx, time.Now())
	done.Swept += swept
	return err
}

// PublishDecision puts a decision into the log; a repeat of the same offer is harmless.
func (b *Bus) PublishDecision(ctx context.Context, d schema.Decision, offer int) error {
	e, err := d.Event(offer)
	if err != nil {
		return err
	}
	_, err = b.publish(ctx, d.Subject(), e)
	return err
}

// EachDecision calls each with every decision that the log has, the first published first.
func (b *Bus) EachDecision(ctx context.Context, each func(schema.Decision) error) error {
	return b.eachEvent(ctx, LogStream, schema.DecisionFilter, true, func(_ jetstream.Stored, e schema.Event, wrong *doubt) error {
		d, err := e.Decision()
		if wrong != nil || err != nil {
			return nil // it decides nothing
		}
		return each(d)
	})
}

// ErrNoOwner is in the error of Decide where nobody who owns an archive is connected to the server.
var ErrNoOwner = errors.New("no shilu that writes an archive is connected")

// Decide asks the owner of the archive to take a decision, and returns when the archive has it and everything that follows is done.
func (b *Bus) Decide(ctx context.Context, d schema.Decision) (Decided, error) {
	request, err := json.Marshal(d)
	if err != nil {
		return Decided{}, fmt.Errorf("encode the decision: %w", err)
	}
	reply, err := b.conn.Request(ctx, decideSubject, request)
	if errors.Is(err, jetstream.ErrNobodyAnswers) {
		return Decided{}, fmt.Errorf("decide: %w", ErrNoOwner)
	}
	if err != nil {
		return Decided{}, fmt.Errorf("decide: %w", err)
	}
	var said answer
	if err := json.Unmarshal(reply, &said); err != nil {
		return Decided{}, fmt.Errorf("read the owner's answer: %w", err)
	}
	switch {
	case said.Fault != nil:
		return Decided{}, said.Fault
	case said.Decided == nil:
		return Decided{}, errors.New(said.Error)
	}
	return *said.Decided, nil
}
