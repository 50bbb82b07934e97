package parse

// A clock on a line of its own, below it the label with a colon, below that the speech: live texts of press offices. A clock without a
// label belongs to the page, or goes on with whoever speaks.
//
//	15:15:37
//	海城市港务局新闻发言人 安远航：
//	各位记者朋友，下午好！
func init() {
	register(layout{
		name:    "stamp-above",
		example: "15:15:37 above the line 港务局新闻发言人 安远航：",
		score:   func(doc *document) float64 { return readMoments(doc).score(false) },
		read:    func(doc *document, to *script) { readMoments(doc).read(doc, to) },
	})
}
