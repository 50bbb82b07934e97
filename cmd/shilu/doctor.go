package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"syscall"
	"time"

	"shilu/pipeline"
	"shilu/schema"
)

// doctorCommand looks at everything that shilu stands on, and says of each what is wrong and what to do.
type doctorCommand struct {
	Provision bool `help:"Make the streams and buckets that are missing on the server of --nats first: for workers that may not."`
	JSON      bool `help:"Print as JSON."`
}

// finding is one thing that was looked at.
type finding struct {
	Check  string `json:"check"`
	OK     bool   `json:"ok"`
	Detail string `json:"detail"`
	Advice string `json:"advice,omitempty"`
}

const (
	doctorTimeout = 10 * time.Second
	probeTimeout  = 3 * time.Second // a stream that can't store says nothing at all
	lowSpace      = 1 << 30         // bytes: a day of a busy newsroom, several times over
	deadNearFull  = 0.8             // of the dead letters' stream, which refuses when full
)

func (c *doctorCommand) Run(a *app) error {
	ctx, cancel := context.WithTimeout(a.ctx, doctorTimeout)
	defer cancel()
	findings := []finding{a.checkFolder(), a.checkArchive(ctx)}
	findings = append(findings, a.checkNATS(ctx, c.Provision)...)
	bad := 0
	for _, f := range findings {
		if !f.OK {
			bad++
		}
	}
	if c.JSON {
		if err := printJSON(a.stdout, findings); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			word := "ok  "
			if !f.OK {
				word = "BAD "
			}
			fmt.Fprintf(a.stdout, "%s %-12s %s\n", word, f.Check, shown(f.Detail))
			if f.Advice != "" {
				fmt.Fprintf(a.stdout, "                  %s\n", f.Advice)
			}
		}
	}
	if bad > 0 {
		return verdictError(fmt.Sprintf("%d of %d checks found something", bad, len(findings)))
	}
	return nil
}

func (a *app) checkFolder() finding {
	f := finding{Check: "data folder", Detail: a.Data}
	info, err := os.Stat(a.Data)
	if err != nil {
		f.Detail, f.Advice = err.Error(), "shilu run makes it; --data names another"
		return f
	}
	if info.Mode().Perm()&0o077 != 0 {
		f.Detail, f.Advice = fmt.Sprintf("%s can be read by other users (%s)", a.Data, info.Mode().Perm()), "chmod 700 "+a.Data
		return f
	}
	var space syscall.Statfs_t
	if err := syscall.Statfs(a.Data, &space); err != nil {
		f.Detail = err.Error()
		return f
	}
	free := space.Bavail * uint64(space.Bsize)
	f.Detail = fmt.Sprintf("%s, %d MB free", a.Data, free>>20)
	f.OK = free >= lowSpace
	if !f.OK {
		f.Advice = "make room: messages and the archive grow in it"
	}
	return f
}

func (a *app) checkArchive(ctx context.Context) finding {
	f := finding{Check: "archive"}
	store, err := a.openReader()
	if err != nil {
		f.Detail = err.Error()
		if fault := schema.AsFault(err); fault != nil {
			f.Advice = fault.Advice
		}
		return f
	}
	defer store.Close()
	stats, err := store.Stats(ctx)
	if err != nil {
		f.Detail = err.Error()
		return f
	}
	f.OK, f.Detail = true, fmt.Sprintf("%d transcripts, %d turns, %d MB", stats.Transcripts, stats.Turns, stats.FileBytes>>20)
	return f
}

func (a *app) checkNATS(ctx context.Context, provision bool) []finding {
	reach := finding{Check: "nats"}
	enter := a.look
	if provision {
		enter = a.connect
	}
	bus, err := enter("doctor")
	if err != nil {
		reach.Detail = err.Error()
		reach.Advice = "start shilu run, or name a server with --nats URL"
		var known advised
		if errors.As(err, &known) {
			reach.Advice = known.advice
		}
		if way, err := os.Stat(a.credentialsFile()); errors.Is(err, fs.ErrNotExist) && a.URL == "" {
			reach.Advice = "no shilu has run here yet: start shilu run"
		} else if err == nil && way.Mode().Perm()&0o077 != 0 {
			reach.Advice = "chmod 600 " + a.credentialsFile()
		}
		return []finding{reach}
	}
	defer bus.Close()
	work := finding{Check: "pipeline"}
	state, err := bus.State(ctx)
	if err != nil {
		work.Detail = err.Error()
	} else {
		work.checkState(state)
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	if err := bus.Probe(ctx); err != nil {
		reach.Detail = "a message that was published can't be read back: " + err.Error()
		reach.Advice = "make room on the server's disk; if there is room, restart the server, and if that doesn't help its store is damaged"
	} else {
		reach.OK, reach.Detail = true, "published to every stream and read back"
	}
	return []finding{reach, work}
}

// checkState finds what keeps the pipeline from going on.
func (f *finding) checkState(state pipeline.State) {
	var wrong, advice []string
	for _, h := range state.Holds {
		wrong, advice = append(wrong, heldUp(h)), append(advice, h.Hold.Advice)
	}
	for _, stage := range state.Stages {
		f.Detail += fmt.Sprintf("%s %d waiting, %d in flight; ", stage.Stage, stage.Waiting, stage.InFlight)
		if stage.Workers == 0 {
			wrong = append(wrong, "nobody runs "+stage.Stage)
		}
	}
	if len(wrong) > len(state.Holds) {
		advice = append(advice, "start shilu run, or shilu worker for what is missing")
	}
	f.Detail += count(int(state.Dead), "dead letter")
	for _, stream := range state.Streams {
		if stream.Stream == pipeline.DeadStream && stream.MaxBytes > 0 && float64(stream.Bytes) > deadNearFull*float64(stream.MaxBytes) {
			wrong = append(wrong, "the dead letters are nearly full and will stop their stages")
			advice = append(advice, "shilu dead list, then retry or drop")
		}
	}
	f.OK = len(wrong) == 0
	if !f.OK {
		f.Detail = strings.Join(wrong, "; ") + "; " + f.Detail
		f.Advice = strings.Join(slices.Compact(advice), "; ")
	}
}
