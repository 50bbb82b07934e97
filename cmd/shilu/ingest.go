package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"

	"shilu/pipeline"
	"shilu/pipeline/inbox"
	"shilu/pipeline/natsd"
)

// ingestCommand takes files once: by the shilu that runs in the data folder or the server of --nats, else by a machine of its own.
type ingestCommand struct {
	sourceFlags `embed:""`

	Files  []string `arg:"" name:"file" help:"Files and folders."`
	Name   string   `default:"ingest" placeholder:"NAME" help:"The inbox's name in every source (${default})."`
	Layout string   `placeholder:"NAME" help:"Read them by this layout instead of the one that is detected."`
	Date   string   `placeholder:"YYYY-MM-DD" help:"The day on which they were spoken."`
	JSON   bool     `help:"Print each fate as a line of JSON."`
}

func (c *ingestCommand) Run(a *app) error {
	if err := checkDay(c.Date); err != nil {
		return err
	}
	for _, path := range c.Files {
		if err := a.keepOut(path); err != nil {
			return err
		}
	}
	bus, parts, stop, err := a.anyMachine("ingest")
	if err != nil {
		return err
	}
	defer stop()
	// A file is named by its whole path: the folder of this inbox is the root.
	config := c.config("/", c.Name)
	config.Layout, config.Spoken = c.Layout, c.Date
	folder, err := inbox.New(config, bus.Ledger(), bus, a.log)
	if err != nil {
		return err
	}
	var archived, rejected, failed int
	var results atomic.Int64
	bar := a.startFooter(func() (done, total int) {
		s := folder.Stats()
		done = int(results.Load())
		return done, done + s.Unsettled + s.Queued + s.Waiting
	})
	defer bar.end()
	take := func(ctx context.Context) error {
		return folder.Take(ctx, c.Files, func(r inbox.Result) {
			results.Add(1)
			switch {
			case r.Err != nil:
				failed++
				bar.above(func() { fmt.Fprintf(a.stderr, "shilu: %s: %s\n", shown(r.Path), shownLines(r.Err.Error())) })
				return
			case r.Entry.Container != "": // counted with what holds it
			case r.Entry.Members != nil:
				archived += r.Entry.Members.Archived
				rejected += r.Entry.Members.Total - r.Entry.Members.Archived
			case r.Entry.Archived != nil:
				archived++
			default:
				rejected++
			}
			bar.above(func() { printFate(a.stdout, r.Entry, c.JSON) })
		})
	}
	err = a.work(bus, c.listening(bus, folder.Fate, take), parts...)
	bar.end()
	if a.ctx.Err() != nil {
		return withAdvice(errors.New("interrupted"), "what was offered goes on with the next shilu run, and shilu status tells its fate; ingest the same files again for the rest")
	}
	if err != nil {
		return err
	}
	if !c.JSON {
		fmt.Fprintf(a.stdout, "%d archived, %d rejected\n", archived, rejected)
	}
	if failed > 0 {
		return fmt.Errorf("%d files could not be taken", failed)
	}
	if rejected > 0 {
		return verdictError(fmt.Sprintf("%d files were rejected; shilu dead list shows why", rejected))
	}
	return nil
}

// listening makes do begin when it is certain to be told of every fate. Others may ingest at the same time under the same name.
func (c *ingestCommand) listening(bus *pipeline.Bus, fate pipeline.HandleFate, do func(context.Context) error) func(context.Context) error {
	return func(ctx context.Context) error {
		ctx, cancel := context.WithCancel(ctx)
		ready, ended := make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- bus.FollowFates(ctx, c.Name, sync.OnceFunc(func() { close(ready) }), fate)
		}()
		select {
		case <-ready:
		case err := <-ended:
			cancel()
			return err
		}
		err := do(ctx)
		cancel()
		return errors.Join(err, <-ended)
	}
}

// anyMachine connects to the server of --nats or to the shilu that runs in the data folder, whose workers do the work; where none
// runs it starts one for as long as the command takes.
func (a *app) anyMachine(name string) (bus *pipeline.Bus, parts []pipeline.Part, stop func(), err error) {
	if a.URL == "" {
		end, err := a.takeTurn()
		if err != nil {
			return nil, nil, nil, err
		}
		m, err := a.start(natsd.DefaultPort)
		if err == nil {
			return m.bus, append(a.archiveParts(m.store, m.bus), a.parseStage(), enrichStage()), func() { m.stop(); end() }, nil
		}
		end() // the turn was another's machine's, or nobody's
		if !errors.Is(err, errDataTaken) {
			return nil, nil, nil, err
		}
	}
	if bus, err = a.connect(name); err != nil {
		return nil, nil, nil, err
	}
	return bus, nil, func() { bus.Close() }, nil
}
