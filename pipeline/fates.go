package pipeline

import (
	"context"
	"sync"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// fateSteps are the events that say what became of an offer.
var fateSteps = []schema.Step{schema.StepArchived, schema.StepRejected}

// fateWorkers write fates into the ledger: each waits for a sync.
const fateWorkers = 16

// HandleFate is given what became of a file's offer.
type HandleFate func(context.Context, schema.File, schema.Fate) error

// Fates calls handle for what becomes of the files of an inbox, from where whoever followed it last has ended. An error of handle means
// again, after a wait.
func Fates(inbox string, handle HandleFate) Part {
	return fates(fatesName(inbox), handle.of(inbox))
}

// fatesName is of the consumers: any inbox's name may stand in a consumer's name only as its hash.
func fatesName(inbox string) string { return "inbox-" + schema.SourceID(inbox, "") }

// AllFates does so for the files of all inboxes.
func AllFates(handle HandleFate) Part { return fates("ledger", handle.take) }

// FollowFates calls handle, from several goroutines, for what becomes of the files of an inbox from now on, until ctx ends. Unlike with
// Fates, each who follows is told of each fate. What handle has an error for doesn't come again. ready is called when no later fate is
// missed.
func (b *Bus) FollowFates(ctx context.Context, inbox string, ready func(), handle HandleFate) error {
	config := jetstream.FollowConfig{Stream: TransitStream, Ready: ready}
	for _, step := range fateSteps {
		config.Filters = append(config.Filters, step.Filter())
	}
	follower := fates("inbox", handle.of(inbox))
	room := make(chan struct{}, follower.workers)
	var handling sync.WaitGroup
	defer handling.Wait()
	return b.conn.Follow(ctx, config, func(_ context.Context, m *message.Message) error {
		room <- struct{}{}
		handling.Go(func() {
			defer func() { <-room }()
			if err := follower.handle(b, m); err != nil {
				b.log.Debug("a fate is not taken", "subject", subject(m), "error", err)
			}
		})
		return nil
	})
}

func fates(name string, take func(context.Context, schema.Event) error) follower {
	return follower{name: name, steps: fateSteps, workers: fateWorkers, take: take}
}

// of passes over the fates of other inboxes, without a look at what they say.
func (h HandleFate) of(inbox string) func(context.Context, schema.Event) error {
	return func(ctx context.Context, e schema.Event) error {
		if e.Extensions[schema.ExtInbox] != inbox {
			return nil
		}
		return h.take(ctx, e)
	}
}

func (h HandleFate) take(ctx context.Context, e schema.Event) error {
	file, fate, err := readFate(e)
	if err != nil {
		return err
	}
	return h(ctx, file, fate)
}

// readFate reads an event archived or rejected. The error is a Fault.
func readFate(e schema.Event) (schema.File, schema.Fate, error) {
	file, err := e.File()
	if err != nil {
		return schema.File{}, schema.Fate{}, err
	}
	fate := schema.Fate{Offer: file.Offer, At: e.Time}
	switch e.Type {
	case schema.StepArchived.Type():
		fate.Archived = new(schema.Archived)
		err = e.Decode(fate.Archived)
	case schema.StepRejected.Type():
		fate.Rejected = new(schema.Rejected)
		err = e.Decode(fate.Rejected)
	default:
		err = schema.Faultf(schema.FaultMalformed, "", "%s is no fate", e.Type)
	}
	return file, fate, err
}
