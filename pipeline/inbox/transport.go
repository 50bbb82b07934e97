package inbox

import (
	"context"
	"time"

	"shilu/schema"
)

// Transport carries offers away and knows what became of them. Its methods may be called from several goroutines. A *schema.Fault
// is final and becomes the file's fate; any other error is thought to pass, and the call is made again later.
type Transport interface {
	// Offer stores the file for the walk, and returns the Receipt of the stream that holds it. When it returns the file is on
	// disk there. A repeat of the same file, number and offer is harmless.
	Offer(ctx context.Context, file schema.Received) (receipt string, err error)
	// Receipt names the present incarnation of the stream: another one than before means that what it held may be lost.
	Receipt(ctx context.Context) (string, error)
	// Whereabouts looks for the walk of this state, whatever its offer.
	Whereabouts(ctx context.Context, file schema.File) (Whereabouts, error)
	// Gone publishes that the source vanished while it was in this state. It may be called again for the same.
	Gone(ctx context.Context, file schema.File) error
}

// Whereabouts is where a state is. The zero value says: nowhere.
type Whereabouts struct {
	// Waiting says that something of it is queued or in flight.
	Waiting bool
	// Fate is what became of it, of the highest offer that has a fate.
	Fate *Fate
}

// Fate is what became of one offer: exactly one of Archived and Rejected is set.
type Fate struct {
	Offer    int
	At       time.Time
	Archived *schema.Archived
	Rejected *schema.Rejected
}
