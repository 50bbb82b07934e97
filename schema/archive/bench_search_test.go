package archive

import (
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"text/tabwriter"
	"time"

	"shilu/schema/query"
)

var (
	benchTranscripts = flag.Int("transcripts", 500, "how many transcripts BenchmarkLimits makes; 32,000 are a million turns")
	benchArchive     = flag.String("archive", "", "an archive to search instead of one that is made")
)

// BenchmarkLimits holds an archive against the limits that README.md states and prints a table: for texts of each length the 50th and the
// 99th of a hundred times in milliseconds, for the newest twenty, the best twenty, an exact count, and a scan with instr() beside them.
// The texts are parts of what was said, each another one. The four ways take turns at every text, so that whatever else the machine
// does slows them all; the second table has the time of the processor, which suffers less from it.
//
//	go test -tags sqlite_fts5 ./schema/archive -run - -bench Limits -benchtime 1x -archive FILE
func BenchmarkLimits(b *testing.B) {
	a := benchedArchive(b)
	g := rand.New(rand.NewPCG(11, 1))
	for b.Loop() {
		var tables [2]strings.Builder
		for i, what := range []string{"on the clock", "of the processor"} {
			fmt.Fprintf(&tables[i], "%s\tnewest p50\tp99\trelevance p50\tp99\tcount p50\tp99\tinstr() p50\tp99\t\n", what)
		}
		for _, length := range []int{1, 2, 3, 4, 8, 12, 20} {
			for i, ways := range timeWays(b, a, substrings(b, a, g, length)) {
				fmt.Fprintf(&tables[i], "%d\t", length)
				for _, took := range ways {
					fmt.Fprintf(&tables[i], "%s\t%s\t", milliseconds(took, 50), milliseconds(took, 99))
				}
				fmt.Fprintln(&tables[i])
			}
		}
		opening := timeOpening(b, a.path)
		for i := range tables {
			fmt.Println()
			out := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
			fmt.Fprint(out, tables[i].String())
			if err := out.Flush(); err != nil {
				b.Fatal(err)
			}
		}
		text, index := sizes(b, a)
		fmt.Printf("opening and a first question: p50 %s, p99 %s\n", milliseconds(opening, 50), milliseconds(opening, 99))
		fmt.Printf("index / text: %d / %d bytes = %.3f\n", index, text, float64(index)/float64(text))
	}
}

// timeWays answers every question in each way and says how long that took, on the clock and of the processor. A scan takes the same
// time whatever it looks for, so one in ten is enough of them.
func timeWays(b *testing.B, a *Archive, questions []query.Tree) (took [2][4][]time.Duration) {
	const scan, scanned = 3, 10
	for i, q := range questions {
		for way, ask := range []func() error{
			func() error { _, err := a.Search(b.Context(), q, SearchOptions{}); return err },
			func() error { _, err := a.Search(b.Context(), q, SearchOptions{Order: Relevance}); return err },
			func() error { _, err := a.Count(b.Context(), q, false); return err },
			scan: func() error {
				var n int
				return a.readers.QueryRowContext(b.Context(), `SELECT count(*) FROM turn WHERE instr(text, ?)`, string(q.Root.(query.Text))).Scan(&n)
			},
		} {
			if way == scan && i%scanned != 0 {
				continue
			}
			start, busy := time.Now(), processorTime(b)
			if err := ask(); err != nil {
				b.Fatal(err)
			}
			took[0][way] = append(took[0][way], time.Since(start))
			took[1][way] = append(took[1][way], processorTime(b)-busy)
		}
	}
	return took
}

// processorTime is what this process has taken of it.
func processorTime(b *testing.B) time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		b.Fatal(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// timeOpening opens the archive and asks one question.
func timeOpening(b *testing.B, path string) (took []time.Duration) {
	for range 100 {
		start := time.Now()
		a, err := OpenReader(b.Context(), path)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := a.Search(b.Context(), query.Parse("海岸线"), SearchOptions{}); err != nil {
			b.Fatal(err)
		}
		took = append(took, time.Since(start))
		if err := a.Close(); err != nil {
			b.Fatal(err)
		}
	}
	return took
}

func milliseconds(took []time.Duration, percent int) string {
	slices.Sort(took)
	return fmt.Sprintf("%.1f", took[(len(took)-1)*percent/100].Seconds()*1000)
}

// sizes are what is said and what its full-text index stores, in bytes. The pages of the file take a little more: dbstat, which this
// SQLite is built without, tells how much.
func sizes(b *testing.B, a *Archive) (text, index int64) {
	err := a.readers.QueryRowContext(b.Context(), `SELECT (SELECT sum(octet_length(text)) FROM turn),
		(SELECT sum(length(block)) FROM turn_index_data) + (SELECT sum(length(sz)) FROM turn_index_docsize)`).Scan(&text, &index)
	if err != nil {
		b.Fatal(err)
	}
	return text, index
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
