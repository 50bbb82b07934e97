package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"shilu/handlers/annotate"
	"shilu/handlers/parse"
	"shilu/pipeline"
	"shilu/schema"
	"shilu/schema/archive"
)

// rebuildCommand makes the archive anew, from what the event log has.
type rebuildCommand struct {
	From string `enum:"log,originals" default:"log" help:"log takes the records as the log has them; originals reads every original again with the present handlers."`
	JSON bool   `help:"Print as JSON."`
}

// Help says how it is used, below the flags.
func (rebuildCommand) Help() string {
	return `The event log is enough to make an archive. The new one takes the place of the old, which is kept beside it with the time in its
name. No other shilu may run in the data folder meanwhile. The digest says whether the new archive holds the same as the old one.

  shilu rebuild
  shilu rebuild --from originals`
}

const (
	fromLog       = "log"
	fromOriginals = "originals"
)

// rebuilt is what came of it.
type rebuilt struct {
	pipeline.Rebuilt
	Digest string `json:"digest"`
	// Before is the digest of the archive that was replaced, "" where there was none that could be read.
	Before string `json:"before"`
	// Kept is where that one lies now, "" where there was none.
	Kept string `json:"kept"`
}

func (c *rebuildCommand) Run(a *app) error {
	looker, err := a.lookerFor("rebuild", true)
	if err != nil {
		return err
	}
	defer looker.stop()
	made, err := looker.rebuild(*c)
	if err != nil {
		return err
	}
	if c.JSON {
		if err := printJSON(a.stdout, made); err != nil {
			return err
		}
	} else {
		same := "the same as before"
		switch {
		case made.Before == "":
			same = "there was none before that could be read"
		case made.Before != made.Digest:
			same = "other than before: " + made.Before
		}
		fmt.Fprintf(a.stdout, "%s, %s of annotators, %d sources gone\ndigest %s, %s\n", count(made.States, "state"), count(made.Words, "word"), made.Gone, made.Digest, same)
		if made.Kept != "" {
			fmt.Fprintf(a.stdout, "the archive before is %s; remove it when you are content\n", made.Kept)
		}
	}
	if made.Damaged > 0 {
		return withAdvice(fmt.Errorf("%s of the log can't be read back", count(made.Damaged, "event")), "the log above says which; shilu run offers again what lies in its folder")
	}
	return nil
}

// rebuild makes a new archive beside the old one and puts it in its place. What the old one holds and the log has lost goes into the log
// first, if the log is not the one that it was: else it would be missing in the new one.
func (l *looker) rebuild(c rebuildCommand) (made rebuilt, err error) {
	if old, err := l.openReader(); err == nil {
		if err := errors.Join(refiller{l.app, l.bus, old}.refill(l.ctx), old.Close()); err != nil {
			l.log.Warn("what the archive alone may hold is not put into the log", "error", err)
		}
	}
	fresh := l.archiveFile() + ".new"
	if err := removeArchive(fresh); err != nil { // of a rebuild that was broken off
		return made, err
	}
	store, err := archive.Open(l.ctx, fresh, archive.DefaultConfig())
	if err != nil {
		return made, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, store.Close(), removeArchive(fresh))
		}
	}()
	if made.Rebuilt, err = l.bus.Rebuild(l.ctx, l.recipe(c, store)); err != nil {
		return made, err
	}
	if made.Digest, err = store.Digest(l.ctx); err != nil {
		return made, err
	}
	if err = store.Close(); err != nil {
		return made, err
	}
	made.Before, made.Kept = l.before()
	return made, archive.Replace(l.ctx, l.archiveFile(), fresh, made.Kept)
}

// recipe is how the log's events get into the store.
func (l *looker) recipe(c rebuildCommand, store *archive.Archive) pipeline.Rebuild {
	var told time.Time
	recipe := pipeline.Rebuild{
		Put: func(ctx context.Context, record schema.Record, original []byte) error {
			_, err := store.Put(ctx, record, original)
			return err
		},
		Gone:   departures(store),
		Note:   annotate.New(store, parse.Decode).Handle,
		Decide: func(ctx context.Context, d schema.Decision) error { return store.Decide(ctx, d, true) },
		Progress: func(done int) {
			if now := l.now(); now.Sub(told) >= progressEvery {
				told = now
				fmt.Fprintf(l.stderr, "shilu: %s\n", count(done, "state"))
			}
		},
	}
	if c.From == fromOriginals {
		parse.CachePDF(l.cacheDir())
		recipe.Read, recipe.Readers = read, workers()
	}
	return recipe
}

// before tells of the archive that is to be replaced: its digest, and the name that it gets.
func (l *looker) before() (digest, keep string) {
	if _, err := os.Stat(l.archiveFile()); errors.Is(err, fs.ErrNotExist) {
		return "", ""
	}
	name := strings.TrimSuffix(filepath.Base(l.archiveFile()), ".db") + l.now().UTC().Format("-20060102T150405.000Z") + ".db"
	keep = filepath.Join(l.Data, name)
	store, err := l.openReader()
	if err != nil {
		return "", keep
	}
	defer store.Close()
	if digest, err = store.Digest(l.ctx); err != nil {
		return "", keep
	}
	return digest, keep
}

// removeArchive removes an archive with its journals, if there is one.
func removeArchive(path string) error {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
