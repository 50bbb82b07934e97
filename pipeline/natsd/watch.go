package natsd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/nats-io/nats-server/v2/server"
)

const (
	// lookEvery is how often the store is looked after: a message waits no longer than this for a disk that has room again.
	lookEvery = time.Second
	// room is what must fit onto the disk before the server is started again: a message of the largest size.
	room = maxPayload
	// mostPause is how long a server that fell ill again at once is left alone in the end.
	mostPause = time.Minute
)

// Trouble is what keeps the server from storing messages; the zero value is none.
type Trouble struct {
	Since time.Time
	Cause string
}

// Trouble says what keeps the server from storing messages.
func (s *Server) Trouble() Trouble {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.trouble
}

// startWatch looks after the store. A stream that met a write error (a full disk, a broken one) stores nothing more and answers nobody
// until its server is started anew, even when there is room again; and a server whose store was deleted under it goes on as if it had
// one. Neither is lost by a start: what was acknowledged before is on the disk or was deleted by others.
func (s *Server) startWatch() {
	ctx, cancel := context.WithCancel(context.Background())
	s.mu.Lock()
	s.watcher = cancel
	s.mu.Unlock()
	s.watched.Go(func() { s.watch(ctx) })
}

func (s *Server) endWatch() {
	s.mu.Lock()
	if s.watcher != nil {
		s.watcher()
		s.watcher = nil
	}
	s.mu.Unlock()
	s.watched.Wait()
}

func (s *Server) watch(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	var started time.Time // the last time by us
	pause := lookEvery
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		err := s.ill()
		s.say(err)
		switch since := time.Since(started); {
		case err == nil && since > 2*pause:
			pause = lookEvery
		case err == nil, since < pause, writable(s.config.Dir) != nil:
		default:
			if err := s.restart(ctx); err != nil && ctx.Err() == nil {
				s.log().Error("the NATS server doesn't start again, trying on", "error", err)
			}
			started, pause = time.Now(), min(2*pause, mostPause)
		}
	}
}

// say logs a trouble when it comes and when it goes.
func (s *Server) say(err error) {
	s.mu.Lock()
	before := s.trouble
	switch {
	case err == nil:
		s.trouble = Trouble{}
	case before == Trouble{}:
		s.trouble = Trouble{Since: time.Now(), Cause: err.Error()}
	default:
		s.trouble.Cause = err.Error()
	}
	s.mu.Unlock()
	switch {
	case err == nil && before != Trouble{}:
		s.log().Info("messages can be stored again", "after", time.Since(before.Since).Round(time.Millisecond))
	case err != nil && before == Trouble{}:
		s.log().Error("messages can't be stored, waiting for the disk", "error", err)
	}
}

// ill says what is wrong with the store.
func (s *Server) ill() error {
	s.mu.Lock()
	running := s.running
	s.mu.Unlock()
	if running == nil {
		return errors.New("the server is down")
	}
	if !running.JetStreamEnabled() { // the server turns it off when it may not write
		return fmt.Errorf("the server gave up %s, which it may not write to", s.config.Dir)
	}
	if health := running.Healthz(&server.HealthzOptions{}); health.Error != "" {
		return errors.New(health.Error)
	}
	return deleted(running)
}

// deleted reports a stream whose folder is gone.
func deleted(running *server.Server) error {
	info, err := running.Jsz(&server.JSzOptions{Accounts: true, Streams: true})
	if err != nil {
		return fmt.Errorf("list the streams: %w", err)
	}
	for _, account := range info.AccountDetails {
		for _, stream := range account.Streams {
			dir := filepath.Join(info.Config.StoreDir, account.Name, "streams", stream.Name)
			if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("the messages of %s were deleted under the server", stream.Name)
			}
		}
	}
	return nil
}

// writable tries whether the disk has room again.
func writable(dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".room-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(make([]byte, room))
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}
