package inbox

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strconv"
	"testing"

	"shilu/schema"
)

var long = flag.Bool("long", false, "run the long forms of the tests")

// gated is a native watcher that nobody listens to until the gate is opened: meanwhile the kernel's queue fills.
type gated struct {
	watcher
	hints chan hint
}

func (g gated) Hints() <-chan hint { return g.hints }

func watchGated(gate <-chan struct{}) func(string) (watcher, error) {
	return func(root string) (watcher, error) {
		w, err := watchNative(root)
		if err != nil {
			return nil, err
		}
		g := gated{w, make(chan hint)}
		go func() {
			defer close(g.hints)
			<-gate
			for h := range w.Hints() {
				g.hints <- h
			}
		}()
		return g, nil
	}
}

// More files at once than the kernel's queue holds events of: it overflows, that is counted, and all are archived. The short form drops
// as many as that takes, the long one 20,000 in any case.
func TestFloodOverflowsTheWatchQueue(t *testing.T) {
	queue, err := os.ReadFile("/proc/sys/fs/inotify/max_queued_events")
	if err != nil {
		t.Fatal(err)
	}
	events, err := strconv.Atoi(string(bytes.TrimSpace(queue)))
	if err != nil {
		t.Fatal(err)
	}
	files := events/2 + 500 // of each it is told that it was made and that it was written
	if *long {
		files = max(files, 20_000)
	}
	gate := make(chan struct{})
	r := newRig(t, neverRescan)
	r.watch = watchGated(gate)
	r.stream.meanwhile = func(file schema.Received) { r.archive(file.File) }
	r.start()
	r.settledOnce()
	for i := range files {
		r.write(fmt.Sprintf("%d.txt", i), lines(fmt.Sprint(i)))
	}
	close(gate)
	archived := map[string]bool{}
	for range files {
		e := receive(t, r.fated, "a fate")
		if e.Fate != Archived || archived[e.Path] {
			t.Fatalf("%s was told before, or is %q", e.Path, e.Fate)
		}
		archived[e.Path] = true
	}
	if s := r.inbox.Stats(); s.Overflows == 0 || s.Known != files || s.Waiting != 0 {
		t.Errorf("%+v after %d files", s, files)
	}
	if r.log.count("watch queue overflowed") == 0 {
		t.Error("the log says nothing")
	}
	for state, times := range r.stream.times {
		if times != 1 {
			t.Errorf("%s was offered %d times", state, times)
		}
	}
}
