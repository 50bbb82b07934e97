package pipeline

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

// Events that carry what they must not become letters at whichever stage reads them, at any size, with the bytes untouched; what is
// good beside them flows, and a retry works once the cause is mended.
func TestPoisonAtEveryStage(t *testing.T) {
	r := newRig(t)
	archive := make(shelf, 8)
	r.run(Parse(2, parseOne), Enrich(2, enrichOne), Persist(2, archive.persist))
	good := file("good.txt", "甲")
	record, err := parseOne(t.Context(), good)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range []struct {
		name  string
		stage string
		step  schema.Step
		body  func() []byte
	}{
		{"a list where a record belongs", StageEnrich, schema.StepParsed, func() []byte { return []byte(`[]`) }},
		{"a number where text belongs", StageEnrich, schema.StepParsed, func() []byte { return []byte(`{"id":7,"turns":"none"}`) }},
		{"cut in the middle", StageEnrich, schema.StepParsed, func() []byte { return marshal(t, record)[:40] }},
		{"another's record", StagePersist, schema.StepEnriched, func() []byte {
			other := record
			other.ID = strings.Repeat("0", 32)
			return marshal(t, other)
		}},
		{"3 MiB of nothing", StagePersist, schema.StepEnriched, func() []byte { return bytes.Repeat([]byte("["), 3<<20) }},
		{"more than a message holds", StageEnrich, schema.StepParsed, func() []byte { return bytes.Repeat([]byte(" "), 9<<20) }},
	} {
		t.Run(p.name, func(t *testing.T) {
			r.t = t
			e, err := good.File.Event(p.step, "parse.1", record, good.Modified)
			if err != nil {
				t.Fatal(err)
			}
			e.Data = p.body()
			e.ID += p.name // not a repeat of the one before
			if _, err := r.publish(t.Context(), p.step.Subject(good.State()), e); err != nil {
				t.Fatal(err)
			}
			r.waitForLetter()
			letter := r.onlyLetter()
			if letter.Stage != p.stage || letter.Code != schema.FaultMalformed || letter.Reason == "" || !bytes.Equal(letter.Data, e.Data) {
				t.Errorf("the letter is of %s, %s (%s) with %d bytes, want %s, %s and %d", letter.Stage, letter.Code, letter.Reason, len(letter.Data), p.stage, schema.FaultMalformed, len(e.Data))
			}
			if err := r.Drop(t.Context(), letter.Sequence); err != nil {
				t.Fatal(err)
			}
		})
	}
	r.t = t
	if _, err := r.Offer(t.Context(), good); err != nil {
		t.Fatal(err)
	}
	if got := receive(t, archive); got.record.ID != good.State().ID {
		t.Errorf("archived %s, want the good one", got.record.ID)
	}
}

func marshal(t *testing.T, value any) []byte {
	t.Helper()
	data, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// Somebody else's message among the dead letters is listed as what it is, and stands in no other's way.
func TestAStrangerAmongTheDeadLetters(t *testing.T) {
	r := newRig(t)
	bury := func(reason string, sequence uint64) {
		t.Helper()
		letter := schema.DeadLetter{Stage: StageParse, Code: schema.FaultNotText, Reason: reason, Subject: schema.StepReceived.Subject(file("a.txt", reason).State())}
		if err := r.bury(t.Context(), letter, sequence); err != nil {
			t.Fatal(err)
		}
	}
	bury("first", 1)
	if err := r.conn.NATS().Publish("shilu.dead.parse.stranger", []byte("hello")); err != nil {
		t.Fatal(err)
	}
	r.eventually("the stranger is there", func() bool { return len(r.letters()) == 2 })
	bury("last", 2)
	letters := r.letters()
	if len(letters) != 3 || !slices.Equal([]bool{letters[0].Stranger, letters[1].Stranger, letters[2].Stranger}, []bool{false, true, false}) {
		t.Fatalf("letters %+v, want a stranger between two", letters)
	}
	stranger := letters[1]
	if stranger.Subject != "shilu.dead.parse.stranger" || stranger.Reason == "" {
		t.Errorf("the stranger is told as %+v", stranger)
	}
	if err := r.Retry(t.Context(), stranger.Sequence); schema.AsFault(err) == nil {
		t.Errorf("a retry of the stranger says %v, want a fault", err)
	}
	if err := r.Drop(t.Context(), stranger.Sequence); err != nil {
		t.Error(err)
	}
	if letters := r.letters(); len(letters) != 2 {
		t.Errorf("%d letters after the drop, want 2", len(letters))
	}
}
