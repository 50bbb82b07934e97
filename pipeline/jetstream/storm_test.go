package jetstream_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"shilu/pipeline/jetstream"
)

// A thousand wait for handlers that take longer than the lease: none is delivered twice, neither while it is in hand nor while it waits.
func TestAStormOfSlowHandlers(t *testing.T) {
	const messages, workers, lease = 1000, 250, 2 * time.Second
	server := serve(t)
	conn := connect(t, server)
	provision(t, conn, testStream)
	for i := range messages {
		publish(t, conn, fmt.Sprintf("test.%d", i), "slow")
	}
	_, out := subscribe(t, conn, func(c *jetstream.SubscriberConfig) { c.Workers, c.Lease = workers, lease })
	var hands sync.WaitGroup
	for range messages {
		m := next(t, out)
		if n := jetstream.Deliveries(m); n != 1 {
			t.Errorf("message %d is delivered the %d. time", jetstream.Sequence(m), n)
		}
		hands.Go(func() {
			time.Sleep(lease + lease/2) // the work
			m.Ack()
		})
	}
	hands.Wait()
	until(t, "all are acknowledged", func() bool {
		state, err := conn.ConsumerState(t.Context(), "test", "stage")
		if err == nil && state.Redelivered > 0 {
			t.Fatalf("%d were delivered again", state.Redelivered)
		}
		return err == nil && state.AckFloor == messages
	})
}
