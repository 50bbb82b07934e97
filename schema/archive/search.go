package archive

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"shilu/schema"
	"shilu/schema/query"
)

// Order is how hits are sorted.
type Order int

// The orders.
const (
	// Newest has the latest day of speech first, within a transcript from the first turn to the last.
	Newest Order = iota
	// Relevance has the best first: see rank.
	Relevance
)

const (
	// MaxLimit is the most hits of one page.
	MaxLimit     = 1000
	defaultLimit = 20
	// countedTurns is up to how many turns a page counts. Count counts them all.
	countedTurns = 200
	// excerptWidth is how many code points of a turn a hit shows.
	excerptWidth = 120
)

// SearchOptions are how to answer.
type SearchOptions struct {
	Order Order
	// Limit is the most hits of a page: from 1 to MaxLimit; 0 is 20.
	Limit int
	// Cursor is a Page's Next, "" for the first page. It stays good while the archive grows: what is before it doesn't come again,
	// and Total stays what it was on the first page.
	Cursor string
	// IncludeSuperseded also searches transcripts of which there is a newer revision.
	IncludeSuperseded bool
}

// Search finds the turns that the tree is true of. A cursor that isn't from a page of the same order, and a limit that is too high,
// are a *schema.Fault.
func (a *Archive) Search(ctx context.Context, tree query.Tree, opts SearchOptions) (query.Page, error) {
	page := query.Page{Hits: []query.Hit{}, Notes: []string{}}
	if tree.Warning != "" {
		page.Notes = append(page.Notes, tree.Warning)
	}
	if tree.Root == nil {
		return page, nil
	}
	if opts.Limit == 0 {
		opts.Limit = defaultLimit
	}
	if opts.Limit < 0 || opts.Limit > MaxLimit {
		return page, schema.Faultf(schema.FaultMalformed, "ask for the next page by its cursor", "a page has 1 to %d hits, not %d", MaxLimit, opts.Limit)
	}
	after, err := readCursor(opts)
	if err != nil {
		return page, err
	}
	err = a.search(ctx, tree, opts.IncludeSuperseded, func(s search) error {
		find := s.newest
		if opts.Order == Relevance {
			find = s.relevant
		}
		found, last, err := find(after, opts.Limit)
		if err != nil {
			return err
		}
		page.Total, page.AtLeast = last.total, last.atLeast
		if len(found) > opts.Limit {
			found = found[:opts.Limit]
			page.Next = schema.Opt(last.at(found[opts.Limit-1]).write(opts.Order))
		}
		if opts.Order == Relevance && page.AtLeast {
			page.Notes = append(page.Notes, fmt.Sprintf("the best of the newest %d turns", rankedTurns))
		}
		page.Hits, err = s.hits(found, tree)
		return err
	})
	if err != nil {
		return query.Page{}, fmt.Errorf("search %s: %w", tree, err)
	}
	return page, nil
}

// Count says how many turns the tree is true of.
func (a *Archive) Count(ctx context.Context, tree query.Tree, includeSuperseded bool) (total int, err error) {
	if tree.Root == nil {
		return 0, nil
	}
	err = a.search(ctx, tree, includeSuperseded, func(s search) error {
		ids, args := s.ids(s.tables)
		if len(s.alternatives) > 1 {
			// In order they are merged, and no table of what was met is needed. SQLite heeds an order inside only with a LIMIT.
			ids += ` ORDER BY id LIMIT -1`
		}
		return s.tx.QueryRowContext(ctx, `SELECT count(*) FROM (`+ids+`)`, args...).Scan(&total)
	})
	if err != nil {
		return 0, fmt.Errorf("count %s: %w", tree, err)
	}
	return total, nil
}

// search is one question to one state of the archive.
type search struct {
	ctx    context.Context
	tx     *sql.Tx
	tree   query.Tree
	tables []string
	alternatives
}

func (a *Archive) search(ctx context.Context, tree query.Tree, includeSuperseded bool, do func(search) error) error {
	return a.read(ctx, func(tx *sql.Tx) error {
		s := search{ctx: ctx, tx: tx, tree: tree, tables: []string{"turn_index"}}
		if includeSuperseded {
			s.tables = append(s.tables, "superseded_index")
		}
		c := compiler{ctx: ctx, db: tx, tables: s.tables, asTyped: tree.AsTyped}
		var err error
		if s.alternatives, err = c.compile(tree.Root); err != nil {
			return err
		}
		return do(s)
	})
}

// place is a row of the index, and where it stands in the answer.
type place struct {
	id    int64
	score float64
}

// newest finds the turns behind a cursor, one more than the limit if there are so many; on the first page it counts.
func (s search) newest(after cursor, limit int) (found []place, last cursor, err error) {
	last, most := after, limit
	if !after.counted {
		most = max(limit, countedTurns)
	}
	ids, args := s.within(after.id+1, maxTurn).ids(s.tables)
	rows, err := s.tx.QueryContext(s.ctx, ids+` ORDER BY id LIMIT ?`, append(args, most+1)...)
	if err != nil {
		return nil, last, err
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		if n > limit {
			continue
		}
		var p place
		if err := rows.Scan(&p.id); err != nil {
			return nil, last, err
		}
		found = append(found, p)
	}
	if !after.counted {
		last.counted, last.total, last.atLeast = true, min(n, most), n > most
	}
	return found, last, rows.Err()
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
