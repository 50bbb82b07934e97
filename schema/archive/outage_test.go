package archive

import (
	"context"
	"fmt"
	"sync"
	"testing"

	sqlite3 "github.com/mattn/go-sqlite3"

	"shilu/schema"
)

// A full or read-only disk is nobody's fault: each of those who shared the transaction is told so, nothing of it is kept, and the
// same calls succeed when it is over.
func TestAFullDiskIsAnOutageForAllWhoWrite(t *testing.T) {
	for name, limit := range map[string]struct{ begin, end string }{
		"full":      {"PRAGMA max_page_count = 1", "PRAGMA max_page_count = 1000000"}, // 1: no more than it has
		"read-only": {"PRAGMA query_only = 1", "PRAGMA query_only = 0"},
	} {
		t.Run(name, func(t *testing.T) {
			a := openTest(t)
			before, original := newGenerator(1).meeting("before.txt", 1, 5, 20)
			putTest(t, a, before, original)
			limitTest(t, a, limit.begin)

			const writers = 20
			g := newGenerator(2)
			var records [writers]schema.Record
			var originals [writers][]byte
			var errs [writers]error
			for i := range writers {
				records[i], originals[i] = g.meeting(fmt.Sprint(i), 1, 40, 60)
			}
			var all sync.WaitGroup
			for i := range writers {
				all.Go(func() { _, errs[i] = a.Put(t.Context(), records[i], originals[i]) })
			}
			all.Wait()
			for i, err := range errs {
				if o := schema.AsOutage(err); o == nil || o.Advice == "" {
					t.Errorf("record %d: %v, want an outage with advice", i, err)
				}
			}
			if stats, err := a.Stats(t.Context()); err != nil || stats.Transcripts != 1 {
				t.Errorf("the archive holds %d transcripts (%v), want the one from before", stats.Transcripts, err)
			}
			checkTest(t, a)

			limitTest(t, a, limit.end)
			for i := range writers {
				if putTest(t, a, records[i], originals[i]) {
					t.Errorf("record %d was held already", i)
				}
			}
		})
	}
}

// limitTest gives the writer's own connection a pragma.
func limitTest(t *testing.T, a *Archive, pragma string) {
	t.Helper()
	if _, err := a.writer.conn.ExecContext(context.Background(), pragma); err != nil {
		t.Fatal(err)
	}
}

// What doesn't pass by waiting stays an error that is tried a few times and given up.
func TestWhatIsNoOutage(t *testing.T) {
	for _, code := range []sqlite3.ErrNo{sqlite3.ErrConstraint, sqlite3.ErrError, sqlite3.ErrCorrupt, sqlite3.ErrNotADB, sqlite3.ErrTooBig} {
		if err := outage(sqlite3.Error{Code: code}); schema.AsOutage(err) != nil {
			t.Errorf("%v is an outage", err)
		}
	}
	full := outage(fmt.Errorf("put: %w", sqlite3.Error{Code: sqlite3.ErrFull}))
	if err := schema.Faultf(schema.FaultTries, "", "%w", full); schema.AsOutage(err) != nil {
		t.Error("what was given up is still an outage")
	}
}
