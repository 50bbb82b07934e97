package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"shilu/handlers/parse"
	"shilu/pipeline"
	"shilu/pipeline/inbox"
	"shilu/schema"
	"shilu/schema/archive"
)

// verifyCommand holds folder, ledger, event log, archive and index against each other, and each turn against its original.
type verifyCommand struct {
	Repair bool `help:"Mend what can be mended, from the originals and the log. The archive has to be free: end shilu run first."`
	JSON   bool `help:"Print each finding as a line of JSON, and the sums as the last."`
}

// Help says how it is used, below the flags.
func (verifyCommand) Help() string {
	return `It prints a line for each difference, and ends with 1 if there is one. What a running shilu has still to do is listed as in flight.
The digest names what the archive holds: two archives with the same digest hold the same.

  shilu verify
  shilu verify --repair`
}

// verified is one line of verify.
type verified struct {
	pipeline.Finding
	Advice string `json:"advice,omitempty"`
}

// The kinds of lines beside those of the pipeline.
const (
	kindRepaired = "repaired"
	kindSum      = "sum"
)

// verdict is what verify found.
type verdict struct {
	findings []verified
	digest   string
}

// repairRounds is how often it is looked again: what lay behind a lost archive shows when there is one again.
const repairRounds = 3

// sum is the last line.
type sum struct {
	Kind        string `json:"kind"`
	Differences int    `json:"differences"`
	InFlight    int    `json:"in_flight"`
	// Digest is of what the archive holds; absent where it can't be read.
	Digest string `json:"digest,omitempty"`
}

func (c *verifyCommand) Run(a *app) error {
	looker, err := a.lookerFor("verify", c.Repair)
	if err != nil {
		return err
	}
	defer looker.stop()
	found, err := looker.verify()
	if err != nil {
		return err
	}
	for round := 0; c.Repair && round < repairRounds && found.count(pipeline.Difference) > 0; round++ {
		mended, err := looker.repair(found)
		for _, line := range mended {
			c.print(a, verified{Finding: pipeline.Finding{Kind: kindRepaired, Detail: line}})
		}
		if err != nil {
			return err
		}
		if found, err = looker.verify(); err != nil {
			return err
		}
		if len(mended) == 0 {
			break
		}
	}
	for _, f := range found.findings {
		c.print(a, f)
	}
	s := sum{Kind: kindSum, Differences: found.count(pipeline.Difference), InFlight: found.count(pipeline.InFlight), Digest: found.digest}
	if c.JSON {
		err = printJSONLine(a.stdout, s)
	} else {
		fmt.Fprintf(a.stdout, "%s, %d in flight; digest %s\n", count(s.Differences, "difference"), s.InFlight, or(s.Digest, "none"))
	}
	if s.Differences > 0 && err == nil {
		advice := "shilu verify --repair mends what can be mended"
		if c.Repair {
			advice = "what is left needs you: a file that is damaged or was never met is put right by a new copy in the folder and shilu run"
		}
		return withAdvice(errors.New(count(s.Differences, "difference")), advice)
	}
	return err
}

func (c *verifyCommand) print(a *app, f verified) {
	if c.JSON {
		_ = printJSONLine(a.stdout, f) // the last line reports what is wrong with standard output
		return
	}
	kind := f.Kind
	if kind == pipeline.InFlight {
		kind = "in flight"
	}
	fmt.Fprintf(a.stdout, "%-10s  %s%s%s\n", kind, then(f.Between, "  "), then(shown(f.About), "  "), shown(f.Detail))
}

func then(text, what string) string {
	if text == "" {
		return ""
	}
	return text + what
}

func (v verdict) count(kind string) (n int) {
	for _, f := range v.findings {
		if f.Kind == kind {
			n++
		}
	}
	return n
}

// looker is what verify looks with: the server of the shilu that runs, or one of its own without any workers.
type looker struct {
	*app
	bus  *pipeline.Bus
	stop func()
}

// lookerFor looks at the shilu that runs in the data folder or at the server of --nats; where none runs it starts the server alone. Who
// must be alone, to change something, is refused beside another.
func (a *app) lookerFor(name string, alone bool) (*looker, error) {
	end, err := a.takeTurn()
	if err != nil {
		return nil, err
	}
	unlock, err := a.lockData()
	if err != nil {
		end() // the turn was nobody's
		if !errors.Is(err, errDataTaken) || alone {
			return nil, err
		}
		bus, err := a.look(name)
		if err != nil {
			return nil, err
		}
		return &looker{app: a, bus: bus, stop: func() { bus.Close() }}, nil
	}
	release := func() { unlock(); end() }
	if a.URL != "" {
		enter := a.look
		if alone {
			enter = a.connect
		}
		bus, err := enter(name)
		if err != nil {
			release()
			return nil, err
		}
		return &looker{app: a, bus: bus, stop: func() { bus.Close(); release() }}, nil
	}
	m := &machine{unlock: release}
	if err := m.serve(a, 0); err != nil {
		m.stop()
		return nil, err
	}
	return &looker{app: a, bus: m.bus, stop: m.stop}, nil
}

// verify looks at everything once.
func (l *looker) verify() (verdict, error) {
	var v verdict
	host := inbox.DefaultConfig("", "").Host
	watched := map[string]bool{}
	err := inbox.Compare(l.ctx, l.bus.Ledger(), host, l.log, func(m inbox.Mismatch) {
		if _, asked := watched[m.Inbox]; !asked {
			watched[m.Inbox] = l.bus.Watched(l.ctx, m.Inbox)
		}
		f := pipeline.Finding{Kind: pipeline.Difference, Between: "folder and ledger", About: m.Path, Detail: m.Detail}
		if watched[m.Inbox] && (m.Changed.IsZero() || l.now().Sub(m.Changed) < settles) {
			f.Kind = pipeline.InFlight
		}
		v.findings = append(v.findings, verified{Finding: f, Advice: "shilu run on its folder takes it"})
	}, func(name, why string) {
		v.findings = append(v.findings, verified{Finding: pipeline.Finding{Kind: pipeline.Note, Between: "folder and ledger", About: name, Detail: "the folder can't be seen: " + why}})
	})
	if err != nil {
		return v, err
	}
	store, err := l.openReader()
	if fault := schema.AsFault(err); fault != nil {
		v.findings = append(v.findings, verified{
			Finding: pipeline.Finding{Kind: pipeline.Difference, Between: "archive", Detail: err.Error(), Mend: pipeline.MendArchive}, Advice: fault.Advice,
		})
		return v, nil
	}
	if err != nil {
		return v, err
	}
	defer store.Close()
	for _, look := range []func(context.Context) ([]string, error){
		store.Check, func(ctx context.Context) ([]string, error) { return store.Prove(ctx, parse.Decode) },
	} {
		problems, err := look(l.ctx)
		if err != nil {
			return v, err
		}
		for _, p := range problems {
			v.findings = append(v.findings, verified{Finding: pipeline.Finding{Kind: pipeline.Difference, Between: "archive", Detail: p, Mend: pipeline.MendArchive}})
		}
	}
	others, err := l.bus.Verify(l.ctx, store, l.claims)
	if err != nil {
		return v, err
	}
	for _, f := range others {
		v.findings = append(v.findings, verified{Finding: f})
	}
	if v.digest, err = store.Digest(l.ctx); err != nil {
		l.log.Warn("the archive has no digest", "error", err) // what keeps it from being read is among the findings
	}
	return v, l.ctx.Err()
}

// settles is how long a file that changed may take to be met: a growing one is looked at as long as it grows, a watch event that was
// lost is made good by the next scan.
const settles = 2 * time.Minute

// claims are the ledger's entries as the pipeline sees them. A container is told by its members.
func (l *looker) claims(ctx context.Context, each func(pipeline.Claim) error) error {
	err := inbox.Entries(ctx, l.bus.Ledger(), func(e inbox.Entry) error {
		if e.Members != nil {
			return nil
		}
		return each(pipeline.Claim{File: e.File(), Fate: e.Fate, Offered: !e.Offered.IsZero(), Gone: !e.Gone.IsZero(), Removed: e.Rejected != nil && e.Rejected.Code == schema.FaultRemoved})
	})
	if errors.Is(err, inbox.ErrUnreadable) {
		return nil // the comparison with the folder tells of it
	}
	return err
}

// repair mends in the order in which one thing hangs on another: first the log, from what the archive holds; then the archive, from the
// log; then what has still to walk. It says what it did.
func (l *looker) repair(found verdict) (done []string, err error) {
	by := map[pipeline.Mend][]pipeline.Finding{}
	for _, f := range found.findings {
		if f.Kind == pipeline.Difference {
			by[f.Mend] = append(by[f.Mend], f.Finding)
		}
	}
	tell := func(format string, args ...any) { done = append(done, fmt.Sprintf(format, args...)) }
	if n, err := l.mendLog(by[pipeline.MendLog]); err != nil {
		return done, err
	} else if n > 0 {
		tell("%s published again, from the archive", count(n, "event"))
	}
	if n, err := l.repeatDecisions(by[pipeline.MendDecision]); err != nil {
		return done, err
	} else if n > 0 {
		tell("%s published again, from the archive", count(n, "decision"))
	}
	if len(by[pipeline.MendArchive]) > 0 {
		made, err := l.rebuild(rebuildCommand{From: fromLog})
		if err != nil {
			return done, err
		}
		tell("the archive was made anew from the log: %s; the one before is %s", count(made.States, "state"), made.Kept)
	}
	if n, err := l.walkAgain(by[pipeline.MendWalk]); err != nil {
		return done, err
	} else if n > 0 {
		tell("%s put in again", count(n, "original"))
	}
	released := 0
	for _, f := range by[pipeline.MendLedger] {
		if err := l.bus.ForgetFate(l.ctx, f.State); err != nil {
			return done, err
		}
		again, err := inbox.Again(l.ctx, l.bus.Ledger(), f.State)
		if err != nil {
			return done, err
		}
		if again {
			released++
		}
	}
	if released > 0 {
		tell("%s to be offered again: shilu run does it", count(released, "file"))
	}
	return done, nil
}

// mendLog publishes what the log lacks.
func (l *looker) mendLog(findings []pipeline.Finding) (n int, err error) {
	if len(findings) == 0 {
		return 0, nil
	}
	store, err := l.openReader()
	if err != nil {
		return 0, nil // the archive is mended next, from what the log has
	}
	defer store.Close()
	offers, gone := map[schema.State]int{}, map[string]schema.File{}
	err = l.claims(l.ctx, func(c pipeline.Claim) error {
		if c.File.Digest != "" {
			offers[c.File.State()] = c.File.Offer
			gone[c.File.State().Source] = c.File
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	restored := map[schema.State]bool{}
	for _, f := range findings {
		switch {
		case f.State.Number == 0 && f.State.ID != "":
			again, err := l.repeatWords(store, f.State.ID)
			if err != nil {
				return n, err
			}
			n += again
		case f.State.Number > 0 && f.State.ID != "" && !restored[f.State]:
			restored[f.State] = true
			again, err := l.restore(store, f.State, offers[f.State]+1)
			if err != nil {
				return n, err
			}
			n += again
		case f.State.ID == "" && gone[f.State.Source].Number == f.State.Number:
			if err := l.bus.Gone(l.ctx, gone[f.State.Source]); err != nil {
				return n, err
			}
			n++
		}
	}
	return n, nil
}

// restore publishes what the archive holds of a state, if that is whole.
func (l *looker) restore(store *archive.Archive, state schema.State, offer int) (n int, err error) {
	held, err := store.Holding(l.ctx, state)
	if err != nil || held == nil || held.Damage != "" {
		return 0, err
	}
	original, _, err := store.Original(l.ctx, state.ID)
	if err != nil || schema.TranscriptID(schema.Digest(original)) != state.ID {
		l.log.Error("the original can't be published again", "transcript", state.ID, "error", err)
		return 0, l.ctx.Err()
	}
	return 1, l.bus.Restore(l.ctx, *held, original, offer)
}

// repeatWords publishes what annotators said of a transcript. Under which source they said it, only the log knew.
func (l *looker) repeatWords(store *archive.Archive, id string) (n int, err error) {
	err = store.Words(l.ctx, func(note schema.Note, _ bool) error {
		if note.ID != id {
			return nil
		}
		if note.Source == "" {
			note.Source = "/annotator/" + note.Annotator
		}
		note.Offer++
		n++
		return l.bus.OfferNote(l.ctx, note)
	})
	return n, err
}

// repeatDecisions publishes the archive's decisions.
func (l *looker) repeatDecisions(findings []pipeline.Finding) (n int, err error) {
	if len(findings) == 0 {
		return 0, nil
	}
	store, err := l.openReader()
	if err != nil {
		return 0, err
	}
	defer store.Close()
	err = store.Decisions(l.ctx, func(d schema.Decision, _ bool) error {
		n++
		return l.bus.PublishDecision(l.ctx, d, 1)
	})
	return n, err
}

// walkAgain puts originals in again and waits for their fates.
func (l *looker) walkAgain(findings []pipeline.Finding) (n int, err error) {
	if len(findings) == 0 {
		return 0, nil
	}
	store, err := archive.Open(l.ctx, l.archiveFile(), archive.DefaultConfig())
	if err != nil {
		return 0, err
	}
	defer store.Close()
	want := pipeline.Replay{From: pipeline.StageParse, All: true, Match: func(f schema.File) bool {
		return slices.ContainsFunc(findings, func(lost pipeline.Finding) bool { return lost.State == f.State() })
	}}
	replay := func(ctx context.Context) error {
		made, err := l.bus.Replay(ctx, want, func(int, int) {})
		n = made.Replayed
		return err
	}
	err = l.work(l.bus, replay, append(l.archiveParts(store, l.bus), l.parseStage(), enrichStage())...)
	return n, err
}
