package parse

import "unicode"

// Every turn twice, in Chinese and in English, each with a label of its own: pages for those who learn either. Both are turns.
//
//	记者：请问新码头什么时候启用？
//	Reporter: When will the new pier open?
//	安远航：六月一日。
//	An Yuanhang: On June 1.
func init() {
	register(layout{
		name:    "bilingual",
		example: "记者：什么时候启用？ with Reporter: When will it open? below",
		score:   scoreBilingual,
		read:    func(doc *document, to *script) { doc.colons().read(doc, to) },
		opens:   true,
	})
}

// scoreBilingual asks whether the script of the labels changes from turn to turn.
func scoreBilingual(doc *document) float64 {
	c := doc.colons()
	changes, han, last := 0, 0, false
	for _, m := range c.marks {
		if m.n == 0 {
			continue
		}
		isHan := unicode.Is(unicode.Han, firstRune(m.label))
		if isHan {
			han++
		}
		if isHan != last {
			changes++
		}
		last = isHan
	}
	if han < 2 || c.total-han < 2 || changes*4 < c.total*3 {
		return 0
	}
	return confidence(0.97, c.total)
}
