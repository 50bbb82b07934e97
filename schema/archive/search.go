package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"shilu/schema"
	"shilu/schema/query"
)

// Order is how hits are sorted.
type Order int

// The orders.
const (
	// Newest has the latest day of speech first, within a transcript from the first turn to the last.
	Newest Order = iota
	// Relevance has the best BM25 first.
	Relevance
)

const (
	defaultLimit = 20
	maxLimit     = 1000
	// excerptWidth is how many code points of a turn a hit shows.
	excerptWidth = 120
)

// SearchOptions are how to answer.
type SearchOptions struct {
	Order Order
	// Limit is the most hits of a page: from 1 to 1,000; 0 is 20.
	Limit int
	// Cursor is a Page's Next, "" for the first page. It stays good while the archive grows: what is before it doesn't come again,
	// and Total stays what it was on the first page.
	Cursor string
	// IncludeSuperseded also searches transcripts of which there is a newer revision.
	IncludeSuperseded bool
}

// Search finds the turns whose text the tree matches. A cursor that isn't from a page of the same order is a *schema.Fault.
func (a *Archive) Search(ctx context.Context, tree query.Tree, opts SearchOptions) (query.Page, error) {
	page := query.Page{Hits: []query.Hit{}, Notes: []string{}}
	if tree.Warning != "" {
		page.Notes = append(page.Notes, tree.Warning)
	}
	if tree.Root == nil {
		return page, nil
	}
	after, err := readCursor(opts)
	if err != nil {
		return page, err
	}
	err = a.read(ctx, func(tx *sql.Tx) error {
		s := search{ctx: ctx, tx: tx, match: match(tree.Root), opts: opts, limit: opts.Limit}
		if s.limit <= 0 {
			s.limit = defaultLimit
		}
		s.limit = min(s.limit, maxLimit)
		page.Total = after.total
		if opts.Cursor == "" {
			if page.Total, err = s.count(); err != nil {
				return err
			}
		}
		found, err := s.page(after.place)
		if err != nil {
			return err
		}
		if len(found) > s.limit {
			found = found[:s.limit]
			page.Next = schema.Opt(cursor{found[s.limit-1], page.Total}.write(opts.Order))
		}
		page.Hits, err = s.hits(found, tree)
		return err
	})
	if err != nil {
		return query.Page{}, fmt.Errorf("search %s: %w", tree, err)
	}
	return page, nil
}

// match writes a node in FTS5's language. Its NOT has two sides: where nothing stands on the left, every turn does.
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
	case query.Text:
		tokens := appendTokens(nil, string(n))
		if len(tokens) == 0 {
			return everyTurn
		}
		return `"` + string(tokens[1:]) + `"`
	}
	panic(fmt.Sprintf("a query has a node of the type %T", n))
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

// search is one question to one state of the archive.
type search struct {
	ctx   context.Context
	tx    *sql.Tx
	match string
	opts  SearchOptions
	limit int
}

// place is a row of the index, and where it stands in the answer.
type place struct {
	id   int64
	rank float64
}

func (s search) tables() []string {
	if s.opts.IncludeSuperseded {
		return []string{"turn_index", "superseded_index"}
	}
	return []string{"turn_index"}
}

func (s search) count() (total int, err error) {
	for _, table := range s.tables() {
		var n int
		if err := s.tx.QueryRowContext(s.ctx, `SELECT count(*) FROM `+table+` WHERE `+table+` MATCH ?`, s.match).Scan(&n); err != nil {
			return 0, err
		}
		total += n
	}
	return total, nil
}

// page finds the rows behind a place, one more than the limit if there are so many.
func (s search) page(after place) ([]place, error) {
	var parts []string
	for _, table := range s.tables() {
		part := `SELECT rowid AS id, 0.0 AS rank FROM ` + table + ` WHERE ` + table + ` MATCH ?1 AND rowid > ?3`
		if s.opts.Order == Relevance {
			part = `SELECT rowid AS id, rank FROM ` + table + ` WHERE ` + table + ` MATCH ?1 AND (rank, rowid) > (?2, ?3)`
		}
		parts = append(parts, part)
	}
	order := ` ORDER BY id LIMIT ?4`
	if s.opts.Order == Relevance {
		order = ` ORDER BY rank, id LIMIT ?4`
	}
	rows, err := s.tx.QueryContext(s.ctx, strings.Join(parts, ` UNION ALL `)+order, s.match, after.rank, after.id, s.limit+1)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var found []place
	for rows.Next() {
		var p place
		if err := rows.Scan(&p.id, &p.rank); err != nil {
			return nil, err
		}
		found = append(found, p)
	}
	return found, rows.Err()
}

func (s search) hits(found []place, tree query.Tree) ([]query.Hit, error) {
	ids := make([]int64, len(found))
	for i, p := range found {
		ids[i] = p.id
	}
	list, err := json.Marshal(ids)
	if err != nil {
		return nil, err
	}
	rows, err := s.tx.QueryContext(s.ctx, `
		SELECT x.id, coalesce(x.title, ''), coalesce(x.date, ''), source.inbox, source.path, x.number, coalesce(state.url, ''),
		       x.superseded_by IS NOT NULL, t.turn, t.place, coalesce(t.time, ''), t.text,
		       speaker.id, coalesce(speaker.name, ''), t.label, speaker.role, coalesce(speaker.affiliation, '')
		FROM json_each(?) found
		CROSS JOIN turn t ON t.id = found.value
		JOIN transcript x ON x.key = t.transcript
		JOIN speaker ON speaker.transcript = t.transcript AND speaker.id = t.speaker
		JOIN source ON source.key = x.source
		JOIN state ON state.source = x.source AND state.number = x.number AND state.transcript = x.key
		ORDER BY found.key`, string(list))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	hits := make([]query.Hit, 0, len(found))
	for rows.Next() {
		var h query.Hit
		var text string
		err := rows.Scan(&h.Transcript, &h.Title, &h.Date, &h.Source.Inbox, &h.Source.Path, &h.Source.Number, &h.Source.URL,
			&h.Superseded, &h.Turn, &h.Place, &h.Time, &text,
			&h.Speaker.ID, &h.Speaker.Name, &h.Speaker.Label, &h.Speaker.Role, &h.Speaker.Affiliation)
		if err != nil {
			return nil, err
		}
		h.Excerpt = tree.Excerpt(text, excerptWidth)
		hits = append(hits, h)
	}
	return hits, rows.Err()
}

// cursor is the last place of a page, and how many hits there were when the first page was asked for: counting can take longer than finding.
type cursor struct {
	place
	total int
}

// write has a letter for the order, the total, the id in base 36 and, where it matters, the rank, with dots between them.
func (c cursor) write(order Order) string {
	text := fmt.Sprintf("n.%d.%s", c.total, strconv.FormatInt(c.id, 36))
	if order == Relevance {
		text = "r" + text[1:] + "." + strconv.FormatFloat(c.rank, 'g', -1, 64)
	}
	return text
}

func readCursor(opts SearchOptions) (cursor, error) {
	if opts.Cursor == "" {
		// Ranks are negative, the best the lowest: this is before all.
		return cursor{place: place{id: -1, rank: -1e300}}, nil
	}
	letter, parts := "n", 3
	if opts.Order == Relevance {
		letter, parts = "r", 4
	}
	fields := strings.SplitN(opts.Cursor, ".", parts)
	if len(fields) != parts || fields[0] != letter {
		return cursor{}, badCursor(opts.Cursor)
	}
	var c cursor
	var errs [3]error
	c.total, errs[0] = strconv.Atoi(fields[1])
	c.id, errs[1] = strconv.ParseInt(fields[2], 36, 64)
	if opts.Order == Relevance {
		c.rank, errs[2] = strconv.ParseFloat(fields[3], 64)
	}
	if errors.Join(errs[:]...) != nil || c.total < 0 {
		return cursor{}, badCursor(opts.Cursor)
	}
	return c, nil
}

func badCursor(text string) error {
	return schema.Faultf(schema.FaultMalformed, "ask for the first page again", "cursor %q is not from a page of this order", text)
}
