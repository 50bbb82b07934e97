package main

import (
	"context"
	"errors"
	"math/rand/v2"
	"os"
	"os/user"
	"strings"
	"time"

	"shilu/pipeline"
	"shilu/schema"
)

// This file is what every command has that takes a decision about the archive: remove and people.

// decisionFlags say who decides, and why.
type decisionFlags struct {
	Why string `required:"" placeholder:"TEXT" help:"The reason; it is kept with the decision."`
	Who string `placeholder:"NAME" help:"Who decides; the user of this machine unless set."`
}

// decision is one that says nothing yet of what it is about.
func (f decisionFlags) decision(kind schema.DecisionKind, now time.Time) schema.Decision {
	d := schema.Decision{ID: schema.DecisionID(now, rand.Uint32()), Kind: kind, Who: f.Who, Why: f.Why, Made: now.UTC()}
	if strings.TrimSpace(d.Who) == "" {
		d.Who = whoIsHere()
	}
	return d
}

// whoIsHere is the user of this machine.
func whoIsHere() string {
	host, _ := os.Hostname()
	if u, err := user.Current(); err == nil {
		return u.Username + "@" + host
	}
	return "somebody@" + host
}

// decider takes a decision, and returns when the archive has it and everything that follows is done.
type decider func(context.Context, schema.Decision) (pipeline.Decided, error)

// withOwner connects to whoever owns the archive: the shilu that runs, else this process for as long as do does.
func (a *app) withOwner(command string, do func(context.Context, *pipeline.Bus, decider) error) error {
	bus, parts, stop, err := a.anyMachine(command)
	if err != nil {
		return err
	}
	defer stop()
	decide := func(ctx context.Context, d schema.Decision) (pipeline.Decided, error) {
		return decide(ctx, bus, d, len(parts) > 0)
	}
	if len(parts) == 0 {
		err = do(a.ctx, bus, decide)
	} else {
		err = a.work(bus, func(ctx context.Context) error { return do(ctx, bus, decide) }, parts...)
	}
	if errors.Is(err, pipeline.ErrNoOwner) {
		return withAdvice(err, "start shilu run, or shilu worker persist where the archive is")
	}
	return err
}

const (
	// decideTimeout is for an archive whose index takes minutes to be written anew.
	decideTimeout = 10 * time.Minute
	// ownerStarts is how soon a part that was just started is asked again.
	ownerStarts = 20 * time.Millisecond
)

// decide asks the owner. One that is being started in this process may not be listening yet.
func decide(ctx context.Context, bus *pipeline.Bus, d schema.Decision, starting bool) (pipeline.Decided, error) {
	ctx, cancel := context.WithTimeout(ctx, decideTimeout)
	defer cancel()
	for {
		done, err := bus.Decide(ctx, d)
		if !starting || !errors.Is(err, pipeline.ErrNoOwner) {
			return done, err
		}
		select {
		case <-ctx.Done():
			return done, err
		case <-time.After(ownerStarts):
		}
	}
}
