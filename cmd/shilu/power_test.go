package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shilu/schema"
	"shilu/schema/archive"
)

// long asks for the long forms of the tests that break things: more rounds, and no mercy for a machine on which they can't run.
var long = flag.Bool("long", false, "run the long form of the fault tests")

// The layer itself is tried first, by a writer that syncs and one that doesn't.
func TestForgetfulFolderForgetsWhatWasNotSynced(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	f := forgetfulOr(t, dir)
	if f == nil {
		return
	}
	do := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	write := func(name, text string, sync bool) {
		t.Helper()
		file, err := os.OpenFile(filepath.Join(dir, name), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
		if err == nil {
			_, err = file.WriteString(text)
		}
		if err == nil && sync {
			err = file.Sync()
		}
		if err == nil {
			err = file.Close()
		}
		do(err)
	}
	do(os.Mkdir(filepath.Join(dir, "d"), 0o700))
	write("d/careless", "one", false)
	write("d/careful", "one", true)
	write("d/careful", " and two", false)
	do(os.Rename(filepath.Join(dir, "d/careful"), filepath.Join(dir, "d/renamed")))
	write("d/late", "three", false)
	for name, want := range map[string]string{"d/careless": "one", "d/renamed": "one and two", "d/late": "three"} {
		if got, err := os.ReadFile(filepath.Join(dir, name)); string(got) != want {
			t.Errorf("before the cut %s holds %q, %v, want %q", name, got, err, want)
		}
	}
	left := t.TempDir()
	do(f.cut(left))
	for name, want := range map[string]string{"d/careless": "", "d/careful": "one"} {
		if got, err := os.ReadFile(filepath.Join(left, name)); err != nil || string(got) != want {
			t.Errorf("after the cut %s holds %q, %v, want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"d/renamed", "d/late"} {
		if _, err := os.Stat(filepath.Join(left, name)); !os.IsNotExist(err) {
			t.Errorf("after the cut there is %s, whose name was never synced", name)
		}
	}
}

// The power goes again and again while files are archived: whatever shilu or its server said is kept until then is there, and the rest
// comes by itself.
func TestPowerCut(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	f := forgetfulOr(t, r.data())
	if f == nil {
		return
	}
	files, cuts := 40, 2
	if *long {
		files, cuts = 1000, 50
	}
	texts := map[string]string{} // by id
	run := r.start("run", "--port", "0", "--json")
	run.said("Ctrl-C ends")
	for i := range files {
		text := strings.Replace(conference, "126公里", fmt.Sprintf("%d公里", i), 1)
		texts[schema.TranscriptID(schema.Digest([]byte(text)))] = text
		r.drop(fmt.Sprintf("%d.txt", i), text)
	}
	annotator := r.stranger()
	archived := map[string]bool{} // ids
	var annotated []string        // ids, one a cut
	for cut := range cuts {
		var id string
		for len(archived) < files*(cut+1)/cuts {
			e := run.fate()
			if e.Archived == nil {
				t.Fatalf("%s is %s: %+v", e.Path, e.Fate, e.Rejected)
			}
			id = e.Archived.ID
			archived[id] = true
		}
		annotator.says(texts[id], 1, 0, "海草床")
		annotated = append(annotated, id)

		left := &rig{t: t, dir: t.TempDir()}
		if err := f.cut(left.data()); err != nil {
			t.Fatal(err)
		}
		left.hasKept(archived)
		again := left.goesOn(r.path("inbox"), files)
		for _, id := range annotated {
			left.stranger().settled(texts[id])
			if got := left.quotes(id); got != "海草床" {
				t.Errorf("cut %d: of %s the annotator's words are %q, though the server had taken them", cut, id, got)
			}
		}
		again.interrupt()
	}
	run.interrupt()
	t.Logf("%d files, %d power cuts: nothing lost that was called archived, nor what the server had taken", files, cuts)
}

// hasKept looks into the archive that a power cut left.
func (r *rig) hasKept(ids map[string]bool) {
	r.t.Helper()
	store, err := archive.Open(r.t.Context(), filepath.Join(r.data(), "archive.db"), archive.DefaultConfig())
	if err != nil {
		r.t.Fatalf("open the archive after a power cut: %v", err)
	}
	defer store.Close()
	if problems, err := store.Check(r.t.Context()); err != nil || len(problems) > 0 {
		r.t.Errorf("after a power cut the archive has %q, %v", problems, err)
	}
	for id := range ids {
		if _, err := store.Record(r.t.Context(), id); err != nil {
			r.t.Errorf("%s was called archived before the power cut: %v", id, err)
		}
	}
}

// goesOn starts shilu with what a power cut left, and waits until it is done with the folder.
func (r *rig) goesOn(inbox string, files int) *process {
	r.t.Helper()
	run := r.start("run", inbox, "--port", "0", "--json")
	run.said("Ctrl-C ends")
	for {
		var s status
		r.decode(&s, "status")
		if s.Counts["archived"] == files {
			return run
		}
		run.fate() // the next look is worth it only when something has happened
	}
}

// forgetfulOr is nil where there is no FUSE, which is said; the long form insists on it.
func forgetfulOr(t *testing.T, dir string) *forgetful {
	t.Helper()
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	f, err := newForgetful(t, dir)
	switch {
	case err == nil:
		return f
	case *long:
		t.Fatalf("mount a folder that forgets: %v", err)
	}
	t.Logf("NOT RUN: there is no FUSE here, so nothing was tried about power cuts: %v", err)
	return nil
}
