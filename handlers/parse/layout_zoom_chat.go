package parse

// The saved chat of a meeting, older form: who wrote to whom and when on one line, the message below.
//
//	From danny to Everyone: 02:05 PM
//	good morning
func init() {
	register(layout{
		name:    "zoom-chat",
		example: "From danny to Everyone: 02:05 PM",
		score:   scoreZoomChat,
		read: func(doc *document, to *script) {
			for _, l := range doc.lines {
				if name, stamp, n, ok := cutChat(l.text); ok {
					to.turn(name, stamp)
					l = l.after(n)
				}
				to.say(l)
			}
		},
	})
}

// scoreZoomChat is low for a chat that is pasted below a transcript: what is above its first message isn't read.
func scoreZoomChat(doc *document) float64 {
	n, first := 0, 0
	for i, l := range doc.lines {
		if _, _, _, ok := cutChat(l.text); ok {
			if n++; n == 1 {
				first = i
			}
		}
	}
	if n < 2 {
		return 0
	}
	return confidence(1, n) * (1 - float64(first)/float64(len(doc.lines)))
}
