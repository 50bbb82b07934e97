// Package annotate holds what annotators say of a transcript against its original, and puts into a store what stands there.
package annotate

import (
	"context"
	"fmt"

	"shilu/schema"
)

// Store is where annotations are kept.
//
// Annotate is idempotent, and the newest word of an annotator on a transcript counts, whatever order they come in. prove is asked with
// the transcript's original before anything is kept; its error is returned and nothing is kept. What is about a transcript that isn't
// there yet is kept for later without being asked for its proof. A *schema.Fault can never be kept; any other error may pass.
type Store interface {
	Annotate(ctx context.Context, note schema.Note, prove func(original []byte) error) error
}

// Decode gives the text that places count code points of; its error is a *schema.Fault.
type Decode func(original []byte) (text, encoding string, err error)

// Annotate proves and stores.
type Annotate struct {
	store  Store
	decode Decode
}

// New returns an Annotate that keeps in store what the decoded text of the original bears out.
func New(store Store, decode Decode) *Annotate { return &Annotate{store, decode} }

// Handle stores the note, all of it or nothing: an annotator that is wrong about one place is not to be believed about the next.
func (a *Annotate) Handle(ctx context.Context, note schema.Note) error {
	err := a.store.Annotate(ctx, note, func(original []byte) error {
		text, _, err := a.decode(original)
		if err != nil {
			return fmt.Errorf("decode the original: %w", err)
		}
		return note.Prove(text)
	})
	if err != nil {
		return fmt.Errorf("annotate %s by %s: %w", note.ID, note.Annotator, err)
	}
	return nil
}
