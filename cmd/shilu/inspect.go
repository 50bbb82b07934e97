package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"shilu/handlers/enrich"
	"shilu/handlers/parse"
	"shilu/pipeline/inbox"
	"shilu/schema"
)

// inspectCommand runs the handlers on a file without NATS and without an archive.
type inspectCommand struct {
	File   string `arg:"" help:"The file."`
	Layout string `placeholder:"NAME" help:"Read it by this layout instead of the one that is detected; \"lines\" takes each line as a turn."`
	Date   string `placeholder:"YYYY-MM-DD" help:"The day on which it was spoken."`
	JSON   bool   `help:"Print the record as the event enriched and the export carry it."`
}

func (c *inspectCommand) Run(a *app) error {
	original, err := readFile(c.File)
	if err != nil {
		return err
	}
	received := schema.Received{
		File: schema.File{
			Inbox: "inspect", Path: filepath.ToSlash(filepath.Base(c.File)), Digest: schema.Digest(original), Size: int64(len(original)),
			MediaType: schema.MediaType(c.File), Layout: c.Layout, Spoken: c.Date,
		},
		Original: original,
	}
	if err := tellSidecar(c.File, &received.File); err != nil {
		return err
	}
	if _, err := os.Stat(a.Data); err == nil { // nothing is made for a look
		parse.CachePDF(a.cacheDir())
	}
	record, err := read(a.ctx, received)
	if err != nil {
		return fmt.Errorf("%s: %w", c.File, err)
	}
	if c.JSON {
		return printJSON(a.stdout, record)
	}
	printRecord(a.stdout, record)
	return nil
}

// readFile reads what the folder would take: a file, and no larger than the folder's limit.
func readFile(name string) ([]byte, error) {
	info, err := os.Stat(name)
	if err != nil {
		return nil, err
	}
	limit := inbox.DefaultConfig("", "").MaxSize
	switch {
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s is not a file", name)
	case info.Size() > limit:
		return nil, withAdvice(fmt.Errorf("%s has %d bytes, the limit is %d", name, info.Size(), limit), "split it")
	}
	return os.ReadFile(name)
}

// read is what parse and enrich make of a file, one after the other.
func read(ctx context.Context, received schema.Received) (schema.Record, error) {
	record, err := parse.Handle(ctx, received)
	if err != nil {
		return schema.Record{}, err
	}
	return enrich.Handle(ctx, record)
}
