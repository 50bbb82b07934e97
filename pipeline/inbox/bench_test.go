package inbox

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"shilu/schema"
)

// BenchmarkFlood drops files of 20 KB and waits until the last is archived; the ledger and the stream cost nothing.
func BenchmarkFlood(b *testing.B) {
	const files = 20000
	text := strings.Repeat("记者：请问今年的海岸线修复到哪一步了？\n", 350)
	for b.Loop() {
		b.StopTimer()
		r := newRig(b)
		var done sync.WaitGroup
		done.Add(files)
		r.cfg.Fated = func(Entry) { done.Done() }
		r.make()
		fates := make(chan schema.Received, files)
		r.stream.meanwhile = func(file schema.Received) {
			<-r.stream.offered
			fates <- schema.Received{File: file.File}
		}
		go func() {
			for file := range fates {
				fate := Fate{Offer: file.Offer, At: time.Now(), Archived: &schema.Archived{ID: file.State().ID}}
				if err := r.inbox.Fate(context.Background(), file.File, fate); err != nil {
					panic(err)
				}
			}
		}()
		for i := range files {
			r.write(fmt.Sprintf("%02d/%d.txt", i%20, i), fmt.Sprint(i, text))
		}
		ctx, cancel := context.WithCancel(context.Background())
		b.StartTimer()
		ended := make(chan error, 1)
		go func() { ended <- r.inbox.Run(ctx) }()
		done.Wait()
		b.StopTimer()
		runtime.GC()
		var memory runtime.MemStats
		runtime.ReadMemStats(&memory)
		b.ReportMetric(float64(memory.HeapInuse)/(1<<20), "heap-MB")
		cancel()
		<-ended
		close(fates)
		b.StartTimer()
	}
	b.ReportMetric(files*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}
