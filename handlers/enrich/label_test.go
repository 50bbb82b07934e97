package enrich

import (
	"testing"

	"shilu/schema"
)

func TestReadLabel(t *testing.T) {
	asker := label{role: schema.Journalist, part: asks, each: true}
	outlet := func(affiliation, name string) label {
		return label{name: name, affiliation: affiliation, role: schema.Journalist, part: asks}
	}
	tests := []struct {
		printed string
		want    label
	}{
		// Roles.
		{"主持人", label{role: schema.Host, part: leads}},
		{"司儀", label{role: schema.Host, part: leads}},
		{"Moderator", label{role: schema.Host, part: leads}},
		{"记者", asker},
		{"問", asker},
		{"媒體提問", asker},
		{"The Press", asker},
		{"問2", asker},
		{"Q", label{part: asks, each: true}},
		{"QUESTION", label{part: asks, each: true}},
		{"Audience Member", label{role: schema.Guest, part: asks, each: true}},
		{"答", label{part: answers}},
		{"口譯人員", label{part: aside}},
		{"Speaker 0", label{}},
		{"发言人 2", label{}}, // a voice of speech recognition, no spokesperson

		// Names.
		{"隋清河", label{name: "隋清河"}},
		{"欧阳青山", label{name: "欧阳青山"}},
		{"Jane Doe", label{name: "Jane Doe"}},
		{"kev", label{name: "kev"}},
		{"瑪莎・格林", label{name: "瑪莎・格林"}},
		{"林先生", label{name: "林先生"}},
		{"Mr. Brown", label{surname: "Brown"}},
		{"MS. JANE BROWN", label{name: "JANE BROWN"}},
		{"Dr. Jane Brown", label{name: "Jane Brown"}},
		{"甲", label{}},
		{"會議結論", label{}},

		// Outlets.
		{"新华社记者", outlet("新华社", "")},
		{"南湾晚报的记者", outlet("南湾晚报", "")},
		{"日本記者", asker},
		{"同上記者", asker},
		{"中視新聞", outlet("中視新聞", "")},
		{"AP", outlet("AP", "")},
		{"電子時報記者林小楠", outlet("電子時報", "林小楠")},
		{"中央社 蘇小云", outlet("中央社", "蘇小云")},
		{"Yahoo 財經 楊小懸", outlet("Yahoo 財經", "楊小懸")},
		{"iThome 余小浩", outlet("iThome", "余小浩")},
		{"自由時報徐小苓", outlet("自由時報", "徐小苓")},
		{"趙榮台", label{name: "趙榮台"}}, // ends like 中央台
		{"Jane Doe, Example Daily", outlet("Example Daily", "Jane Doe")},
		{"John Roe, Lake Magazine (Ohio)", outlet("Lake Magazine (Ohio)", "John Roe")},

		// Offices.
		{"外交部发言人", label{affiliation: "外交部发言人"}},
		{"行政長官", label{affiliation: "行政長官"}},
		{"技監", label{affiliation: "技監"}},
		{"數位策略司", label{affiliation: "數位策略司"}},
		{"教育部代表", label{affiliation: "教育部"}},
		{"副司长 方大明", label{name: "方大明", affiliation: "副司长"}},
		{"某某部新闻发言人、新闻局局长 方大明", label{name: "方大明", affiliation: "某某部新闻发言人、新闻局局长"}},
		{"国务院总理 方大明", label{name: "方大明", affiliation: "国务院总理"}},
		{"南湾区石桥镇党委书记方大明", label{name: "方大明", affiliation: "南湾区石桥镇党委书记"}},
		{"方大明书记", label{name: "方大明", affiliation: "书记"}},
		{"方大明大校", label{name: "方大明"}},
		{"国防部新闻发言人方大明大校", label{name: "方大明", affiliation: "国防部新闻发言人"}},
		{"黄组长", label{surname: "黄", affiliation: "组长"}},
		{"台南市政府社會局黃組長", label{surname: "黃", affiliation: "台南市政府社會局組長"}},
		{"環保署廢棄物管理處賴小瑩處長", label{name: "賴小瑩", affiliation: "環保署廢棄物管理處處長"}},
		{"青田咖啡方小宜總經理", label{name: "方小宜", affiliation: "青田咖啡總經理"}},
		{"唐召集人鳴", label{name: "唐鳴", affiliation: "召集人"}},
		{"性平處鄧副處長小玉", label{name: "鄧小玉", affiliation: "性平處副處長"}},
		{"何小仁議員", label{name: "何小仁", affiliation: "議員"}},
		{"Senator Brown", label{surname: "Brown", affiliation: "Senator", role: schema.Official}},

		// Brackets: a role, a name, an organisation, a nickname.
		{"石小佳(司儀)", label{name: "石小佳", role: schema.Host, part: leads}},
		{"主持人（石小佳）", label{name: "石小佳", role: schema.Host, part: leads}},
		{"李小璋 (中央健康保險署)", label{name: "李小璋", affiliation: "中央健康保險署"}},
		{"黃小霖（豆泥）", label{name: "黃小霖"}},
		{"教育部代表（趙副組長小靖）", label{name: "趙小靖", affiliation: "教育部副組長"}},
		{"經濟部(補充說明)", label{affiliation: "經濟部"}},
		{"Rick Roe (RR)", label{name: "Rick Roe"}},
		{"Dr. Anna Roe (CDU/CSU)", label{name: "Anna Roe", affiliation: "CDU/CSU"}},
		{"The Chair (Hon. Jane Doe (Lakeside, Lib.))", label{name: "Jane Doe", role: schema.Host, part: leads}},
	}
	for _, test := range tests {
		if got := readLabel(test.printed); got != test.want {
			t.Errorf("%s:\n got %+v\nwant %+v", test.printed, got, test.want)
		}
	}
}

func TestSplitOffice(t *testing.T) {
	tests := []struct{ affiliation, organization, post string }{
		{"南湾区石桥镇党委书记", "南湾区石桥镇党委", "书记"},
		{"高区党工委委员、柳园街道党工委书记", "高区党工委、柳园街道党工委", "委员、书记"},
		{"外交部部长助理、发言人", "外交部", "部长助理、发言人"},
		{"外交部长", "外交部", "部长"},
		{"外交部副部长", "外交部", "副部长"},
		{"數位部長", "數位部", "部長"},
		{"临海市长", "临海市", "市长"},
		{"临海市常务副市长", "临海市", "常务副市长"},
		{"財政司司長", "財政司", "司長"},
		{"国务院总理", "国务院", "总理"},
		{"公使", "", "公使"},
		{"国家卫生健康委新闻发言人、宣传司副司长", "国家卫生健康委、宣传司", "新闻发言人、副司长"},
		{"青田咖啡總經理", "青田咖啡", "總經理"},
		{"政務次長兼發言人", "", "政務次長、發言人"},
		{"石桥镇", "", ""},
	}
	for _, test := range tests {
		o, ok := splitOffice(test.affiliation)
		if o.organization != test.organization || o.post != test.post || ok != (test.post != "") {
			t.Errorf("%s: got %q %q %v", test.affiliation, o.organization, o.post, ok)
		}
	}
}
