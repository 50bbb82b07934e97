package export

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"shilu/handlers/enrich"
	"shilu/handlers/parse"
	"shilu/schema"
)

// ingested is what the pipeline makes of a file.
func ingested(t *testing.T, name string, original []byte) (schema.Record, error) {
	t.Helper()
	in := schema.Received{
		File: schema.File{Inbox: "test", Path: name, Number: 1, Digest: schema.Digest(original), Size: int64(len(original)),
			MediaType: schema.MediaType(name)},
		Original: original,
	}
	if strings.HasPrefix(name, "lines/") {
		in.Layout = "lines"
	}
	record, err := parse.Handle(context.Background(), in)
	if err != nil {
		return record, err
	}
	return enrich.Handle(context.Background(), record)
}

// fixtures are the files that parse is tested with, in every layout that it reads.
func fixtures(t *testing.T) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../parse/testdata/*/*")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d fixtures: %v", len(paths), err)
	}
	files := map[string][]byte{}
	for _, path := range paths {
		if strings.HasSuffix(path, ".golden.json") || strings.HasSuffix(path, ".want.json") || strings.Contains(path, "/fuzz/") {
			continue
		}
		original, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name, _ := filepath.Rel("../parse/testdata", path)
		files[name] = original
	}
	return files
}

// TestRoundTrip takes every fixture with turns out and in again. Records and debates come back with the same turns and speakers, title,
// day and place. Captions come back with the same turns, and the same turns are one speaker's; but who somebody is, when only the text
// before the turns says so, has no place in them, nor has a time that goes back.
func TestRoundTrip(t *testing.T) {
	files := fixtures(t)
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	count := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		first, err := ingested(t, name, files[name])
		if err != nil || len(first.Turns) == 0 {
			continue
		}
		count++
		for _, format := range []string{"jsonl", "akn", "webvtt"} {
			f, _ := Find(format)
			out := write(t, format, Options{}, Selection{Record: first})
			again, err := ingested(t, "again"+f.Extension, []byte(out))
			if err != nil {
				t.Errorf("%s %s: %v", format, name, err)
				continue
			}
			for _, d := range differences(first, again, format == "webvtt") {
				t.Errorf("%s %s: %s", format, name, d)
			}
		}
	}
	if count < 100 {
		t.Errorf("%d transcripts went round, want all of parse's", count)
	}
}

// differences are what the second record says otherwise.
func differences(first, again schema.Record, captions bool) (list []string) {
	if len(first.Turns) != len(again.Turns) {
		return []string{fmt.Sprintf("%d turns are %d, by %s", len(first.Turns), len(again.Turns), again.Layout)}
	}
	differ := func(what string, was, is any) {
		if !reflect.DeepEqual(was, is) {
			list = append(list, fmt.Sprintf("the %s was %q and is %q", what, was, is))
		}
	}
	differ("title", first.Title, again.Title)
	if !captions {
		differ("day", first.Date, again.Date)
		differ("place", first.Place, again.Place)
		differ("url", first.Source.URL, again.Source.URL)
	}
	last := moment(-1)
	speakers, after := byID(first), byID(again)
	for i, t := range first.Turns {
		u := again.Turns[i]
		differ("label", t.Label, u.Label)
		differ("text", t.Text, u.Text)
		differ("speaker", t.Speaker, u.Speaker)
		if !captions {
			differ("time", t.Time, u.Time)
			was, is := speakers[t.Speaker], after[u.Speaker]
			differ("person", was, is)
			continue
		}
		if m, known := readMoment(t.Time); known && m >= last {
			last = m
			is, _ := readMoment(u.Time)
			differ("time", m.timestamp(), is.timestamp())
		} else {
			differ("time", schema.Opt(""), u.Time)
		}
	}
	return list
}
