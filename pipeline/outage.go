package pipeline

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"shilu/pipeline/jetstream"
	"shilu/schema"
)

// The wait before something is tried again in an outage doubles from firstOutageWait up to longestOutageWait: soon enough that nobody
// has to help it on, seldom enough that a broken disk isn't worn out.
const (
	firstOutageWait   = 250 * time.Millisecond
	longestOutageWait = 5 * time.Second
)

// Hold says that a stage waits for its surroundings.
type Hold struct {
	Since time.Time `json:"since"`
	// Messages are those that wait for it.
	Messages int    `json:"messages"`
	Cause    string `json:"cause"`
	Advice   string `json:"advice"`
}

// outage is where the messages of one consumer wait in hand while the broker is away or the disk is full: their leases are renewed, and
// no try is charged. It begins with the first that waits and is over with the last; each is said once.
type outage struct {
	who  string
	wait func(tries int) time.Duration
	now  func() time.Time
	log  *slog.Logger

	mu   sync.Mutex
	hold Hold
	over chan struct{} // closed when somebody's wait was rewarded: the others need not wait out theirs
}

func newOutage(who string, b *Bus) *outage {
	return &outage{who: who, wait: b.outageWait, now: time.Now, log: b.log}
}

// endure calls do until it returns something other than an outage, or until stopping ends, and returns what it said last.
func (o *outage) endure(stopping context.Context, do func() error) error {
	err := do()
	cause := schema.AsOutage(err)
	if cause == nil || stopping.Err() != nil {
		return err
	}
	o.enter()
	defer o.leave()
	for tries := 1; ; tries++ {
		over := o.note(cause)
		select {
		case <-stopping.Done():
			return err
		case <-over:
		case <-time.After(o.wait(tries)):
		}
		err = do()
		if cause = schema.AsOutage(err); cause == nil {
			o.wake()
			return err
		}
	}
}

func (o *outage) enter() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.hold.Messages == 0 {
		o.hold.Since, o.over = o.now(), make(chan struct{})
	}
	o.hold.Messages++
}

func (o *outage) leave() {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.hold.Messages--; o.hold.Messages > 0 {
		return
	}
	if o.hold.Cause != "" {
		o.log.Info("goes on", "stage", o.who, "after", o.now().Sub(o.hold.Since).Round(time.Millisecond))
	}
	o.hold = Hold{}
}

// note takes the cause down, and returns what tells that it is over.
func (o *outage) note(cause *schema.Outage) (over <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.hold.Cause == "" {
		o.log.Warn("waits, nothing is lost", "stage", o.who, "error", cause, "advice", cause.Advice)
	}
	o.hold.Cause, o.hold.Advice = cause.Error(), cause.Advice
	return o.over
}

func (o *outage) wake() {
	o.mu.Lock()
	defer o.mu.Unlock()
	close(o.over)
	o.over = make(chan struct{}) // for those whose surroundings are still not what they need
}

// held is nil where nothing waits.
func (o *outage) held() *Hold {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.hold.Messages == 0 {
		return nil
	}
	hold := o.hold
	return &hold
}

// passing marks an error of the broker as an outage.
func passing(err error) error {
	if jetstream.Away(err) {
		return &schema.Outage{Err: err, Advice: "look after the NATS server and its disk: shilu doctor"}
	}
	return err
}
