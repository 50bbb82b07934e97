package persist

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"shilu/schema"
)

// memory is a store that forgets when the test ends.
type memory struct {
	records map[string]schema.Record
	fails   error
}

func (m *memory) Put(_ context.Context, record schema.Record, _ []byte) (bool, error) {
	if m.fails != nil {
		return false, m.fails
	}
	_, repeat := m.records[record.ID]
	m.records[record.ID] = record
	return repeat, nil
}

func meeting() In {
	original := []byte("主持人:请提问。\n记者:西洋参产值多少?\n孟远:8亿元。")
	turn := 0
	record := schema.Record{
		Digest: schema.Digest(original), Layout: "label", Title: "石桥镇见面会", Date: "2024-05-10",
		Source:    schema.Source{Inbox: "press", Path: "a.txt", Number: 3},
		Turns:     make([]schema.Turn, 3),
		Speakers:  make([]schema.Speaker, 2),
		Exchanges: make([]schema.Exchange, 1),
		Figures:   make([]schema.Figure, 4),
		Problems:  []schema.Problem{{Code: schema.ProblemNoDate, Turn: &turn}},
	}
	record.ID = schema.TranscriptID(record.Digest)
	return In{Record: record, Original: original}
}

func TestHandle(t *testing.T) {
	store := &memory{records: map[string]schema.Record{}}
	handler := New(store)
	in := meeting()
	want := schema.Archived{
		ID: in.Record.ID, Source: in.Record.Source, Layout: "label", Title: "石桥镇见面会", Date: "2024-05-10",
		Turns: 3, Speakers: 2, Exchanges: 1, Figures: 4, Problems: 1,
	}
	for _, repeat := range []bool{false, true} {
		want.Repeat = repeat
		got, err := handler.Handle(t.Context(), in)
		if err != nil || got != want {
			t.Errorf("handle: %+v, %v; want %+v", got, err, want)
		}
	}
	if stored := store.records[in.Record.ID]; !reflect.DeepEqual(stored, in.Record) {
		t.Errorf("stored %+v", stored)
	}
}

func TestHandleRefusesAnotherOriginal(t *testing.T) {
	store := &memory{records: map[string]schema.Record{}}
	in := meeting()
	in.Original = append(in.Original, '\n')
	_, err := New(store).Handle(t.Context(), in)
	if fault := schema.AsFault(err); fault == nil || fault.Code != schema.FaultMalformed {
		t.Errorf("handle: %v, want a fault", err)
	}
	if len(store.records) != 0 {
		t.Error("it was stored all the same")
	}
}

// TestHandlePassesErrorsOn leaves it to the pipeline whether an error may pass.
func TestHandlePassesErrorsOn(t *testing.T) {
	fault := schema.Faultf(schema.FaultRemoved, "lift the tombstone", "a tombstone forbids it")
	for _, cause := range []error{errors.New("disk full"), fault} {
		_, err := New(&memory{fails: cause}).Handle(t.Context(), meeting())
		if !errors.Is(err, cause) {
			t.Errorf("handle: %v, want %v in it", err, cause)
		}
	}
}
