package pipeline

import (
	"context"
	"encoding/json"
	"fmt"
)

// rollCall is the subject on which every process that runs parts tells which, and whether they wait for something. It is plain NATS:
// what is asked must be answered while no stream can be written.
const rollCall = "shilu.ask.workers"

// Worker is one consumer's share in one process.
type Worker struct {
	Stage string `json:"stage"`
	Hold  *Hold  `json:"hold,omitempty"`
}

// station makes the place where the messages of a consumer wait, and has it answer the roll call.
func (b *Bus) station(name string) *outage {
	o := newOutage(name, b)
	b.Report(name, o.held)
	return o
}

// Report makes the roll call tell of something beside the stages that may have to wait: hold returns nil while it doesn't.
func (b *Bus) Report(name string, hold func() *Hold) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.stations == nil {
		b.stations = map[string]func() *Hold{}
	}
	b.stations[name] = hold
}

func (b *Bus) present() []Worker {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []Worker
	for name, hold := range b.stations {
		all = append(all, Worker{Stage: name, Hold: hold()})
	}
	return all
}

// answerRollCall answers until stop is called. A server that forbids it is no reason not to work.
func (b *Bus) answerRollCall() (stop func()) {
	stop, err := b.conn.Answer(rollCall, func() []byte {
		answer, err := json.Marshal(b.present())
		if err != nil {
			b.log.Error("the roll call is not answered", "error", err)
		}
		return answer
	})
	if err != nil {
		b.log.Warn("shilu status and doctor won't see this process", "error", err)
		return func() {}
	}
	return stop
}

// Workers calls the roll: who runs what, in every process that is connected to the server.
func (b *Bus) Workers(ctx context.Context) ([]Worker, error) {
	answers, err := b.conn.Ask(ctx, rollCall)
	if err != nil {
		return nil, fmt.Errorf("call the roll: %w", err)
	}
	var all []Worker
	for _, answer := range answers {
		var some []Worker
		if err := json.Unmarshal(answer, &some); err != nil {
			b.log.Debug("an answer to the roll call is passed over", "error", err)
			continue
		}
		all = append(all, some...)
	}
	return all, nil
}
