package main

import (
	"os"
	"strings"
	"testing"
)

// A wrong command line is found before anything is made or asked: exit code 2, and what to write instead.
func TestAWrongCommandLineMakesNothing(t *testing.T) {
	for _, test := range []struct {
		args   []string
		advice string
	}{
		{[]string{"worker", "nonsense"}, "parse, enrich, persist"},
		{[]string{"worker", "persist", "nonsense"}, "parse, enrich, persist"},
		{[]string{"dead", "list", "nonsense"}, "annotate"},
		{[]string{"dead", "retry"}, "shilu dead list"},
		{[]string{"dead", "drop"}, "shilu dead list"},
		{[]string{"dead", "drop", "1", "--all"}, "shilu dead list"},
		{[]string{"subscribe", "bogus"}, "received"},
		{[]string{"subscribe", "--match", "["}, "a pattern has"},
		{[]string{"subscribe", "--durable", "a.b"}, "another name"},
		{[]string{"replay", "--match", "["}, "a pattern has"},
		{[]string{"ingest", "--date", "2024-5-10", "a.txt"}, "--date 2024-05-10"},
		{[]string{"inspect", "--date", "yesterday", "a.txt"}, "--date 2024-05-10"},
		{[]string{"show", "#x"}, "ID#c1234"},
		{[]string{"show", "3f9a#x"}, "ID#c1234"},
		{[]string{"search", "--limit", "0", "a"}, "--limit 20"},
		{[]string{"people", "list", "--limit=-1"}, "--limit 0"},
		{[]string{"people", "merge", "孟远", "--why", "x"}, "shilu --help"},
		{[]string{"people", "merge", "孟远", "孟远@"}, "shilu --help"},
		{[]string{"nonsense"}, "shilu --help"},
	} {
		t.Run(strings.Join(test.args, " "), func(t *testing.T) {
			r := newRig(t)
			_, stderr, code := r.shilu(test.args...)
			if code != exitUsage || !strings.Contains(stderr, test.advice) {
				t.Errorf("exit code %d, want %d and %q\n%s", code, exitUsage, test.advice, stderr)
			}
			if _, err := os.Stat(r.path("shilu-data")); err == nil {
				t.Error("the data folder was made")
			}
		})
	}
}

// Neither a stranger's message among the dead letters nor a broken value in the ledger keeps the rest from being seen and dealt with.
func TestWhatOthersWroteIsSteppedOver(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	for _, name := range []string{"a.txt", "b.txt"} {
		r.drop(name, "\x00\x01\x02\x03"+name)
		run.fate()
	}
	js := r.jetStream()
	if _, err := js.Publish(t.Context(), "shilu.dead.parse.stranger", []byte("hello")); err != nil {
		t.Fatal(err)
	}
	ledger, err := js.KeyValue(t.Context(), "shilu-ledger")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := ledger.PutString(t.Context(), strings.Repeat("0", 16), "{broken"); err != nil {
		t.Fatal(err)
	}
	if stdout := r.must("dead", "list"); strings.Count(stdout, "\n") != 3 || !strings.Contains(stdout, "no dead letter") {
		t.Errorf("dead list says\n%s", stdout)
	}
	stdout, stderr, code := r.shilu("dead", "retry", "--all")
	if code != exitError || strings.Count(stdout, "put back") != 2 || !strings.Contains(stderr, "shilu dead drop") {
		t.Errorf("dead retry --all: exit code %d\n%s%s", code, stdout, stderr)
	}
	for range 2 {
		if e := run.fate(); e.Offer != 1 {
			t.Errorf("%s: offer %d, want 1", e.Path, e.Offer)
		}
	}
	stdout, stderr, code = r.shilu("status")
	if code != 0 || !strings.Contains(stdout, "2 rejected") || !strings.Contains(stderr, "no entry") {
		t.Errorf("status: exit code %d\n%s%s", code, stdout, stderr)
	}
	r.must("dead", "drop", "--all")
	run.interrupt()
	run = r.start("run", "--port", "0", "--json")
	run.said("an entry is passed over")
	r.drop("c.txt", conference)
	if e := run.fate(); e.Archived == nil {
		t.Errorf("%s after the restart: %+v", e.Path, e.Rejected)
	}
	run.interrupt()
}

// What was dropped from the dead letters can be put in again: the same file by ingest, and what a folder brought by replay.
func TestADroppedLetterIsNotTheEnd(t *testing.T) {
	r := newRig(t)
	if err := os.WriteFile(r.path("bad.txt"), []byte("\x00\x01\x02\x03"), 0o644); err != nil {
		t.Fatal(err)
	}
	letters := func() int { return strings.Count(r.must("dead", "list"), "\n") }
	run := r.start("run", "--port", "0", "--json")
	r.drop("dropped.txt", "\x00\x01\x02\x03\x04")
	run.fate()
	for _, again := range [][]string{{"ingest", "bad.txt"}, {"ingest", "bad.txt"}, {"replay", "--all", "--match", "dropped.txt"}} {
		r.must("dead", "drop", "--all")
		if _, stderr, code := r.shilu(again...); code != exitVerdict {
			t.Errorf("%s: exit code %d, want %d\n%s", strings.Join(again, " "), code, exitVerdict, stderr)
		}
		if n := letters(); n != 1 {
			t.Errorf("%s: %d dead letters, want 1", strings.Join(again, " "), n)
		}
	}
	run.interrupt()
}
