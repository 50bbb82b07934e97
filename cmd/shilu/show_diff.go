package main

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"shilu/handlers/compare"
	"shilu/schema"
	"shilu/schema/archive"
)

// revisions is what shilu show --diff --json prints.
type revisions struct {
	Before  string           `json:"before"`
	After   string           `json:"after"`
	Changes []compare.Change `json:"changes"`
}

// diff compares a transcript with the revision that took its place, or with another.
func (c *showCommand) diff(a *app, store *archive.Archive, entry archive.Entry) error {
	after := string(entry.SupersededBy)
	if c.Other != "" {
		other, _, err := a.find(store, c.Other)
		if err != nil {
			return err
		}
		after = other.ID
	}
	if after == "" {
		return withAdvice(errors.New("nothing has taken the place of "+entry.ID), "name two transcripts: shilu show --diff A B")
	}
	was, err := store.Record(a.ctx, entry.ID)
	if err != nil {
		return err
	}
	is, err := store.Record(a.ctx, after)
	if err != nil {
		return err
	}
	changes := compare.Turns(was, is)
	if c.JSON {
		return printJSON(a.stdout, revisions{was.ID, is.ID, changes})
	}
	printChanges(a.stdout, was, is, changes)
	return nil
}

// printChanges writes the turns that aren't the same, and how many there are of each sort.
func printChanges(w io.Writer, was, is schema.Record, changes []compare.Change) {
	counts := map[compare.Kind]int{}
	for _, c := range changes {
		counts[c.Kind]++
	}
	fmt.Fprintf(w, "%s → %s\n", was.ID, is.ID)
	for _, fact := range []struct {
		name    string
		was, is schema.Opt
	}{{"title", was.Title, is.Title}, {"date", was.Date, is.Date}, {"place", was.Place, is.Place}} {
		if fact.was != fact.is {
			fmt.Fprintf(w, "%s: %s → %s\n", fact.name, shown(or(string(fact.was), "none")), shown(or(string(fact.is), "none")))
		}
	}
	fmt.Fprintf(w, "%s: %d same, %d changed, %d added, %d removed\n", count(len(changes), "turn"),
		counts[compare.Same], counts[compare.Changed], counts[compare.Added], counts[compare.Removed])
	for _, c := range changes {
		switch c.Kind {
		case compare.Removed:
			printTurn(w, "-", was.Turns[*c.Before], was.Turns[*c.Before].Label, was.Turns[*c.Before].Text)
		case compare.Added:
			printTurn(w, "+", is.Turns[*c.After], is.Turns[*c.After].Label, is.Turns[*c.After].Text)
		case compare.Changed:
			turn := is.Turns[*c.After]
			label, text := turn.Label, turn.Text
			if c.LabelBefore != c.LabelAfter {
				label = "[-" + c.LabelBefore + "-]{+" + c.LabelAfter + "+}"
			}
			if len(c.Edits) > 0 {
				text = marksOf(c.Edits)
			}
			printTurn(w, "~", turn, label, text)
		}
	}
}

func printTurn(w io.Writer, sign string, t schema.Turn, label, text string) {
	fmt.Fprintf(w, "\n%s #%d %s%s\n", sign, t.Index, shown(or(string(t.Time)+" ", "")), shown(label))
	for _, line := range strings.Split(text, "\n") {
		fmt.Fprintf(w, "  %s\n", shown(line))
	}
}
