package archive

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shilu/schema/query"
)

// A backup that is made while somebody writes holds every record that was put before it began, is whole in itself, and is an archive
// like any other.
func TestBackupWhileSomebodyWrites(t *testing.T) {
	a := openTest(t)
	g := newGenerator(11)
	const before = 40
	for i := range before {
		record, original := g.meeting(fmt.Sprintf("%d.txt", i), 1, 6, 20)
		putTest(t, a, record, original)
	}
	stop, stopped := make(chan struct{}), make(chan error, 1)
	go func() {
		for i := before; ; i++ {
			select {
			case <-stop:
				stopped <- nil
				return
			default:
			}
			record, original := g.meeting(fmt.Sprintf("%d.txt", i%60), int64(i), 6, 20)
			if _, err := a.Put(t.Context(), record, original); err != nil {
				stopped <- err
				return
			}
		}
	}()
	path := filepath.Join(t.TempDir(), "backup.db")
	err := a.Backup(t.Context(), path)
	close(stop)
	if err := errors.Join(err, <-stopped); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the backup has the mode %v, %v; want 0600", info.Mode(), err)
	}
	if names, err := filepath.Glob(path + "*"); err != nil || len(names) != 1 {
		t.Errorf("beside the backup lies %q, %v", names, err)
	}

	copied := openTestAt(t, path)
	checkTest(t, copied)
	stats, err := copied.Stats(t.Context())
	if err != nil || stats.Transcripts < before {
		t.Errorf("the backup holds %d transcripts, %v; want %d at least", stats.Transcripts, err, before)
	}
	record, original := speech("new.txt", 1, "备份之后的第一句话")
	putTest(t, copied, record, original)
	if found := answer(t, copied, query.Parse("备份之后"), SearchOptions{}); len(found) != 1 {
		t.Errorf("the backup finds %d turns of what was put into it, want 1", len(found))
	}
}

func TestBackupOverwritesNothing(t *testing.T) {
	a := openTest(t)
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken.db")
	if err := os.WriteFile(taken, []byte("something else"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := a.Backup(t.Context(), taken); !errors.Is(err, os.ErrExist) {
		t.Errorf("into a file that is there: %v, want os.ErrExist", err)
	}
	half := filepath.Join(dir, "half.db")
	if err := os.WriteFile(half+".part", []byte("another's"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := a.Backup(t.Context(), half); !errors.Is(err, os.ErrExist) {
		t.Errorf("beside a backup under way: %v, want os.ErrExist", err)
	}
	if err := a.Backup(t.Context(), filepath.Join(dir, "none", "b.db")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("into a folder that isn't there: %v, want os.ErrNotExist", err)
	}
	got := map[string]string{}
	names, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got[filepath.Base(name)] = string(content)
	}
	if diff := cmp.Diff(map[string]string{"taken.db": "something else", "half.db.part": "another's"}, got); diff != "" {
		t.Errorf("the folder afterwards (-want +got):\n%s", diff)
	}
}
