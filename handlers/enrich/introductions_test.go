package enrich

import (
	"reflect"
	"testing"
)

func TestIntroductions(t *testing.T) {
	known := newNameIndex([]string{"隋清河", "王远舟", "呂小華", "林國安", "唐海"})
	tests := []struct {
		text string
		want []introduction
	}{
		{"他们是南湾区石桥镇党委书记隋清河，北塘市青禾镇党委书记王远舟。", []introduction{
			{"隋清河", "南湾区石桥镇党委书记"}, {"王远舟", "北塘市青禾镇党委书记"}}},
		{"今天请到了高新区党工委委员、柳园街道党工委书记隋清河和北塘市市长王远舟", []introduction{
			{"隋清河", "高新区党工委委员、柳园街道党工委书记"}, {"王远舟", "北塘市市长"}}},
		{"首先是產業署呂小華署長、資安署林國安副署長。", []introduction{
			{"呂小華", "產業署署長"}, {"林國安", "資安署副署長"}}},
		{"政務次長兼發言人林國安次長", []introduction{{"林國安", "政務次長兼發言人"}}},
		{"感谢隋清河书记", []introduction{{"隋清河", "书记"}}},
		{"拜會唐海部長", []introduction{{"唐海", "部長"}}},
		{"我代表隋清河发言，书记高度重视，部长时说明。", nil},
		{"市长方大明今天没有来。", nil}, // nobody known
	}
	for _, test := range tests {
		if got := introductions(test.text, known, false); !reflect.DeepEqual(got, test.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", test.text, got, test.want)
		}
	}
}

func TestIntroductionsOfStrangers(t *testing.T) {
	tests := map[string][]introduction{
		"2019年3月5日外交部发言人方明主持例行记者会":  {{"方明", "外交部发言人"}},
		"国防部新闻局副局长、新闻发言人欧阳小山大校答记者问": {{"欧阳小山", "国防部新闻局副局长、新闻发言人"}},
		"市教育局局长 李大明":                {{"李大明", "市教育局局长"}},
		"党委书记高度重视安全生产":              nil,
		"书记方面，主任会议":                 nil,
		"商务部发言人就关税答记者问":             nil,
	}
	for text, want := range tests {
		if got := introductions(text, newNameIndex(nil), true); !reflect.DeepEqual(got, want) {
			t.Errorf("%s:\n got %+v\nwant %+v", text, got, want)
		}
	}
}

func TestReporterIntroduction(t *testing.T) {
	tests := []struct {
		text string
		want introduction
	}{
		{"我是临川日报记者方小禾，请问进展如何？", introduction{"方小禾", "临川日报"}},
		{"谢谢主持人。临川电视台记者提问，想了解一下进展。", introduction{"", "临川电视台"}},
		{"您好，我是Cheers雜誌的記者，我叫小傑。", introduction{"", "Cheers雜誌"}},
		{"我是來自海城社的蘇小思，想請教預算。", introduction{"蘇小思", "海城社"}},
		{"Hi, I'm Mina Holt with the Harbour Times. What now?", introduction{"Mina Holt", "Harbour Times"}},
		{"Thank you. Mina Holt, with Reuters. What now?", introduction{"Mina Holt", "Reuters"}},
	}
	for _, test := range tests {
		if got, ok := reporterIntroduction(test.text); !ok || got != test.want {
			t.Errorf("%s: got %+v %v", test.text, got, ok)
		}
	}
	for _, text := range []string{"我是一个渔民，想问一下。", "请问记者会几点开始？", "We are with you.", ""} {
		if got, ok := reporterIntroduction(text); ok {
			t.Errorf("%s: got %+v", text, got)
		}
	}
}

func TestAnsweringOffice(t *testing.T) {
	if got := answeringOffice("海城国商务部发言人就渔业关税答记者问"); got != "海城国商务部发言人" {
		t.Errorf("got %q", got)
	}
	if got := answeringOffice("海城国商务部举行发布会"); got != "" {
		t.Errorf("got %q", got)
	}
}
