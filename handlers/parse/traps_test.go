package parse

import (
	"strings"
	"testing"
)

// TestLooksLikeATurn puts what has the form of a turn, and is none, into a transcript: nobody says it, whatever stands around it. rest
// are the turns that there are, "label=text" each, where the trap isn't simply gone.
func TestLooksLikeATurn(t *testing.T) {
	talk := []string{"记者=请问码头何时启用？", "安远航=六月一日。", "记者=票价多少？", "安远航=十元。"}
	const before, after = "记者：请问码头何时启用？\n安远航：六月一日。\n", "记者：票价多少？\n安远航：十元。\n"
	for _, c := range []struct {
		name, text string
		want       []string
	}{
		{"责任编辑", before + after + "责任编辑：石磊\n", talk},
		{"责任编辑 in brackets", before + after + "（责任编辑：石磊）\n", talk},
		{"編輯 at the foot, with buttons below", before + after + "編輯：石磊　校對：高山\n【打印本页】【关闭窗口】\n", talk},
		{"記者 as a credit", "海城港務局記者會\n記者：石磊\n" + before + after, talk},
		{"時間 and 地點", "海城港務局記者會\n時間：2031年5月7日\n地點：港務大樓\n發布人：安远航\n" + before + after, talk},
		{"时间 with its value below", "海城港务局通气会\n时间：\n2031年5月7日\n地点：\n港务大楼\n" + before + after, talk},
		{"出席議員 and 列席秘書", "會議過程正式紀錄\n出席議員：\n何秀蓮議員\n陳永安議員\n列席秘書：\n秘書長陳維安先生\n主席：開會。\n何秀蓮議員：主席，我想問碼頭。\n主席：請。\n", []string{
			"主席=開會。", "何秀蓮議員=主席，我想問碼頭。", "主席=請。",
		}},
		{"页眉 of a record", "立法會 ─ 2031年 5月 7日\n1\n主席：開會。\n何秀蓮議員：主席，我想\n立法會 ─ 2031年 5月 7日\n2\n問碼頭。\n主席：請。\n陳永安議員：多謝主席。\n", []string{
			"主席=開會。", "何秀蓮議員=主席，我想\n問碼頭。", "主席=請。", "陳永安議員=多謝主席。",
		}},
		{"机构：标题 above each question", "海城港务局：新码头六月启用\n" + before + "海城港务局：票价不变\n" + after, talk},
		{"front matter", "---\ntitle: 港务局答问\nspeaker: 安远航\nnote: 无\n---\n" + before + after, talk},
		{"buttons", "【字体：大 中 小】【打印】【关闭】\n[主持人]欢迎。\n[安远航]谢谢。\n[主持人]请讲。\n[安远航]好的。\n【返回顶部】\n", []string{
			"主持人=欢迎。", "安远航=谢谢。", "主持人=请讲。", "安远航=好的。",
		}},
		{"stage directions in brackets", "[主持人]欢迎。\n[掌声]\n[安远航]谢谢。\n[笑声]\n[主持人]请讲。\n[图片]\n", []string{
			"主持人=欢迎。\n[掌声]", "安远航=谢谢。\n[笑声]", "主持人=请讲。\n[图片]",
		}},
		{"stage directions of Markdown", "# 記者會\n\n### 林小舟：\n開始。\n\n### （眾人鼓掌）\n\n> （與會者皆無意見）\n\n### 唐海：\n好。\n", []string{"林小舟=開始。\n> （與會者皆無意見）", "唐海=好。"}},
		{"what is beside a meeting", "Präsident Lars Berg:\nGuten Tag.\n(Beifall bei der SPD: Sehr gut!)\nMina Holt (SPD):\nDanke.\n(Unterbrechung von 9.36 bis 10.11 Uhr)\nPräsident Lars Berg:\nBitte.\n", []string{
			"Präsident Lars Berg=Guten Tag.", "Mina Holt (SPD)=Danke.", "Präsident Lars Berg=Bitte.",
		}},
		{"a sentence with the form of a label", "Präsident Lars Berg:\nIch rufe den Tagesordnungspunkt 2 auf:\nHafen.\nMina Holt (SPD):\nDanke.\n", []string{
			"Präsident Lars Berg=Ich rufe den Tagesordnungspunkt 2 auf:\nHafen.", "Mina Holt (SPD)=Danke.",
		}},
		{"Moderator and Notes as keys", "# Call 7\n\n**Moderator:** Mina Holt\n**Notes:** Lars Berg\n\n**Mina Holt** [1:53](https://example.org/v?t=113): Welcome.\n\n**Lars Berg** [2:10](https://example.org/v?t=130): Hello.\n", []string{
			"Mina Holt=Welcome.", "Lars Berg=Hello.",
		}},
		{"an action item and a takeaway in bold", "**Mina Holt:** Welcome.\n\n**Action Item 20.1**: Lars writes it.\n\n**Lars Berg:** I will.\n\n**Key takeaway:** it is short.\n\n**Mina Holt:** Good.\n\n**Lars Berg:** Bye.\n", []string{
			"Mina Holt=Welcome.", "Lars Berg=I will.\n**Key takeaway:** it is short.", "Mina Holt=Good.", "Lars Berg=Bye.",
		}},
		{"程序委員會意見", "立法院會議紀錄\n主席：請問院會，有無異議？（無）無異議。\n程序委員會意見：擬請院會將本案交委員會審查。\n林委員海生：主席、各位同仁。\n主席：請。\n林委員海生：謝謝。\n", []string{
			"主席=請問院會，有無異議？（無）無異議。", "林委員海生=主席、各位同仁。", "主席=請。", "林委員海生=謝謝。",
		}},
		{"a caption between the turns", before + "![安远航答问](a.png)\n" + after, talk},
		{"一是 and 第二", "记者：请问码头何时启用？\n安远航：六月一日。\n一是：泊位已经完工。\n第二：航线已经批准。\n" + after, []string{
			"记者=请问码头何时启用？", "安远航=六月一日。\n一是：泊位已经完工。\n第二：航线已经批准。", "记者=票价多少？", "安远航=十元。",
		}},
		{"a clock that opens the page", "09:16:16\n海城通气会\n■发布人:海城市港务局局长 安远航\n09:31:06 主持人\n欢迎。\n09:31:55 安远航\n谢谢。\n", []string{"主持人=欢迎。", "安远航=谢谢。"}},
		{"clicks and comings of a chat", "00:05:51\tMina Holt:\tgm\n00:06:01\tLars:\tReacted to \"gm\" with 👍\n00:06:09\tLars:\thello\n", []string{"Mina Holt=gm", "Lars=hello"}},
		{"what a chat tells of itself", "[14:05] <mina> hello\n[14:06] * lars waves\n[14:06] -!- tom joined\n[14:07] <lars> hi\n", []string{"mina=hello", "lars=hi"}},
		{"who made the text", "说话人 1 00:02\n开始。\n说话人 2 00:09\n好的。\n以上内容由AI生成\n", []string{"说话人 1=开始。", "说话人 2=好的。"}},
		{"the rule and what is below a table", "| 发言人 | 内容 |\n| --- | --- |\n| 主持人 | 开始。 |\n| 安远航 | 好的。 |\n| 主持人 | 再见。 |\n\n整理：石磊\n", []string{"主持人=开始。", "安远航=好的。", "主持人=再见。"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rec := handle(t, "a.txt", c.text)
			var got []string
			for _, turn := range rec.Turns {
				got = append(got, turn.Label+"="+turn.Text)
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("layout %s\ngot  %q\nwant %q", rec.Layout, got, c.want)
			}
		})
	}
}

// TestDoesNotLookLikeATurn reads what is a turn and hasn't the form of one.
func TestDoesNotLookLikeATurn(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []string // "label@time=text"
	}{
		{
			"an opening announcement without a label",
			"2031年5月7日港务局发言人安远航主持例行记者会\n　　5月7日，港务局发言人安远航主持例行记者会。\n　　首先发布一条消息：新码头六月启用。\n　　问：票价多少？\n　　答：十元。\n",
			[]string{"@=首先发布一条消息：新码头六月启用。", "问@=票价多少？", "答@=十元。"},
		},
		{
			"a stamp that closes its turn", "主持人 林小舟:\n欢迎。\n2031-05-07 09:30:12\n港务局局长 安远航:\n谢谢。\n2031-05-07 09:31:50\n",
			[]string{"主持人 林小舟@2031-05-07 09:30:12=欢迎。", "港务局局长 安远航@2031-05-07 09:31:50=谢谢。"},
		},
		{
			"newest first", "[主持人]再见。[05-07 16:00]\n[安远航]六月。[05-07 15:31]\n[网友 海风]何时启用？[05-07 15:25]\n[主持人]欢迎。[05-07 15:00]\n",
			[]string{"主持人@05-07 15:00=欢迎。", "网友 海风@05-07 15:25=何时启用？", "安远航@05-07 15:31=六月。", "主持人@05-07 16:00=再见。"},
		},
		{
			"a question that is interrupted twice", "何秀蓮議員：我想問碼頭......\n主席：請坐下。\n何秀蓮議員： ......的票價......\n主席：請簡短。\n何秀蓮議員： ......是多少？\n運輸局局長：十元。\n",
			[]string{"何秀蓮議員@=我想問碼頭......", "主席@=請坐下。", "何秀蓮議員@=......的票價......", "主席@=請簡短。", "何秀蓮議員@=......是多少？", "運輸局局長@=十元。"},
		},
		{
			"a label spread over three lines",
			"主持人\n各位好。今天的嘉宾是：\n港务局副局长、一级巡视员\n安远航\n请提问。\n海城电视台\n记者\n何时启用？\n港务局副局长、一级巡视员\n安远航\n六月。\n主持人\n谢谢。\n",
			[]string{
				"主持人@=各位好。今天的嘉宾是：\n港务局副局长、一级巡视员\n安远航\n请提问。", "海城电视台 记者@=何时启用？", "港务局副局长、一级巡视员 安远航@=六月。", "主持人@=谢谢。",
			},
		},
		{
			"the host's line above an office and a name", "主持人\n港务局新闻发言人\n安远航\n各位好。\n海城电视台记者\n何时启用？\n港务局副局长\n贺远\n六月。\n主持人\n港务局新闻发言人\n安远航\n谢谢。\n",
			[]string{"主持人 港务局新闻发言人 安远航@=各位好。", "海城电视台记者@=何时启用？", "港务局副局长 贺远@=六月。", "主持人 港务局新闻发言人 安远航@=谢谢。"},
		},
		{
			"several in one paragraph", "5月7日，发言人主持例行记者会。问：何时启用？答：六月。问：票价多少？答：十元。\n",
			[]string{"问@=何时启用？", "答@=六月。", "问@=票价多少？", "答@=十元。"},
		},
		{
			"a second page of one event", "海城港务局记者会实录（1）\n记者：何时启用？\n安远航：六月。\n海城港务局记者会实录（2）\n记者：票价多少？\n安远航：十元。\n",
			[]string{"记者@=何时启用？", "安远航@=六月。", "记者@=票价多少？", "安远航@=十元。"},
		},
		{
			"two sessions in one file", "# 上午\n\n### 林小舟：\n開始。\n\n### 唐海：\n好。\n\n# 下午\n\n### 林小舟：\n繼續。\n",
			[]string{"林小舟@=開始。", "唐海@=好。", "林小舟@=繼續。"},
		},
		{
			"a masked name, and one that lost a character", "王***：各位好。\n记者：几点开？\n王***：八点。\n安\uFFFD航：九点。\n记者：好。\n",
			[]string{"王***@=各位好。", "记者@=几点开？", "王***@=八点。", "安\uFFFD航@=九点。", "记者@=好。"},
		},
		{
			"a name without its office, later", "【港务局局长 巴特尔·乌力吉】今年有八百万人次。\n【草原晚报记者 斯琴】冬天呢？\n【巴特尔·乌力吉】也有。\n",
			[]string{"港务局局长 巴特尔·乌力吉@=今年有八百万人次。", "草原晚报记者 斯琴@=冬天呢？", "巴特尔·乌力吉@=也有。"},
		},
		{
			"a name and an office with a comma between them",
			"Ms. Ana Prado, Deputy Spokesperson for Harbours: Good morning.\nQuestion: When does it open?\nMs. Ana Prado, Deputy Spokesperson for Harbours: In June.\nQuestion: In Port Sund, as planned: or later?\n",
			[]string{"Ms. Ana Prado, Deputy Spokesperson for Harbours@=Good morning.", "Question@=When does it open?", "Ms. Ana Prado, Deputy Spokesperson for Harbours@=In June.", "Question@=In Port Sund, as planned: or later?"},
		},
		{
			"whoever speaks once between others", "主持人：欢迎。\n老渔民：谢谢。\n主持人：哪年来的？\n老渔民：六二年。\n路人甲：我也来看看。\n主持人：好。\n",
			[]string{"主持人@=欢迎。", "老渔民@=谢谢。", "主持人@=哪年来的？", "老渔民@=六二年。", "路人甲@=我也来看看。", "主持人@=好。"},
		},
		{
			"a time of day without seconds", "14:30 主持人\n欢迎。\n14:32 港务局副局长 扎西多吉\n谢谢。\n14:50 主持人\n再见。\n",
			[]string{"主持人@14:30=欢迎。", "港务局副局长 扎西多吉@14:32=谢谢。", "主持人@14:50=再见。"},
		},
		{
			"a saved chat with days", "李建国 2031-05-07 08:01:12\n水位到了。\n周小燕 2031-05-07 08:02:30\n收到。\n李建国 2031-05-07 08:03:05\n好的。\n",
			[]string{"李建国@2031-05-07 08:01:12=水位到了。", "周小燕@2031-05-07 08:02:30=收到。", "李建国@2031-05-07 08:03:05=好的。"},
		},
		{
			"a chat with the day before a comma", "[10/05/2031, 08:01:12 AM] Ana Prado: water is up\n[10/05/2031, 08:02:30 AM] Tomé: got it\n[10/05/2031, 08:03:05 AM] Ana Prado: ok\n",
			[]string{"Ana Prado@10/05/2031, 08:01:12 AM=water is up", "Tomé@10/05/2031, 08:02:30 AM=got it", "Ana Prado@10/05/2031, 08:03:05 AM=ok"},
		},
		{
			"speakers with letters, and no sentence that ends", "[00:00:03] 发言人A：大家好\n[00:00:08] 发言人B：你好\n[00:00:12] 发言人A：开始吧\n",
			[]string{"发言人A@00:00:03=大家好", "发言人B@00:00:08=你好", "发言人A@00:00:12=开始吧"},
		},
		{
			"an office and what somebody is called, once",
			"县卫健局（谭局长）：今天请大家来。\n石桥村村医　罗大妈：那我先说。\n柳林村村医　小武：我补一句。\n县卫健局（谭局长）：记下来。\n石桥村村医　罗大妈：还有保险。\n",
			[]string{"县卫健局（谭局长）@=今天请大家来。", "石桥村村医　罗大妈@=那我先说。", "柳林村村医　小武@=我补一句。", "县卫健局（谭局长）@=记下来。", "石桥村村医　罗大妈@=还有保险。"},
		},
		{
			"ranges, and the speaker in brackets", "[00:00:00.000 --> 00:00:04.120] [SPEAKER_00]: Welcome.\n[00:00:04.120 --> 00:00:06.000] [SPEAKER_01]: Thanks.\n[00:00:06.000 --> 00:00:09.300] [SPEAKER_00]: So.\n",
			[]string{"SPEAKER_00@00:00:00.000=Welcome.", "SPEAKER_01@00:00:04.120=Thanks.", "SPEAKER_00@00:00:06.000=So."},
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
