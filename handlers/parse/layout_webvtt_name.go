package parse

// WebVTT with the name before the text of a cue, as meeting programs save it.
//
//	00:01:05.910 --> 00:01:07.100
//	Maria Lind: Can you hear me?
func init() {
	register(layout{
		name:     "webvtt-name",
		example:  "Maria Lind: Can you hear me?",
		captions: true,
		score:    func(doc *document) float64 { return scoreCueNames(doc, webVTT) },
		read:     readCueNames,
	})
}
