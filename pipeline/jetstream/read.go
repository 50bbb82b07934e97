package jetstream

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"
)

// ErrNotFound is returned by Last and Get where there is no such message.
var ErrNotFound = errors.New("no such message")

// Stored is a message as it lies in a stream.
type Stored struct {
	Subject  string
	Sequence uint64
	Time     time.Time
	// Size is the payload's in the stream, in bytes; that of a payload in an object store is not counted.
	Size int
	// Message has no payload in a listing.
	Message *message.Message
}

// Last returns the last message of a subject, with its payload from the object store where it refers to one. The error is
// ErrNotFound, ErrNoStream or what Check would say; in that case the message is returned too.
func (c *Conn) Last(ctx context.Context, stream, subject string) (Stored, error) {
	return c.read(ctx, stream, "the last of "+subject, func(ctx context.Context, s js.Stream) (*js.RawStreamMsg, error) {
		return s.GetLastMsgForSubject(ctx, subject)
	})
}

// LastSequence returns where the last message of a subject lies, without asking for what it refers to. The error is ErrNotFound or ErrNoStream
// where there is none.
func (c *Conn) LastSequence(ctx context.Context, stream, subject string) (uint64, error) {
	ctx, release := c.whileConnected(ctx)
	defer release()
	s, err := c.stream(ctx, stream)
	if err != nil {
		return 0, err
	}
	raw, err := s.GetLastMsgForSubject(ctx, subject)
	if err != nil {
		return 0, readError("read the last of "+subject, err)
	}
	return raw.Sequence, nil
}

// Get returns the message with that sequence, like Last.
func (c *Conn) Get(ctx context.Context, stream string, sequence uint64) (Stored, error) {
	return c.read(ctx, stream, fmt.Sprintf("%s:%d", stream, sequence), func(ctx context.Context, s js.Stream) (*js.RawStreamMsg, error) {
		return s.GetMsg(ctx, sequence)
	})
}

func (c *Conn) read(ctx context.Context, stream, what string, get func(context.Context, js.Stream) (*js.RawStreamMsg, error)) (Stored, error) {
	ctx, release := c.whileConnected(ctx)
	defer release()
	s, err := c.stream(ctx, stream)
	if err != nil {
		return Stored{}, fmt.Errorf("read %s: %w", what, lost(ctx, err))
	}
	raw, err := get(ctx, s)
	if err != nil {
		return Stored{}, readError("read "+what, lost(ctx, err))
	}
	m := decode(raw.Header, raw.Data, place{stream: stream, subject: raw.Subject, sequence: raw.Sequence, time: raw.Time})
	if err := c.resolve(ctx, m); err != nil {
		return Stored{}, readError("read "+what, lost(ctx, err))
	}
	return Stored{Subject: raw.Subject, Sequence: raw.Sequence, Time: raw.Time, Size: len(raw.Data), Message: m}, Check(m)
}

func readError(doing string, err error) error {
	if errors.Is(err, js.ErrMsgNotFound) {
		err = ErrNotFound
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// Delete takes the message out of the stream. The error is ErrNotFound where there is none.
func (c *Conn) Delete(ctx context.Context, stream string, sequence uint64) error {
	s, err := c.stream(ctx, stream)
	if err != nil {
		return err
	}
	err = s.DeleteMsg(ctx, sequence)
	if errors.Is(err, js.ErrMsgDeleteUnsuccessful) {
		// The client drops the server's reason: look whether it is the harmless one.
		if _, gone := s.GetMsg(ctx, sequence); errors.Is(gone, js.ErrMsgNotFound) {
			err = gone
		}
	}
	if err != nil {
		return readError(fmt.Sprintf("delete %s:%d", stream, sequence), err)
	}
	return nil
}

// Purge takes every message out of the stream whose subject matches. It is no error if there is none, nor if there is no such stream. The
// error is ErrDenied where this user may not.
func (c *Conn) Purge(ctx context.Context, stream, subject string) error {
	explain := c.noteDenials()
	s, err := c.stream(ctx, stream)
	if err == nil {
		err = explain(s.Purge(ctx, js.WithPurgeSubject(subject)))
	}
	if err != nil && !errors.Is(err, js.ErrStreamNotFound) {
		return fmt.Errorf("purge %s of %s: %w", stream, subject, err)
	}
	return nil
}

// eachPage is how many headers are read from a stream at once.
const eachPage = 1000

// Each calls do with every message that matches filter and comes after a sequence (0 for all), without its payload and in the stream's
// order, until it returns an error, which is returned. What is stored meanwhile counts. It returns the sequence of the last message that do
// was given, or after.
func (c *Conn) Each(ctx context.Context, stream, filter string, after uint64, do func(Stored) error) (last uint64, err error) {
	for last = after; ; {
		page, err := c.List(ctx, stream, filter, last, eachPage)
		if err != nil {
			return last, err
		}
		for _, stored := range page {
			last = stored.Sequence
			if err := do(stored); err != nil {
				return last, err
			}
		}
		if len(page) < eachPage {
			return last, nil
		}
	}
}

// List returns up to limit messages that match filter and come after a sequence (0 for the first), without their payloads. A page
// that isn't full is the last; the next begins after the last one's Sequence.
func (c *Conn) List(ctx context.Context, stream, filter string, after uint64, limit int) ([]Stored, error) {
	consumer, err := c.js.CreateConsumer(ctx, stream, js.ConsumerConfig{
		FilterSubject: filter, DeliverPolicy: js.DeliverByStartSequencePolicy, OptStartSeq: after + 1,
		AckPolicy: js.AckNonePolicy, HeadersOnly: true, MemoryStorage: true, InactiveThreshold: listTimeout,
	})
	if err != nil {
		return nil, fmt.Errorf("list %s: %w", stream, err)
	}
	defer func() {
		// Should it not be deleted here, the server forgets it by itself.
		_ = c.js.DeleteConsumer(context.WithoutCancel(ctx), stream, consumer.CachedInfo().Name)
	}()
	want := min(limit, int(consumer.CachedInfo().NumPending))
	page := make([]Stored, 0, want)
	for len(page) < want {
		batch, err := consumer.Fetch(want-len(page), js.FetchMaxWait(pullTime))
		if err != nil {
			return nil, fmt.Errorf("list %s: %w", stream, err)
		}
		before := len(page)
		for m := range batch.Messages() {
			at, err := whereabouts(m)
			if err != nil {
				return nil, fmt.Errorf("list %s: %w", stream, err)
			}
			size, _ := strconv.Atoi(m.Headers().Get(nats.MsgSize))
			page = append(page, Stored{
				Subject: at.subject, Sequence: at.sequence, Time: at.time, Size: size, Message: decode(m.Headers(), nil, at),
			})
		}
		if err := batch.Error(); err != nil {
			return nil, fmt.Errorf("list %s: %w", stream, err)
		}
		if len(page) == before { // what was pending at the start was deleted since
			break
		}
	}
	return page, nil
}

func whereabouts(m js.Msg) (place, error) {
	meta, err := m.Metadata()
	if err != nil {
		return place{}, err
	}
	return place{stream: meta.Stream, subject: m.Subject(), sequence: meta.Sequence.Stream, time: meta.Timestamp}, nil
}
