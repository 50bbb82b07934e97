package archive

import (
	"bytes"
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shilu/schema"
	"shilu/schema/query"
)

var decidedAt = time.Date(2031, 3, 8, 3, 0, 0, 0, time.UTC)

// decision is the nth of the tests.
func decision(n int, kind schema.DecisionKind, about string) schema.Decision {
	at := decidedAt.Add(time.Duration(n) * time.Minute)
	return schema.Decision{ID: schema.DecisionID(at, uint32(n)), Kind: kind, About: about, Who: "孟远", Why: "应当事人要求", Made: at}
}

func decideTest(t *testing.T, a *Archive, decisions ...schema.Decision) {
	t.Helper()
	for _, d := range decisions {
		if err := a.Decide(t.Context(), d, false); err != nil {
			t.Fatal(err)
		}
	}
}

func digestTest(t *testing.T, a *Archive) string {
	t.Helper()
	got, err := a.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestRemove(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 1, "请看《约章》。", "西洋参产业")
	other, otherOriginal := speech("b.txt", 1, "海岸线")
	putTest(t, a, other, otherOriginal)
	want := digestTest(t, a)
	putTest(t, a, record, original)
	annotateTest(t, a, say(record, 1, "", 1, "title"))
	removed := decision(1, schema.DecisionRemoved, record.ID)
	decideTest(t, a, removed, removed)
	checkTest(t, a)
	if found := answer(t, a, query.Parse("西洋参"), SearchOptions{IncludeSuperseded: true}); len(found) > 0 {
		t.Errorf("what was removed is found: %v", found)
	}
	if _, _, err := a.Original(t.Context(), record.ID); !strings.Contains(err.Error(), ErrNotFound.Error()) {
		t.Errorf("its original: %v, want ErrNotFound", err)
	}

	for _, name := range []string{a.path, a.path + "-wal"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(content, []byte("西洋参产业")) || bytes.Contains(content, []byte("约章")) {
			t.Errorf("the text lies in %s still", filepath.Base(name))
		}
	}
	if left := tokens(t, a.path, "西"); left > 0 {
		t.Errorf("the index has %d segments with its tokens still", left)
	}

	// It is not let in again, nor is what is said of it.
	refused := func(what string, err error) {
		t.Helper()
		fault := schema.AsFault(err)
		if fault == nil || fault.Code != schema.FaultRemoved || !strings.Contains(fault.Reason, "应当事人要求") || !strings.Contains(fault.Advice, "--undo") {
			t.Errorf("%s: %v, want that it was removed, why, and what to do", what, err)
		}
	}
	_, err := a.Put(t.Context(), record, original)
	refused("put", err)
	prove := func([]byte) error { return nil }
	refused("annotate", a.Annotate(t.Context(), say(record, 2, "", 1, "title"), prove))

	outbox, err := a.Outbox(t.Context())
	if diff := cmp.Diff([]schema.Decision{removed}, outbox); err != nil || diff != "" {
		t.Errorf("outbox (-want +got), %v:\n%s", err, diff)
	}
	if err := a.Published(t.Context(), removed.ID); err != nil {
		t.Fatal(err)
	}
	decideTest(t, a, removed) // a repeat doesn't put it back into the outbox
	if outbox, err = a.Outbox(t.Context()); err != nil || len(outbox) > 0 {
		t.Errorf("outbox %+v, %v; want it empty", outbox, err)
	}

	undone := decision(2, schema.DecisionUndone, removed.ID)
	decideTest(t, a, undone)
	putTest(t, a, record, original)
	checkTest(t, a)
	decideTest(t, a, removed) // which is the one that was taken back
	if found := answer(t, a, query.Parse("西洋参"), SearchOptions{}); len(found) != 1 {
		t.Errorf("after the undoing %d turns are found, want 1", len(found))
	}
	again := decision(3, schema.DecisionRemoved, record.ID)
	decideTest(t, a, again)
	if got := digestTest(t, a); got == want {
		t.Error("decisions are no part of the digest")
	}
	for _, wrong := range []schema.Decision{{}, decision(4, schema.DecisionRemoved, "x"), decision(4, schema.DecisionUndone, record.ID), decision(4, "burnt", record.ID)} {
		if err := a.Decide(t.Context(), wrong, false); schema.AsFault(err) == nil {
			t.Errorf("%+v: %v, want a fault", wrong, err)
		}
	}
}

// tokens counts the leaves of the index that have a character as the first of its tokens.
func tokens(t *testing.T, path, character string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	token := strings.Fields(string(appendTokens(nil, character)))[0]
	if err := db.QueryRow(`SELECT count(*) FROM turn_index_data WHERE instr(block, ?) > 0`, []byte(token[1:])).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// What is removed was never there: whatever came before and after, the sources show what they held without it, and every order ends in
// the same.
func TestRemovedWasNeverThere(t *testing.T) {
	id := func(letter string) string {
		return schema.TranscriptID(schema.Digest([]byte("海岸线 " + letter + "\n西洋参 " + letter)))
	}
	for name, story := range map[string]struct {
		events  []seen
		removed string
		without []seen // the same story without it
	}{
		"the newest revision": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}}, "B",
			[]seen{{path: "p", number: 1, bytes: "A"}},
		},
		"the oldest": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}}, "A",
			[]seen{{path: "p", number: 2, bytes: "B"}},
		},
		"what came back": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}, {path: "p", number: 3, bytes: "A"}}, "A",
			[]seen{{path: "p", number: 2, bytes: "B"}},
		},
		"the middle": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}, {path: "p", number: 3, bytes: "A"}}, "B",
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 3, bytes: "A"}},
		},
		"with a copy that vanished": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "q", number: 2, bytes: "A"}, {path: "q", number: 2}, {path: "p", number: 3, bytes: "B"}}, "B",
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "q", number: 2, bytes: "A"}, {path: "q", number: 2}},
		},
		"of a source that vanished": {
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2, bytes: "B"}, {path: "p", number: 2}}, "B",
			[]seen{{path: "p", number: 1, bytes: "A"}, {path: "p", number: 2}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tombstone := decision(1, schema.DecisionRemoved, id(story.removed))
			plain := openTest(t)
			decideTest(t, plain, tombstone)
			for _, s := range story.without {
				s.put(t, plain)
			}
			want := digestTest(t, plain)
			for _, events := range permutations(append(story.events, seen{path: "", bytes: "removed"}), 120) {
				a := openTest(t)
				for _, s := range events {
					if s.bytes == "removed" {
						decideTest(t, a, tombstone)
						checkTest(t, a)
						continue
					}
					s.offer(t, a)
				}
				if got := digestTest(t, a); got != want {
					t.Fatalf("after %+v the digest is %s, without it %s\n%s\n%s", events, got, want, present(t, a, "AB"), present(t, plain, "AB"))
				}
			}
		})
	}
}
