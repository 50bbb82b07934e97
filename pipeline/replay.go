package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Replay says what is to be put in again, so that what lies in the log and in the archive is made by the present handlers.
type Replay struct {
	// From is the stage that is to see it again: StageParse, StageEnrich or StagePersist. What parse made passes through and ages
	// out, so StageEnrich is an economy: where the parsed event is kept still, and is of the present parse, it is put in again;
	// everything else begins at parse.
	From string
	// Parsed and Enriched are the versions of the present handlers, up to parse and up to enrich.
	Parsed, Enriched schema.Versions
	// Held gives the versions of the archive's record of a state, "" where it holds none. It is asked for StagePersist only, and
	// not needed with All.
	Held func(context.Context, schema.State) (schema.Versions, error)
	// All puts in again what is made by the present versions too, and what never came to its end.
	All bool
	// Match chooses among the files; nil is every one.
	Match func(schema.File) bool
}

// Replayed is what came of it, in states.
type Replayed struct {
	// Current are made by the present versions already, and Newer by higher ones, which are left alone.
	Current int `json:"current"`
	Newer   int `json:"newer"`
	// Unfinished never came to enriched: a dead letter, or under way still. They are the business of `shilu dead retry`.
	Unfinished int `json:"unfinished"`
	// Replayed were put in again, and became Archived or Rejected, or are under way.
	Replayed int `json:"replayed"`
	Archived int `json:"archived"`
	Rejected int `json:"rejected"`
	// Older are those of Archived that were made by older versions all the same: by workers of an older program.
	Older int `json:"older"`
	// Failed could not be read back from the log.
	Failed int `json:"failed"`
}

// Matched is how many states were looked at.
func (r Replayed) Matched() int { return r.Current + r.Newer + r.Unfinished + r.Replayed + r.Failed }

const (
	// replayInFlight is how many states are put in again without having their fate: as many as persist takes into one transaction.
	// What is dropped meanwhile waits behind no more than these.
	replayInFlight = 256
	// fateLook is how often their fates are looked for.
	fateLook = 100 * time.Millisecond
)

// Replay puts states in again with a raised offer and waits until each has its fate; there must be workers for that. Whatever ends
// it, done again it goes on with what isn't current yet. progress is called with the number of fates whenever they were looked for.
func (b *Bus) Replay(ctx context.Context, want Replay, progress func(done, total int)) (Replayed, error) {
	r := replayer{Bus: b, want: want, inFlight: replayInFlight, progress: progress}
	err := r.run(ctx)
	return r.made, err
}

// replayer is one replay.
type replayer struct {
	*Bus
	want     Replay
	inFlight int
	progress func(done, total int)

	made  Replayed
	total int
	// pending are the states without a fate, with their offers.
	pending map[schema.State]int
	// looked is how far the fates of each step have been read.
	looked map[schema.Step]uint64
}

// task is a state that is to be put in again, with the highest offer that its events in the log have.
type task struct {
	state schema.State
	offer int
}

func (r *replayer) run(ctx context.Context) error {
	transit, err := r.conn.StreamState(ctx, TransitStream)
	if err != nil {
		return fmt.Errorf("look at %s: %w", TransitStream, err)
	}
	r.pending = map[schema.State]int{}
	r.looked = map[schema.Step]uint64{schema.StepArchived: transit.Last, schema.StepRejected: transit.Last}
	tasks, err := r.plan(ctx)
	if err != nil {
		return err
	}
	r.total = len(tasks)
	for _, t := range tasks {
		if err := r.await(ctx, r.inFlight-1); err != nil {
			return err
		}
		err := r.put(ctx, t)
		switch {
		case errors.Is(err, jetstream.ErrUnresolved), errors.Is(err, jetstream.ErrNotFound), schema.AsFault(err) != nil:
			r.log.Error("a state can't be put in again", "state", t.state, "error", err)
			r.made.Failed++
		case err != nil:
			return err
		default:
			r.made.Replayed++
		}
	}
	return r.await(ctx, 0)
}

// plan lists what is to be put in again, the oldest first.
func (r *replayer) plan(ctx context.Context) ([]task, error) {
	type made struct {
		versions schema.Versions
		offer    int
	}
	enriched := map[schema.State]made{}
	var tasks []task
	err := r.each(ctx, schema.StepEnriched, func(e schema.Event, file schema.File) error {
		if r.want.Match != nil && !r.want.Match(file) {
			return nil
		}
		if r.want.From != StagePersist {
			enriched[file.State()] = made{e.Versions(), file.Offer}
			return nil
		}
		if !r.want.All {
			held, err := r.want.Held(ctx, file.State())
			if err != nil {
				return err
			}
			if held.Compare(e.Versions()) >= 0 {
				r.made.Current++
				return nil
			}
		}
		tasks = append(tasks, task{file.State(), file.Offer})
		return nil
	})
	if err != nil || r.want.From == StagePersist {
		return tasks, err
	}
	err = r.each(ctx, schema.StepReceived, func(_ schema.Event, file schema.File) error {
		if r.want.Match != nil && !r.want.Match(file) {
			return nil
		}
		last, finished := enriched[file.State()]
		switch order := last.versions.Compare(r.want.Enriched); {
		case !finished && !r.want.All:
			r.made.Unfinished++
		case order > 0:
			r.made.Newer++
		case order == 0 && !r.want.All:
			r.made.Current++
		default:
			tasks = append(tasks, task{file.State(), max(file.Offer, last.offer)})
		}
		return nil
	})
	return tasks, err
}

// each calls do for the events of a step in the log, without their data. What is no event is passed over: its stage has made it a
// dead letter.
func (r *replayer) each(ctx context.Context, step schema.Step, do func(schema.Event, schema.File) error) error {
	_, err := r.list(ctx, step, 0, do)
	return err
}

// list is each for what comes after a sequence of the step's stream; it returns the last one's.
func (r *replayer) list(ctx context.Context, step schema.Step, after uint64, do func(schema.Event, schema.File) error) (uint64, error) {
	return r.conn.Each(ctx, streamOf(step), step.Filter(), after, func(stored jetstream.Stored) error {
		e, err := schema.ReadEvent(stored.Message.Metadata, nil)
		if err != nil {
			return nil
		}
		file, err := e.File()
		if err != nil {
			return nil
		}
		return do(e, file)
	})
}

// put puts the state in again, as an offer that is higher than any that somebody may have heard of.
func (r *replayer) put(ctx context.Context, t task) error {
	step, e, err := r.origin(ctx, t.state)
	if err != nil {
		return err
	}
	file, err := e.File()
	if err != nil {
		return err
	}
	offer := max(t.offer, file.Offer)
	fate, err := r.fate(ctx, t.state)
	if err != nil {
		return err
	}
	if fate != nil {
		offer = max(offer, fate.Offer)
	}
	e.Extensions[schema.ExtOffer] = strconv.Itoa(offer + 1)
	delete(e.Extensions, schema.ExtRestored) // now it is to walk
	if _, err := r.publish(ctx, step.Subject(t.state), e); err != nil {
		return err
	}
	r.pending[t.state] = offer + 1
	return nil
}

// origin is the event that the state goes on from.
func (r *replayer) origin(ctx context.Context, state schema.State) (schema.Step, schema.Event, error) {
	switch r.want.From {
	case StagePersist:
		e, err := r.last(ctx, LogStream, schema.StepEnriched.Subject(state))
		return schema.StepEnriched, e, err
	case StageEnrich:
		e, err := r.last(ctx, TransitStream, schema.StepParsed.Subject(state))
		if err == nil && e.Versions() == r.want.Parsed {
			return schema.StepParsed, e, nil
		}
	}
	e, err := r.last(ctx, LogStream, schema.StepReceived.Subject(state))
	return schema.StepReceived, e, err
}

// await looks for fates until no more states than that are without one.
func (r *replayer) await(ctx context.Context, without int) error {
	for len(r.pending) > without {
		if err := r.look(ctx); err != nil {
			return err
		}
		if len(r.pending) <= without {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(fateLook):
		}
	}
	return nil
}

func (r *replayer) look(ctx context.Context) error {
	for step, count := range map[schema.Step]*int{schema.StepArchived: &r.made.Archived, schema.StepRejected: &r.made.Rejected} {
		after, err := r.list(ctx, step, r.looked[step], func(e schema.Event, file schema.File) error {
			offer, ours := r.pending[file.State()]
			if !ours || file.Offer < offer {
				return nil
			}
			delete(r.pending, file.State())
			*count++
			if step == schema.StepArchived && r.want.From != StagePersist && e.Versions().Compare(r.want.Enriched) < 0 {
				r.made.Older++
			}
			return nil
		})
		if err != nil {
			return fmt.Errorf("look for fates: %w", err)
		}
		r.looked[step] = after
	}
	r.progress(r.made.Archived+r.made.Rejected, r.total)
	return nil
}
