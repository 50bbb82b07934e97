package archive

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"shilu/schema/query"
)

// condition is a query in SQL. A turn is found if the full-text index matches, its id lies in the range, and the rest holds.
type condition struct {
	// match is an FTS5 expression, "" where the text alone says nothing.
	match string
	// first and last are the lowest and the highest id: the days of speech.
	first, last int64
	// rest is SQL over a table t of turns; "" where match and range say all.
	rest string
	args []any
	// columns says that rest needs more of t than its rowid.
	columns bool
}

// compiler makes conditions. What the full-text index can tell is asked of it; fields are first looked up in the small tables.
type compiler struct {
	ctx     context.Context
	db      querier
	tables  []string // the indexes to search
	asTyped bool
}

// compile turns a node into conditions, one of which has to hold. An Or of texts and of fields would have to gather all turns with the text
// before it could look at the first, so each side becomes a condition of its own: both walk from the newest turn, and end as soon as
// enough are found.
func (c *compiler) compile(n query.Node) (alternatives, error) {
	parts, isAnd := n.(query.And)
	if !isAnd {
		parts = query.And{n}
	}
	at := slices.IndexFunc(parts, func(part query.Node) bool {
		or, isOr := part.(query.Or)
		return isOr && slices.ContainsFunc(or, isText) && !isText(or)
	})
	if at < 0 {
		cond, err := c.all(parts)
		return alternatives{cond}, err
	}
	var texts, others query.Or
	for _, part := range parts[at].(query.Or) {
		if isText(part) {
			texts = append(texts, part)
		} else {
			others = append(others, part)
		}
	}
	var all alternatives
	for _, side := range []query.Or{texts, others} {
		var node query.Node = side
		if len(side) == 1 {
			node = side[0]
		}
		cond, err := c.all(slices.Concat(parts[:at], query.And{node}, parts[at+1:]))
		if err != nil {
			return nil, err
		}
		all = append(all, cond)
	}
	return all, nil
}

// all is the condition that every part holds. They are asked apart, each in the cheapest way.
func (c *compiler) all(parts query.And) (condition, error) {
	cond := condition{first: 0, last: maxTurn}
	var indexed query.And
	for _, part := range parts {
		if days, isDays := part.(query.Days); isDays {
			first, last := idsOf(days)
			cond.first, cond.last = max(cond.first, first), min(cond.last, last)
			continue
		}
		if isText(part) {
			if text, isWord := part.(query.Text); isWord && !c.asTyped {
				rarest, err := c.rarest(text)
				if err != nil {
					return condition{}, err
				}
				if rarest != "" {
					part = rarest
					cond.and(predicate{sql: "holds(t.text, ?, 0)", args: []any{string(text)}, columns: true})
				}
			}
			if !c.asTyped {
				indexed = append(indexed, part)
				continue
			}
			// The index is folded: it finds all that is meant and more.
			if wanted := withoutNot(part); wanted != nil {
				indexed = append(indexed, wanted)
			}
		}
		p, err := c.predicate(part)
		if err != nil {
			return condition{}, err
		}
		cond.and(p)
	}
	if len(indexed) > 0 {
		cond.match = matchAnd(indexed)
	}
	return cond, nil
}

func (c *condition) and(p predicate) {
	if c.rest != "" {
		c.rest += " AND "
	}
	c.rest += p.sql
	c.args = append(c.args, p.args...)
	c.columns = c.columns || p.columns
}

// isText says that a node asks of nothing but the text.
func isText(n query.Node) bool {
	switch n := n.(type) {
	case query.Text, query.Near:
		return true
	case query.And:
		for _, part := range n {
			if !isText(part) {
				return false
			}
		}
		return true
	case query.Or:
		for _, part := range n {
			if !isText(part) {
				return false
			}
		}
		return true
	case query.Not:
		return isText(n.Node)
	}
	return false
}

// withoutNot is what remains of a node of texts without what it excludes: what it says is true wherever the node is. It is nil where
// nothing remains to be said.
func withoutNot(n query.Node) query.Node {
	switch n := n.(type) {
	case query.Not:
		return nil
	case query.And:
		var wanted query.And
		for _, part := range n {
			if part := withoutNot(part); part != nil {
				wanted = append(wanted, part)
			}
		}
		if len(wanted) == 0 {
			return nil
		}
		return wanted
	case query.Or:
		var wanted query.Or
		for _, part := range n {
			part := withoutNot(part)
			if part == nil {
				return nil
			}
			wanted = append(wanted, part)
		}
		return wanted
	}
	return n
}

// predicate is a node in SQL over a table t of turns.
type predicate struct {
	sql     string
	args    []any
	columns bool // it needs more of t than its rowid
}

func (c *compiler) predicate(n query.Node) (predicate, error) {
	switch n := n.(type) {
	case query.And:
		return c.join(n, " AND ")
	case query.Or:
		return c.join(n, " OR ")
	case query.Not:
		p, err := c.predicate(n.Node)
		p.sql = "NOT " + p.sql
		return p, err
	case query.Text:
		if c.asTyped {
			return predicate{sql: "holds(t.text, ?, 1)", args: []any{string(n)}, columns: true}, nil
		}
		return c.indexed(n), nil
	case query.Near:
		if c.asTyped {
			return predicate{sql: "near(t.text, ?, ?, ?, 1)", args: []any{string(n.A), string(n.B), n.Within}, columns: true}, nil
		}
		return c.indexed(n), nil
	case query.Days:
		first, last := idsOf(n)
		return predicate{sql: "t.rowid BETWEEN ? AND ?", args: []any{first, last}}, nil
	case query.Figures:
		return c.figures(n.Range)
	case query.Field:
		return c.field(n)
	}
	panic(fmt.Sprintf("a query has a node of the type %T", n))
}

func (c *compiler) join(nodes []query.Node, operator string) (predicate, error) {
	parts := make([]string, len(nodes))
	var all predicate
	for i, n := range nodes {
		p, err := c.predicate(n)
		if err != nil {
			return predicate{}, err
		}
		parts[i] = p.sql
		all.args = append(all.args, p.args...)
		all.columns = all.columns || p.columns
	}
	all.sql = "(" + strings.Join(parts, operator) + ")"
	return all, nil
}

// indexed asks the full-text index for a list of ids: the way of a text beside whose Or something else stands.
func (c *compiler) indexed(n query.Node) predicate {
	var p predicate
	parts := make([]string, len(c.tables))
	for i, table := range c.tables {
		parts[i] = "SELECT rowid FROM " + table + " WHERE " + table + " MATCH ?"
		p.args = append(p.args, match(n))
	}
	p.sql = "t.rowid IN (" + strings.Join(parts, " UNION ALL ") + ")"
	return p
}

// match writes a node of texts in FTS5's language. Its NOT has two sides: where nothing stands on the left, every turn does.
func match(n query.Node) string {
	switch n := n.(type) {
	case query.And:
		return matchAnd(n)
	case query.Or:
		parts := make([]string, len(n))
		for i, part := range n {
			parts[i] = match(part)
		}
		return "(" + strings.Join(parts, " OR ") + ")"
	case query.Not:
		return matchAnd(query.And{n})
	case query.Near:
		a, b := phrase(n.A), phrase(n.B)
		if a == "" || b == "" {
			return noTurn
		}
		return fmt.Sprintf("NEAR(%s %s, %d)", a, b, n.Within)
	case query.Text:
		if p := phrase(n); p != "" {
			return p
		}
		return noTurn
	}
	panic(fmt.Sprintf("a query has a node of the type %T", n))
}

// noTurn is an expression that is true of no turn: a token that no character has.
const noTurn = `"nothing"`

// phrase is a text as an FTS5 phrase, "" where it has nothing but white space.
func phrase(t query.Text) string {
	tokens := appendTokens(nil, string(t))
	if len(tokens) == 0 {
		return ""
	}
	return `"` + string(tokens[1:]) + `"`
}

func matchAnd(nodes query.And) string {
	var wanted, excluded []string
	for _, n := range nodes {
		if not, ok := n.(query.Not); ok {
			excluded = append(excluded, match(not.Node))
		} else {
			wanted = append(wanted, match(n))
		}
	}
	if len(wanted) == 0 {
		wanted = []string{everyTurn}
	}
	expression := strings.Join(wanted, " AND ")
	if len(excluded) > 0 {
		expression = "(" + expression + ") NOT (" + strings.Join(excluded, " OR ") + ")"
	}
	return "(" + expression + ")"
}

// alternatives are conditions of which one has to hold.
type alternatives []condition

// within leaves only ids from first to last.
func (a alternatives) within(first, last int64) alternatives {
	narrowed := slices.Clone(a)
	for i, c := range narrowed {
		narrowed[i].first, narrowed[i].last = max(c.first, first), min(c.last, last)
	}
	return narrowed
}

// ids is a SELECT of the ids that one of the conditions holds for. With an ORDER BY id behind it SQLite merges what is found as it comes.
func (a alternatives) ids(tables []string) (sql string, args []any) {
	parts := make([]string, len(a))
	for i, c := range a {
		var more []any
		parts[i], more = c.ids(tables)
		args = append(args, more...)
	}
	return strings.Join(parts, " UNION "), args
}

// ids is a SELECT of the ids that the condition holds for.
func (c condition) ids(tables []string) (sql string, args []any) {
	if c.match == "" {
		// The tables of turns hold both the present and the superseded.
		sql = `SELECT t.rowid AS id FROM turn t WHERE t.rowid BETWEEN ? AND ?`
		args = append([]any{c.first, c.last}, c.args...)
		if c.rest != "" {
			sql += ` AND ` + c.rest
		}
		if len(tables) == 1 {
			sql += ` AND (SELECT superseded_by IS NULL FROM transcript WHERE key = t.transcript)`
		}
		return sql, args
	}
	parts := make([]string, len(tables))
	for i, table := range tables {
		from, id := table+` t`, `t`
		if c.columns {
			from, id = table+` f CROSS JOIN turn t ON t.rowid = f.rowid`, `f`
		}
		parts[i] = fmt.Sprintf(`SELECT %[1]s.rowid AS id FROM %[2]s WHERE %[1]s.%[3]s MATCH ? AND %[1]s.rowid BETWEEN ? AND ?`, id, from, table)
		args = append(args, c.match, c.first, c.last)
		if c.rest != "" {
			parts[i] += ` AND ` + c.rest
			args = append(args, c.args...)
		}
	}
	return strings.Join(parts, ` UNION ALL `), args
}
