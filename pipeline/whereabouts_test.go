package pipeline

import (
	"context"
	"testing"

	"shilu/schema"
)

func TestWhereabouts(t *testing.T) {
	r := newRig(t)
	in := file("a.txt", "甲")
	ask := func() schema.Whereabouts {
		t.Helper()
		w, err := r.Whereabouts(t.Context(), in.File)
		if err != nil {
			t.Fatal(err)
		}
		return w
	}
	if w := ask(); w.Waiting || w.Fate != nil {
		t.Errorf("before the offer: %+v, want nowhere", w)
	}
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	if w := ask(); !w.Waiting {
		t.Errorf("no worker has run yet: %+v, want waiting", w)
	}

	fates, fate := r.fates()
	entered, release := make(chan struct{}), make(chan struct{})
	archive := make(shelf, 1)
	r.run(fates, Parse(1, parseOne), Persist(1, archive.persist), Enrich(1, func(ctx context.Context, in schema.Record) (schema.Record, error) {
		entered <- struct{}{}
		<-release
		return enrichOne(ctx, in)
	}))
	receive(t, entered)
	if w := ask(); !w.Waiting {
		t.Errorf("enrich is at work: %+v, want waiting", w)
	}
	close(release)
	receive(t, fate)
	if w := ask(); w.Fate == nil || w.Fate.Archived == nil {
		t.Errorf("after the walk: %+v, want archived", w)
	}

	// The last word of a walk that was lost on the way: it isn't waiting anywhere, and has no fate.
	if err := r.conn.NATS().Publish("$JS.API.STREAM.PURGE."+TransitStream, nil); err != nil {
		t.Fatal(err)
	}
	if err := r.conn.NATS().Flush(); err != nil {
		t.Fatal(err)
	}
	if w := ask(); w.Waiting || w.Fate != nil {
		t.Errorf("after the transit was purged: %+v, want nowhere", w)
	}
}

// Another log than before has another receipt, and what is missing is made again.
func TestAWipedStoreIsNoticedAndMadeAgain(t *testing.T) {
	r := newRig(t)
	in := file("a.txt", "甲")
	before, err := r.Offer(t.Context(), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, stream := range []string{LogStream, TransitStream, DeadStream} {
		if _, err := r.conn.NATS().Request("$JS.API.STREAM.DELETE."+stream, nil, requestTimeout); err != nil {
			t.Fatal(err)
		}
	}
	after, err := r.Receipt(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if after == before {
		t.Errorf("the receipt is still %q", after)
	}
	if _, err := r.Offer(t.Context(), in); err != nil {
		t.Errorf("offer to the new log: %v", err)
	}
	if err := r.Probe(t.Context()); err != nil {
		t.Errorf("probe: %v", err)
	}
}
