package archive

import (
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"shilu/schema"
	"shilu/schema/query"
)

func TestOpenMakesAPrivateFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "面 a%3f?#.db")
	a, err := Open(t.Context(), path, DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	record, original := speech("a.txt", 1, "海岸线")
	putTest(t, a, record, original)
	for _, name := range []string{path, path + "-wal", path + "-shm"} {
		info, err := os.Stat(name)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: mode %v, %v; want 0600", name, info, err)
		}
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Errorf("closed again: %v", err)
	}
	again := openTestAt(t, path)
	if got := texts(t, again, "海岸"); len(got) != 1 {
		t.Errorf("after a second opening found %q", got)
	}
}

func TestOpenRefuses(t *testing.T) {
	statements := func(lines ...string) func(string) error {
		return func(path string) error {
			db, err := sql.Open("sqlite3", path)
			if err != nil {
				return err
			}
			defer db.Close()
			_, err = db.Exec(strings.Join(lines, ";"))
			return err
		}
	}
	for name, test := range map[string]struct {
		make   func(path string) error
		reason string
		advice string
	}{
		"text":            {func(p string) error { return os.WriteFile(p, []byte(strings.Repeat("no database ", 99)), 0o600) }, "not an archive of shilu", "name another file"},
		"another program": {statements("CREATE TABLE t (x)"), "not an archive of shilu", "name another file"},
		"another id":      {statements("PRAGMA application_id = 7"), "not an archive of shilu", "name another file"},
		"a newer shilu":   {statements(fmt.Sprintf("PRAGMA application_id = %d", applicationID), "PRAGMA user_version = 99"), "a newer shilu made it", "use the newer shilu"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "x.db")
			if err := test.make(path); err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			check := func(how string, err error) {
				fault := schema.AsFault(err)
				if fault == nil || !strings.Contains(fault.Reason, test.reason) || !strings.Contains(fault.Advice, test.advice) {
					t.Errorf("%s: %v, want a fault with %q and the advice %q", how, err, test.reason, test.advice)
				}
			}
			_, err = Open(t.Context(), path, DefaultConfig())
			check("open", err)
			_, err = OpenReader(t.Context(), path)
			check("open for reading", err)
			if after, err := os.ReadFile(path); err != nil || string(after) != string(before) {
				t.Errorf("the file was changed, %v", err)
			}
		})
	}
}

func TestOpenReaderOfNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "none.db")
	_, err := OpenReader(t.Context(), path)
	if fault := schema.AsFault(err); fault == nil || fault.Code != schema.FaultMissing || !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open for reading: %v, want a fault that says what to do", err)
	}
	if _, err := os.Stat(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a reader made the file: %v", err)
	}
	if _, err := Open(t.Context(), filepath.Join(path, "x.db"), DefaultConfig()); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("open in a folder that isn't there: %v", err)
	}
	if _, err := Open(t.Context(), path, Config{}); err == nil {
		t.Error("an archive without readers was opened")
	}
}

var besideFor = flag.Duration("beside", 0, "how long TestReadersBesideAWriter goes on; it is short without")

// TestReadersBesideAWriter has 8 readers search and read while records come in, take the place of others and are read anew, which moves
// their turns to other ids. None may be told that the file is busy. None may see a record without its turns, miss a turn that
// was found, or find one that doesn't hold what was looked for: an index of one moment and turns of another. The long form is
//
//	go test -tags sqlite_fts5 ./schema/archive -run TestReadersBesideAWriter -beside 60s -v
func TestReadersBesideAWriter(t *testing.T) {
	a := openTest(t)
	g := newGenerator(5)
	written := make(chan struct{})
	var all sync.WaitGroup
	var searches, records atomic.Int64
	for range 8 {
		all.Go(func() {
			reader, err := OpenReader(t.Context(), a.path)
			if err != nil {
				t.Error(err)
				return
			}
			defer reader.Close()
			for done := false; !done; {
				select {
				case <-written:
					done = true
				default:
				}
				page, err := reader.Search(t.Context(), query.Parse("西洋参 OR 海"), SearchOptions{})
				if err != nil {
					t.Error(err)
					return
				}
				searches.Add(1)
				if want := min(page.Total, defaultLimit); len(page.Hits) != want {
					t.Errorf("%d of %d hits are there", len(page.Hits), want)
					return
				}
				for _, h := range page.Hits {
					record, err := reader.Record(t.Context(), h.Transcript)
					if err != nil || h.Turn >= len(record.Turns) || len(record.Figures) != 4*len(record.Turns) {
						t.Errorf("turn %d of a record of %d turns and %d figures, %v", h.Turn, len(record.Turns), len(record.Figures), err)
						return
					}
					if len(h.Excerpt.Marks) == 0 || !strings.Contains(record.Turns[h.Turn].Text, h.Excerpt.Text) {
						t.Errorf("turn %d of %s is found by %q, and is %q", h.Turn, h.Transcript, h.Excerpt.Text, record.Turns[h.Turn].Text)
						return
					}
					records.Add(1)
				}
			}
		})
	}
	puts := 0
	for end := time.Now().Add(*besideFor); puts < 60 || time.Now().Before(end); puts++ {
		record, original := g.meeting(fmt.Sprintf("%d.txt", puts%20), int64(puts+1), 1+g.IntN(20), 30)
		putTest(t, a, record, original)
		record.Versions, record.Date = "parse.1+enrich.2", schema.Opt(fmt.Sprintf("2025-01-%02d", 1+g.IntN(28)))
		putTest(t, a, record, original)
	}
	close(written)
	all.Wait()
	t.Logf("%d records put, %d searches, %d records read", puts, searches.Load(), records.Load())
}

// TestKilledWriter kills a process while it writes: what it acknowledged is there, and nothing is there in part.
func TestKilledWriter(t *testing.T) {
	const variable = "SHILU_TEST_KILLED_WRITER"
	if path := os.Getenv(variable); path != "" {
		writeUntilKilled(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "archive.db")
	for round := range 3 {
		child := exec.Command(os.Args[0], "-test.run=^TestKilledWriter$")
		child.Env = append(os.Environ(), variable+"="+path)
		output, err := child.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := child.Start(); err != nil {
			t.Fatal(err)
		}
		var acknowledged []string
		for range 20 + 7*round {
			var id string
			if _, err := fmt.Fscanln(output, &id); err != nil {
				t.Fatal(err)
			}
			acknowledged = append(acknowledged, id)
		}
		if err := child.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = child.Wait() // it was killed
		a, err := Open(t.Context(), path, DefaultConfig())
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range acknowledged {
			if _, err := a.Record(t.Context(), id); err != nil {
				t.Errorf("acknowledged, then killed: %v", err)
			}
		}
		checkTest(t, a)
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	}
}

func writeUntilKilled(t *testing.T, path string) {
	a, err := Open(t.Context(), path, DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	g := newGenerator(uint64(os.Getpid()))
	for i := int64(1); ; i++ {
		record, original := g.meeting(fmt.Sprintf("%d.txt", i%10), int64(os.Getpid())<<20+i, 20, 30)
		if _, err := a.Put(t.Context(), record, original); err != nil {
			t.Fatal(err)
		}
		fmt.Println(record.ID)
	}
}
