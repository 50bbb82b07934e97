package inbox

import (
	"context"

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
	// Freed publishes that the inbox had moved the source's file away while it was in this state, and that another has come under its
	// name. It may be called again for the same.
	Freed(ctx context.Context, file schema.File) error
}

// What a Transport speaks of.
type (
	// Whereabouts is where a state is.
	Whereabouts = schema.Whereabouts
	// Fate is what became of one offer.
	Fate = schema.Fate
)
