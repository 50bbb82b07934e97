package pipeline

import (
	"context"
	"fmt"
	"time"

	"shilu/schema"
)

// Restore publishes what the log lacks of a state, from what an archive holds of it: its original, and its record where one is kept. That
// one is not read again: of what a sidecar said only that is known which the record shows. The offer has to be a higher one than the state
// was put in with: a stream drops what it has heard of, also when it has lost it.
func (b *Bus) Restore(ctx context.Context, held schema.Held, original []byte, offer int) error {
	file := schema.File{
		Inbox: held.Source.Inbox, Path: held.Source.Path, Number: held.Source.Number, Digest: schema.Digest(original),
		Size: int64(len(original)), MediaType: schema.MediaType(held.Source.Path), URL: string(held.Source.URL), Offer: offer,
	}
	if file.State() != held.State() {
		return fmt.Errorf("restore %s: its original is not the one that its id names", held.ID)
	}
	if held.Record != nil && held.Record.DateFrom == "sidecar" {
		file.Title, file.Spoken, file.Place = string(held.Record.Title), string(held.Record.Date), string(held.Record.Place)
	}
	received := schema.Received{File: file, Original: original}.Event(time.Now())
	if held.Record != nil {
		received.Extensions[schema.ExtRestored] = received.Time.Format(time.RFC3339Nano)
	}
	if _, err := b.publish(ctx, schema.StepReceived.Subject(file.State()), received); err != nil {
		return err
	}
	if held.Record == nil {
		return nil
	}
	record := *held.Record
	record.Source = held.Source
	e, err := file.Event(schema.StepEnriched, held.Versions, record, time.Now())
	if err != nil {
		return err
	}
	_, err = b.publish(ctx, schema.StepEnriched.Subject(file.State()), e)
	return err
}

// ForgetFate takes away what the stages said became of a state, so that whoever asks for its whereabouts is told of none.
func (b *Bus) ForgetFate(ctx context.Context, state schema.State) error {
	for _, step := range []schema.Step{schema.StepArchived, schema.StepRejected} {
		if err := b.conn.Purge(ctx, streamOf(step), step.Subject(state)); err != nil {
			return err
		}
	}
	return nil
}

// Watched reports whether somebody is at work on an inbox now, who takes note of what becomes of its files.
func (b *Bus) Watched(ctx context.Context, inbox string) bool {
	consumer, err := b.conn.ConsumerState(ctx, streamOf(schema.StepArchived), fatesName(inbox)+"-"+string(schema.StepArchived))
	return err == nil && consumer.Pulls > 0
}
