package archive

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"shilu/schema/query"
)

var (
	benchTranscripts = flag.Int("transcripts", 500, "how many transcripts BenchmarkSearch makes; 32,000 are a million turns")
	benchArchive     = flag.String("archive", "", "an archive to search instead of one that is made")
)

// BenchmarkSearch asks for substrings of what was said, each another one, and reports the 50th and the 99th of a hundred in milliseconds:
// the newest twenty, the best twenty, count(*), and a scan with instr() beside them.
//
//	go test -tags sqlite_fts5 ./schema/archive -run - -bench 'Search|Opening' -benchtime 300x -transcripts 32000
func BenchmarkSearch(b *testing.B) {
	a := benchedArchive(b)
	g := rand.New(rand.NewPCG(11, 1))
	for _, length := range []int{1, 2, 3, 4, 8, 16} {
		questions := substrings(b, a, g, length)
		for _, way := range []struct {
			name string
			ask  func(query.Tree) error
		}{
			{"newest", func(q query.Tree) error { _, err := a.Search(b.Context(), q, SearchOptions{}); return err }},
			{"relevance", func(q query.Tree) error {
				_, err := a.Search(b.Context(), q, SearchOptions{Order: Relevance})
				return err
			}},
			{"count", func(q query.Tree) error { _, err := a.Count(b.Context(), q, false); return err }},
			{"scan", func(q query.Tree) error {
				var n int
				return a.readers.QueryRowContext(b.Context(), `SELECT count(*) FROM turn WHERE instr(text, ?)`, string(q.Root.(query.Text))).Scan(&n)
			}},
		} {
			b.Run(fmt.Sprintf("%s/%d", way.name, length), func(b *testing.B) {
				var took []time.Duration
				for i := 0; b.Loop(); i++ {
					start := time.Now()
					if err := way.ask(questions[i%len(questions)]); err != nil {
						b.Fatal(err)
					}
					took = append(took, time.Since(start))
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
				b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
			})
		}
	}
}

// BenchmarkOpening opens the archive and asks one question.
func BenchmarkOpening(b *testing.B) {
	path := benchedArchive(b).path
	for b.Loop() {
		a, err := OpenReader(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := a.Search(b.Context(), query.Parse("海岸线"), SearchOptions{}); err != nil {
			b.Fatal(err)
		}
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// benched is made once for all benchmarks.
var benched struct {
	sync.Once
	*Archive
}

func benchedArchive(b *testing.B) *Archive {
	benched.Do(func() {
		path := *benchArchive
		if path == "" {
			path = b.TempDir() + "/archive.db"
		}
		a, err := Open(context.Background(), path, DefaultConfig())
		if err != nil {
			b.Fatal(err)
		}
		benched.Archive = a
		if *benchArchive == "" {
			fill(b, a, *benchTranscripts)
		}
		var text, index int64
		err = a.readers.QueryRowContext(b.Context(), `SELECT (SELECT sum(octet_length(text)) FROM turn),
			(SELECT sum(length(block)) FROM turn_index_data) + (SELECT sum(length(sz)) FROM turn_index_docsize)`).Scan(&text, &index)
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%d bytes of text, index / text %.2f", text, float64(index)/float64(text))
	})
	return benched.Archive
}

func fill(b *testing.B, a *Archive, transcripts int) {
	records, originals, _ := press(transcripts)
	var all sync.WaitGroup
	for i := range records {
		all.Go(func() {
			if _, err := a.Put(b.Context(), records[i], originals[i]); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
}

// substrings are parts of random turns.
func substrings(b *testing.B, a *Archive, g *rand.Rand, length int) []query.Tree {
	rows, err := a.readers.QueryContext(b.Context(), `SELECT first_turn, turns FROM transcript WHERE turns > 0`)
	if err != nil {
		b.Fatal(err)
	}
	extents, err := collectExtents(rows)
	if err != nil {
		b.Fatal(err)
	}
	var questions []query.Tree
	for len(questions) < 300 {
		e := extents[g.IntN(len(extents))]
		var text string
		if err := a.readers.QueryRowContext(b.Context(), `SELECT text FROM turn WHERE id = ?`, e.first+g.Int64N(e.turns)).Scan(&text); err != nil {
			b.Fatal(err)
		}
		runes := []rune(strings.Join(strings.Fields(text), ""))
		if len(runes) >= length {
			start := g.IntN(len(runes) - length + 1)
			questions = append(questions, query.Tree{Root: query.Text(runes[start : start+length])})
		}
	}
	return questions
}

func collectExtents(rows *sql.Rows) (all []extent, err error) {
	defer rows.Close()
	for rows.Next() {
		var e extent
		if err := rows.Scan(&e.first, &e.turns); err != nil {
			return nil, err
		}
		all = append(all, e)
	}
	return all, rows.Err()
}
