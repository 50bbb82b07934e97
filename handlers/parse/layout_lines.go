package parse

// Each line is a turn of somebody unknown: notes, quotations, tables of sentences. Only on request, since any text has lines.
//
//	我们要把这件事办好。
//	The harbour will open in May.
func init() {
	register(layout{
		name:    "lines",
		example: "each line is a turn of an unknown speaker; only with --layout lines",
		score:   func(*document) float64 { return 0 },
		read: func(doc *document, to *script) {
			for _, l := range doc.lines {
				to.turn("", "")
				to.add(l)
			}
		},
	})
}
