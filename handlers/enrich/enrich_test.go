package enrich

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"shilu/schema"
)

var update = flag.Bool("update", false, "write the golden files")

// TestTranscripts holds who spoke, who asked whom, the names and the problems against the golden files. Figures and dates have tests of
// their own.
func TestTranscripts(t *testing.T) {
	files, err := filepath.Glob("testdata/transcripts/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txt"), func(t *testing.T) {
			record := handled(t, readTranscript(t, file))
			got := asGolden(t, record)
			golden := strings.TrimSuffix(file, ".txt") + ".golden"
			if *update {
				if err := os.WriteFile(golden, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(got, want) {
				t.Errorf("differs from %s; go test -update shows how:\n%s", golden, got)
			}
		})
	}
}

// TestHandleIsPure runs one record twice and looks at what was given.
func TestHandleIsPure(t *testing.T) {
	const file = "testdata/transcripts/meeting-with-the-press.txt"
	given, untouched := readTranscript(t, file), readTranscript(t, file)
	given.Problems = append(make([]schema.Problem, 0, 8), schema.Problem{Code: schema.ProblemNoDate})
	untouched.Problems = []schema.Problem{{Code: schema.ProblemNoDate}}
	first, second := handled(t, given), handled(t, given)
	if !reflect.DeepEqual(given, untouched) {
		t.Error("the given record was changed")
	}
	if !reflect.DeepEqual(first, second) {
		t.Error("the same record gave two results")
	}
	if first.Versions != "parse.1+enrich.9" || first.Problems[0].Code != schema.ProblemNoDate {
		t.Errorf("got versions %s and problems %v", first.Versions, first.Problems)
	}
}

func TestHandleEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Handle(ctx, readTranscript(t, "testdata/transcripts/podcast.txt"))
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// TestEntitiesLieWhereTheySay cuts every entity out of its turn again.
func TestEntitiesLieWhereTheySay(t *testing.T) {
	record := handled(t, readTranscript(t, "testdata/transcripts/meeting-with-the-press.txt"))
	if len(record.Entities) == 0 {
		t.Fatal("no entities")
	}
	for _, e := range record.Entities {
		if got := string([]rune(record.Turns[e.Turn].Text)[e.Start:e.End]); got != e.Text {
			t.Errorf("turn %d, %d to %d: got %q, want %q", e.Turn, e.Start, e.End, got, e.Text)
		}
	}
}

func handled(t *testing.T, record schema.Record) schema.Record {
	t.Helper()
	out, err := Handle(context.Background(), record)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// readTranscript reads the form of the fixtures: "title:", "date:", "roster: role | affiliation | name" and "preamble:" lines, then a
// line "label> text" for each turn. Provisional speakers are made as parse makes them.
func readTranscript(t testing.TB, file string) schema.Record {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return transcriptOf(string(text))
}

func transcriptOf(text string) schema.Record {
	record := schema.Record{Versions: "parse.1"}
	ids := map[string]string{}
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if label, said, ok := strings.Cut(line, "> "); ok {
			id, known := ids[label]
			if !known {
				id = "p" + label
				ids[label] = id
				record.Speakers = append(record.Speakers, schema.Speaker{ID: id, Labels: []string{label}, Role: schema.Unknown})
			}
			record.Turns = append(record.Turns, schema.Turn{Index: len(record.Turns), Speaker: id, Label: label, Text: said})
			continue
		}
		key, value, _ := strings.Cut(line, ":")
		switch value = strings.TrimSpace(value); key {
		case "title":
			record.Title = schema.Opt(value)
		case "date":
			record.Date = schema.Opt(value)
		case "problem":
			record.Report(value, "")
		case "preamble":
			record.Preamble = &schema.Passage{Text: value}
		case "roster":
			parts := strings.Split(value, "|")
			record.Roster = append(record.Roster, schema.Participant{
				Role: schema.Role(strings.TrimSpace(parts[0])), Affiliation: schema.Opt(strings.TrimSpace(parts[1])), Name: strings.TrimSpace(parts[2])})
		}
	}
	return record
}

// asGolden is what the golden files hold of a record: one line for each thing found.
func asGolden(t *testing.T, record schema.Record) []byte {
	t.Helper()
	var b bytes.Buffer
	section := func(name string, n int, item func(int) any) {
		b.WriteString(name + "\n")
		for i := range n {
			line, err := json.Marshal(item(i))
			if err != nil {
				t.Fatal(err)
			}
			b.Write(append(line, '\n'))
		}
	}
	section("turns", len(record.Turns), func(i int) any { return []any{i, record.Turns[i].Speaker, record.Turns[i].Label} })
	section("speakers", len(record.Speakers), func(i int) any { return record.Speakers[i] })
	section("exchanges", len(record.Exchanges), func(i int) any { return record.Exchanges[i] })
	section("entities", len(record.Entities), func(i int) any { return record.Entities[i] })
	section("keywords", len(record.Keywords), func(i int) any { return record.Keywords[i] })
	section("problems", len(record.Problems), func(i int) any { return record.Problems[i] })
	return b.Bytes()
}
