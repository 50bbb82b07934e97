package parse

import "strings"

// Press conferences of Japanese ministries: who speaks stands in parentheses, on a line of its own or before the text, set wide or not;
// or 問 and 答 with half a parenthesis.
//
//	(記 者)
//	新しい港はいつ開きますか。
//	(大 臣)
//	六月一日です。
//	問）予定どおりですか。
//	答）はい。
func init() {
	register(layout{
		name:    "japanese-conference",
		example: "(記 者) above 新しい港はいつ開きますか。",
		score:   scoreJapaneseConference,
		read: func(doc *document, to *script) {
			for _, l := range doc.lines {
				if label, n, ok := cutJapaneseLabel(l.text); ok {
					to.turn(label, "")
					l = l.after(n)
				}
				to.say(l)
			}
		},
	})
}

func scoreJapaneseConference(doc *document) float64 {
	c := doc.colons()
	if !c.anyBegins("((（問答") {
		return 0
	}
	n, labels := 0, map[string]bool{}
	for _, l := range doc.lines {
		if label, _, ok := cutJapaneseLabel(l.text); ok {
			n++
			labels[label] = true
		}
	}
	if n < 2 || len(labels) < 2 {
		return 0
	}
	return confidence(0.96, n)
}

// cutJapaneseLabel splits the label off a line; n is its length with the parentheses.
func cutJapaneseLabel(text string) (label string, n int, ok bool) {
	for _, half := range []string{"問）", "答）", "問)", "答)"} {
		if strings.HasPrefix(text, half) {
			return half[:len("問")], len(half), true
		}
	}
	inner := strings.TrimPrefix(strings.TrimPrefix(text, "("), "（")
	if len(inner) == len(text) {
		return "", 0, false
	}
	end := strings.IndexAny(inner[:min(len(inner), labelBytes)], ")）")
	if end <= 0 {
		return "", 0, false
	}
	label = strings.TrimFunc(inner[:end], isBlank)
	tight := strings.Join(strings.Fields(label), "")
	if !japaneseRoles[strings.TrimRight(tight, "0123456789ABCＡＢＣ１２３")] && !hasSuffix(tight, japanesePosts) && !asksForOutlet(tight) {
		return "", 0, false
	}
	n = len(text) - len(inner) + end
	n += len(text[n:]) - len(strings.TrimLeft(text[n:], ")）"))
	return label, n + colon(text[n:]), true
}

var japaneseRoles = set("記者 大臣 問 答 質問 回答 司会 幹事 幹事社 事務方 事務局 総理 知事 市長 報道 報道官 発言者 出席者 参加者")

// japanesePosts end what offices are called in Japan.
var japanesePosts = []string{
	"大臣", "長官", "副大臣", "政務官", "知事", "市長", "総裁", "会長", "社長", "局長", "課長", "部長", "審議官", "参事官", "室長", "委員長", "理事長", "官房長",
	"報道官", "次官", "議長", "総理", "代表", "幹事長", "本部長", "教授", "座長", "委員", "記者",
}
