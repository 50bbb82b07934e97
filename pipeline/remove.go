package pipeline

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// Purged counts what was taken out of the streams.
type Purged struct {
	Events  int `json:"events"`
	Letters int `json:"letters"`
	Objects int `json:"objects"`
}

// Purge takes everything of a transcript out of the streams: its original, its records, what annotators say, its dead letters, and what
// of these lies in the object stores. What is left is where it was seen and that it was rejected, without a word of it.
func (b *Bus) Purge(ctx context.Context, id string) (Purged, error) {
	var purged Purged
	for _, from := range []struct {
		stream, subject string
		count           *int
	}{
		{LogStream, ofTranscript(schema.StepReceived, id), &purged.Events},
		{LogStream, ofTranscript(schema.StepEnriched, id), &purged.Events},
		{LogStream, ofTranscript(schema.StepAnnotated, id), &purged.Events},
		{TransitStream, ofTranscript(schema.StepParsed, id), &purged.Events},
		{TransitStream, ofTranscript(schema.StepArchived, id), &purged.Events},
		{DeadStream, schema.DeadFilter("*." + id), &purged.Letters},
	} {
		refs := map[string]bool{}
		_, err := b.conn.Each(ctx, from.stream, from.subject, 0, func(stored jetstream.Stored) error {
			*from.count++
			if ref := stored.Message.Metadata[jetstream.RefHeader]; ref != "" {
				refs[ref] = true
			}
			return nil
		})
		if err != nil {
			return purged, err
		}
		if err := b.conn.Purge(ctx, from.stream, from.subject); err != nil {
			return purged, err
		}
		for ref := range refs { // an object's name is its content's digest, so whoever else refers to it is of this transcript too
			if err := b.conn.DeleteObject(ctx, ref); err != nil {
				return purged, err
			}
			purged.Objects++
		}
	}
	return purged, nil
}

// ofTranscript matches a step of every walk of a transcript, or every annotator's word on it.
func ofTranscript(step schema.Step, id string) string {
	return strings.TrimSuffix(step.Filter(), ">") + id + ".>"
}

// sweepAge is how old an object has to be before nothing's referring to it counts: it is put before the message that does.
const sweepAge = time.Hour

// Sweep deletes what lies in the log's object store and no message of the log or the dead letters refers to any more: a state that was put
// in again leaves its former record there.
func (b *Bus) Sweep(ctx context.Context, now time.Time) (objects int, err error) {
	all, err := b.conn.ListObjects(ctx, logObjects)
	if errors.Is(err, jetstream.ErrNoStream) {
		return 0, nil
	}
	if err != nil {
		return 0, fmt.Errorf("sweep: %w", err)
	}
	used := map[string]bool{}
	for _, stream := range []string{LogStream, DeadStream} {
		_, err := b.conn.Each(ctx, stream, ">", 0, func(stored jetstream.Stored) error {
			used[stored.Message.Metadata[jetstream.RefHeader]] = true
			return nil
		})
		if err != nil {
			return 0, fmt.Errorf("sweep: %w", err)
		}
	}
	for _, o := range all {
		if used[o.Ref] || now.Sub(o.Put) < sweepAge {
			continue
		}
		if err := b.conn.DeleteObject(ctx, o.Ref); err != nil {
			return objects, fmt.Errorf("sweep: %w", err)
		}
		objects++
	}
	return objects, nil
}

// rejectRemoved tells the inboxes of every state of a transcript that it was removed, as an offer that is higher than any they know.
func (b *Bus) rejectRemoved(ctx context.Context, id string, fault *schema.Fault) error {
	var files []schema.File
	_, err := b.conn.Each(ctx, LogStream, ofTranscript(schema.StepReceived, id), 0, func(stored jetstream.Stored) error {
		if e, err := schema.ReadEvent(stored.Message.Metadata, nil); err == nil {
			if file, err := e.File(); err == nil {
				files = append(files, file)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, file := range files {
		fate, err := b.fate(ctx, file.State())
		if err != nil && schema.AsFault(err) == nil {
			return err
		}
		if fate != nil {
			file.Offer = max(file.Offer, fate.Offer)
		}
		file.Offer++
		e, err := file.Event(schema.StepRejected, "", schema.Rejected{
			ID: id, Source: file.Origin(), Stage: StagePersist, Code: fault.Code, Reason: fault.Reason, Advice: schema.Opt(fault.Advice),
		}, time.Now())
		if err != nil {
			return err
		}
		if _, err := b.publish(ctx, schema.StepRejected.Subject(file.State()), e); err != nil {
			return err
		}
	}
	return nil
}
