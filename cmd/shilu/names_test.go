package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"shilu/pipeline/inbox"
)

// strangeNames are what strangers may call a file: each is a name on Linux, and none may do anything but be shown.
var strangeNames = []string{
	"new\nline.txt", "archived  other.txt  0\n.txt", "\x1b[2J\x1b[31mred.txt", "bell\a\r\t.txt", "\u202etxt.exe", "mark\u200f\u061c\u200e.txt",
	"isolate\u2066\u2069.txt", "line\u2028\u2029.txt", "c1\u009b31m.txt", "-rf.txt", "--help", "..txt", "...", `..\..\up.txt`, "a!", "$(id).txt",
	"'; DROP TABLE turn; --.txt", "=1+1.txt", "%2e%2e%2f.txt", strings.Repeat("长", 83) + ".txt", "  .txt", "a:b*?\"<>|.txt",
}

// A strange name is shown safely wherever it is printed, in full in JSON, and leads nowhere.
func TestStrangeNamesAreOnlyShown(t *testing.T) {
	r := newRig(t)
	outside := r.path("outside.txt")
	r.put("outside.txt", conference)
	if err := os.Symlink(outside, filepath.Join(r.path("inbox"), "link.txt")); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(r.dir, filepath.Join(r.path("inbox"), "up")); err != nil {
		t.Fatal(err)
	}
	for i, name := range strangeNames {
		r.drop(name, strings.Replace(conference, "126公里", fmt.Sprintf("%d公里", 9000+i), 1))
	}
	taken := 0
	for _, name := range strangeNames {
		if !inbox.Ignores(name) {
			taken++
		}
	}
	run := r.start("run", "--port", "0", "--log", "debug")
	var s status
	r.eventually("all have a fate", func() bool {
		s = status{}
		stdout, _, code := r.shilu("status", "--json")
		return code == 0 && json.Unmarshal([]byte(stdout), &s) == nil && s.Counts["archived"] == taken && s.Counts["rejected"] == 2
	})
	got := map[string]bool{}
	for _, e := range s.Files {
		got[e.Path] = true
		if e.Fate == inbox.Rejected && e.Path != "link.txt" && e.Path != "up" {
			t.Errorf("%q is rejected: %+v", e.Path, e.Rejected)
		}
	}
	for _, name := range strangeNames {
		if !got[name] && !inbox.Ignores(name) {
			t.Errorf("JSON doesn't name %q", name)
		}
	}
	run.interrupt()
	said := run.stderr.String()
	for line := range run.lines {
		said += line + "\n"
	}
	table, _, _ := r.shilu("search", "公里")
	for _, r := range said + r.must("run", "--help") + table {
		if r != '\n' && r != '\t' && !unicode.IsGraphic(r) {
			t.Fatalf("%U was printed as it is", r)
		}
	}
}
