package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"shilu/pipeline"
	"shilu/pipeline/inbox"
	"shilu/pipeline/jetstream"
	"shilu/schema"
	"shilu/schema/archive"
)

// refiller fills the log again from the archive, when it isn't the log any more that the archive was made from: the message store was
// lost, or there is another server. The data folder has a note of which log it was.
type refiller struct {
	*app
	bus   *pipeline.Bus
	store *archive.Archive
}

// How often the log is looked at, and how seldom in the end while it can't be had.
const (
	logLook      = time.Second
	longestBlind = time.Minute
)

// Run looks after the log until ctx ends.
func (r refiller) Run(ctx context.Context) error {
	wait, failures := jetstream.Growing(logLook, longestBlind), 0
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(wait(failures)):
		}
		if err := r.refill(ctx); err != nil && ctx.Err() == nil {
			failures++
			r.log.Debug("the log isn't looked at", "error", err)
			continue
		}
		failures = 0
	}
}

// begin is the first look, before anything is offered to the log. That it can't be filled again keeps nobody from working.
func (r refiller) begin() {
	if err := r.refill(r.ctx); err != nil && r.ctx.Err() == nil {
		r.log.Warn("whether the log has all that the archive holds is not known, trying on", "error", err)
	}
}

// refill puts back what the log lacks, if it is another than was noted.
func (r refiller) refill(ctx context.Context) error {
	log, err := r.bus.Receipt(ctx)
	if err != nil {
		return err
	}
	noted, err := os.ReadFile(r.logNote())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if string(noted) == log {
		return nil
	}
	made, err := r.fill(ctx, nil)
	if err != nil {
		return err
	}
	if made != (pipeline.Refilled{}) {
		r.log.Warn("the log is not the one that it was, what it lacked was put back from the archive", "transcripts", made.States,
			"annotations", made.Words, "decisions", made.Decisions, "gone", made.Gone, "sources", made.Sources)
	}
	return r.note(log)
}

// fill puts back what the log lacks, and what is damaged in it.
func (r refiller) fill(ctx context.Context, damaged map[schema.State]bool) (pipeline.Refilled, error) {
	ledger := r.bus.Ledger()
	return r.bus.Refill(ctx, pipeline.Refill{
		Holdings: r.store, Holding: r.store.Holding, Claims: claims(ledger), Again: damaged,
		Original: func(ctx context.Context, id string) ([]byte, error) {
			original, _, err := r.store.Original(ctx, id)
			return original, err
		},
		Enter: func(ctx context.Context, file schema.File, archived schema.Archived, gone bool) (bool, error) {
			return inbox.Enter(ctx, ledger, file, archived, gone, r.now().UTC())
		},
	})
}

// note takes down which log has all that the archive holds. It is whole or not there.
func (r refiller) note(log string) error {
	fresh := r.logNote() + ".new"
	if err := os.WriteFile(fresh, []byte(log), 0o600); err != nil {
		return fmt.Errorf("note the log: %w", err)
	}
	if err := os.Rename(fresh, r.logNote()); err != nil {
		return fmt.Errorf("note the log: %w", err)
	}
	return nil
}

// claims are the ledger's entries as the pipeline sees them. A container is told by its members.
func claims(ledger inbox.Ledger) pipeline.Claims {
	return func(ctx context.Context, each func(pipeline.Claim) error) error {
		err := inbox.Entries(ctx, ledger, func(e inbox.Entry) error {
			if e.Members != nil {
				return nil
			}
			return each(pipeline.Claim{
				File: e.File(), Fate: e.Fate, Offered: !e.Offered.IsZero(), Gone: !e.Gone.IsZero(), Freed: e.Former,
				Removed: e.Rejected != nil && e.Rejected.Code == schema.FaultRemoved,
			})
		})
		if errors.Is(err, inbox.ErrUnreadable) {
			return nil // verify's comparison with the folder tells of it
		}
		return err
	}
}
