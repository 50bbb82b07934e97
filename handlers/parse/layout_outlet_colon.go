package parse

// Reporters by their outlet, the speaker by name, each with a colon; answers run over paragraphs without a label.
//
//	海城晚报记者：请问新码头什么时候启用？
//	安某某：计划在五月底。
func init() {
	register(layout{
		name:    "outlet-colon",
		example: "海城晚报记者：请问新码头什么时候启用？",
		score: func(doc *document) float64 {
			c := doc.colons()
			outlets, unnamed := c.share(asksForOutlet), c.share(isAsker)
			if outlets == 0 || !c.isDialogue() {
				return 0
			}
			return confidence(0.9, c.total) * outlets / (outlets + unnamed)
		},
		read:  func(doc *document, to *script) { doc.colons().read(doc, to) },
		opens: true,
	})
}
