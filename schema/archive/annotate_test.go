package archive

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shilu/schema"
)

// say is a word of the annotator "titles" on what speech makes of a line 「请看《约章》。」.
func say(record schema.Record, version int, read schema.Versions, seconds int, kinds ...string) schema.Note {
	n := schema.Note{
		Annotated: schema.Annotated{ID: record.ID, Annotator: "titles", Version: version, Read: read},
		Source:    "/annotator/titles", Path: record.Source.Path, Made: time.Date(2031, 3, 8, 1, 0, seconds, 500, time.UTC),
	}
	for _, kind := range kinds {
		n.Annotations = append(n.Annotations, schema.Annotation{Place: 2, Quote: "《约章》", Kind: kind})
	}
	return n
}

func annotateTest(t *testing.T, a *Archive, notes ...schema.Note) {
	t.Helper()
	for _, n := range notes {
		err := a.Annotate(t.Context(), n, func(original []byte) error { return n.Prove(string(original)) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

func annotations(t *testing.T, a *Archive, id string) []schema.Annotated {
	t.Helper()
	r, err := a.Record(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r.Annotations
}

func waiting(t *testing.T, a *Archive, id string) []schema.Note {
	t.Helper()
	notes, err := a.Waiting(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

func TestAnnotate(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 1, "请看《约章》。", "谢谢。")
	putTest(t, a, record, original)
	if got := annotations(t, a, record.ID); len(got) > 0 {
		t.Errorf("before anything was said: %+v", got)
	}
	titles := say(record, 1, record.Versions, 0, "title")
	titles.Annotations[0].Value, titles.Annotations[0].Label, titles.Annotations[0].Ref = "约章", "一份约章", "urn:x:1"
	thanks := say(record, 7, "", 0)
	thanks.Annotator = "thanks"
	for i, value := range []any{2.0, 0.5, "12", nil, -1e300} {
		thanks.Annotations = append(thanks.Annotations, schema.Annotation{Place: 8, Quote: "谢谢", Kind: fmt.Sprintf("v%d", i), Value: value})
	}
	nothing := say(record, 1, "", 0)
	nothing.Annotator, nothing.Annotations = "blank", []schema.Annotation{}
	annotateTest(t, a, titles, thanks, nothing, titles)
	want := []schema.Annotated{nothing.Annotated, thanks.Annotated, titles.Annotated}
	if diff := cmp.Diff(want, annotations(t, a, record.ID)); diff != "" {
		t.Errorf("(-said +kept):\n%s", diff)
	}

	// A better parser leaves them alone; so does a revision of the file, which is another transcript.
	record.Versions = "parse.2+enrich.1"
	record.Turns = record.Turns[:1]
	putTest(t, a, record, original)
	if diff := cmp.Diff(want, annotations(t, a, record.ID)); diff != "" {
		t.Errorf("after a better parser (-said +kept):\n%s", diff)
	}
	revision, bytes := speech("a.txt", 2, "别的")
	putTest(t, a, revision, bytes)
	if diff := cmp.Diff(want, annotations(t, a, record.ID)); diff != "" {
		t.Errorf("superseded (-said +kept):\n%s", diff)
	}
	if got := annotations(t, a, revision.ID); len(got) > 0 {
		t.Errorf("the revision has %+v", got)
	}
}

// Whatever the order, and whether the transcript comes first, between or last, the newest word is kept.
func TestTheNewestWordCounts(t *testing.T) {
	record, original := speech("a.txt", 1, "请看《约章》。")
	notes := []schema.Note{
		say(record, 1, "parse.1+enrich.2", 9, "a"),
		say(record, 2, "", 0, "b"),
		say(record, 2, "parse.1+enrich.2", 0, "c"),
		say(record, 2, "parse.1+enrich.2", 1, "d", "e"),
	}
	random := rand.New(rand.NewPCG(4, 4))
	for range 8 {
		a := openTest(t)
		order := random.Perm(len(notes))
		putAt := random.IntN(len(notes) + 1)
		for i, n := range order {
			if i == putAt {
				putTest(t, a, record, original)
			}
			annotateTest(t, a, notes[n])
		}
		if putAt == len(notes) {
			putTest(t, a, record, original)
		}
		annotateTest(t, a, waiting(t, a, record.ID)...) // as whoever put the transcript does
		if diff := cmp.Diff([]schema.Annotated{notes[3].Annotated}, annotations(t, a, record.ID)); diff != "" {
			t.Errorf("order %v, transcript at %d (-newest +kept):\n%s", order, putAt, diff)
		}
		if left := waiting(t, a, record.ID); len(left) > 0 {
			t.Errorf("order %v, transcript at %d: %+v waits still", order, putAt, left)
		}
	}
}

func TestAWordWaitsForItsTranscript(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 1, "请看《约章》。")
	unasked := func([]byte) error { t.Error("there is nothing yet to prove it by"); return nil }
	titles, wrong := say(record, 1, "", 0, "title"), say(record, 1, "", 0, "title")
	titles.Annotations[0].Value, titles.Offer = 0.25, 2
	wrong.Annotator, wrong.Annotations[0].Place = "wrong", 0
	for _, n := range []schema.Note{titles, wrong, titles} {
		if err := a.Annotate(t.Context(), n, unasked); err != nil {
			t.Fatal(err)
		}
	}
	if diff := cmp.Diff([]schema.Note{titles, wrong}, waiting(t, a, record.ID)); diff != "" {
		t.Errorf("waiting (-said +kept):\n%s", diff)
	}
	if got := waiting(t, a, "0000"); len(got) != 0 {
		t.Errorf("for another transcript %+v waits", got)
	}
	putTest(t, a, record, original)
	if got := annotations(t, a, record.ID); len(got) > 0 {
		t.Errorf("before it was proved: %+v", got)
	}
	annotateTest(t, a, titles)
	passing := errors.New("the disk is full")
	if err := a.Annotate(t.Context(), wrong, func([]byte) error { return passing }); !errors.Is(err, passing) {
		t.Errorf("an error that may pass: %v", err)
	}
	if got := waiting(t, a, record.ID); len(got) != 1 {
		t.Errorf("after an error that may pass %d wait, want 1", len(got))
	}
	err := a.Annotate(t.Context(), wrong, func(original []byte) error { return wrong.Prove(string(original)) })
	if fault := schema.AsFault(err); fault == nil || fault.Code != schema.FaultQuote {
		t.Errorf("a wrong quote: %v, want a fault", err)
	}
	if got := waiting(t, a, record.ID); len(got) != 0 {
		t.Errorf("%+v waits still", got)
	}
	if diff := cmp.Diff([]schema.Annotated{titles.Annotated}, annotations(t, a, record.ID)); diff != "" {
		t.Errorf("(-said +kept):\n%s", diff)
	}
}

// A transcript that comes between the look for it and the write is noticed: the word is proved after all.
func TestATranscriptThatComesMeanwhile(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 1, "请看《约章》。")
	word, err := newWord(say(record, 1, "", 0, "title"))
	if err != nil {
		t.Fatal(err)
	}
	putTest(t, a, record, original)
	came := false
	err = a.writer.write(t.Context(), 0, func(tx *transaction) (err error) {
		came, err = word.apply(tx, false)
		return err
	})
	if err != nil || !came {
		t.Errorf("came %v, %v", came, err)
	}
	if got := waiting(t, a, record.ID); len(got) != 0 {
		t.Errorf("%+v waits for what is there", got)
	}
}

// Which of two sources is shown changes; what was said of the transcript doesn't, and isn't kept twice.
func TestAnnotationsOfASpare(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 1, "请看《约章》。")
	putTest(t, a, record, original)
	note := say(record, 1, "", 0, "title")
	annotateTest(t, a, note)
	other := record
	other.Source.Path, other.Source.Number, other.DateFrom = "b.txt", 2, "sidecar"
	putTest(t, a, other, original)
	if err := a.Gone(t.Context(), other.Source); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]schema.Annotated{note.Annotated}, annotations(t, a, record.ID)); diff != "" {
		t.Errorf("(-said +kept):\n%s", diff)
	}
}

func TestVersions(t *testing.T) {
	a := openTest(t)
	record, original := speech("a.txt", 1, "请看《约章》。")
	state := schema.State{ID: record.ID, Source: schema.SourceID("press", "a.txt"), Number: 1}
	ask := func() schema.Versions {
		t.Helper()
		v, err := a.Versions(t.Context(), state)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	if got := ask(); got != "" {
		t.Errorf("before it came: %q", got)
	}
	var want []schema.Versions
	for _, v := range []schema.Versions{"parse.1+enrich.2", "parse.1+enrich.1", "parse.2+enrich.1"} {
		record.Versions = v
		putTest(t, a, record, original)
		want = append(want, ask())
	}
	if !slices.Equal(want, []schema.Versions{"parse.1+enrich.2", "parse.1+enrich.2", "parse.2+enrich.1"}) {
		t.Errorf("versions %q", want)
	}
	state.Source = schema.SourceID("press", "b.txt")
	if got := ask(); got != "" {
		t.Errorf("at another source: %q", got)
	}
}
