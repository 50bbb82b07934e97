package pipeline

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// survey is what each side says, gathered once.
type survey struct {
	states      map[schema.State]*station
	departures  map[leaving]*departure
	words       map[wordOf]*word
	transcripts map[string]bool // that are held, by id
	decisions   map[string]*ruling
}

// ruling is one decision: its digest on each side, "" where there is none.
type ruling struct {
	logged, held string
	published    bool // as the archive says
}

// station is where one state was seen.
type station struct {
	path     string // of its file, as far as anybody says
	received event
	enriched event
	// waits names a stage that has still to do with it.
	waits  string
	letter bool // there is a dead letter of it
	held   *holding
	claim  *Claim // of the ledger, if it knows this state as the source's present one
	// unclaimed says why the ledger contradicts the archive about this state.
	unclaimed string
}

// event is what the log has of a state under one subject.
type event struct {
	is       bool
	versions schema.Versions
	digest   string // of the record in it
	url      schema.Opt
	wrong    *doubt
}

// doubt is what is wrong with an event.
type doubt string

// holding is what the archive has of a state.
type holding struct {
	versions schema.Versions
	digest   string // of the record; "" where none is kept, or where it can't be read, which the archive's own check tells
	url      schema.Opt
}

// leaving names a departure: that a source vanished, whenever it last did, or that its name was freed after the state of a number.
type leaving struct {
	source string // schema.SourceID
	freed  int64  // 0 for what vanished
}

// departure is in which state each side last saw a source leave; 0 where it didn't.
type departure struct {
	path                  string
	logged, held, claimed int64
	waits                 bool
}

type wordOf struct{ ID, Annotator string }

// word is an annotator's, on one transcript: its digest on each side, "" where there is none.
type word struct {
	logged, held string
	waits        bool // for the stage
	waiting      bool // for its transcript
	letter       bool
	wrong        *doubt
}

// survey asks the log before the archive: what the log has and no stage waits for, the archive must have.
func (b *Bus) survey(ctx context.Context, archive Holdings, claims Claims) (*survey, error) {
	s := &survey{states: map[schema.State]*station{}, departures: map[leaving]*departure{}, words: map[wordOf]*word{}, transcripts: map[string]bool{}, decisions: map[string]*ruling{}}
	for _, part := range []func(context.Context, *Bus) error{s.log, s.letters} {
		if err := part(ctx, b); err != nil {
			return nil, err
		}
	}
	if err := s.archive(ctx, archive); err != nil {
		return nil, err
	}
	return s, s.ledger(ctx, claims)
}

func (s *survey) at(state schema.State, path string) *station {
	at := s.states[state]
	if at == nil {
		at = &station{}
		s.states[state] = at
	}
	if path != "" {
		at.path = path
	}
	return at
}

func (s *survey) departure(source schema.Source, freed bool) *departure {
	of := leaving{source: schema.SourceID(source.Inbox, source.Path)}
	if freed {
		of.freed = source.Number
	}
	if s.departures[of] == nil {
		s.departures[of] = &departure{path: source.Path}
	}
	return s.departures[of]
}

func (s *survey) word(id, annotator string) *word {
	of := wordOf{id, annotator}
	if s.words[of] == nil {
		s.words[of] = &word{}
	}
	return s.words[of]
}

// log reads every event whole. How far the stages are is asked first: what they do meanwhile counts as in flight.
func (s *survey) log(ctx context.Context, b *Bus) error {
	floors := map[schema.Step]uint64{}
	stages := map[schema.Step]string{schema.StepAnnotated: StageAnnotate, schema.StepGone: StagePersist + "-" + string(schema.StepGone)}
	for _, at := range walk {
		stages[at.from] = at.stage
	}
	for step, stage := range stages {
		consumer, err := b.conn.ConsumerState(ctx, streamOf(step), stage)
		if err != nil && !errors.Is(err, jetstream.ErrNoConsumer) { // one that never ran has everything before it
			return fmt.Errorf("look at the consumer %s: %w", stage, err)
		}
		floors[step] = consumer.AckFloor
	}
	for _, at := range walk { // in its order, so that the furthest stage that waits is named
		err := b.eachStored(ctx, at.from, at.from != schema.StepParsed, func(stored jetstream.Stored, e schema.Event, wrong *doubt) error {
			_, state, err := schema.ParseSubject(stored.Subject)
			if err != nil {
				return nil // what is under no state's subject is its stage's to judge
			}
			station := s.at(state, e.Subject)
			if file, err := e.File(); err == nil {
				station.path = file.Path
			}
			if stored.Sequence > floors[at.from] {
				station.waits = at.stage
			}
			switch at.from {
			case schema.StepReceived:
				station.received = logged(e, wrong)
			case schema.StepEnriched:
				station.enriched = logged(e, wrong)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	err := b.eachStored(ctx, schema.StepGone, true, func(stored jetstream.Stored, e schema.Event, wrong *doubt) error {
		var gone schema.Gone
		if wrong != nil || e.Decode(&gone) != nil {
			return nil // passed over by who reads it, too
		}
		d := s.departure(gone.Source, gone.Freed)
		d.logged = max(d.logged, gone.Source.Number)
		d.waits = d.waits || stored.Sequence > floors[schema.StepGone]
		return nil
	})
	if err != nil {
		return err
	}
	err = b.EachDecision(ctx, func(d schema.Decision) error {
		s.decision(d.ID).logged = digestOf(d)
		return nil
	})
	if err != nil {
		return err
	}
	return b.eachStored(ctx, schema.StepAnnotated, true, func(stored jetstream.Stored, e schema.Event, wrong *doubt) error {
		named, ok := schema.ParseAnnotatedSubject(stored.Subject)
		if !ok {
			return nil
		}
		w := s.word(named.ID, named.Annotator)
		note, err := e.Note()
		switch {
		case wrong != nil:
			w.wrong = wrong
		case err == nil:
			w.logged = digestOf(note.Annotated, note.Made)
		}
		w.waits = stored.Sequence > floors[schema.StepAnnotated]
		return nil
	})
}

// logged holds an event's data against what it says of them.
func logged(e schema.Event, wrong *doubt) event {
	made := event{is: true, versions: e.Versions(), wrong: wrong}
	if wrong != nil {
		return made
	}
	doubtful := func(err error) event {
		d := doubt(fmt.Sprintf("the event %s is damaged: %v", e.ID, err))
		made.wrong = &d
		return made
	}
	if e.Type == schema.StepReceived.Type() {
		if _, err := e.Received(); err != nil {
			return doubtful(err)
		}
		return made
	}
	file, err := e.File()
	if err != nil {
		return doubtful(err)
	}
	record, err := decodeRecord(e, file)
	if err != nil {
		return doubtful(err)
	}
	made.url, made.digest = record.Source.URL, digestOfRecord(record)
	return made
}

// eachStored calls do with every event of a step; with its data, if they are asked for. What can't be fetched is passed on as a doubt.
func (b *Bus) eachStored(ctx context.Context, step schema.Step, data bool, do func(jetstream.Stored, schema.Event, *doubt) error) error {
	return b.eachEvent(ctx, streamOf(step), step.Filter(), data, do)
}

func (b *Bus) eachEvent(ctx context.Context, stream, filter string, data bool, do func(jetstream.Stored, schema.Event, *doubt) error) error {
	_, err := b.conn.Each(ctx, stream, filter, 0, func(stored jetstream.Stored) error {
		var wrong *doubt
		var err error
		if data {
			stored, err = b.conn.Get(ctx, stream, stored.Sequence)
		}
		switch {
		case errors.Is(err, jetstream.ErrNotFound):
			return nil // another has taken its place meanwhile, and comes later
		case errors.Is(err, jetstream.ErrUnresolved):
			d := doubt(fmt.Sprintf("the data under %s can't be fetched: %v", stored.Subject, err))
			wrong = &d
		case err != nil && !errors.Is(err, jetstream.ErrRepeatedHeader):
			return err
		}
		e, err := schema.ReadEvent(stored.Message.Metadata, stored.Message.Payload)
		if err != nil && wrong == nil {
			return nil // no event: a dead letter tells of it
		}
		return do(stored, e, wrong)
	})
	return err
}

func (s *survey) decision(id string) *ruling {
	if s.decisions[id] == nil {
		s.decisions[id] = &ruling{}
	}
	return s.decisions[id]
}

func (s *survey) letters(ctx context.Context, b *Bus) error {
	return b.Letters(ctx, "", func(l Letter) error {
		if note, ok := schema.ParseAnnotatedSubject(l.Subject); ok {
			s.word(note.ID, note.Annotator).letter = true
		} else if _, state, err := schema.ParseSubject(l.Subject); err == nil {
			path := ""
			if e, err := l.Event(); err == nil {
				path = e.Subject
			}
			s.at(state, path).letter = true
		}
		return nil
	})
}

func (s *survey) archive(ctx context.Context, archive Holdings) error {
	err := archive.Holdings(ctx, func(h schema.Held) error {
		held := &holding{versions: h.Versions, url: h.Source.URL}
		if h.Record != nil {
			held.digest = digestOfRecord(*h.Record)
		}
		s.at(h.State(), h.Source.Path).held = held
		s.transcripts[h.ID] = true
		return nil
	})
	if err != nil {
		return err
	}
	err = archive.Decisions(ctx, func(d schema.Decision, published bool) error {
		r := s.decision(d.ID)
		r.held, r.published = digestOf(d), published
		return nil
	})
	if err != nil {
		return err
	}
	err = archive.Vanished(ctx, func(gone schema.Source) error {
		s.departure(gone, false).held = gone.Number
		return nil
	})
	if err != nil {
		return err
	}
	err = archive.Freed(ctx, func(freed schema.Source) error {
		s.departure(freed, true).held = freed.Number
		return nil
	})
	if err != nil {
		return err
	}
	return archive.Words(ctx, func(n schema.Note, waiting bool) error {
		w := s.word(n.ID, n.Annotator)
		w.held, w.waiting = digestOf(n.Annotated, n.Made), waiting
		return nil
	})
}

// ledger notes what it says of each source's present state, and where it contradicts what is held of others.
func (s *survey) ledger(ctx context.Context, claims Claims) error {
	present := map[string]Claim{}
	err := claims(ctx, func(c Claim) error {
		id := schema.SourceID(c.File.Inbox, c.File.Path)
		if c.File.Number >= present[id].File.Number {
			present[id] = c
		}
		if c.File.Digest != "" && c.File.Number > 0 {
			s.at(c.File.State(), c.File.Path).claim = &c
		}
		if (c.Gone || c.Freed) && c.File.Digest != "" {
			s.departure(c.File.Origin(), c.Freed).claimed = c.File.Number
		}
		return nil
	})
	if err != nil {
		return err
	}
	for state, at := range s.states {
		c, known := present[state.Source]
		switch {
		case at.held == nil && !at.letter:
		case !known:
			at.unclaimed = "it knows nothing of this source"
		case state.Number > c.File.Number:
			at.unclaimed = "it knows only an earlier state of this source"
		case state.Number == c.File.Number && state != c.File.State():
			at.unclaimed = "it knows other bytes in this state"
		}
	}
	return nil
}

// digestOfRecord is of the record alone: the archive keeps its source and what annotators said of it apart.
func digestOfRecord(r schema.Record) string {
	r.Source, r.Sources, r.Annotations = schema.Source{}, nil, nil
	return digestOf(r)
}

func digestOf(values ...any) string {
	encoded, err := json.Marshal(values)
	if err != nil {
		return "" // records and notes can always be encoded: they came as JSON
	}
	return schema.Digest(encoded)
}
