package pipeline

import (
	"context"
	"fmt"
	"sync"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Refill is an archive from which a log is filled again that was lost, with its ledger or without it.
type Refill struct {
	Holdings
	// Holding gives one state that is held, and Original the bytes of a transcript.
	Holding  func(ctx context.Context, state schema.State) (*schema.Held, error)
	Original func(ctx context.Context, id string) ([]byte, error)
	// Claims is the ledger. Enter enters what a source holds, if the ledger knows nothing of the source, and reports whether it did.
	Claims Claims
	Enter  func(ctx context.Context, file schema.File, archived schema.Archived, gone bool) (bool, error)
	// Again are states that are published again although the log has something under their subjects: it is damaged. One without a source
	// stands for what annotators said of the transcript.
	Again map[schema.State]bool
}

// Refilled counts what was put back.
type Refilled struct {
	States    int
	Gone      int
	Words     int
	Decisions int
	Sources   int // that the ledger didn't know
}

// refillAtOnce is how many states are published at once: each waits for two syncs.
const refillAtOnce = 32

// Refill puts back into log and ledger what an archive holds and they lack. No walk begins by it: parse passes over an original whose record
// is put back with it, and persist finds the record known. It may be broken off and called again.
func (b *Bus) Refill(ctx context.Context, from Refill) (Refilled, error) {
	r := &refilling{Refill: from, bus: b}
	for _, part := range []func(context.Context) error{r.readLog, r.readLedger, r.decisions, r.survey, r.enter, r.restore, r.gone, r.words} {
		if err := part(ctx); err != nil {
			return r.made, fmt.Errorf("fill the log again: %w", err)
		}
	}
	return r.made, nil
}

// refilling is one Refill on its way.
type refilling struct {
	Refill
	bus  *Bus
	made Refilled

	// What the log has, and how often what the ledger has was offered.
	logged     map[schema.Step]map[schema.State]bool
	saidBy     map[wordOf]bool
	decided    map[string]bool
	leftIn     map[string]int64      // the last state in which a source was seen to vanish, by source
	left       map[schema.State]bool // without their ids
	offers     map[schema.State]int
	inLedger   map[string]bool // by source
	lacks      []schema.State
	sources    map[string]lastHeld // by source
	vanishedIn map[string]int64
	freed      map[schema.State]schema.Held // states after which a name was freed, without their ids and records
}

// lastHeld is the last state of a source that is held.
type lastHeld struct {
	held     schema.Held // without its record
	archived schema.Archived
}

func (r *refilling) readLog(ctx context.Context) error {
	r.logged = map[schema.Step]map[schema.State]bool{schema.StepReceived: {}, schema.StepEnriched: {}}
	r.saidBy, r.decided, r.leftIn, r.left = map[wordOf]bool{}, map[string]bool{}, map[string]int64{}, map[schema.State]bool{}
	_, err := r.bus.conn.Each(ctx, LogStream, "shilu.>", 0, func(stored jetstream.Stored) error {
		if note, ok := schema.ParseAnnotatedSubject(stored.Subject); ok {
			r.saidBy[wordOf{note.ID, note.Annotator}] = true
		} else if d, ok := schema.ParseDecisionSubject(stored.Subject); ok {
			r.decided[d.ID] = true
		} else if kind, state, err := schema.ParseSubject(stored.Subject); err == nil {
			switch step := schema.Step(kind); step {
			case schema.StepReceived, schema.StepEnriched:
				r.logged[step][state] = true
			case schema.StepGone:
				r.leftIn[state.Source] = max(r.leftIn[state.Source], state.Number)
				r.left[schema.State{Source: state.Source, Number: state.Number}] = true
			}
		}
		return nil
	})
	return err
}

func (r *refilling) readLedger(ctx context.Context) error {
	r.offers, r.inLedger = map[schema.State]int{}, map[string]bool{}
	return r.Claims(ctx, func(c Claim) error {
		r.inLedger[schema.SourceID(c.File.Inbox, c.File.Path)] = true
		if c.File.Digest != "" {
			r.offers[c.File.State()] = c.File.Offer
		}
		return nil
	})
}

// decisions come first, for what was removed must not come back meanwhile. Those in the outbox are published by who empties it.
func (r *refilling) decisions(ctx context.Context) error {
	return r.Decisions(ctx, func(d schema.Decision, published bool) error {
		if !published || r.decided[d.ID] {
			return nil
		}
		r.made.Decisions++
		return r.bus.PublishDecision(ctx, d, 1)
	})
}

// survey notes which states the log lacks, and which is the last of each source.
func (r *refilling) survey(ctx context.Context) error {
	r.sources, r.vanishedIn, r.freed = map[string]lastHeld{}, map[string]int64{}, map[schema.State]schema.Held{}
	err := r.Freed(ctx, func(s schema.Source) error {
		r.freed[schema.State{Source: schema.SourceID(s.Inbox, s.Path), Number: s.Number}] = schema.Held{}
		return nil
	})
	if err != nil {
		return err
	}
	err = r.Holdings.Holdings(ctx, func(h schema.Held) error {
		if h.Damage != "" {
			return nil // verify tells of it
		}
		state := h.State()
		if !r.logged[schema.StepReceived][state] || !r.logged[schema.StepEnriched][state] || r.Again[state] {
			r.lacks = append(r.lacks, state)
		}
		at := schema.State{Source: state.Source, Number: state.Number}
		if _, ok := r.freed[at]; ok {
			r.freed[at] = schema.Held{ID: h.ID, Source: h.Source}
		}
		if last, ok := r.sources[state.Source]; !ok || last.held.Source.Number < state.Number {
			last := lastHeld{held: h, archived: schema.Archived{ID: h.ID, Source: h.Source}}
			if h.Record != nil {
				last.archived = h.Record.Archived()
				last.archived.Source, last.held.Record = h.Source, nil
			}
			r.sources[state.Source] = last
		}
		return nil
	})
	if err != nil {
		return err
	}
	return r.Vanished(ctx, func(s schema.Source) error {
		r.vanishedIn[schema.SourceID(s.Inbox, s.Path)] = s.Number
		return nil
	})
}

// enter comes before the events: who watches a folder doesn't offer a file again then that the ledger knows.
func (r *refilling) enter(ctx context.Context) error {
	for source, last := range r.sources {
		if err := ctx.Err(); err != nil {
			return err
		}
		if r.inLedger[source] {
			continue
		}
		file, ok := r.file(ctx, last.held)
		if !ok {
			continue
		}
		entered, err := r.Enter(ctx, file, last.archived, r.vanishedIn[source] >= file.Number)
		if err != nil {
			return err
		}
		if entered {
			r.made.Sources++
		}
	}
	return nil
}

// file is what is known of the file that brought a state. It is offered anew, so that the log takes it.
func (r *refilling) file(ctx context.Context, held schema.Held) (file schema.File, ok bool) {
	original, ok := r.original(ctx, held.ID)
	return schema.File{
		Inbox: held.Source.Inbox, Path: held.Source.Path, Number: held.Source.Number, Digest: schema.Digest(original), Size: int64(len(original)),
		Offer: r.offers[held.State()] + 1,
	}, ok
}

// original gives the bytes of a transcript, if they are whole: what else there is doesn't suffer from one that is damaged.
func (r *refilling) original(ctx context.Context, id string) (original []byte, ok bool) {
	original, err := r.Original(ctx, id)
	if err != nil || schema.TranscriptID(schema.Digest(original)) != id {
		r.bus.log.Error("an original can't be put back, shilu verify tells more", "transcript", id, "error", err)
		return nil, false
	}
	return original, true
}

func (r *refilling) restore(ctx context.Context) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan schema.State)
	var all sync.WaitGroup
	for range refillAtOnce {
		all.Go(func() {
			for state := range todo {
				if err := r.restoreOne(ctx, state); err != nil {
					cancel(err)
				}
			}
		})
	}
	for _, state := range r.lacks {
		select {
		case <-ctx.Done():
		case todo <- state:
		}
	}
	close(todo)
	all.Wait()
	r.made.States = len(r.lacks)
	return context.Cause(ctx)
}

func (r *refilling) restoreOne(ctx context.Context, state schema.State) error {
	held, err := r.Holding(ctx, state)
	if err != nil || held == nil || held.Damage != "" { // it was removed or replaced meanwhile
		return err
	}
	original, ok := r.original(ctx, state.ID)
	if !ok {
		return ctx.Err()
	}
	return r.bus.Restore(ctx, *held, original, r.offers[state]+1)
}

// gone tells again which sources have vanished, and which names were freed. What is told of a state that isn't held, is told under the last
// one that is.
func (r *refilling) gone(ctx context.Context) error {
	for source, number := range r.vanishedIn {
		last, ok := r.sources[source]
		if !ok || r.leftIn[source] >= number {
			continue
		}
		file, ok := r.file(ctx, last.held)
		if !ok {
			continue
		}
		file.Number = number
		if err := r.bus.Gone(ctx, file); err != nil {
			return err
		}
		r.made.Gone++
	}
	for at, held := range r.freed {
		last, ok := r.sources[at.Source]
		if !ok || r.left[at] {
			continue
		}
		if held.ID == "" {
			held = last.held
		}
		file, ok := r.file(ctx, held)
		if !ok {
			continue
		}
		file.Number = at.Number
		if err := r.bus.Freed(ctx, file); err != nil {
			return err
		}
		r.made.Gone++
	}
	return nil
}

// words are what annotators said. Under which source they said it, only the log knew.
func (r *refilling) words(ctx context.Context) error {
	return r.Words(ctx, func(note schema.Note, _ bool) error {
		if r.saidBy[wordOf{note.ID, note.Annotator}] && !r.Again[schema.State{ID: note.ID}] {
			return nil
		}
		if note.Source == "" {
			note.Source = "/annotator/" + note.Annotator
		}
		note.Offer++
		r.made.Words++
		return r.bus.OfferNote(ctx, note)
	})
}
