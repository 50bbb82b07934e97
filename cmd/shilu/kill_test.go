package main

import (
	"maps"
	"slices"
	"testing"
)

// The watcher, a worker, the broker or all of them are killed while files come in, round by round.
func TestKilledTogetherNothingIsLost(t *testing.T) {
	t.Parallel()
	rounds, perRound := *rounds, 50
	if !*long {
		rounds, perRound = 3, 8
	}
	b := newBroker(t)
	h := newHerd(t, b.to(b.address()), "nats://"+b.address())
	victims := []string{"watcher", "parse", "enrich", "persist", "broker", "all"}
	for range rounds {
		h.round(perRound, func() { h.kill(b, victims[h.random.IntN(len(victims))]) })
	}
	h.reckon()
}

// kill kills one of them, or all, and begins it again: of all the broker comes last, and the others wait for it.
func (h *herd) kill(b *broker, victim string) {
	parts := []string{victim}
	switch victim {
	case "all":
		parts = slices.Collect(maps.Keys(herdParts))
	case "broker":
		parts = nil
	}
	for _, part := range parts {
		h.parts[part].kill()
	}
	alone := len(parts) == 1
	if !alone {
		b.kill()
	}
	atWork := h.begin(parts...)
	if !alone {
		b.start()
	}
	atWork()
}
