package main

import (
	"context"
	"errors"
	"fmt"
	"sort"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"

	"shilu/pipeline"
	"shilu/pipeline/inbox"
	"shilu/schema"
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
		if s.Files[i].Path != s.Files[j].Path {
			return s.Files[i].Path < s.Files[j].Path
		}
		return s.Files[i].Number < s.Files[j].Number
	})
	if s.State, err = bus.State(a.ctx); err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.stdout, s)
	}
	whys, err := waitingWhys(a.ctx, bus, s.Files)
	if err != nil {
		return err
	}
	s.print(a, whys)
	return nil
}

// asksAtMost bounds the questions where files are: each is several to the server, and a flood has thousands on their way.
const asksAtMost = 200

// waitingWhys says of files without a fate what they wait for.
func waitingWhys(ctx context.Context, bus *pipeline.Bus, files []inbox.Entry) (map[string]string, error) {
	whys := map[string]string{}
	for _, e := range files {
		if !e.Waiting() || e.Members != nil || len(whys) == asksAtMost {
			continue
		}
		where, err := bus.Whereabouts(ctx, e.File())
		switch {
		case err != nil:
			return nil, err
		case where.Fate != nil:
			whys[source(e)] = "its fate is known, and is being entered"
		case where.Waiting:
			whys[source(e)] = "on its way"
		default:
			whys[source(e)] = "not on its way: its folder's shilu offers it again; ingest again what was ingested"
		}
	}
	return whys, nil
}

func source(e inbox.Entry) string { return schema.SourceID(e.Inbox, e.Path) }

// nameColumns is how much of a terminal's width the name of a file may take; --json has all of it.
func nameColumns(width int) int { return max(20, width*2/5) }

func (s status) print(a *app, whys map[string]string) {
	fit := func(name string) string { return name }
	if width := terminalWidth(a.stdout); width > 0 {
		fit = func(name string) string { return short(name, nameColumns(width)) }
	}
	files := table.NewWriter()
	files.SetOutputMirror(a.stdout)
	files.AppendHeader(table.Row{"inbox", "file", "fate", "when", "what"})
	for _, e := range s.Files {
		files.AppendRow(table.Row{fit(shown(e.Inbox)), fit(shown(e.Path)), fateOf(e), when(e), shown(or(whys[source(e)], what(e)) + movedTo(e))})
	}
	files.Render()
	lost := ""
	if n := s.Counts[inbox.Lost]; n > 0 {
		lost = fmt.Sprintf(", %d lost", n)
	}
	fmt.Fprintf(a.stdout, "%d archived, %d rejected, %d waiting, %d gone%s; %s\n",
		s.Counts["archived"], s.Counts["rejected"], s.Counts["waiting"], s.Counts["gone"], lost, count(int(s.Dead), "dead letter"))
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
	case e.Fate == inbox.Lost:
		return "it vanished before it was archived, and the stream no longer holds it"
	case e.Members != nil && e.Members.Entered && e.Fate != "":
		return members(e.Members)
	case e.Members != nil && e.Members.Entered:
		return fmt.Sprintf("%s, some of which are on their way", count(e.Members.Total, "member"))
	case e.Members != nil:
		return "it is being opened"
	case e.Rejected != nil:
		return e.Rejected.Stage + ": " + e.Rejected.Reason
	case e.Archived != nil:
		return fmt.Sprintf("%s  %s, %s", e.Archived.ID, count(e.Archived.Turns, "turn"), count(e.Archived.Figures, "figure"))
	}
	return ""
}

// movedTo tells where a file is that was moved, or why it isn't.
func movedTo(e inbox.Entry) string {
	switch {
	case e.Moving != nil && e.Moving.Trouble != "":
		return fmt.Sprintf("; can't be moved to %s: %s", e.Moving, e.Moving.Trouble)
	case e.Moved != nil && e.Container == "":
		return fmt.Sprintf("; moved to %s", e.Moved)
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
