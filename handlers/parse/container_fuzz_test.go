package parse

import (
	"context"
	"path"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

// The containers are fuzzed one by one, each from the fixtures of its own form: from a text the fuzzer doesn't find its way into a
// structure.

func FuzzJSON(f *testing.F)  { fuzzNamed(f, ".json", ".jsonl") }
func FuzzXML(f *testing.F)   { fuzzNamed(f, ".xml") }
func FuzzHTML(f *testing.F)  { fuzzNamed(f, ".html", ".htm", ".mht") }
func FuzzTable(f *testing.F) { fuzzNamed(f, ".csv") }

func FuzzPDF(f *testing.F) {
	// The fuzzer takes ten seconds of one input for a hang, and loading the reader may take them.
	if _, err := pdfReaders(); err != nil {
		f.Fatal(err)
	}
	fuzzNamed(f, ".pdf")
}

func fuzzNamed(f *testing.F, extensions ...string) {
	seeds := 0
	for _, seed := range fixtures(f) {
		if slices.Contains(extensions, path.Ext(seed.name)) {
			f.Add(seed.original)
			seeds++
		}
	}
	if seeds < 2 {
		f.Fatalf("%d seeds for %v", seeds, extensions)
	}
	f.Fuzz(func(t *testing.T, original []byte) { readAnything(t, original) })
}

// FuzzOffice writes the XML of documents, which the fuzzer couldn't pack, and reads it in both dialects.
func FuzzOffice(f *testing.F) {
	f.Add(`<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>Ann: Yes.</w:t><w:br/><w:t>No.</w:t></w:r></w:p>`)
	f.Add(`<tr><tc><p><t>a</t><txbxContent><p><t>b</t></p></txbxContent></p></tc><tc><p/></tc></tr>`)
	f.Add(`<text:p>Ann:<text:s text:c="3"/>Yes.<text:note><text:p>n</text:p></text:note></text:p><table:table-row><table:table-cell/></table:table-row>`)
	f.Fuzz(func(t *testing.T, body string) {
		readAnything(t, []byte(docxOf(t, body)))
		readAnything(t, []byte(odtOf(t, "<x>"+body+"</x>")))
	})
}

// readAnything wants a record that is proved, or a fault.
func readAnything(t *testing.T, original []byte) {
	rec, err := Handle(context.Background(), received("a", original))
	if err != nil {
		if schema.AsFault(err) == nil {
			t.Fatalf("%v is no fault", err)
		}
		return
	}
	if err := check(original, rec); err != nil {
		t.Fatal(err)
	}
	for _, turn := range rec.Turns {
		if strings.ContainsAny(turn.Label, "\r\n") {
			t.Fatalf("label %q", turn.Label)
		}
	}
}
