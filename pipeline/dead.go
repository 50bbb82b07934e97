package pipeline

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"strconv"
	"strings"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// ErrNoLetter is in the error of Letter, Retry and Drop where there is no such dead letter.
var ErrNoLetter = errors.New("no such dead letter")

// Letter is a dead letter as it lies in its stream.
type Letter struct {
	// Sequence names it until it is retried or dropped.
	Sequence uint64
	// Stranger says that somebody else put it there: it is no dead letter, and can be dropped but not retried. Reason says what is
	// wrong with it, and Subject where it lies.
	Stranger bool
	schema.DeadLetter
}

// bury stores a dead letter. It lies under the state that it is about, or the annotator's word, so that a repeat takes its own place; what has no state lies
// under the sequence that it had.
func (b *Bus) bury(ctx context.Context, letter schema.DeadLetter, sequence uint64) error {
	var subject string
	if note, ok := schema.ParseAnnotatedSubject(letter.Subject); ok {
		subject = note.DeadSubject(letter.Stage)
	} else if _, state, err := schema.ParseSubject(letter.Subject); err == nil {
		subject = schema.DeadSubject(letter.Stage, state)
	} else {
		subject = strings.TrimSuffix(schema.DeadFilter(letter.Stage), ">") + "unnamed." + strconv.FormatUint(sequence, 10)
	}
	m := message.NewMessage(watermill.NewUUID(), letter.Data)
	m.Metadata = letter.Headers()
	maps.DeleteFunc(m.Metadata, func(key, value string) bool { return !jetstream.Carries(key, value) })
	if _, err := b.publisher.PublishOne(ctx, subject, m); err != nil {
		return fmt.Errorf("store the dead letter of %s (%s): %w", letter.Subject, letter.Reason, err)
	}
	return nil
}

// Letters lists the dead letters of a stage, of all stages for "", the oldest first and without their data, strangers too. Each is called until it
// returns an error, which is returned.
func (b *Bus) Letters(ctx context.Context, stage string, each func(Letter) error) error {
	_, err := b.conn.Each(ctx, DeadStream, schema.DeadFilter(stage), 0, func(stored jetstream.Stored) error { return each(readLetter(stored)) })
	return err
}

// Letter gives one dead letter with its data.
func (b *Bus) Letter(ctx context.Context, sequence uint64) (Letter, error) {
	stored, err := b.conn.Get(ctx, DeadStream, sequence)
	if errors.Is(err, jetstream.ErrNotFound) {
		return Letter{}, fmt.Errorf("dead letter %d: %w", sequence, ErrNoLetter)
	}
	if err != nil {
		return Letter{}, fmt.Errorf("read dead letter %d: %w", sequence, err)
	}
	return readLetter(stored), nil
}

func readLetter(s jetstream.Stored) Letter {
	letter, err := schema.ReadDeadLetter(s.Message.Metadata, s.Message.Payload)
	if err != nil {
		return Letter{Sequence: s.Sequence, Stranger: true, DeadLetter: schema.DeadLetter{
			Code: schema.FaultMalformed, Reason: "it is no dead letter: " + err.Error(), Advice: "shilu dead drop takes it away",
			Subject: s.Subject, Time: s.Time, Message: s.Message.Metadata, Data: s.Message.Payload,
		}}
	}
	return Letter{Sequence: s.Sequence, DeadLetter: letter}
}

// Retry puts the message where it came from, as a new offer, and takes the letter away. A message that fails again becomes a letter
// again.
func (b *Bus) Retry(ctx context.Context, sequence uint64) error {
	letter, err := b.Letter(ctx, sequence)
	if err != nil {
		return err
	}
	if letter.Stranger {
		return schema.Faultf(letter.Code, letter.Advice, "retry dead letter %d: %s", sequence, letter.Reason)
	}
	m := message.NewMessage(watermill.NewUUID(), letter.Data)
	m.Metadata = maps.Clone(letter.Message)
	if e, err := letter.Event(); err == nil {
		// What is offered again has to pass the stream's memory of message ids.
		offer, _ := strconv.Atoi(e.Extensions[schema.ExtOffer])
		e.Extensions[schema.ExtOffer] = strconv.Itoa(offer + 1)
		m = toMessage(e)
	}
	if _, err := b.publisher.PublishOne(ctx, letter.Subject, m); err != nil {
		return fmt.Errorf("retry dead letter %d: %w", sequence, err)
	}
	// Should it have failed again already, the new letter has taken the place of this one.
	if err := b.Drop(ctx, sequence); !errors.Is(err, ErrNoLetter) {
		return err
	}
	return nil
}

// Drop takes a dead letter away for good. The original bytes stay in the log.
func (b *Bus) Drop(ctx context.Context, sequence uint64) error {
	err := b.conn.Delete(ctx, DeadStream, sequence)
	if errors.Is(err, jetstream.ErrNotFound) {
		return fmt.Errorf("dead letter %d: %w", sequence, ErrNoLetter)
	}
	if err != nil {
		return fmt.Errorf("drop dead letter %d: %w", sequence, err)
	}
	return nil
}
