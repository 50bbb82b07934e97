package inbox

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"shilu/schema"
)

// Clerk writes the fates of any inbox into the ledger. An inbox does so for itself, but not all are at work all the time: an ingest that
// was interrupted has left files behind, which go on their way and whose fates nobody waits for. Where both write, the ledger takes one.
type Clerk struct {
	ledger Ledger
	log    *slog.Logger
	now    func() time.Time

	mu      sync.Mutex
	inboxes map[string]bool // in which the fate of a container may be due
	due     chan struct{}
}

// NewClerk makes one over the ledger of all inboxes.
func NewClerk(ledger Ledger, now func() time.Time, log *slog.Logger) *Clerk {
	return &Clerk{ledger: ledger, log: log, now: now, inboxes: map[string]bool{}, due: make(chan struct{}, 1)}
}

// Fate writes what became of an offer; the pipeline calls it for every event archived and rejected. It is idempotent. The error is
// thought to pass.
func (c *Clerk) Fate(ctx context.Context, file schema.File, fate Fate) error {
	entry, err := c.standIn(file.Inbox).settleFate(ctx, file.Path, file.Number, fate)
	if err != nil || entry.Container == "" {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.inboxes[file.Inbox] = true
	select {
	case c.due <- struct{}{}:
	default:
	}
	return nil
}

// reckonAfter is how long no member gets a fate until the clerk looks whether its container can have one: to know all members of a
// container it reads the whole ledger, and an inbox that is at work needs no help.
const reckonAfter = 2 * time.Second

// Run gives containers their fates, until ctx ends. Which members a container has, no single fate shows.
func (c *Clerk) Run(ctx context.Context) error {
	if err := c.survey(ctx); err != nil && !errors.Is(err, ErrUnreadable) && ctx.Err() == nil {
		c.log.Warn("look for containers without a fate", "error", err)
	}
	wait := time.NewTimer(0)
	defer wait.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-c.due:
			wait.Reset(reckonAfter)
		case <-wait.C:
			c.reckonAll(ctx)
		}
	}
}

// survey finds the inboxes in which a container has no fate.
func (c *Clerk) survey(ctx context.Context) error {
	return Entries(ctx, c.ledger, func(e Entry) error {
		if e.Members != nil && e.Waiting() {
			c.mu.Lock()
			c.inboxes[e.Inbox] = true
			c.mu.Unlock()
		}
		return nil
	})
}

func (c *Clerk) reckonAll(ctx context.Context) {
	c.mu.Lock()
	inboxes := c.inboxes
	c.inboxes = map[string]bool{}
	c.mu.Unlock()
	for name := range inboxes {
		if err := c.reckon(ctx, name); err != nil && ctx.Err() == nil {
			c.log.Warn("reckon with the members of containers", "inbox", name, "error", err)
		}
	}
}

func (c *Clerk) reckon(ctx context.Context, name string) error {
	i := c.standIn(name)
	if err := i.book.load(ctx); err != nil {
		return err
	}
	for container := range i.book.contents {
		if !i.book.awaits(container) {
			if _, err := i.reckon(ctx, container); err != nil {
				return err
			}
		}
	}
	return nil
}

// standIn is an inbox that knows nothing yet and has no folder.
func (c *Clerk) standIn(name string) *Inbox {
	return &Inbox{cfg: Config{Name: name, Now: c.now}, ledger: c.ledger, log: c.log, book: newBook(name, c.ledger, 0)}
}
