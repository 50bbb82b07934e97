package archive

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shilu/schema"
)

func TestPutAndRead(t *testing.T) {
	a := openTest(t)
	g := newGenerator(1)
	for i := range 20 {
		record, original := g.meeting(fmt.Sprintf("2024/会议 %d.txt", i), int64(i+1), 1+g.IntN(30), 40)
		if i == 3 { // as little as a record can have
			record, original = speech("leer.txt", 1)
			record.Title, record.Date, record.DateFrom, record.Language, record.Speakers = "", "", "", "", nil
		}
		if putTest(t, a, record, original) {
			t.Fatal("a new record is a repeat")
		}
		got, err := a.Record(t.Context(), record.ID)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(asJSON(t, record), asJSON(t, got)); diff != "" {
			t.Fatalf("the record comes back changed (-put +got):\n%s", diff)
		}
		bytes, mediaType, err := a.Original(t.Context(), record.ID)
		if err != nil || string(bytes) != string(original) || mediaType != record.MediaType {
			t.Fatalf("original: %d bytes of %s, %v; want %d of %s", len(bytes), mediaType, err, len(original), record.MediaType)
		}
	}
}

func TestPutIsIdempotent(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 5, "西洋参产业", "海岸线")
	steps := []struct {
		versions schema.Versions
		title    schema.Opt
		repeat   bool
		shown    schema.Opt
	}{
		{"parse.1+enrich.2", "一", false, "一"},
		{"parse.1+enrich.2", "二", true, "一"},
		{"parse.1+enrich.1", "三", true, "一"},
		{"parse.2+enrich.1", "四", false, "四"},
		{"parse.1+enrich.2", "五", true, "四"},
	}
	for _, s := range steps {
		record.Versions, record.Title = s.versions, s.title
		if got := putTest(t, a, record, original); got != s.repeat {
			t.Errorf("put by %s: repeat %v, want %v", s.versions, got, s.repeat)
		}
		got, err := a.Record(t.Context(), record.ID)
		if err != nil || got.Title != s.shown {
			t.Errorf("after a put by %s the title is %q, %v; want %q", s.versions, got.Title, err, s.shown)
		}
	}
	if stats, err := a.Stats(t.Context()); err != nil || stats.Transcripts != 1 || stats.Turns != 2 {
		t.Errorf("stats %+v, %v; want one transcript of two turns", stats, err)
	}
}

// TestPutConcurrently puts the same few records from many sides at once: each is new exactly once.
func TestPutConcurrently(t *testing.T) {
	a := openTest(t)
	g := newGenerator(2)
	const records, callers = 40, 8
	var mu sync.Mutex
	news := map[string]int{}
	var all sync.WaitGroup
	for i := range records {
		record, original := g.meeting(fmt.Sprintf("%d.txt", i), 1, 10, 20)
		for range callers {
			all.Go(func() {
				repeat, err := a.Put(t.Context(), record, original)
				if err != nil {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if !repeat {
					news[record.ID]++
				}
			})
		}
	}
	all.Wait()
	if len(news) != records {
		t.Errorf("%d of %d records were new", len(news), records)
	}
	for id, n := range news {
		if n != 1 {
			t.Errorf("%s was new %d times", id, n)
		}
	}
}

// TestGatherOneFails commits changes together of which one fails half-way.
func TestGatherOneFails(t *testing.T) {
	a := openTest(t)
	bad := errors.New("bad")
	var changes []*change
	add := func(apply func(*transaction) error) {
		changes = append(changes, &change{apply: apply, result: make(chan error, 1)})
	}
	for i := range 3 {
		record, original := speech(fmt.Sprintf("%d.txt", i), 1, fmt.Sprintf("海岸线 %d", i))
		l, err := makeLists(&record)
		if err != nil {
			t.Fatal(err)
		}
		p := put{record: record, lists: l, size: len(original)}
		if p.packed, err = pack(original); err != nil {
			t.Fatal(err)
		}
		add(func(tx *transaction) error {
			if err := p.apply(tx); err != nil || i != 1 {
				return err
			}
			return bad
		})
	}
	a.writer.commit(changes)
	for i, c := range changes {
		if err := <-c.result; (err != nil) != (i == 1) {
			t.Errorf("change %d: %v", i, err)
		}
	}
	if got := texts(t, a, "海岸线"); !cmp.Equal(got, []string{"海岸线 0", "海岸线 2"}) {
		t.Errorf("found %q", got)
	}
}

func TestPutRefuses(t *testing.T) {
	a := openTest(t)
	for name, spoil := range map[string]func(*schema.Record){
		"another original":         func(r *schema.Record) { r.Digest = schema.Digest([]byte("x")); r.ID = r.Digest[:32] },
		"digest that is none":      func(r *schema.Record) { r.Digest = "x" },
		"id of another digest":     func(r *schema.Record) { r.ID = schema.Digest(nil)[:32] },
		"no source":                func(r *schema.Record) { r.Source.Path = "" },
		"negative number":          func(r *schema.Record) { r.Source.Number = -1 },
		"no versions":              func(r *schema.Record) { r.Versions = "" },
		"no day":                   func(r *schema.Record) { r.Date = "2024-02-30" },
		"two speakers of one id":   func(r *schema.Record) { r.Speakers = append(r.Speakers, r.Speakers[0]) },
		"speaker who isn't listed": func(r *schema.Record) { r.Turns[1].Speaker = "s9" },
		"turn out of order":        func(r *schema.Record) { r.Turns[1].Index = 0 },
		"text that isn't UTF-8":    func(r *schema.Record) { r.Turns[0].Text = "\xff" },
		"figure in no turn":        func(r *schema.Record) { r.Figures = []schema.Figure{{Turn: 2}} },
		"figure behind its turn":   func(r *schema.Record) { r.Figures = []schema.Figure{{Start: 0, End: 6}} },
		"date before its turn":     func(r *schema.Record) { r.Dates = []schema.Date{{Start: -1}} },
		"entity that ends first":   func(r *schema.Record) { r.Entities = []schema.Entity{{Start: 2, End: 1}} },
		"exchange of no turn":      func(r *schema.Record) { r.Exchanges = []schema.Exchange{{Answers: []int{7}}} },
		"value that is no number":  func(r *schema.Record) { r.Figures = []schema.Figure{{Value: math.NaN()}} },
		"problem of no turn":       func(r *schema.Record) { r.ReportTurn("x", 2, "") },
	} {
		record, original := speech("a.txt", 1, "西洋参产业", "海岸线")
		spoil(&record)
		_, err := a.Put(t.Context(), record, original)
		if fault := schema.AsFault(err); fault == nil || fault.Code != schema.FaultMalformed {
			t.Errorf("%s: %v, want a fault", name, err)
		}
	}
	if stats, err := a.Stats(t.Context()); err != nil || stats.Transcripts+stats.Sources != 0 {
		t.Errorf("stats %+v, %v; want nothing stored", stats, err)
	}
}

func TestPutAfterClose(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 1, "海岸线")
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	b, err := Open(t.Context(), t.TempDir()+"/b.db", DefaultConfig())
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.Put(t.Context(), record, original); !errors.Is(err, ErrClosed) {
		t.Errorf("put into a closed archive: %v, want ErrClosed", err)
	}
	reader, err := OpenReader(t.Context(), a.path)
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Close()
	if _, err := reader.Put(t.Context(), record, original); !errors.Is(err, ErrReadOnly) {
		t.Errorf("put through a reader: %v, want ErrReadOnly", err)
	}
	if err := reader.Free(t.Context(), record.Source); !errors.Is(err, ErrReadOnly) {
		t.Errorf("free: %v, want ErrReadOnly", err)
	}
	if err := reader.Gone(t.Context(), record.Source); !errors.Is(err, ErrReadOnly) {
		t.Errorf("gone through a reader: %v, want ErrReadOnly", err)
	}
	// A caller who has gone away may find it written or not; either way the archive is whole.
	if _, err := a.Put(cancelled, record, original); err != nil && !errors.Is(err, context.Canceled) {
		t.Errorf("put with an ended context: %v", err)
	}
}

// TestPutWhenTheDiskIsFull lets the file grow no further: nothing is acknowledged that isn't kept, and once there is room again it
// goes on.
func TestPutWhenTheDiskIsFull(t *testing.T) {
	a := openTest(t)
	g := newGenerator(4)
	room := func(pages int) {
		t.Helper()
		if _, err := a.writer.conn.ExecContext(t.Context(), fmt.Sprintf("PRAGMA max_page_count = %d", pages)); err != nil {
			t.Fatal(err)
		}
	}
	record, original := g.meeting("first.txt", 1, 10, 30)
	putTest(t, a, record, original)
	room(1) // SQLite takes the size that the file has
	var refused []schema.Record
	var originals [][]byte
	for i := range 5 {
		record, original := g.meeting(fmt.Sprintf("%d.txt", i), 1, 60, 60)
		_, err := a.Put(t.Context(), record, original)
		if err == nil {
			t.Fatal("a record was put where there was no room")
		}
		if schema.AsFault(err) != nil {
			t.Errorf("a full disk is a fault of the record: %v", err)
		}
		if _, err := a.Record(t.Context(), record.ID); !errors.Is(err, ErrNotFound) {
			t.Errorf("a refused record: %v, want ErrNotFound", err)
		}
		refused, originals = append(refused, record), append(originals, original)
	}
	checkTest(t, a)
	room(1 << 30)
	for i, record := range refused {
		if putTest(t, a, record, originals[i]) {
			t.Error("a refused record is a repeat")
		}
	}
}
