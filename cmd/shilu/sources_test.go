package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shilu/schema"
)

// A file and what stands beside it are one source: the sidecar's facts are the record's, and another sidecar is another revision.
func TestASidecarSaysWhatTheFileDoesNot(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	const name = "发布会 2031-05-10.txt"
	r.drop(name+".meta.yaml", "title: 守望蓝海\ndate: 2031-05-11\nplace: 云汀市\nurl: https://example.org/a?b=1%20\n")
	r.drop(name, conference)
	first := run.fate()
	if first.Path != name || first.Archived == nil || first.Archived.Title != "守望蓝海" || first.Archived.Date != "2031-05-11" {
		t.Fatalf("fate %+v, %+v, want archived as the sidecar says", first, first.Archived)
	}
	show := func() (record schema.Record, problems string) {
		r.decode(&record, "show", first.Archived.ID)
		for _, p := range record.Problems {
			problems += p.Code + " "
		}
		return record, problems
	}
	record, problems := show()
	if record.Place != "云汀市" || record.DateFrom != "sidecar" || record.Source.URL != "https://example.org/a?b=1%20" ||
		problems != "date_conflict " {
		t.Errorf("place %q, date from %q, address %q, problems %q", record.Place, record.DateFrom, record.Source.URL, problems)
	}
	var inspected schema.Record
	r.decode(&inspected, "inspect", filepath.Join("inbox", name))
	if inspected.Title != record.Title || inspected.Date != record.Date || inspected.Place != record.Place || inspected.Source.URL != record.Source.URL {
		t.Errorf("inspect gives %q %s, show %q %s", inspected.Title, inspected.Date, record.Title, record.Date)
	}
	r.decode(&inspected, "inspect", filepath.Join("inbox", name), "--date", "2031-05-12")
	if inspected.Date != "2031-05-12" || inspected.Title != record.Title {
		t.Errorf("inspect --date gives %q %s", inspected.Title, inspected.Date)
	}

	r.drop(name+".meta.yaml", "title: 另一个名字\ndat: 2031-05-11\n")
	second := run.fate()
	if second.Archived == nil || second.Archived.ID != first.Archived.ID || second.Number <= first.Number || second.Archived.Title != "另一个名字" {
		t.Fatalf("fate %+v, %+v, want the same transcript in a later state", second, second.Archived)
	}
	if record, problems = show(); record.Title != "另一个名字" || record.DateFrom != "filename" || record.Date != "2031-05-10" || problems != "sidecar " {
		t.Errorf("title %q, date %s from %q, problems %q", record.Title, record.Date, record.DateFrom, problems)
	}

	if err := os.Remove(filepath.Join(r.path("inbox"), name+".meta.yaml")); err != nil {
		t.Fatal(err)
	}
	third := run.fate()
	if third.Archived == nil || third.Number <= second.Number || third.Archived.Date != "2031-05-10" {
		t.Fatalf("fate %+v, want a state without sidecar", third)
	}
	if record, problems = show(); strings.Contains(string(record.Title), "名字") || problems != "" {
		t.Errorf("title %q, problems %q", record.Title, problems)
	}
	run.interrupt()
}
