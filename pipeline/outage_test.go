package pipeline

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	js "github.com/nats-io/nats.go/jetstream"

	"shilu/schema"
)

// lines is a log that tests look into.
type lines struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) count(words string) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Count(l.b.String(), words)
}

// eventually waits for what nothing announces.
func (r *rig) eventually(what string, met func() bool) {
	r.t.Helper()
	for deadline := time.Now().Add(30 * time.Second); !met(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			r.t.Fatalf("in vain: %s", what)
		}
	}
}

// However long a disk is full, no message is given up for it, none is delivered again, and all go on when there is room.
func TestAnOutageIsChargedToNoMessage(t *testing.T) {
	r := newRig(t)
	log := &lines{}
	r.Bus.log = slog.New(slog.NewTextHandler(log, nil))
	fates, fate := r.fates()
	const files = 3
	var full atomic.Bool
	var tries atomic.Int32
	full.Store(true)
	archive := make(shelf, files)
	r.run(fates, Parse(1, parseOne), Enrich(1, enrichOne), Persist(files, func(ctx context.Context, record schema.Record, original []byte) (schema.Archived, error) {
		if tries.Add(1); full.Load() {
			return schema.Archived{}, fmt.Errorf("put: %w", &schema.Outage{Err: errors.New("no room"), Advice: "make room"})
		}
		return archive.persist(ctx, record, original)
	}))
	for i := range files {
		if _, err := r.Offer(t.Context(), file(fmt.Sprint(i), strings.Repeat("甲", i+1))); err != nil {
			t.Fatal(err)
		}
	}
	r.eventually("many tries", func() bool { return tries.Load() > 2*files*maxDeliveries })
	state, err := r.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Holds) != 1 || state.Holds[0].Stage != StagePersist || state.Holds[0].Hold.Messages != files || state.Holds[0].Hold.Advice != "make room" {
		t.Errorf("the state tells of %+v, want persist with %d messages", state.Holds, files)
	}
	full.Store(false)
	for range files {
		if f := receive(t, fate); f.Archived == nil {
			t.Errorf("fate %+v, want archived", f)
		}
	}
	if n := len(r.letters()); n > 0 {
		t.Errorf("%d dead letters, want none", n)
	}
	consumer, err := r.conn.ConsumerState(t.Context(), LogStream, StagePersist)
	if err != nil || consumer.Redelivered != 0 {
		t.Errorf("%d messages were delivered again (%v), want none", consumer.Redelivered, err)
	}
	r.eventually("it is said that it is over", func() bool { return log.count("goes on") > 0 })
	if begins, ends := log.count("waits, nothing is lost"), log.count("goes on"); begins != 1 || ends != 1 {
		t.Errorf("said %d times that it waits and %d times that it goes on, want once each", begins, ends)
	}
}

// A stream without room is waited for with the result in hand: the handler isn't asked for it again.
func TestAFullStreamIsWaitedFor(t *testing.T) {
	r := newRig(t)
	api, err := js.New(r.conn.NATS())
	if err != nil {
		t.Fatal(err)
	}
	limit := func(bytes int64) {
		t.Helper()
		stream, err := api.Stream(t.Context(), TransitStream)
		if err != nil {
			t.Fatal(err)
		}
		config := stream.CachedInfo().Config
		config.MaxBytes, config.Discard = bytes, js.DiscardNew
		if _, err := api.UpdateStream(t.Context(), config); err != nil {
			t.Fatal(err)
		}
	}
	limit(64)
	var calls atomic.Int32
	archive := make(shelf, 1)
	r.run(Enrich(1, enrichOne), Persist(1, archive.persist), Parse(1, func(ctx context.Context, in schema.Received) (schema.Record, error) {
		calls.Add(1)
		return parseOne(ctx, in)
	}))
	in := file("a.txt", "甲")
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	r.eventually("the stage waits", func() bool {
		state, err := r.State(t.Context())
		return err == nil && len(state.Holds) == 1 && state.Holds[0].Stage == StageParse
	})
	limit(-1)
	receive(t, archive)
	if n := calls.Load(); n != 1 {
		t.Errorf("the handler was called %d times, want once", n)
	}
	if n := len(r.letters()); n > 0 {
		t.Errorf("%d dead letters, want none", n)
	}
}

// What becomes of a file is told until somebody can write it down.
func TestAFateIsToldUntilItIsWrittenDown(t *testing.T) {
	r := newRig(t)
	var tries atomic.Int32
	told := make(chan schema.Fate, 1)
	r.run(Parse(1, parseOne), Enrich(1, enrichOne), Persist(1, make(shelf, 1).persist),
		Fates("press", func(_ context.Context, _ schema.File, fate schema.Fate) error {
			if tries.Add(1) < 5 {
				return &schema.Outage{Err: errors.New("the ledger is away")}
			}
			told <- fate
			return nil
		}))
	if _, err := r.Offer(t.Context(), file("a.txt", "甲")); err != nil {
		t.Fatal(err)
	}
	if f := receive(t, told); f.Archived == nil {
		t.Errorf("fate %+v, want archived", f)
	}
}

// A worker that ended with a message in hand says nothing about it: only what a handler says counts, and a message that nobody ever
// lives to speak of.
func TestADeliveryIsNoFailure(t *testing.T) {
	for name, test := range map[string]struct {
		lost   int // deliveries that came to no end
		letter bool
	}{
		"ended by others":   {MaxTries + 5, false},
		"kills who has it":  {maxDeliveries, true},
		"just not too many": {maxDeliveries - 2, false},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t)
			in := file("a.txt", "甲")
			if _, err := r.Offer(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			r.lose(StageParse, schema.StepReceived, test.lost)
			fates, fate := r.fates()
			var calls atomic.Int32
			r.run(fates, Enrich(1, enrichOne), Persist(1, make(shelf, 1).persist), Parse(1, func(ctx context.Context, in schema.Received) (schema.Record, error) {
				if calls.Add(1) == 1 {
					return schema.Record{}, errors.New("not yet")
				}
				return parseOne(ctx, in)
			}))
			f := receive(t, fate)
			if rejected := f.Rejected != nil; rejected != test.letter || test.letter != (calls.Load() == 0) {
				t.Errorf("fate %+v after %d calls, want a dead letter: %t", f.Rejected, calls.Load(), test.letter)
			}
		})
	}
}

// lose takes the stage's only message and ends without a word, again and again.
func (r *rig) lose(stage string, from schema.Step, times int) {
	r.t.Helper()
	subscriber, err := r.subscriber(streamOf(from), stage, 1)
	if err != nil {
		r.t.Fatal(err)
	}
	if err := subscriber.SubscribeInitialize(from.Filter()); err != nil {
		r.t.Fatal(err)
	}
	api, err := js.New(r.conn.NATS())
	if err != nil {
		r.t.Fatal(err)
	}
	consumer, err := api.Consumer(r.t.Context(), streamOf(from), stage)
	if err != nil {
		r.t.Fatal(err)
	}
	for range times {
		m, err := consumer.Next()
		if err != nil {
			r.t.Fatal(err)
		}
		if err := m.Nak(); err != nil {
			r.t.Fatal(err)
		}
	}
}
