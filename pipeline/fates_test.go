package pipeline

import (
	"context"
	"fmt"
	"testing"

	"shilu/schema"
)

// Two who take files for the same inbox at once are each told of each fate: none takes the other's away.
func TestEachWhoFollowsIsToldOfEachFate(t *testing.T) {
	r := newRig(t)
	listen := func(inbox string) <-chan schema.File {
		told, ready, ended := make(chan schema.File, 64), make(chan struct{}), make(chan error, 1)
		ctx, cancel := context.WithCancel(context.Background())
		go func() {
			ended <- r.FollowFates(ctx, inbox, func() { close(ready) }, func(_ context.Context, file schema.File, fate schema.Fate) error {
				if fate.Archived == nil || fate.Archived.ID != file.State().ID {
					t.Errorf("%s has the fate %+v", file.Path, fate)
				}
				told <- file
				return nil
			})
		}()
		t.Cleanup(func() {
			cancel()
			if err := <-ended; err != nil {
				t.Errorf("follow: %v", err)
			}
		})
		receive(t, ready)
		return told
	}
	one, two, other := listen("press"), listen("press"), listen("council")
	all := make(chan schema.File, 64)
	r.run(Parse(2, parseOne), Enrich(2, enrichOne), Persist(2, make(shelf, 64).persist),
		AllFates(func(_ context.Context, file schema.File, _ schema.Fate) error { all <- file; return nil }))
	const files = 20
	want := map[string]bool{}
	for i := range files {
		in := file(fmt.Sprint(i), fmt.Sprint("海岸线长110公里。", i))
		if _, err := r.Offer(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		want[in.Path] = true
	}
	for who, told := range map[string]<-chan schema.File{"one": one, "two": two, "the ledger": all} {
		got := map[string]bool{}
		for range files {
			got[receive(t, told).Path] = true
		}
		if len(got) != len(want) {
			t.Errorf("%s was told of %v", who, got)
		}
	}
	if len(other) != 0 {
		t.Error("another inbox was told")
	}
}
