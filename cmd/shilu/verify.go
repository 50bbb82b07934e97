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
		switch {
		case m.Harmless:
			f.Kind = pipeline.Note
		case watched[m.Inbox] && (m.Changed.IsZero() || l.now().Sub(m.Changed) < settles):
			f.Kind = pipeline.InFlight
		}
		v.findings = append(v.findings, verified{Finding: f, Advice: or(m.Advice, "shilu run on its folder takes it")})
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
	others, err := l.bus.Verify(l.ctx, store, claims(l.bus.Ledger()))
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
	if len(by[pipeline.MendLog])+len(by[pipeline.MendDecision])+len(by[pipeline.MendClaim]) > 0 {
		made, err := l.mendLog(by[pipeline.MendLog])
		if n := made.States + made.Words + made.Gone; n > 0 {
			tell("%s published again, from the archive", count(n, "event"))
		}
		if made.Decisions > 0 {
			tell("%s published again, from the archive", count(made.Decisions, "decision"))
		}
		if made.Sources > 0 {
			tell("%s entered into the ledger, from the archive", count(made.Sources, "file"))
		}
		if err != nil {
			return done, err
		}
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

// mendLog publishes what the log lacks, and enters what the ledger does.
func (l *looker) mendLog(findings []pipeline.Finding) (made pipeline.Refilled, err error) {
	store, err := l.openReader()
	if err != nil {
		return made, nil // the archive is mended next, from what the log has
	}
	defer store.Close()
	damaged := map[schema.State]bool{}
	for _, f := range findings {
		if f.State.ID != "" {
			damaged[f.State] = true
		}
	}
	if made, err = (refiller{l.app, l.bus, store}).fill(l.ctx, damaged); err != nil {
		return made, err
	}
	left := map[schema.State]pipeline.Claim{} // that the ledger alone knows to have left; without an id, as such findings are
	err = claims(l.bus.Ledger())(l.ctx, func(c pipeline.Claim) error {
		if (c.Gone || c.Freed) && c.File.Digest != "" {
			left[schema.State{Source: c.File.State().Source, Number: c.File.Number}] = c
		}
		return nil
	})
	for _, f := range findings {
		c, ok := left[f.State]
		if !ok || err != nil {
			continue
		}
		if made.Gone++; c.Freed {
			err = l.bus.Freed(l.ctx, c.File)
		} else {
			err = l.bus.Gone(l.ctx, c.File)
		}
	}
	return made, err
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
