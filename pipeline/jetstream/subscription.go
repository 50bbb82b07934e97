package jetstream

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"
)

const (
	// pullTime is how long a pull waits for messages. A pull that is cut short may lose one that is just on its way (until its
	// lease runs out), so closing waits for the pull instead, and this is the longest that it takes. It is also how soon a pull
	// that died with its server is missed. Idle, a subscription costs four small requests a second.
	pullTime = 250 * time.Millisecond
	// maxPull limits what the server sends in one go.
	maxPull = 64

	firstPause = 50 * time.Millisecond // after a pull that went wrong
	mostPause  = 2 * time.Second
)

// subscription is one Subscribe: a loop that pulls, and a goroutine for each message that is in hand.
//
//	          free                          out
//	run ──────────────▶ pull(n) ──▶ hand ────────▶ handler
//	 ▲                               │ renews the lease until acked, nacked or timed out
//	 └────────── free ◀──────────────┘
type subscription struct {
	conn     *Conn
	config   SubscriberConfig
	consumer js.Consumer
	open     func(context.Context) (js.Consumer, error) // makes the consumer anew
	out      chan *message.Message
	free     chan struct{} // one for each worker that has nothing to do

	stopping context.Context // ends when nothing new may be handed out
	stop     context.CancelFunc
	handling context.Context // ends when running handlers have to
	cut      context.CancelFunc
	done     chan struct{}
}

func newSubscription(ctx context.Context, conn *Conn, config SubscriberConfig, consumer js.Consumer, open func(context.Context) (js.Consumer, error)) *subscription {
	s := &subscription{
		conn: conn, config: config, consumer: consumer, open: open,
		out:  make(chan *message.Message),
		free: make(chan struct{}, config.Workers),
		done: make(chan struct{}),
	}
	s.stopping, s.stop = context.WithCancel(ctx)
	s.handling, s.cut = context.WithCancel(context.WithoutCancel(ctx))
	context.AfterFunc(s.stopping, func() { time.AfterFunc(config.CloseTimeout, s.cut) })
	for range config.Workers {
		s.free <- struct{}{}
	}
	return s
}

// run pulls as many messages as there are free workers, until it is stopped. There is one pull at a time. A worker that becomes
// free meanwhile loses nothing by it: as long as the pull is not served in full there is no message that it could have.
func (s *subscription) run() {
	defer close(s.done)
	defer close(s.out)
	defer s.cut()
	var hands sync.WaitGroup
	pause, failures := Growing(firstPause, mostPause), 0
	for {
		n := s.takeFree()
		if n == 0 {
			break
		}
		got, err := s.pull(n, &hands)
		for range n - got {
			s.free <- struct{}{}
		}
		if err == nil {
			failures = 0
			continue
		}
		failures++
		s.conn.log.Debug("no messages for now", "consumer", s.consumer.CachedInfo().Name, "error", err)
		select {
		case <-s.stopping.Done():
		case <-time.After(pause(failures)):
			s.renew()
		}
	}
	hands.Wait()
	// What was given back should be on its way before the connection is closed.
	if s.conn.nc.IsConnected() {
		if err := s.conn.nc.FlushTimeout(closeFlush); err != nil {
			s.conn.log.Warn("messages may come back only when their lease is over", "consumer", s.consumer.CachedInfo().Name, "error", err)
		}
	}
}

// takeFree waits for a free worker and takes all that are free then, up to maxPull. It returns 0 when the subscription is stopping.
func (s *subscription) takeFree() int {
	select {
	case <-s.stopping.Done():
		return 0
	case <-s.free:
	}
	if s.stopping.Err() != nil {
		return 0
	}
	n := 1
	for n < maxPull {
		select {
		case <-s.free:
			n++
		default:
			return n
		}
	}
	return n
}

// pull asks for n messages and puts each into a hand of its own as it comes.
func (s *subscription) pull(n int, hands *sync.WaitGroup) (got int, err error) {
	if !s.conn.nc.IsConnected() {
		return 0, nats.ErrDisconnected // or pulls would pile up in the client until it is connected
	}
	batch, err := s.consumer.Fetch(n, js.FetchMaxWait(pullTime))
	if err != nil {
		return 0, err
	}
	for m := range batch.Messages() {
		got++
		hands.Go(func() {
			s.hand(m)
			s.free <- struct{}{}
		})
	}
	return got, batch.Error()
}

// renew makes the consumer again, for the case that it is gone. There is no harm in it otherwise.
func (s *subscription) renew() {
	if !s.conn.nc.IsConnected() {
		return
	}
	consumer, err := s.open(s.stopping)
	if err != nil {
		if !errors.Is(err, context.Canceled) {
			s.conn.log.Warn("a consumer can't be had, trying again", "error", err)
		}
		return
	}
	s.consumer = consumer
}
