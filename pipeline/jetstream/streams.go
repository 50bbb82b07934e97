package jetstream

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"time"

	js "github.com/nats-io/nats.go/jetstream"
)

// repeats is how long a stream remembers message IDs. It is the server's default, said aloud because Publisher's promise names it.
const repeats = 2 * time.Minute

// Stream is a stream as it should be: on disk, compressed, remembering message IDs for two minutes. Zero values are no limit.
type Stream struct {
	Name        string
	Description string
	Subjects    []string
	MaxAge      time.Duration
	MaxBytes    int64
	// MaxPerSubject keeps the last few messages of each subject.
	MaxPerSubject int64
	// RefuseWhenFull refuses new messages at MaxBytes instead of dropping the oldest.
	RefuseWhenFull bool
}

func (s Stream) apply(to js.StreamConfig) js.StreamConfig {
	unlimited := func(n int64) int64 {
		if n == 0 {
			return -1
		}
		return n
	}
	to.Name, to.Description, to.Subjects = s.Name, s.Description, s.Subjects
	to.MaxAge, to.MaxBytes, to.MaxMsgsPerSubject = s.MaxAge, unlimited(s.MaxBytes), unlimited(s.MaxPerSubject)
	to.Discard = js.DiscardOld
	if s.RefuseWhenFull {
		to.Discard = js.DiscardNew
	}
	to.Retention, to.Storage, to.Compression = js.LimitsPolicy, js.FileStorage, js.S2Compression
	to.Duplicates, to.AllowDirect = repeats, true
	if s.MaxAge > 0 && s.MaxAge < repeats {
		to.Duplicates = s.MaxAge // the server allows no longer memory than the messages'
	}
	return to
}

// clusterReplicas is how many servers of a cluster keep what is made there: with three one may be lost at any time.
const clusterReplicas = 3

// replicas is how many copies there are of what is made now.
func (c *Conn) replicas() int {
	if c.nc.ConnectedClusterName() != "" {
		return clusterReplicas
	}
	return 1
}

// Provision makes the streams that are missing and changes in place those that differ. In a cluster three servers keep what is made. What it
// doesn't speak of (placement, and the replicas of what is there) stays as whoever runs the server has set it. It may be repeated.
func (c *Conn) Provision(ctx context.Context, streams ...Stream) error {
	ctx, release := c.whileConnected(ctx)
	defer release()
	explain := c.noteDenials()
	for _, want := range streams {
		if err := c.provision(ctx, want); err != nil {
			return fmt.Errorf("stream %s: %w", want.Name, explain(err))
		}
	}
	return nil
}

func (c *Conn) provision(ctx context.Context, want Stream) error {
	have, err := c.js.Stream(ctx, want.Name)
	switch {
	case errors.Is(err, js.ErrStreamNotFound):
		have, err = c.js.CreateStream(ctx, want.apply(js.StreamConfig{Replicas: c.replicas()}))
	case err == nil:
		config := have.CachedInfo().Config
		if changed := want.apply(config); !reflect.DeepEqual(changed, config) {
			have, err = c.js.UpdateStream(ctx, changed)
		}
	}
	if err != nil {
		return err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.streams[want.Name] = have
	return nil
}

// ErrNoStream is in the error of whatever needs a stream that isn't there.
var ErrNoStream = js.ErrStreamNotFound

// Incarnation tells one life of a stream from the next: one that was deleted and made again has another. The error is ErrNoStream
// where there is none.
func (c *Conn) Incarnation(ctx context.Context, stream string) (string, error) {
	s, err := c.js.Stream(ctx, stream)
	if err != nil {
		return "", fmt.Errorf("stream %s: %w", stream, err)
	}
	return incarnation(s.CachedInfo()), nil
}

func incarnation(info *js.StreamInfo) string { return info.Created.UTC().Format(time.RFC3339Nano) }

// StreamState is what a stream holds.
type StreamState struct {
	Name        string
	Incarnation string
	Messages    uint64
	Subjects    uint64
	Bytes       uint64 // on disk, after compression
	MaxBytes    int64  // 0 is no limit
	First, Last uint64 // sequences; Last stays when messages are deleted
	LastTime    time.Time
}

// StreamState asks the server. The error is ErrNoStream where there is none.
func (c *Conn) StreamState(ctx context.Context, stream string) (StreamState, error) {
	s, err := c.js.Stream(ctx, stream)
	if err != nil {
		return StreamState{}, fmt.Errorf("stream %s: %w", stream, err)
	}
	info := s.CachedInfo()
	return StreamState{
		Name: stream, Incarnation: incarnation(info),
		Messages: info.State.Msgs, Subjects: info.State.NumSubjects, Bytes: info.State.Bytes, MaxBytes: max(info.Config.MaxBytes, 0),
		First: info.State.FirstSeq, Last: info.State.LastSeq, LastTime: info.State.LastTime,
	}, nil
}

// ConsumerState is how far a consumer is. The server counts a moment later than it stores: that nothing is pending doesn't prove
// that a message published just now is handled. AckFloor does, from the message's sequence on.
type ConsumerState struct {
	Stream, Name string
	Pending      uint64 // not delivered yet
	InFlight     int    // delivered and not acknowledged: running, or waiting to be tried again
	Redelivered  int    // of those in flight, delivered more than once
	AckFloor     uint64 // every matching message up to this sequence of the stream is done
	Delivered    uint64 // the highest sequence of the stream that was delivered
	Pulls        int    // requests for more that wait: 0 where nobody is at work
}

// ErrNoConsumer is in the error of ConsumerState where there is none.
var ErrNoConsumer = js.ErrConsumerNotFound

// ConsumerState asks the server. The error is ErrNoStream or ErrNoConsumer where there is none.
func (c *Conn) ConsumerState(ctx context.Context, stream, name string) (ConsumerState, error) {
	consumer, err := c.js.Consumer(ctx, stream, name)
	if err != nil {
		return ConsumerState{}, fmt.Errorf("consumer %s of %s: %w", name, stream, err)
	}
	info := consumer.CachedInfo()
	return ConsumerState{
		Stream: stream, Name: name,
		Pending: info.NumPending, InFlight: info.NumAckPending, Redelivered: info.NumRedelivered,
		AckFloor: info.AckFloor.Stream, Delivered: info.Delivered.Stream, Pulls: info.NumWaiting,
	}, nil
}
