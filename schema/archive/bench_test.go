package archive

import (
	"fmt"
	"math"
	"sync"
	"testing"

	"shilu/schema"
)

// press makes a corpus like that of press meetings: some 31 turns of 600 bytes a transcript, log-normal, 3,000 characters by Zipf's law.
func press(transcripts int) (records []schema.Record, originals [][]byte, bytes int) {
	g := newGenerator(9)
	g.characters = nil
	for c := rune(0); c < 3000; c++ {
		for range 1 + 3000/(c+20) {
			g.characters = append(g.characters, 0x4e00+c*6)
		}
	}
	for i := range transcripts {
		turns := max(1, int(22*math.Exp(0.85*g.NormFloat64())))
		record, original := g.meeting(fmt.Sprintf("%d.txt", i), 1, min(turns, 300), 200)
		records, originals, bytes = append(records, record), append(originals, original), bytes+len(original)
	}
	return records, originals, bytes
}

// BenchmarkPut fills an archive by as many callers as a persist stage has; alone is one at a time, each with a transaction of its own.
func BenchmarkPut(b *testing.B) {
	for _, bench := range []struct {
		name                 string
		callers, transcripts int
	}{{"gathered", 64, 600}, {"alone", 1, 200}} {
		b.Run(bench.name, func(b *testing.B) {
			records, originals, bytes := press(bench.transcripts)
			b.SetBytes(int64(bytes))
			for b.Loop() {
				a, err := Open(b.Context(), b.TempDir()+"/archive.db", DefaultConfig())
				if err != nil {
					b.Fatal(err)
				}
				next := make(chan int)
				var all sync.WaitGroup
				for range bench.callers {
					all.Go(func() {
						for i := range next {
							if _, err := a.Put(b.Context(), records[i], originals[i]); err != nil {
								b.Error(err)
							}
						}
					})
				}
				for i := range records {
					next <- i
				}
				close(next)
				all.Wait()
				if err := a.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(bench.transcripts)*float64(b.N)/b.Elapsed().Seconds(), "files/s")
		})
	}
}
