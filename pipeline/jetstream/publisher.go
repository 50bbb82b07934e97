package jetstream

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"
)

const (
	// headerRoom is what a message needs beside its payload: the server's limit counts headers too.
	headerRoom = 16 << 10
	// storeTimeout is how long to wait for the word that a message is stored, where the message's context has no deadline. A disk
	// that syncs every message answers within milliseconds; a server that restarts, within a second or two.
	storeTimeout = 10 * time.Second
)

// PublisherConfig is all optional.
type PublisherConfig struct {
	// MessageID makes what the stream drops repeats by (two minutes, across all of its subjects, and even if the message was
	// deleted). Nil or "" is none.
	MessageID func(topic string, m *message.Message) string
	// Objects names the object store for payloads that are too large for a message, see ProvisionObjects. Nil or "" refuses them.
	Objects func(topic string) string
}

// Publisher is Watermill's. It doesn't own its Conn.
type Publisher struct {
	conn   *Conn
	config PublisherConfig
	closed atomic.Bool
}

var _ message.Publisher = (*Publisher)(nil)

// ErrClosed is returned by a Publisher or Subscriber after its Close.
var ErrClosed = errors.New("closed")

// Receipt says where a message is stored.
type Receipt struct {
	Stream   string
	Sequence uint64
	// Repeat says that the stream had the message ID already; Sequence is then the earlier one's, which may be gone by now.
	Repeat bool
}

// Publisher makes a publisher on the connection.
func (c *Conn) Publisher(config PublisherConfig) *Publisher {
	return &Publisher{conn: c, config: config}
}

// Publish returns when all messages are stored, in this order. With an error, those from some point on are not, or it isn't known
// whether they are: publish them again.
func (p *Publisher) Publish(topic string, messages ...*message.Message) error {
	for _, m := range messages {
		if _, err := p.PublishOne(m.Context(), topic, m); err != nil {
			return err
		}
	}
	return nil
}

// PublishOne is Publish that says where the message is stored.
func (p *Publisher) PublishOne(ctx context.Context, topic string, m *message.Message) (Receipt, error) {
	if p.closed.Load() {
		return Receipt{}, fmt.Errorf("publish %s: %w", topic, ErrClosed)
	}
	ctx, cancel := within(ctx, storeTimeout)
	defer cancel()
	header, err := encode(m)
	if err != nil {
		return Receipt{}, fmt.Errorf("publish %s: %w", topic, err)
	}
	out := &nats.Msg{Subject: topic, Header: header, Data: m.Payload}
	if int64(len(m.Payload)) > p.conn.nc.MaxPayload()-headerRoom {
		if err := p.refer(ctx, out); err != nil {
			return Receipt{}, fmt.Errorf("publish %s: %w", topic, err)
		}
	}
	if p.config.MessageID != nil {
		if id := p.config.MessageID(topic, m); id != "" {
			out.Header.Set(js.MsgIDHeader, id)
		}
	}
	ctx, release := p.conn.whileConnected(ctx)
	defer release()
	explain := p.conn.noteDenials()
	ack, err := p.conn.js.PublishMsg(ctx, out)
	if err != nil {
		return Receipt{}, fmt.Errorf("publish %s: %w", topic, explain(lost(ctx, err)))
	}
	return Receipt{Stream: ack.Stream, Sequence: ack.Sequence, Repeat: ack.Duplicate}, nil
}

// refer puts the payload into the object store and a reference in its place.
func (p *Publisher) refer(ctx context.Context, out *nats.Msg) error {
	bucket := ""
	if p.config.Objects != nil {
		bucket = p.config.Objects(out.Subject)
	}
	if bucket == "" {
		return fmt.Errorf("%d bytes: %w", len(out.Data), nats.ErrMaxPayload)
	}
	ref, err := p.conn.putObject(ctx, bucket, out.Data)
	if err != nil {
		return err
	}
	out.Header.Set(RefHeader, ref)
	out.Data = nil
	return nil
}

// Close makes every later Publish an error. There is nothing to flush: what was published is stored.
func (p *Publisher) Close() error {
	p.closed.Store(true)
	return nil
}

func within(ctx context.Context, timeout time.Duration) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return ctx, func() {}
	}
	return context.WithTimeout(ctx, timeout)
}
