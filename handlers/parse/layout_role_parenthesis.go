package parse

import (
	"strings"
	"unicode"
)

// A label on a line of its own with a name, an office or a nickname in parentheses; the text is below it.
//
//	主持人(林小舟)：
//	欢迎各位来到演播室。
//	安某某（海城港务局）：
//	谢谢。
func init() {
	register(layout{
		name:    "role-parenthesis",
		example: "主持人(林小舟)：",
		score: func(doc *document) float64 {
			c := doc.colons()
			alone := 0
			for i, m := range c.marks {
				if m.n > 0 && m.n == len(doc.lines[i].text) && hasParenthesis(m.label) {
					alone++
				}
			}
			if alone == 0 || !c.isDialogue() || c.total == len(c.turns) {
				return 0
			}
			return confidence(0.95, c.total) * min(1, 2*float64(alone)/float64(c.total))
		},
		read: func(doc *document, to *script) { doc.colons().read(doc, to) },
	})
}

func hasParenthesis(label string) bool {
	open := strings.IndexAny(label, "(（")
	return open > 0 && strings.ContainsFunc(label[open:], unicode.IsLetter) && (strings.HasSuffix(label, ")") || strings.HasSuffix(label, "）"))
}
