package archive

import (
	"os"
	"testing"

	"shilu/schema"
)

// Whatever of an open archive's files is deleted, moved away or replaced: what is written then is refused as an outage and not said to be
// kept, and goes well once the files are back.
func TestAFileThatIsNotInPlaceIsAnOutage(t *testing.T) {
	for _, suffix := range []string{"", "-wal", "-shm"} {
		for name, replace := range map[string]bool{"deleted": false, "replaced": true} {
			t.Run(name+suffix, func(t *testing.T) {
				a := openTest(t)
				g := newGenerator(1)
				before, original := g.meeting("before.txt", 1, 5, 20)
				putTest(t, a, before, original)
				if err := a.InPlace(); err != nil {
					t.Fatal(err)
				}
				file, away := a.path+suffix, a.path+".away"
				if err := os.Rename(file, away); err != nil {
					t.Fatal(err)
				}
				if replace {
					if err := os.WriteFile(file, nil, 0o600); err != nil {
						t.Fatal(err)
					}
				}
				record, original := g.meeting("after.txt", 1, 5, 20)
				_, err := a.Put(t.Context(), record, original)
				if o := schema.AsOutage(err); o == nil || o.Advice == "" {
					t.Errorf("put: %v, want an outage with advice", err)
				}
				if schema.AsOutage(a.InPlace()) == nil {
					t.Error("the archive is said to be in place")
				}
				if err := os.Rename(away, file); err != nil {
					t.Fatal(err)
				}
				if putTest(t, a, record, original) {
					t.Error("what was refused was kept")
				}
				checkTest(t, a)
			})
		}
	}
}

// What is committed in the moment in which the file goes isn't called kept either.
func TestAFileThatGoesDuringTheCommit(t *testing.T) {
	a := openTest(t)
	step = func(at string) {
		if at == "in the transaction" {
			if err := os.Rename(a.path, a.path+".away"); err != nil {
				t.Error(err)
			}
		}
	}
	t.Cleanup(func() { step = func(string) {} })
	record, original := newGenerator(1).meeting("a.txt", 1, 5, 20)
	if _, err := a.Put(t.Context(), record, original); schema.AsOutage(err) == nil {
		t.Errorf("put: %v, want an outage", err)
	}
	if err := os.Rename(a.path+".away", a.path); err != nil {
		t.Fatal(err)
	}
}
