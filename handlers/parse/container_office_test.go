package parse

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"shilu/schema"
)

// zipOf makes a zip of members, given as name and content in turn.
func zipOf(t testing.TB, members ...string) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for i := 0; i < len(members); i += 2 {
		f, err := w.Create(members[i])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(members[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func docxOf(t testing.TB, body string) string {
	return zipOf(t, "[Content_Types].xml", "<Types/>", "word/document.xml", `<w:document xmlns:w="w"><w:body>`+body+`</w:body></w:document>`)
}

func odtOf(t testing.TB, content string) string {
	return zipOf(t, "mimetype", string(odtForm), "content.xml", content)
}

func TestOfficeRefused(t *testing.T) {
	many := make([]string, 0, 2*officeMembers+2)
	for i := range officeMembers + 1 {
		many = append(many, fmt.Sprintf("%d.xml", i), "")
	}
	good := docxOf(t, "<w:p><w:t>记者：请问？</w:t></w:p>")
	for _, c := range []struct{ name, original, code, says string }{
		{"a zip of text", zipOf(t, "a.txt", "记者：请问？"), schema.FaultUnsupported, "zip archive"},
		{"a spreadsheet", zipOf(t, "[Content_Types].xml", "", "xl/workbook.xml", ""), schema.FaultUnsupported, "no text document"},
		{"a drawing", zipOf(t, "mimetype", "application/vnd.oasis.opendocument.graphics", "content.xml", ""), schema.FaultUnsupported, "no text document"},
		{"a book", zipOf(t, "mimetype", "application/epub+zip", "META-INF/container.xml", ""), schema.FaultUnsupported, "EPUB"},
		{"encrypted", odtOf(t, "\x00\x01\x02"), schema.FaultUnsupported, "encrypted"},
		{"many files", zipOf(t, many...), schema.FaultTooLarge, "10000 files"},
		{"a bomb", docxOf(t, "<w:p><w:t>"+strings.Repeat(" ", 20<<20)+"</w:t></w:p>"), schema.FaultTooLarge, "500 times"},
		{"a deep one", docxOf(t, strings.Repeat("<w:x>", 5000)), schema.FaultTooLarge, "200 levels"},
		{"entities", odtOf(t, `<!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>`), schema.FaultUnsupported, "declares"},
		{"broken XML", docxOf(t, "<w:p>"), schema.FaultDamaged, "broken"},
		{"cut off", good[:len(good)/2], schema.FaultDamaged, "can't be opened"},
		{"no text", docxOf(t, "<w:p/>"), schema.FaultEmpty, "white space"},
		{"a NUL", odtOf(t, "<x><p>a&#1;</p></x>"), schema.FaultDamaged, "broken"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Handle(context.Background(), received("a.docx", []byte(c.original)))
			fault := schema.AsFault(err)
			if fault == nil || fault.Code != c.code || !strings.Contains(fault.Reason, c.says) || fault.Advice == "" {
				t.Errorf("got %v, want a fault %s that says %q", err, c.code, c.says)
			}
		})
	}
}

// TestOfficeText reads what stands in a document in odd ways.
func TestOfficeText(t *testing.T) {
	for _, c := range []struct{ name, original, want string }{
		{"no space is lost", docxOf(t, "<w:p><w:r><w:t xml:space=\"preserve\">Good </w:t></w:r><w:r><w:t>day\n</w:t></w:r></w:p>"), "Good day \n"},
		{"what was moved away", docxOf(t, "<w:p><w:moveFrom><w:t>a</w:t></w:moveFrom><w:t>b</w:t></w:p>"), "b\n"},
		{"a table in a table", docxOf(t, "<w:tr><w:tc><w:p><w:t>a</w:t></w:p><w:tr><w:tc><w:p><w:t>b</w:t></w:p></w:tc></w:tr></w:tc><w:tc><w:p><w:t>c</w:t></w:p></w:tc></w:tr>"), "a\nb\nc\n"},
		{"a row", docxOf(t, "<w:tr><w:tc><w:p><w:t>a</w:t></w:p></w:tc><w:tc><w:p><w:t>b</w:t></w:p></w:tc></w:tr>"), "a\tb\n"},
		{"spaces", odtOf(t, "<x><p>a<s c=\"3\"/>b \n c<s c=\"9999999\"/>d</p></x>"), "a   b c" + strings.Repeat(" ", 100) + "d\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, encoding, err := Decode([]byte(c.original))
			if err != nil || got != c.want || encoding != "utf-8" {
				t.Errorf("got %q in %s, %v; want %q", got, encoding, err, c.want)
			}
		})
	}
}
