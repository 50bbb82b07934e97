package parse

import (
	"context"
	"fmt"
	"path"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"shilu/schema"
	"shilu/schema/contract"
)

// The fuzzers read what strangers may drop, seeded with all fixtures: bytes as text, containers, texts by any layout. Each wants a record
// that is proved and that the events' schema allows, or a fault:
//
//	go test -tags sqlite_fts5 -run '^$' -fuzz FuzzLayouts -fuzztime 10m ./handlers/parse

func FuzzDecode(f *testing.F) {
	addFixtures(f, func(extension string) bool { return true })
	f.Fuzz(func(t *testing.T, original []byte) {
		text, encoding, err := Decode(original)
		if err != nil {
			if schema.AsFault(err) == nil {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		if !utf8.ValidString(text) || encoding == "" {
			t.Fatalf("encoding %q, text %q", encoding, text)
		}
	})
}

// FuzzContainers begins with the fixtures that aren't text: from a text the fuzzer doesn't find its way into a structure.
func FuzzContainers(f *testing.F) {
	addFixtures(f, func(extension string) bool { return extension != ".txt" && extension != ".md" })
	f.Fuzz(func(t *testing.T, original []byte) { readAnything(t, received("a", original)) })
}

// FuzzLayouts has each text read by the layout that fits, or by any that is asked for.
func FuzzLayouts(f *testing.F) {
	for _, seed := range fixtures(f) {
		if isPDF(seed.original) {
			continue
		}
		if text, _, err := Decode(seed.original); err == nil {
			f.Add(text, seed.name, uint8(0))
			f.Add(text, seed.name, uint8(len(seed.name)))
		}
	}
	f.Fuzz(func(t *testing.T, text, name string, layout uint8) {
		in := received(name, []byte(text))
		if n := int(layout); 0 < n && n <= len(layouts) {
			in.Layout = layouts[n-1].name
		}
		readAnything(t, in)
	})
}

// FuzzOffice writes the XML of documents, which the fuzzer couldn't pack, and reads it in both dialects.
func FuzzOffice(f *testing.F) {
	f.Add(`<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Ann: Yes.</w:t><w:br/><w:t>No.</w:t></w:r></w:p>`)
	f.Add(`<tr><tc><p><t>a</t><txbxContent><p><t>b</t></p></txbxContent></p></tc><tc><p/></tc></tr>`)
	f.Add(`<text:p>Ann:<text:s text:c="3"/>Yes.<text:note><text:p>n</text:p></text:note></text:p><table:table-row><table:table-cell/></table:table-row>`)
	f.Fuzz(func(t *testing.T, body string) {
		readAnything(t, received("a", []byte(docxOf(t, body))))
		readAnything(t, received("a", []byte(odtOf(t, "<x>"+body+"</x>"))))
	})
}

// FuzzPDF is apart from the other containers because every process of a fuzzer loads the reader, which takes seconds; a fuzzer takes ten of
// one input for a hang.
func FuzzPDF(f *testing.F) {
	if _, err := pdfReaders(); err != nil {
		f.Fatal(err)
	}
	for _, seed := range fixtures(f) {
		if isPDF(seed.original) {
			f.Add(seed.original)
		}
	}
	f.Fuzz(func(t *testing.T, original []byte) { readAnything(t, received("a", original)) })
}

func addFixtures(f *testing.F, wanted func(extension string) bool) {
	f.Helper()
	for _, seed := range fixtures(f) {
		if !isPDF(seed.original) && wanted(path.Ext(seed.name)) {
			f.Add(seed.original)
		}
	}
}

// readAnything wants a record that is proved and valid, or a fault.
func readAnything(t *testing.T, in schema.Received) {
	t.Helper()
	if isPDF(in.Original) && t.Name() != "FuzzPDF" {
		return
	}
	rec, err := Handle(context.Background(), in)
	if err != nil {
		if schema.AsFault(err) == nil {
			t.Fatalf("%v is no fault", err)
		}
		return
	}
	if err := check(in.Original, rec); err != nil {
		t.Fatal(err)
	}
	if err := allowed(in, rec); err != nil {
		t.Fatal(err)
	}
	for _, turn := range rec.Turns {
		if strings.ContainsAny(turn.Label, "\r\n") {
			t.Fatalf("label %q", turn.Label)
		}
	}
}

// allowed holds the record against the contract of the event that it is published with.
func allowed(in schema.Received, rec schema.Record) error {
	in.Path = "a.txt" // a fuzzer's names aren't looked at: the inbox takes none that aren't names
	rec.Source = in.Origin()
	event, err := in.File.Event(schema.StepParsed, rec.Versions, rec, time.Date(2031, 5, 7, 9, 30, 0, 0, time.UTC))
	if err != nil {
		return fmt.Errorf("make the event: %w", err)
	}
	return contract.Check(schema.StepParsed.Subject(in.State()), event.Headers(), event.Data)
}
