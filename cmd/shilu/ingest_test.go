package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shilu/pipeline/inbox"
)

// folderOf makes a folder of transcripts, each a text of its own.
func (r *rig) folderOf(name string, files int) string {
	r.t.Helper()
	if err := os.MkdirAll(r.path(name), 0o755); err != nil {
		r.t.Fatal(err)
	}
	for i := range files {
		text := strings.Replace(conference, "126公里", fmt.Sprintf("%d公里", 1000*len(name)+i), 1)
		if err := os.WriteFile(filepath.Join(r.path(name), fmt.Sprintf("%d.txt", i)), []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	return name
}

// Two who ingest at once share the inbox's name, and each sees what became of its own files, no other and each once.
func TestTwoIngestsAtOnce(t *testing.T) {
	const files = 25
	for what, beside := range map[string]bool{"alone": false, "beside run": true} {
		t.Run(what, func(t *testing.T) {
			r := newRig(t)
			if beside {
				r.start("run", "--port", "0").said("drop transcripts")
			}
			folders := []string{r.folderOf("one", files), r.folderOf("second", files)}
			var ingests []*process
			for _, folder := range folders {
				ingests = append(ingests, r.start("ingest", "--json", folder))
			}
			for i, p := range ingests {
				seen := map[string]bool{}
				for range files {
					e := p.fate()
					if e.Fate != inbox.Archived || seen[e.Path] || !strings.Contains(e.Path, "/"+folders[i]+"/") {
						t.Errorf("%s was told %+v", folders[i], e)
					}
					seen[e.Path] = true
				}
				if <-p.ended; p.cmd.ProcessState.ExitCode() != 0 {
					t.Errorf("%s: exit code %d\n%s", folders[i], p.cmd.ProcessState.ExitCode(), p.stderr.String())
				}
				if line, more := <-p.lines; more {
					t.Errorf("%s was also told %s", folders[i], line)
				}
			}
		})
	}
}

// What an ingest leaves behind that is killed goes on, and the ledger says in the end what became of it, though nobody waits for it.
func TestAnIngestThatWasKilledIsBroughtInLine(t *testing.T) {
	r := newRig(t)
	server := []string{"--nats", startServer(t), "--nats-user", serverUser, "--nats-password", serverPassword}
	with := func(args ...string) []string { return append(args, server...) }
	folder := r.folderOf("talks", 5)
	if err := os.WriteFile(filepath.Join(r.path(folder), "a.zip"), []byte(zipped(t, "1.txt", conference, "2.txt", "\x89PNG\r\n\x1a\n\x00")), 0o600); err != nil {
		t.Fatal(err)
	}
	ingest := r.start(with("ingest", "--json", folder)...)
	var s status
	states := func() map[string]int {
		s = status{}
		stdout, _, _ := r.shilu(with("status", "--json")...) // an error while there is nothing on the server yet
		_ = json.Unmarshal([]byte(stdout), &s)
		return s.Counts
	}
	r.eventually("all are offered", func() bool {
		return states()["waiting"] == 8 && s.Streams[0].Messages == 7 && s.offered()
	})
	ingest.kill()
	worker := r.start(with("worker")...)
	r.eventually("nothing waits any more", func() bool { return states()["archived"] == 7 && s.Counts["rejected"] == 1 })
	worker.interrupt()
}

// offered reports whether the entries of all containers say so.
func (s status) offered() bool {
	for _, e := range s.Files {
		if e.Members != nil && !e.Members.Entered {
			return false
		}
	}
	return true
}
