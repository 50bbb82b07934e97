package pipeline

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/nats-io/nats.go"

	"shilu/schema"
	"shilu/schema/contract"
)

var errEnough = errors.New("enough")

// collect subscribes until it has seen n events, and returns what each is about.
func (r *rig) collect(n int, s Subscription) []string {
	r.t.Helper()
	var got []string
	err := r.Subscribe(r.t.Context(), s, func(_ context.Context, seen Seen) error {
		step, _, err := schema.ParseSubject(seen.Subject)
		if err != nil {
			return err
		}
		got = append(got, step+" "+seen.Event.Subject)
		if len(got) == n {
			return errEnough
		}
		return nil
	})
	if !errors.Is(err, errEnough) {
		r.t.Fatalf("subscribe: %v", err)
	}
	slices.Sort(got) // the log and the transit are two streams without an order between them
	return got
}

func TestSubscribe(t *testing.T) {
	r := newRig(t)
	fates, fate := r.fates()
	r.run(fates, Parse(1, parseOne), Enrich(1, enrichOne), Persist(1, make(shelf, 8).persist))
	offer := func(path string) {
		t.Helper()
		if _, err := r.Offer(t.Context(), file(path, path)); err != nil {
			t.Fatal(err)
		}
		receive(t, fate)
	}
	offer("a.txt")
	want := []string{"archived a.txt", "enriched a.txt", "parsed a.txt", "received a.txt"}
	if got := r.collect(4, Subscription{FromStart: true}); !slices.Equal(got, want) {
		t.Errorf("from the start: %q, want %q", got, want)
	}
	if got := r.collect(1, Subscription{FromStart: true, Steps: []schema.Step{schema.StepArchived}}); !slices.Equal(got, want[:1]) {
		t.Errorf("archived only: %q, want %q", got, want[:1])
	}

	// Who is remembered goes on where the last one ended; the event that was answered with an error comes again.
	desk := Subscription{FromStart: true, Steps: []schema.Step{schema.StepArchived}, Durable: "desk"}
	if got := r.collect(1, desk); !slices.Equal(got, want[:1]) {
		t.Errorf("the durable's first: %q, want %q", got, want[:1])
	}
	offer("b.txt")
	if got := r.collect(2, desk); !slices.Equal(got, []string{"archived a.txt", "archived b.txt"}) {
		t.Errorf("the durable's next: %q, want a.txt again and b.txt", got)
	}
	if err := r.Subscribe(t.Context(), Subscription{Steps: []schema.Step{"printed"}}, nil); err == nil || !strings.Contains(err.Error(), "printed") {
		t.Errorf("a step that there isn't: %v", err)
	}
}

// What a plain client sees of a walk keeps the published contracts, with a file name that has to be encoded.
func TestLiveMessagesKeepTheContracts(t *testing.T) {
	r := newRig(t)
	fates, fate := r.fates()
	sub, err := r.conn.NATS().SubscribeSync("shilu.>")
	if err != nil {
		t.Fatal(err)
	}
	r.run(fates, Enrich(1, enrichOne), Persist(1, make(shelf, 8).persist), Parse(1, func(ctx context.Context, in schema.Received) (schema.Record, error) {
		if in.Path == "bad.txt" {
			return schema.Record{}, schema.Faultf(schema.FaultNotText, "save it as text", "no text: \"%s\"", in.Original)
		}
		record, err := parseOne(ctx, in)
		record.MediaType, record.Encoding, record.Layout = "text/plain", "utf-8", "lines"
		record.Speakers = []schema.Speaker{{ID: "s1", Role: schema.Unknown, Labels: []string{}}}
		record.Turns[0].Speaker = "s1"
		return record, err
	}))
	good, bad := file(`发布会 "甲"/100%.txt`, "甲"), file("bad.txt", "乙")
	for _, in := range []schema.Received{good, bad} {
		if _, err := r.Offer(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		receive(t, fate)
	}
	if err := r.Gone(t.Context(), good.File); err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{"received": true, "parsed": true, "enriched": true, "archived": true, "rejected": true, "gone": true, StageParse: true}
	for len(want) > 0 {
		m, err := sub.NextMsg(requestTimeout)
		if err != nil {
			t.Fatalf("still to come: %v: %v", want, err)
		}
		kind, _, err := schema.ParseSubject(m.Subject)
		if err != nil {
			t.Errorf("%s: %v", m.Subject, err)
		}
		delete(want, kind)
		if err := contract.Check(m.Subject, flat(m.Header), m.Data); err != nil {
			t.Errorf("%s: %v", m.Subject, err)
		}
	}
}

func flat(header nats.Header) map[string]string {
	h := map[string]string{}
	for name, values := range header {
		h[name] = values[0]
	}
	return h
}

// The streams in the published contract are the streams.
func TestAsyncAPINamesTheStreams(t *testing.T) {
	text, err := schema.Contracts.ReadFile("asyncapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, stream := range streams() {
		if !strings.Contains(string(text), stream.Name) {
			t.Errorf("asyncapi.yaml doesn't speak of %s", stream.Name)
		}
	}
}
