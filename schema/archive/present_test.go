package archive

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shilu/schema"
	"shilu/schema/query"
)

// seen is an event in the life of a folder: bytes at a path, or (without bytes) the path gone, or freed.
type seen struct {
	path     string
	number   int64
	bytes    string
	freed    bool
	dateFrom schema.Opt
	versions schema.Versions
}

func (s seen) put(t *testing.T, a *Archive) {
	t.Helper()
	if err := s.offer(t, a); err != nil {
		t.Fatal(err)
	}
}

// offer is put for what may be refused.
func (s seen) offer(t *testing.T, a *Archive) error {
	t.Helper()
	if s.freed {
		return a.Free(t.Context(), schema.Source{Inbox: "press", Path: s.path, Number: s.number})
	}
	if s.bytes == "" {
		if err := a.Gone(t.Context(), schema.Source{Inbox: "press", Path: s.path, Number: s.number}); err != nil {
			t.Fatal(err)
		}
		return nil
	}
	record, original := speech(s.path, s.number, "海岸线 "+s.bytes, "西洋参 "+s.bytes)
	record.Title = schema.Opt(fmt.Sprintf("%s by %s", s.path, s.versions))
	record.Date = schema.Opt(fmt.Sprintf("2024-01-%02d", s.number))
	if s.dateFrom != "" {
		record.DateFrom = s.dateFrom
	}
	if s.versions != "" {
		record.Versions = s.versions
	}
	_, err := a.Put(t.Context(), record, original)
	return err
}

// present writes down what the archive shows of the letters: the state that it is shown in, and for a superseded one what leads on.
func present(t *testing.T, a *Archive, letters string) string {
	t.Helper()
	var b strings.Builder
	name := map[schema.Opt]string{}
	for _, letter := range letters {
		name[schema.Opt(schema.TranscriptID(schema.Digest([]byte("海岸线 "+string(letter)+"\n西洋参 "+string(letter)))))] = string(letter)
	}
	for _, letter := range letters {
		record, _ := speech("", 0, "海岸线 "+string(letter), "西洋参 "+string(letter))
		id := schema.TranscriptID(record.Digest)
		got, err := a.Record(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		entry, err := a.Find(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%c: %s %d %q %s", letter, got.Source.Path, got.Source.Number, got.Title, got.Date)
		for _, s := range got.Sources {
			fmt.Fprintf(&b, " +%s", s.Path)
		}
		if entry.SupersededBy != "" {
			fmt.Fprintf(&b, " -> %s", name[entry.SupersededBy])
		}
		found := len(answer(t, a, query.Parse("海岸线 "+string(letter)), SearchOptions{}))
		superseded := len(answer(t, a, query.Parse("海岸线 "+string(letter)), SearchOptions{IncludeSuperseded: true}))
		fmt.Fprintf(&b, " (found %d, of all %d)\n", found, superseded)
	}
	return b.String()
}

func TestPresent(t *testing.T) {
	for name, story := range map[string]struct {
		events  []seen
		letters string
		want    string
	}{
		"a revision supersedes": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}}, "AB", `
A: p 1 "p by " 2024-01-01 -> B (found 0, of all 1)
B: p 2 "p by " 2024-01-02 (found 1, of all 1)
`},
		"bytes come back": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}, {path: "p", number: 3, bytes: "A"}}, "AB", `
A: p 3 "p by " 2024-01-03 (found 1, of all 1)
B: p 2 "p by " 2024-01-02 -> A (found 0, of all 1)
`},
		"three revisions: the first leads to the last": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}, {path: "p", number: 3, bytes: "C"}}, "ABC", `
A: p 1 "p by " 2024-01-01 -> C (found 0, of all 1)
B: p 2 "p by " 2024-01-02 -> C (found 0, of all 1)
C: p 3 "p by " 2024-01-03 (found 1, of all 1)
`},
		"another sidecar is another state of the same bytes": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "A"}}, "A", `
A: p 2 "p by " 2024-01-02 (found 1, of all 1)
`},
		"better handlers": {
			[]seen{{path: "p", number: 1, bytes: "A", versions: "parse.2"}, {path: "p", number: 1, bytes: "A", versions: "parse.10"}}, "A", `
A: p 1 "p by parse.10" 2024-01-01 (found 1, of all 1)
`},
		"a higher number wins over better handlers": {
			[]seen{{path: "p", number: 1, bytes: "A", versions: "parse.9"}, {path: "p", number: 2, bytes: "B", versions: "parse.1"}}, "AB", `
A: p 1 "p by parse.9" 2024-01-01 -> B (found 0, of all 1)
B: p 2 "p by parse.1" 2024-01-02 (found 1, of all 1)
`},
		"two sources hold it": {
			[]seen{{path: "p", number: 1, bytes: "A", dateFrom: "filename"}, {path: "q", number: 2, bytes: "A", dateFrom: "filename"}}, "A", `
A: q 2 "q by " 2024-01-02 +p +q (found 1, of all 1)
`},
		"a sidecar is believed before a file name": {
			[]seen{{path: "p", number: 1, bytes: "A", dateFrom: "sidecar"}, {path: "q", number: 2, bytes: "A", dateFrom: "filename"}}, "A", `
A: p 1 "p by " 2024-01-01 +p +q (found 1, of all 1)
`},
		"one of two sources is revised, the other still holds it": {
			[]seen{{path: "p", number: 1, bytes: "A", dateFrom: "sidecar"}, {path: "q", number: 2, bytes: "A"}, {path: "p", number: 3, bytes: "B"}}, "AB", `
A: q 2 "q by " 2024-01-02 (found 1, of all 1)
B: p 3 "p by " 2024-01-03 (found 1, of all 1)
`},
		"both are revised: what it was last seen with leads on": {
			[]seen{{path: "p", number: 1, bytes: "A", dateFrom: "sidecar"}, {path: "q", number: 2, bytes: "A"}, {path: "p", number: 3, bytes: "B"},
				{path: "q", number: 4, bytes: "C"}}, "ABC", `
A: p 1 "p by " 2024-01-01 -> C (found 0, of all 1)
B: p 3 "p by " 2024-01-03 (found 1, of all 1)
C: q 4 "q by " 2024-01-04 (found 1, of all 1)
`},
		"a deleted file stays": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 1}}, "A", `
A: p 1 "p by " 2024-01-01 (found 1, of all 1)
`},
		"a deleted file comes back with other bytes": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 1}, {path: "p", number: 2, bytes: "B"}}, "AB", `
A: p 1 "p by " 2024-01-01 -> B (found 0, of all 1)
B: p 2 "p by " 2024-01-02 (found 1, of all 1)
`},
		"a renamed file has one source": {
			[]seen{{path: "p", number: 1, bytes: "A", dateFrom: "sidecar"}, {path: "p", number: 1}, {path: "q", number: 2, bytes: "A"}}, "A", `
A: q 2 "q by " 2024-01-02 (found 1, of all 1)
`},
		"renamed, then revised": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 1}, {path: "q", number: 2, bytes: "A"}, {path: "q", number: 3, bytes: "B"}}, "AB", `
A: q 2 "q by " 2024-01-02 -> B (found 0, of all 1)
B: q 3 "q by " 2024-01-03 (found 1, of all 1)
`},
		"renamed, then deleted": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 1}, {path: "q", number: 2, bytes: "A"}, {path: "q", number: 2}}, "A", `
A: q 2 "q by " 2024-01-02 (found 1, of all 1)
`},
		"a copy is deleted, the file then revised": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "q", number: 2, bytes: "A"}, {path: "q", number: 2}, {path: "p", number: 3, bytes: "B"}}, "AB", `
A: q 2 "q by " 2024-01-02 -> B (found 0, of all 1)
B: p 3 "p by " 2024-01-03 (found 1, of all 1)
`},
		"two files swap and vanish: nothing goes in a circle": {
			[]seen{{path: "p", number: 1, bytes: "B"}, {path: "q", number: 2, bytes: "A"}, {path: "p", number: 3, bytes: "A"}, {path: "q", number: 4, bytes: "B"},
				{path: "p", number: 3}, {path: "q", number: 4}}, "AB", `
A: p 3 "p by " 2024-01-03 -> B (found 0, of all 1)
B: q 4 "q by " 2024-01-04 (found 1, of all 1)
`},
		"a freed name begins another source": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 1, freed: true}, {path: "p", number: 2, bytes: "B"}}, "AB", `
A: p 1 "p by " 2024-01-01 (found 1, of all 1)
B: p 2 "p by " 2024-01-02 (found 1, of all 1)
`},
		"what was revised before its name was freed leads to the revision": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}, {path: "p", number: 2, freed: true}, {path: "p", number: 3, bytes: "C"}},
			"ABC", `
A: p 1 "p by " 2024-01-01 -> B (found 0, of all 1)
B: p 2 "p by " 2024-01-02 (found 1, of all 1)
C: p 3 "p by " 2024-01-03 (found 1, of all 1)
`},
		"revised after its name was freed, and gone": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 1, freed: true}, {path: "p", number: 2, bytes: "B"}, {path: "p", number: 3, bytes: "C"},
				{path: "p", number: 3}}, "ABC", `
A: p 1 "p by " 2024-01-01 (found 1, of all 1)
B: p 2 "p by " 2024-01-02 -> C (found 0, of all 1)
C: p 3 "p by " 2024-01-03 (found 1, of all 1)
`},
		"the same bytes under a freed name, then revised": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 1, freed: true}, {path: "p", number: 2, bytes: "A"}, {path: "p", number: 3, bytes: "B"}},
			"AB", `
A: p 2 "p by " 2024-01-02 (found 1, of all 1)
B: p 3 "p by " 2024-01-03 (found 1, of all 1)
`},
		"moved, and a copy of it vanished": {
			[]seen{{path: "q", number: 2, bytes: "A"}, {path: "q", number: 2}, {path: "p", number: 3, bytes: "A"}, {path: "p", number: 3, freed: true},
				{path: "p", number: 4, bytes: "B"}, {path: "p", number: 4}}, "AB", `
A: p 3 "p by " 2024-01-03 (found 1, of all 1)
B: p 4 "p by " 2024-01-04 (found 1, of all 1)
`},
		"a name that was freed by what was rejected": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, freed: true}, {path: "p", number: 3, bytes: "B"}, {path: "p", number: 3}}, "AB", `
A: p 1 "p by " 2024-01-01 (found 1, of all 1)
B: p 3 "p by " 2024-01-03 (found 1, of all 1)
`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			orders := permutations(story.events, 24)
			var digest string
			for _, events := range orders {
				a := openTest(t)
				for _, s := range events {
					s.put(t, a)
					checkTest(t, a)
				}
				for _, s := range events { // all of it again: a replay changes nothing
					s.put(t, a)
				}
				if diff := cmp.Diff(strings.TrimPrefix(story.want, "\n"), present(t, a, story.letters)); diff != "" {
					t.Fatalf("after %+v (-want +got):\n%s", events, diff)
				}
				got, err := a.Digest(t.Context())
				if digest == "" {
					digest = got
				}
				if err != nil || got != digest {
					t.Fatalf("after %+v the digest is %s, %v; in another order it is %s", events, got, err, digest)
				}
			}
		})
	}
}

// permutations returns orders of the events: all of up to four, so many of more.
func permutations(events []seen, most int) [][]seen {
	orders := [][]seen{{}}
	for _, s := range events {
		var longer [][]seen
		for _, order := range orders {
			for i := range len(order) + 1 {
				longer = append(longer, slices.Insert(slices.Clone(order), i, s))
			}
		}
		orders = longer
	}
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(orders), func(i, j int) { orders[i], orders[j] = orders[j], orders[i] })
	return orders[:min(len(orders), most)]
}

// TestPresentInOneTransaction puts a story into one transaction, so that the index sees only its end.
func TestPresentInOneTransaction(t *testing.T) {
	a := openTest(t)
	var changes []*change
	for _, s := range []seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}, {path: "q", number: 3, bytes: "A"},
		{path: "p", number: 4, bytes: "C"}, {path: "q", number: 5, bytes: "C"}, {path: "p", number: 2, bytes: "B", versions: "parse.7"}} {
		record, original := speech(s.path, s.number, "海岸线 "+s.bytes, "西洋参 "+s.bytes)
		if s.versions != "" {
			record.Versions = s.versions
		}
		l, err := makeLists(&record)
		if err != nil {
			t.Fatal(err)
		}
		p := &put{record: record, lists: l, size: len(original)}
		if p.packed, err = pack(original); err != nil {
			t.Fatal(err)
		}
		changes = append(changes, &change{apply: p.apply, result: make(chan error, 1)})
	}
	a.writer.commit(changes)
	for _, c := range changes {
		if err := <-c.result; err != nil {
			t.Error(err)
		}
	}
	want := strings.TrimPrefix(`
A: q 3 "石桥镇记者见面会" 2024-05-10 -> C (found 0, of all 1)
B: p 2 "石桥镇记者见面会" 2024-05-10 -> C (found 0, of all 1)
C: q 5 "石桥镇记者见面会" 2024-05-10 +p +q (found 1, of all 1)
`, "\n")
	if diff := cmp.Diff(want, present(t, a, "ABC")); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSourcesThatDisagree(t *testing.T) {
	a := openTest(t)
	for _, s := range []seen{{path: "p", number: 1, bytes: "A", dateFrom: "filename"}, {path: "q", number: 2, bytes: "A", dateFrom: "sidecar"}} {
		s.put(t, a)
	}
	got, err := a.Record(t.Context(), schema.TranscriptID(schema.Digest([]byte("海岸线 A\n西洋参 A"))))
	if err != nil {
		t.Fatal(err)
	}
	want := []schema.Problem{{Code: schema.ProblemDateConflict, Detail: "2024-01-02 is taken from q; p says 2024-01-01"}}
	if diff := cmp.Diff(want, got.Problems); diff != "" {
		t.Errorf("problems (-want +got):\n%s", diff)
	}
}

func TestFind(t *testing.T) {
	a := openTest(t)
	ids := map[byte]int{}
	var some string
	for i := range 40 {
		record, original := speech(fmt.Sprint(i), 1, fmt.Sprintf("海岸线 %d", i))
		putTest(t, a, record, original)
		ids[record.ID[0]]++
		some = record.ID
	}
	if e, err := a.Find(t.Context(), strings.ToUpper(some[:12])); err != nil || e.ID != some || e.SupersededBy != "" {
		t.Errorf("find %s: %+v, %v", some[:12], e, err)
	}
	for first, n := range ids {
		if n < 2 {
			continue
		}
		_, err := a.Find(t.Context(), string(first))
		var ambiguous *AmbiguousError
		if !errors.As(err, &ambiguous) || len(ambiguous.Entries) != min(n, 10) {
			t.Errorf("find %c: %v, want %d entries", first, err, n)
		}
	}
	for _, prefix := range []string{"x", "%", some + "0", strings.Repeat("0", 32)} {
		if _, err := a.Find(t.Context(), prefix); !strings.Contains(fmt.Sprint(err), ErrNotFound.Error()) {
			t.Errorf("find %q: %v, want ErrNotFound", prefix, err)
		}
	}
}
