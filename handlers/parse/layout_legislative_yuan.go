package parse

import "strings"

// The gazette of Taiwan's Legislative Yuan: labels of surname, office and given name, facts with padded keys, and between the turns the
// documents that are dealt with, whose parts have labels of the same form.
//
//	時　　間　中華民國101年9月21日（星期五）上午9時
//	主席：現在開會。請問院會，有無異議？（無）無異議。
//	程序委員會意見：擬請院會將本案交交通委員會審查。
//	林委員海生：（9時12分）主席、各位同仁。
func init() {
	register(layout{
		name:    "legislative-yuan",
		example: "林委員海生：（9時12分）主席、各位同仁。",
		score:   scoreLegislativeYuan,
		read:    readLegislativeYuan,
	})
}

func scoreLegislativeYuan(doc *document) float64 {
	c := doc.colons()
	if c.total < 2 {
		return 0
	}
	signs := 0
	for label := range c.turns {
		if isOfficeInName(label) {
			signs++
		}
	}
	for label := range c.uses {
		if strings.HasPrefix(label, "程序委員會") {
			signs++
		}
	}
	for _, l := range doc.lines[:min(len(doc.lines), titleLines)] {
		if key, value, ok := cutPaddedKey(l.text); ok && isDayKey(key) && strings.Contains(value, "民") {
			signs++
		}
		if strings.Contains(l.text, "立法院") {
			signs++
		}
	}
	if signs < 2 {
		return 0
	}
	return confidence(0.96, c.total)
}

func readLegislativeYuan(doc *document, to *script) {
	c := doc.colons()
	for i, l := range doc.lines {
		if m := c.marks[i]; m.n > 0 {
			to.turn(m.label, "")
			to.say(l.after(m.n))
			continue
		}
		if isPartOfDocument(l.text) || isItemOfDocument(doc.lines, i) {
			to.skip()
		}
		to.say(l)
	}
}

// isPartOfDocument reports whether a line has the label of a part of a document: who moves it, why, what a committee thinks of it.
func isPartOfDocument(text string) bool {
	label, _, ok := cutColon(text)
	return ok && hasSuffix(label, documentParts)
}

var documentParts = []string{
	"委員會意見", "审查意见", "審查意見", "說明", "案由", "提案人", "連署人", "決議", "決定", "辦法", "理由", "審查結果", "協商結論", "附件", "登記發言委員",
}

// isItemOfDocument reports whether a line is the title of what the label below belongs to: 二、行政院函請審議…案。
func isItemOfDocument(lines []piece, i int) bool {
	return isNumbered(lines[i].text) && i+1 < len(lines) && isPartOfDocument(lines[i+1].text)
}
