package main

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"shilu/pipeline"
	"shilu/pipeline/inbox"
	"shilu/schema"
	"shilu/schema/archive"
)

// removeCommand takes a transcript out of the archive and the streams, and keeps it out.
type removeCommand struct {
	ID string `arg:"" help:"The transcript's id; its beginning is enough where the archive is here."`
	decisionFlags
	Undo bool `help:"Let it in again; it comes back when it is met again."`
	JSON bool `help:"Print as JSON."`
}

// Help says how it is used, below the flags.
func (removeCommand) Help() string {
	return `Its text, its records, what annotators said of it and its dead letters are deleted from the archive and from the streams, and it is
rejected whenever it is met again. The decision itself stays, with who made it, when and why, and can be undone. Not deleted are the file
in its folder, backups, exports, and what others have subscribed to. The search index is written anew, which takes a moment for a large one.

  shilu remove 7a8cb587 --why "withdrawn by the press office"
  shilu remove 7a8cb587 --undo --why "withdrawn by mistake"`
}

// removal is what came of it.
type removal struct {
	Decision schema.Decision `json:"decision"`
	pipeline.Decided
	// Files are where the ledger knows the transcript to lie still; after an undoing, those that are offered again.
	Files []string `json:"files"`
}

func (c *removeCommand) Run(a *app) error {
	made := removal{Files: []string{}}
	err := a.withOwner("remove", func(ctx context.Context, bus *pipeline.Bus, decide decider) (err error) {
		if made.Decision, err = c.wanted(ctx, a, bus); err != nil {
			return err
		}
		if made.Decided, err = decide(ctx, made.Decision); err != nil {
			return err
		}
		made.Files, err = c.files(ctx, bus, made.Decision)
		return err
	})
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.stdout, made)
	}
	c.tell(a, made)
	return nil
}

// wanted is what is to be decided. Of one that is to be undone only the log knows everywhere.
func (c *removeCommand) wanted(ctx context.Context, a *app, bus *pipeline.Bus) (schema.Decision, error) {
	d := c.decision(schema.DecisionRemoved, a.now())
	standing := map[string]schema.Decision{} // by id, of those that nobody took back
	undone := map[string]bool{}
	err := bus.EachDecision(ctx, func(made schema.Decision) error {
		if made.Kind == schema.DecisionUndone {
			undone[made.About] = true
		} else if made.Kind == schema.DecisionRemoved && strings.HasPrefix(made.About, strings.ToLower(c.ID)) {
			standing[made.ID] = made
		}
		return nil
	})
	if err != nil {
		return d, err
	}
	for id := range undone {
		delete(standing, id)
	}
	if !c.Undo {
		d.About, err = c.find(a)
		for _, made := range standing {
			if d.About == "" || made.About == d.About { // what was removed isn't found any more
				return d, withAdvice(fmt.Errorf("%s was removed already, by %s: %s", made.About, made.Who, made.Why), "--undo lets it in again")
			}
		}
		return d, err
	}
	d.Kind = schema.DecisionUndone
	for id, made := range standing {
		if d.About != "" && standing[d.About].About != made.About {
			return d, withAdvice(fmt.Errorf("several transcripts whose ids begin with %s were removed", c.ID), "give more of the id")
		}
		d.About = id
	}
	if d.About == "" {
		return d, withAdvice(fmt.Errorf("no transcript whose id begins with %s was removed", c.ID), "sqlite3 shilu-data/archive.db 'SELECT * FROM decision_view' lists what was removed")
	}
	return d, nil
}

var wholeID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// find completes the id from the archive. What never came to the archive is named by its whole id.
func (c *removeCommand) find(a *app) (string, error) {
	if id := strings.ToLower(c.ID); wholeID.MatchString(id) {
		return id, nil
	}
	store, err := a.openReader()
	if err != nil {
		return "", withAdvice(fmt.Errorf("%s is not a whole id: %w", c.ID, err), "give all of its 32 digits, or the data folder with the archive")
	}
	defer store.Close()
	entry, err := store.Find(a.ctx, c.ID)
	var ambiguous *archive.AmbiguousError
	switch {
	case errors.As(err, &ambiguous):
		return "", withAdvice(err, "give more of the id")
	case errors.Is(err, archive.ErrNotFound):
		return "", withAdvice(fmt.Errorf("%s: %w", c.ID, err), "shilu search finds ids, shilu status lists files; what never came to the archive is removed by its whole id")
	}
	return entry.ID, err
}

// files lists where the transcript lies still. After an undoing their fates are taken back, so that they are offered again.
func (c *removeCommand) files(ctx context.Context, bus *pipeline.Bus, d schema.Decision) ([]string, error) {
	files, states := []string{}, []schema.State{}
	about := d.About
	if d.Kind == schema.DecisionUndone {
		err := bus.EachDecision(ctx, func(made schema.Decision) error {
			if made.ID == d.About {
				about = made.About
			}
			return nil
		})
		if err != nil {
			return files, err
		}
	}
	err := inbox.Entries(ctx, bus.Ledger(), func(e inbox.Entry) error {
		if e.Digest == "" || e.Members != nil || !e.Gone.IsZero() || schema.TranscriptID(e.Digest) != about {
			return nil
		}
		if d.Kind == schema.DecisionRemoved || e.Rejected != nil && e.Rejected.Code == schema.FaultRemoved {
			file := e.Inbox + "/" + strings.TrimPrefix(e.Path, "/")
			if e.Moved != nil {
				file = e.Moved.String()
			}
			files, states = append(files, file), append(states, e.File().State())
		}
		return nil
	})
	if err != nil && !errors.Is(err, inbox.ErrUnreadable) || d.Kind == schema.DecisionRemoved {
		return files, err
	}
	for _, state := range states {
		if err := bus.ForgetFate(ctx, state); err != nil {
			return files, err
		}
		if _, err := inbox.Again(ctx, bus.Ledger(), state); err != nil {
			return files, err
		}
	}
	return files, nil
}

func (c *removeCommand) tell(a *app, made removal) {
	d := made.Decision
	if c.Undo {
		fmt.Fprintf(a.stdout, "the decision %s no longer holds\n", d.About)
		if len(made.Files) > 0 {
			fmt.Fprintf(a.stdout, "offered again when shilu run or shilu watch next starts:\n")
		} else {
			fmt.Fprintf(a.stdout, "drop the file again, or shilu ingest it, and it is archived again\n")
		}
	} else {
		fmt.Fprintf(a.stdout, "removed %s: %s, %s and %s deleted from the streams\n", d.About, count(made.Events, "event"),
			count(made.Letters, "dead letter"), count(made.Objects, "object"))
		fmt.Fprintf(a.stdout, "not reached: backups, exports, what others subscribed to, and in the ledger the path and the digest\n")
		if len(made.Files) > 0 {
			fmt.Fprintf(a.stdout, "and the file itself, which lies at:\n")
		}
	}
	for _, file := range made.Files {
		fmt.Fprintf(a.stdout, "  %s\n", shown(file))
	}
}
