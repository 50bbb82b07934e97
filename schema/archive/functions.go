package archive

import (
	sqlite3 "github.com/mattn/go-sqlite3"

	"shilu/schema/hanzi"
	"shilu/schema/query"
)

// registerFunctions gives a connection what searches need and SQL can't say. Nothing that is stored depends on them: the file opens
// with any SQLite.
func registerFunctions(c *sqlite3.SQLiteConn) error {
	for name, function := range map[string]any{
		// folded(text) is the text as the indexes see it. A text is null where there is none, and then holds nothing.
		"folded": func(text any) any {
			if text, ok := text.(string); ok {
				return hanzi.FoldString(text)
			}
			return nil
		},
		// holds(text, words, as_typed) says whether a search for the words finds the text.
		"holds": func(text any, words string, asTyped bool) bool {
			return holds(text, query.Text(words), asTyped)
		},
		// near(text, a, b, within, as_typed) says the same of a NEAR/within b.
		"near": func(text any, a, b string, within int, asTyped bool) bool {
			return holds(text, query.Near{A: query.Text(a), B: query.Text(b), Within: within}, asTyped)
		},
	} {
		if err := c.RegisterFunc(name, function, true); err != nil {
			return err
		}
	}
	return nil
}

func holds(text any, n query.Node, asTyped bool) bool {
	s, ok := text.(string)
	return ok && query.Tree{AsTyped: asTyped}.Holds(n, s)
}
