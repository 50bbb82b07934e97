package enrich

import (
	"reflect"
	"testing"

	"shilu/schema"
)

func TestFormOf(t *testing.T) {
	tests := []struct {
		text string
		want questionForm
	}{
		{"What is a mooring?", plainQuestion},
		{"Okay, well, let's start with the basics. What is it?", plainQuestion},
		{"Why?", plainQuestion},
		{"So that's one good reason. What else?", plainQuestion},
		{"Did anyone from the port… Have a chance to look?", plainQuestion},
		{"He asked me, “What now?”", plainQuestion},
		{"But what about the fees?", plainQuestion},
		{"You tie it up there, right?", tagQuestion},
		{"Yeah, that’s fair, isn’t it?", tagQuestion},
		{"Okay, so these are boats that aren't insured and somebody might tow them?", noQuestion}, // a raised voice
		{"Hello?", noQuestion},
		{"What kind of fees? Harbour fees.", noQuestion}, // asked and answered
		{"What a day.", noQuestion},
		{"渔港什么时候完工？", plainQuestion},
		{"可以嗎？", plainQuestion},
		{"「預算編列多少？」", plainQuestion},
		{"港口已经开放了？", noQuestion},
		{"去年完工的，对吧？", tagQuestion},
		{"怎么做？我们分三步。", noQuestion},
		{"", noQuestion},
	}
	for _, test := range tests {
		if got := formOf(test.text); got != test.want {
			t.Errorf("%q: got %d, want %d", test.text, got, test.want)
		}
	}
}

func TestIsInterjection(t *testing.T) {
	tests := map[string]bool{
		"好的，谢谢。":             true,
		"Thank you so much.": true,
		"我有寫。":               true,
		"请介绍一下相关情况。":         false,
		"還有預算？":              false,
		"Please go on.":      false,
		"近日有消息称临川港的集装箱码头将于年内关闭，工会对此已经表示反对。": false,
	}
	for text, want := range tests {
		if got := isInterjection(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestShareOut(t *testing.T) {
	turns := []schema.Turn{
		{Text: "渔港的改造资金从哪里来？"}, {Text: "学校的午餐标准会提高吗？"},
		{Text: "渔港的改造资金来自财政。"}, {Text: "另外有一部分是贷款。"}, {Text: "午餐标准明年提高。"},
		{Text: "都在研究。"},
	}
	ask := func(turns ...int) (questions []question) {
		for _, turn := range turns {
			questions = append(questions, question{turns: []int{turn}})
		}
		return questions
	}
	tests := []struct {
		name      string
		questions []question
		answers   []int
		want      [][]int
	}{
		{"one question has all", ask(0), []int{2, 3, 4}, [][]int{{2, 3, 4}}},
		{"their words show the cut", ask(0, 1), []int{2, 4}, [][]int{{2}, {4}}},
		{"an answer that fits neither leaves the cut open", ask(0, 1), []int{2, 3, 4}, [][]int{{2, 3, 4}, {2, 3, 4}}},
		{"one answer to both", ask(0, 1), []int{5}, [][]int{{5}, {5}}},
		{"no words in common", ask(0, 1), []int{5, 5}, [][]int{{5, 5}, {5, 5}}},
		{"no answers", ask(0, 1), nil, [][]int{nil, nil}},
	}
	for _, test := range tests {
		if got := shareOut(turns, test.questions, test.answers); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s: got %v, want %v", test.name, got, test.want)
		}
	}
}
