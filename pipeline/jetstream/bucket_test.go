package jetstream_test

import (
	"errors"
	"fmt"
	"sync"
	"testing"

	"shilu/pipeline/jetstream"
)

func TestBucket(t *testing.T) {
	conn := connect(t, serve(t))
	ctx := t.Context()
	bucket, err := conn.Bucket(ctx, "ledger")
	if err != nil {
		t.Fatal(err)
	}
	if all, err := bucket.All(ctx); err != nil || len(all) != 0 {
		t.Errorf("an empty bucket has %v, %v", all, err)
	}
	if _, err := bucket.Get(ctx, "a"); !errors.Is(err, jetstream.ErrKeyNotFound) {
		t.Errorf("get nothing: %v", err)
	}
	first, err := bucket.Create(ctx, "a", []byte("1"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := bucket.Create(ctx, "a", []byte("2")); !errors.Is(err, jetstream.ErrConflict) {
		t.Errorf("create twice: %v", err)
	}
	second, err := bucket.Update(ctx, "a", []byte("2"), first)
	if err != nil || second <= first {
		t.Errorf("update: revision %d after %d, %v", second, first, err)
	}
	if _, err := bucket.Update(ctx, "a", []byte("3"), first); !errors.Is(err, jetstream.ErrConflict) {
		t.Errorf("update of an old revision: %v", err)
	}
	if got, err := bucket.Get(ctx, "a"); err != nil || string(got.Data) != "2" || got.Revision != second {
		t.Errorf("get: %+v, %v", got, err)
	}
	if _, err := bucket.Put(ctx, "b", nil); err != nil {
		t.Fatal(err)
	}
	again, err := conn.Bucket(ctx, "ledger")
	if err != nil {
		t.Fatal(err)
	}
	all, err := again.All(ctx)
	if err != nil || len(all) != 2 || string(all["a"].Data) != "2" || all["a"].Revision != second || len(all["b"].Data) != 0 {
		t.Errorf("all: %v, %v", all, err)
	}
	for range 2 {
		if err := bucket.Delete(ctx, "a"); err != nil {
			t.Error(err)
		}
	}
	if _, err := bucket.Get(ctx, "a"); !errors.Is(err, jetstream.ErrKeyNotFound) {
		t.Errorf("get what is deleted: %v", err)
	}
	if all, err := bucket.All(ctx); err != nil || len(all) != 1 {
		t.Errorf("all after a delete: %v, %v", all, err)
	}
	if _, err := bucket.Create(ctx, "a", []byte("4")); err != nil {
		t.Errorf("create what is deleted: %v", err)
	}
	if _, err := bucket.Put(ctx, "no spaces", nil); err == nil {
		t.Error("a key with a space was put")
	}
}

// A listing has every key, also those that are put again while it is made.
func TestBucketListingIsWhole(t *testing.T) {
	const keys = 300
	conn := connect(t, serve(t))
	bucket, err := conn.Bucket(t.Context(), "ledger")
	if err != nil {
		t.Fatal(err)
	}
	for i := range keys {
		if _, err := bucket.Put(t.Context(), fmt.Sprint(i), []byte("x")); err != nil {
			t.Fatal(err)
		}
	}
	enough := make(chan struct{})
	var writing sync.WaitGroup
	writing.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-enough:
				return
			default:
				if _, err := bucket.Put(t.Context(), fmt.Sprint(i%keys), []byte("y")); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	for range 20 {
		all, err := bucket.All(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if len(all) != keys {
			t.Fatalf("listed %d keys, want %d", len(all), keys)
		}
	}
	close(enough)
	writing.Wait()
}

// BenchmarkBucketAll lists 100,000 keys, the ledger of a large folder.
func BenchmarkBucketAll(b *testing.B) {
	const keys = 100_000
	conn := connect(b, serve(b))
	bucket, err := conn.Bucket(b.Context(), "ledger")
	if err != nil {
		b.Fatal(err)
	}
	var putting sync.WaitGroup
	for part := range 50 {
		putting.Go(func() {
			for i := part; i < keys; i += 50 {
				if _, err := bucket.Put(b.Context(), fmt.Sprint(i), make([]byte, 300)); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	putting.Wait()
	for b.Loop() {
		all, err := bucket.All(b.Context())
		if err != nil || len(all) != keys {
			b.Fatalf("listed %d, %v", len(all), err)
		}
	}
}
