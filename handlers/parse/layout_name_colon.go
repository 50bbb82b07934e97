package parse

// Names or roles with a colon, and nobody who is called a reporter: talks, panels, interviews.
//
//	主持人：欢迎两位。
//	Maria Lind: Thank you for having us.
func init() {
	register(layout{
		name:    "name-colon",
		example: "Maria Lind: Thank you for having us.",
		score: func(doc *document) float64 {
			c := doc.colons()
			if !c.isDialogue() || c.share(asks) > 0 {
				return 0
			}
			// A page that happens to hold a few labels has many lines between them.
			return confidence(0.85, c.total) * min(1, 5*c.density())
		},
		read: func(doc *document, to *script) { doc.colons().read(doc, to) },
	})
}
