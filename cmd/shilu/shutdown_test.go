package main

import (
	"fmt"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"shilu/pipeline"
	"shilu/schema/query"
)

// Ended and started again and again in the middle of its work, it ends cleanly each time, and what it had in hand is no dead letter.
func TestEndedAtAnyMomentNothingIsGivenUp(t *testing.T) {
	t.Parallel()
	const rounds, perRound = 6, 20
	r := newRig(t)
	fated := map[string]bool{}
	for round := range rounds {
		run := r.start("run", "--port", "0", "--json")
		run.said("Ctrl-C ends")
		for i := range perRound {
			r.drop(fmt.Sprintf("%d-%d.txt", round, i), strings.Replace(conference, "126", fmt.Sprintf("%d%d", 1000+round, i), 1))
		}
		for range round * perRound / rounds { // so that each round ends at another moment
			fated[run.fate().Path] = true
		}
		run.cmd.Process.Signal(syscall.SIGTERM)
		<-run.ended
		if code := run.cmd.ProcessState.ExitCode(); code != 0 {
			t.Errorf("round %d: exit code %d\n%s", round, code, run.stderr.String())
		}
		for line := range run.lines { // what it still said
			if strings.Contains(line, `"fate":"rejected"`) {
				t.Errorf("round %d: %s", round, line)
			}
		}
	}
	run := r.start("run", "--port", "0", "--json")
	run.said("Ctrl-C ends")
	var s status
	for {
		r.decode(&s, "status")
		if s.Counts["archived"] == rounds*perRound {
			break
		}
		run.fate()
	}
	if s.Dead != 0 {
		t.Errorf("%d dead letters:\n%s", s.Dead, r.must("dead", "list"))
	}
	run.interrupt()
}

// slowConference is a transcript that keeps each stage busy for a while: a day of talk, many times over.
func slowConference(turns int) string {
	var b strings.Builder
	b.WriteString(conference)
	for i := range turns {
		fmt.Fprintf(&b, "\n%s：全市海岸线长%d公里，去年投入%d亿元。\n", []string{"主持人", "杜若川"}[i%2], i, i%100)
	}
	return b.String()
}

// startSlow starts a run that has a large transcript in hand at a stage. The server is asked by a line that is open already, since a stage
// may take no longer with it than a command takes to start.
func (r *rig) startSlow(stage int) *process {
	r.t.Helper()
	run := r.start("run", "--port", "0", "--json")
	run.said("Ctrl-C ends")
	js := r.stranger().js
	name := pipeline.StageNames[stage]
	stream := pipeline.LogStream
	if name == pipeline.StageEnrich {
		stream = pipeline.TransitStream
	}
	turns := 60_000
	if raceDetector {
		turns = 20_000 // which take it longer still
	}
	r.drop("large.txt", slowConference(turns))
	for deadline := time.Now().Add(patience); ; {
		consumer, err := js.Consumer(r.t.Context(), stream, name)
		if err == nil && consumer.CachedInfo().NumAckPending > 0 {
			return run
		}
		if time.Now().After(deadline) {
			r.t.Fatalf("it was never met at %s: %v", name, err)
		}
	}
}

// A transcript that takes longer than the end may take is let go, at whatever stage it is, and is done at the next start.
func TestALargeTranscriptDoesNotHoldUpTheEnd(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	run := r.startSlow(0)
	if code := run.interrupt(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for stage := 1; stage < 3; stage++ {
		if err := os.Remove(r.path("inbox/large.txt")); err != nil {
			t.Fatal(err)
		}
		if code := r.startSlow(stage).interrupt(); code != 0 {
			t.Errorf("at stage %d: exit code %d", stage, code)
		}
	}
	var page query.Page
	r.decode(&page, "search", "海岸线")
	if page.Total != 0 {
		t.Errorf("%d turns are found of what was let go", page.Total)
	}
	run = r.start("run", "--port", "0", "--json")
	if e := run.fate(); e.Archived == nil {
		t.Errorf("fate %+v, want archived", e.Rejected)
	}
	run.interrupt()
}

// Who asks twice is not kept waiting.
func TestASecondSignalEndsAtOnce(t *testing.T) {
	r := newRig(t)
	run := r.startSlow(0)
	run.cmd.Process.Signal(syscall.SIGINT)
	run.cmd.Process.Signal(syscall.SIGTERM) // another one, for two of a kind may be delivered as one
	<-run.ended
	if code := run.cmd.ProcessState.ExitCode(); code != exitError || !strings.Contains(run.stderr.String(), "ended at once") {
		t.Errorf("exit code %d, want %d\n%s", code, exitError, run.stderr.String())
	}
}
