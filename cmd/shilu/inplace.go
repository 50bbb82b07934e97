package main

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"shilu/pipeline"
	"shilu/schema"
	"shilu/schema/archive"
)

// placeWatch sees that the archive's files are where they were. Nothing is said to be kept that goes into others; the watch tells of it
// also while there is nothing to write.
type placeWatch struct {
	store *archive.Archive
	log   *slog.Logger
	now   func() time.Time

	mu   sync.Mutex
	hold *pipeline.Hold // nil while they are there
}

// placeLook is how often it looks: three stats.
const placeLook = time.Second

// Run looks until ctx ends, and says it when they are gone and when they are back.
func (p *placeWatch) Run(ctx context.Context) error {
	tick := time.NewTicker(placeLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		cause := schema.AsOutage(p.store.InPlace())
		p.mu.Lock()
		switch {
		case cause != nil && p.hold == nil:
			p.hold = &pipeline.Hold{Since: p.now(), Cause: cause.Error(), Advice: cause.Advice}
			p.log.Error("the archive can't be written, what comes waits", "error", cause, "advice", cause.Advice)
		case cause == nil && p.hold != nil:
			p.log.Info("the archive is back", "after", p.now().Sub(p.hold.Since).Round(time.Millisecond))
			p.hold = nil
		}
		p.mu.Unlock()
	}
}

// held is what the roll call is told.
func (p *placeWatch) held() *pipeline.Hold {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.hold == nil {
		return nil
	}
	hold := *p.hold
	return &hold
}
