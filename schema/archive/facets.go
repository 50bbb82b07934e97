package archive

import (
	"context"
	"database/sql"
	"fmt"
	"time"

	"shilu/schema/query"
)

const (
	// facetValues is how many speakers and organisations are named.
	facetValues = 10
	// facetTurns is of how many turns the speakers are looked up, the newest that are found.
	facetTurns = 20000
)

// Facets counts what the tree finds by month, by speaker and by organisation.
func (a *Archive) Facets(ctx context.Context, tree query.Tree, includeSuperseded bool) (query.Facets, error) {
	f := query.Facets{Speakers: []query.Count{}, Organizations: []query.Count{}, Months: []query.Count{}}
	if tree.Root == nil {
		return f, nil
	}
	err := a.search(ctx, tree, includeSuperseded, func(s search) (err error) {
		if f.Months, f.Total, err = s.months(); err != nil {
			return err
		}
		f.SpeakersOf = min(f.Total, facetTurns)
		if f.Speakers, err = s.countBy(`coalesce(speaker.name, t.label)`); err != nil {
			return err
		}
		f.Organizations, err = s.countBy(`coalesce(speaker.organization, speaker.affiliation)`)
		return err
	})
	if err != nil {
		return query.Facets{}, fmt.Errorf("count %s: %w", tree, err)
	}
	return f, nil
}

// months counts by the day that an id begins with, so that no turn has to be read.
func (s search) months() (months []query.Count, total int, err error) {
	ids, args := s.ids(s.tables)
	rows, err := s.tx.QueryContext(s.ctx, fmt.Sprintf(`SELECT id >> %d AS day, count(*) FROM (%s) GROUP BY day ORDER BY day DESC`, positionBits, ids), args...)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	months = []query.Count{}
	for rows.Next() {
		var day int64
		var turns int
		if err := rows.Scan(&day, &turns); err != nil {
			return nil, 0, err
		}
		total += turns
		month := monthOf(day)
		if n := len(months); n > 0 && months[n-1].Value == month {
			months[n-1].Turns += turns
		} else {
			months = append(months, query.Count{Value: month, Turns: turns})
		}
	}
	return months, total, rows.Err()
}

// monthOf is YYYY-MM, "" of the day of transcripts without a date.
func monthOf(day int64) string {
	if day == noDay {
		return ""
	}
	return time.Unix(lastDay-day*24*60*60, 0).UTC().Format("2006-01")
}

// countBy counts the newest turns by what is known of who speaks, the most frequent first.
func (s search) countBy(value string) ([]query.Count, error) {
	ids, args := s.ids(s.tables)
	rows, err := s.tx.QueryContext(s.ctx, `
		SELECT `+value+` AS value, count(*) AS turns
		FROM (`+ids+` ORDER BY id LIMIT ?) found
		CROSS JOIN turn t ON t.id = found.id
		JOIN speaker ON speaker.transcript = t.transcript AND speaker.id = t.speaker
		GROUP BY value HAVING value <> '' ORDER BY turns DESC, value LIMIT ?`, append(args, facetTurns, facetValues)...)
	if err != nil {
		return nil, err
	}
	return collectCounts(rows)
}

func collectCounts(rows *sql.Rows) ([]query.Count, error) {
	defer rows.Close()
	counts := []query.Count{}
	for rows.Next() {
		var c query.Count
		if err := rows.Scan(&c.Value, &c.Turns); err != nil {
			return nil, err
		}
		counts = append(counts, c)
	}
	return counts, rows.Err()
}
