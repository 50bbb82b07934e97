package parse

// The label on a line of its own, the speech, and the moment of posting on a line below it: live texts of news sites. Read as a stamp
// that opens a turn, it would give every turn the time of its neighbour. The page may have a moment of its own above it all.
//
//	主持人 林小舟:
//	各位网友，大家好。
//	2024-05-10 10:00:12
func init() {
	register(layout{
		name:    "stamp-below",
		example: "主持人 林小舟: with 2024-05-10 10:00:12 on a line below the text",
		score:   func(doc *document) float64 { return readMoments(doc).score(true) },
		read:    func(doc *document, to *script) { readMoments(doc).read(doc, to) },
	})
}
