package main

import (
	"encoding/json"
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

var rounds = flag.Int("rounds", 200, "how many rounds the long forms have in which something is struck down")

// herd is everything that runs on one machine or on many, each in a process of its own that may die at any moment, while files come in. In
// the end, after Jepsen's checker of queues: what was attempted was archived (else it is lost), once (else it is duplicated), and nothing
// else was (else it is unexpected).
type herd struct {
	*rig
	to        []string // the flags with which the parts find their broker
	parts     map[string]*process
	random    *rand.Rand
	archived  chan time.Time    // a hint only: what is said while the broker is down is not heard
	attempted map[string]string // the file, by the transcript's id
	recovered []time.Duration
	rounds    int
	relief    func() // brings back what was struck down, if nothing goes on without it for reliefAfter; nil where strike does that
}

const reliefAfter = 30 * time.Second

var herdParts = map[string][]string{
	"watcher": {"watch", "inbox", "--json"},
	"parse":   {"worker", "parse"},
	"enrich":  {"worker", "enrich"},
	"persist": {"worker", "persist"},
}

// newHerd starts it. What is archived is heard of at the servers that the flags lead to.
func newHerd(t *testing.T, to []string, servers string) *herd {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	h := &herd{
		rig: newRig(t), to: to, parts: map[string]*process{}, random: rand.New(rand.NewPCG(seed, 0)),
		archived: make(chan time.Time, 1<<16), attempted: map[string]string{},
	}
	h.begin(slices.Collect(maps.Keys(herdParts))...)()
	nc, err := nats.Connect(servers, nats.UserInfo(serverUser, serverPassword), nats.MaxReconnects(-1), nats.ReconnectWait(20*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(nc.Close)
	if _, err := nc.Subscribe(schema.StepArchived.Filter(), func(*nats.Msg) { h.archived <- time.Now() }); err != nil {
		t.Fatal(err)
	}
	return h
}

// begin starts parts; what it returns waits until all of them are at work.
func (h *herd) begin(parts ...string) (atWork func()) {
	for _, part := range parts {
		h.parts[part] = h.start(append(slices.Clone(herdParts[part]), h.to...)...)
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

// round drops files, strikes at a moment between two of them, and waits until something is archived again.
func (h *herd) round(files int, strike func()) {
	h.t.Helper()
	moment := h.random.IntN(files)
	var struck time.Time
	for i := range files {
		name := fmt.Sprintf("%d-%d.txt", h.rounds, i)
		text := strings.Replace(conference, "126", fmt.Sprintf("%d", 1_000_000+h.rounds*1000+i), 1)
		h.attempted[schema.TranscriptID(schema.Digest([]byte(text)))] = name
		h.drop(name, text)
		if i == moment {
			strike()
			struck = time.Now()
		}
	}
	var relief <-chan time.Time
	if h.relief != nil {
		relief = time.After(reliefAfter)
	}
	for at := struck; !at.After(struck); {
		select {
		case at = <-h.archived:
			if at.After(struck) {
				h.recovered = append(h.recovered, at.Sub(struck))
			}
		case <-relief:
			h.t.Logf("round %d: nothing was archived for %s, what was struck down is brought back", h.rounds, reliefAfter)
			h.relief()
		case <-time.After(patience):
			h.t.Fatalf("round %d: nothing was archived after it", h.rounds)
		}
	}
	h.rounds++
}

// reckon waits for the end of the work, and says what came of it.
func (h *herd) reckon() {
	h.t.Helper()
	h.settle(len(h.attempted))
	h.check()
	slices.Sort(h.recovered)
	h.t.Logf("%d rounds, %d files: lost 0, duplicated 0, unexpected 0; to recover p50 %s, p99 %s", h.rounds, len(h.attempted),
		h.recovered[len(h.recovered)/2].Round(time.Millisecond), h.recovered[len(h.recovered)*99/100].Round(time.Millisecond))
}

// settle waits until the ledger says of each file that it is archived, for as long as more of them are.
func (h *herd) settle(files int) {
	h.t.Helper()
	most, since := 0, time.Now()
	for {
		var s status
		stdout, _, code := h.shilu(append([]string{"status", "--json"}, h.to...)...)
		if code == 0 { // a cluster may be without a leader just now
			if err := json.Unmarshal([]byte(stdout), &s); err != nil {
				h.t.Fatal(err)
			}
		}
		switch n := s.Counts["archived"]; {
		case s.Dead > 0:
			h.t.Fatalf("unexpected: %d dead letters\n%s", s.Dead, h.must(append([]string{"dead", "list"}, h.to...)...))
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
func (h *herd) check() {
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
	for id, file := range h.attempted {
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
