package main

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shilu/pipeline"
	"shilu/pipeline/inbox"
	"shilu/schema"
	"shilu/schema/query"
)

// dropOld drops a file that nobody has written to for a while, so that it needn't stand still any longer to be moved.
func (r *rig) dropOld(name, text string) {
	r.t.Helper()
	part, old := r.path(".drop"), time.Now().Add(-time.Hour)
	if err := os.WriteFile(part, []byte(text), 0o644); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Chtimes(part, old, old); err != nil {
		r.t.Fatal(err)
	}
	if err := os.Rename(part, filepath.Join(r.path("inbox"), name)); err != nil {
		r.t.Fatal(err)
	}
}

// moved waits until the files lie just there, and returns what is in them. The day is left out of "archived/a.txt".
func (r *rig) moved(want ...string) map[string]string {
	r.t.Helper()
	var lie map[string]string
	r.eventually(fmt.Sprintf("only %q lie there", want), func() bool {
		lie = r.lie()
		for _, name := range want {
			if _, ok := lie[name]; !ok {
				return false
			}
		}
		return len(lie) == len(want)
	})
	return lie
}

func (r *rig) lie() map[string]string {
	lie := map[string]string{}
	for _, dir := range []string{"inbox", "archived", "rejected"} {
		_ = filepath.WalkDir(r.path(dir), func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return nil // it may have been moved since
			}
			path, _ := filepath.Rel(r.path(dir), file)
			if text, err := os.ReadFile(file); err == nil {
				if _, rest, ok := strings.Cut(path, "/"); ok && dir != "inbox" {
					path = rest
				}
				lie[dir+"/"+path] = string(text)
			}
			return nil
		})
	}
	return lie
}

func TestAfterMove(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json", "--after", "move")
	second := strings.Replace(conference, "126公里", "127公里", 1)
	var first string
	for _, text := range []string{conference, second} { // two files of one name, the first of which is gone when the second comes
		r.dropOld("发布会.txt", text)
		e := run.fate()
		if e.Archived == nil {
			t.Fatalf("fate %+v, want archived", e.Rejected)
		}
		if first == "" {
			first = e.Archived.ID
			r.moved("archived/发布会.txt")
		}
	}
	r.dropOld("picture.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00")
	if e := run.fate(); e.Rejected == nil {
		t.Fatalf("fate %+v, want rejected", e)
	}
	lie := r.moved("archived/发布会.txt", "archived/发布会-2.txt", "rejected/picture.txt", "rejected/picture.txt.reason.json")
	if lie["archived/发布会.txt"] != conference || lie["archived/发布会-2.txt"] != second {
		t.Error("a file was changed on its way")
	}
	var why inbox.Reason
	if err := json.Unmarshal([]byte(lie["rejected/picture.txt.reason.json"]), &why); err != nil || why.Code != schema.FaultNotText || why.Advice == "" || why.Path != "picture.txt" {
		t.Errorf("the reason is %+v, %v", why, err)
	}

	// Both are there to be found: the one under the freed name is another source, and took the place of nothing.
	var page query.Page
	if r.decode(&page, "search", "海岸线 公里"); page.Total != 2 {
		t.Errorf("search finds %d turns, want 2", page.Total)
	}
	if got := r.must("show", first, "--original"); got != conference {
		t.Error("the original came back changed")
	}
	var s status
	r.decode(&s, "status")
	if len(s.Files) != 3 || s.Counts["archived"] != 2 || s.Counts["rejected"] != 1 {
		t.Errorf("status %v of %d files, want two archived, one rejected", s.Counts, len(s.Files))
	}
	shown := r.must("status")
	for _, e := range s.Files {
		if e.Moved == nil || !strings.Contains(shown, "moved to "+e.Moved.String()) {
			t.Errorf("status doesn't say where %s is:\n%s", e.Path, shown)
		}
	}
	r.settle()
	if lines, last, stderr, code := r.verifies(); code != 0 || last.InFlight > 0 {
		t.Errorf("verify: exit code %d, %+v %+v\n%s", code, last, lines, stderr)
	}
	run.interrupt()
	var made rebuilt
	if r.decode(&made, "rebuild"); made.Digest != made.Before || made.Before == "" {
		t.Errorf("made anew: %+v", made)
	}

	// Where it lies it is verified too. What was taken away from there is only mentioned.
	for _, e := range s.Files {
		switch file := e.Moved.String(); {
		case e.Rejected != nil:
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
		case e.Former:
			if err := os.WriteFile(file, []byte("other words"), 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	lines, last, _, code := r.verifies()
	if code != exitError || last.Differences != 1 || len(lines) != 2 {
		t.Fatalf("verify: exit code %d, %+v, %+v; want one difference and one note", code, last, lines)
	}
	for _, line := range lines {
		switch {
		case line.Kind == pipeline.Note && strings.Contains(line.Detail, "picture.txt"):
		case line.Kind == pipeline.Difference && line.About == "发布会.txt" && strings.Contains(line.Advice, "drop it again"):
		default:
			t.Errorf("verify says %+v", line)
		}
	}
}

// What a person removes and lets in again moves between the folders, and through the inbox.
func TestRemovedFileIsMoved(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json", "--after", "move")
	r.dropOld("a.txt", conference)
	id := run.fate().Archived.ID
	r.moved("archived/a.txt")
	if out := r.must("remove", id, "--why", "发布单位要求撤回"); !strings.Contains(out, r.path("archived")) {
		t.Errorf("the removal says %q, want where the file lies", out)
	}
	r.moved("rejected/a.txt", "rejected/a.txt.reason.json")
	run.interrupt()
	r.must("remove", id, "--undo", "--why", "撤回有误")
	run = r.start("run", "--port", "0", "--json", "--after", "move")
	if e := run.fate(); e.Archived == nil || e.Archived.ID != id {
		t.Errorf("fate %+v, want archived again", e)
	}
	r.moved("archived/a.txt")
	r.settle()
	if lines, last, stderr, code := r.verifies(); code != 0 {
		t.Errorf("verify: exit code %d, %+v %+v\n%s", code, last, lines, stderr)
	}
}

// Killed at random while it archives and moves: each file is archived once and lies in one place.
func TestKilledWhileFilesAreMoved(t *testing.T) {
	const rounds, perRound = 4, 12
	r := newRig(t)
	want := map[string]string{} // names by text
	for round := range rounds {
		run := r.start("run", "--port", "0", "--json", "--after", "move")
		for i := range perRound {
			name := fmt.Sprintf("%d-%02d.txt", round, i)
			text := strings.Replace(conference, "126公里", fmt.Sprintf("%d%02d公里", round+1, i), 1)
			want[text] = name
			r.dropOld(name, text)
			if i >= perRound/2 {
				run.fate() // so that the ones before are on their way to archived/
			}
		}
		run.kill()
	}
	run := r.start("run", "--port", "0", "--json", "--after", "move")
	run.said("Ctrl-C ends")
	var names []string
	for _, name := range want {
		names = append(names, "archived/"+name)
	}
	for path, text := range r.moved(names...) {
		if "archived/"+want[text] != path {
			t.Errorf("%s holds what was dropped as %s", path, want[text])
		}
	}
	r.settle()
	var s status
	r.decode(&s, "status")
	if s.Counts["archived"] != rounds*perRound || len(s.Files) != rounds*perRound {
		t.Errorf("status %v of %d files, want %d archived", s.Counts, len(s.Files), rounds*perRound)
	}
	if lines, last, stderr, code := r.verifies(); code != 0 {
		t.Errorf("verify: exit code %d, %+v %+v\n%s", code, last, lines, stderr)
	}
	run.interrupt()
	var made rebuilt
	if r.decode(&made, "rebuild"); made.Digest != made.Before || made.States != rounds*perRound {
		t.Errorf("made anew: %+v", made)
	}
}

func TestFoldersToMoveToAreRefused(t *testing.T) {
	r := newRig(t)
	for _, args := range [][]string{
		{"--archived", "elsewhere"},
		{"--after", "move", "--archived", "inbox/archived"},
		{"--after", "move", "--rejected", "."},
		{"--after", "move", "--archived", "shilu-data/archived"},
		{"--after", "delete"},
	} {
		_, stderr, code := r.shilu(append([]string{"run", "--port", "0"}, args...)...)
		if code != exitUsage || !strings.Contains(stderr, "\n  ") {
			t.Errorf("%q: exit code %d, %q, want %d and what to do", args, code, stderr, exitUsage)
		}
		if left, err := os.ReadDir(r.dir); err != nil || len(left) != 1 {
			t.Errorf("%q: %v, %v; something was made", args, left, err)
		}
	}
	_, stderr, code := r.shilu("run", "--port", "0", "--after", "move", "--archived", "same", "--rejected", "same")
	if code == 0 || !strings.Contains(stderr, "one folder") {
		t.Errorf("one folder for both: exit code %d, %q", code, stderr)
	}
}
