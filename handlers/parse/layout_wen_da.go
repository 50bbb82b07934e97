package parse

// Question and answer by those two words alone. Whoever answers is in the title; an announcement that opens the conference has no
// label.
//
//	问：你能否证实这一消息？
//	答：我不掌握你说的情况。
func init() {
	register(layout{
		name:    "wen-da",
		example: "问：你能否证实这一消息？",
		score: func(doc *document) float64 {
			c := doc.colons()
			questions, answers := c.share(isAsker), c.share(func(label string) bool { return answerers[label] })
			if questions == 0 || answers == 0 {
				return 0
			}
			return confidence(0.95, c.total) * (questions + answers)
		},
		read:  func(doc *document, to *script) { doc.colons().read(doc, to) },
		opens: true,
	})
}
