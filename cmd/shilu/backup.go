package main

import (
	"errors"
	"fmt"
	"io/fs"

	"shilu/schema/archive"
)

// backupCommand copies the archive, beside a shilu that writes to it or without one.
type backupCommand struct {
	File string `arg:"" help:"The file to make, like archive-2031-05-10.db; one that is there already is left alone."`
}

// Help says how it is used, below the flags.
func (backupCommand) Help() string {
	return `The file is an archive like any other: shilu search reads it where it is called archive.db in a data folder, and so does sqlite3.
To restore it, end shilu, copy the file to archive.db in the data folder, remove archive.db-wal and archive.db-shm there, and start again;
shilu replay --from persist then brings back what was archived since.

  shilu backup /backup/archive-$(date +%F).db`
}

func (c *backupCommand) Run(a *app) error {
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	err = store.Backup(a.ctx, c.File)
	if errors.Is(err, fs.ErrExist) {
		return withAdvice(err, "name another file, or take that one away first: a backup never replaces anything")
	}
	if err != nil {
		return err
	}
	made, err := archive.OpenReader(a.ctx, c.File)
	if err != nil {
		return err
	}
	defer made.Close()
	stats, err := made.Stats(a.ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(a.stdout, "%s holds %s, %s\n", shown(c.File), count(int(stats.Transcripts+stats.Superseded), "transcript"), count(int(stats.Turns), "turn"))
	return nil
}
