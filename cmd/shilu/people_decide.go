package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"shilu/pipeline"
	"shilu/schema"
	"shilu/schema/archive"
	"shilu/schema/people"
)

// This file is the verbs that decide about people. Each says first what is meant, from the archive, and then asks its owner.

// peopleMergeCommand decides that several are one person.
type peopleMergeCommand struct {
	Person string   `arg:"" help:"Whom the person is known by from now on."`
	Others []string `arg:"" name:"other" help:"Who else it is."`
	peopleDecisionFlags
}

// Help says how it is used, below the flags.
func (peopleMergeCommand) Help() string {
	return `Of decisions that contradict each other the later one holds.

  shilu people merge 孟远@石桥镇党委 孟远@青禾县农业局 --why "调任"
  shilu people merge 孟远@石桥镇党委 孟远@ --why "本馆只有一位孟远"`
}

func (c *peopleMergeCommand) Run(a *app) error {
	return c.decide(a, func(store *archive.Archive) ([]schema.Decision, error) {
		person, into, err := a.whom(store, c.Person)
		if err != nil {
			return nil, err
		}
		var made []schema.Decision
		for _, who := range c.Others {
			other, from, err := a.whom(store, who)
			if err != nil {
				return nil, err
			}
			if other.ID == person.ID {
				return nil, withAdvice(fmt.Errorf("%s and %s are one person already", c.Person, who), "shilu people show "+person.ID+" says who decided it")
			}
			made = append(made, c.about(schema.DecisionMerged, a, into, from))
		}
		return made, nil
	})
}

// peopleSplitCommand decides that somebody is not the person that they count as.
type peopleSplitCommand struct {
	Person     string `arg:"" help:"Who is somebody else: NAME@ORGANISATION or the id of one of those that were merged into a person."`
	Transcript string `placeholder:"ID" help:"Only as whoever speaks in this transcript and in its revisions."`
	peopleDecisionFlags
}

// Help says how it is used, below the flags.
func (peopleSplitCommand) Help() string {
	return `What was merged by way of it stays together. Of decisions that contradict each other the later one holds.

  shilu people split 孟远@青禾县农业局 --why "同名不同人"
  shilu people split 孟远@石桥镇党委 --transcript 7a8cb587 --why "镇里的另一位孟远"`
}

func (c *peopleSplitCommand) Run(a *app) error {
	return c.decide(a, func(store *archive.Archive) ([]schema.Decision, error) {
		person, err := a.person(store, c.Person)
		if err != nil {
			return nil, err
		}
		named := member(person, c.Person)
		if named == nil {
			lines := []string{fmt.Sprintf("%s is several that were merged:", c.Person)}
			for _, m := range person.Identities {
				lines = append(lines, fmt.Sprintf("  %s  %s", m.ID, m))
			}
			return nil, withAdvice(fmt.Errorf("%s", strings.Join(lines, "\n")), "say which of them is somebody else")
		}
		identity := named.Identity
		if c.Transcript != "" {
			if identity.Transcript, err = c.transcript(a, store, person, *named); err != nil {
				return nil, err
			}
		} else if len(person.Identities) == 1 {
			return nil, withAdvice(fmt.Errorf("%s was not merged with anybody", identity), "--transcript ID takes out who speaks in one transcript")
		}
		return []schema.Decision{c.about(schema.DecisionSplit, a, identity)}, nil
	})
}

// transcript completes the id, of a revision that is present and in which they speak.
func (c *peopleSplitCommand) transcript(a *app, store *archive.Archive, person people.Person, named people.Member) (string, error) {
	entry, _, err := a.find(store, c.Transcript)
	if err != nil {
		return "", err
	}
	id := or(string(entry.SupersededBy), entry.ID)
	_, all, err := store.Person(a.ctx, person.ID)
	if err != nil {
		return "", err
	}
	if !slices.ContainsFunc(all, func(seen people.Appearance) bool { return seen.Transcript == id && seen.Identity == named.ID }) {
		return "", withAdvice(fmt.Errorf("%s doesn't speak in %s", named, id), "shilu people show "+person.ID+" lists the transcripts")
	}
	return id, nil
}

// peopleRenameCommand decides what a person is called.
type peopleRenameCommand struct {
	Person string `arg:"" help:"Who is called otherwise."`
	Name   string `arg:"" help:"What they are called from now on; the names that are printed stay and are found."`
	peopleDecisionFlags
}

// Help says how it is used, below the flags.
func (peopleRenameCommand) Help() string {
	return `
  shilu people rename "Meng Yuan@Qinghe County" 孟远 --why "中文名"`
}

func (c *peopleRenameCommand) Run(a *app) error {
	return c.decide(a, func(store *archive.Archive) ([]schema.Decision, error) {
		_, identity, err := a.whom(store, c.Person)
		if err != nil {
			return nil, err
		}
		d := c.about(schema.DecisionRenamed, a, identity)
		d.Name = strings.TrimSpace(c.Name)
		if d.Name == "" {
			return nil, usage("give the name in quotes", "the name is blank")
		}
		return []schema.Decision{d}, nil
	})
}

// peopleUndoCommand takes a decision about people back.
type peopleUndoCommand struct {
	Decision string `arg:"" help:"The decision's id or its beginning; shilu people ledger lists them."`
	peopleDecisionFlags
}

// Help says how it is used, below the flags.
func (peopleUndoCommand) Help() string {
	return `Everything is then as if that decision had never been made; those that were made after it hold.

  shilu people undo 1930705200000-5eed1e55 --why "同名不同人"`
}

func (c *peopleUndoCommand) Run(a *app) error {
	return c.decide(a, func(store *archive.Archive) ([]schema.Decision, error) {
		ledger, err := store.Ledger(a.ctx)
		if err != nil {
			return nil, err
		}
		found := slices.DeleteFunc(ledger, func(entry archive.LedgerEntry) bool { return !strings.HasPrefix(entry.ID, c.Decision) })
		const advice = "shilu people ledger lists the decisions"
		switch {
		case len(found) == 0:
			return nil, withAdvice(fmt.Errorf("no decision about people has the id %s", c.Decision), advice)
		case len(found) > 1:
			return nil, withAdvice(fmt.Errorf("the ids of %d decisions begin with %s", len(found), c.Decision), "give more of the id")
		case found[0].UndoneBy != "":
			return nil, withAdvice(fmt.Errorf("%s was taken back already, by %s", found[0].ID, found[0].UndoneBy), advice)
		}
		d := c.decision(schema.DecisionUndone, a.now())
		d.About, c.undone = found[0].ID, found[0].Identities
		return []schema.Decision{d}, nil
	})
}

// peopleDecisionFlags are what the verbs have in common.
type peopleDecisionFlags struct {
	decisionFlags
	JSON bool `help:"Print as JSON."`

	// undone are those whom a decision names that is taken back.
	undone []schema.Identity
}

// peopleDecided is the answer.
type peopleDecided struct {
	Decisions []schema.Decision `json:"decisions"`
	// People are those whom the decisions name, as they are now.
	People []people.Person `json:"people"`
}

// about is a decision about somebody.
func (f *peopleDecisionFlags) about(kind schema.DecisionKind, a *app, identities ...schema.Identity) schema.Decision {
	d := f.decision(kind, a.now())
	d.About, d.Identities = identities[0].String(), identities
	return d
}

// whom finds who is meant, and the identity that a decision names them by: a better parser may tell more of them, and rows come and go.
func (a *app) whom(store *archive.Archive, who string) (people.Person, schema.Identity, error) {
	person, err := a.person(store, who)
	if err != nil {
		return person, schema.Identity{}, err
	}
	if m := member(person, who); m != nil {
		return person, m.Identity, nil
	}
	return person, known(person), nil
}

// decide has the owner take the decisions that follow from the archive, and shows what the people are then.
func (f *peopleDecisionFlags) decide(a *app, wanted func(*archive.Archive) ([]schema.Decision, error)) error {
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	made := peopleDecided{People: []people.Person{}}
	if made.Decisions, err = wanted(store); err != nil {
		return err
	}
	ledger, err := store.Ledger(a.ctx)
	if err != nil {
		return err
	}
	last := ""
	if n := len(ledger); n > 0 {
		last = ledger[n-1].ID
	}
	for n := range made.Decisions { // the later one holds, and clocks differ
		d := &made.Decisions[n]
		d.ID = schema.DecisionIDAfter(last, d.Made, rand.Uint32())
		last = d.ID
	}
	err = a.withOwner("people", func(ctx context.Context, _ *pipeline.Bus, decide decider) error {
		for _, d := range made.Decisions {
			if _, err := decide(ctx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	named := f.undone
	for _, d := range made.Decisions {
		named = append(named, d.Identities...)
	}
	if made.People, err = store.PeopleOf(a.ctx, named...); err != nil {
		return err
	}
	if f.JSON {
		return printJSON(a.stdout, made)
	}
	for _, p := range made.People {
		fmt.Fprintf(a.stdout, "%s\n", shown(personLine(p)))
		for _, m := range p.Identities {
			if len(p.Identities) > 1 {
				fmt.Fprintf(a.stdout, "  %s  %s\n", m.ID, shown(m.String()))
			}
		}
	}
	for _, d := range made.Decisions {
		if d.Kind == schema.DecisionUndone {
			fmt.Fprintf(a.stdout, "the decision %s no longer holds\n", d.About)
		} else {
			fmt.Fprintf(a.stdout, "decision %s; shilu people undo %[1]s takes it back\n", d.ID)
		}
	}
	return nil
}
