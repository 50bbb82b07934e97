package jetstream

import (
	"context"
	"errors"
	"fmt"
	"time"

	js "github.com/nats-io/nats.go/jetstream"
)

// Bucket is a store of keys and values on disk, each key with its last value only. A key consists of letters, digits and - _ = /
// and dots; revisions grow over the whole bucket.
type Bucket struct {
	kv   js.KeyValue
	name string
}

// Value is a value with its revision.
type Value struct {
	Data     []byte
	Revision uint64
}

var (
	// ErrKeyNotFound is returned for a key that was never put, or was deleted.
	ErrKeyNotFound = errors.New("no such key")
	// ErrConflict is returned where somebody else was faster: read again.
	ErrConflict = errors.New("the key was changed by somebody else")
)

// ErrNoBucket is in the error of OpenBucket where there is none.
var ErrNoBucket = js.ErrBucketNotFound

// Bucket opens a bucket, and makes it if it is missing.
func (c *Conn) Bucket(ctx context.Context, name string) (*Bucket, error) {
	bucket, err := c.OpenBucket(ctx, name)
	if !errors.Is(err, ErrNoBucket) {
		return bucket, err
	}
	kv, err := c.js.CreateOrUpdateKeyValue(ctx, js.KeyValueConfig{
		Bucket: name, History: 1, Storage: js.FileStorage, Compression: true, Replicas: c.replicas(),
	})
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", name, err)
	}
	return &Bucket{kv: kv, name: name}, nil
}

// OpenBucket opens a bucket that is there.
func (c *Conn) OpenBucket(ctx context.Context, name string) (*Bucket, error) {
	kv, err := c.js.KeyValue(ctx, name)
	if err != nil {
		return nil, fmt.Errorf("bucket %s: %w", name, err)
	}
	return &Bucket{kv: kv, name: name}, nil
}

// Get returns a key's value, or ErrKeyNotFound.
func (b *Bucket) Get(ctx context.Context, key string) (Value, error) {
	entry, err := b.kv.Get(ctx, key)
	if err != nil {
		return Value{}, b.wrap("get", key, err)
	}
	return Value{Data: entry.Value(), Revision: entry.Revision()}, nil
}

// Create puts a value where there is none. It returns the revision, or ErrConflict.
func (b *Bucket) Create(ctx context.Context, key string, data []byte) (uint64, error) {
	revision, err := b.kv.Create(ctx, key, data)
	return revision, b.wrap("create", key, err)
}

// Update replaces the value of that revision. It returns the new revision, or ErrConflict.
func (b *Bucket) Update(ctx context.Context, key string, data []byte, revision uint64) (uint64, error) {
	revision, err := b.kv.Update(ctx, key, data, revision)
	return revision, b.wrap("update", key, err)
}

// Put sets the value, whatever was there, and returns the revision.
func (b *Bucket) Put(ctx context.Context, key string, data []byte) (uint64, error) {
	revision, err := b.kv.Put(ctx, key, data)
	return revision, b.wrap("put", key, err)
}

// Delete takes the key away. It is no error if there is none.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	return b.wrap("delete", key, b.kv.Delete(ctx, key))
}

// All returns every key with its value, as each was at some moment between call and return.
func (b *Bucket) All(ctx context.Context) (map[string]Value, error) {
	watcher, err := b.kv.WatchAll(ctx)
	if err != nil {
		return nil, fmt.Errorf("list bucket %s: %w", b.name, err)
	}
	defer func() { _ = watcher.Stop() }() // at worst the server forgets it by itself
	all, deleted := map[string]Value{}, map[string]bool{}
	listed, behind := false, uint64(0)
	silent := time.NewTimer(listTimeout)
	defer silent.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("list bucket %s: %w", b.name, ctx.Err())
		case <-silent.C:
			return nil, fmt.Errorf("list bucket %s: nothing came for %s", b.name, listTimeout)
		case entry, ok := <-watcher.Updates():
			silent.Reset(listTimeout)
			switch {
			case !ok:
				return nil, fmt.Errorf("list bucket %s: the connection was closed", b.name)
			case entry == nil:
				listed = true
			default:
				behind = entry.Delta()
				if entry.Operation() == js.KeyValuePut {
					all[entry.Key()] = Value{Data: entry.Value(), Revision: entry.Revision()}
					delete(deleted, entry.Key())
				} else {
					delete(all, entry.Key())
					deleted[entry.Key()] = true
				}
			}
		}
		if !listed || behind > 0 {
			continue
		}
		// Neither the client's mark (the nil) nor that nothing is behind means that the listing is whole: a key that is put again
		// before its turn comes leaves its place and follows later, and the server's count of what is behind lags. The number of
		// subjects tells: a deleted key keeps its own.
		status, err := b.kv.Status(ctx)
		if err != nil {
			return nil, fmt.Errorf("list bucket %s: %w", b.name, err)
		}
		if uint64(len(all)+len(deleted)) >= status.(*js.KeyValueBucketStatus).StreamInfo().State.NumSubjects {
			return all, nil
		}
	}
}

const listTimeout = 30 * time.Second

func (b *Bucket) wrap(doing, key string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, js.ErrKeyNotFound), errors.Is(err, js.ErrKeyDeleted):
		err = ErrKeyNotFound
	case errors.Is(err, js.ErrKeyExists), errors.Is(err, js.ErrKeyRevisionMismatch):
		err = ErrConflict
	}
	return fmt.Errorf("%s %s in bucket %s: %w", doing, key, b.name, err)
}
