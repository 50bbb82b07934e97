package parse

// Government releases from Hong Kong: roles with a colon, of which one file mixes several forms, and below the text the mark of its end
// with the day and the time of release.
//
//	以下是行政長官會見傳媒的談話內容：
//	記者︰新碼頭何時啟用？
//	行政長官：六月一日。
//	完／2012年10月10日（星期三）
//	香港時間20時46分
func init() {
	register(layout{
		name:    "hongkong-release",
		example: "記者︰新碼頭何時啟用？ with 完／2012年10月10日（星期三） at the end",
		score: func(doc *document) float64 {
			c := doc.colons()
			if c.total < 2 || !endsInRelease(doc.lines) {
				return 0
			}
			return confidence(0.96, c.total)
		},
		read:  func(doc *document, to *script) { doc.colons().read(doc, to) },
		opens: true,
	})
}

// endsInRelease looks for the mark of the end, and a day with it.
func endsInRelease(lines []piece) bool {
	for i := max(0, len(lines)-footLines); i < len(lines); i++ {
		if !isEndMark(lines[i].text) {
			continue
		}
		for _, l := range lines[i:] {
			if !findDay(l.text).IsZero() {
				return true
			}
		}
	}
	return false
}

// footLines is how far from the end the foot of a page is looked for.
const footLines = 12
