package pipeline

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"shilu/schema"
)

// This file holds what there is of each file against each other: the log, an archive, the ledger and the dead letters. What they say is
// gathered in survey.go.

// Holdings is an archive as Verify wants to see it.
type Holdings interface {
	// Holdings calls each with every state that is held.
	Holdings(ctx context.Context, each func(schema.Held) error) error
	// Vanished calls each with every source that was seen to vanish, in its last such state.
	Vanished(ctx context.Context, each func(schema.Source) error) error
	// Freed calls each with every state of a source after which its name was freed.
	Freed(ctx context.Context, each func(schema.Source) error) error
	// Decisions calls each with every decision, and whether it is out of the outbox.
	Decisions(ctx context.Context, each func(d schema.Decision, published bool) error) error
	// Words calls each with every annotator's word, and whether it waits for its transcript.
	Words(ctx context.Context, each func(note schema.Note, waiting bool) error) error
}

// Claim is what the ledger says of the state that a source is in.
type Claim struct {
	File schema.File
	// Fate is archived, rejected or lost; "" while it is on its way. Offered says that it was put into the log at all.
	Fate    string
	Offered bool
	Gone    bool
	// Freed says that the file was moved away and another has come under its name, which has a claim of its own.
	Freed bool
	// Removed says that it was rejected because a person decided so.
	Removed bool
}

// Claims calls each with the claim of every source, and of every state after which its name was freed.
type Claims func(ctx context.Context, each func(Claim) error) error

// Finding is one thing that verify has to tell.
type Finding struct {
	// Kind is Difference, InFlight or Note.
	Kind string `json:"kind"`
	// Between names the two that disagree: "archive and log".
	Between string `json:"between"`
	// About is a file's path, or a transcript's id.
	About  string `json:"about"`
	Detail string `json:"detail"`
	// State is the walk that it is about, where it is about one, and Mend is what would mend it.
	State schema.State `json:"-"`
	Mend  Mend         `json:"-"`
}

// Mend is how a difference can be mended.
type Mend int

// The ways; what has none needs a person, or only that shilu runs.
const (
	MendNot      Mend = iota
	MendLog           // publish what is missing from what the archive holds
	MendArchive       // make the archive anew from the log
	MendWalk          // put the original in again
	MendLedger        // let the file be offered again
	MendDecision      // publish the archive's decisions
	MendClaim         // enter into the ledger what the archive holds
)

// The kinds of findings.
const (
	Difference = "difference" // must not be
	InFlight   = "in_flight"  // will be otherwise when the workers have done their work
	Note       = "note"       // is as somebody wanted it
)

// verifyRounds is how often everything is looked at before a difference is believed: what was on its way in one look is there in the
// next, or is on its way there.
const verifyRounds = 3

// Verify holds log, archive, ledger and dead letters against each other, and each record and original against its digest in the event
// that brought it. What the pipeline has still to do is no difference, but is listed as in flight.
func (b *Bus) Verify(ctx context.Context, archive Holdings, claims Claims) ([]Finding, error) {
	var findings []Finding
	for round := range verifyRounds {
		s, err := b.survey(ctx, archive, claims)
		if err != nil {
			return nil, err
		}
		seen := s.compare()
		if round > 0 {
			seen = slices.DeleteFunc(seen, func(f Finding) bool { return f.Kind == Difference && !slices.Contains(findings, f) })
		}
		findings = seen
		if !slices.ContainsFunc(findings, func(f Finding) bool { return f.Kind == Difference }) {
			break
		}
	}
	return findings, nil
}

// compare tells everything that does not agree, in the order of paths.
func (s *survey) compare() []Finding {
	var all []Finding
	for state, at := range s.states {
		for _, f := range at.compare() {
			f.State, f.About = state, cmp.Or(at.path, state.ID)
			all = append(all, f)
		}
	}
	all = append(all, s.compareSources()...)
	all = append(all, s.compareWords()...)
	all = append(all, s.compareDecisions()...)
	slices.SortFunc(all, func(a, b Finding) int {
		return cmp.Or(cmp.Compare(a.About, b.About), cmp.Compare(a.State.Number, b.State.Number), cmp.Compare(a.Between, b.Between), cmp.Compare(a.Detail, b.Detail))
	})
	return slices.Compact(all)
}

func difference(mend Mend, between, format string, args ...any) Finding {
	return Finding{Kind: Difference, Between: between, Detail: fmt.Sprintf(format, args...), Mend: mend}
}

func inFlight(between, format string, args ...any) Finding {
	return Finding{Kind: InFlight, Between: between, Detail: fmt.Sprintf(format, args...)}
}

// compare holds what is known of one state against each other.
func (at *station) compare() []Finding {
	var all []Finding
	tell := func(f Finding) { all = append(all, f) }
	for _, d := range []*doubt{at.received.wrong, at.enriched.wrong} {
		if d != nil {
			tell(difference(MendLog, "log", "%s", *d))
		}
	}
	claimed := at.claim != nil
	rejected := at.letter || claimed && at.claim.Fate == "rejected"
	switch {
	case claimed && at.claim.Fate == "":
		tell(inFlight("ledger", "it has no fate yet"))
	case at.waits != "":
		tell(inFlight("log and archive", "%s has still to do with it", at.waits))
	case at.received.is && !at.enriched.is && !rejected && at.held == nil:
		tell(difference(MendWalk, "log", "it was received and nothing came of it"))
	case at.enriched.is && at.held == nil && !rejected:
		tell(difference(MendArchive, "log and archive", "the archive doesn't hold what the log has as enriched"))
	case claimed && at.claim.Fate == "archived" && at.held == nil && at.claim.Freed:
		tell(Finding{Kind: Note, Between: "ledger and archive", Detail: "the ledger says archived, the archive doesn't hold it, and its name is another file's: drop it again from where it was moved"})
	case claimed && at.claim.Fate == "archived" && at.held == nil:
		tell(difference(MendLedger, "ledger and archive", "the ledger says archived, the archive doesn't hold it"))
	}
	if claimed && at.claim.Fate == "rejected" && at.claim.Offered && !at.claim.Removed && !at.letter && at.held == nil {
		tell(Finding{Kind: Note, Between: "ledger and dead letters", Detail: "it was rejected, and its dead letter was dropped"})
	}
	if at.received.is || at.enriched.is || at.held != nil || claimed && at.claim.Fate == "archived" {
		for step, event := range map[schema.Step]event{schema.StepReceived: at.received, schema.StepEnriched: at.enriched} {
			if !event.is && (at.held != nil || step == schema.StepReceived) {
				tell(difference(MendLog, "log", "the event %s is missing", step))
			}
		}
	}
	if at.held != nil && at.enriched.is && at.enriched.wrong == nil && at.waits == "" {
		all = append(all, at.held.compare(at.enriched)...)
	}
	if at.unclaimed != "" {
		mend := MendNot
		if at.held != nil {
			mend = MendClaim
		}
		tell(difference(mend, "ledger", "%s", at.unclaimed))
	}
	return all
}

// compare holds the archive's record against the one that the log has.
func (h *holding) compare(logged event) []Finding {
	switch order := h.versions.Compare(logged.versions); {
	case order != 0:
		return []Finding{difference(MendArchive, "log and archive", "the archive has what %s made, the log what %s made", h.versions, logged.versions)}
	case h.digest != "" && h.digest != logged.digest:
		return []Finding{difference(MendArchive, "log and archive", "the archive's record is not the one that the log has")}
	case h.url != logged.url:
		return []Finding{difference(MendArchive, "log and archive", "the archive has another url than the log")}
	}
	return nil
}

// compareSources looks at which sources have vanished, and which names were freed.
func (s *survey) compareSources() []Finding {
	var all []Finding
	for of, at := range s.departures {
		tell := func(f Finding) {
			f.About = at.path
			f.State = schema.State{Source: of.source, Number: max(at.logged, at.held, at.claimed)}
			all = append(all, f)
		}
		left := "it vanished"
		if of.freed != 0 {
			left = "its name was freed"
		}
		switch {
		case at.logged > at.held && at.waits:
			tell(inFlight("log and archive", "%s has still to note that %s", StagePersist, left))
		case at.logged > at.held:
			tell(difference(MendArchive, "log and archive", "%s, and the archive doesn't know", left))
		case at.held > at.logged:
			tell(difference(MendLog, "log", "the event %s is missing", schema.StepGone))
		}
		if at.claimed > at.logged {
			tell(difference(MendLog, "ledger and log", "the ledger says that %s, and the event %s is missing", left, schema.StepGone))
		}
	}
	return all
}

// compareWords looks at what annotators said.
func (s *survey) compareWords() []Finding {
	var all []Finding
	for of, at := range s.words {
		tell := func(f Finding) {
			f.About = of.ID
			f.State = schema.State{ID: of.ID}
			f.Detail = of.Annotator + ": " + f.Detail
			all = append(all, f)
		}
		switch {
		case at.wrong != nil:
			tell(difference(MendLog, "log", "%s", *at.wrong))
		case at.letter:
		case at.waits:
			tell(inFlight("log and archive", "%s has still to do with its word", StageAnnotate))
		case at.held == "":
			tell(difference(MendArchive, "log and archive", "the archive doesn't hold its word"))
		case at.logged == "":
			tell(difference(MendLog, "log", "the event %s is missing", schema.StepAnnotated))
		case at.held != at.logged:
			tell(difference(MendArchive, "log and archive", "the archive has another word of it than the log"))
		case at.waiting && s.transcripts[of.ID]:
			tell(difference(MendArchive, "archive", "its word waits for a transcript that is there"))
		}
	}
	return all
}

// compareDecisions looks at what people decided.
func (s *survey) compareDecisions() []Finding {
	var all []Finding
	for id, at := range s.decisions {
		tell := func(f Finding) {
			f.About = id
			all = append(all, f)
		}
		switch {
		case at.held != "" && !at.published:
			tell(inFlight("archive and log", "the decision waits to be published"))
		case at.held == "":
			tell(difference(MendArchive, "log and archive", "the archive doesn't know the decision"))
		case at.logged == "":
			tell(difference(MendDecision, "log", "the event of the decision is missing"))
		case at.held != at.logged:
			tell(difference(MendArchive, "log and archive", "the archive has another decision than the log"))
		}
	}
	return all
}
