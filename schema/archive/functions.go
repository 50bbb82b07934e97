package archive

import (
	sqlite3 "github.com/mattn/go-sqlite3"

	"shilu/schema"
	"shilu/schema/hanzi"
	"shilu/schema/people"
	"shilu/schema/query"
)

// registerFunctions gives a connection what we need and SQL can't say. Nothing that is stored calls them: the file opens with any SQLite.
func registerFunctions(c *sqlite3.SQLiteConn) error {
	finder := finders()
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
			s, ok := text.(string)
			return ok && finder(words, asTyped).In(s)
		},
		// near(text, a, b, within, as_typed) says the same of a NEAR/within b.
		"near": func(text any, a, b string, within int, asTyped bool) bool {
			s, ok := text.(string)
			return ok && query.Tree{AsTyped: asTyped}.Holds(query.Near{A: query.Text(a), B: query.Text(b), Within: within}, s)
		},
		// name_folded(text) is a name as those of people are compared.
		"name_folded": func(text any) any {
			if text, ok := text.(string); ok {
				return people.Fold(text)
			}
			return nil
		},
		// identity_of(name, organization, affiliation, post) is what speaker.identity holds.
		"identity_of": func(name, organization, affiliation, post any) any {
			identity, ok := people.Of(schema.Speaker{Name: opt(name), Organization: opt(organization), Affiliation: opt(affiliation), Post: opt(post)})
			if !ok {
				return nil
			}
			return people.ID(identity)
		},
	} {
		if err := c.RegisterFunc(name, function, true); err != nil {
			return err
		}
	}
	return nil
}

// opt is a column that may be null.
func opt(text any) schema.Opt {
	s, _ := text.(string)
	return schema.Opt(s)
}

// finders makes finders, and keeps the last for the next row of the same statement. A connection runs one statement at a time.
func finders() func(words string, asTyped bool) *query.Finder {
	var last *query.Finder
	var lastWords string
	var lastAsTyped bool
	return func(words string, asTyped bool) *query.Finder {
		if last == nil || words != lastWords || asTyped != lastAsTyped {
			last, lastWords, lastAsTyped = query.Tree{AsTyped: asTyped}.Finder(query.Text(words)), words, asTyped
		}
		return last
	}
}
