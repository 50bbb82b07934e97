package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	"shilu/handlers/enrich"
	"shilu/handlers/parse"
	"shilu/pipeline"
	"shilu/schema"
)

// replayCommand brings what was archived by older handlers up to the present ones: by the shilu that runs in the data folder or the
// workers of --nats, else by a machine of its own.
type replayCommand struct {
	From  string   `enum:"parse,enrich,persist" default:"parse" help:"The stage to begin with: parse, enrich (saves the parsing where what parse made is still kept) or persist (what the archive lacks or has in an older form)."`
	Match string   `placeholder:"GLOB" help:"Only files whose path matches, like \"2031-*.txt\"."`
	All   bool     `help:"Also what the present handlers made already, and what never came to its end."`
	JSON  bool     `help:"Print as JSON."`
	IDs   []string `arg:"" optional:"" name:"id" help:"Only these transcripts; the beginning of an id is enough."`
}

// progressEvery is how often the progress is told.
const progressEvery = time.Second

func (c *replayCommand) Run(a *app) error {
	if err := checkGlob("--match", c.Match); err != nil {
		return err
	}
	bus, parts, stop, err := a.anyMachine("replay")
	if err != nil {
		return err
	}
	defer stop()
	parsed := schema.Versions("").With(parse.Version)
	want := pipeline.Replay{From: c.From, Parsed: parsed, Enriched: parsed.With(enrich.Version), All: c.All, Match: c.chosen}
	if c.From == pipeline.StagePersist && !c.All {
		store, err := a.openReader()
		if errors.Is(err, fs.ErrNotExist) {
			return withAdvice(err, "name the data folder that holds the archive, or put in everything again with --all")
		}
		if err != nil {
			return err
		}
		defer store.Close()
		want.Held = store.Versions
	}
	var made pipeline.Replayed
	replay := func(ctx context.Context) (err error) {
		var told time.Time
		made, err = bus.Replay(ctx, want, func(done, total int) {
			if now := a.now(); now.Sub(told) >= progressEvery {
				told = now
				fmt.Fprintf(a.stderr, "shilu: %d of %d replayed\n", done, total)
			}
		})
		return err
	}
	err = a.work(bus, replay, parts...)
	if a.ctx.Err() != nil {
		return withAdvice(errors.New("interrupted"), "what was put in again goes on at the next shilu run; shilu replay does the rest")
	}
	if err != nil {
		return err
	}
	return c.tell(a, made)
}

// chosen reports whether the file is one of those that were asked for.
func (c *replayCommand) chosen(f schema.File) bool {
	if ok, _ := path.Match(c.Match, f.Path); c.Match != "" && !ok {
		return false
	}
	id := f.State().ID
	return len(c.IDs) == 0 || slices.ContainsFunc(c.IDs, func(prefix string) bool { return strings.HasPrefix(id, strings.ToLower(prefix)) })
}

// tell prints what came of it; what is bad about it is the error.
func (c *replayCommand) tell(a *app, made pipeline.Replayed) error {
	if (c.Match != "" || len(c.IDs) > 0) && made.Matched() == 0 {
		return withAdvice(errors.New("the log holds no such transcript"), "shilu search finds ids, shilu status lists files")
	}
	if c.JSON {
		if err := printJSON(a.stdout, made); err != nil {
			return err
		}
	} else {
		fmt.Fprintf(a.stdout, "%d replayed: %d archived, %d rejected\n%d current, %d newer, %d unfinished\n",
			made.Replayed, made.Archived, made.Rejected, made.Current, made.Newer, made.Unfinished)
	}
	switch {
	case made.Failed > 0:
		return fmt.Errorf("%d states could not be put in again; the log above says why", made.Failed)
	case made.Rejected > 0:
		return verdictError(fmt.Sprintf("%d files were rejected; shilu dead list shows why", made.Rejected))
	case made.Older > 0:
		return verdictError(fmt.Sprintf("%d were made by older handlers than this shilu has: end the workers of the older shilu, then replay again", made.Older))
	}
	return nil
}
