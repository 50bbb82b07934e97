package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"shilu/schema/archive"
)

// What lies in the data folder. The credentials lie where the plain nats client looks for a context when the folder is its
// XDG_CONFIG_HOME: `XDG_CONFIG_HOME=shilu-data nats --context shilu stream ls` is all that it takes.
func (a *app) archiveFile() string     { return filepath.Join(a.Data, "archive.db") }
func (a *app) messagesDir() string     { return filepath.Join(a.Data, "messages") }
func (a *app) credentialsFile() string { return filepath.Join(a.Data, "nats", "context", "shilu.json") }
func (a *app) lockFile() string        { return filepath.Join(a.Data, "lock") }
func (a *app) cacheDir() string        { return filepath.Join(a.Data, "cache") }

// errDataTaken says that a shilu runs in the data folder.
var errDataTaken = errors.New("the data folder belongs to another shilu that is running")

// lockData makes the data folder and takes it for this process: two servers on one message store destroy it, and an archive has one
// writer. The kernel drops the lock when the process ends, however it ends.
func (a *app) lockData() (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(a.credentialsFile()), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(a.lockFile(), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, withAdvice(fmt.Errorf("%s: %w", a.Data, errDataTaken), "end that one, or name another folder with --data")
		}
		return nil, fmt.Errorf("lock %s: %w", a.lockFile(), err)
	}
	return func() { file.Close() }, nil
}

// keepOut refuses a path in which the data folder lies, or which lies in it: what is written there would be taken as transcripts, the
// credentials too, and each message would make the next.
func (a *app) keepOut(path string) error {
	data, err := filepath.Abs(a.Data)
	if err != nil {
		return err
	}
	if path, err = filepath.Abs(path); err != nil {
		return err
	}
	for outer, inner := range map[string]string{path: data, data: path} {
		if way, err := filepath.Rel(outer, inner); err == nil && way != ".." && !strings.HasPrefix(way, "../") {
			return withAdvice(fmt.Errorf("%s and the data folder %s must not lie in one another", path, data), "name another folder, or another --data")
		}
	}
	return nil
}

// openReader opens the archive beside whoever writes it.
func (a *app) openReader() (*archive.Archive, error) {
	return archive.OpenReader(a.ctx, a.archiveFile())
}
