package main

import (
	"os"
	"strings"
	"testing"

	"shilu/pipeline"
	"shilu/schema/query"
)

// The copy is made beside a running shilu, is restored by being copied back, and goes on from there: what was archived since comes
// back from the log.
func TestBackupAndRestore(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	r.drop("a.txt", conference)
	run.fate()
	if got := r.must("backup", "copy.db"); !strings.Contains(got, "1 transcript, 5 turns") {
		t.Errorf("backup says %q", got)
	}
	if _, stderr, code := r.shilu("backup", "copy.db"); code != exitError || !strings.Contains(stderr, "name another file") {
		t.Errorf("a second time: exit code %d, %q", code, stderr)
	}
	r.drop("b.txt", strings.Replace(conference, "126", "127", 1))
	run.fate()
	run.interrupt()

	copied, err := os.ReadFile(r.path("copy.db"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"archive.db-wal", "archive.db-shm"} {
		if err := os.Remove(r.path("shilu-data/" + name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(r.path("shilu-data/archive.db"), copied, 0o600); err != nil {
		t.Fatal(err)
	}
	found := func(want int) {
		t.Helper()
		var page query.Page
		if r.decode(&page, "search", "海草床"); page.Total != want {
			t.Errorf("search finds %d turns, want %d", page.Total, want)
		}
	}
	found(1)
	r.drop("c.txt", strings.Replace(conference, "126", "128", 1))
	run = r.start("run", "--port", "0", "--json")
	if e := run.fate(); e.Path != "c.txt" || e.Archived == nil {
		t.Errorf("after the restore %s: %+v, want c.txt archived", e.Path, e)
	}
	found(2)
	var made pipeline.Replayed
	r.decode(&made, "replay", "--from", "persist")
	if want := (pipeline.Replayed{Current: 2, Replayed: 1, Archived: 1}); made != want {
		t.Errorf("replay: %+v, want %+v", made, want)
	}
	found(3)
}
