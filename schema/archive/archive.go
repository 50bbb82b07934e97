package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"shilu/schema"
)

// The errors that callers tell apart; the others are faults of the file (*schema.Fault, with advice) or SQLite's own.
var (
	// ErrNotFound says that the archive holds no such transcript.
	ErrNotFound = errors.New("no such transcript in the archive")
	// ErrNoPerson says that nobody of that id speaks in a present transcript.
	ErrNoPerson = errors.New("no such person in the archive")
	// ErrReadOnly says that the archive was opened by OpenReader.
	ErrReadOnly = errors.New("the archive was opened for reading only")
	// ErrClosed says that the archive was closed before it was done.
	ErrClosed = errors.New("the archive is closed")
)

// Config is what can be set about an archive.
type Config struct {
	// Readers is the most searches that run at the same time beside the one writer.
	Readers int
}

// DefaultConfig suits most machines.
func DefaultConfig() Config { return Config{Readers: 4} }

// Archive is an open archive. All methods are safe for concurrent use.
type Archive struct {
	path    string
	readers *sql.DB
	writer  *writer // nil where it was opened for reading
	moment  *sql.Tx // set where all that is read has to be of one moment; see Select
}

// Open opens the archive at path for writing and reading, and makes it, for its owner only, where there is none. One process
// writes to an archive. A file that isn't an archive, or that a newer program made, is a *schema.Fault.
func Open(ctx context.Context, path string, cfg Config) (*Archive, error) {
	if cfg.Readers < 1 {
		return nil, fmt.Errorf("open archive %s: %d readers are too few", path, cfg.Readers)
	}
	a, err := open(ctx, path, cfg)
	if err != nil {
		return nil, fmt.Errorf("open archive %s: %w", path, err)
	}
	return a, nil
}

func open(ctx context.Context, path string, cfg Config) (*Archive, error) {
	// SQLite gives the journals the mode of the file, so it is made before SQLite sees it.
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := file.Close(); err != nil {
		return nil, err
	}
	w, err := openWriter(ctx, path)
	if err != nil {
		return nil, err
	}
	return &Archive{path: path, readers: connect(path, readOptions, cfg.Readers), writer: w}, nil
}

// OpenReader opens the archive at path for reading only. Any number may be open beside the one that writes. A file that isn't
// there, isn't an archive, or that another version of the program made, is a *schema.Fault.
func OpenReader(ctx context.Context, path string) (*Archive, error) {
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, schema.Faultf(schema.FaultMissing, "start shilu run, which makes it, or name the data folder that holds it",
			"open archive %s: %w", path, fs.ErrNotExist)
	}
	readers := connect(path, readOptions, DefaultConfig().Readers)
	if err := checkFile(ctx, readers); err != nil {
		return nil, errors.Join(fmt.Errorf("open archive %s: %w", path, err), readers.Close())
	}
	return &Archive{path: path, readers: readers}, nil
}

// Close interrupts what is being written, of which nothing is kept: a transaction of a large transcript may take many seconds. Whoever
// waits for it gets ErrClosed.
func (a *Archive) Close() error {
	err := a.readers.Close()
	if a.writer != nil {
		err = errors.Join(err, a.writer.close())
	}
	if err != nil {
		return fmt.Errorf("close archive %s: %w", a.path, err)
	}
	return nil
}
