package jetstream_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	"github.com/nats-io/nats.go"
	js "github.com/nats-io/nats.go/jetstream"

	"shilu/pipeline/jetstream"
)

// large is a payload that no message can carry.
func large(conn *jetstream.Conn, seed byte) []byte {
	data := make([]byte, conn.NATS().MaxPayload()+1)
	rand.NewChaCha8([32]byte{seed}).Read(data)
	return data
}

func largeRig(t *testing.T) (*jetstream.Conn, js.ObjectStore, *jetstream.Publisher) {
	conn := connect(t, serve(t))
	provision(t, conn, testStream)
	if err := conn.ProvisionObjects(t.Context(), "log", 0); err != nil {
		t.Fatal(err)
	}
	store, err := raw(t, conn).ObjectStore(t.Context(), "log")
	if err != nil {
		t.Fatal(err)
	}
	return conn, store, conn.Publisher(jetstream.PublisherConfig{Objects: func(string) string { return "log" }})
}

func TestLargePayloadGoesByReference(t *testing.T) {
	conn, store, publisher := largeRig(t)
	_, messages := subscribe(t, conn, nil)
	payload := large(conn, 1)
	for range 2 {
		if err := publisher.Publish("test.a", message.NewMessage("", payload)); err != nil {
			t.Fatal(err)
		}
		m := next(t, messages)
		if err := jetstream.Check(m); err != nil || !bytes.Equal(m.Payload, payload) {
			t.Errorf("got %d bytes, want %d: %v", len(m.Payload), len(payload), err)
		}
		if ref, ok := m.Metadata[jetstream.RefHeader]; ok {
			t.Errorf("the reference %s is left", ref)
		}
		m.Ack()
	}
	last, err := conn.Last(t.Context(), "test", "test.a")
	if err != nil || !bytes.Equal(last.Message.Payload, payload) || last.Size != 0 {
		t.Errorf("the last message has %d bytes, %d of them in the stream: %v", len(last.Message.Payload), last.Size, err)
	}

	sum := sha256.Sum256(payload)
	info, err := store.GetInfo(t.Context(), hex.EncodeToString(sum[:]))
	if err != nil {
		t.Fatal(err)
	}
	state, err := conn.StreamState(t.Context(), "OBJ_log")
	if err != nil || state.Last != uint64(info.Chunks)+1 {
		t.Errorf("the store has seen %d messages, want %d chunks once and their description: %v", state.Last, info.Chunks, err)
	}

	list, err := conn.List(t.Context(), "test", ">", 0, 10)
	if err != nil || len(list) != 2 || list[0].Message.Metadata[jetstream.RefHeader] != "object://log/"+info.Name {
		t.Errorf("a listing has %+v, %v", list, err)
	}
}

func TestLargePayloadWithoutObjectStore(t *testing.T) {
	conn, _, _ := largeRig(t)
	err := conn.Publisher(jetstream.PublisherConfig{}).Publish("test.a", message.NewMessage("", large(conn, 1)))
	if !errors.Is(err, nats.ErrMaxPayload) {
		t.Errorf("got %v", err)
	}
}

// What can't be fetched is told to the handler, again and again, until it can.
func TestObjectIsMissingOrDamaged(t *testing.T) {
	conn, store, _ := largeRig(t)
	_, messages := subscribe(t, conn, func(c *jetstream.SubscriberConfig) {
		c.RetryWait = func(int) time.Duration { return time.Millisecond }
	})
	payload := large(conn, 2)
	sum := sha256.Sum256(payload)
	name := hex.EncodeToString(sum[:])
	put := func(data []byte) {
		t.Helper()
		if _, err := store.Put(t.Context(), js.ObjectMeta{Name: name}, bytes.NewReader(data)); err != nil {
			t.Fatal(err)
		}
	}
	put(payload) // so that the message finds it there
	for _, harm := range []struct {
		what string
		do   func()
		says string
	}{
		{"deleted", func() {
			if err := store.Delete(t.Context(), name); err != nil {
				t.Fatal(err)
			}
		}, "not found"},
		{"other bytes", func() { put(append([]byte("x"), payload...)) }, "is damaged"},
	} {
		t.Run(harm.what, func(t *testing.T) {
			put(payload)
			harm.do()
			m := nats.NewMsg("test.a")
			m.Header.Set(jetstream.RefHeader, "object://log/"+name)
			if err := conn.NATS().PublishMsg(m); err != nil {
				t.Fatal(err)
			}
			got := next(t, messages)
			err := jetstream.Check(got)
			if !errors.Is(err, jetstream.ErrUnresolved) || !strings.Contains(err.Error(), harm.says) || len(got.Payload) > 0 {
				t.Errorf("check says %v and there are %d bytes", err, len(got.Payload))
			}
			if _, err := conn.Last(t.Context(), "test", "test.a"); !errors.Is(err, jetstream.ErrUnresolved) {
				t.Errorf("reading the last message says %v", err)
			}
			put(payload)
			got.Nack()
			for got = next(t, messages); jetstream.Check(got) != nil; got = next(t, messages) {
				got.Nack()
			}
			if !bytes.Equal(got.Payload, payload) {
				t.Errorf("got %d bytes, want %d", len(got.Payload), len(payload))
			}
			got.Ack()
		})
	}
}

// An object whose pieces are gone doesn't keep the reader for ever.
func TestObjectLosesItsChunks(t *testing.T) {
	conn, _, publisher := largeRig(t)
	if err := publisher.Publish("test.a", message.NewMessage("", large(conn, 3))); err != nil {
		t.Fatal(err)
	}
	pieces, err := raw(t, conn).Stream(t.Context(), "OBJ_log")
	if err != nil {
		t.Fatal(err)
	}
	if err := pieces.Purge(t.Context(), js.WithPurgeSubject("$O.log.C.>")); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	if _, err := conn.Last(ctx, "test", "test.a"); !errors.Is(err, jetstream.ErrUnresolved) {
		t.Errorf("got %v", err)
	}
}

// An object that is about to age out is put again for a message that will need it longer, and not before.
func TestAgingObjectIsPutAgain(t *testing.T) {
	const age = 4 * time.Second
	conn, _, _ := largeRig(t)
	if err := conn.ProvisionObjects(t.Context(), "transit", age); err != nil {
		t.Fatal(err)
	}
	store, err := raw(t, conn).ObjectStore(t.Context(), "transit")
	if err != nil {
		t.Fatal(err)
	}
	publisher := conn.Publisher(jetstream.PublisherConfig{Objects: func(string) string { return "transit" }})
	payload := large(conn, 4)
	sum := sha256.Sum256(payload)
	put := func() *js.ObjectInfo {
		if err := publisher.Publish("test.a", message.NewMessage("", payload)); err != nil {
			t.Fatal(err)
		}
		info, err := store.GetInfo(t.Context(), hex.EncodeToString(sum[:]))
		if err != nil {
			t.Fatal(err)
		}
		return info
	}
	first, second := put(), (*js.ObjectInfo)(nil)
	until(t, "the object is put again", func() bool {
		second = put()
		return second.NUID != first.NUID
	})
	if between := second.ModTime.Sub(first.ModTime); between < age/2 || between >= age {
		t.Errorf("put again after %s, want from %s to %s", between, age/2, age)
	}
}
