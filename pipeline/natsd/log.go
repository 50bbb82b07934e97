package natsd

import (
	"fmt"
	"log/slog"
	"sync"
)

// logger is the server's Logger on a slog.Logger. Notices are the server telling of its own start and end: they are dropped.
type logger struct {
	to *slog.Logger

	mu    sync.Mutex
	fatal string
}

// log is for what this package itself has to say.
func (s *Server) log() *slog.Logger {
	if s.config.Log == nil {
		return slog.New(slog.DiscardHandler)
	}
	return s.config.Log
}

func (l *logger) Warnf(format string, args ...any) {
	if l.to != nil {
		l.to.Warn("nats-server: " + fmt.Sprintf(format, args...))
	}
}

func (l *logger) Errorf(format string, args ...any) {
	if l.to != nil {
		l.to.Error("nats-server: " + fmt.Sprintf(format, args...))
	}
}

// Fatalf doesn't end the process, which isn't the server's to end: Start returns the reason.
func (l *logger) Fatalf(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.fatal = fmt.Sprintf(format, args...)
}

func (l *logger) lastFatal() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.fatal
}

func (l *logger) Noticef(string, ...any) {}
func (l *logger) Debugf(string, ...any)  {}
func (l *logger) Tracef(string, ...any)  {}
