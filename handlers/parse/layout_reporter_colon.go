package parse

// Reporters who are only called that, the speaker by name, under a head of facts.
//
//	时间：2024年5月10日
//	发布人：海城港务局副局长安某某
//	记者：请介绍一下新码头的情况。
//	安某某：新码头有六个泊位。
func init() {
	register(layout{
		name:    "reporter-colon",
		example: "记者：请介绍一下新码头的情况。",
		score: func(doc *document) float64 {
			c := doc.colons()
			outlets, unnamed := c.share(asksForOutlet), c.share(isAsker)
			if unnamed == 0 || !c.isDialogue() {
				return 0
			}
			return confidence(0.9, c.total) * unnamed / (outlets + unnamed)
		},
		read:  func(doc *document, to *script) { doc.colons().read(doc, to) },
		opens: true,
	})
}

func isAsker(label string) bool { return askers[label] }
