package main

import (
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

func (r *rig) put(name, text string) {
	r.t.Helper()
	if err := os.WriteFile(r.path(name), []byte(text), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// Inspect shows of a zip what the folder would make of each file in it, and says of each that would be refused why.
func TestInspectOpensAZip(t *testing.T) {
	r := newRig(t)
	r.put("会.zip", zipped(t, "2031-05-10.txt", conference, "下/b.txt", strings.Replace(conference, "126公里", "127公里", 1),
		"下/b.txt.meta.yaml", "title: 第二场\n", "empty.txt", "", "picture.txt", "\x89PNG\r\n\x1a\n\x00", "__MACOSX/._a.txt", "x"))
	stdout, stderr, code := r.shilu("inspect", "--json", "会.zip")
	var got []string
	for line := range strings.Lines(stdout) {
		var record schema.Record
		if err := json.Unmarshal([]byte(line), &record); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		got = append(got, record.Source.Path+" "+string(record.Title)+" "+string(record.Date))
	}
	if len(got) != 2 || !strings.HasPrefix(got[0], "会.zip!/2031-05-10.txt ") || !strings.HasSuffix(got[0], " 2031-05-10") ||
		!strings.HasPrefix(got[1], "会.zip!/下/b.txt 第二场") {
		t.Errorf("inspected %q", got)
	}
	if code != exitVerdict || !strings.Contains(stderr, "会.zip!/empty.txt: the file is empty") || !strings.Contains(stderr, "会.zip!/picture.txt: ") ||
		!strings.Contains(stderr, "2 of 4 in 会.zip would be rejected") {
		t.Errorf("exit code %d, says\n%s", code, stderr)
	}
	if stdout, _, _ := r.shilu("inspect", "会.zip"); !strings.Contains(stdout, "== 会.zip!/2031-05-10.txt\n") || !strings.Contains(stdout, "\n\n== 会.zip!/下/b.txt\n第二场\n") {
		t.Errorf("printed\n%s", stdout)
	}
	r.put("notes.txt.gz", gzipped(t, conference))
	if stdout := r.must("inspect", "notes.txt.gz"); !strings.HasPrefix(stdout, "== notes.txt.gz!/notes.txt\n") {
		t.Errorf("printed\n%s", stdout)
	}
	r.put("cut.zip", zipped(t, "a.txt", conference)[:200])
	if _, stderr, code := r.shilu("inspect", "cut.zip"); code != exitError || !strings.Contains(stderr, "cut.zip: ") {
		t.Errorf("a damaged zip: exit code %d, %s", code, stderr)
	}
}

// Inspect holds a file and its sidecar to the limits of the folder, and the limit of the folder can be another.
func TestLimitsAreTheSameEverywhere(t *testing.T) {
	r := newRig(t)
	r.put("a.txt", conference)
	r.put("a.txt.meta.yaml", "title: a\n#"+strings.Repeat("x", 64<<10))
	var record schema.Record
	r.decode(&record, "inspect", "a.txt")
	if !slices.ContainsFunc(record.Problems, func(p schema.Problem) bool {
		return p.Code == "sidecar" && strings.Contains(p.Detail, "the limit is 65536")
	}) {
		t.Errorf("problems %+v, want the sidecar's size", record.Problems)
	}
	for _, verb := range []string{"inspect", "ingest"} {
		stdout, stderr, code := r.shilu(verb, "a.txt", "--max-size", "300")
		if code == 0 || !strings.Contains(stdout+stderr, "the limit is 300") || !strings.Contains(stdout+stderr, "--max-size") {
			t.Errorf("%s: exit code %d\n%s%s", verb, code, stdout, stderr)
		}
	}
	r.must("ingest", "a.txt") // under another limit it is taken
	r.put("b.zip", zipped(t, "b.txt", strings.Repeat(conference, 20)))
	if stdout, _, code := r.shilu("ingest", "b.zip", "--max-size", "4KiB"); code != exitVerdict || !strings.Contains(stdout, "b.zip!/b.txt  inbox: the member has more than 4096 bytes") {
		t.Errorf("a member that is too large: exit code %d\n%s", code, stdout)
	}
	if _, stderr, code := r.shilu("inspect", "a.txt", "--max-size", "large"); code != exitUsage || !strings.Contains(stderr, "64MiB") {
		t.Errorf("no size: exit code %d\n%s", code, stderr)
	}
	r.put("shilu.yaml", "max-size: 300\n")
	if _, stderr, code := r.shilu("inspect", "a.txt"); code == 0 || !strings.Contains(stderr, "the limit is 300") {
		t.Errorf("shilu.yaml: exit code %d\n%s", code, stderr)
	}
}
