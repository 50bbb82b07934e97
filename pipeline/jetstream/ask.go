package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/nats-io/nats.go"
)

// answersWithin is how long the next answer to a question may take.
const answersWithin = 250 * time.Millisecond

// Answer answers whoever asks on a subject, until stop is called. It is plain NATS, and works while no stream can be written.
func (c *Conn) Answer(subject string, answer func() []byte) (stop func(), err error) {
	subscription, err := c.nc.Subscribe(subject, func(m *nats.Msg) {
		if err := m.Respond(answer()); err != nil {
			c.log.Debug("a question is not answered", "subject", subject, "error", err)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("answer on %s: %w", subject, err)
	}
	return func() { _ = subscription.Unsubscribe() }, nil // it ends with the connection at the latest
}

// Ask collects what everybody answers who answers on the subject; it is over when no answer has come for a quarter of a second, and at
// once where there is nobody.
func (c *Conn) Ask(ctx context.Context, subject string) ([][]byte, error) {
	inbox := c.nc.NewInbox()
	subscription, err := c.nc.SubscribeSync(inbox)
	if err != nil {
		return nil, fmt.Errorf("ask on %s: %w", subject, err)
	}
	defer func() { _ = subscription.Unsubscribe() }()
	if err := c.nc.PublishRequest(subject, inbox, nil); err != nil {
		return nil, fmt.Errorf("ask on %s: %w", subject, err)
	}
	var answers [][]byte
	for {
		soon, cancel := context.WithTimeout(ctx, answersWithin)
		m, err := subscription.NextMsgWithContext(soon)
		cancel()
		switch {
		case err == nil:
			answers = append(answers, m.Data)
		case ctx.Err() != nil:
			return nil, fmt.Errorf("ask on %s: %w", subject, ctx.Err())
		case errors.Is(err, nats.ErrNoResponders), errors.Is(err, context.DeadlineExceeded):
			return answers, nil
		default:
			return nil, fmt.Errorf("ask on %s: %w", subject, err)
		}
	}
}

// ErrNobodyAnswers is in the error of Request where nobody listens on the subject.
var ErrNobodyAnswers = nats.ErrNoResponders

// Serve answers each request on a subject, one at a time, until stop is called.
func (c *Conn) Serve(subject string, answer func(request []byte) []byte) (stop func(), err error) {
	subscription, err := c.nc.Subscribe(subject, func(m *nats.Msg) {
		if err := m.Respond(answer(m.Data)); err != nil {
			c.log.Warn("a request is done and its answer is lost", "subject", subject, "error", err)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("serve %s: %w", subject, err)
	}
	return func() { _ = subscription.Unsubscribe() }, nil // it ends with the connection at the latest
}

// Request asks the one who serves a subject, and waits for the answer until ctx ends.
func (c *Conn) Request(ctx context.Context, subject string, request []byte) ([]byte, error) {
	m, err := c.nc.RequestWithContext(ctx, subject, request)
	if err != nil {
		return nil, fmt.Errorf("ask on %s: %w", subject, err)
	}
	return m.Data, nil
}
