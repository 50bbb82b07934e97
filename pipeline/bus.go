package pipeline

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Bus is the way to the streams: whatever this program says to a NATS server goes through one. It makes the streams that are
// missing, publishes events, and reads them back by what they are about.
type Bus struct {
	conn      *jetstream.Conn
	publisher *jetstream.Publisher
	retryWait func(tries int) time.Duration
	// outageWait is the wait of a message whose surroundings aren't there.
	outageWait func(tries int) time.Duration
	life       life // of the log
	looks      bool // and makes nothing
	log        *slog.Logger

	mu       sync.Mutex
	stations map[string]func() *Hold // what answers the roll call, by name
}

// Open connects to a server and makes the streams and buckets that are missing there. With Patience it waits for a server that can't be
// reached yet, or can't make them.
func Open(ctx context.Context, config jetstream.Config, log *slog.Logger) (*Bus, error) {
	return open(ctx, config, log, (*Bus).provision)
}

// ErrNeverRan is in the error of Look where no shilu has ever worked with the server, or its store was lost.
var ErrNeverRan = errors.New("no shilu has ever worked with this server")

// Look connects to a server on which a shilu works or has worked, and makes nothing there: it may be a stranger's, or its disk full.
// The error is ErrNeverRan where a stream is missing.
func Look(ctx context.Context, config jetstream.Config, log *slog.Logger) (*Bus, error) {
	return open(ctx, config, log, func(b *Bus, ctx context.Context) error {
		b.looks = true
		for _, stream := range streams() {
			_, err := b.conn.StreamState(ctx, stream.Name)
			if errors.Is(err, jetstream.ErrNoStream) {
				return fmt.Errorf("%w: there is no stream %s", ErrNeverRan, stream.Name)
			}
			if err != nil {
				return passing(err)
			}
		}
		return nil
	})
}

func open(ctx context.Context, config jetstream.Config, log *slog.Logger, prepare func(*Bus, context.Context) error) (*Bus, error) {
	config.Log = log
	conn, err := jetstream.Connect(ctx, config)
	if err != nil {
		return nil, err
	}
	b := &Bus{conn: conn, log: log, retryWait: jetstream.Growing(firstWait, longestWait)}
	b.outageWait = jetstream.Growing(firstOutageWait, longestOutageWait)
	b.publisher = conn.Publisher(jetstream.PublisherConfig{MessageID: messageID, Objects: objectsOf})
	patience, cancel := context.WithTimeout(ctx, config.Patience)
	defer cancel()
	if err := newOutage("start", b).endure(patience, func() error { return prepare(b, ctx) }); err != nil {
		conn.Close()
		return nil, err
	}
	return b, nil
}

// Close ends the connection. What was published is stored already.
func (b *Bus) Close() error { return b.conn.Close() }

// provision is done at the start, and again when a stream turns out to be missing: a wiped server is filled again from the folder.
func (b *Bus) provision(ctx context.Context) error {
	if err := b.conn.Provision(ctx, streams()...); err != nil {
		return fmt.Errorf("make the streams: %w", passing(err))
	}
	for bucket, age := range map[string]time.Duration{logObjects: 0, transitObjects: transitAge} {
		if err := b.conn.ProvisionObjects(ctx, bucket, age); err != nil {
			return fmt.Errorf("make the object store %s: %w", bucket, passing(err))
		}
	}
	if _, err := b.conn.Bucket(ctx, ledgerBucket); err != nil {
		return fmt.Errorf("make the ledger's bucket: %w", passing(err))
	}
	return nil
}

// publish stores an event; when it returns without an error the event is on disk. A broker that is away, has no room or doesn't allow it is an
// Outage: the message is not to blame.
func (b *Bus) publish(ctx context.Context, subject string, e schema.Event) (jetstream.Receipt, error) {
	receipt, err := b.publisher.PublishOne(ctx, subject, toMessage(e))
	if errors.Is(err, jetstream.ErrNoStream) {
		if err := b.provision(ctx); err != nil {
			return jetstream.Receipt{}, err
		}
		receipt, err = b.publisher.PublishOne(ctx, subject, toMessage(e))
	}
	if errors.Is(err, jetstream.ErrDenied) {
		err = &schema.Outage{Err: err, Advice: "let this user do it, see deployments/nats.conf"}
	}
	if err != nil {
		return jetstream.Receipt{}, fmt.Errorf("publish %s: %w", subject, passing(err))
	}
	return receipt, nil
}

// last gives the last event of a subject. The error is jetstream.ErrNotFound where there is none, a Fault where what is there is no
// event, and an Outage where the broker is away.
func (b *Bus) last(ctx context.Context, stream, subject string) (schema.Event, error) {
	stored, err := b.conn.Last(ctx, stream, subject)
	if err != nil {
		return schema.Event{}, fmt.Errorf("read %s: %w", subject, passing(err))
	}
	return schema.ReadEvent(stored.Message.Metadata, stored.Message.Payload)
}

// Original gives the bytes that a walk began with.
func (b *Bus) Original(ctx context.Context, state schema.State) ([]byte, error) {
	e, err := b.last(ctx, LogStream, schema.StepReceived.Subject(state))
	return e.Data, err
}

// toMessage puts an event into a Watermill message in CloudEvents' binary mode.
func toMessage(e schema.Event) *message.Message {
	m := message.NewMessage(e.ID, e.Data)
	m.Metadata = e.Headers()
	return m
}

// messageID is what a stream drops repeats by. A dead letter repeats another if it is about the same message of the same stream: what
// is in it can't be trusted to tell. What is no event has no id: it is published once, by a person's order.
func messageID(subject string, m *message.Message) string {
	if at := m.Metadata.Get(jetstream.MetaSequence); at != "" && strings.HasPrefix(subject, strings.TrimSuffix(schema.DeadFilter(""), ">")) {
		return subject + "|" + at
	}
	e, err := schema.ReadEvent(m.Metadata, nil)
	if err != nil {
		return ""
	}
	return e.MessageID(subject)
}
