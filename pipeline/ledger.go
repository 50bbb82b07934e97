package pipeline

import (
	"context"
	"errors"
	"sync"

	"shilu/pipeline/jetstream"
)

// Ledger is the bucket in which the inboxes keep what they know, as an inbox wants it.
type Ledger struct {
	conn  *jetstream.Conn
	looks bool // a bucket that is missing is not made, but empty

	mu     sync.Mutex
	opened *jetstream.Bucket // nil before the first use and after an error, for the bucket may be gone with its server's store
}

// Ledger gives the bucket, which is made when it is first used; one who only looks finds it empty where there is none.
func (b *Bus) Ledger() *Ledger { return &Ledger{conn: b.conn, looks: b.looks} }

// Get returns a key's value and its revision; nil and 0, without an error, when there is none.
func (l *Ledger) Get(ctx context.Context, key string) ([]byte, uint64, error) {
	bucket, err := l.bucket(ctx)
	if err != nil {
		return nil, 0, err
	}
	value, err := bucket.Get(ctx, key)
	if errors.Is(err, jetstream.ErrKeyNotFound) {
		return nil, 0, nil
	}
	return value.Data, value.Revision, l.watch(err)
}

// Put writes the value if the key's revision is still after (0: if there is no value) and returns the new one; 0, without an error,
// when somebody else was faster.
func (l *Ledger) Put(ctx context.Context, key string, value []byte, after uint64) (uint64, error) {
	bucket, err := l.bucket(ctx)
	if err != nil {
		return 0, err
	}
	var revision uint64
	if after == 0 {
		revision, err = bucket.Create(ctx, key, value)
	} else {
		revision, err = bucket.Update(ctx, key, value, after)
	}
	if errors.Is(err, jetstream.ErrConflict) {
		return 0, nil
	}
	return revision, l.watch(err)
}

// All calls each with every key, until it returns an error, which it returns.
func (l *Ledger) All(ctx context.Context, each func(key string, value []byte, revision uint64) error) error {
	bucket, err := l.bucket(ctx)
	if l.looks && errors.Is(err, jetstream.ErrNoBucket) {
		return nil
	}
	if err != nil {
		return err
	}
	all, err := bucket.All(ctx)
	if err != nil {
		return l.watch(err)
	}
	for key, value := range all {
		if err := each(key, value.Data, value.Revision); err != nil {
			return err
		}
	}
	return nil
}

func (l *Ledger) bucket(ctx context.Context) (*jetstream.Bucket, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.opened == nil {
		open := l.conn.Bucket
		if l.looks {
			open = l.conn.OpenBucket
		}
		opened, err := open(ctx, ledgerBucket)
		if err != nil {
			return nil, passing(err)
		}
		l.opened = opened
	}
	return l.opened, nil
}

func (l *Ledger) watch(err error) error {
	if err != nil {
		l.mu.Lock()
		l.opened = nil
		l.mu.Unlock()
	}
	return passing(err)
}
