package inbox

import (
	"fmt"
	"testing"
	"time"
)

func TestSettling(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	p := patience{quiet: 10 * time.Second, empty: time.Minute, grow: time.Minute}
	file := func(size, at int64) look {
		return look{kind: regular, stamp: stamp{glance: glance{size: size, modified: at, changed: at}}}
	}
	type glance struct {
		at      int // seconds
		look    look
		write   bool // somebody wrote just before
		settled bool
		next    int
	}
	for what, glances := range map[string][]glance{
		"quiet from the start": {{0, file(5, 1), false, false, 10}, {10, file(5, 1), false, true, 0}},
		"looked at too early":  {{0, file(5, 1), false, false, 10}, {3, file(5, 1), false, false, 10}, {10, file(5, 1), false, true, 0}},
		"grows": {
			{0, file(5, 1), false, false, 10}, {10, file(6, 2), false, false, 20}, {20, file(7, 3), false, false, 30}, {30, file(7, 3), false, true, 0},
		},
		"shrinks":             {{0, file(5, 1), false, false, 10}, {10, file(1, 2), false, false, 20}, {20, file(1, 2), false, true, 0}},
		"same size":           {{0, file(5, 1), false, false, 10}, {10, file(5, 2), false, false, 20}, {20, file(5, 2), false, true, 0}},
		"written, unseen":     {{0, file(5, 1), false, false, 10}, {10, file(5, 1), true, false, 20}, {20, file(5, 1), false, true, 0}},
		"empty":               {{0, file(0, 1), false, false, 10}, {10, file(0, 1), false, false, 60}, {60, file(0, 1), false, true, 0}},
		"empty, then written": {{0, file(0, 1), false, false, 10}, {10, file(0, 1), false, false, 60}, {30, file(4, 30), false, false, 40}, {40, file(4, 30), false, true, 0}},
		"gone":                {{0, look{}, false, false, 10}, {10, look{}, false, true, 0}},
		"gone and back":       {{0, look{}, false, false, 10}, {10, file(5, 1), false, false, 20}, {20, file(5, 1), false, true, 0}},
	} {
		it := &item{}
		for i, g := range glances {
			now := start.Add(time.Duration(g.at) * time.Second)
			if g.write {
				it.since = now
			}
			settled, next := it.see(now, g.look, p)
			if settled != g.settled || !settled && !next.Equal(start.Add(time.Duration(g.next)*time.Second)) {
				t.Errorf("%s, look %d: settled %t, next look after %s", what, i, settled, next.Sub(start))
			}
		}
	}
}

func TestWhole(t *testing.T) {
	at := func(size, modified, changed int64) look {
		return look{kind: regular, stamp: stamp{glance: glance{size: size, modified: modified, changed: changed}}}
	}
	renamed, written, empty, ofNoTime := at(5, 1, 2), at(5, 2, 2), at(0, 1, 2), at(5, 0, 2)
	modeSet := at(5, 100, 101) // in the instant in which it is made
	for _, c := range []struct {
		look look
		what what
		want bool
	}{
		{renamed, created, true}, {written, created, false}, {empty, created, false},
		{renamed, moved, true}, {written, moved, true}, {empty, moved, false},
		{modeSet, created, false}, {modeSet, moved, true}, {ofNoTime, created, false},
		{renamed, changed, false}, {written, changed, false}, // a scan, or a chmod, says nothing of where it came from
		{look{kind: link, stamp: renamed.stamp}, created, false}, {look{}, removed, false},
	} {
		if got := c.look.whole(c.what, time.Unix(0, 50)); got != c.want {
			t.Errorf("%+v by %d: %t", c.look, c.what, got)
		}
	}
}

func TestAgendaKeepsTheOrderOfTheLooks(t *testing.T) {
	start := time.Unix(1_700_000_000, 0)
	var a agenda
	items := map[string]*item{}
	for i := range 20 {
		it := &item{path: fmt.Sprint(i)}
		items[it.path] = it
		a.add(it, start.Add(time.Duration(i*7%20)*time.Second))
	}
	a.add(items["3"], start.Add(time.Hour)) // put off: only the last place counts
	items["5"].phase = ready                // nothing to look at any more
	last := time.Time{}
	for range 18 {
		due, ok := a.next()
		if !ok || due.Before(last) {
			t.Fatalf("next look at %s after %s", due, last)
		}
		last = due
		if it := a.take(start.Add(time.Minute)); it == nil || it.path == "3" || it.path == "5" {
			t.Fatalf("took %+v", it)
		}
	}
	if it := a.take(start.Add(time.Minute)); it != nil {
		t.Errorf("took %s before its time", it.path)
	}
	if it := a.take(start.Add(time.Hour)); it != items["3"] {
		t.Errorf("took %+v", it)
	}
	if due, ok := a.next(); ok {
		t.Errorf("one more look at %s", due)
	}
}
