package pipeline

import (
	"context"
	"errors"
	"log/slog"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nats-io/nats-server/v2/server"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// What a state's earlier event left in the object store is swept once it is old enough that no message can be on its way to it.
func TestSweep(t *testing.T) {
	r := newRig(t)
	in := file("a.txt", "海岸线")
	publish := func(filling string) {
		t.Helper()
		e, err := in.File.Event(schema.StepEnriched, "parse.1+enrich.1", schema.Record{Layout: strings.Repeat(filling, 9<<20)}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		in.Offer++
		if _, err := r.publish(t.Context(), schema.StepEnriched.Subject(in.State()), e); err != nil {
			t.Fatal(err)
		}
	}
	publish("a")
	publish("b")
	for _, step := range []struct {
		after time.Duration
		want  int
	}{{0, 0}, {2 * time.Hour, 1}, {2 * time.Hour, 0}} {
		if got, err := r.Sweep(t.Context(), time.Now().Add(step.after)); err != nil || got != step.want {
			t.Errorf("after %v swept %d objects, %v; want %d", step.after, got, err, step.want)
		}
	}
	if e, err := r.last(t.Context(), LogStream, schema.StepEnriched.Subject(in.State())); err != nil || !strings.Contains(string(e.Data), "bbb") {
		t.Errorf("what is referred to: %d bytes, %v", len(e.Data), err)
	}
}

// desk is an archive that knows nothing but decisions.
type desk struct {
	mu      sync.Mutex
	all     []schema.Decision
	outbox  []schema.Decision
	decided error
}

func (d *desk) Decide(_ context.Context, decision schema.Decision, _ bool) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.decided != nil {
		return d.decided
	}
	d.all, d.outbox = append(d.all, decision), append(d.outbox, decision)
	return nil
}

func (d *desk) Outbox(context.Context) ([]schema.Decision, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.outbox, nil
}

func (d *desk) Published(context.Context, string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.outbox = nil
	return nil
}

func TestDecide(t *testing.T) {
	r := newRig(t)
	in, other := file("a.txt", "海岸线"), file("b.txt", "西洋参")
	for _, f := range []schema.Received{in, other} {
		if _, err := r.Offer(t.Context(), f); err != nil {
			t.Fatal(err)
		}
	}
	at := time.Date(2031, 3, 8, 3, 15, 0, 0, time.UTC)
	removed := schema.Decision{ID: schema.DecisionID(at, 1), Kind: schema.DecisionRemoved, About: in.State().ID, Who: "孟远", Why: "x", Made: at}
	if _, err := r.Decide(t.Context(), removed); !errors.Is(err, ErrNoOwner) {
		t.Errorf("without an owner: %v, want ErrNoOwner", err)
	}
	d := &desk{}
	fates, came := r.fates()
	r.run(Decisions(d), fates)
	ask := func() (Decided, error) {
		ctx, cancel := context.WithTimeout(t.Context(), requestTimeout)
		defer cancel()
		for {
			done, err := r.Decide(ctx, removed)
			if !errors.Is(err, ErrNoOwner) { // it is still to begin
				return done, err
			}
		}
	}
	done, err := ask()
	if err != nil || done.Events != 1 {
		t.Errorf("decided: %+v, %v; want one event purged", done, err)
	}
	if fate := receive(t, came); fate.Rejected == nil || fate.Rejected.Code != schema.FaultRemoved || fate.Offer != 1 {
		t.Errorf("fate %+v, want rejected as removed, by a higher offer", fate)
	}
	if _, err := r.Original(t.Context(), in.State()); err == nil {
		t.Error("the log has the original still")
	}
	if _, err := r.Original(t.Context(), other.State()); err != nil {
		t.Errorf("the log has lost another's original: %v", err)
	}
	var logged []schema.Decision
	err = r.EachDecision(t.Context(), func(d schema.Decision) error {
		logged = append(logged, d)
		return nil
	})
	if err != nil || len(logged) != 1 || !reflect.DeepEqual(logged[0], removed) || len(d.outbox) > 0 {
		t.Errorf("the log has %+v, %v, the outbox %+v; want the decision in the log", logged, err, d.outbox)
	}

	d.decided = schema.Faultf(schema.FaultMalformed, "write it otherwise", "it is none")
	if _, err := ask(); schema.AsFault(err) == nil || schema.AsFault(err).Advice != "write it otherwise" {
		t.Errorf("a fault comes back as %v", err)
	}
	d.decided = errors.New("the disk is full")
	if _, err := ask(); err == nil || !strings.Contains(err.Error(), "the disk is full") || schema.AsFault(err) != nil {
		t.Errorf("an error comes back as %v", err)
	}
}

// Of what was removed no dead letter is kept, and what had walked on is taken out of the streams again.
func TestWhatWasRemovedLeavesNoLetter(t *testing.T) {
	r := newRig(t)
	fates, came := r.fates()
	refuse := func(context.Context, schema.Record, []byte) (schema.Archived, error) {
		return schema.Archived{}, schema.Faultf(schema.FaultRemoved, "undo it", "it was removed")
	}
	r.run(Parse(1, parseOne), Enrich(1, enrichOne), Persist(1, refuse), fates)
	in := file("a.txt", "海岸线")
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if fate := receive(t, came); fate.Rejected == nil || fate.Rejected.Code != schema.FaultRemoved {
		t.Errorf("fate %+v, want rejected as removed", fate)
	}
	for _, at := range walk {
		if _, err := r.last(t.Context(), streamOf(at.from), at.from.Subject(in.State())); err == nil {
			t.Errorf("the event %s is there still", at.from)
		}
	}
	if err := r.Letters(t.Context(), "", func(l Letter) error { return errors.New(l.Reason) }); err != nil {
		t.Errorf("a dead letter: %v", err)
	}
}

// Who may not purge the streams rejects what was removed all the same, and doesn't try without an end.
func TestWhatWasRemovedIsRejectedByWhoMayNotPurge(t *testing.T) {
	s, err := server.NewServer(&server.Options{
		Host: "127.0.0.1", Port: server.RANDOM_PORT, JetStream: true, StoreDir: t.TempDir(), NoSigs: true, NoLog: true,
		Users: []*server.User{{Username: "worker", Password: "x", Permissions: &server.Permissions{
			Publish: &server.SubjectPermission{Deny: []string{"$JS.API.STREAM.PURGE.>"}},
		}}},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Start()
	t.Cleanup(func() { s.Shutdown(); s.WaitForShutdown() })
	if !s.ReadyForConnections(30 * time.Second) {
		t.Fatal("the server is not ready")
	}
	bus, err := Open(t.Context(), jetstream.Config{URL: s.ClientURL(), User: "worker", Password: "x"}, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { bus.Close() })
	r := &rig{t: t, Bus: bus}
	refuse := func(context.Context, schema.Record, []byte) (schema.Archived, error) {
		return schema.Archived{}, schema.Faultf(schema.FaultRemoved, "undo it", "it was removed")
	}
	fates, came := r.fates()
	r.run(Parse(1, parseOne), Enrich(1, enrichOne), Persist(1, refuse), fates)
	if _, err := r.Offer(t.Context(), file("a.txt", "海岸线")); err != nil {
		t.Fatal(err)
	}
	if fate := receive(t, came); fate.Rejected == nil || fate.Rejected.Code != schema.FaultRemoved {
		t.Errorf("fate %+v, want rejected as removed", fate)
	}
	if _, err := r.Purge(t.Context(), file("a.txt", "海岸线").State().ID); !errors.Is(err, jetstream.ErrDenied) {
		t.Errorf("purge: %v, want denied", err)
	}
}
