// Package archive keeps transcripts in one SQLite file that people can open with anything, and finds them again. It is the only
// package that speaks SQL.
package archive

import (
	"context"
	"errors"

	"shilu/schema"
	"shilu/schema/query"
)

// ErrNotFound says that the archive holds no such transcript.
var ErrNotFound = errors.New("no such transcript in the archive")

// ErrAmbiguous says that several transcripts' ids begin so.
var ErrAmbiguous = errors.New("several transcripts' ids begin so")

// ErrReadOnly says that the archive was opened by OpenReader.
var ErrReadOnly = errors.New("the archive was opened for reading only")

var errUnfinished = errors.New("not built yet")

// Config is what can be set about an archive.
type Config struct {
	// Readers is how many connections serve searches beside the one that writes.
	Readers int
}

// DefaultConfig is what suits most machines.
func DefaultConfig() Config { return Config{Readers: 4} }

// Archive is an open archive.
type Archive struct{}

// Open opens the archive for writing and reading, and makes it where there is none. One process writes to an archive.
func Open(ctx context.Context, path string, cfg Config) (*Archive, error) {
	return nil, errUnfinished
}

// OpenReader opens an archive for reading only; any number may beside the one that writes.
func OpenReader(ctx context.Context, path string) (*Archive, error) { return nil, errUnfinished }

// Close waits for what is being written.
func (a *Archive) Close() error { return nil }

// Put stores a record with the original bytes that it was made from. It is idempotent; repeat says that the archive held this
// state already, by the same or higher versions. A *schema.Fault is returned for a record that can never be stored.
func (a *Archive) Put(ctx context.Context, record schema.Record, original []byte) (repeat bool, err error) {
	return false, errUnfinished
}

// Gone marks sources as no longer in their folder. The transcript stays.
func (a *Archive) Gone(ctx context.Context, sources ...schema.Source) error { return errUnfinished }

// Record returns what the archive holds of a transcript; the error is ErrNotFound where it holds nothing.
func (a *Archive) Record(ctx context.Context, id string) (schema.Record, error) {
	return schema.Record{}, errUnfinished
}

// Original returns the bytes that the transcript was made from; the error is ErrNotFound where there are none.
func (a *Archive) Original(ctx context.Context, id string) (original []byte, mediaType string, err error) {
	return nil, "", errUnfinished
}

// Entry is what is known of a transcript without reading it.
type Entry struct {
	ID    string     `json:"id"`
	Title schema.Opt `json:"title"`
	Date  schema.Opt `json:"date"`
	// SupersededBy is the transcript that took its place, null while this one is present.
	SupersededBy schema.Opt `json:"superseded_by"`
}

// Find returns the one transcript whose id begins with prefix; ErrNotFound, ErrAmbiguous.
func (a *Archive) Find(ctx context.Context, prefix string) (Entry, error) {
	return Entry{}, errUnfinished
}

// Order is how hits are sorted.
type Order int

// The orders.
const (
	Newest    Order = iota // by the day of speech, then by place
	Relevance              // by BM25
)

// SearchOptions are how to answer.
type SearchOptions struct {
	Order Order
	// Limit is the most hits of a page; 0 is 20.
	Limit int
	// Cursor is a Page's Next, "" for the first page.
	Cursor string
	// IncludeSuperseded also searches transcripts that a newer revision has replaced.
	IncludeSuperseded bool
}

// Search finds the turns whose text the tree matches.
func (a *Archive) Search(ctx context.Context, tree query.Tree, opts SearchOptions) (query.Page, error) {
	return query.Page{}, errUnfinished
}

// Stats is how much the archive holds.
type Stats struct {
	Transcripts int64 `json:"transcripts"`
	Superseded  int64 `json:"superseded"`
	Sources     int64 `json:"sources"`
	Turns       int64 `json:"turns"`
	Speakers    int64 `json:"speakers"`
	Exchanges   int64 `json:"exchanges"`
	Figures     int64 `json:"figures"`
	Problems    int64 `json:"problems"`
	// OriginalBytes is the size of all originals before compression, FileBytes of the archive's file.
	OriginalBytes int64 `json:"original_bytes"`
	FileBytes     int64 `json:"file_bytes"`
}

// Stats counts.
func (a *Archive) Stats(ctx context.Context) (Stats, error) { return Stats{}, errUnfinished }

// Check holds the file against itself: SQLite's own checks, the counts, the originals' digests, and the index against the turns. It returns one
// sentence per problem.
func (a *Archive) Check(ctx context.Context) (problems []string, err error) { return nil, errUnfinished }
