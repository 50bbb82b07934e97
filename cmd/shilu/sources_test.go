package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shilu/pipeline/inbox"
	"shilu/schema"
	"shilu/schema/query"
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

// A zip's members are sources of their own, and the zip is done when each has its fate.
func TestAZipIsWhatIsInIt(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json")
	first, second := conference, strings.Replace(conference, "126公里", "127公里", 1)
	packed := zipped(t, "2031-05-10.txt", first, "下/2031-05-11.txt", second, "下/2031-05-11.txt.meta.yaml", "title: 第二场\n",
		"picture.txt", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "__MACOSX/._2031-05-10.txt", "\x00\x05\x16\x07")
	r.drop("会.zip", packed)
	fates := run.fates("会.zip", 4)
	for path, want := range map[string]string{
		"会.zip": inbox.Archived, "会.zip!/2031-05-10.txt": inbox.Archived, "会.zip!/下/2031-05-11.txt": inbox.Archived, "会.zip!/picture.txt": inbox.Rejected,
	} {
		if fates[path].Fate != want {
			t.Errorf("%s is %q, want %s", path, fates[path].Fate, want)
		}
	}
	if m := fates["会.zip"].Members; m == nil || *m != (inbox.Members{Entered: true, Total: 3, Archived: 2, Rejected: 1}) {
		t.Errorf("the zip's members are %+v", m)
	}
	if a := fates["会.zip!/下/2031-05-11.txt"].Archived; a == nil || a.Title != "第二场" || a.Date != "2031-05-11" {
		t.Errorf("archived %+v, want what sidecar and name say", a)
	}
	var page query.Page
	r.decode(&page, "search", "127公里")
	if page.Total != 1 || page.Hits[0].Source.Path != "会.zip!/下/2031-05-11.txt" {
		t.Errorf("found %+v, want one in the zip", page.Hits)
	}
	if got := r.must("show", fates["会.zip!/2031-05-10.txt"].Archived.ID, "--original"); got != first {
		t.Error("the original came back changed")
	}
	var s status
	r.decode(&s, "status")
	if len(s.Files) != 4 || s.Counts["archived"] != 3 || s.Counts["rejected"] != 1 {
		t.Errorf("status %+v, want 3 archived and 1 rejected", s.Counts)
	}

	// One file in it is another, one is new, and one is no longer there.
	third := strings.Replace(conference, "126公里", "128公里", 1)
	r.drop("会.zip", zipped(t, "2031-05-10.txt", third, "下/2031-05-11.txt", second, "下/2031-05-11.txt.meta.yaml", "title: 第二场\n"))
	fates = run.fates("会.zip", 2)
	if e := fates["会.zip!/2031-05-10.txt"]; e.Archived == nil || e.Archived.ID != schema.TranscriptID(schema.Digest([]byte(third))) {
		t.Errorf("fate %+v, want the new bytes archived", e)
	}
	r.drop("2031-05-12.txt.gz", gzipped(t, strings.Replace(conference, "126公里", "129公里", 1)))
	fates = run.fates("2031-05-12.txt.gz", 2)
	if e := fates["2031-05-12.txt.gz!/2031-05-12.txt"]; e.Archived == nil || e.Archived.Date != "2031-05-12" {
		t.Errorf("fates %+v, want the file in the gzip archived", fates)
	}
	r.drop("damaged.zip", packed[:len(packed)/2])
	if e := run.fate(); e.Path != "damaged.zip" || e.Rejected == nil || e.Rejected.Code != schema.FaultDamaged {
		t.Errorf("fate %+v, want rejected as damaged", e.Rejected)
	}
	r.decode(&s, "status", "--fate", "gone")
	if len(s.Files) != 1 || s.Files[0].Path != "会.zip!/picture.txt" {
		t.Errorf("gone are %+v, want the picture", s.Files)
	}
	run.interrupt()
}

func TestIngestOfAZip(t *testing.T) {
	r := newRig(t)
	packed := zipped(t, "a.txt", conference, "b.txt", strings.Replace(conference, "126公里", "127公里", 1))
	if err := os.WriteFile(r.path("a.zip"), []byte(packed), 0o644); err != nil {
		t.Fatal(err)
	}
	stdout := r.must("ingest", "a.zip")
	for _, want := range []string{"a.zip!/a.txt", "a.zip!/b.txt", "2 members: 2 archived, 0 rejected", "\n2 archived, 0 rejected\n"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("ingest says %q, and not %q", stdout, want)
		}
	}
	if again := r.must("ingest", "a.zip"); !strings.Contains(again, "\n2 archived, 0 rejected\n") {
		t.Errorf("ingest of the same says %q", again)
	}
	if err := os.WriteFile(r.path("b.zip"), []byte(zipped(t, "a.txt", conference, "c.txt", "\x00\x00\x00\x00\x01\x02")), 0o644); err != nil {
		t.Fatal(err)
	}
	if stdout, _, code := r.shilu("ingest", "b.zip"); code != exitVerdict || !strings.Contains(stdout, "1 archived, 1 rejected") {
		t.Errorf("ingest of a zip with what is no text: exit code %d\n%s", code, stdout)
	}
}

// Killed at random while zips are taken, and started again: everything in them is archived once.
func TestKilledWhileAZipIsTakenNothingIsLost(t *testing.T) {
	const rounds, members = 3, 40
	r := newRig(t)
	for round := range rounds {
		run := r.start("run", "--port", "0", "--json")
		var files []string
		for i := range members {
			files = append(files, fmt.Sprintf("%d.txt", i), strings.Replace(conference, "126公里", fmt.Sprintf("%d.%d公里", round, i), 1))
		}
		r.drop(fmt.Sprintf("%d.zip", round), zipped(t, files...))
		for range round + 1 {
			run.fate() // so that others are at every stage of the walk when it dies
		}
		run.kill()
	}
	run := r.start("run", "--port", "0", "--json")
	run.said("Ctrl-C ends")
	for done := map[string]bool{}; len(done) < rounds; {
		var s status
		r.decode(&s, "status")
		for _, e := range s.Files {
			if e.Container == "" && e.Fate == inbox.Archived && e.Members.Archived == members {
				done[e.Path] = true
			}
		}
		if len(done) < rounds {
			run.fate() // the next look is worth it only when something has happened
		}
	}
	var page query.Page
	r.decode(&page, "search", "海草床")
	if page.Total != rounds*members {
		t.Errorf("search finds %d turns, want %d", page.Total, rounds*members)
	}
	run.interrupt()
}

// fates waits until the container has its fate, and returns it with those that came before it, by path.
func (p *process) fates(container string, want int) map[string]inbox.Entry {
	p.t.Helper()
	fates := map[string]inbox.Entry{}
	for fates[container].Fate == "" {
		e := p.fate()
		fates[e.Path] = e
	}
	if len(fates) != want {
		p.t.Errorf("%d fates until %s had one, want %d: %+v", len(fates), container, want, fates)
	}
	return fates
}

// zipped makes a zip of names and texts in turn.
func zipped(t *testing.T, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		file, err := w.Create(files[i])
		if err == nil {
			_, err = file.Write([]byte(files[i+1]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
