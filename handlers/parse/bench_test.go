package parse

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// BenchmarkHandle reads about a megabyte in each layout: go test -bench Handle -cpu 1. MB/s are of the original bytes.
func BenchmarkHandle(b *testing.B) {
	for _, doc := range benchmarks {
		original := []byte(doc.text(1 << 20))
		if doc.gb18030 {
			var err error
			if original, err = simplifiedchinese.GB18030.NewEncoder().Bytes(original); err != nil {
				b.Fatal(err)
			}
		}
		b.Run(doc.name, func(b *testing.B) {
			in := received(doc.file, original)
			rec, err := Handle(context.Background(), in)
			if err != nil {
				b.Fatal(err)
			}
			if rec.Layout != doc.layout || len(rec.Turns) < 2 {
				b.Fatalf("read by %s in %d turns, want %s", rec.Layout, len(rec.Turns), doc.layout)
			}
			b.SetBytes(int64(len(original)))
			b.ReportAllocs()
			read := func() {
				if _, err := Handle(context.Background(), in); err != nil {
					b.Fatal(err)
				}
			}
			allocs := testing.AllocsPerRun(1, read)
			for b.Loop() {
				read()
			}
			b.ReportMetric(allocs/float64(len(rec.Turns)), "allocs/turn")
		})
	}
}

type benchmark struct {
	name, layout, file string
	head, turn         string // the turn's %d is a running number, %02d:%02d:%02d a running time
	gb18030            bool
}

func (b benchmark) text(size int) string {
	var text strings.Builder
	text.WriteString(b.head)
	for i := 0; text.Len() < size; i++ {
		turn := strings.ReplaceAll(b.turn, "HH:MM:SS", fmt.Sprintf("%02d:%02d:%02d", i/3600%100, i/60%60, i%60))
		text.WriteString(strings.ReplaceAll(turn, "NN", fmt.Sprint(i)))
	}
	return text.String()
}

const (
	zhSpeech = "我们坚持以强化产业链党建为引领，做好聚势、聚力、聚能三篇文章，去年实现产值8亿元，带动近万名群众增收。\n\n" +
		"一是联建聚势：成立联合党委，采取“样板片区+龙头企业”的模式开展共建合作，将14个村和5家企业纳入管理。\n\n"
	enSpeech = "Well, I think that the harbour is what we have to talk about, because it is what people ask us about.\n"
)

var benchmarks = []benchmark{
	{name: "stamped-names", layout: "stamped-names", turn: "HH:MM:SS 安远航\n\n" + zhSpeech + "HH:MM:SS 记者\n\n请问进展如何？\n\n"},
	{name: "stamped-names-gb18030", layout: "stamped-names", turn: "HH:MM:SS 安远航\n\n" + zhSpeech + "HH:MM:SS 记者\n\n请问进展如何？\n\n", gb18030: true},
	{name: "outlet-colon", layout: "outlet-colon", turn: "海城日报记者：请问进展如何？\n安远航：" + zhSpeech},
	{name: "reporter-colon", layout: "reporter-colon", turn: "记者：请问进展如何？\n安远航：" + zhSpeech},
	{name: "wen-da", layout: "wen-da", turn: "　　问：请问进展如何？\n　　答：" + zhSpeech},
	{name: "name-colon", layout: "name-colon", turn: "Mina Holt: How is it going?\nLars Berg: " + enSpeech},
	{name: "bracketed", layout: "bracketed", turn: "[主持人]请问进展如何？\n[市长 安远航]" + zhSpeech},
	{name: "role-parenthesis", layout: "role-parenthesis", turn: "主持人(林小舟)：\n请问进展如何？\n安远航（港务局）：\n" + zhSpeech},
	{name: "markdown-heading", layout: "markdown-heading", file: "a.md", head: "# 記者會\n\n", turn: "### 海城社 蘇思文：\n請問進展如何？\n\n### 唐海：\n" + zhSpeech},
	{name: "speaker-n", layout: "speaker-n", turn: "Speaker 0: HH:MM:SS\n\n" + enSpeech + enSpeech + "\nSpeaker 1: HH:MM:SS\n\nYes.\n\n"},
	{name: "webvtt-name", layout: "webvtt-name", head: "WEBVTT\n\n", turn: "NN\nHH:MM:SS.000 --> HH:MM:SS.900\nMina Holt: " + enSpeech + "\nHH:MM:SS.900 --> HH:MM:SS.990\nlars: Yes.\n\n"},
	{name: "webvtt-voice", layout: "webvtt-voice", head: "WEBVTT\n\n", turn: "HH:MM:SS.000 --> HH:MM:SS.900\n<v Mina Holt>" + enSpeech + "\nHH:MM:SS.900 --> HH:MM:SS.990\n<v Lars>Yes.\n\n"},
	{name: "srt-name", layout: "srt-name", turn: "NN\nHH:MM:SS,000 --> HH:MM:SS,900\nMina Holt: " + enSpeech + "\nNN\nHH:MM:SS,900 --> HH:MM:SS,990\nThe Press: Yes.\n\n"},
	{name: "stamp-above", layout: "stamp-above", turn: "HH:MM:SS\n港务局副局长 安远航：\n" + zhSpeech + "HH:MM:SS\n记者：\n请问进展如何？\n"},
	{name: "bracketed-posts", layout: "bracketed-posts", turn: "[主持人]请问进展如何？[05-10 10:30]\n[市长 安远航]" + strings.TrimSpace(zhSpeech) + "[05-10 10:31]\n"},
	{name: "label-lines", layout: "label-lines", turn: "海城日报记者\n请问进展如何？\n港务局副局长\n安远航\n" + zhSpeech},
	{name: "wen-da-inline", layout: "wen-da-inline", turn: "问：请问进展如何？答：去年实现产值8亿元，带动近万名群众增收。问：今年呢？答：还在统计。\n"},
	{name: "names-inline", layout: "names-inline", turn: "Mina Holt: How is it going? Lars Berg: " + strings.TrimSpace(enSpeech) + " Mina Holt: Good.\n"},
	{name: "bold-name", layout: "bold-name", file: "a.md", turn: "**Mina Holt** [1:53](https://example.org/v?t=113): How is it going?\n\n**Lars** (1:58) - " + enSpeech + "\n"},
	{name: "stamped-colon", layout: "stamped-colon", turn: "HH:MM:SS\tMina Holt:\tHow is it going?\nHH:MM:SS\tLars:\t" + enSpeech},
	{name: "name-stamp", layout: "name-stamp", turn: "说话人 1 HH:MM:SS\n请问进展如何？\n说话人 2 HH:MM:SS\n" + zhSpeech},
	{name: "stamp-parenthesis", layout: "stamp-parenthesis", turn: "Mina Holt (HH:MM:SS):\nHow is it going?\nLars Berg (HH:MM:SS):\n" + enSpeech},
	{name: "press-briefing", layout: "press-briefing", turn: "Q    How is it going?\n\nMS. HOLT:  " + enSpeech + enSpeech + "\n"},
	{name: "congressional-record", layout: "congressional-record", turn: "  Mr. HOLT. " + enSpeech + enSpeech + "  The PRESIDING OFFICER. Without objection.\n"},
	{name: "bundestag", layout: "bundestag", turn: "Dr. Mina Holt (SPD):\n" + enSpeech + enSpeech + "(Beifall bei der SPD)\nPräsident Lars Berg:\nDanke.\n"},
	{name: "many-short-turns", layout: "reporter-colon", turn: "记者：在吗？\n安远航：在。\n"},
}
