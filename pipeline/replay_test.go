package pipeline

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// workshop is the three stages with handlers whose versions can be raised, and an archive that keeps what has the higher ones.
type workshop struct {
	parse, enrich  atomic.Int64
	parsed, worked atomic.Int64 // how often the handlers were asked
	refuse         atomic.Bool  // enrich refuses everything

	mu   sync.Mutex
	held map[schema.State]schema.Record
}

func newWorkshop() *workshop {
	w := &workshop{held: map[schema.State]schema.Record{}}
	w.parse.Store(1)
	w.enrich.Store(1)
	return w
}

func (w *workshop) parts() []Part {
	return []Part{
		Parse(4, func(ctx context.Context, in schema.Received) (schema.Record, error) {
			w.parsed.Add(1)
			record, err := parseOne(ctx, in)
			record.Versions = schema.Versions("").With(schema.Version{Handler: "parse", Number: int(w.parse.Load())})
			record.Turns[0].Label = string(record.Versions)
			return record, err
		}),
		Enrich(4, func(_ context.Context, in schema.Record) (schema.Record, error) {
			w.worked.Add(1)
			if w.refuse.Load() {
				return schema.Record{}, schema.Faultf(schema.FaultMalformed, "", "refused")
			}
			in.Versions = in.Versions.With(schema.Version{Handler: "enrich", Number: int(w.enrich.Load())})
			return in, nil
		}),
		Persist(4, func(_ context.Context, record schema.Record, _ []byte) (schema.Archived, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			state := stateOf(record)
			known, ok := w.held[state]
			repeat := ok && record.Versions.Compare(known.Versions) <= 0
			if !repeat {
				w.held[state] = record
			}
			return schema.Archived{ID: record.ID, Source: record.Source, Repeat: repeat}, nil
		}),
	}
}

func stateOf(r schema.Record) schema.State {
	return schema.State{ID: r.ID, Source: schema.SourceID(r.Source.Inbox, r.Source.Path), Number: r.Source.Number}
}

// want is a replay up to the workshop's present versions.
func (w *workshop) want(from string) Replay {
	parsed := schema.Versions("").With(schema.Version{Handler: "parse", Number: int(w.parse.Load())})
	return Replay{
		From: from, Parsed: parsed, Enriched: parsed.With(schema.Version{Handler: "enrich", Number: int(w.enrich.Load())}),
		Held: func(_ context.Context, state schema.State) (schema.Versions, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			return w.held[state].Versions, nil
		},
	}
}

func (r *rig) replay(want Replay) Replayed {
	r.t.Helper()
	made, err := r.Replay(r.t.Context(), want, func(int, int) {})
	if err != nil {
		r.t.Fatal(err)
	}
	return made
}

// offerAll offers files and waits for their fates.
func (r *rig) offerAll(fate <-chan schema.Fate, files ...schema.Received) {
	r.t.Helper()
	for _, in := range files {
		if _, err := r.Offer(r.t.Context(), in); err != nil {
			r.t.Fatal(err)
		}
		receive(r.t, fate)
	}
}

func files(n int) []schema.Received {
	all := make([]schema.Received, n)
	for i := range all {
		all[i] = file(fmt.Sprintf("%d.txt", i), fmt.Sprintf("文%d", i))
	}
	return all
}

func TestReplayFromParse(t *testing.T) {
	r, w := newRig(t), newWorkshop()
	fates, fate := r.fates()
	r.run(append(w.parts(), fates)...)
	r.offerAll(fate, files(3)...)

	if got, want := r.replay(w.want(StageParse)), (Replayed{Current: 3}); got != want {
		t.Errorf("with nothing new: %+v, want %+v", got, want)
	}
	w.parse.Store(2)
	if got, want := r.replay(w.want(StageParse)), (Replayed{Replayed: 3, Archived: 3}); got != want {
		t.Errorf("with a new parse: %+v, want %+v", got, want)
	}
	for range 3 {
		if f := receive(t, fate); f.Offer != 1 || f.Archived == nil || f.Archived.Repeat {
			t.Errorf("fate %+v, want archived anew, offer 1", f)
		}
	}
	for state, record := range w.held {
		if record.Versions != "parse.2+enrich.1" || record.Turns[0].Label != "parse.2" {
			t.Errorf("%s is made by %s", state, record.Versions)
		}
	}
	if got, want := r.replay(w.want(StageParse)), (Replayed{Current: 3}); got != want {
		t.Errorf("a second time: %+v, want %+v", got, want)
	}

	// All of it again is a repeat, under a yet higher offer, within the two minutes in which the stream remembers ids.
	all := w.want(StageParse)
	all.All = true
	if got, want := r.replay(all), (Replayed{Replayed: 3, Archived: 3}); got != want {
		t.Errorf("all of it: %+v, want %+v", got, want)
	}
	for range 3 {
		if f := receive(t, fate); f.Offer != 2 || f.Archived == nil || !f.Archived.Repeat {
			t.Errorf("fate %+v, want a repeat, offer 2", f)
		}
	}

	// A program that is older than what made the log leaves it alone.
	w.parse.Store(1)
	all = w.want(StageParse)
	all.All = true
	if got, want := r.replay(all), (Replayed{Newer: 3}); got != want {
		t.Errorf("by an older program: %+v, want %+v", got, want)
	}
	if letters := r.letters(); len(letters) != 0 {
		t.Errorf("%d dead letters", len(letters))
	}
}

// The parsed event saves the parsing, where it is there and of the present parse.
func TestReplayFromEnrich(t *testing.T) {
	r, w := newRig(t), newWorkshop()
	fates, fate := r.fates()
	r.run(append(w.parts(), fates)...)
	all := files(2)
	r.offerAll(fate, all...)
	w.enrich.Store(2)
	if got, want := r.replay(w.want(StageEnrich)), (Replayed{Replayed: 2, Archived: 2}); got != want || w.parsed.Load() != 2 {
		t.Errorf("with a new enrich: %+v, want %+v; parse was asked %d times, want 2", got, want, w.parsed.Load())
	}

	// The transit has aged out for one of them: that one is parsed again.
	last, err := r.conn.Last(t.Context(), TransitStream, schema.StepParsed.Subject(all[0].State()))
	if err != nil {
		t.Fatal(err)
	}
	if err := r.conn.Delete(t.Context(), TransitStream, last.Sequence); err != nil {
		t.Fatal(err)
	}
	w.enrich.Store(3)
	if got, want := r.replay(w.want(StageEnrich)), (Replayed{Replayed: 2, Archived: 2}); got != want || w.parsed.Load() != 3 {
		t.Errorf("without one parsed: %+v, want %+v; parse was asked %d times, want 3", got, want, w.parsed.Load())
	}

	// What an older parse made is of no use.
	w.parse.Store(2)
	if got, want := r.replay(w.want(StageEnrich)), (Replayed{Replayed: 2, Archived: 2}); got != want || w.parsed.Load() != 5 {
		t.Errorf("with a new parse: %+v, want %+v; parse was asked %d times, want 5", got, want, w.parsed.Load())
	}
	for state, record := range w.held {
		if record.Versions != "parse.2+enrich.3" {
			t.Errorf("%s is made by %s", state, record.Versions)
		}
	}
}

// An archive that lacks something, or holds it in an older form than the log, is brought up without the handlers.
func TestReplayFromPersist(t *testing.T) {
	r, w := newRig(t), newWorkshop()
	fates, fate := r.fates()
	r.run(append(w.parts(), fates)...)
	all := files(3)
	r.offerAll(fate, all...)
	w.mu.Lock()
	delete(w.held, all[0].State())
	old := w.held[all[1].State()]
	old.Versions = "parse.1"
	w.held[all[1].State()] = old
	w.mu.Unlock()
	if got, want := r.replay(w.want(StagePersist)), (Replayed{Current: 1, Replayed: 2, Archived: 2}); got != want {
		t.Errorf("%+v, want %+v", got, want)
	}
	if len(w.held) != 3 || w.held[all[1].State()].Versions != "parse.1+enrich.1" || w.worked.Load() != 3 {
		t.Errorf("the archive holds %+v; enrich was asked %d times, want 3", w.held, w.worked.Load())
	}
	everything := w.want(StagePersist)
	everything.All, everything.Held = true, nil
	if got, want := r.replay(everything), (Replayed{Replayed: 3, Archived: 3}); got != want {
		t.Errorf("all of it: %+v, want %+v", got, want)
	}
}

func TestReplayChoosesAndTellsWhatFailed(t *testing.T) {
	r, w := newRig(t), newWorkshop()
	fates, fate := r.fates()
	r.run(append(w.parts(), fates)...)
	all := files(3)
	r.offerAll(fate, all...)
	w.refuse.Store(true)
	dead := file("dead.txt", "死")
	r.offerAll(fate, dead)

	w.parse.Store(2)
	some := w.want(StageParse)
	some.Match = func(f schema.File) bool { return f.Path == "1.txt" || f.Path == "dead.txt" }
	if got, want := r.replay(some), (Replayed{Unfinished: 1, Replayed: 1, Rejected: 1}); got != want {
		t.Errorf("refused: %+v, want %+v", got, want)
	}
	if w.held[all[1].State()].Versions != "parse.1+enrich.1" {
		t.Errorf("what was archived is made by %s now, want it left as it was", w.held[all[1].State()].Versions)
	}
	w.refuse.Store(false)
	some.All = true
	if got, want := r.replay(some), (Replayed{Replayed: 2, Archived: 2}); got != want {
		t.Errorf("all of it: %+v, want %+v", got, want)
	}

	// The workers are of an older program than the one that asks.
	newer := w.want(StageParse)
	newer.Parsed, newer.Enriched = "parse.9", "parse.9+enrich.1"
	if got, want := r.replay(newer), (Replayed{Replayed: 4, Archived: 4, Older: 4}); got != want {
		t.Errorf("by older workers: %+v, want %+v", got, want)
	}

	// One whose original is gone doesn't keep the others.
	w.parse.Store(3)
	last, err := r.conn.Last(t.Context(), LogStream, schema.StepReceived.Subject(all[0].State()))
	if err != nil {
		t.Fatal(err)
	}
	spoiled := last.Message.Copy()
	spoiled.Metadata[jetstream.RefHeader] = "object://" + logObjects + "/" + all[0].Digest
	spoiled.Metadata["ce-offer"], spoiled.Payload = "9", nil // another offer, or the stream would take it for a repeat
	if _, err := r.publisher.PublishOne(t.Context(), last.Subject, spoiled); err != nil {
		t.Fatal(err)
	}
	if got, want := r.replay(w.want(StageParse)), (Replayed{Replayed: 3, Archived: 3, Failed: 1}); got != want {
		t.Errorf("without an original: %+v, want %+v", got, want)
	}
}

// No more are on their way at once than it may have, whoever is slow.
func TestReplayDoesNotFlood(t *testing.T) {
	r, w := newRig(t), newWorkshop()
	fates, fate := r.fates()
	r.run(append(w.parts(), fates)...)
	r.offerAll(fate, files(5)...)

	w.parse.Store(2)
	w.mu.Lock() // persist is held up
	looked := make(chan int)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	replaying := replayer{Bus: r.Bus, want: w.want(StageParse), inFlight: 2, progress: func(done, total int) {
		if total != 5 {
			t.Errorf("of %d, want 5", total)
		}
		select {
		case looked <- done:
		case <-ctx.Done():
		}
	}}
	ended := make(chan error, 1)
	go func() { ended <- replaying.run(ctx) }()
	for range 3 { // it has looked in vain more than once
		if done := receive(t, looked); done != 0 {
			t.Errorf("%d are done", done)
		}
	}
	put := 0
	err := (&replayer{Bus: r.open()}).each(t.Context(), schema.StepReceived, func(_ schema.Event, f schema.File) error {
		put += f.Offer
		return nil
	})
	if err != nil || put != 2 {
		t.Errorf("%d are on their way (%v), want 2", put, err)
	}

	// It may be broken off, and goes on when it is called again.
	cancel()
	if err := receive(t, ended); !errors.Is(err, context.Canceled) {
		t.Errorf("broken off: %v", err)
	}
	w.mu.Unlock()
	receive(t, fate)
	receive(t, fate)
	if got, want := r.replay(w.want(StageParse)), (Replayed{Current: 2, Replayed: 3, Archived: 3}); got != want {
		t.Errorf("called again: %+v, want %+v", got, want)
	}
}
