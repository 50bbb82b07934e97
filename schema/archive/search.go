package archive

import (
	"context"
	"database/sql"
	"encoding/json"
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
	// Cursor is a Page's Next, "" for the first page. A cursor stays good while the archive grows: what is behind it doesn't come again.
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
		if page.Total, err = s.count(); err != nil {
			return err
		}
		found, err := s.page(after)
		if err != nil {
			return err
		}
		if len(found) > s.limit {
			found = found[:s.limit]
			page.Next = schema.Opt(found[s.limit-1].cursor(opts.Order))
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

// A cursor is the last place of a page: a letter for the order, the id in base 36, and for relevance the rank's bits.
func (p place) cursor(order Order) string {
	id := strconv.FormatInt(p.id, 36)
	if order == Relevance {
		return "r" + id + "." + strconv.FormatFloat(p.rank, 'g', -1, 64)
	}
	return "n" + id
}

func readCursor(opts SearchOptions) (place, error) {
	// Ranks are negative, the best the lowest: this is before all.
	first := place{id: -1, rank: -1e300}
	if opts.Cursor == "" {
		return first, nil
	}
	letter := "n"
	if opts.Order == Relevance {
		letter = "r"
	}
	rest, ok := strings.CutPrefix(opts.Cursor, letter)
	id, rank, ranked := strings.Cut(rest, ".")
	p := place{}
	var err error
	if p.id, err = strconv.ParseInt(id, 36, 64); err != nil || !ok || ranked != (opts.Order == Relevance) {
		return first, badCursor(opts.Cursor)
	}
	if ranked {
		if p.rank, err = strconv.ParseFloat(rank, 64); err != nil {
			return first, badCursor(opts.Cursor)
		}
	}
	return p, nil
}

func badCursor(cursor string) error {
	return schema.Faultf(schema.FaultMalformed, "ask for the first page again", "cursor %q is not from a page of this order", cursor)
}
