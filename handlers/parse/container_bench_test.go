package parse

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/traditionalchinese"
)

// BenchmarkContainer reads about a megabyte in each container: go test -bench Container -cpu 1. MB/s are of the original bytes; a PDF's
// are mostly its pages' own.
func BenchmarkContainer(b *testing.B) {
	const speech = "我们坚持以强化产业链党建为引领，做好聚势、聚力、聚能三篇文章，去年实现产值8亿元，带动近万名群众增收。"
	repeat := func(head, turn, foot string) string {
		var text strings.Builder
		text.WriteString(head)
		for i := 0; text.Len() < 1<<20; i++ {
			text.WriteString(strings.ReplaceAll(turn, "NN", fmt.Sprint(i)))
		}
		return text.String() + foot
	}
	turns := `{"speaker":"A","start":NN.5,"end":NN.9,"text":"` + speech + `"},`
	words := `{"start_time":"NN.04","end_time":"NN.9","alternatives":[{"confidence":"0.99","content":"Welcome"}],"type":"pronunciation","speaker_label":"spk_0"},`
	paragraphs := repeat("", "<w:p><w:pPr><w:spacing/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>记者：请问进展如何？</w:t></w:r></w:p><w:p><w:r><w:t>安远航："+speech+"</w:t></w:r></w:p>", "")
	pages := make([]string, 200)
	for i := range pages {
		pages[i] = draw(strings.Split(strings.TrimSpace(strings.Repeat("Mina Holt: How is it going?\nLars Berg: It is going well, and it will be going better in the spring.\n", 20)), "\n")...)
	}
	for _, c := range []struct{ name, original string }{
		{"turn-list", repeat("[", turns, `{"speaker":"B","text":"x"}]`)},
		{"aws-transcribe", repeat(`{"results":{"transcripts":[],"items":[`, words, `{"type":"punctuation","alternatives":[{"content":"."}]}]}}`)},
		{"akoma-ntoso", repeat("<akomaNtoso><debate><debateBody>", `<speech by="#a" startTime="2031-04-02T09:31:06"><from>安远航</from><p>`+speech+"</p></speech>\n", "</debateBody></debate></akomaNtoso>")},
		{"table", repeat("Start,Speaker,Text\n", "NN,安远航,\""+speech+"\"\n", "")},
		{"html", repeat("<html><body><div class=main>", "<p><strong>记者：</strong>请问进展如何？</p><p>安远航："+speech+"</p>\n", "</div></body></html>")},
		{"docx", docxOf(b, paragraphs)},
		{"pdf", pdfOf(b, pages...)},
		{"big5", encodedFor(b, traditionalchinese.Big5, repeat("", "記者：請問進展如何？\n局長：我們去年實現產值八億元，帶動近萬名群眾增收。\n", ""))},
		{"shift_jis", encodedFor(b, japanese.ShiftJIS, repeat("", "記者：進み具合はいかがですか。\n局長：予定どおりに進んでおります。\n", ""))},
		{"euc-kr", encodedFor(b, korean.EUCKR, repeat("", "기자: 진행은 어떻습니까?\n시장: 예정대로 진행되고 있습니다.\n", ""))},
		{"windows-1252", encodedFor(b, charmap.Windows1252, repeat("", "Hélène Noël: Où en êtes-vous ?\nLars Berg: Tout va bien, même après l’été.\n", ""))},
	} {
		b.Run(c.name, func(b *testing.B) {
			in := received("a", []byte(c.original))
			rec, err := Handle(context.Background(), in)
			if err != nil || len(rec.Turns) == 0 {
				b.Fatalf("%d turns, %v", len(rec.Turns), err)
			}
			b.SetBytes(int64(len(c.original)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Handle(context.Background(), in); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(rec.Turns)), "turns")
		})
	}
}

func encodedFor(b *testing.B, e encoding.Encoding, text string) string {
	b.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		b.Fatal(err)
	}
	return out
}
