package enrich

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

// BenchmarkHandle completes press conferences of 60 KB and of 6 MB, which say the same again and again, and one of 70 KB that says no sentence
// twice; the bytes are those of what is said. The rates of the first two are close to each other as long as the work is linear.
func BenchmarkHandle(b *testing.B) {
	for _, bench := range []struct {
		name   string
		record schema.Record
	}{
		{"200 turns", longConference(200)},
		{"20000 turns", longConference(20000)},
		{"varied", variedConference(b)},
	} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(spokenBytes(bench.record))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Handle(context.Background(), bench.record); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// spokenBytes is the size of what is said, in bytes.
func spokenBytes(record schema.Record) (bytes int64) {
	for _, turn := range record.Turns {
		bytes += int64(len(turn.Text))
	}
	return bytes
}

// BenchmarkSpeakers leaves figures, dates and names out: who spoke, and who asked whom.
func BenchmarkSpeakers(b *testing.B) {
	record := longConference(2000)
	b.SetBytes(spokenBytes(record))
	for b.Loop() {
		cast, _ := newCast(record)
		exchanges(record.Turns, cast)
	}
}

// BenchmarkNames reads the names and keywords alone.
func BenchmarkNames(b *testing.B) {
	record := longConference(2000)
	cast, _ := newCast(record)
	scratch := scratches.New().(*scratch)
	b.SetBytes(spokenBytes(record))
	for b.Loop() {
		n := newNameReader(record, cast, scratch)
		for i, turn := range record.Turns {
			scratch.text.read(turn.Text)
			n.readTurn(i, &scratch.text)
		}
		n.keywords(n.entities(record.Turns))
		n.words.clear()
	}
}

// BenchmarkNameTables loads the tables, which is promised to take less than 300 ms and 80 MB.
func BenchmarkNameTables(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newNameTables()
	}
}

// BenchmarkNumberTables loads the tables of figures and dates, which the first turn that is read asks for. Together with BenchmarkNameTables it is
// what is promised to take less than 300 ms and 80 MB.
func BenchmarkNumberTables(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		newNumeralGlyphs()
		newUnitTables()
		newComparisonWords()
		newCurrencyIndex()
		newSetWords()
		newDateFormSets()
		newMeasureClasses()
	}
}

// longConference is a press conference of so many turns, asked and answered by turns.
func longConference(turns int) schema.Record {
	record := schema.Record{Title: "临川市政府新闻发布会", Date: "2024-05-16", Roster: []schema.Participant{
		{Name: "隋清河", Affiliation: "临川市教育局局长", Role: schema.Official},
		{Name: "王远舟", Affiliation: "临川市交通局副局长", Role: schema.Official},
	}}
	answer := strings.Repeat("去年全市完成投资3.5亿元，同比增长12%，带动就业2000余人，《办法》自今年6月1日起施行。王远舟副局长刚才作了说明。", 3)
	for i := range turns {
		turn := schema.Turn{Index: i, Label: "隋清河", Text: answer}
		switch i % 4 {
		case 0:
			turn.Label, turn.Text = "记者", "我是临川日报记者，请问隋局长，今年的学位够不够？"
		case 2:
			turn.Label, turn.Text = "王远舟", answer
		case 3:
			turn.Label, turn.Text = "主持人", "谢谢王局长。下一个问题。"
		}
		record.Turns = append(record.Turns, turn)
	}
	return record
}

// variedConference has the lines of testdata for its answers, which hold more figures, dates and names than speech does.
func variedConference(b *testing.B) schema.Record {
	var lines []string
	for _, path := range []string{"testdata/names.tsv", "testdata/figures.tsv", "testdata/dates.tsv"} {
		for _, row := range readTable(b, path, 0) {
			lines = append(lines, row[0])
		}
	}
	record := longConference(0)
	for said := range slices.Chunk(lines, 5) {
		i := len(record.Turns)
		record.Turns = append(record.Turns, schema.Turn{Index: i, Label: []string{"隋清河", "王远舟"}[i%2], Text: strings.Join(said, "")})
	}
	return record
}

// TestLinearTime gives Handle what costs quadratic time where somebody forgot to look: one endless line of posts, many names with one
// beginning, a question that is never answered, and thousands of questions in a row. It ends within the test's own time limit, or not.
func TestLinearTime(t *testing.T) {
	record := schema.Record{Title: schema.Opt(strings.Repeat("部长", 5000))}
	add := func(label, text string) {
		record.Turns = append(record.Turns, schema.Turn{Index: len(record.Turns), Label: label, Text: text})
	}
	add("主持人", strings.Repeat("隋清河书记局长", 200000))
	add("隋清河", strings.Repeat("书记隋清河", 200000))
	for i := range 20000 {
		add(fmt.Sprintf("王%c%c", '一'+rune(i%5000), '一'+rune(i/5000)), "书记王岚今天发言。")
	}
	for range 20000 {
		add("问", "王书记，为什么？")
	}
	for range 20000 {
		add("隋清河", "为什么不呢。")
	}
	if got := len(handled(t, record).Turns); got != len(record.Turns) {
		t.Errorf("got %d turns", got)
	}
}
