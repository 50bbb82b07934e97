package parse

import (
	"context"
	"strings"
	"testing"
	"time"

	"shilu/schema"
)

func TestFindDay(t *testing.T) {
	for text, want := range map[string]string{
		"2024-05-10":              "2024-05-10",
		"2024‑05‑10 talk":         "2024-05-10",
		"2024/5/10 14:00":         "2024-05-10",
		"2024.05.10":              "2024-05-10",
		"于2024年5月10日上午举行":         "2024-05-10",
		"2024 年 5 月 10 日":         "2024-05-10",
		"二〇二四年五月十日":               "2024-05-10",
		"二○一二年十月三十一日":             "2012-10-31",
		"民國113年5月10日":             "2024-05-10",
		"民國 99 年 12 月 1 日":        "2010-12-01",
		"Friday, May 10, 2024":    "2024-05-10",
		"on Sept. 1st 2023":       "2023-09-01",
		"10 May 2024":             "2024-05-10",
		"the 10th of May, 2024":   "2024-05-10",
		"2024-13-10, 2024-02-30":  "",
		"12345-05-10":             "",
		"第109年第3次":                "",
		"5月10日":                   "",
		"May 10":                  "",
		"3024-05-10":              "",
		"2024-05-101":             "",
		"5/6 then March 3, 2020.": "2020-03-03",
	} {
		if got := dayString(findDay(text)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
	for name, want := range map[string]string{
		"a/2024-05-10-talk.md": "2024-05-10", "20240510.txt": "2024-05-10", "GMT20240510-093000.vtt": "2024-05-10",
		"20240510093000.txt": "2024-05-10", "call_029.md": "", "1234567890.txt": "", "2019‑12‑24-x.md": "2019-12-24",
		"2024-05-10/notes.txt": "", "a.zip!/2024_05_10.srt": "2024-05-10",
	} {
		if got := dayString(nameDay(name)); got != want {
			t.Errorf("file name %q: got %q, want %q", name, got, want)
		}
	}
}

func dayString(d time.Time) string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// TestDate says which day counts where text, file name and the day given disagree, and which days of a text are not of speech.
func TestDate(t *testing.T) {
	const turns = "记者：五月十二日开工吗？\n安远航：2030年1月1日开工。\n"
	for _, c := range []struct{ name, path, text, spoken, want, from, problems string }{
		{"text before file name", "2024-05-11.txt", "通气会\n时间：2024年5月10日\n" + turns, "", "2024-05-10", "text", "date_conflict"},
		{"both the same", "2024-05-10.txt", "通气会\n时间：2024年5月10日\n" + turns, "", "2024-05-10", "text", ""},
		{"file name alone", "2024-05-11.txt", turns, "", "2024-05-11", "filename", ""},
		{"given before text", "a.txt", "时间：2024年5月10日\n" + turns, "2024-05-09", "2024-05-09", "sidecar", "date_conflict"},
		{"none; speech doesn't count", "a.txt", turns, "", "", "", "no_date"},
		{"a day of publishing", "a.txt", "发布时间：2024-05-10\n" + turns, "", "", "", "no_date"},
		{"front matter", "a.md", "---\ndate: 2024-05-10\n---\n" + turns, "", "2024-05-10", "text", ""},
		{"lead", "a.txt", "海城发布会\n2024年5月10日，海城市政府新闻办举行新闻发布会，副市长介绍情况。\n" + turns, "", "2024-05-10", "text", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			in := received(c.path, []byte(c.text))
			in.Spoken = c.spoken
			rec, err := Handle(context.Background(), in)
			if err != nil {
				t.Fatal(err)
			}
			if string(rec.Date) != c.want || string(rec.DateFrom) != c.from || problemCodes(rec) != c.problems {
				t.Errorf("got %q from %q, problems %q; want %q from %q, %q", rec.Date, rec.DateFrom, problemCodes(rec), c.want, c.from, c.problems)
			}
		})
	}
	in := received("a.txt", []byte(turns))
	in.Spoken = "10 May"
	if _, err := Handle(context.Background(), in); schema.AsFault(err) == nil {
		t.Errorf("a day that is none: got %v, want a fault", err)
	}
}

func TestPeople(t *testing.T) {
	for text, want := range map[string]string{
		"文山区张家镇党委书记 安远航":                         "安远航=文山区张家镇党委书记",
		"高区党工委委员、怡和街道党工委书记 王丞":                   "王丞=高区党工委委员、怡和街道党工委书记",
		"林洪海律師、高成教授":                             "林洪海=律師 高成=教授",
		"海城港务局办公室副主任、新闻发言人贺远大校":                  "贺远=海城港务局办公室副主任、新闻发言人",
		"甘文（海城大学教授）、苏晚晴(规划局、总工程师)":               "甘文=海城大学教授 苏晚晴=规划局、总工程师",
		"港務局 黃子維 / 張皓婷":                          "黃子維=港務局 張皓婷=港務局",
		"港務司 李昭 鄭瑋 / 車安中心 張靖":                    "李昭=港務司 鄭瑋=港務司 張靖=車安中心",
		"标检局 科长/詹康 技士/林靖":                        "詹康=标检局 科长 林靖=技士",
		"Maria Lind (Port Office), Ana de Souza": "Maria Lind=Port Office Ana de Souza=",
		"阿卜杜拉·卡里姆":                               "阿卜杜拉·卡里姆=",
		"市长 阿卜杜拉·卡里姆":                            "阿卜杜拉·卡里姆=市长",
		"海城市人民政府":                                "",
		"院长方励":                                   "方励=院长",
		"某院民三庭副庭长蓝田、二级高级法官史可":                    "蓝田=某院民三庭副庭长 史可=二级高级法官",
		"連召集委員雅婷、林議員海生":                          "連雅婷=召集委員 林海生=議員",
	} {
		var got []string
		for _, p := range people(text, schema.Guest) {
			got = append(got, p.Name+"="+string(p.Affiliation))
		}
		if joined := strings.Join(got, " "); joined != want {
			t.Errorf("%q: got %q, want %q", text, joined, want)
		}
	}
}

// TestNamesOfficials says which lines before the first turn list people, whatever their key is.
func TestNamesOfficials(t *testing.T) {
	for line, want := range map[string]bool{
		"职工方：工会主席翟建平，缝制车间代表梅香":   true,
		"委员：湖滨大学教授雷鸣远、省社科院研究员焦娜": true,
		"到场人员：张强、李明":             false, // nothing tells that these are people
		"摘要：市长王大海昨天去了码头，看了很久。":   false,
		"编辑：主任王大海":               false, // a credit
	} {
		key, n, _ := cutColon(line)
		if got := namesOfficials(key, line[n:]); got != want {
			t.Errorf("%q: got %v", line, got)
		}
	}
}

// TestBelievedLabels says which labels are somebody's that are used once, and which have the same look.
func TestBelievedLabels(t *testing.T) {
	for label, want := range map[string]bool{
		"The Minister for Harbours (Mr Arjun Lowe)": true,
		"The Minister for Harbours (see page 3)":    false,
		"安远航 某某局局长":                                 true,
		"主持人庄雅琴（某部某处处长）":                            true,
		"主持人提示（第二页）":                                false,
	} {
		if got := canBeLabel(label) && (isRole(label) || isNamed(label)); got != want {
			t.Errorf("%q: got %v", label, got)
		}
	}
	for label, want := range map[string]bool{"第一财经记者": false, "第一": true, "第三章": true, "二、": true} {
		if got := isNumbered(label); got != want {
			t.Errorf("numbered %q: got %v", label, got)
		}
	}
	for line, want := range map[string]bool{"2:57 P.M. EDT": true, "1:31 pm": true, "At 2:57 P.M. EDT we met": false, "2:57": false} {
		if got := isTimeOfDay(line); got != want {
			t.Errorf("time of day %q: got %v", line, got)
		}
	}
}

func TestLanguage(t *testing.T) {
	for text, want := range map[string]string{
		"我们会认真对待这个问题。": "zh-Hans", "我們會認真對待這個問題。": "zh-Hant", "好。": "zh",
		"We will look into it, and that is what I have to say to you.":        "en",
		"Wir werden das prüfen, und ich sage Ihnen, die Frage ist nicht neu.": "de",
		"港は六月に開きます。ご質問をどうぞ。":                                                  "ja",
		"항만은 유월에 문을 엽니다.":                                                     "ko",
		"Nous allons examiner la question avec soin.":                         "",
		"我们用 PostgreSQL 和 Kubernetes 来做这个系统，大家觉得怎么样？":                         "zh-Hans",
	} {
		if got := language(splitLines(text)); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestUnbalanced(t *testing.T) {
	for text, want := range map[string]string{
		"部署了“大抓基层20条’“小马拉大车”专项整治":         "“大抓基层20条’“小马拉大车”专项整治",
		"“一段。\n“二段。”":                     "",
		"他说：“听她说‘好’。”":                    "",
		"We’ll see, it’s the boys’ boat.": "",
		"「外『內』外」":                         "",
		"后半句”没有开头":                        "”没有开头",
		"《书名":                             "《书名",
		"“外“内”外”":                         "",
	} {
		if got := unbalanced(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

func TestFrontMatter(t *testing.T) {
	text := "---\r\ntitle: 'It''s a \"talk\"' # note\r\ndate: 2024-05-10\r\nspeakers: [\"Lind, Maria\", Bo Li]\r\ntags:\r\n  - a\r\nmore:\r\n  - title: x\r\n    url: y\r\nabstract: >\r\n  folded text\r\nURL: https://example.org/a:b\r\n...\r\nText\r\n"
	m, rest, ok := cutFrontMatter(splitLines(text))
	if !ok || len(rest) != 1 || rest[0].text != "Text" {
		t.Fatalf("got %v, %v", ok, rest)
	}
	for key, want := range map[string]string{
		"title": `It's a "talk"`, "date": "2024-05-10", "speakers": "Lind, Maria|Bo Li", "tags": "a", "more": "", "abstract": "", "url": "https://example.org/a:b",
	} {
		if got := strings.Join(m[key], "|"); got != want {
			t.Errorf("%s: got %q, want %q", key, got, want)
		}
	}
	if _, lines, ok := cutFrontMatter(splitLines("---\nA rule, not a block.\n---\n")); ok || len(lines) != 3 {
		t.Error("a text between two rules was taken for front matter")
	}
}
