package pipeline

import (
	"slices"
	"strings"
	"time"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// The streams and buckets. README.md tells what each is for.
const (
	LogStream     = "shilu-log"
	TransitStream = "shilu-transit"
	DeadStream    = "shilu-dead"

	logObjects     = "shilu-log-objects"
	transitObjects = "shilu-transit-objects"
	ledgerBucket   = "shilu-ledger"
)

// transitAge is how long the events that only pass through are kept: long enough for a subscriber to come back after a long
// weekend. A stage that was away for longer finds its work again by the inbox's end-to-end check.
const transitAge = 7 * 24 * time.Hour

// deadBytes bounds the dead letters. A full stream refuses the next one, so that its stage keeps the message and tries again. The server
// sets so much room aside, of the three quarters of the free disk that it allows itself: more would keep small machines from starting.
const deadBytes = 512 << 20

// streams is what Open provisions, in this order: a subject that moves from one to another must be free when the other takes it. Each keeps the last message of a subject, and a subject names one state of one source: what is
// published again takes its own place.
func streams() []jetstream.Stream {
	return []jetstream.Stream{
		{
			Name: TransitStream, Subjects: append(slices.Clone(schema.TransitSubjects), probeSubject(TransitStream)), MaxPerSubject: 1, MaxAge: transitAge,
			Description: "what happens on the way, for some days",
		},
		{
			Name: LogStream, Subjects: append(slices.Clone(schema.LogSubjects), probeSubject(LogStream)), MaxPerSubject: 1,
			Description: "originals, records, annotations, what has vanished and decisions: enough to build an archive",
		},
		{
			Name: DeadStream, Subjects: append(slices.Clone(schema.DeadSubjects), probeSubject(DeadStream)), MaxPerSubject: 1, MaxBytes: deadBytes, RefuseWhenFull: true,
			Description: "what a stage gave up, until somebody retries or drops it",
		},
	}
}

// streamOf is the stream that keeps a step.
func streamOf(step schema.Step) string {
	switch step {
	case schema.StepReceived, schema.StepEnriched, schema.StepAnnotated, schema.StepGone:
		return LogStream
	}
	return TransitStream
}

// objectsOf is the object store for what is too large for a message: one that lives as long as the subject's stream.
func objectsOf(subject string) string {
	for _, transit := range schema.TransitSubjects {
		if strings.HasPrefix(subject, strings.TrimSuffix(transit, ">")) {
			return transitObjects
		}
	}
	return logObjects
}
