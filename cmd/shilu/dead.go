package main

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"shilu/pipeline"
)

// deadCommand is what can be done about dead letters.
type deadCommand struct {
	List  deadListCommand  `cmd:"" help:"List the dead letters, the oldest first."`
	Show  deadShowCommand  `cmd:"" help:"Show one dead letter with its message."`
	Retry deadRetryCommand `cmd:"" help:"Put messages back where they came from."`
	Drop  deadDropCommand  `cmd:"" help:"Delete dead letters; the original bytes stay in the log, and shilu replay --all puts them in again."`
}

// letterJSON is the stable form of a dead letter.
type letterJSON struct {
	Sequence uint64            `json:"sequence"`
	Stage    string            `json:"stage"`
	Code     string            `json:"code"`
	Reason   string            `json:"reason"`
	Advice   string            `json:"advice"`
	Tries    int               `json:"tries"`
	Time     time.Time         `json:"time"`
	Subject  string            `json:"subject"`
	Path     string            `json:"path"`
	Headers  map[string]string `json:"headers,omitempty"`
	Data     string            `json:"data_base64,omitempty"`
}

func letterOf(l pipeline.Letter) letterJSON {
	j := letterJSON{
		Sequence: l.Sequence, Stage: l.Stage, Code: l.Code, Reason: l.Reason, Advice: l.Advice, Tries: l.Tries, Time: l.Time, Subject: l.Subject,
	}
	if e, err := l.Event(); err == nil {
		j.Path = e.Subject
	}
	return j
}

// deadStages are those that give messages up.
var deadStages = append(slices.Clone(pipeline.StageNames), pipeline.StageAnnotate)

type deadListCommand struct {
	Stage string `arg:"" optional:"" help:"Only those of this stage: parse, enrich, persist or annotate."`
	JSON  bool   `help:"Print each as a line of JSON."`
}

func (c *deadListCommand) Run(a *app) error {
	if c.Stage != "" && !slices.Contains(deadStages, c.Stage) {
		return usage("the stages are "+strings.Join(deadStages, ", "), "there is no stage %q", c.Stage)
	}
	bus, err := a.look("dead")
	if err != nil {
		return err
	}
	defer bus.Close()
	return bus.Letters(a.ctx, c.Stage, func(l pipeline.Letter) error {
		j := letterOf(l)
		if c.JSON {
			return printJSONLine(a.stdout, j)
		}
		if l.Stranger {
			fmt.Fprintf(a.stdout, "%d  %s  %s  %s; %s\n", j.Sequence, j.Time.Local().Format(time.DateTime), shown(j.Subject), shown(j.Reason), j.Advice)
			return nil
		}
		fmt.Fprintf(a.stdout, "%d  %s  %s  %s: %s (%s, tried %s)\n",
			j.Sequence, j.Time.Local().Format(time.DateTime), shown(or(j.Path, j.Subject)), j.Stage, shown(j.Reason), j.Code, count(j.Tries, "time"))
		return nil
	})
}

type deadShowCommand struct {
	Sequence uint64 `arg:"" help:"The letter's number in the list."`
	Bytes    bool   `help:"Write the message's bytes only."`
	JSON     bool   `help:"Print as JSON."`
}

func (c *deadShowCommand) Run(a *app) error {
	bus, err := a.look("dead")
	if err != nil {
		return err
	}
	defer bus.Close()
	letter, err := bus.Letter(a.ctx, c.Sequence)
	if err != nil {
		return adviseLetter(err)
	}
	if c.Bytes {
		_, err := a.stdout.Write(letter.Data)
		return err
	}
	j := letterOf(letter)
	if c.JSON {
		j.Headers, j.Data = letter.Message, base64.StdEncoding.EncodeToString(letter.Data)
		return printJSON(a.stdout, j)
	}
	fmt.Fprintf(a.stdout, "file     %s\nstage    %s\nreason   %s (%s)\nadvice   %s\ntries    %d\ntime     %s\nsubject  %s\n\n",
		shown(or(j.Path, "?")), j.Stage, shown(j.Reason), j.Code, shown(j.Advice), j.Tries, j.Time.Local().Format(time.DateTime), shown(j.Subject))
	if !utf8.Valid(letter.Data) {
		fmt.Fprintf(a.stdout, "%d bytes that are not UTF-8; --bytes writes them\n", len(letter.Data))
		return nil
	}
	fmt.Fprintf(a.stdout, "%s\n", shownLines(string(letter.Data)))
	return nil
}

type deadRetryCommand struct {
	lettersArg
}

func (c *deadRetryCommand) Run(a *app) error {
	return c.each(a, "put back", func(bus *pipeline.Bus, sequence uint64) error { return bus.Retry(a.ctx, sequence) })
}

type deadDropCommand struct {
	lettersArg
}

func (c *deadDropCommand) Run(a *app) error {
	return c.each(a, "dropped", func(bus *pipeline.Bus, sequence uint64) error { return bus.Drop(a.ctx, sequence) })
}

// lettersArg names dead letters.
type lettersArg struct {
	Sequences []uint64 `arg:"" optional:"" name:"sequence" help:"The letters' numbers in the list."`
	All       bool     `help:"All of them."`
}

func (c lettersArg) each(a *app, done string, do func(*pipeline.Bus, uint64) error) error {
	if c.All == (len(c.Sequences) > 0) {
		return usage("shilu dead list shows their numbers", "name letters by their numbers, or --all")
	}
	bus, err := a.look("dead")
	if err != nil {
		return err
	}
	defer bus.Close()
	if c.All {
		err := bus.Letters(a.ctx, "", func(l pipeline.Letter) error {
			c.Sequences = append(c.Sequences, l.Sequence)
			return nil
		})
		if err != nil {
			return err
		}
	}
	failed := 0
	for _, sequence := range c.Sequences {
		err := do(bus, sequence)
		switch {
		case a.ctx.Err() != nil:
			return err
		case err != nil && len(c.Sequences) == 1:
			return adviseLetter(err)
		case err != nil: // the others are none the worse for it
			fail(a.stderr, exitError, adviseLetter(err))
			failed++
		default:
			fmt.Fprintf(a.stdout, "%s %d\n", done, sequence)
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d were left as they are", failed, len(c.Sequences))
	}
	return nil
}

func adviseLetter(err error) error {
	if errors.Is(err, pipeline.ErrNoLetter) {
		return withAdvice(err, "shilu dead list shows their numbers")
	}
	return err
}
