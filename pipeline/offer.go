package pipeline

import (
	"context"
	"errors"
	"fmt"
	"time"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Offer puts a file into the log, where its walk begins; on return it is on disk there. The receipt names the incarnation of the log.
// A repeat of the same file, number and offer is harmless.
func (b *Bus) Offer(ctx context.Context, file schema.Received) (receipt string, err error) {
	if receipt, err = b.Receipt(ctx); err != nil {
		return "", err
	}
	if err := b.publish(ctx, schema.StepReceived.Subject(file.State()), file.Event(time.Now())); err != nil {
		return "", err
	}
	return receipt, nil
}

// Receipt names the present incarnation of the log: what was put into another one may be lost.
func (b *Bus) Receipt(ctx context.Context) (string, error) {
	receipt, err := b.conn.Incarnation(ctx, LogStream)
	if errors.Is(err, jetstream.ErrNoStream) {
		if err := b.provision(ctx); err != nil {
			return "", err
		}
		receipt, err = b.conn.Incarnation(ctx, LogStream)
	}
	if err != nil {
		return "", fmt.Errorf("look at %s: %w", LogStream, err)
	}
	return receipt, nil
}

// Gone publishes that a source vanished while it was in this state.
func (b *Bus) Gone(ctx context.Context, file schema.File) error {
	e, err := file.Event(schema.StepGone, "", schema.Gone{ID: file.State().ID, Source: file.Origin()}, time.Now())
	if err != nil {
		return err
	}
	return b.publish(ctx, schema.StepGone.Subject(file.State()), e)
}

// Whereabouts looks for the walk of a state: its fate, if it has one; else whether something of it is queued or in flight.
func (b *Bus) Whereabouts(ctx context.Context, file schema.File) (schema.Whereabouts, error) {
	state := file.State()
	// The stages are asked in the order of the walk and the fate after them: what moves on meanwhile is met further along.
	for _, at := range walk {
		waiting, err := b.waits(ctx, at.stage, at.from, state)
		if err != nil || waiting {
			return schema.Whereabouts{Waiting: waiting}, err
		}
	}
	fate, err := b.fate(ctx, state)
	return schema.Whereabouts{Fate: fate}, err
}

// waits reports whether the stage has still to do with the state. The consumer's floor is a cautious answer: a later message may be
// done before an earlier one. What it counts as pending is not asked, for that lags behind what was just published.
func (b *Bus) waits(ctx context.Context, stage string, from schema.Step, state schema.State) (bool, error) {
	stream := streamOf(from)
	stored, err := b.conn.Last(ctx, stream, from.Subject(state))
	if errors.Is(err, jetstream.ErrNotFound) || errors.Is(err, jetstream.ErrNoStream) {
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("look for %s: %w", from.Subject(state), err)
	}
	consumer, err := b.conn.ConsumerState(ctx, stream, stage)
	if errors.Is(err, jetstream.ErrNoConsumer) {
		return true, nil // the stage has never run: when it does, it will find the message
	}
	if err != nil {
		return false, fmt.Errorf("look at the consumer %s: %w", stage, err)
	}
	return consumer.AckFloor < stored.Sequence, nil
}

// fate is what became of the state, of the highest offer that has a fate; nil if none is known (any more).
func (b *Bus) fate(ctx context.Context, state schema.State) (*schema.Fate, error) {
	var best *schema.Fate
	for _, step := range []schema.Step{schema.StepRejected, schema.StepArchived} {
		e, err := b.last(ctx, TransitStream, step.Subject(state))
		if errors.Is(err, jetstream.ErrNotFound) || errors.Is(err, jetstream.ErrNoStream) {
			continue
		}
		if err != nil {
			return nil, err
		}
		_, fate, err := readFate(e)
		if err != nil {
			return nil, err
		}
		if best == nil || fate.Offer >= best.Offer {
			best = &fate
		}
	}
	return best, nil
}
