package main

import (
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"shilu/schema"
	"shilu/schema/archive"
)

var rounds = flag.Int("rounds", 200, "how many rounds the long form of TestKilledTogetherNothingIsLost has")

// herd is everything that runs on one machine or on many, each in a process of its own that may die at any moment.
type herd struct {
	*rig
	broker *broker
	parts  map[string]*process
}

var herdParts = map[string][]string{
	"watcher": {"watch", "inbox", "--json"},
	"parse":   {"worker", "parse"},
	"enrich":  {"worker", "enrich"},
	"persist": {"worker", "persist"},
}

// begin starts parts; it returns when all of them are at work.
func (h *herd) begin(parts ...string) (atWork func()) {
	for _, part := range parts {
		h.parts[part] = h.start(append(slices.Clone(herdParts[part]), h.broker.to(h.broker.address())...)...)
	}
	return func() {
		h.t.Helper()
		for _, part := range parts {
			if part == "watcher" {
				h.parts[part].said("msg=watching")
			} else {
				h.parts[part].said("msg=working")
			}
		}
	}
}

// strike kills one of them, or all, and begins it again: of all the broker comes last, and the others wait for it.
func (h *herd) strike(victim string) {
	victims := []string{victim}
	switch victim {
	case "all":
		victims = slices.Collect(maps.Keys(herdParts))
	case "broker":
		victims = nil
	}
	for _, part := range victims {
		h.parts[part].kill()
	}
	if victim == "broker" || victim == "all" {
		h.broker.kill()
	}
	atWork := h.begin(victims...)
	if victim == "broker" || victim == "all" {
		h.broker.start()
	}
	atWork()
}

// The watcher, a worker, the broker or all of them are killed while files come in, round by round. In the end, after Jepsen's checker of
// queues: what was attempted was archived (else it is lost), once (else it is duplicated), and nothing else was (else it is unexpected).
func TestKilledTogetherNothingIsLost(t *testing.T) {
	t.Parallel()
	rounds, perRound := *rounds, 50
	if !*long {
		rounds, perRound = 3, 8
	}
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	h := &herd{rig: newRig(t), broker: newBroker(t), parts: map[string]*process{}}
	h.begin(slices.Collect(maps.Keys(herdParts))...)()
	archived := make(chan time.Time, 1<<16) // a hint only: what is said while the broker is down is not heard
	nc, err := nats.Connect("nats://"+h.broker.address(), nats.UserInfo(serverUser, serverPassword), nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	defer nc.Close()
	if _, err := nc.Subscribe(schema.StepArchived.Filter(), func(*nats.Msg) { archived <- time.Now() }); err != nil {
		t.Fatal(err)
	}

	attempted := map[string]string{} // the file, by the transcript's id
	var recovered []time.Duration
	victims := []string{"watcher", "parse", "enrich", "persist", "broker", "all"}
	for round := range rounds {
		victim, moment := victims[random.IntN(len(victims))], random.IntN(perRound)
		var struck time.Time
		for i := range perRound {
			name := fmt.Sprintf("%d-%d.txt", round, i)
			text := strings.Replace(conference, "126", fmt.Sprintf("%d", 1_000_000+round*1000+i), 1)
			attempted[schema.TranscriptID(schema.Digest([]byte(text)))] = name
			h.drop(name, text)
			if i == moment {
				h.strike(victim)
				struck = time.Now()
			}
		}
		for at := struck; !at.After(struck); {
			select {
			case at = <-archived:
				if at.After(struck) {
					recovered = append(recovered, at.Sub(struck))
				}
			case <-time.After(patience):
				t.Fatalf("round %d: nothing was archived after the end of %s", round, victim)
			}
		}
	}
	h.settle(len(attempted))
	h.check(attempted)
	slices.Sort(recovered)
	t.Logf("%d rounds, %d files, %d killed: lost 0, duplicated 0, unexpected 0; to recover p50 %s, p99 %s", rounds, len(attempted), rounds,
		recovered[len(recovered)/2].Round(time.Millisecond), recovered[len(recovered)*99/100].Round(time.Millisecond))
}

// settle waits until the ledger says of each file that it is archived, for as long as more of them are.
func (h *herd) settle(files int) {
	h.t.Helper()
	most, since := 0, time.Now()
	for {
		var s status
		h.decode(&s, append([]string{"status"}, h.broker.to(h.broker.address())...)...)
		switch n := s.Counts["archived"]; {
		case s.Dead > 0:
			h.t.Fatalf("unexpected: %d dead letters\n%s", s.Dead, h.must(append([]string{"dead", "list"}, h.broker.to(h.broker.address())...)...))
		case n == files:
			return
		case n > most:
			most, since = n, time.Now()
		case time.Since(since) > 2*patience:
			h.t.Fatalf("accepted %v of %d", s.Counts, files)
		}
	}
}

// check holds the archive against what was attempted.
func (h *herd) check(attempted map[string]string) {
	h.t.Helper()
	for _, p := range h.parts {
		if code := p.interrupt(); code != 0 {
			h.t.Errorf("exit code %d at the end", code)
		}
	}
	store, err := archive.OpenReader(h.t.Context(), h.path("shilu-data/archive.db"))
	if err != nil {
		h.t.Fatal(err)
	}
	defer store.Close()
	held := map[string]int{}
	err = store.Holdings(h.t.Context(), func(s schema.Held) error {
		held[s.ID]++
		return nil
	})
	if err != nil {
		h.t.Fatal(err)
	}
	for id, file := range attempted {
		switch n := held[id]; {
		case n == 0:
			h.t.Errorf("lost: %s (%s)", file, id)
		case n > 1:
			h.t.Errorf("duplicated: %s (%s) in %d states", file, id, n)
		}
		delete(held, id)
	}
	for id := range held {
		h.t.Errorf("unexpected: %s", id)
	}
	problems, err := store.Check(h.t.Context())
	for _, p := range problems {
		h.t.Errorf("check: %s", p)
	}
	if err != nil {
		h.t.Error(err)
	}
}
