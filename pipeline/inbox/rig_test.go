package inbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"shilu/schema"
)

// patienceOfTests ends a wait for what never comes. Nothing passes or fails by being faster than it.
const patienceOfTests = 20 * time.Second

// shelf is a Ledger in memory.
type shelf struct {
	mu       sync.Mutex
	values   map[string][]byte
	revision map[string]uint64
	last     uint64
	away     error
	mute     bool // what is put is kept, but the answer is errAway
	puts     int
	gets     int
}

func newShelf() *shelf {
	return &shelf{values: map[string][]byte{}, revision: map[string]uint64{}}
}

func (s *shelf) Get(_ context.Context, key string) ([]byte, uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.gets++
	return s.values[key], s.revision[key], s.away
}

func (s *shelf) Put(_ context.Context, key string, value []byte, after uint64) (uint64, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away != nil || s.revision[key] != after {
		return 0, s.away
	}
	s.last++
	s.puts++
	s.values[key], s.revision[key] = value, s.last
	if s.mute {
		return 0, errAway
	}
	return s.last, nil
}

func (s *shelf) All(_ context.Context, each func(string, []byte, uint64) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away != nil {
		return s.away
	}
	for key, value := range s.values {
		if err := each(key, value, s.revision[key]); err != nil {
			return err
		}
	}
	return nil
}

// clear is what a wiped store does to it.
func (s *shelf) clear() {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.values)
	clear(s.revision)
	s.last = 0
}

// stream is a Transport in memory, which the test plays the pipeline behind.
type stream struct {
	offered chan schema.Received
	gone    chan schema.File
	freed   chan schema.File
	asked   chan schema.File

	mu          sync.Mutex
	incarnation string
	walks       map[schema.State]Whereabouts
	away        error
	refusal     *schema.Fault
	times       map[string]int // offers by state and offer
	meanwhile   func(schema.Received)
}

func newStream() *stream {
	return &stream{
		offered: make(chan schema.Received, 1<<16), gone: make(chan schema.File, 1<<16), freed: make(chan schema.File, 1<<16), asked: make(chan schema.File, 1<<16),
		incarnation: "first", walks: map[schema.State]Whereabouts{}, times: map[string]int{},
	}
}

var errAway = errors.New("nobody answers")

func (s *stream) Offer(_ context.Context, file schema.Received) (string, error) {
	s.mu.Lock()
	away, refusal := s.away, s.refusal
	if away == nil && refusal == nil {
		s.walks[file.State()] = Whereabouts{Waiting: true}
		s.times[fmt.Sprint(file.State(), " offer ", file.Offer)]++
	}
	meanwhile, incarnation := s.meanwhile, s.incarnation
	s.mu.Unlock()
	if away != nil {
		return "", away
	}
	if refusal != nil {
		return "", refusal
	}
	s.offered <- file
	if meanwhile != nil {
		meanwhile(file)
	}
	return incarnation, nil
}

func (s *stream) Receipt(context.Context) (string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.incarnation, s.away
}

func (s *stream) Whereabouts(_ context.Context, file schema.File) (Whereabouts, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away == nil {
		s.asked <- file
	}
	return s.walks[file.State()], s.away
}

func (s *stream) Gone(_ context.Context, file schema.File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away == nil {
		s.gone <- file
	}
	return s.away
}

func (s *stream) Freed(_ context.Context, file schema.File) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.away == nil {
		s.freed <- file
	}
	return s.away
}

func (s *stream) setAway(err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.away = err
}

func (s *stream) place(file schema.File, where Whereabouts) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.walks[file.State()] = where
}

// wipe makes it another stream, which holds nothing.
func (s *stream) wipe(incarnation string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	clear(s.walks)
	s.incarnation = incarnation
}

// rig is an inbox over a real folder, between a ledger and a stream in memory.
type rig struct {
	t      testing.TB
	dir    string
	cfg    Config
	ledger *shelf
	stream *stream
	fated  chan Entry
	log    *journal
	watch  func(string) (watcher, error) // nil for the operating system's own
	wrote  func(path string)             // called after each write; nil is allowed

	inbox *Inbox
	stop  func()
}

// newRig doesn't start the inbox yet.
func newRig(t testing.TB, adjust ...func(*Config)) *rig {
	t.Helper()
	r := &rig{t: t, dir: t.TempDir(), ledger: newShelf(), stream: newStream(), fated: make(chan Entry, 1<<16), log: &journal{}}
	r.cfg = DefaultConfig(r.dir, "press")
	r.cfg.Quiet, r.cfg.Rescan, r.cfg.Recheck = 15*time.Millisecond, 20*time.Millisecond, 25*time.Millisecond
	r.cfg.Fated = func(e Entry) { r.fated <- e }
	for _, a := range adjust {
		a(&r.cfg)
	}
	return r
}

// start makes the inbox and runs it.
func (r *rig) start() {
	r.t.Helper()
	r.make()
	r.run()
}

// run runs the inbox until the test ends or stop is called.
func (r *rig) run() {
	r.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- r.inbox.Run(ctx) }()
	stopped := false
	r.stop = func() {
		if stopped {
			return
		}
		stopped = true
		cancel()
		select {
		case err := <-ended:
			if err != nil {
				r.t.Errorf("Run: %v", err)
			}
		case <-time.After(patienceOfTests):
			r.t.Error("Run did not end with its context")
		}
	}
	r.t.Cleanup(r.stop)
}

func (r *rig) make() {
	r.t.Helper()
	r.makeBetween(r.ledger, r.stream)
}

func (r *rig) makeBetween(ledger Ledger, transport Transport) {
	r.t.Helper()
	inbox, err := New(r.cfg, ledger, transport, slog.New(slog.NewTextHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})))
	if err != nil {
		r.t.Fatal(err)
	}
	if r.watch != nil {
		inbox.watch = r.watch
	}
	r.inbox = inbox
}

// asNobody makes the test be somebody who can't read everything, but may walk into the folder, until it ends.
func (r *rig) asNobody() {
	r.t.Helper()
	if os.Geteuid() != 0 {
		return
	}
	const nobody = 65534
	r.must(os.Chown(r.dir, nobody, nobody))
	r.must(os.Chmod(filepath.Dir(r.dir), 0o755))
	r.must(syscall.Seteuid(nobody))
	r.t.Cleanup(func() {
		if r.stop != nil {
			r.stop()
		}
		r.must(syscall.Seteuid(0))
	})
}

// path is a file of the inbox in the file system.
func (r *rig) path(name string) string { return filepath.Join(r.dir, filepath.FromSlash(name)) }

func (r *rig) write(name, text string) {
	r.t.Helper()
	r.must(os.MkdirAll(filepath.Dir(r.path(name)), 0o755))
	r.must(os.WriteFile(r.path(name), []byte(text), 0o644))
	if r.wrote != nil {
		r.wrote(r.path(name))
	}
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

// offer waits for the next offer.
func (r *rig) offer() schema.Received {
	r.t.Helper()
	return receive(r.t, r.stream.offered, "an offer")
}

// wantOffer waits for the next offer and holds it against the file that it must be.
func (r *rig) wantOffer(name, text string) schema.Received {
	r.t.Helper()
	got := r.offer()
	if got.Path != name || string(got.Original) != text {
		r.t.Fatalf("offered %s %q, want %s %q", got.Path, got.Original, name, text)
	}
	if got.Digest != schema.Digest([]byte(text)) || got.Size != int64(len(text)) || got.Inbox != r.cfg.Name {
		r.t.Fatalf("offered %+v, which isn't what it says of %q", got.File, text)
	}
	return got
}

// wantOffers waits for offers of these files, in any order.
func (r *rig) wantOffers(names ...string) {
	r.t.Helper()
	var got []string
	for range names {
		got = append(got, r.offer().Path)
	}
	slices.Sort(got)
	slices.Sort(names)
	if !slices.Equal(got, names) {
		r.t.Fatalf("offered %q, want %q", got, names)
	}
}

// settled waits until two scans that began after the call found nothing to do, so that whatever is in the folder was seen.
func (r *rig) settled() {
	r.t.Helper()
	began := r.inbox.Stats().Scans
	r.eventually("the inbox comes to rest", func() bool {
		s := r.inbox.Stats()
		return s.Scans >= began+3 && s.Unsettled == 0 && s.Queued == 0
	})
}

// settledOnce waits for the first scan, where no second one comes by itself.
func (r *rig) settledOnce() {
	r.t.Helper()
	r.eventually("the first scan ends", func() bool {
		s := r.inbox.Stats()
		return s.Scans >= 1 && s.Unsettled == 0 && s.Queued == 0
	})
}

// wantNothing says that everything in the folder was seen, and that none of it was offered.
func (r *rig) wantNothing() {
	r.t.Helper()
	r.settled()
	select {
	case got := <-r.stream.offered:
		r.t.Fatalf("offered %+v, want nothing", got.File)
	default:
	}
}

// archive is what the pipeline does when all goes well.
func (r *rig) archive(file schema.File) {
	r.t.Helper()
	fate := Fate{Offer: file.Offer, At: time.Now(), Archived: &schema.Archived{ID: file.State().ID, Source: file.Origin(), Turns: 3}}
	r.stream.place(file, Whereabouts{Fate: &fate})
	r.must(r.inbox.Fate(context.Background(), file, fate))
}

func (r *rig) reject(file schema.File) {
	r.t.Helper()
	fate := rejection(file)
	r.stream.place(file, Whereabouts{Fate: &fate})
	r.must(r.inbox.Fate(context.Background(), file, fate))
}

func rejection(file schema.File) Fate {
	return Fate{Offer: file.Offer, At: time.Now(), Rejected: &schema.Rejected{
		ID: file.State().ID, Source: file.Origin(), Stage: "parse", Code: schema.FaultNotText, Reason: "no text", Tries: 1,
	}}
}

// entry is what the ledger holds of a file.
func (r *rig) entry(name string) Entry {
	r.t.Helper()
	value, revision, err := r.ledger.Get(context.Background(), schema.SourceID(r.cfg.Name, name))
	if err != nil || revision == 0 {
		r.t.Fatalf("the ledger holds nothing of %s: %v", name, err)
	}
	entry, err := readEntry(name, value)
	r.must(err)
	return entry
}

func (r *rig) eventually(what string, holds func() bool) {
	r.t.Helper()
	eventually(r.t, what, holds)
}

func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patienceOfTests); !holds(); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited in vain: %s", what)
		}
	}
}

func receive[T any](t testing.TB, from <-chan T, what string) T {
	t.Helper()
	select {
	case got := <-from:
		return got
	case <-time.After(patienceOfTests):
		t.Fatalf("waited in vain for %s", what)
		panic("unreachable")
	}
}

// journal is the log, to be read by tests.
type journal struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.buf.Write(p)
}

// count is how often the log says something.
func (j *journal) count(text string) int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return bytes.Count(j.buf.Bytes(), []byte(text))
}
