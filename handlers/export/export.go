// Package export writes transcripts in the forms that other programs read, onto an io.Writer.
//
//	jsonl      the records themselves, one a line: nothing is lost
//	csv        tables of turns, figures, exchanges or speakers, for spreadsheets
//	markdown   a transcript to be read
//	webvtt     captions, with voices
//	akn        an Akoma Ntoso 1.0 debate
//
// A record is written and let go before the next one is asked for, so that an archive of any size goes through in the memory that
// its longest transcript takes. Text comes from strangers: whatever it holds, what is written is well-formed in its format, and is
// data there and nothing else (no formula, no mark-up, no sequence that a terminal obeys). A character that the format can't carry is
// written as U+FFFD.
package export

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"shilu/schema"
)

// Selection is a transcript, or some of its turns.
type Selection struct {
	Record schema.Record
	// Found are the indexes of the turns that were asked for, in order; nil for all. Tables have the rows of these turns alone, the
	// other formats are of whole transcripts.
	Found []int
}

// holds says whether a turn was asked for.
func (s Selection) holds(turn int) bool {
	if s.Found == nil {
		return true
	}
	_, ok := slices.BinarySearch(s.Found, turn)
	return ok
}

// Writer writes transcripts one after the other.
type Writer interface {
	// Write has written all of the transcript when it returns, and keeps nothing of it.
	Write(s Selection) error
}

// Format is a form to write in.
type Format struct {
	Name string
	// Extension is what files of the format end in, with the full stop.
	Extension string
	// Single says that a file holds one transcript and no more.
	Single bool

	open func(w *bufio.Writer, o Options) Writer
}

// Options are what some formats leave open.
type Options struct {
	// Table is which of Tables CSV has.
	Table string
	// BOM has CSV begin with a byte order mark, without which Excel takes it for another encoding than UTF-8.
	BOM bool
}

// Formats are all that there are, the one that loses nothing first.
var Formats = []Format{
	{Name: "jsonl", Extension: ".jsonl", open: openJSONL},
	{Name: "csv", Extension: ".csv", open: openCSV},
	{Name: "markdown", Extension: ".md", Single: true, open: openMarkdown},
	{Name: "webvtt", Extension: ".vtt", Single: true, open: openWebVTT},
	{Name: "akn", Extension: ".xml", Single: true, open: openAkomaNtoso},
}

// Find returns the format of a name.
func Find(name string) (Format, error) {
	names := make([]string, len(Formats))
	for i, f := range Formats {
		if f.Name == name {
			return f, nil
		}
		names[i] = f.Name
	}
	return Format{}, fmt.Errorf("there is no format %q, only %s", name, strings.Join(names, ", "))
}

// Open begins to write in the format. A table that isn't one of Tables is an error.
func (f Format) Open(w io.Writer, o Options) (Writer, error) {
	if f.Name == "csv" && !slices.Contains(Tables(), o.Table) {
		return nil, fmt.Errorf("there is no table %q, only %s", o.Table, strings.Join(Tables(), ", "))
	}
	out := bufio.NewWriterSize(w, 64<<10)
	opened := flusher{f.open(out, o), out}
	return opened, out.Flush()
}

// flusher keeps the promise of Writer that nothing stays behind.
type flusher struct {
	Writer
	out *bufio.Writer
}

func (f flusher) Write(s Selection) error {
	if err := f.Writer.Write(s); err != nil {
		return err
	}
	return f.out.Flush()
}
