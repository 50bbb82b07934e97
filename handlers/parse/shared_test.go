package parse

import (
	"context"
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shilu/schema"
)

// sharedCases are real transcripts with labels made by hand, which lie beside the checkout where the project is developed.
const sharedCases = "../../../shared/cases"

// TestSharedCases reads the real transcripts: each ends in a record whose turns are proved, or in a fault for a form that isn't read;
// those that were labelled by hand have exactly the labelled turns, times, title and day. It says so and passes where they are absent.
func TestSharedCases(t *testing.T) {
	if _, err := os.Stat(sharedCases); err != nil {
		t.Logf("no real transcripts were read: %v", err)
		return
	}
	read, turns := 0, 0
	for _, folder := range []string{"files", "seed"} {
		err := filepath.WalkDir(filepath.Join(sharedCases, folder), func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			original, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			rec, err := Handle(context.Background(), received(entry.Name(), original))
			if fault := schema.AsFault(err); fault != nil && fault.Code == schema.FaultUnsupported {
				return nil
			}
			if err == nil {
				err = check(original, rec)
			}
			if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			read, turns = read+1, turns+len(rec.Turns)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d real transcripts were read, %d turns proved", read, turns)

	golds, err := filepath.Glob(filepath.Join(sharedCases, "gold", "*.json"))
	if err != nil || len(golds) == 0 {
		t.Fatalf("no labelled transcripts: %v", err)
	}
	for _, gold := range golds {
		t.Run(filepath.Base(gold), func(t *testing.T) { compareGold(t, gold) })
	}
}

func compareGold(t *testing.T, path string) {
	var want struct {
		File, Title, Date string
		Turns             []struct {
			Time, Speaker string
			FirstChars    string `json:"first_chars"`
		}
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	original, err := os.ReadFile(filepath.Join(sharedCases, want.File))
	if err != nil {
		t.Fatal(err)
	}
	rec := handle(t, filepath.Base(want.File), string(original))
	if string(rec.Title) != want.Title || want.Date != "" && string(rec.Date) != want.Date {
		t.Errorf("got %q of %q, want %q of %q", rec.Title, rec.Date, want.Title, want.Date)
	}
	if len(rec.Turns) != len(want.Turns) {
		t.Fatalf("got %d turns, want %d", len(rec.Turns), len(want.Turns))
	}
	for i, turn := range rec.Turns {
		w := want.Turns[i]
		first := strings.Join(strings.Fields(turn.Text), "")
		if turn.Label != w.Speaker || string(turn.Time) != w.Time || !strings.HasPrefix(first, w.FirstChars) {
			t.Errorf("turn %d: got %s %q %.40q, want %s %q %q", i, turn.Time, turn.Label, first, w.Time, w.Speaker, w.FirstChars)
		}
	}
}
