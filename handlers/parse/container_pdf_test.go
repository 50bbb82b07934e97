package parse

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"runtime"
	"strings"
	"sync"
	"testing"

	"shilu/schema"
)

// pdfOf makes a PDF of pages with what draws each.
func pdfOf(t testing.TB, pages ...string) string {
	t.Helper()
	var out bytes.Buffer
	var offsets []int
	object := func(format string, args ...any) int {
		offsets = append(offsets, out.Len())
		fmt.Fprintf(&out, "%d 0 obj\n", len(offsets))
		fmt.Fprintf(&out, format, args...)
		out.WriteString("\nendobj\n")
		return len(offsets)
	}
	out.WriteString("%PDF-1.4\n")
	object("<</Type/Catalog/Pages 3 0 R>>")
	object("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 5+2*i)
	}
	object("<</Type/Pages/Count %d/Kids[%s]>>", len(pages), &kids)
	for _, draw := range pages {
		var packed bytes.Buffer
		w := zlib.NewWriter(&packed)
		w.Write([]byte(draw))
		w.Close()
		content := object("<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream", packed.Len(), packed.String())
		object("<</Type/Page/Parent 3 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 2 0 R>>>>/Contents %d 0 R>>", content)
	}
	table := out.Len()
	fmt.Fprintf(&out, "xref\n0 %d\n0000000000 65535 f \n", len(offsets)+1)
	for _, at := range offsets {
		fmt.Fprintf(&out, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&out, "trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n", len(offsets)+1, table)
	return out.String()
}

// draw writes lines of text from the top of the page on.
func draw(lines ...string) string {
	var b strings.Builder
	b.WriteString("BT /F 11 Tf 14 TL 72 770 Td ")
	for _, l := range lines {
		fmt.Fprintf(&b, "(%s) Tj T* ", l)
	}
	b.WriteString("ET")
	return b.String()
}

func TestPDFRefused(t *testing.T) {
	good := pdfOf(t, draw("Maria Lind: Good morning.", "Jonas Hale: Good morning."))
	encrypted := strings.Replace(good, "/Root 1 0 R", "/Root 1 0 R/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<"+strings.Repeat("41", 32)+">/U<"+strings.Repeat("42", 32)+">>>", 1)
	for _, c := range []struct{ name, original, code, says string }{
		{"a scan", pdfOf(t, "q 100 0 0 100 0 0 cm Q", ""), schema.FaultUnsupported, "a scan: 2 pages and no text"},
		{"encrypted", encrypted, schema.FaultUnsupported, "encrypted"},
		{"many pages", pdfOf(t, make([]string, pdfPages+1)...), schema.FaultTooLarge, "limit is 5000"},
		{"cut off", good[:60], schema.FaultDamaged, "can't be opened"},
		{"a bomb", pdfOf(t, strings.Repeat(" ", 300<<20)), schema.FaultDamaged, "96 MB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Handle(context.Background(), received("a.pdf", []byte(c.original)))
			fault := schema.AsFault(err)
			if fault == nil || fault.Code != c.code || !strings.Contains(fault.Reason, c.says) || fault.Advice == "" {
				t.Errorf("got %v, want a fault %s that says %q", err, c.code, c.says)
			}
		})
	}
}

// TestPDFBehindOtherBytes reads a PDF that a printer put something before.
func TestPDFBehindOtherBytes(t *testing.T) {
	original := "\x1b%-12345X@PJL\r\n" + pdfOf(t, draw("Maria Lind: Good morning.", "Jonas Hale: Thank you.", "Maria Lind: Welcome."))
	rec, err := Handle(context.Background(), received("a", []byte(original)))
	if err != nil || len(rec.Turns) != 3 || rec.MediaType != "application/pdf" {
		t.Errorf("got %+v, %v", rec.Turns, err)
	}
}

// TestPDFsAtOnce reads more PDFs at a time than there are readers.
func TestPDFsAtOnce(t *testing.T) {
	original := []byte(pdfOf(t, draw("Maria Lind: Good morning.", "Jonas Hale: Thank you.", "Maria Lind: Welcome.")))
	var wait sync.WaitGroup
	for range 3 * runtime.NumCPU() {
		wait.Go(func() {
			if text, _, err := Decode(original); err != nil || text != "Maria Lind: Good morning.\nJonas Hale: Thank you.\nMaria Lind: Welcome." {
				t.Errorf("got %q, %v", text, err)
			}
		})
	}
	wait.Wait()
}

// TestFlow joins the lines that a margin broke, and no others.
func TestFlow(t *testing.T) {
	line := func(left, top, right float64, text string) pdfLine { return pdfLine{text, left, right, top, top - 10} }
	for _, c := range []struct {
		name  string
		pages []pdfPage
		want  string
	}{
		{"a word that didn't fit", []pdfPage{{800, []pdfLine{line(70, 700, 495, "We speak of the"), line(70, 686, 300, "breakwater today.")}}, {800, []pdfLine{line(70, 700, 500, "And of ships, which need a place to be.")}}}, "We speak of the breakwater today.\nAnd of ships, which need a place to be."},
		{"a word that would have fitted", []pdfPage{{800, []pdfLine{line(70, 700, 300, "Yes, we do"), line(70, 686, 500, "and that is all that there is to say.")}}}, "Yes, we do\nand that is all that there is to say."},
		{"an indented line", []pdfPage{{800, []pdfLine{line(70, 700, 500, "渔港今天启用"), line(94, 686, 300, "首批渔船入港")}}}, "渔港今天启用\n首批渔船入港"},
		{"a label behind a sentence", []pdfPage{{800, []pdfLine{line(70, 700, 500, "渔港今天启用。"), line(70, 686, 300, "记者：几点？")}}}, "渔港今天启用。\n记者：几点？"},
		{"a label within one", []pdfPage{{800, []pdfLine{line(70, 700, 500, "他告诉我们海城日报"), line(70, 686, 300, "记者：明天。")}}}, "他告诉我们海城日报记者：明天。"},
		{"a hyphen of the break", []pdfPage{{800, []pdfLine{line(70, 700, 500, "the break\x02"), line(70, 686, 300, "water")}}}, "the breakwater"},
		{"a hyphen of the word", []pdfPage{{800, []pdfLine{line(70, 700, 500, "the market-"), line(70, 686, 300, "place")}}}, "the market-place"},
		{"heads and numbers", []pdfPage{
			{800, []pdfLine{line(70, 790, 200, "会议记录 1"), line(70, 700, 300, "一。"), line(300, 30, 310, "- 1 -")}},
			{800, []pdfLine{line(70, 700, 300, "二。"), line(70, 790, 200, "会议记录 2"), line(300, 30, 310, "第 2 页 共 3 页")}},
			{800, []pdfLine{line(70, 790, 200, "附录"), line(70, 700, 300, "三。"), line(70, 686, 500, "到这里就全部结束了，谢谢各位的耐心。"), line(300, 30, 310, "3/3")}},
		}, "一。\n二。\n附录\n三。\n到这里就全部结束了，谢谢各位的耐心。"},
		{"no pages", nil, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := flow(c.pages); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
