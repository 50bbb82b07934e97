package archive

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Replace puts the closed archive at path in the place of another, of which nothing may be open, and keeps that one under the name keep.
// There is no moment without an archive; which one it is after a crash, is one of the two.
func Replace(ctx context.Context, old, path, keep string) error {
	if _, err := os.Stat(old); errors.Is(err, fs.ErrNotExist) {
		return rename(path, old)
	}
	// What is still in the old one's write-ahead log has to go into its file, for SQLite would put it into the new one. A file that is too
	// damaged to be opened is kept with its log.
	if a, err := Open(ctx, old, DefaultConfig()); err == nil {
		if err := a.Close(); err != nil {
			return err
		}
	}
	if err := os.Link(old, keep); err != nil {
		return err
	}
	for _, journal := range []string{"-wal", "-shm"} {
		if err := os.Rename(old+journal, keep+journal); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return rename(path, old)
}

func rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncFile(filepath.Dir(to))
}
