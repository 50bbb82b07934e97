package inbox

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

// take runs Take in front of a pipeline that rejects what begins with "bad".
func (r *rig) take(paths ...string) map[string]Result {
	r.t.Helper()
	r.make()
	r.stream.meanwhile = func(file schema.Received) {
		if strings.HasPrefix(string(file.Original), "bad") {
			r.reject(file.File)
		} else {
			r.archive(file.File)
		}
	}
	results := map[string]Result{}
	r.must(r.inbox.Take(r.t.Context(), paths, func(result Result) {
		if _, ok := results[result.Path]; ok {
			r.t.Errorf("two results for %s", result.Path)
		}
		results[result.Path] = result
	}))
	return results
}

func TestTake(t *testing.T) {
	r := newRig(t)
	outside := filepath.Join(t.TempDir(), "outside.txt")
	r.must(os.WriteFile(outside, []byte("outside"), 0o600))
	r.write("a.txt", "good")
	r.write("b.txt", "bad")
	r.write("empty.txt", "")
	r.write(".hidden.txt", "asked for by name")
	r.write("dir/sub/c.txt", "good too")
	r.write("dir/.git/d.txt", "not taken")
	r.must(os.Symlink(r.path("a.txt"), r.path("dir/inside.txt")))
	r.must(os.Symlink(r.path("a.txt"), filepath.Join(filepath.Dir(outside), "link.txt")))
	given := []string{
		r.path("a.txt"), r.path("b.txt"), r.path("empty.txt"), r.path(".hidden.txt"), r.path("dir"), r.path("missing.txt"), outside,
		filepath.Join(filepath.Dir(outside), "link.txt"),
	}
	got := r.take(given...)
	want := map[string]string{
		r.path("a.txt"): Archived, r.path("b.txt"): Rejected, r.path("empty.txt"): Rejected, r.path(".hidden.txt"): Archived,
		r.path("dir/sub/c.txt"): Archived, r.path("missing.txt"): "", outside: "",
		filepath.Join(filepath.Dir(outside), "link.txt"): Archived, // it leads to a.txt
	}
	if !slices.Equal(slices.Sorted(maps.Keys(got)), slices.Sorted(maps.Keys(want))) {
		t.Fatalf("results for %q", slices.Sorted(maps.Keys(got)))
	}
	for path, fate := range want {
		if result := got[path]; result.Entry.Fate != fate || (result.Err != nil) != (fate == "") {
			t.Errorf("%s: %q %v", path, result.Entry.Fate, result.Err)
		}
	}
	if !errors.Is(got[r.path("missing.txt")].Err, errNoFile) {
		t.Errorf("missing: %v", got[r.path("missing.txt")].Err)
	}
	if n := len(r.stream.offered); n != 4 {
		t.Errorf("%d offers", n)
	}

	// Once more: what is archived is left alone, what was rejected gets another chance.
	clear(r.stream.times)
	again := r.take(r.path("a.txt"), r.path("b.txt"))
	if again[r.path("a.txt")].Entry.Fate != Archived || again[r.path("b.txt")].Entry.Offer != 1 || len(r.stream.times) != 1 {
		t.Errorf("results %+v, offers %v", again, r.stream.times)
	}
}

func TestTakeWithAWish(t *testing.T) {
	r := newRig(t)
	r.write("a.txt", "good")
	first := r.take(r.path("a.txt"))[r.path("a.txt")].Entry
	r.cfg.Layout, r.cfg.Spoken = "lines", "2024-05-10"
	second := r.take(r.path("a.txt"))[r.path("a.txt")].Entry
	if second.Number <= first.Number || second.Layout != "lines" || second.Spoken != "2024-05-10" {
		t.Errorf("entry is %+v after %+v", second, first)
	}
	<-r.stream.offered
	if got := r.offer(); got.Layout != "lines" || got.Spoken != "2024-05-10" {
		t.Errorf("offered %+v", got.File)
	}
	// Who watches without a wish of his own leaves it at that.
	r.cfg.Layout, r.cfg.Spoken = "", ""
	r.start()
	r.wantNothing()
}

func TestTakeFromTheRootOfTheFileSystem(t *testing.T) {
	r := newRig(t, func(cfg *Config) { cfg.Dir = "/" })
	r.write("a/b.txt", "good")
	got := r.take(r.path("a/b.txt"), r.path("a"))
	if len(got) != 1 || "/"+got[r.path("a/b.txt")].Entry.Path != r.path("a/b.txt") {
		t.Errorf("results %+v", got)
	}
}

func TestTakeOfManyFiles(t *testing.T) {
	r := newRig(t, func(cfg *Config) { cfg.InFlight = 4 })
	for _, dir := range []string{"a", "b", "a/c"} {
		for _, name := range strings.Split("0123456789", "") {
			r.write(dir+"/"+name+".txt", dir+name)
		}
	}
	if got := r.take(r.dir); len(got) != 30 {
		t.Errorf("%d results", len(got))
	}
}

func TestTakeWaitsForAFateAndEndsWithTheContext(t *testing.T) {
	r := newRig(t)
	r.write("a.txt", "one")
	r.make()
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- r.inbox.Take(ctx, []string{r.path("a.txt")}, func(Result) { t.Error("a result without a fate") })
	}()
	r.wantOffer("a.txt", "one")
	receive(t, r.stream.asked, "a question")
	if err := r.inbox.Run(ctx); err == nil {
		t.Error("Run beside Take")
	}
	cancel()
	if err := receive(t, ended, "the end"); !errors.Is(err, context.Canceled) {
		t.Errorf("Take: %v", err)
	}
}

// The fate reached the ledger by way of another process.
func TestTakeSeesTheFateThatAnotherProcessWrote(t *testing.T) {
	r := newRig(t)
	r.write("a.txt", "one")
	r.make()
	results := make(chan Result, 1)
	go func() {
		_ = r.inbox.Take(t.Context(), []string{r.path("a.txt")}, func(result Result) { results <- result })
	}()
	file := r.wantOffer("a.txt", "one").File
	other, err := New(r.cfg, r.ledger, r.stream, r.inbox.log)
	r.must(err)
	r.must(other.Fate(t.Context(), file, Fate{Archived: &schema.Archived{Turns: 9}}))
	if got := receive(t, results, "a result"); got.Entry.Archived == nil || got.Entry.Archived.Turns != 9 {
		t.Errorf("result is %+v", got)
	}
}
