package annotate

import (
	"context"
	"errors"
	"strings"
	"testing"

	"shilu/schema"
)

// memory keeps notes on one transcript, if it has the original.
type memory struct {
	original []byte
	kept     []schema.Note
	fails    error
}

func (m *memory) Annotate(_ context.Context, note schema.Note, prove func([]byte) error) error {
	if m.fails != nil {
		return m.fails
	}
	if m.original != nil {
		if err := prove(m.original); err != nil {
			return err
		}
	}
	m.kept = append(m.kept, note)
	return nil
}

// upper stands for an encoding: the decoded text is not what the bytes look like.
func upper(original []byte) (string, string, error) {
	if len(original) == 0 {
		return "", "", schema.Faultf(schema.FaultEmpty, "", "no bytes")
	}
	return strings.ToUpper(string(original)), "upper", nil
}

func note(quotes ...string) schema.Note {
	n := schema.Note{Annotated: schema.Annotated{ID: "0a", Annotator: "titles", Version: 1}}
	for i, q := range quotes {
		n.Annotations = append(n.Annotations, schema.Annotation{Place: 2 * i, Quote: q, Kind: "letter"})
	}
	return n
}

func TestHandle(t *testing.T) {
	passing := errors.New("the disk is full")
	for _, test := range []struct {
		name  string
		store memory
		note  schema.Note
		fault string
		err   error
		kept  int
	}{
		{name: "at its place in the decoded text", store: memory{original: []byte("a b")}, note: note("A", "B"), kept: 1},
		{name: "at its place in the bytes only", store: memory{original: []byte("a b")}, note: note("a"), fault: schema.FaultQuote},
		{name: "one right, one wrong", store: memory{original: []byte("a b")}, note: note("A", "C"), fault: schema.FaultQuote},
		{name: "nothing found", store: memory{original: []byte("a b")}, note: note(), kept: 1},
		{name: "before its transcript", store: memory{}, note: note("?"), kept: 1},
		{name: "an original that can't be decoded", store: memory{original: []byte{}}, note: note("A"), fault: schema.FaultEmpty},
		{name: "an error that may pass", store: memory{fails: passing}, note: note("A"), err: passing},
	} {
		t.Run(test.name, func(t *testing.T) {
			err := New(&test.store, upper).Handle(t.Context(), test.note)
			fault := schema.AsFault(err)
			switch {
			case test.fault != "" && (fault == nil || fault.Code != test.fault):
				t.Errorf("got %v, want the fault %s", err, test.fault)
			case test.fault == "" && !errors.Is(err, test.err):
				t.Errorf("got %v, want %v", err, test.err)
			}
			if len(test.store.kept) != test.kept {
				t.Errorf("kept %d, want %d", len(test.store.kept), test.kept)
			}
		})
	}
}
