package archive

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

// Backup writes one state of the archive, whole and without gaps, into a new file that its owner alone may read. Who writes to the
// archive meanwhile is not kept from it. The file is an archive like any other, so a restore is a copy. What is at the path already is
// left as it is; the error then is os.ErrExist.
func (a *Archive) Backup(ctx context.Context, path string) error {
	// The name is taken first and filled last, so that a file of that name is never half a backup.
	if err := reserve(path); err != nil {
		return fmt.Errorf("back the archive up: %w", err)
	}
	part := path + ".part"
	err := reserve(part)
	if err == nil {
		if err = a.copyTo(ctx, part); err == nil {
			err = os.Rename(part, path)
		}
		if err != nil {
			err = errors.Join(err, os.Remove(part))
		}
	}
	if err == nil {
		err = syncFile(filepath.Dir(path))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("back the archive up into %s: %w", path, err), os.Remove(path))
	}
	return nil
}

// reserve makes an empty file where there is none. SQLite copies into it and leaves its mode alone.
func reserve(path string) error {
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	return file.Close()
}

func (a *Archive) copyTo(ctx context.Context, path string) (err error) {
	// A connection of its own: VACUUM is a change to SQLite, which query_only forbids, although nothing of this file changes.
	db := connect(a.path, checkOptions, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	if _, err := db.ExecContext(ctx, `VACUUM INTO ?`, path); err != nil {
		return err
	}
	return syncFile(path) // which VACUUM INTO leaves to us
}

// syncFile waits until a file, or a folder's list of names, is on disk.
func syncFile(path string) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	return errors.Join(file.Sync(), file.Close())
}
