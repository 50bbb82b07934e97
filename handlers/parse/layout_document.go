package parse

// Text in which nobody is said to speak: articles, notices, digests, captions without names.
//
//	威海市今年前四个月接待游客1200万人次，同比增长三成。
//
// Its score is the floor that every other layout has to beat.
func init() {
	register(layout{
		name:    noLayout,
		example: "text without attributed speech: no turns",
		score:   func(*document) float64 { return documentScore },
		read:    func(*document, *script) {},
	})
}

const (
	noLayout      = "document"
	documentScore = 0.3
)
