package jetstream

import (
	"context"
	"crypto/tls"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"time"

	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"
)

// wait is the patience of one Connect: it is spent on the way to the server and on its JetStream alike, and what it waits for is said
// once.
type wait struct {
	server   string
	patience time.Duration
	log      *slog.Logger
	began    time.Time // of the waiting; zero before
}

// until tries until it goes well, patience is over, or waiting can't help.
func (w *wait) until(ctx context.Context, hopeless func(error) bool, try func() error) error {
	deadline := time.Now().Add(w.patience)
	pause := Growing(firstReconnect, mostReconnect)
	for attempt := 1; ; attempt++ {
		err := try()
		if err == nil || hopeless(err) || ctx.Err() != nil || !time.Now().Before(deadline) {
			return err
		}
		if w.began.IsZero() {
			w.began = time.Now()
			w.log.Warn("no NATS server yet, waiting for it", "server", w.server, "error", err, "advice", advice(err))
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(pause(attempt)):
		}
	}
}

func (w *wait) over() {
	if !w.began.IsZero() {
		w.log.Info("the NATS server is there", "server", w.server, "after", time.Since(w.began).Round(time.Millisecond))
	}
}

// refused tells errors on the way to a server that waiting doesn't cure.
func refused(err error) bool {
	for _, final := range []error{
		nats.ErrAuthorization, nats.ErrAuthExpired, nats.ErrAuthRevoked, nats.ErrAccountAuthExpired, nats.ErrNkeysNotSupported,
		nats.ErrSecureConnRequired, nats.ErrSecureConnWanted, fs.ErrNotExist, errStranger,
	} {
		if errors.Is(err, final) {
			return true
		}
	}
	return untrusted(err)
}

// untrusted tells that one side doesn't take the other's certificate, or has something else than TLS to say.
func untrusted(err error) bool {
	var certificate *tls.CertificateVerificationError
	var plain tls.RecordHeaderError
	var alert *net.OpError // crypto/tls gives what the other side said this operation
	return errors.As(err, &certificate) || errors.As(err, &plain) || errors.As(err, &alert) && alert.Op == "remote error"
}

// without tells that the server has no JetStream for us, and not only none just now: a cluster that has no leader yet doesn't answer.
func without(err error) bool {
	return !Away(err) || errors.Is(err, js.ErrJetStreamNotEnabled) || errors.Is(err, js.ErrJetStreamNotEnabledForAccount)
}
