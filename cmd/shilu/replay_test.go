package main

import (
	"bytes"
	"encoding/json"
	"os"
	"strings"
	"testing"

	"shilu/handlers/enrich"
	"shilu/pipeline"
	"shilu/schema"
)

// here runs shilu in this process, whose handlers' versions a test may raise, over the rig's data folder.
func (r *rig) here(args ...string) (stdout, stderr string, code int) {
	r.t.Helper()
	r.t.Chdir(r.dir)
	var out, errs bytes.Buffer
	code = run(r.t.Context(), args, &out, &errs)
	return out.String(), errs.String(), code
}

// raise makes enrich a newer one until the test ends.
func raise(t *testing.T) {
	t.Helper()
	was := enrich.Version
	t.Cleanup(func() { enrich.Version = was })
	enrich.Version.Number++
}

func (r *rig) versions(id string) schema.Versions {
	r.t.Helper()
	var record schema.Record
	r.decode(&record, "show", id)
	return record.Versions
}

func TestReplayBringsTheArchiveUp(t *testing.T) {
	r := newRig(t)
	var ids []string
	for i, name := range []string{"a.txt", "b.txt"} {
		text := strings.Replace(conference, "126", strings.Repeat("3", i+2), 1)
		ids = append(ids, schema.TranscriptID(schema.Digest([]byte(text))))
		if err := os.WriteFile(r.path(name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if stdout, stderr, code := r.here("ingest", "a.txt", "b.txt"); code != 0 {
		t.Fatalf("ingest: exit code %d\n%s%s", code, stdout, stderr)
	}
	before := r.versions(ids[0])
	raise(t)
	raised := before[:strings.LastIndex(string(before), "+")].With(enrich.Version)

	replay := func(args ...string) (made pipeline.Replayed) {
		t.Helper()
		stdout, stderr, code := r.here(append([]string{"replay", "--json"}, args...)...)
		if code != 0 {
			t.Fatalf("replay %v: exit code %d\n%s%s", args, code, stdout, stderr)
		}
		if err := json.Unmarshal([]byte(stdout), &made); err != nil {
			t.Fatal(err)
		}
		return made
	}
	if got, want := replay("--from", "enrich", ids[0][:10]), (pipeline.Replayed{Replayed: 1, Archived: 1}); got != want {
		t.Errorf("one by its id: %+v, want %+v", got, want)
	}
	if got := r.versions(ids[0]); got != raised {
		t.Errorf("the archive has %s, want %s", got, raised)
	}
	if got := r.versions(ids[1]); got != before {
		t.Errorf("the archive has %s of what wasn't asked for, want %s", got, before)
	}
	if got, want := replay(), (pipeline.Replayed{Current: 1, Replayed: 1, Archived: 1}); got != want {
		t.Errorf("all: %+v, want %+v", got, want)
	}
	if got := r.versions(ids[1]); got != raised {
		t.Errorf("the archive has %s, want %s", got, raised)
	}
	for _, args := range [][]string{nil, {"--from", "enrich"}, {"--from", "persist"}} {
		if got, want := replay(args...), (pipeline.Replayed{Current: 2}); got != want {
			t.Errorf("%v a second time: %+v, want %+v", args, got, want)
		}
	}

	// A lost archive is made again from what lies in the log.
	for _, name := range []string{"archive.db", "archive.db-wal", "archive.db-shm"} {
		if err := os.Remove(r.path("shilu-data/" + name)); err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
	}
	if got, want := replay("--from", "persist"), (pipeline.Replayed{Replayed: 2, Archived: 2}); got != want {
		t.Errorf("into a new archive: %+v, want %+v", got, want)
	}
	if got := r.versions(ids[0]); got != raised {
		t.Errorf("the new archive has %s, want %s", got, raised)
	}
	if stdout, stderr, code := r.here("replay", "--match", "*.md"); code != exitError || !strings.Contains(stderr, "no such transcript") {
		t.Errorf("of none: exit code %d, %s%s", code, stdout, stderr)
	}
	if stdout, stderr, code := r.here("replay", "--match", "["); code != exitUsage || !strings.Contains(stderr, "a pattern has") {
		t.Errorf("of no pattern: exit code %d, %s%s", code, stdout, stderr)
	}
	if stdout, _, code := r.here("replay", "--all"); code != 0 || !strings.Contains(stdout, "2 replayed: 2 archived, 0 rejected") {
		t.Errorf("all of it again: exit code %d, %q", code, stdout)
	}
}

// Beside a running shilu that one does the work. If it is an older one, the answer says so.
func TestReplayBesideAnOlderShilu(t *testing.T) {
	r := newRig(t)
	running := r.start("run", "--port", "0", "--json")
	r.drop("a.txt", conference)
	id := running.fate().Archived.ID
	before := r.versions(id)
	raise(t)
	stdout, stderr, code := r.here("replay")
	if code != exitVerdict || !strings.Contains(stdout, "1 replayed: 1 archived") || !strings.Contains(stderr, "1 were made by older handlers") {
		t.Errorf("exit code %d\n%s%s", code, stdout, stderr)
	}
	if e := running.fate(); e.Archived == nil || e.Offer != 1 || !e.Archived.Repeat {
		t.Errorf("the running one tells of %+v, offer %d; want a repeat, offer 1", e.Archived, e.Offer)
	}
	if got := r.versions(id); got != before {
		t.Errorf("the archive has %s, want %s", got, before)
	}
}
