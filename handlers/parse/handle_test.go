package parse

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"shilu/schema"
)

// TestNoTurnsInvented reads text that looks like turns and holds none.
func TestNoTurnsInvented(t *testing.T) {
	for name, text := range map[string]string{
		"credits":      "海城渔港启用\n记者：张三\n摄影：李四\n海城渔港今天启用。首批渔船已经入港。\n责任编辑：王五\n",
		"article":      "海城渔港启用\n安远航表示：“渔港今天启用。”\n李四说：“我们等了很久。”\n安远航表示：“还有二期。”\n市委书记强调：要抓好落实。\n",
		"log":          "INFO: the server is up.\nWARN: the disk is nearly full.\nINFO: a client came.\nWARN: a client went.\n",
		"head only":    "海城渔港通气会\n时间：2024年5月10日\n地点：海城市\n主持人：张三\n发布人：李四\n会议通过三项决议。\n",
		"list":         "工作要点\n一是严格标准：全面排查。\n二是压实责任：逐级落实。\n三是强化督查：定期通报。\n（一）经费来源：市财政拨款。\n",
		"headings":     "海城市财政局：上半年收入稳中有进\n海城市统计局：工业增加值增长百分之五\n全市经济运行平稳。\n",
		"programme":    "开放日日程\n09:00:00 签到\n09:30:00 开幕式\n10:00:00 参观\n",
		"timetable":    "Open day\nDoors: 09:00:00\nLunch: 12:30:00\nClosing: 17:00:00\n",
		"buttons":      "【打印】【关闭】\n海城渔港启用。\n【字体】【分享】\n",
		"directions":   "[笑声]\n大家都笑了。\n[掌声]\n他坐下来了。\n[笑声]\n又笑了一次。\n",
		"links":        "[港务局](https://example.org/a)\n[渔业局](https://example.org/b)\n[港务局](https://example.org/a)\n",
		"handbook":     "# Tool\n\n## Installation:\n\nRun it.\n\n## Usage:\n\nUse it.\n\n## License:\n\nFree.\n",
		"minutes":      "# 會議\n\n### 出席人員：\n- 港務局 李昭\n\n### 會議結論：\n1. 通過。\n",
		"recipe":       "Pie\nNote: use cold butter.\nServes: four people.\nTime: one hour.\nMix well and bake.\n",
		"captions":     "WEBVTT\n\n00:01.000 --> 00:02.000\nRemember: no photographs.\n\n00:02.000 --> 00:03.000\nStay on the path.\n",
		"sound":        "1\n00:00:01,000 --> 00:00:02,000\n[sighs] I know.\n\n2\n00:00:02,000 --> 00:00:03,000\n[sighs] I really do.\n",
		"bold keys":    "# Options\n\n**Default:** The port is 80.\n**Type:** It is a number.\n\n**Default:** The host is local.\n**Type:** It is a text.\n",
		"bold heads":   "# Plan\n\n**Next Steps:** We write it down.\n\n**Key Points:** It is short.\n\n**Action Item 20.1**: Tom writes it.\n**Action Item 20.2**: Ana reads it.\n",
		"bold words":   "# Note\n\n**Harbours** are old.\n**Lights** are older.\n**Harbours** stay.\n",
		"talks":        "Open day\n10:00 Maria Lind: The harbour of tomorrow\n11:00 Tom Okafor: Lights at sea\n12:00 Maria Lind: Questions\n",
		"breaks":       "Opening 09:00\nWelcome by the mayor of the city.\nCoffee Break 10:30\nIn the hall.\nClosing 12:00\nIn the garden.\n",
		"server log":   "[12:00:01] server: the disk is nearly full.\n[12:00:02] client: a request came in.\n[12:00:03] server: the disk is full.\n",
		"inline times": "[00:00:01] when the fog comes in\n[00:00:06] the pilots listen for the bell\n[00:00:11] and then they turn\n",
		"published":    "海城渔港启用\n2024-05-10 10:00:12\n海城渔港今天启用。\n2024-05-10 10:05:40\n首批渔船已经入港。\n",
		"guests":       "海城渔港启用仪式\n出席仪式的有：\n海城市副市长\n安远航\n港务局局长\n苏晚晴\n渔业局局长\n温如海\n仪式于上午十时开始。\n",
		"letters":      "Fig. 3 (AB), Fig. 4 (CD)\nPS: This is a note.\nNB: So is this.\n",
		"german":       "Leuchttürme\nIch rufe den Tagesordnungspunkt 2 auf:\nMeine Damen und Herren:\nDas Folgende gilt:\nEs ist hell.\n",
		"capitals":     "Q is a letter.\nNOTE: It is the seventeenth one.\nQ comes after P.\nDATE: It comes before R.\n",
		"triangles":    "▲ 서울\n▲ 부산\n- 인천\n- 광주\n▲ 사진: 항구의 밤.\n",
		"circles":      "○印の項目は未定です。\n○ 港を直す\n○ 灯台を直す\n",
		"lone quote":   "他问：“好吗？”我答：“好。”\n学问：我们也在学。\n",
		"speakers":     "Speaker\nsystems are loud.\nSpeaker\nsystems are small.\n",
		"abbreviation": "Mr. Holt came. Mrs. Lind left.\nDr. Okafor stayed.\nThe U.S. Navy came too.\n",
		"copyright":    "Files: *\nCopyright: 1990 Maria Lind\nLicense: free.\nFiles: harbour.c\nCopyright: 1991 Tom Okafor\nLicense: free.\n",
		"settings":     "[pier]\nname = \"north\"\n[pier]\nname = \"south\"\n",
		"references":   "[pier]: https://example.org/a\n[light]: https://example.org/b\n[pier]: https://example.org/c\n",
		"shortlog":     "Maria Lind (2):\n\tpier: mend it\nTom Okafor (1):\n\tlight: paint it\nMaria Lind (3):\n\tpier: paint it\n",
		"prose labels": "For example: this is a pier.\nSee also: that one, over there.\nFor example: this is a light.\nSee also: that one, over here.\n",
		"of a speech":  "市长欧阳明达在防汛会议上发表重要讲话\n本报讯 昨日，市长欧阳明达在防汛会议上发表重要讲话。\n他强调，各位干部要绷紧弦。\n",
		"about one":    "全市防汛工作会议召开 欧阳明达讲话\n欧阳明达\n6月18日，全市防汛工作会议召开。\n各位负责人参加会议。\n",
		"a circular":   "致全市家长的一封信\n尊敬的家长朋友：\n您好！暑假将至。\n海城市教育局\n",
		"a statement":  "Statement by the Port Office\n3 May 2031\n\nThe port is closed. Thank you.\n",
		"a table":      "| Name | Text |\n| --- | --- |\n| Error | It is red. |\n| Help | It is blue. |\n| Error | It is bold. |\n",
		"dashes":       "Tools\nhammer – for nails.\nsaw – for wood.\nHammer – for more nails.\nSaw – for more wood.\nOil – for the saw.\n",
		"IRC log":      "[12:00:01] Server: disk full\n[12:00:02] Client: request\n",
		"names in one": "开放日日程\n09:00 主持人 签到\n09:30 市长 致辞\n10:00 参观 港口\n",
		"sessions":     "研讨会日程\n09:00 主持人\n介绍来宾\n09:10 安远航\n灯塔的过去\n10:00 贺远\n灯塔的将来\n",
		"front matter": "---\ntitle: An essay\nspeaker: Mina Holt\n---\nThe harbour is old.\n\n# Chapter\n\nIt is very old.\n",
	} {
		t.Run(name, func(t *testing.T) {
			rec := handle(t, "a.txt", text)
			if rec.Layout != noLayout || len(rec.Turns) != 0 || rec.Preamble != nil {
				t.Errorf("read by %s: %v", rec.Layout, rec.Turns)
			}
			if !strings.Contains(problemCodes(rec), schema.ProblemNoTurns) {
				t.Errorf("problems are %q", problemCodes(rec))
			}
		})
	}
}

// TestTurns reads short texts whose turns are easily misread; want is "label@time=text" for each.
func TestTurns(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{
			"one person's two turns in a row stay two", "记者：请问？\n贺远：第一。\n贺远：第二。\n",
			[]string{"记者@=请问？", "贺远@=第一。", "贺远@=第二。"},
		},
		{
			"the announcement that opens, between lead and first question",
			"港务局答记者问\n近日，港务局发言人就新码头答记者问。\n以下为文字实录。\n新码头六月启用。\n首批有九条航线。\n记者：票价多少？\n贺远：十元。\n",
			[]string{"@=新码头六月启用。\n首批有九条航线。", "记者@=票价多少？", "贺远@=十元。"},
		},
		{
			"an answer by a label used once", "海城社记者：请问二期工程何时开工？\n高桥：年底。\n",
			[]string{"海城社记者@=请问二期工程何时开工？", "高桥@=年底。"},
		},
		{
			"the topic above a question is nobody's", "港务局：新吊机上岗\n记者：几台？\n贺远：四台。\n港务局：冬季停航\n记者：停吗？\n贺远：不停。\n",
			[]string{"记者@=几台？", "贺远@=四台。", "记者@=停吗？", "贺远@=不停。"},
		},
		{
			"outlets and roles in many shapes",
			"主持人林小舟：请提问。\n《海城日报》记者：请问？\n港务局发言人贺远：好。\nCNN：Why?\n贺远：Because.\n路透社：请问？\n贺远：好。\n",
			[]string{
				"主持人林小舟@=请提问。", "《海城日报》记者@=请问？", "港务局发言人贺远@=好。", "CNN@=Why?", "贺远@=Because.", "路透社@=请问？", "贺远@=好。",
			},
		},
		{
			"an outlet in quotation marks, a follow-up, and an outlet of no known form",
			"新岛“海通社”记者：好吗？\n贺远：好。\n追问：真的？\n贺远：真的。\n今日海港：\n会下雨吗？\n贺远：会。\n要点：带伞。\n贺远：完了。\n",
			[]string{
				"新岛“海通社”记者@=好吗？", "贺远@=好。", "追问@=真的？", "贺远@=真的。", "今日海港@=会下雨吗？", "贺远@=会。\n要点：带伞。", "贺远@=完了。",
			},
		},
		{
			"a chat below a transcript", "主持人：开始。\n贺远：好。\n主持人：结束。\nFrom Bo Li to Everyone: 02:05 PM\ngm\n",
			[]string{"主持人@=开始。", "贺远@=好。", "主持人@=结束。", "Bo Li@02:05 PM=gm"},
		},
		{
			"the second page of one event", "海城港务局记者会文字实录\n时间：2024年5月10日\n记者：请问？\n贺远：第一。\n海城港务局记者会文字实录\n时间：2024年5月10日\n第二。\n",
			[]string{"记者@=请问？", "贺远@=第一。\n第二。"},
		},
		{
			"a moment within a turn isn't the turn's", "**Bo Li:** One.\n\n\\[04:14\\] Two.\n\n**An Wu:** \\[05:00\\] Three.\n\n**Bo Li:** Four.\n",
			[]string{"Bo Li@=One.\nTwo.", "An Wu@05:00=Three.", "Bo Li@=Four."},
		},
		{
			"a stamp alone is no turn and no text", "09:00:00\n标题\n09:01:00 主持人\n好。\n09:02:00\n图\n09:03:00 记者\n好吗？\n",
			[]string{"主持人@09:01:00=好。\n图", "记者@09:03:00=好吗？"},
		},
		{
			"a colon within a word is none", "主持人：网址是https://example.org:80，\n时间是10:30。\n安远航：好。\n",
			[]string{"主持人@=网址是https://example.org:80，\n时间是10:30。", "安远航@=好。"},
		},
		{
			"vertical and small colons", "记者︰请问？\n安远航﹕好。\n", []string{"记者@=请问？", "安远航@=好。"},
		},
		{
			"a heading between a speaker's paragraphs", "# T\n\n### 唐海：\n一。\n\n## 第二節\n\n二。\n\n### 待辦事項：\n- 三\n\n### 唐海：\n四。\n",
			[]string{"唐海@=一。\n二。", "唐海@=四。"},
		},
		{
			"a cue without a name goes on", "WEBVTT\n\n00:01.000 --> 00:02.000\nBo Li: One\n\n00:02.000 --> 00:03.000\nand two.\n\n00:03.000 --> 00:04.000\nAn Wu: Three.\n",
			[]string{"Bo Li@00:01.000=One\nand two.", "An Wu@00:03.000=Three."},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := handle(t, "a.txt", c.text)
			got := turnLines(rec)
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("layout %s\ngot  %q\nwant %q", rec.Layout, got, c.want)
			}
		})
	}
}

// turnLines is "label@time=text" for each turn.
func turnLines(rec schema.Record) []string {
	var lines []string
	for _, turn := range rec.Turns {
		lines = append(lines, fmt.Sprintf("%s@%s=%s", turn.Label, turn.Time, turn.Text))
	}
	return lines
}

func TestLayoutIsAskedFor(t *testing.T) {
	in := received("a.txt", []byte("问：好吗？\n答：好。\n"))
	in.Layout = "lines"
	rec, err := Handle(context.Background(), in)
	if err != nil || rec.Layout != "lines" || len(rec.Turns) != 2 || rec.Turns[0].Label != "" || rec.Turns[0].Text != "问：好吗？" {
		t.Errorf("got %+v, %v", rec, err)
	}
	in.Layout = "stamped-names"
	if rec, err = Handle(context.Background(), in); err != nil || rec.Layout != "stamped-names" || len(rec.Turns) != 0 {
		t.Errorf("got %+v, %v", rec, err)
	}
	in.Layout = "nonsense"
	_, err = Handle(context.Background(), in)
	if fault := schema.AsFault(err); fault == nil || fault.Code != schema.FaultLayout || !strings.Contains(fault.Advice, "stamped-names") {
		t.Errorf("got %v, want a fault that lists the layouts", err)
	}
}

func TestAmbiguousLayout(t *testing.T) {
	text := "[主持人]欢迎。\n记者：请问进展如何？\n[安远航]进展顺利。\n贺远：年底完成。\n"
	rec := handle(t, "a.txt", text)
	if !strings.Contains(problemCodes(rec), schema.ProblemAmbiguousLayout) {
		t.Errorf("read by %s, problems %q", rec.Layout, problemCodes(rec))
	}
}

func TestLeadingText(t *testing.T) {
	text := "圆桌对谈\n我们先试一下麦克风。\n主持人：欢迎两位。\n温如海：谢谢邀请。\n主持人：请讲。\n温如海：海港是门。\n"
	rec := handle(t, "a.txt", text)
	if problemCodes(rec) != "no_date leading_text" || len(rec.Turns) != 4 {
		t.Errorf("%d turns, problems %q", len(rec.Turns), problemCodes(rec))
	}
}

// TestSizes reads what is large in one way: it ends in a record or a clear fault, and a reader that isn't linear never ends.
func TestSizes(t *testing.T) {
	const mb = 1 << 20
	var numbered strings.Builder
	for i := range 100_000 {
		fmt.Fprintf(&numbered, "人%d：好。\n记者：好吗？\n", i)
	}
	for _, c := range []struct {
		name, text string
		turns      int
	}{
		{"one line", strings.Repeat("海", 20*mb/3), 0},
		{"one line of labels", strings.Repeat("记者：好吗？安远航：好。", mb/4), mb / 2},
		{"turns", strings.Repeat("记者：好吗？\n安远航：好。\n", 50_000), 100_000},
		{"labels", numbered.String(), 200_000},
		{"stamps", strings.Repeat("09:00:00 记者\n好吗？\n", 100_000), 100_000},
		{"blank lines", "标题" + strings.Repeat("\n", 100_000), 0},
		{"colons", strings.Repeat("：\n", mb), 0},
		{"brackets", strings.Repeat("【", mb), 0},
		{"angles", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + strings.Repeat("<v ", mb), 0},
		{"voices", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + strings.Repeat("<v A>b<v B>c", mb/8), mb / 4},
		{"entities", "WEBVTT\n\n00:01.000 --> 00:02.000\n" + strings.Repeat("&<{", mb), 0},
		{"timings", strings.Repeat("00:00:01,000 --> 00:00:02,000\n", 50_000), 0},
		{"people", "出席：" + strings.Repeat("某、", mb) + "\n记者：好吗？\n安远航：好。\n", 2},
		{"quotes", "记者：" + strings.Repeat("“", mb) + "\n安远航：好。\n记者：好吗？\n", 3},
		{"parentheses", strings.Repeat("(", mb), 0},
		{"wide parentheses", strings.Repeat("（", mb), 0},
		{"tabs", strings.Repeat("Speaker\tText\t", mb/8) + "\n" + strings.Repeat("\t\ta", mb/2), 0},
		{"bars", "|" + strings.Repeat("a|", mb) + "\n" + strings.Repeat("|", mb), 0},
		{"dashes", strings.Repeat("A - b", mb/4) + "\n" + strings.Repeat(" – \n", mb/8), 0},
		{"rows", "| Speaker | Text |\n" + strings.Repeat("| Anna | Yes. |\n| Bo | No. |\n", 50_000), 100_000},
		{"messages", strings.Repeat("[14:05] <tom> hello\n[14:05] <ann> hi\n", 50_000), 100_000},
		{"offsets", strings.Repeat("(00:01) ", mb/4), 0},
		{"stars", strings.Repeat("*", mb) + "\n" + strings.Repeat("**", mb), 0},
		{"colons in a line", strings.Repeat(":", mb) + "\n" + strings.Repeat("a: ", mb/2), 0},
		{"sentences in a line", strings.Repeat("Yes. No! ", mb/8) + ": a", 0},
		{"digits", strings.Repeat("1", mb) + "\n" + strings.Repeat("1:", mb), 0},
		{"moments", strings.Repeat("2024-05-10 10:00:12\n", 100_000), 0},
		{"short lines", strings.Repeat("安远航\n主持人\n", 200_000), 0},
		{"posts", strings.Repeat("[主持人]好。[09:30]\n[安远航]好。[09:29]\n", 50_000), 100_000},
		{"remarks", strings.Repeat("Anna Holt (SPD):\nJa.\n(Beifall\n", 50_000), 50_000},
		{"legend", strings.Repeat("Maria Lind (ML), Tom Okafor (TO), ", mb/16) + "\nML: Yes.\nML: No.\n", 2},
		{"rules", strings.Repeat("---\n", mb/4), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := handle(t, "a.txt", c.text)
			if len(rec.Turns) != c.turns {
				t.Errorf("%d turns by %s, want %d", len(rec.Turns), rec.Layout, c.turns)
			}
		})
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Handle(ctx, received("a.txt", []byte("问：好吗？\n"))); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// handle reads a text and proves the record.
func handle(t *testing.T, name, text string) schema.Record {
	t.Helper()
	rec, err := Handle(context.Background(), received(name, []byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	if err := check([]byte(text), rec); err != nil {
		t.Fatal(err)
	}
	return rec
}
