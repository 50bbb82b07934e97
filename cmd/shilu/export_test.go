package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shilu/schema"
)

// archived takes the transcripts of a rig in, under the names, and returns their ids.
func (r *rig) archived(files map[string]string) map[string]string {
	r.t.Helper()
	ids, args := map[string]string{}, []string{"ingest"}
	for name, text := range files {
		if err := os.WriteFile(r.path(name), []byte(text), 0o644); err != nil {
			r.t.Fatal(err)
		}
		ids[name] = schema.TranscriptID(schema.Digest([]byte(text)))
		args = append(args, name)
	}
	r.must(args...)
	return ids
}

func TestExport(t *testing.T) {
	r := newRig(t)
	ids := r.archived(map[string]string{
		"2031-05-10.txt": conference,
		"2031-05-11.txt": strings.ReplaceAll(conference, "海草床", "沙滩"),
	})
	grass := ids["2031-05-10.txt"]

	lines := strings.Split(strings.TrimSpace(r.must("export")), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d records, want 2", len(lines))
	}
	var exported, inspected schema.Record
	if err := json.Unmarshal([]byte(lines[1]), &exported); err != nil {
		t.Fatal(err)
	}
	r.decode(&inspected, "inspect", "2031-05-10.txt")
	exported.Source, inspected.Source = schema.Source{}, schema.Source{}
	if a, b := asJSON(t, exported), asJSON(t, inspected); a != b {
		t.Errorf("exported\n%s\ninspected\n%s", a, b)
	}

	rows, err := csv.NewReader(strings.NewReader(r.must("export", "海草床 OR 沙滩", "--format", "csv"))).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Errorf("%d rows of what is found (%v), want a header and 2: %v", len(rows), err, rows)
	}
	if got := r.must("export", "海草床", "--format", "csv", "--table", "figures", "--bom"); !strings.HasPrefix(got, "\uFEFFtranscript,") || !strings.Contains(got, grass) {
		t.Errorf("the figures are %q", got)
	}

	for q, want := range map[string]int{"speaker:杜若川 海草床": 1, "海草牀": 1, "type:answer": 4} {
		if got := strings.Count(r.must("export", q, "--format", "csv"), "\r\n") - 1; got != want {
			t.Errorf("%s takes out %d turns, want %d", q, got, want)
		}
	}
	if got := r.must("export", "海草牀", "--format", "csv", "--exact"); strings.Count(got, "\r\n") != 1 {
		t.Errorf("as typed: %q", got)
	}

	if got := r.must("export", "海草床", "--format", "markdown"); !strings.HasPrefix(got, "# “守望蓝海”新闻发布会\n") {
		t.Errorf("the Markdown is %q", got)
	}
	if _, stderr, code := r.shilu("export", "--format", "markdown"); code != exitError || !strings.Contains(stderr, "--out transcripts/") {
		t.Errorf("two transcripts in one Markdown: exit code %d, %s", code, stderr)
	}
	r.must("export", "--format", "markdown", "--out", "out/")
	r.must("export", "--out", "all.jsonl")
	files, _ := filepath.Glob(r.path("out/*"))
	if _, err := os.Stat(r.path("out/" + grass + ".md")); err != nil || len(files) != 2 {
		t.Errorf("the folder has %v: %v", files, err)
	}
	if got, err := os.ReadFile(r.path("all.jsonl")); err != nil || string(got) != strings.Join(lines, "\n")+"\n" {
		t.Errorf("the file has %q: %v", got, err)
	}

	if stdout, stderr, code := r.shilu("export", `"海草床`, "--format", "csv"); code != 0 || !strings.Contains(stderr, "searched as plain words") || strings.Count(stdout, "\r\n") != 2 {
		t.Errorf("a quotation mark that isn't closed: exit code %d, %q, %q", code, stdout, stderr)
	}

	// What fails leaves nothing behind, and takes nothing away.
	if _, _, code := r.shilu("export", "--format", "markdown", "--out", "all.jsonl"); code != exitError {
		t.Errorf("two transcripts into one file: exit code %d", code)
	}
	if _, stderr, code := r.shilu("export", "--out", "out/"); code != exitUsage || !strings.Contains(stderr, "out/transcripts.jsonl") {
		t.Errorf("one file into a folder: exit code %d, %s", code, stderr)
	}
	if got, err := os.ReadFile(r.path("all.jsonl")); err != nil || !strings.HasPrefix(string(got), "{") {
		t.Errorf("the file has %q: %v", got, err)
	}
	if parts, _ := filepath.Glob(r.path("*.part")); parts != nil {
		t.Errorf("%v is left", parts)
	}
	stdout, stderr, code := r.shilu("export", "咖啡", "--format", "csv")
	if code != 0 || !strings.HasPrefix(stdout, "transcript,") || !strings.Contains(stderr, "nothing was found") {
		t.Errorf("of nothing: exit code %d, %q, %q", code, stdout, stderr)
	}
}

func asJSON(t *testing.T, value any) string {
	t.Helper()
	encoded, err := json.MarshalIndent(value, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(encoded)
}
