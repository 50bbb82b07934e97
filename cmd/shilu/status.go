package main

import (
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"shilu/pipeline"
	"shilu/pipeline/inbox"
)

// statusCommand tells what became of every file that any inbox ever saw.
type statusCommand struct {
	Fate string `enum:"all,archived,rejected,waiting,gone,lost" default:"all" help:"Only these files: archived, rejected, waiting, gone, or lost: vanished before it was archived."`
	JSON bool   `help:"Print as JSON."`
}

type status struct {
	Files  []inbox.Entry  `json:"files"`
	Counts map[string]int `json:"counts"`
	pipeline.State
}

func (c *statusCommand) Run(a *app) error {
	bus, err := a.look("status")
	if err != nil {
		return err
	}
	defer bus.Close()
	s := status{Files: []inbox.Entry{}, Counts: map[string]int{}}
	err = inbox.Entries(a.ctx, bus.Ledger(), func(e inbox.Entry) error {
		s.Counts[fateOf(e)]++
		if c.Fate == "all" || c.Fate == fateOf(e) {
			s.Files = append(s.Files, e)
		}
		return nil
	})
	if errors.Is(err, inbox.ErrUnreadable) {
		fmt.Fprintf(a.stderr, "shilu: %s\n  shilu run takes the file anew when it meets it\n", shownLines(err.Error()))
	} else if err != nil {
		return err
	}
	sort.Slice(s.Files, func(i, j int) bool {
		if s.Files[i].Inbox != s.Files[j].Inbox {
			return s.Files[i].Inbox < s.Files[j].Inbox
		}
		return s.Files[i].Path < s.Files[j].Path
	})
	if s.State, err = bus.State(a.ctx); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.stdout, s)
	}
	s.print(a)
	return nil
}

func (s status) print(a *app) {
	files := table.NewWriter()
	files.SetOutputMirror(a.stdout)
	files.AppendHeader(table.Row{"inbox", "file", "fate", "when", "what"})
	for _, e := range s.Files {
		files.AppendRow(table.Row{shown(e.Inbox), shown(e.Path), fateOf(e), when(e), shown(what(e))})
	}
	files.Render()
	fmt.Fprintf(a.stdout, "%d archived, %d rejected, %d waiting, %d gone; %d dead letters\n",
		s.Counts["archived"], s.Counts["rejected"], s.Counts["waiting"], s.Counts["gone"], s.Dead)
	for _, stage := range s.Stages {
		if !stage.Running {
			fmt.Fprintf(a.stdout, "%s has never run here\n", stage.Stage)
		} else if stage.Waiting > 0 || stage.InFlight > 0 {
			fmt.Fprintf(a.stdout, "%s: %d waiting, %d in flight, %d of them retried\n", stage.Stage, stage.Waiting, stage.InFlight, stage.Retried)
		}
	}
	for _, h := range s.Holds {
		fmt.Fprintf(a.stdout, "%s\n  %s\n", shown(heldUp(h)), h.Hold.Advice)
	}
}

// heldUp says what waits for its surroundings, and goes on by itself when they are well.
func heldUp(w pipeline.Worker) string {
	return fmt.Sprintf("%s has been waiting since %s: %s", w.Stage, w.Hold.Since.Local().Format(time.DateTime), w.Hold.Cause)
}

// fateOf is the word for an entry; a file that is gone is gone, whatever became of its content.
func fateOf(e inbox.Entry) string {
	switch {
	case e.Fate == inbox.Lost:
		return e.Fate
	case !e.Gone.IsZero():
		return "gone"
	case e.Fate == "":
		return "waiting"
	default:
		return e.Fate
	}
}

func when(e inbox.Entry) string {
	at := e.FateAt
	if at.IsZero() {
		at = e.Seen
	}
	return at.Local().Format(time.DateTime)
}

func what(e inbox.Entry) string {
	switch {
	case e.Trouble != "":
		return e.Trouble
	case e.Members != nil && e.Members.Entered:
		return members(e.Members)
	case e.Rejected != nil:
		return e.Rejected.Stage + ": " + e.Rejected.Reason
	case e.Archived != nil:
		return fmt.Sprintf("%s  %s, %s", e.Archived.ID, count(e.Archived.Turns, "turn"), count(e.Archived.Figures, "figure"))
	}
	return ""
}

// members tells what became of what a container holds.
func members(m *inbox.Members) string {
	text := fmt.Sprintf("%s: %d archived, %d rejected", count(m.Total, "member"), m.Archived, m.Rejected)
	if m.Lost > 0 {
		text += fmt.Sprintf(", %d lost", m.Lost)
	}
	return text
}
