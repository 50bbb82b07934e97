package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"shilu/schema/archive"
)

// What lies in the data folder. The credentials lie where the plain nats client looks for a context when the folder is its
// XDG_CONFIG_HOME: `XDG_CONFIG_HOME=shilu-data nats --context shilu stream ls` is all that it takes.
func (a *app) archiveFile() string     { return filepath.Join(a.Data, "archive.db") }
func (a *app) messagesDir() string     { return filepath.Join(a.Data, "messages") }
func (a *app) credentialsFile() string { return filepath.Join(a.Data, "nats", "context", "shilu.json") }
func (a *app) lockFile() string        { return filepath.Join(a.Data, "lock") }
func (a *app) turnFile() string        { return filepath.Join(a.Data, "turn") }
func (a *app) logNote() string         { return filepath.Join(a.Data, "log") }
func (a *app) cacheDir() string        { return filepath.Join(a.Data, "cache") }

// errDataTaken says that a shilu runs in the data folder.
var errDataTaken = errors.New("the data folder belongs to another shilu that is running")

// lockData makes the data folder and takes it for this process: two servers on one message store destroy it, and an archive has one
// writer. The kernel drops the lock when the process ends, however it ends.
func (a *app) lockData() (unlock func(), err error) {
	unlock, err = a.lock(a.lockFile())
	if errors.Is(err, syscall.EWOULDBLOCK) {
		return nil, withAdvice(fmt.Errorf("%s: %w", a.Data, errDataTaken), "end that one, or name another folder with --data")
	}
	return unlock, err
}

// turnEvery is how often somebody who waits for a turn looks whether it has come.
const turnEvery = 50 * time.Millisecond

// takeTurn waits until no other command works in the data folder that would take its machine along when it ends, as shilu run doesn't:
// who had entered that machine would be left without one.
func (a *app) takeTurn() (end func(), err error) {
	for told := false; ; told = true {
		end, err := a.lock(a.turnFile())
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			return end, err
		}
		if !told {
			fmt.Fprintf(a.stderr, "shilu: another command is at work in %s, waiting for its end\n", a.Data)
		}
		select {
		case <-a.ctx.Done():
			return nil, errors.New("interrupted")
		case <-time.After(turnEvery):
		}
	}
}

func (a *app) lock(name string) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(a.credentialsFile()), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		file.Close()
		return nil, fmt.Errorf("lock %s: %w", name, err)
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
	if lieInOneAnother(path, data) {
		return withAdvice(fmt.Errorf("%s and the data folder %s must not lie in one another", path, data), "name another folder, or another --data")
	}
	return nil
}

// lieInOneAnother compares absolute paths.
func lieInOneAnother(a, b string) bool {
	for outer, inner := range map[string]string{a: b, b: a} {
		if way, err := filepath.Rel(outer, inner); err == nil && way != ".." && !strings.HasPrefix(way, "../") {
			return true
		}
	}
	return false
}

// openReader opens the archive beside whoever writes it.
func (a *app) openReader() (*archive.Archive, error) {
	return archive.OpenReader(a.ctx, a.archiveFile())
}
