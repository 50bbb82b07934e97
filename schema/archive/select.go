package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"

	"shilu/schema"
	"shilu/schema/query"
)

// Selected is a transcript that is taken out.
type Selected struct {
	Record schema.Record
	// Found are the indexes of the turns that were found in it, in order; nil where nothing was asked for, and so all are.
	Found []int
	// Total is how many turns are found in all transcripts together.
	Total int
}

// SelectOptions are what to take out.
type SelectOptions struct {
	// All takes every transcript, those without turns too, and needs no tree.
	All bool
	// IncludeSuperseded also takes transcripts of which there is a newer revision.
	IncludeSuperseded bool
}

// Select reads every transcript with a turn that Search finds, one after the other in the order of Newest: its memory is that of one
// transcript. All of it is of one moment, however much is written meanwhile; but the write-ahead log grows until it ends. After an
// error nothing comes any more.
func (a *Archive) Select(ctx context.Context, tree query.Tree, opts SelectOptions) iter.Seq2[Selected, error] {
	return func(yield func(Selected, error) bool) {
		err := a.read(ctx, func(tx *sql.Tx) error {
			moment := &Archive{path: a.path, readers: a.readers, moment: tx}
			found := moment.found(ctx, tree, opts)
			if opts.All {
				found = moment.all(ctx, opts)
			}
			for s, err := range found {
				if err == nil {
					s.Record, err = moment.Record(ctx, s.Record.ID)
				}
				if err != nil {
					return err
				}
				if !yield(s, nil) {
					return errEnough
				}
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(Selected{}, err)
		}
	}
}

// errEnough ends the reading where the caller wants no more.
var errEnough = errors.New("enough")

// selectPage is how many hits or transcripts are looked up at once.
const selectPage = MaxLimit

// found goes through the pages of a search. The turns of a transcript follow each other, over the end of a page too.
func (a *Archive) found(ctx context.Context, tree query.Tree, opts SelectOptions) iter.Seq2[Selected, error] {
	return func(yield func(Selected, error) bool) {
		total, err := a.Count(ctx, tree, opts.IncludeSuperseded)
		if err != nil {
			yield(Selected{}, err)
			return
		}
		var next Selected
		search := SearchOptions{Order: Newest, Limit: selectPage, IncludeSuperseded: opts.IncludeSuperseded}
		for {
			page, err := a.Search(ctx, tree, search)
			if err != nil {
				yield(Selected{}, err)
				return
			}
			for _, hit := range page.Hits {
				if hit.Transcript != next.Record.ID {
					if next.Record.ID != "" && !yield(next, nil) {
						return
					}
					next = Selected{Record: schema.Record{ID: hit.Transcript}, Total: total}
				}
				next.Found = append(next.Found, hit.Turn)
			}
			if search.Cursor = string(page.Next); search.Cursor == "" {
				break
			}
		}
		if next.Record.ID != "" {
			yield(next, nil)
		}
	}
}

// all goes through the transcripts, the newest day first, those without a day last.
func (a *Archive) all(ctx context.Context, opts SelectOptions) iter.Seq2[Selected, error] {
	return func(yield func(Selected, error) bool) {
		var total int
		err := a.moment.QueryRowContext(ctx, `SELECT coalesce(sum(turns), 0) FROM transcript WHERE superseded_by IS NULL OR ?`,
			opts.IncludeSuperseded).Scan(&total)
		if err != nil {
			yield(Selected{}, fmt.Errorf("count the turns: %w", err))
			return
		}
		var last listed
		for {
			page, err := a.list(ctx, last, opts)
			if err != nil {
				yield(Selected{}, fmt.Errorf("list the transcripts: %w", err))
				return
			}
			for _, l := range page {
				if !yield(Selected{Record: schema.Record{ID: l.id}, Total: total}, nil) {
					return
				}
			}
			if len(page) < selectPage {
				return
			}
			last = page[len(page)-1]
		}
	}
}

// listed is a transcript by what it is sorted by.
type listed struct{ date, id string }

func (a *Archive) list(ctx context.Context, after listed, opts SelectOptions) (page []listed, err error) {
	rows, err := a.moment.QueryContext(ctx, `
		SELECT coalesce(date, ''), id FROM transcript
		WHERE (superseded_by IS NULL OR ?1) AND (?3 = '' OR coalesce(date, '') < ?2 OR coalesce(date, '') = ?2 AND id > ?3)
		ORDER BY coalesce(date, '') DESC, id LIMIT ?4`, opts.IncludeSuperseded, after.date, after.id, selectPage)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var l listed
		if err := rows.Scan(&l.date, &l.id); err != nil {
			return nil, err
		}
		page = append(page, l)
	}
	return page, rows.Err()
}
