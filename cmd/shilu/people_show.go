package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"shilu/schema"
	"shilu/schema/archive"
	"shilu/schema/people"
)

// peopleShowCommand shows one person.
type peopleShowCommand struct {
	Person string `arg:"" help:"The person's name, NAME@ORGANISATION, or the beginning of an id: shilu people show 孟远@石桥镇党委."`
	JSON   bool   `help:"Print as JSON, with every transcript."`
}

// personShown is the answer to show.
type personShown struct {
	people.Person
	// Candidates have the same name; nobody decided that they are this person.
	Candidates  []people.Person       `json:"candidates"`
	Decisions   []archive.LedgerEntry `json:"decisions"`
	Appearances []people.Appearance   `json:"appearances"`
}

func (c *peopleShowCommand) Run(a *app) error {
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	found, err := a.person(store, c.Person)
	if err != nil {
		return err
	}
	s, err := a.showPerson(store, found.ID)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.stdout, s)
	}
	s.print(a)
	return nil
}

func (a *app) showPerson(store *archive.Archive, id string) (s personShown, err error) {
	if s.Person, s.Appearances, err = store.Person(a.ctx, id); err != nil {
		return s, err
	}
	if s.Candidates, err = store.Namesakes(a.ctx, s.Person); err != nil {
		return s, err
	}
	ledger, err := store.Ledger(a.ctx)
	s.Decisions = slices.DeleteFunc(ledger, func(entry archive.LedgerEntry) bool {
		return !slices.ContainsFunc(entry.Identities, func(i schema.Identity) bool {
			return slices.ContainsFunc(s.Identities, func(m people.Member) bool { return m.ID == people.ID(i) })
		})
	})
	return s, err
}

// appearancesShown is how many transcripts are printed for people; --json has all.
const appearancesShown = 20

func (s personShown) print(a *app) {
	w := a.stdout
	fmt.Fprintf(w, "%s  %s\n  %s\n", shown(s.Name), s.ID, seen(s.Seen))
	if others := slices.DeleteFunc(slices.Clone(s.Names), func(name string) bool { return name == s.Name }); len(others) > 0 {
		fmt.Fprintf(w, "  printed as %s\n", shown(strings.Join(others, ", ")))
	}
	if s.Alone {
		fmt.Fprintf(w, "  no organisation stands with the name: it may be several people\n")
	}
	section := func(title string, n int) {
		if n > 0 {
			fmt.Fprintf(w, "\n%s\n", title)
		}
	}
	section("posts", len(s.Posts))
	for _, p := range s.Posts {
		fmt.Fprintf(w, "  %-23s  %s  %s, %s\n", days(p.Seen), shown(post(p)), count(p.Transcripts, "transcript"), count(p.Turns, "turn"))
	}
	if len(s.Identities) > 1 {
		section("one person of", len(s.Identities))
		for _, m := range s.Identities {
			fmt.Fprintf(w, "  %s  %s  %s\n", m.ID, shown(m.String()), seen(m.Seen))
		}
	}
	section("decisions", len(s.Decisions))
	for _, entry := range s.Decisions {
		printLedgerEntry(a, "  ", entry)
	}
	section("candidates: the same name, and nobody decided whether they are the same", len(s.Candidates))
	for _, p := range s.Candidates {
		fmt.Fprintf(w, "  %s\n", shown(personLine(p)))
	}
	section("transcripts", len(s.Appearances))
	for n, seen := range s.Appearances {
		if n == appearancesShown {
			fmt.Fprintf(w, "  and %d more; --json lists them, shilu search by:%s finds what was said in them\n", len(s.Appearances)-n, s.ID)
			break
		}
		fmt.Fprintf(w, "  %-10s  %s  %s", or(string(seen.Date), "no date"), seen.Transcript, shown(or(string(seen.Title), "(no title)")))
		if as := post(people.Post{Organization: seen.Organization, Post: seen.Post}); as != "" {
			fmt.Fprintf(w, "  %s", shown(as))
		}
		fmt.Fprintf(w, "  %s\n", count(seen.Turns, "turn"))
	}
}

// peopleLedgerCommand lists the decisions about people.
type peopleLedgerCommand struct {
	Unfound bool `help:"Only those that name somebody whom no present transcript has: shilu people ledger --unfound."`
	JSON    bool `help:"Print each as a line of JSON."`
}

func (c *peopleLedgerCommand) Run(a *app) error {
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	ledger, err := store.Ledger(a.ctx)
	if err != nil {
		return err
	}
	for _, entry := range ledger {
		switch {
		case c.Unfound && len(entry.Unfound) == 0:
		case !c.JSON:
			printLedgerEntry(a, "", entry)
		default:
			if err := printJSONLine(a.stdout, entry); err != nil {
				return err
			}
		}
	}
	return nil
}

// printLedgerEntry writes what was decided, by whom, when and why, and what of it doesn't hold.
func printLedgerEntry(a *app, indent string, e archive.LedgerEntry) {
	fmt.Fprintf(a.stdout, "%s%s  %s  %s\n", indent, e.ID, e.Made.Local().Format(time.DateTime), shown(decided(e.Decision)))
	fmt.Fprintf(a.stdout, "%s  %s: %s\n", indent, shown(e.Who), shown(e.Why))
	if e.UndoneBy != "" {
		fmt.Fprintf(a.stdout, "%s  taken back by %s\n", indent, e.UndoneBy)
	}
	for _, i := range e.Unfound {
		fmt.Fprintf(a.stdout, "%s  no present transcript has %s\n", indent, shown(i.String()))
	}
}

// decided says what a decision says.
func decided(d schema.Decision) string {
	switch d.Kind {
	case schema.DecisionMerged:
		return fmt.Sprintf("%s is also %s", d.About, d.Identities[1])
	case schema.DecisionSplit:
		if t := d.Identities[0].Transcript; t != "" {
			return fmt.Sprintf("%s is somebody else in %s", strings.TrimSuffix(d.About, "#"+t), t)
		}
		return d.About + " is somebody else"
	case schema.DecisionRenamed:
		return fmt.Sprintf("%s is called %s", d.About, d.Name)
	}
	return string(d.Kind) + " " + d.About
}
