package compare

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf8"

	"shilu/schema"
)

// spoken is a record of turns written "label: text", which stand below each other in the file.
func spoken(id string, turns ...string) schema.Record {
	r := schema.Record{ID: id}
	place := 0
	for i, line := range turns {
		label, text, _ := strings.Cut(line, ": ")
		place += utf8.RuneCountInString(label) + 1
		t := schema.Turn{Index: i, Label: label, Text: text}
		for _, l := range strings.Split(text, "\n") {
			n := utf8.RuneCountInString(l)
			t.Spans = append(t.Spans, schema.Span{place, place + n})
			place += n + 1
		}
		r.Turns = append(r.Turns, t)
	}
	return r
}

// told is a list of changes in a line each.
func told(changes []Change) string {
	var b strings.Builder
	number := func(n *int) string {
		if n == nil {
			return "-"
		}
		return fmt.Sprint(*n)
	}
	for _, c := range changes {
		fmt.Fprintf(&b, "%s %s>%s %s%s %s\n", c.Kind, number(c.Before), number(c.After), c.LabelBefore, c.LabelAfter, marked(c.Edits))
	}
	return b.String()
}

func marked(edits []Edit) string {
	var b strings.Builder
	for _, e := range edits {
		switch e.Kind {
		case Removed:
			b.WriteString("[-" + e.Text + "-]")
		case Added:
			b.WriteString("{+" + e.Text + "+}")
		default:
			b.WriteString(e.Text)
		}
	}
	return b.String()
}

func TestTurns(t *testing.T) {
	before := spoken("a", "主持人: 各位好。", "记者: 海岸线有多长？", "杜若川: 全市海岸线长126公里，修复海草床400余亩。", "主持人: 谢谢。", "记者: 渔民收入呢？", "骆一帆: 户均增收1.2万元。", "主持人: 谢谢。")
	after := spoken("b", "主持人: 各位好。", "记者: 海岸线有多长？", "杜若川: 全市海岸线长128公里，修复海草床400余亩。", "主持人: 谢谢。", "新华记者: 渔民收入呢？", "骆一帆: 户均增收1.2万元。", "杜若川: 我补充一点，休渔期不变。", "主持人: 谢谢。")
	want := `same 0>0  
same 1>1  
changed 2>2  全市海岸线长[-126-]{+128+}公里，修复海草床400余亩。
same 3>3  
changed 4>4 记者新华记者 
same 5>5  
added ->6  
same 6>7  
`
	if got := told(Turns(before, after)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := told(Turns(before, spoken("c"))); strings.Count(got, "removed") != 7 {
		t.Errorf("against nothing:\n%s", got)
	}
	other := told(Turns(spoken("a", "记者: 渔民收入呢？", "骆一帆: 户均增收1.2万元。"), spoken("b", "记者: 渔民收入呢？", "骆一帆: 我们下周再答复各位，户均先不谈。")))
	if other != "same 0>0  \nremoved 1>-  \nadded ->1  \n" {
		t.Errorf("an answer that has nothing of the old one:\n%s", other)
	}
	if got := told(Turns(before, before)); strings.Count(got, "same") != 7 {
		t.Errorf("against itself:\n%s", got)
	}
	if _, found := Matching(after, before, 6); found {
		t.Error("what was added matches something")
	}
	if turn, found := Matching(before, after, 6); !found || turn.Index != 7 {
		t.Errorf("the last turn is %d, %t", turn.Index, found)
	}
}

// TestTurnsOfAnySize compares what is large and different: it ends, and every turn is told once.
func TestTurnsOfAnySize(t *testing.T) {
	lines := func(prefix string) (list []string) {
		for i := range 3000 {
			list = append(list, fmt.Sprintf("记者: %s%d", prefix, i))
		}
		return list
	}
	got := Turns(spoken("a", lines("甲")...), spoken("b", append(lines("乙"), lines("甲")[:10]...)...))
	kinds := map[Kind]int{}
	for _, c := range got {
		kinds[c.Kind]++
	}
	if kinds[Same] != 10 || kinds[Removed] != 2990 || kinds[Added] != 3000 {
		t.Errorf("%v", kinds)
	}
}

func TestEdits(t *testing.T) {
	for _, c := range [][3]string{
		{"", "", ""},
		{"", "新", "{+新+}"},
		{"旧", "", "[-旧-]"},
		{"增收1.2万元", "增收1.3万元", "增收1.[-2-]{+3+}万元"},
		{"the pier opens in May", "the pier reopened in late May", "the pier [-opens-]{+reopened+} in{+ late+} May"},
	} {
		if got := marked(Edits(c[0], c[1])); got != c[2] {
			t.Errorf("%q to %q: %s, want %s", c[0], c[1], got, c[2])
		}
	}
}

// TestEditsAreShortest holds the edits of random texts against the longest common subsequence, found the slow way.
func TestEditsAreShortest(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := func() string {
		var b strings.Builder
		for range random.IntN(20) {
			b.WriteRune([]rune("甲乙丙丁")[random.IntN(4)])
		}
		return b.String()
	}
	for range 3000 {
		a, b := text(), text()
		kept := lead(t, a, b)
		if want := subsequence([]rune(a), []rune(b)); kept != want {
			t.Fatalf("%q to %q keeps %d, want %d: %s", a, b, kept, want, marked(Edits(a, b)))
		}
	}
}

// lead proves that edits lead from a to b, and returns how many characters stayed.
func lead(t *testing.T, a, b string) (kept int) {
	t.Helper()
	var from, to strings.Builder
	for _, e := range Edits(a, b) {
		if e.Kind != Added {
			from.WriteString(e.Text)
		}
		if e.Kind != Removed {
			to.WriteString(e.Text)
		}
		if e.Kind == Same {
			kept += utf8.RuneCountInString(e.Text)
		}
	}
	if from.String() != a || to.String() != b {
		t.Fatalf("%q to %q: %s", a, b, marked(Edits(a, b)))
	}
	return kept
}

func subsequence(a, b []rune) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				rows[i][j] = rows[i+1][j+1] + 1
			} else {
				rows[i][j] = max(rows[i+1][j], rows[i][j+1])
			}
		}
	}
	return rows[0][0]
}

func FuzzEdits(f *testing.F) {
	f.Add("全市海岸线长126公里", "全市海岸线长128公里")
	f.Add("the pier", "a pier")
	f.Add("\xff", "\x00é")
	f.Fuzz(func(t *testing.T, a, b string) { lead(t, a, b) })
}

func TestEditsOfAnythingEnd(t *testing.T) {
	lead(t, strings.Repeat("甲乙", 5000), strings.Repeat("丙丁", 5000))
	lead(t, strings.Repeat("甲乙", 5000), strings.Repeat("乙甲丙", 5000))
}

func TestFind(t *testing.T) {
	turn := spoken("a", "杜若川: 第一行说完。\n第二行 也说完。").Turns[0]
	at, found := Find(turn, "说完。第二行")
	if want := (Passage{Turn: 0, Start: 7, End: 14, Text: "说完。\n第二行"}); !found || at != want {
		t.Errorf("%+v, want %+v", at, want)
	}
	for _, nothing := range []string{"", "  ", "第三行"} {
		if at, found := Find(turn, nothing); found {
			t.Errorf("%q is at %+v", nothing, at)
		}
	}
}

func TestQuotation(t *testing.T) {
	first := spoken("a", "主持人: 各位好。", "杜若川: 全市海岸线长126公里，去年投入3.5亿元，投入不少。", "骆一帆: 户均增收1.2万元。")
	newer := spoken("b", "主持人: 各位记者好。", "杜若川: 全市海岸线长126公里，去年投入3.8亿元，投入不少。", "记者: 有意见吗？")
	shorter := spoken("c", "主持人: 各位好。", "杜若川: 全市海岸线长126公里，去年投入3.5亿元。")
	place := func(words string) int {
		for _, turn := range first.Turns {
			if at, ok := Find(turn, words); ok {
				return at.Start
			}
		}
		t.Fatalf("%s isn't said", words)
		return 0
	}
	for _, c := range []struct {
		name    string
		present schema.Record
		place   int
		words   string
		want    Standing
		text    string
	}{
		{"as it was", first, place("全市"), "全市海岸线长126公里", Stands, "全市海岸线长126公里"},
		{"wrapped", first, place("全市"), "全市海岸线\n长126公里", Stands, "全市海岸线长126公里"},
		{"the second of two", first, place("投入不少"), "投入", Stands, "投入"},
		{"a wrong place", first, 0, "户均增收", Moved, "户均增收"},
		{"misquoted", first, place("全市"), "全市海岸线长超过126公里", Altered, "全市海岸线长126公里"},
		{"invented", first, place("全市"), "我们下周辞职不干了", Gone, ""},
		{"pushed down by a revision", newer, place("全市"), "全市海岸线长126公里", Moved, "全市海岸线长126公里"},
		{"changed by a revision", newer, place("去年"), "去年投入3.5亿元", Altered, "去年投入3.8亿元"},
		{"taken out by a revision", newer, place("户均"), "户均增收1.2万元。", Gone, ""},
		{"where it was in a revision", shorter, place("去年"), "去年投入3.5亿元", Stands, "去年投入3.5亿元"},
	} {
		got := Quotation(first, c.present, c.place, c.words)
		text := ""
		if got.At != nil {
			text = got.At.Text
		}
		if got.Standing != c.want || text != c.text {
			t.Errorf("%s: %s %q (%s), want %s %q", c.name, got.Standing, text, marked(got.Edits), c.want, c.text)
		}
	}
}
