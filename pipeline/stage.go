package pipeline

import (
	"context"
	"time"

	"shilu/schema"
)

// Stage is one step of the walk: which events it is given, and what becomes of one. Parse, Enrich and Persist make the three
// that there are from plain typed functions.
type Stage struct {
	// Name is the verb: it names the durable consumer and the dead letters.
	Name string
	// From is the step whose events the stage is given.
	From schema.Step
	// Workers is how many events are handled at once in this process.
	Workers int

	// work makes what the next event of the walk is to carry.
	work func(ctx context.Context, e schema.Event, file schema.File, log logbook) (result, error)
}

// result is what a stage made: the payload of the next step, and the handlers that had a hand in it. Without a step nothing is to follow.
type result struct {
	step     schema.Step
	versions schema.Versions
	payload  any
}

// logbook is what a stage may ask of the log beside the event that it was given.
type logbook interface {
	// Original gives the bytes that a walk began with.
	Original(ctx context.Context, state schema.State) ([]byte, error)
	// OfferNote puts an annotator's word in again.
	OfferNote(ctx context.Context, note schema.Note) error
}

// walker takes a file's events one step further.
type walker struct {
	stage    Stage
	bus      *Bus
	stopping context.Context
	outage   *outage
	now      func() time.Time
}

// advance does the stage's work and publishes what comes of it. A broker that is away then is waited for with the result in hand.
func (w walker) advance(ctx context.Context, e schema.Event, subject string) error {
	file, err := e.File()
	if err != nil {
		return err
	}
	if want := w.stage.From.Subject(file.State()); subject != want {
		return outOfPlace(subject, want)
	}
	made, err := w.stage.work(ctx, e, file, w.bus)
	if err != nil || made.step == "" {
		return err
	}
	next, err := file.Event(made.step, made.versions, made.payload, w.now())
	if err != nil {
		return err
	}
	if trace, ok := e.Extensions[schema.ExtTrace]; ok {
		next.Extensions[schema.ExtTrace] = trace
	}
	step(w.stage.Name + " has worked")
	err = w.outage.endure(w.stopping, func() error {
		_, err := w.bus.publish(ctx, made.step.Subject(file.State()), next)
		return err
	})
	step(w.stage.Name + " has published")
	return err
}

// reject tells the inbox that this offer of the file ends here.
func (w walker) reject(ctx context.Context, e schema.Event, letter schema.DeadLetter) error {
	file, err := e.File()
	if err != nil {
		return nil // nobody waits for the fate of what has no name
	}
	rejected, err := file.Event(schema.StepRejected, e.Versions(), schema.Rejected{
		ID: file.State().ID, Source: file.Origin(), Stage: letter.Stage, Code: letter.Code, Reason: letter.Reason,
		Advice: schema.Opt(letter.Advice), Tries: letter.Tries,
	}, w.now())
	if err != nil {
		return err
	}
	_, err = w.bus.publish(ctx, schema.StepRejected.Subject(file.State()), rejected)
	return err
}

// Names of the stages, in the order of the walk.
const (
	StageParse   = "parse"
	StageEnrich  = "enrich"
	StagePersist = "persist"
)

// StageNames lists the stages in the order of the walk.
var StageNames = []string{StageParse, StageEnrich, StagePersist}

// Parse makes the stage that turns a file's bytes into a record. It passes over what was put back from an archive, see Bus.Refill.
func Parse(workers int, handle func(context.Context, schema.Received) (schema.Record, error)) Stage {
	work := func(ctx context.Context, e schema.Event, _ schema.File, _ logbook) (result, error) {
		if e.Extensions[schema.ExtRestored] != "" {
			return result{}, nil
		}
		received, err := e.Received()
		if err != nil {
			return result{}, err
		}
		record, err := handle(ctx, received)
		return result{schema.StepParsed, record.Versions, record}, err
	}
	return Stage{Name: StageParse, From: schema.StepReceived, Workers: workers, work: work}
}

// Enrich makes the stage that completes a record.
func Enrich(workers int, handle func(context.Context, schema.Record) (schema.Record, error)) Stage {
	work := func(ctx context.Context, e schema.Event, file schema.File, _ logbook) (result, error) {
		record, err := decodeRecord(e, file)
		if err != nil {
			return result{}, err
		}
		record, err = handle(ctx, record)
		return result{schema.StepEnriched, record.Versions, record}, err
	}
	return Stage{Name: StageEnrich, From: schema.StepParsed, Workers: workers, work: work}
}

// Persist makes the stage that stores a record together with its original, which it takes from the log. Its workers mostly wait
// for the archive's one writer, which gathers what waits into one transaction: many of them make few commits.
func Persist(workers int, handle func(ctx context.Context, record schema.Record, original []byte) (schema.Archived, error)) Stage {
	work := func(ctx context.Context, e schema.Event, file schema.File, log logbook) (result, error) {
		record, err := decodeRecord(e, file)
		if err != nil {
			return result{}, err
		}
		original, err := log.Original(ctx, file.State())
		if err != nil {
			return result{}, err
		}
		archived, err := handle(ctx, record, original)
		return result{schema.StepArchived, record.Versions, archived}, err
	}
	return Stage{Name: StagePersist, From: schema.StepEnriched, Workers: workers, work: work}
}

// Waking makes persist look, after each transcript, for what annotators said of it before it came, and put that in again: now it can
// be proved. A crash between the two repeats both, for the transcript's event isn't let go before.
func (s Stage) Waking(waiting func(ctx context.Context, id string) ([]schema.Note, error)) Stage {
	persist := s.work
	s.work = func(ctx context.Context, e schema.Event, file schema.File, log logbook) (result, error) {
		made, err := persist(ctx, e, file, log)
		if err != nil {
			return result{}, err
		}
		notes, err := waiting(ctx, file.State().ID)
		if err != nil {
			return result{}, err
		}
		for _, note := range notes {
			note.Offer++
			if err := log.OfferNote(ctx, note); err != nil {
				return result{}, err
			}
		}
		return made, nil
	}
	return s
}

// decodeRecord reads a record and holds it against the envelope that it came in: a record that travels under another's name would
// be archived in its place.
func decodeRecord(e schema.Event, file schema.File) (schema.Record, error) {
	var record schema.Record
	if err := e.Decode(&record); err != nil {
		return schema.Record{}, err
	}
	if record.Digest != file.Digest || record.ID != schema.TranscriptID(file.Digest) || record.Source.Number != file.Number ||
		record.Source.Inbox != file.Inbox || record.Source.Path != file.Path {
		return schema.Record{}, schema.Faultf(schema.FaultMalformed, "whoever published it must follow schema/asyncapi.yaml",
			"the record in %s is of another transcript or source than its envelope", e.ID)
	}
	return record, nil
}
