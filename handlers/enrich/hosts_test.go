package enrich

import "testing"

// What the rules for meetings must catch, and what has the same look and is something else. Whole files are in testdata/files.

func TestSaysHost(t *testing.T) {
	for text, want := range map[string]bool{
		"大家好，我是今天圆桌的主持人秦朗。":                                        true,
		"我是主持人，欢迎大家。":                                              true,
		"我是主持人请来的，第一次上节目。":                                         false,
		"我不是主持人。":                                                  false,
		"I'm Dana Ruiz with Channel 6, and I'll be your moderator": true,
		"I'm sure your host has told you already.":                 false,
	} {
		if got := saysTheyHost(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestClosesEvent(t *testing.T) {
	for text, want := range map[string]bool{
		"今天的发布会就到这里，谢谢大家，再见。":                  true,
		"好，今天就聊到这里，我们下期见。":                     true,
		"All right. That's all for today.":     true,
		"目前工程进展到这里，还差两公里。":                     false,
		"会议还没有结束，请问还有问题吗？":                     false,
		"Thank you for the question, Sam.":     false,
		"We see you next to them in the photo": false,
	} {
		if got := closesEvent(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestHandsOn(t *testing.T) {
	for text, want := range map[string]bool{
		"這個部分是不是請署長來說明？":                        true,
		"请沈科长补充。":                               true,
		"I'll let Ann take that.":               true,
		"I will let them speak for themselves.": false,
		"是不是请了三个人？":                             false,
		"我们请省里派专家来过。":                           false,
	} {
		if got := isPassedOn(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestAsksForOthers(t *testing.T) {
	for text, want := range map[string]bool{
		"网友“果果妈”问，家长可不可以进食堂看看？": true,
		"我先提一个问题，漏损率是多少？":       true,
		"这个问题哪位来回答？":            false,
		"请问大家还有没有其他问题？":         false,
		"今天的天气怎么样？":             false,
	} {
		if got := asksForOthers(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func TestCalledIn(t *testing.T) {
	for clause, want := range map[string]string{
		"请问小燕": "小燕", "胡总好": "胡总", "那好的老猫教练": "老猫", "长林": "长林", "被申请人": "被申请人", "安好": "安",
	} {
		if _, got := calledIn(clause); got != want {
			t.Errorf("%q: got %q, want %q", clause, got, want)
		}
	}
}

func TestOfficeOf(t *testing.T) {
	for _, c := range []struct{ title, post, want string }{
		{"勞工及福利局局長談最低工資（附短片）", "局長", "勞工及福利局局長"},
		{"財政司司長和房屋局局長、運輸局局長會見傳媒", "局長", ""},
		{"局長談最低工資", "局長", ""},
		{"勞工及福利局副局長談最低工資", "局長", ""},
	} {
		if got := officeOf(c.title, c.post); got != c.want {
			t.Errorf("%s in %s: got %q, want %q", c.post, c.title, got, c.want)
		}
	}
}

func TestOffersBoth(t *testing.T) {
	for sentence, want := range map[string]bool{"交叉课程算不算在里面": true, "租金可唔可以再平啲": true, "来没来": true, "我不是不知道": false, "他没来过": false} {
		if got := offersBoth(sentence); got != want {
			t.Errorf("%q: got %v", sentence, got)
		}
	}
}

func TestRemarks(t *testing.T) {
	for text, want := range map[string]bool{
		"有人担心形成垄断价格。":  false, // it is answered
		"好的，谢谢书记的回答。":  true,
		"明白。":          true,
		"抱歉打断，麦克风有问题。": true,
	} {
		if got := isInterjection(text); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}
