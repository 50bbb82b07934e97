package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"time"

	"shilu/handlers/enrich"
	"shilu/handlers/parse"
	"shilu/pipeline/inbox"
	"shilu/schema"
)

// inspectCommand runs the handlers on a file without NATS and without an archive.
type inspectCommand struct {
	sourceFlags `embed:""`

	File   string `arg:"" help:"The file; of a zip or gzip file, each that it holds."`
	Layout string `placeholder:"NAME" help:"Read it by this layout instead of the one that is detected; \"lines\" takes each line as a turn."`
	Date   string `placeholder:"YYYY-MM-DD" help:"The day on which it was spoken."`
	JSON   bool   `help:"Print the record as the event enriched and the export carry it; what a zip holds a line each."`
}

func (c *inspectCommand) Run(a *app) error {
	if err := checkDay(c.Date); err != nil {
		return err
	}
	if _, err := os.Stat(a.Data); err == nil { // nothing is made for a look
		parse.CachePDF(a.cacheDir())
	}
	config := c.config("", "inspect")
	config.Layout, config.Spoken = c.Layout, c.Date
	held, refused := 0, 0 // of what a container holds
	err := inbox.Inspect(a.ctx, config, c.File, func(received schema.Received, fault *schema.Fault) error {
		isMember := strings.Contains(received.Path, "/")
		var record schema.Record
		var err error
		if fault != nil {
			err = fault
		} else {
			record, err = read(a.ctx, received)
		}
		switch {
		case !isMember && err != nil:
			return err
		case !isMember:
			return c.print(a, record)
		case a.ctx.Err() != nil:
			return a.ctx.Err()
		}
		if held++; err != nil {
			refused++
			fail(a.stderr, exitVerdict, fmt.Errorf("%s: %w", received.Path, err))
			return nil
		}
		return c.printMember(a, received.Path, record, held)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if refused > 0 {
		return verdictError(fmt.Sprintf("%d of %d in %s would be rejected", refused, held, c.File))
	}
	return nil
}

func (c *inspectCommand) print(a *app, record schema.Record) error {
	if c.JSON {
		return printJSON(a.stdout, record)
	}
	printRecord(a.stdout, record)
	return nil
}

func (c *inspectCommand) printMember(a *app, path string, record schema.Record, number int) error {
	if c.JSON {
		return printJSONLine(a.stdout, record)
	}
	if number > 1 {
		fmt.Fprintln(a.stdout)
	}
	fmt.Fprintf(a.stdout, "== %s\n", shown(path))
	printRecord(a.stdout, record)
	return nil
}

// read is what parse and enrich make of a file, one after the other.
func read(ctx context.Context, received schema.Received) (schema.Record, error) {
	record, err := parse.Handle(ctx, received)
	if err != nil {
		return schema.Record{}, err
	}
	return enrich.Handle(ctx, record)
}

// checkDay says whether --date is a day.
func checkDay(date string) error {
	if _, err := time.Parse(time.DateOnly, date); date != "" && err != nil {
		return usage("write it like --date 2024-05-10", "--date %s is not a day", date)
	}
	return nil
}
