package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Rebuild says how an archive is made from the log.
type Rebuild struct {
	// Put, Gone and Note store what the stages beside the archive store. Put is called by many at once.
	Put  func(ctx context.Context, record schema.Record, original []byte) error
	Gone func(context.Context, schema.Gone) error
	Note func(context.Context, schema.Note) error
	// Decide is called before all others, by many at once: what was removed, and let in again since, is there afterwards.
	Decide func(context.Context, schema.Decision) error
	// Read makes the record of an original anew; where it is nil, the records are those that the log has.
	Read func(context.Context, schema.Received) (schema.Record, error)
	// Readers is how many originals are read at once.
	Readers int
	// Progress is called with the number of states that are done.
	Progress func(done int)
}

// Rebuilt counts what came of it.
type Rebuilt struct {
	States int `json:"states"`
	Gone   int `json:"gone"`
	Words  int `json:"words"`
	// Decisions are all that people made, also those that were taken back.
	Decisions int `json:"decisions"`
	// Refused are originals that could not be read into a record, and words that were not borne out; Damaged are events that could not
	// be read back from the log.
	Refused int `json:"refused"`
	Damaged int `json:"damaged"`
}

// rebuildAtOnce is how many records wait for the archive's writer at once, as in persist.
const rebuildAtOnce = 256

// Rebuild puts everything that the log has into an archive. The order makes no difference to it, nor does it matter what is there
// already.
func (b *Bus) Rebuild(ctx context.Context, r Rebuild) (Rebuilt, error) {
	made := Rebuilt{}
	for _, part := range []func(context.Context, Rebuild, *Rebuilt) error{b.rebuildDecisions, b.rebuildStates} {
		if err := part(ctx, r, &made); err != nil {
			return made, fmt.Errorf("rebuild: %w", err)
		}
	}
	err := b.eachStored(ctx, schema.StepGone, true, func(_ jetstream.Stored, e schema.Event, wrong *doubt) error {
		var gone schema.Gone
		if wrong != nil || e.Decode(&gone) != nil {
			made.Damaged++
			return nil
		}
		made.Gone++
		return r.Gone(ctx, gone)
	})
	if err != nil {
		return made, fmt.Errorf("rebuild: %w", err)
	}
	err = b.eachStored(ctx, schema.StepAnnotated, true, func(_ jetstream.Stored, e schema.Event, wrong *doubt) error {
		note, err := e.Note()
		if wrong == nil && err == nil {
			err = r.Note(ctx, note)
		}
		switch {
		case wrong != nil:
			made.Damaged++
		case schema.AsFault(err) != nil:
			made.Refused++ // a dead letter tells of it
		case err != nil:
			return err
		default:
			made.Words++
		}
		return nil
	})
	if err != nil {
		return made, fmt.Errorf("rebuild: %w", err)
	}
	return made, nil
}

// rebuildDecisions hands over as many as may wait at once: whoever keeps them starts from all for each transaction.
func (b *Bus) rebuildDecisions(ctx context.Context, r Rebuild, made *Rebuilt) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	room := make(chan struct{}, rebuildAtOnce)
	err := b.EachDecision(ctx, func(d schema.Decision) error {
		made.Decisions++
		room <- struct{}{}
		all.Go(func() {
			defer func() { <-room }()
			if err := r.Decide(ctx, d); err != nil {
				cancel(err)
			}
		})
		return nil
	})
	all.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// rebuilding is a state on its way.
type rebuilding struct {
	event schema.Event
	wrong *doubt
}

func (b *Bus) rebuildStates(ctx context.Context, r Rebuild, made *Rebuilt) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	from, workers := schema.StepEnriched, rebuildAtOnce
	if r.Read != nil {
		from, workers = schema.StepReceived, r.Readers
	}
	todo := make(chan rebuilding)
	var mu sync.Mutex
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for one := range todo {
				err := b.rebuildState(ctx, r, one)
				mu.Lock()
				switch {
				case errors.Is(err, errDamagedEvent):
					b.log.Error("an event can't be read back", "event", one.event.ID, "error", err)
					made.Damaged++
				case schema.AsFault(err) != nil:
					made.Refused++
				case err != nil:
					cancel(err)
				default:
					made.States++
				}
				r.Progress(made.States + made.Refused + made.Damaged)
				mu.Unlock()
			}
		})
	}
	err := b.eachStored(ctx, from, true, func(_ jetstream.Stored, e schema.Event, wrong *doubt) error {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case todo <- rebuilding{e, wrong}:
			return nil
		}
	})
	close(todo)
	all.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	return err
}

// errDamagedEvent is about one event, and says nothing against the others.
var errDamagedEvent = errors.New("the event is damaged")

func (b *Bus) rebuildState(ctx context.Context, r Rebuild, one rebuilding) error {
	if one.wrong != nil {
		return fmt.Errorf("%w: %s", errDamagedEvent, *one.wrong)
	}
	if r.Read != nil {
		received, err := one.event.Received()
		if err != nil {
			return fmt.Errorf("%w: %w", errDamagedEvent, err)
		}
		record, err := r.Read(ctx, received)
		if err != nil {
			return err
		}
		return r.Put(ctx, record, received.Original)
	}
	file, err := one.event.File()
	if err != nil {
		return fmt.Errorf("%w: %w", errDamagedEvent, err)
	}
	record, err := decodeRecord(one.event, file)
	if err != nil {
		return fmt.Errorf("%w: %w", errDamagedEvent, err)
	}
	original, err := b.Original(ctx, file.State())
	if errors.Is(err, jetstream.ErrNotFound) || errors.Is(err, jetstream.ErrUnresolved) {
		return fmt.Errorf("%w: %w", errDamagedEvent, err)
	}
	if err != nil {
		return err
	}
	return r.Put(ctx, record, original)
}
