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

// Bucket opens a bucket, and makes it if it is missing.
func (c *Conn) Bucket(ctx context.Context, name string) (*Bucket, error) {
	kv, err := c.js.CreateOrUpdateKeyValue(ctx, js.KeyValueConfig{Bucket: name, History: 1, Storage: js.FileStorage, Compression: true})
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

// All returns every key with its value, as the bucket was at some moment between call and return.
func (b *Bucket) All(ctx context.Context) (map[string]Value, error) {
	watcher, err := b.kv.WatchAll(ctx)
	if err != nil {
		return nil, fmt.Errorf("list bucket %s: %w", b.name, err)
	}
	defer watcher.Stop()
	all := map[string]Value{}
	behind, listed := uint64(0), false
	for {
		select {
		case <-ctx.Done():
			return nil, fmt.Errorf("list bucket %s: %w", b.name, ctx.Err())
		case <-time.After(listTimeout):
			return nil, fmt.Errorf("list bucket %s: nothing came for %s", b.name, listTimeout)
		case entry, ok := <-watcher.Updates():
			switch {
			case !ok:
				return nil, fmt.Errorf("list bucket %s: the connection was closed", b.name)
			case entry == nil:
				listed = true
			case entry.Operation() == js.KeyValuePut:
				all[entry.Key()] = Value{Data: entry.Value(), Revision: entry.Revision()}
				behind = entry.Delta()
			default:
				delete(all, entry.Key())
				behind = entry.Delta()
			}
		}
		// The client's own mark (the nil) comes after as many entries as there were at the start. A key that was put again before
		// its turn came is missing among those and follows later, so that the listing is whole only when nothing is behind.
		if listed && behind == 0 {
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
