package jetstream

import (
	"context"
	"strconv"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	js "github.com/nats-io/nats.go/jetstream"
)

// hand carries one message to a handler and its answer to the server. The lease is renewed from the first moment to the last.
func (s *subscription) hand(m js.Msg) {
	meta, err := m.Metadata()
	if err != nil {
		s.conn.log.Error("not a message of a stream", "subject", m.Subject(), "error", err)
		return
	}
	release := s.keep(m)
	defer release()
	ctx, cancel := context.WithCancel(s.handling)
	defer cancel()

	msg := decode(m.Headers(), m.Data(), place{
		stream: meta.Stream, subject: m.Subject(), sequence: meta.Sequence.Stream, time: meta.Timestamp,
	})
	deliveries := int(meta.NumDelivered)
	msg.Metadata[MetaDeliveries] = strconv.Itoa(deliveries)
	s.resolve(msg)
	msg.SetContext(ctx)

	if s.stopping.Err() != nil { // first, for where both are possible select takes either
		s.giveBack(m, s.afterPull())
		return
	}
	select {
	case <-s.stopping.Done():
		s.giveBack(m, s.afterPull())
		return
	case s.out <- msg:
	}
	select {
	case <-msg.Acked():
	case <-msg.Nacked():
	case <-s.handling.Done():
		// A handler that doesn't end in time has no say any more, not even by an ack that comes too late. What it does is done again.
		if !msg.Nack() {
			break // acked at the last moment
		}
		s.conn.log.Warn("a handler didn't end in time, its message is given back", "subject", m.Subject(), "timeout", s.config.CloseTimeout)
	}
	cancel()
	if !msg.Nack() {
		s.acknowledge(m)
		return
	}
	wait := s.config.RetryWait(deliveries)
	if s.stopping.Err() != nil {
		wait = s.afterPull() // it failed because we are ending, or may have: the next one need not wait for that
	}
	s.giveBack(m, wait)
}

// resolve waits for the payload while the server is away: that is no delivery's fault.
func (s *subscription) resolve(msg *message.Message) {
	pause := Growing(firstPause, mostPause)
	for try := 1; s.stopping.Err() == nil; try++ {
		err := s.conn.resolve(s.stopping, msg)
		if err == nil {
			return
		}
		s.conn.log.Debug("a payload can't be had, trying again", "subject", msg.Metadata[MetaSubject], "error", err)
		select {
		case <-s.stopping.Done():
		case <-time.After(pause(try)):
		}
	}
}

// keep renews the lease until it is released.
func (s *subscription) keep(m js.Msg) (release func()) {
	released := make(chan struct{})
	go func() {
		tick := time.NewTicker(s.config.Lease / 3)
		defer tick.Stop()
		for {
			select {
			case <-released:
				return
			case <-tick.C:
				if err := m.InProgress(); err != nil {
					s.conn.log.Debug("the lease was not renewed", "subject", m.Subject(), "error", err)
				}
			}
		}
	}()
	return func() { close(released) }
}

const (
	// An ack is tried so often, with 1.5 s of pauses in all: a server that restarts has nobody to answer it for a while, but nor
	// has one where the consumer was deleted, and that keeps a worker from its next message.
	ackTries   = 6
	ackTimeout = 2 * time.Second
)

// acknowledge waits for the server's word, so that what was acked before a shutdown is not done again after it. A server that goes
// away meanwhile is told again when it is back, unless the time to close is over.
func (s *subscription) acknowledge(m js.Msg) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(s.handling), storeTimeout)
	defer cancel()
	defer context.AfterFunc(s.handling, func() { time.AfterFunc(closeFlush, cancel) })()
	pause := Growing(firstPause, mostPause)
	for try := 1; ; try++ {
		err := s.tryAck(ctx, m)
		if err == nil {
			return
		}
		if try < ackTries && ctx.Err() == nil {
			select {
			case <-s.stopping.Done():
			case <-time.After(pause(try)):
				continue
			}
		}
		s.conn.log.Warn("an ack may be lost, its message comes back", "subject", m.Subject(), "error", err)
		return
	}
}

func (s *subscription) tryAck(ctx context.Context, m js.Msg) error {
	ctx, cancel := context.WithTimeout(ctx, ackTimeout)
	defer cancel()
	ctx, release := s.conn.whileConnected(ctx)
	defer release()
	return m.DoubleAck(ctx)
}

// afterPull is how long what is given back at the end is left alone. Without a wait the server delivers it again into the pull that is
// still open, and again when that one is given back: 64 deliveries in a quarter of a second were seen, and each counts. The pull of one
// worker is over with its message, and there the order counts.
func (s *subscription) afterPull() time.Duration {
	if s.config.Workers == 1 {
		return 0
	}
	return 2 * pullTime
}

func (s *subscription) giveBack(m js.Msg, wait time.Duration) {
	var err error
	if wait > 0 {
		err = m.NakWithDelay(wait)
	} else {
		err = m.Nak()
	}
	if err != nil {
		s.conn.log.Warn("a message comes back only when its lease is over", "subject", m.Subject(), "error", err)
	}
}
