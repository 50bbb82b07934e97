package jetstream

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/ThreeDotsLabs/watermill/message"
	js "github.com/nats-io/nats.go/jetstream"
)

// RefHeader is the metadata key of a message whose payload lies in an object store: the CloudEvents extension dataref. Its value
// is object://BUCKET/SHA-256, and `nats object get BUCKET SHA-256` fetches it.
const RefHeader = "ce-dataref"

const (
	refScheme = "object://"
	// chunkSize makes a 10 MB payload 20 stored messages (each is synced to the disk) and fits into any server's max payload.
	chunkSize = 512 << 10
	// fetchTimeout ends the reading of an object whose chunks are gone: the client would wait for them.
	fetchTimeout = 30 * time.Second
)

// objects is an object store of the server, and how long it keeps things.
type objects struct {
	store    js.ObjectStore
	age      time.Duration // 0 is for ever
	replicas int
}

// ProvisionObjects makes an object store, or changes in place one of another age. MaxAge 0 keeps objects for ever.
func (c *Conn) ProvisionObjects(ctx context.Context, bucket string, maxAge time.Duration) error {
	replicas := c.replicas()
	if have, err := c.openObjects(ctx, bucket); err == nil {
		if have.age == maxAge {
			return nil // an update would write to the server's disk, which may be full
		}
		replicas = have.replicas
	}
	store, err := c.js.CreateOrUpdateObjectStore(ctx, js.ObjectStoreConfig{
		Bucket: bucket, TTL: maxAge, Storage: js.FileStorage, Compression: true, Replicas: replicas,
	})
	if err != nil {
		return fmt.Errorf("object store %s: %w", bucket, err)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.objects[bucket] = &objects{store: store, age: maxAge, replicas: replicas}
	return nil
}

func (c *Conn) objectStore(ctx context.Context, bucket string) (*objects, error) {
	c.mu.Lock()
	o, ok := c.objects[bucket]
	c.mu.Unlock()
	if ok {
		return o, nil
	}
	return c.openObjects(ctx, bucket)
}

// openObjects asks the server for an object store.
func (c *Conn) openObjects(ctx context.Context, bucket string) (*objects, error) {
	store, err := c.js.ObjectStore(ctx, bucket)
	if err != nil {
		return nil, fmt.Errorf("object store %s: %w", bucket, err)
	}
	status, err := store.Status(ctx)
	if err != nil {
		return nil, fmt.Errorf("object store %s: %w", bucket, err)
	}
	o := &objects{store: store, age: status.TTL(), replicas: status.Replicas()}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.objects[bucket] = o
	return o, nil
}

// putObject stores data under its digest and returns the reference. What is there already is left alone, unless it is about to
// age out: a message that refers to it may outlive it.
func (c *Conn) putObject(ctx context.Context, bucket string, data []byte) (string, error) {
	o, err := c.objectStore(ctx, bucket)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(data)
	name := hex.EncodeToString(sum[:])
	ref := refScheme + bucket + "/" + name
	info, err := o.store.GetInfo(ctx, name)
	if err == nil && info.Size == uint64(len(data)) && (o.age == 0 || time.Since(info.ModTime) < o.age/2) {
		return ref, nil
	}
	if err != nil && !errors.Is(err, js.ErrObjectNotFound) {
		return "", fmt.Errorf("look for object %s in %s: %w", name, bucket, err)
	}
	meta := js.ObjectMeta{Name: name, Opts: &js.ObjectMetaOptions{ChunkSize: chunkSize}}
	if _, err := o.store.Put(ctx, meta, bytes.NewReader(data)); err != nil {
		return "", fmt.Errorf("put object %s into %s: %w", name, bucket, err)
	}
	return ref, nil
}

// getObject fetches what a reference names, and proves it.
func (c *Conn) getObject(ctx context.Context, ref string) ([]byte, error) {
	rest, ok := strings.CutPrefix(ref, refScheme)
	bucket, name, found := strings.Cut(rest, "/")
	if !ok || !found {
		return nil, fmt.Errorf("%s %q is not %sBUCKET/SHA-256", RefHeader, ref, refScheme)
	}
	ctx, cancel := within(ctx, fetchTimeout)
	defer cancel()
	o, err := c.objectStore(ctx, bucket)
	if errors.Is(err, js.ErrBucketNotFound) {
		return nil, fmt.Errorf("there is no object store %s", bucket) // whoever refers to it may have made it up
	}
	if err != nil {
		return nil, err
	}
	data, err := o.store.GetBytes(ctx, name)
	if err != nil && errors.Is(ctx.Err(), context.DeadlineExceeded) && c.nc.IsConnected() {
		return nil, fmt.Errorf("get object %s from %s: not all of it came in %s", name, bucket, fetchTimeout)
	}
	if err != nil {
		return nil, fmt.Errorf("get object %s from %s: %w", name, bucket, err)
	}
	sum := sha256.Sum256(data)
	if got := hex.EncodeToString(sum[:]); got != name {
		return nil, fmt.Errorf("object %s in %s is damaged: its digest is %s", name, bucket, got)
	}
	return data, nil
}

// resolve puts the payload that a message refers to in its place. An error says that the server is away; what is wrong with the object
// itself is left for Check.
func (c *Conn) resolve(ctx context.Context, m *message.Message) error {
	ref, ok := m.Metadata[RefHeader]
	if !ok {
		return nil
	}
	data, err := c.getObject(ctx, ref)
	if Away(err) {
		return err
	}
	if err != nil {
		m.Metadata[MetaUnresolved] = strings.Join(strings.Fields(err.Error()), " ")
		m.Payload = nil
		return nil
	}
	m.Payload = data
	delete(m.Metadata, RefHeader)
	return nil
}

// Object is what lies in an object store.
type Object struct {
	// Ref is what a message refers to it by, see RefHeader.
	Ref  string
	Size uint64
	Put  time.Time
}

// ListObjects lists what is in an object store. The error is ErrNoStream where there is no such store.
func (c *Conn) ListObjects(ctx context.Context, bucket string) ([]Object, error) {
	o, err := c.objectStore(ctx, bucket)
	if err != nil {
		return nil, err
	}
	infos, err := o.store.List(ctx)
	if err != nil && !errors.Is(err, js.ErrNoObjectsFound) {
		return nil, fmt.Errorf("list %s: %w", bucket, err)
	}
	all := make([]Object, 0, len(infos))
	for _, info := range infos {
		all = append(all, Object{Ref: refScheme + bucket + "/" + info.Name, Size: info.Size, Put: info.ModTime})
	}
	return all, nil
}

// DeleteObject takes what a reference names out of its store. It is no error if it isn't there.
func (c *Conn) DeleteObject(ctx context.Context, ref string) error {
	bucket, name, ok := strings.Cut(strings.TrimPrefix(ref, refScheme), "/")
	if !ok || !strings.HasPrefix(ref, refScheme) {
		return fmt.Errorf("%s %q is not %sBUCKET/SHA-256", RefHeader, ref, refScheme)
	}
	o, err := c.objectStore(ctx, bucket)
	if err == nil {
		err = o.store.Delete(ctx, name)
	}
	if err != nil && !errors.Is(err, js.ErrObjectNotFound) {
		return fmt.Errorf("delete object %s of %s: %w", name, bucket, err)
	}
	return nil
}
