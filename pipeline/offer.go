package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Offer puts a file into the log, where its walk begins; on return it is on disk there. The receipt names the incarnation of the log.
// A repeat of the same file, number and offer is harmless.
func (b *Bus) Offer(ctx context.Context, file schema.Received) (receipt string, err error) {
	stored, err := b.publish(ctx, schema.StepReceived.Subject(file.State()), file.Event(time.Now()))
	if err != nil {
		return "", err
	}
	if receipt, ok := b.life.holds(stored.Sequence); ok && receipt != "" {
		return receipt, nil
	}
	return b.Receipt(ctx)
}

// Receipt names the present incarnation of the log: what was put into another one may be lost.
func (b *Bus) Receipt(ctx context.Context) (string, error) {
	state, err := b.conn.StreamState(ctx, LogStream)
	if errors.Is(err, jetstream.ErrNoStream) {
		if err := b.provision(ctx); err != nil {
			return "", err
		}
		state, err = b.conn.StreamState(ctx, LogStream)
	}
	if err != nil {
		return "", fmt.Errorf("look at %s: %w", LogStream, err)
	}
	b.life.is(state.Incarnation, state.Last)
	return state.Incarnation, nil
}

// life remembers the log's incarnation, so that not every offer has to ask for it: sequences only grow in one life of a stream, and
// begin again in the next.
type life struct {
	mu          sync.Mutex
	incarnation string
	last        uint64 // the highest sequence when the server was asked
}

// is notes what the server said.
func (l *life) is(incarnation string, last uint64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.incarnation, l.last = incarnation, last
}

// holds returns the incarnation that a message was just stored in, if its sequence leaves no doubt. Should the log have grown beyond
// that sequence in a new life already, the inbox's next question for the receipt shows it.
func (l *life) holds(sequence uint64) (incarnation string, ok bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.incarnation, sequence > l.last
}

// Gone publishes that a source vanished while it was in this state.
func (b *Bus) Gone(ctx context.Context, file schema.File) error { return b.gone(ctx, file, false) }

// Freed publishes that the file was moved away in this state by the inbox itself, and that another has come under its name.
func (b *Bus) Freed(ctx context.Context, file schema.File) error { return b.gone(ctx, file, true) }

func (b *Bus) gone(ctx context.Context, file schema.File, freed bool) error {
	e, err := file.Event(schema.StepGone, "", schema.Gone{ID: file.State().ID, Source: file.Origin(), Freed: freed}, time.Now())
	if err != nil {
		return err
	}
	_, err = b.publish(ctx, schema.StepGone.Subject(file.State()), e)
	return err
}

// Whereabouts looks for the walk of a state: its fate, if it has one; else whether something of it is queued or in flight.
func (b *Bus) Whereabouts(ctx context.Context, file schema.File) (schema.Whereabouts, error) {
	state := file.State()
	// A stage that has published its result may not have let go of its message yet: a fate of this offer is the last word.
	if fate, err := b.fate(ctx, state); err != nil || fate != nil && fate.Offer >= file.Offer {
		return schema.Whereabouts{Fate: fate}, err
	}
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
	last, err := b.conn.LastSequence(ctx, stream, from.Subject(state))
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
	return consumer.AckFloor < last, nil
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
