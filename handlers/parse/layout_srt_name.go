package parse

// SRT with a name in a cue, where a turn begins and not again; the name may be broken over two lines.
//
//	00:00:04,000 --> 00:00:06,500
//	Mr. Lind: Good
//	afternoon.
func init() {
	register(layout{
		name:     "srt-name",
		example:  "Mr. Lind: Good afternoon.",
		captions: true,
		score:    func(doc *document) float64 { return scoreCueNames(doc, subRip) },
		read:     readCueNames,
	})
}
