package pipeline

import (
	"context"
	"fmt"

	"github.com/ThreeDotsLabs/watermill"
	"github.com/ThreeDotsLabs/watermill/message"
)

// probeSubject is a subject of each stream that carries nothing but probes.
func probeSubject(stream string) string { return "shilu.probe." + stream }

// Probe publishes to each stream, reads back what it published and deletes it. Nothing less shows that a stream works: a server whose
// message store was deleted under it goes on taking connections and answers questions about its streams.
func (b *Bus) Probe(ctx context.Context) error {
	for _, stream := range []string{LogStream, TransitStream, DeadStream} {
		if err := b.probe(ctx, stream); err != nil {
			return fmt.Errorf("%s: %w", stream, err)
		}
	}
	return nil
}

func (b *Bus) probe(ctx context.Context, stream string) error {
	sent := message.NewMessage(watermill.NewUUID(), []byte(watermill.NewUUID()))
	receipt, err := b.publisher.PublishOne(ctx, probeSubject(stream), sent)
	if err != nil {
		return fmt.Errorf("publish: %w", err)
	}
	got, err := b.conn.Get(ctx, stream, receipt.Sequence)
	if err != nil {
		return fmt.Errorf("read back: %w", err)
	}
	if string(got.Message.Payload) != string(sent.Payload) {
		return fmt.Errorf("read back: message %d is another than was published", receipt.Sequence)
	}
	return b.conn.Delete(ctx, stream, receipt.Sequence)
}
