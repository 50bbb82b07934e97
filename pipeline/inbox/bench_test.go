package inbox

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
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
		before := heapInUse()
		ctx, cancel := context.WithCancel(context.Background())
		b.StartTimer()
		ended := make(chan error, 1)
		go func() { ended <- r.inbox.Run(ctx) }()
		done.Wait()
		b.StopTimer()
		b.ReportMetric(heapInUse()-before, "heap-MB")
		cancel()
		<-ended
		close(fates)
		b.StartTimer()
	}
	b.ReportMetric(files*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}

// heapInUse is what is in use, in MiB.
func heapInUse() float64 {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return float64(memory.HeapInuse) / (1 << 20)
}

// BenchmarkRescan is what a scan costs that finds nothing new.
func BenchmarkRescan(b *testing.B) {
	const files = 20000
	r := newRig(b)
	r.make()
	for i := range files {
		r.write(fmt.Sprintf("%02d/%d.txt", i%20, i), "")
	}
	f, err := openFolder(r.dir)
	r.must(err)
	defer f.close()
	f.sidecars = true
	found := make(chan findings)
	s := scanner{folder: f, log: r.inbox.log, found: found, said: map[string]bool{}}
	for b.Loop() {
		go s.scan(context.Background(), ".")
		for done := false; !done; {
			batch := <-found
			for _, file := range batch.files {
				r.inbox.book.met(file.path, 1)
				r.inbox.book.knows(file.path, file.look.stamp, asked{})
			}
			done = batch.done
		}
	}
	b.ReportMetric(files*float64(b.N)/b.Elapsed().Seconds(), "files/s")
}

// BenchmarkLatency is from the rename of a whole file into the folder to the end of its offer.
func BenchmarkLatency(b *testing.B) {
	r := newRig(b, neverRescan)
	r.start()
	r.settledOnce()
	outside := b.TempDir()
	i := 0
	for b.Loop() {
		b.StopTimer()
		name := fmt.Sprintf("%d.txt", i)
		i++
		r.must(os.WriteFile(filepath.Join(outside, name), []byte(lines(name)), 0o600))
		b.StartTimer()
		r.must(os.Rename(filepath.Join(outside, name), r.path(name)))
		r.archive(r.offer().File)
	}
}
