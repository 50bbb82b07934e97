package parse

// Questions and answers that lost their line ends: several in one paragraph.
//
//	问：新码头什么时候启用？答：六月一日。问：票价多少？答：十元。
func init() {
	register(layout{
		name:    "wen-da-inline",
		example: "问：新码头什么时候启用？答：六月一日。问：票价多少？答：十元。",
		score:   scoreWenDaInline,
		read:    func(doc *document, to *script) { readInline(doc, to, isQuestionWord) },
		opens:   true,
	})
}

// scoreWenDaInline wants them in most of the lines: somebody may read a list of questions and answers to somebody else.
func scoreWenDaInline(doc *document) float64 {
	questions, answers, inside, lines := 0, 0, 0, 0
	sample := doc.lines[:min(len(doc.lines), inlineSample)]
	for _, l := range sample {
		if l.text[0] == '#' {
			continue
		}
		before := inside
		inlineMarks(l.text, isQuestionWord, func(m inlineMark) {
			if askers[m.label] {
				questions++
			} else {
				answers++
			}
			if m.start > 0 {
				inside++
			}
		})
		if inside > before {
			lines++
		}
	}
	if questions == 0 || answers == 0 || inside < 2 || inside*3 < questions+answers {
		return 0
	}
	return confidence(0.97, questions+answers) * min(1, 5*float64(lines)/float64(len(sample)))
}
