// Package persist puts a finished record into a store.
package persist

import (
	"context"
	"fmt"

	"shilu/schema"
)

// Store is where records are kept.
//
// Put is idempotent: the same record again changes nothing, and repeat says that the store held this state already, by the same
// or higher versions. When Put returns without an error, the record is on disk. A *schema.Fault means that this record can never
// be stored; any other error may pass.
type Store interface {
	Put(ctx context.Context, record schema.Record, original []byte) (repeat bool, err error)
}

// In is a record with the bytes that it was made from.
type In struct {
	Record   schema.Record
	Original []byte
}

// Persist stores records.
type Persist struct{ store Store }

// New returns a Persist that keeps records in store.
func New(store Store) *Persist { return &Persist{store: store} }

// Handle stores the record and says what was stored. It is as idempotent as its store.
func (p *Persist) Handle(ctx context.Context, in In) (schema.Archived, error) {
	record := in.Record
	if got := schema.Digest(in.Original); got != record.Digest {
		return schema.Archived{}, schema.Faultf(schema.FaultMalformed, "publish the record again together with its own original",
			"the record's digest is %s, its original's is %s", record.Digest, got)
	}
	repeat, err := p.store.Put(ctx, record, in.Original)
	if err != nil {
		return schema.Archived{}, fmt.Errorf("store %s: %w", record.Source.Path, err)
	}
	archived := record.Archived()
	archived.Repeat = repeat
	return archived, nil
}
