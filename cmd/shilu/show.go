package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shilu/handlers/compare"
	"shilu/schema"
	"shilu/schema/archive"
)

// showCommand prints what the archive holds of one transcript.
type showCommand struct {
	ID       string `arg:"" help:"The transcript's id or its beginning; ID#c1234 shows the turn at that place, ID#12 the turn with the index 12."`
	Original bool   `help:"Write the original bytes instead."`
	Diff     bool   `help:"Show what changed from it to the revision that took its place, or to another transcript: shilu show --diff 7a8cb587 451ef0c4."`
	Other    string `arg:"" optional:"" help:"With --diff, the id of what to compare it with."`
	JSON     bool   `help:"Print the record as JSON, or the changes."`
}

func (c *showCommand) Run(a *app) error {
	prefix, place, hasPlace := strings.Cut(c.ID, "#")
	if _, _, err := placeOf(place); hasPlace && err != nil || prefix == "" {
		return usage("write ID#c1234 for a place in the text or ID#12 for a turn", "%s is not an id with a place", c.ID)
	}
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	entry, place, err := a.find(store, c.ID)
	if err != nil {
		return err
	}
	if c.Diff {
		return c.diff(a, store, entry)
	}
	if c.Other != "" {
		return usage("with --diff, two are compared", "one transcript is shown at a time")
	}
	if c.Original {
		original, _, err := store.Original(a.ctx, entry.ID)
		if err != nil {
			return err
		}
		_, err = a.stdout.Write(original)
		return err
	}
	record, err := store.Record(a.ctx, entry.ID)
	if err != nil {
		return err
	}
	whole, turn := record, (*schema.Turn)(nil)
	if place != "" {
		found, err := turnAt(record, place)
		if err != nil {
			return err
		}
		turn = &found
		record = only(record, found)
		record.Annotations = annotationsIn(found, record.Annotations)
	}
	if entry.SupersededBy != "" {
		if err := a.noteSuperseded(store, whole, turn, string(entry.SupersededBy)); err != nil {
			return err
		}
	}
	if c.JSON {
		return printJSON(a.stdout, record)
	}
	printRecord(a.stdout, record)
	return nil
}

// find reads ID#place: the transcript whose id it is or begins with, and the place if one is named.
func (a *app) find(store *archive.Archive, reference string) (entry archive.Entry, place string, err error) {
	prefix, place, _ := strings.Cut(reference, "#")
	entry, err = store.Find(a.ctx, prefix)
	var ambiguous *archive.AmbiguousError
	switch {
	case errors.Is(err, archive.ErrNotFound):
		err = withAdvice(fmt.Errorf("%s: %w", prefix, archive.ErrNotFound), "shilu search finds ids, shilu status lists files")
	case errors.As(err, &ambiguous):
		err = withAdvice(err, "give more of the id")
	}
	return entry, place, err
}

// noteSuperseded tells where what is looked at is now: the newest revision, and the turn in it that a turn has become.
func (a *app) noteSuperseded(store *archive.Archive, record schema.Record, turn *schema.Turn, newest string) error {
	note := newest
	if turn != nil {
		present, err := store.Record(a.ctx, newest)
		if err != nil {
			return err
		}
		if now, found := compare.Matching(record, present, turn.Index); !found {
			note += ", which has no such turn"
		} else if len(now.Spans) > 0 {
			note += fmt.Sprintf("#c%d", now.Spans[0][0])
		}
	}
	fmt.Fprintf(a.stderr, "note: a newer revision has taken its place: %s\n", note)
	return nil
}

// annotationsIn are those whose quotes begin in the turn, and the annotators that have some.
func annotationsIn(turn schema.Turn, all []schema.Annotated) []schema.Annotated {
	var within []schema.Annotated
	for _, word := range all {
		word.Annotations = slices.DeleteFunc(slices.Clone(word.Annotations), func(n schema.Annotation) bool {
			return !slices.ContainsFunc(turn.Spans, func(s schema.Span) bool { return s[0] <= n.Place && n.Place < s[1] })
		})
		if len(word.Annotations) > 0 {
			within = append(within, word)
		}
	}
	return within
}

// only is the record with nothing but one turn and what was found in it. Indexes of turns stay those of the whole.
func only(record schema.Record, turn schema.Turn) schema.Record {
	elsewhere := func(index int) bool { return index != turn.Index }
	record.Turns = []schema.Turn{turn}
	record.Figures = slices.DeleteFunc(record.Figures, func(f schema.Figure) bool { return elsewhere(f.Turn) })
	record.Dates = slices.DeleteFunc(record.Dates, func(d schema.Date) bool { return elsewhere(d.Turn) })
	record.Entities = slices.DeleteFunc(record.Entities, func(e schema.Entity) bool { return elsewhere(e.Turn) })
	record.Exchanges = slices.DeleteFunc(record.Exchanges, func(e schema.Exchange) bool {
		return !slices.Contains(e.Question, turn.Index) && !slices.Contains(e.Answers, turn.Index)
	})
	record.Problems = slices.DeleteFunc(record.Problems, func(p schema.Problem) bool { return p.Turn == nil || elsewhere(*p.Turn) })
	return record
}

// turnAt finds the turn that a permalink names: c1234 is the code point of the decoded text, 12 the turn's index.
func turnAt(record schema.Record, place string) (schema.Turn, error) {
	n, isPlace, err := placeOf(place)
	if err != nil {
		return schema.Turn{}, err
	}
	for _, turn := range record.Turns {
		// A place inside a turn means the turn: what is cited is a passage, and parsers may come to divide turns otherwise.
		if last := len(turn.Spans) - 1; isPlace && last >= 0 && turn.Spans[0][0] <= n && n < turn.Spans[last][1] || !isPlace && turn.Index == n {
			return turn, nil
		}
	}
	return schema.Turn{}, withAdvice(fmt.Errorf("%s has no turn at #%s", record.ID, place), "shilu show "+record.ID+" lists its turns")
}

// placeOf reads what stands behind the # of a permalink.
func placeOf(place string) (n int, isPlace bool, err error) {
	digits, isPlace := strings.CutPrefix(place, "c")
	n, err = strconv.Atoi(digits)
	if err != nil || n < 0 {
		return 0, false, fmt.Errorf("#%s is not a place", place)
	}
	return n, isPlace, nil
}
