package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline"
	"shilu/pipeline/natsd"
	"shilu/schema"
)

// verifies runs verify in this process and returns its lines but the last, and that.
func (r *rig) verifies(args ...string) (lines []verified, last sum, stderr string, code int) {
	r.t.Helper()
	stdout, stderr, code := r.here(append([]string{"verify", "--json"}, args...)...)
	decoder := json.NewDecoder(strings.NewReader(stdout))
	for {
		var raw json.RawMessage
		if err := decoder.Decode(&raw); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			r.t.Fatalf("%v in %q", err, stdout)
		}
		var line verified
		if err := errors.Join(json.Unmarshal(raw, &line), json.Unmarshal(raw, &last)); err != nil {
			r.t.Fatal(err)
		}
		if line.Kind != kindSum {
			lines = append(lines, line)
		}
	}
	return lines, last, stderr, code
}

// kept is a data folder with a bit of everything, and the inbox that it came from. It is put back to what it was before each damage, at
// its own place: the ledger knows the inbox by that.
type kept struct {
	*rig
	pristine string
	ids      map[string]string // by path
}

// furnish makes it: files, a revision, a copy, one that vanished, and one that is no text.
func furnish(t *testing.T) kept {
	t.Helper()
	r := newRig(t)
	k := kept{rig: r, pristine: filepath.Join(t.TempDir(), "pristine"), ids: map[string]string{}}
	run := r.start("run", "--port", "0", "--json")
	fate := func() {
		t.Helper()
		e := run.fate()
		if e.Archived != nil {
			k.ids[e.Path] = e.Archived.ID
		}
	}
	for i, name := range []string{"a.txt", "b.txt", "c.txt", "d.txt"} {
		r.drop(name, strings.Replace(conference, "126", fmt.Sprint(300+i), 1))
		fate()
	}
	r.drop("b.txt", strings.Replace(conference, "126", "400", 1))
	fate()
	r.drop("a copy.txt", strings.Replace(conference, "126", "300", 1))
	fate()
	r.drop("picture.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00")
	fate()
	r.vanish("d.txt")
	r.annotate(schema.Annotated{ID: k.ids["a.txt"], Annotator: "titles", Version: 1, Annotations: []schema.Annotation{{Place: 0, Quote: "09:00:00", Kind: "start"}}})
	r.drop("secret.txt", strings.Replace(conference, "126", "888", 1))
	fate()
	r.must("remove", k.ids["secret.txt"], "--why", "a test")
	fate()
	r.must("people", "rename", "杜若川", "杜局长", "--why", "a test")
	r.settle()
	run.interrupt()
	if err := os.CopyFS(k.pristine, os.DirFS(k.dir)); err != nil {
		t.Fatal(err)
	}
	return k
}

// vanish removes a file and waits until a shilu that runs has noticed.
func (r *rig) vanish(name string) {
	r.t.Helper()
	gone := r.start("subscribe", "gone", "--from-start")
	if err := os.Remove(filepath.Join(r.path("inbox"), name)); err != nil {
		r.t.Fatal(err)
	}
	<-gone.lines
	gone.interrupt()
}

// restored is the rig as furnish left it.
func (k kept) restored() *rig {
	k.t.Helper()
	for _, name := range []string{"inbox", "shilu-data"} {
		if err := os.RemoveAll(k.path(name)); err != nil {
			k.t.Fatal(err)
		}
	}
	if err := os.CopyFS(k.dir, os.DirFS(k.pristine)); err != nil {
		k.t.Fatal(err)
	}
	return k.rig
}

func (r *rig) sql(statements string) {
	r.t.Helper()
	db, err := sql.Open("sqlite3", r.path("shilu-data/archive.db"))
	if err != nil {
		r.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statements); err != nil {
		r.t.Fatal(err)
	}
}

// streams lets do at the messages of the data folder, which no shilu runs in.
func (r *rig) streams(do func(jetstream.JetStream) error) {
	r.t.Helper()
	config := natsd.DefaultConfig()
	config.Dir, config.CredentialsFile, config.Port = r.path("shilu-data/messages"), r.path("shilu-data/nats/context/shilu.json"), 0
	server, err := natsd.Start(r.t.Context(), config)
	if err != nil {
		r.t.Fatal(err)
	}
	defer server.Shutdown()
	way := server.Credentials()
	conn, err := nats.Connect("", nats.InProcessServer(server), nats.UserInfo(way.User, way.Password))
	if err != nil {
		r.t.Fatal(err)
	}
	defer conn.Close()
	js, err := jetstream.New(conn)
	if err == nil {
		err = do(js)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

// lose takes away what a stream has under a subject.
func (r *rig) lose(stream, subject string) {
	r.streams(func(js jetstream.JetStream) error {
		s, err := js.Stream(r.t.Context(), stream)
		if err != nil {
			return err
		}
		return s.Purge(r.t.Context(), jetstream.WithPurgeSubject(subject))
	})
}

// One fault of each kind is planted at a time into what was whole: each is found, and mended where there is something to mend it from.
func TestVerifyFindsEveryPlantedFault(t *testing.T) {
	k := furnish(t)
	whole := k.restored()
	lines, want, stderr, code := whole.verifies()
	if code != 0 || want.Differences != 0 || want.InFlight != 0 || want.Digest == "" || len(lines) > 1 {
		t.Fatalf("what is whole: exit code %d, %+v %+v\n%s", code, want, lines, stderr)
	}
	flip := func(name string, at int64) func(*rig) {
		return func(r *rig) {
			file, err := os.OpenFile(r.path(name), os.O_RDWR, 0)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			b := make([]byte, 1)
			if _, err := file.ReadAt(b, at); err != nil {
				t.Fatal(err)
			}
			b[0] ^= 4
			if _, err := file.WriteAt(b, at); err != nil {
				t.Fatal(err)
			}
		}
	}
	sql := func(statements string) func(*rig) { return func(r *rig) { r.sql(statements) } }
	where := func(words string) int64 {
		content, err := os.ReadFile(filepath.Join(k.dir, "shilu-data/archive.db"))
		if err != nil {
			t.Fatal(err)
		}
		at := bytes.LastIndex(content, []byte(words))
		if at < 0 {
			t.Fatalf("the archive's file doesn't hold %q", words)
		}
		return int64(at)
	}
	state := func(path string) string { return k.ids[path] + ".*.*" }
	const repair, run, watch = "repair", "run", "watch" // what mends it: --repair; a shilu run, which tells of a fate; one that tells nothing
	table := []struct {
		kind  string
		plant []func(*rig)
		want  string
		mends string
	}{
		{"bit flipped in a text", []func(*rig){flip("shilu-data/archive.db", where("海岸线长")), flip("shilu-data/archive.db", where("户均增收"))}, "archive", repair},
		{"bit flipped in a view", []func(*rig){flip("shilu-data/archive.db", where("AS asked_by"))}, "exchange_view", repair},
		{"figure changed", []func(*rig){sql(`UPDATE figure SET value = value * 10 WHERE n = 1`), sql(`UPDATE figure SET unit = 'USD' WHERE transcript = 3`)}, "not the one that the log has", repair},
		{"row gone", []func(*rig){sql(`DELETE FROM figure WHERE n = 0`), sql(`DELETE FROM keyword WHERE n = (SELECT max(n) FROM keyword)`), sql(`DELETE FROM exchange_turn WHERE part = 'answer'; DELETE FROM exchange WHERE n = 9`), sql(`DELETE FROM original WHERE transcript = 2`)}, "", repair},
		{"transcript gone", []func(*rig){sql(`PRAGMA foreign_keys = OFF; DELETE FROM transcript WHERE superseded_by IS NULL AND key = 1`)}, "", repair},
		{"index row gone", []func(*rig){sql(`DELETE FROM turn_index WHERE rowid = (SELECT min(id) FROM turn_index_docsize)`), sql(`DELETE FROM superseded_index WHERE rowid = (SELECT min(id) FROM superseded_index_docsize)`)}, "turns are missing", repair},
		{"index row extra", []func(*rig){sql(`INSERT INTO turn_index (rowid, text) VALUES (77, '0 b c')`), sql(`INSERT INTO superseded_index (rowid, text) VALUES (78, '0')`)}, "rows are of no turn", repair},
		{"original damaged", []func(*rig){sql(`UPDATE original SET bytes = zeroblob(20) WHERE transcript = 1`), sql(`UPDATE original SET bytes = (SELECT bytes FROM original WHERE transcript = 3) WHERE transcript = 2`)}, "original", repair},
		{"archive lost", []func(*rig){func(r *rig) { os.Remove(r.path("shilu-data/archive.db")) }}, "open archive", repair},
		{"archive and record lost", []func(*rig){func(r *rig) {
			os.Remove(r.path("shilu-data/archive.db"))
			r.lose(pipeline.LogStream, "shilu.transcript.enriched."+state("c.txt"))
		}}, "open archive", repair},
		{"archive no database", []func(*rig){func(r *rig) { os.WriteFile(r.path("shilu-data/archive.db"), bytes.Repeat([]byte("x"), 9999), 0o600) }}, "not an archive", repair},
		{"event received missing", []func(*rig){func(r *rig) { r.lose(pipeline.LogStream, "shilu.transcript.received."+state("a.txt")) }, func(r *rig) { r.lose(pipeline.LogStream, "shilu.transcript.received."+state("b.txt")) }}, "the event received is missing", repair},
		{"event enriched missing", []func(*rig){func(r *rig) { r.lose(pipeline.LogStream, "shilu.transcript.enriched."+state("c.txt")) }}, "the event enriched is missing", repair},
		{"event gone missing", []func(*rig){func(r *rig) { r.lose(pipeline.LogStream, "shilu.transcript.gone.>") }}, "the event gone is missing", repair},
		{"annotation changed", []func(*rig){sql(`UPDATE annotation SET quote = '09:00'`), sql(`UPDATE annotation SET kind = 'end'`), sql(`DELETE FROM annotation; DELETE FROM annotated`)}, "titles", repair},
		{"event annotated missing", []func(*rig){func(r *rig) { r.lose(pipeline.LogStream, "shilu.transcript.annotated.>") }}, "the event annotated is missing", repair},
		{"decision gone", []func(*rig){sql(`DELETE FROM decision`), sql(`UPDATE decision SET why = 'other'`)}, "decision", repair},
		{"person changed", []func(*rig){sql(`UPDATE speaker SET identity = NULL WHERE name = '杜若川'`), sql(`DELETE FROM ruling`), sql(`UPDATE ruling SET called = '何苗'`)}, "say", repair},
		{"event of a decision missing", []func(*rig){func(r *rig) { r.lose(pipeline.LogStream, "shilu.decision.>") }}, "the event of the decision is missing", repair},
		{"removed and there again", []func(*rig){sql(`UPDATE decision SET about = (SELECT id FROM transcript WHERE key = 1)`)}, "was removed by the decision", repair},
		{"file unseen", []func(*rig){func(r *rig) { r.drop("new.txt", strings.Replace(conference, "126", "555", 1)) }, func(r *rig) {
			os.Mkdir(r.path("inbox/子"), 0o755)
			r.drop("子/new.txt", conference)
		}}, "doesn't know the file", run},
		{"file damaged in the folder", []func(*rig){flip("inbox/a.txt", 40), flip("inbox/c.txt", 99)}, "other bytes", run},
		{"file gone unnoticed", []func(*rig){func(r *rig) { os.Remove(r.path("inbox/c.txt")) }}, "isn't there", watch},
		{"ledger entry damaged", []func(*rig){func(r *rig) {
			r.streams(func(js jetstream.JetStream) error {
				_, err := js.Publish(r.t.Context(), "$KV.shilu-ledger."+schema.SourceID("inbox", "a.txt"), []byte("{"))
				return err
			})
		}}, "it is no entry", watch},
		{"ledger entry gone", []func(*rig){func(r *rig) { r.lose("KV_shilu-ledger", "$KV.shilu-ledger."+schema.SourceID("inbox", "a.txt")) }}, "knows nothing of this source", run},
	}
	all, planted := 0, 0
	for _, fault := range table {
		found := 0
		for i, plant := range fault.plant {
			r := k.restored()
			plant(r)
			lines, last, stderr, code := r.verifies()
			all := fmt.Sprintf("%+v", lines)
			if code != exitError || last.Differences == 0 || !strings.Contains(all, fault.want) {
				t.Errorf("%s %d: exit code %d, %+v\n%s\n%s", fault.kind, i, code, last, all, stderr)
				continue
			}
			found++
			switch fault.mends {
			case repair:
				lines, last, stderr, code = r.verifies("--repair")
				if code != 0 || last.Digest != want.Digest {
					t.Errorf("%s %d, repaired: exit code %d, %+v, want the digest %s\n%+v\n%s", fault.kind, i, code, last, want.Digest, lines, stderr)
				}
			case run:
				running := r.start("run", "--port", "0", "--json")
				running.fate()
				if lines, last, stderr, code = r.verifies(); code != 0 {
					t.Errorf("%s %d, beside a shilu run: exit code %d, %+v\n%+v\n%s", fault.kind, i, code, last, lines, stderr)
				}
				running.interrupt()
			}
		}
		t.Logf("%-28s %d of %d found", fault.kind, found, len(fault.plant))
		all, planted = all+found, planted+len(fault.plant)
	}
	t.Logf("%-28s %d of %d found", "all", all, planted)
}

// app is what a command of this process would be run with.
func (r *rig) app() *app {
	c := &commands{Data: r.path("shilu-data")}
	return &app{commands: c, ctx: r.t.Context(), stdout: io.Discard, stderr: io.Discard, log: slog.New(slog.DiscardHandler), now: time.Now}
}

// What has still to walk is in flight and no difference; what somebody dropped is told and no difference either.
func TestVerifyTellsInFlightFromLost(t *testing.T) {
	r := newRig(t)
	url := startServer(t)
	reach := []string{"--nats", url, "--nats-user", serverUser, "--nats-password", serverPassword}
	for _, args := range [][]string{{"watch", "inbox", "--json"}, {"worker", "persist"}} {
		p := r.start(append(args, reach...)...)
		if args[0] == "watch" {
			p.said("watching")
			r.drop("a.txt", conference)
			r.drop("b.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x02\x00")
			for s := (status{}); s.Counts["waiting"] < 2; {
				r.decode(&s, append([]string{"status"}, reach...)...)
			}
		} else {
			p.said("working")
		}
		p.interrupt()
	}
	lines, last, stderr, code := r.verifies(reach...)
	if code != 0 || last.Differences != 0 || last.InFlight < 2 {
		t.Errorf("before anybody has worked: exit code %d, %+v %+v\n%s", code, last, lines, stderr)
	}
	watch := r.start(append([]string{"watch", "inbox", "--json"}, reach...)...)
	watch.said("watching") // before anybody else can write down the fates
	workers := r.start(append([]string{"worker"}, reach...)...)
	watch.fate()
	watch.fate()
	workers.interrupt()
	watch.interrupt()
	if lines, last, stderr, code = r.verifies(reach...); code != 0 || last != (sum{Kind: kindSum, Digest: last.Digest}) || len(lines) > 0 {
		t.Errorf("afterwards: exit code %d, %+v %+v\n%s", code, last, lines, stderr)
	}
	r.must(append([]string{"dead", "drop", "--all"}, reach...)...)
	if lines, last, stderr, code = r.verifies(reach...); code != 0 || len(lines) != 1 || lines[0].Kind != pipeline.Note || lines[0].About != "b.txt" {
		t.Errorf("without its letter: exit code %d, %+v %+v\n%s", code, last, lines, stderr)
	}
}

// What neither archive nor log has any more is taken from the folder again, as the state that it was.
func TestRepairTakesFromTheFolderWhatIsLostElsewhere(t *testing.T) {
	r := furnish(t).rig
	_, whole, _, _ := r.verifies()
	os.Remove(r.path("shilu-data/archive.db"))
	r.lose(pipeline.LogStream, "shilu.transcript.*."+schema.TranscriptID(schema.Digest([]byte(strings.Replace(conference, "126", "302", 1))))+".*.*")
	lines, last, stderr, code := r.verifies("--repair")
	if code != 0 || last.InFlight != 1 {
		t.Errorf("repaired: exit code %d, %+v %+v\n%s", code, last, lines, stderr)
	}
	run := r.start("run", "--port", "0", "--json")
	if e := run.fate(); e.Path != "c.txt" || e.Archived == nil || e.Archived.Repeat {
		t.Errorf("%s: %+v, want c.txt archived again", e.Path, e)
	}
	r.settle()
	if lines, last, stderr, code := r.verifies(); code != 0 || last != (sum{Kind: kindSum, Digest: whole.Digest}) {
		t.Errorf("afterwards: exit code %d, %+v, want the digest %s: %+v\n%s", code, last, whole.Digest, lines, stderr)
	}
}
