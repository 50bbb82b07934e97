package main

import (
	"context"
	"os"

	"shilu/pipeline"
	"shilu/pipeline/inbox"
)

// watchCommand is only the folder; the workers are elsewhere.
type watchCommand struct {
	folderFlags
	Dir  string `arg:"" help:"The folder."`
	JSON bool   `help:"Print each fate as a line of JSON."`
}

func (c *watchCommand) Run(a *app) error {
	if err := c.check(a, c.Dir); err != nil {
		return err
	}
	if _, err := os.Stat(c.Dir); err != nil {
		return withAdvice(err, "make the folder first, or name another")
	}
	bus, err := a.await("watch")
	if err != nil {
		return err
	}
	defer bus.Close()
	config, err := c.config(a, c.Dir)
	if err != nil {
		return err
	}
	first := &firstScan{}
	config.Fated = first.fated(func(e inbox.Entry) { printFate(a.stdout, e, c.JSON) })
	folder, err := inbox.New(config, bus.Ledger(), bus, a.log)
	if err != nil {
		return err
	}
	return a.work(bus, func(ctx context.Context) error {
		defer first.show(a, folder)()
		return folder.Run(ctx)
	}, pipeline.Fates(config.Name, folder.Fate))
}

// idle is what runs beside the stages of a worker.
func idle(ctx context.Context) error {
	<-ctx.Done()
	return nil
}
