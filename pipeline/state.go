package pipeline

import (
	"context"
	"errors"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// StageState is how far a stage is.
type StageState struct {
	Stage string `json:"stage"`
	// Running says that the stage has run at least once here; else what waits for it isn't counted.
	Running bool `json:"running"`
	// Workers is how many processes run the stage now.
	Workers int `json:"workers"`
	// Waiting have not been delivered yet, InFlight are being handled or wait for their next try, Retried of those failed before.
	Waiting  uint64 `json:"waiting"`
	InFlight int    `json:"in_flight"`
	Retried  int    `json:"retried"`
}

// StreamState is what a stream holds.
type StreamState struct {
	Stream   string `json:"stream"`
	Messages uint64 `json:"messages"`
	Bytes    uint64 `json:"bytes"`
	// MaxBytes is 0 where there is no limit.
	MaxBytes int64 `json:"max_bytes"`
}

// State is what is under way.
type State struct {
	Stages  []StageState  `json:"stages"`
	Streams []StreamState `json:"streams"`
	// Holds are the parts that wait for a disk or a broker.
	Holds []Worker `json:"holds,omitempty"`
	// Dead is how many dead letters wait for a decision.
	Dead uint64 `json:"dead"`
}

// State asks the server.
func (b *Bus) State(ctx context.Context) (State, error) {
	var state State
	workers, err := b.Workers(ctx)
	if err != nil {
		return State{}, err
	}
	running := map[string]int{}
	for _, w := range workers {
		running[w.Stage]++
		if w.Hold != nil {
			state.Holds = append(state.Holds, w)
		}
	}
	for _, at := range append(walk[:len(walk):len(walk)], consumer{StageAnnotate, schema.StepAnnotated}) {
		stage := StageState{Stage: at.stage, Workers: running[at.stage]}
		of, err := b.conn.ConsumerState(ctx, streamOf(at.from), at.stage)
		switch {
		case err == nil:
			stage.Running, stage.Waiting, stage.InFlight, stage.Retried = true, of.Pending, of.InFlight, of.Redelivered
		case !errors.Is(err, jetstream.ErrNoConsumer):
			return State{}, err
		}
		state.Stages = append(state.Stages, stage)
	}
	for _, name := range []string{LogStream, TransitStream, DeadStream} {
		stream, err := b.conn.StreamState(ctx, name)
		if err != nil {
			return State{}, err
		}
		state.Streams = append(state.Streams, StreamState{Stream: name, Messages: stream.Messages, Bytes: stream.Bytes, MaxBytes: stream.MaxBytes})
		if name == DeadStream {
			state.Dead = stream.Messages
		}
	}
	return state, nil
}

// consumer is a stage with what it is given.
type consumer struct {
	stage string
	from  schema.Step
}

// walk is the stages in order.
var walk = []consumer{
	{StageParse, schema.StepReceived},
	{StageEnrich, schema.StepParsed},
	{StagePersist, schema.StepEnriched},
}
