package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"shilu/handlers/export"
	"shilu/schema/archive"
	"shilu/schema/query"
)

// exportCommand takes transcripts out of the archive, in forms that other programs read. It reads beside a running writer.
type exportCommand struct {
	Query      []string `arg:"" optional:"" help:"What shilu search understands; without it, all. \"shilu export 春茶 --format csv\" writes the turns that it finds, the other formats whole transcripts."`
	Format     string   `enum:"jsonl,csv,markdown,webvtt,akn" default:"jsonl" help:"jsonl, csv, markdown, webvtt or akn, which is Akoma Ntoso (${default})."`
	Table      string   `enum:"turns,figures,exchanges,speakers" default:"turns" help:"What the rows of a csv are: turns, figures, exchanges or speakers (${default})."`
	BOM        bool     `name:"bom" help:"Begin a csv with a byte order mark, so that Excel reads it as UTF-8."`
	Out        string   `placeholder:"FILE|DIR" help:"Write into this file instead of standard output. Of markdown, webvtt and akn a folder gets a file for each transcript: ID.md."`
	Exact      bool     `help:"Take the query's characters as typed, as in shilu search."`
	Superseded bool     `help:"Take out transcripts too that a newer revision has replaced."`
}

func (c *exportCommand) Run(a *app) error {
	format, err := export.Find(c.Format)
	if err != nil {
		return err
	}
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	tree := query.Parse(strings.Join(c.Query, " "))
	tree.AsTyped = c.Exact
	options := archive.SelectOptions{All: len(c.Query) == 0, IncludeSuperseded: c.Superseded}
	if !options.All && tree.Warning != "" {
		fmt.Fprintf(a.stderr, "note: %s\n", shown(tree.Warning))
	}
	to, err := c.target(a, format)
	if err != nil {
		return err
	}
	transcripts, turns := 0, 0
	progress := a.progress("turns")
	for s, err := range store.Select(a.ctx, tree, options) {
		if err == nil {
			err = to.write(export.Selection{Record: s.Record, Found: s.Found})
		}
		if err != nil {
			progress.end()
			return errors.Join(fmt.Errorf("export: %w", err), to.drop())
		}
		transcripts++
		if s.Found != nil {
			turns += len(s.Found)
		} else {
			turns += len(s.Record.Turns)
		}
		progress.show(turns, s.Total)
	}
	progress.end()
	if err := to.keep(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	if transcripts == 0 {
		fmt.Fprintln(a.stderr, "note: nothing was found")
	} else if c.Out != "" {
		fmt.Fprintf(a.stderr, "%s, %s\n", count(transcripts, "transcript"), count(turns, "turn"))
	}
	return nil
}

// target is where transcripts go.
type target interface {
	write(s export.Selection) error
	// keep ends what was written well, drop takes away what was not.
	keep() error
	drop() error
}

func (c *exportCommand) target(a *app, format export.Format) (target, error) {
	options := export.Options{Table: c.Table, BOM: c.BOM}
	info, err := os.Stat(c.Out)
	isFolder := err == nil && info.IsDir() || strings.HasSuffix(c.Out, "/")
	switch {
	case format.Single && isFolder:
		return folderTarget{c.Out, format, options}, os.MkdirAll(c.Out, 0o777)
	case isFolder:
		return nil, usage("name a file: --out "+filepath.Join(c.Out, "transcripts"+format.Extension), "%s is a folder, and %s is one file", c.Out, format.Name)
	case c.Out == "":
		return newStream(a.stdout, format, options)
	}
	file, err := createPart(c.Out)
	if err != nil {
		return nil, err
	}
	s, err := newStream(file, format, options)
	if err != nil {
		return nil, errors.Join(err, file.drop())
	}
	return fileTarget{s, file}, nil
}

// stream is one file or pipe for all.
type stream struct {
	export.Writer
	format  export.Format
	written int
}

func newStream(w io.Writer, format export.Format, options export.Options) (*stream, error) {
	opened, err := format.Open(w, options)
	return &stream{Writer: opened, format: format}, err
}

func (s *stream) write(selection export.Selection) error {
	if s.written++; s.format.Single && s.written > 1 {
		return withAdvice(fmt.Errorf("the query finds several transcripts, and a file of %s is one", s.format.Name),
			"name a folder, --out transcripts/, or ask for less")
	}
	return s.Write(selection)
}

func (s *stream) keep() error { return nil }
func (s *stream) drop() error { return nil }

type fileTarget struct {
	*stream
	file part
}

func (f fileTarget) keep() error { return f.file.keep() }
func (f fileTarget) drop() error { return f.file.drop() }

// folderTarget has a file for each transcript.
type folderTarget struct {
	dir     string
	format  export.Format
	options export.Options
}

func (f folderTarget) write(s export.Selection) error {
	file, err := createPart(filepath.Join(f.dir, s.Record.ID+f.format.Extension))
	if err != nil {
		return err
	}
	w, err := f.format.Open(file, f.options)
	if err == nil {
		err = w.Write(s)
	}
	if err != nil {
		return errors.Join(err, file.drop())
	}
	return file.keep()
}

func (f folderTarget) keep() error { return nil }
func (f folderTarget) drop() error { return nil }

// part is a file that gets its name when it is whole: whoever watches the folder, a shilu for instance, doesn't take half of it.
type part struct {
	*os.File
	name string
}

func createPart(name string) (part, error) {
	file, err := os.Create(name + ".part")
	return part{file, name}, err
}

func (p part) keep() error {
	if err := p.Close(); err != nil {
		return errors.Join(err, os.Remove(p.File.Name()))
	}
	return os.Rename(p.File.Name(), p.name)
}

func (p part) drop() error { return errors.Join(p.Close(), os.Remove(p.File.Name())) }
