package jetstream_test

import (
	"crypto/rand"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"

	"shilu/pipeline/jetstream"
)

// BenchmarkThrough publishes messages of 20 KB, a usual transcript, from eight goroutines and consumes them at the same time.
func BenchmarkThrough(b *testing.B) {
	for _, workers := range []int{1, 8, 256} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			conn := connect(b, serve(b))
			publisher, messages := pair(b, conn, workers)
			data := make([]byte, 20_000)
			rand.Read(data)
			b.SetBytes(int64(len(data)))
			b.ResetTimer()
			go func() {
				for range 8 {
					go func() {
						for i := 0; i < b.N/8+1; i++ {
							if err := publisher.Publish("bench.a", message.NewMessage("", data)); err != nil {
								return // the benchmark is over
							}
						}
					}()
				}
			}()
			for range b.N {
				(<-messages).Ack()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msgs/s")
		})
	}
}

// BenchmarkConsume consumes messages that are there already.
func BenchmarkConsume(b *testing.B) {
	for _, workers := range []int{1, 8, 256} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) {
			conn := connect(b, serve(b))
			publisher, messages := pair(b, conn, workers)
			for range b.N {
				if err := publisher.Publish("bench.a", message.NewMessage("", make([]byte, 20_000))); err != nil {
					b.Fatal(err)
				}
			}
			b.ResetTimer()
			for range b.N {
				(<-messages).Ack()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "msgs/s")
		})
	}
}

// BenchmarkLatency is the time from Publish to the handler, one message at a time.
func BenchmarkLatency(b *testing.B) {
	conn := connect(b, serve(b))
	publisher, messages := pair(b, conn, 8)
	took := make([]time.Duration, 0, b.N)
	b.ResetTimer()
	for range b.N {
		begin := time.Now()
		if err := publisher.Publish("bench.a", message.NewMessage("", []byte("x"))); err != nil {
			b.Fatal(err)
		}
		m := <-messages
		took = append(took, time.Since(begin))
		m.Ack()
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds()), "p99-µs")
}

func pair(b *testing.B, conn *jetstream.Conn, workers int) (message.Publisher, <-chan *message.Message) {
	provision(b, conn, jetstream.Stream{Name: "bench", Subjects: []string{"bench.>"}})
	config := jetstream.DefaultSubscriberConfig()
	config.Stream, config.Workers = "bench", workers
	config.Name = func(string) string { return "bench" }
	subscriber, err := conn.Subscriber(config)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { subscriber.Close() })
	messages, err := subscriber.Subscribe(b.Context(), "bench.>")
	if err != nil {
		b.Fatal(err)
	}
	return conn.Publisher(jetstream.PublisherConfig{}), messages
}
