package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"shilu/schema"
)

// Check holds the file against itself and returns a sentence per problem: SQLite's own checks, what the tables say of each other,
// every original against its digest, and the indexes against the turns. It reads everything, from one state of the archive, and
// stands in nobody's way. What can't be read is a problem too; the error says that the check itself came to no end.
func (a *Archive) Check(ctx context.Context) (problems []string, err error) {
	// A connection of its own: fts5vocab wants a temporary table, which query_only forbids.
	db := connect(a.path, checkOptions, 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, fmt.Errorf("check the archive: %w", err)
	}
	defer func() { _ = tx.Rollback() }()
	c := checker{ctx: ctx, tx: tx}
	for _, check := range []func() error{c.file, c.shape, c.foreignKeys, c.counts, c.present, c.states, c.words, c.decisions, c.people, c.originals, c.indexes} {
		err := check()
		if ctx.Err() != nil {
			return c.problems, fmt.Errorf("check the archive: %w", ctx.Err())
		}
		if err != nil { // damage shows as any error: a page that is none, a column of another type, a segment that breaks off
			c.report("it can't be read: %v", err)
		}
	}
	return c.problems, nil
}

type checker struct {
	ctx      context.Context
	tx       *sql.Tx
	problems []string
}

func (c *checker) report(format string, args ...any) {
	c.problems = append(c.problems, fmt.Sprintf(format, args...))
}

// each reads rows one by one; row scans one and looks at it.
func (c *checker) each(query string, row func(scan func(...any) error) error, args ...any) error {
	rows, err := c.tx.QueryContext(c.ctx, query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (c *checker) file() error {
	return c.each(`PRAGMA integrity_check`, func(scan func(...any) error) error {
		var line string
		if err := scan(&line); err != nil {
			return err
		}
		if line != "ok" {
			c.report("the file is damaged: %s", line)
		}
		return nil
	})
}

func (c *checker) foreignKeys() error {
	return c.each(`SELECT "table", parent, count(*) FROM pragma_foreign_key_check GROUP BY "table", parent`, func(scan func(...any) error) error {
		var table, parent string
		var n int
		if err := scan(&table, &parent, &n); err != nil {
			return err
		}
		c.report("%d rows of %s point at no row of %s", n, table, parent)
		return nil
	})
}

// counts compares what a transcript's row says of the other tables with what they have.
func (c *checker) counts() error {
	for _, table := range []string{"speaker", "exchange", "figure", "problem", "turn"} {
		err := c.each(`
			SELECT id, `+table+`s, (SELECT count(*) FROM `+table+` WHERE transcript = x.key) AS n FROM transcript x WHERE n <> `+table+`s`,
			func(scan func(...any) error) error {
				var id string
				var want, got int
				if err := scan(&id, &want, &got); err != nil {
					return err
				}
				c.report("transcript %s has %d rows in %s and should have %d", id, got, table, want)
				return nil
			})
		if err != nil {
			return err
		}
	}
	for table, within := range map[string]string{
		"participant": "", "speaker": "", "exchange": "", "figure": "", "date": "", "entity": "", "keyword": "", "problem": "",
		"exchange_turn": ", exchange, part",
	} {
		err := c.each(`
			SELECT DISTINCT x.id FROM transcript x JOIN (
				SELECT transcript FROM `+table+` GROUP BY transcript`+within+` HAVING min(n) <> 0 OR max(n) <> count(*) - 1
			) gap ON gap.transcript = x.key`,
			func(scan func(...any) error) error {
				var id string
				err := scan(&id)
				c.report("transcript %s has gaps in %s", id, table)
				return err
			})
		if err != nil {
			return err
		}
	}
	err := c.each(`SELECT id, first_turn >> ?, coalesce(date, '') FROM transcript`, func(scan func(...any) error) error {
		var id, date string
		var got int64
		if err := scan(&id, &got, &date); err != nil {
			return err
		}
		if got != day(date) {
			c.report("the turns of transcript %s are in the order of another day than %s", id, date)
		}
		return nil
	}, positionBits)
	if err != nil {
		return err
	}
	return c.each(`
		SELECT x.id, count(*) FROM turn t JOIN transcript x ON x.key = t.transcript
		WHERE t.id <> x.first_turn + t.turn OR t.turn NOT BETWEEN 0 AND x.turns - 1 GROUP BY x.key`,
		func(scan func(...any) error) error {
			var id string
			var n int
			if err := scan(&id, &n); err != nil {
				return err
			}
			c.report("%d turns of transcript %s have other ids than its row says", n, id)
			return nil
		})
}

// present decides about every transcript again, from the states.
func (c *checker) present() error {
	type row struct {
		key, source, number int64
		id, successor       string
	}
	var transcripts []row
	err := c.each(`
		SELECT x.key, x.id, x.source, x.number, coalesce(successor.id, '') FROM transcript x
		LEFT JOIN transcript successor ON successor.key = x.superseded_by`,
		func(scan func(...any) error) error {
			var r row
			if err := scan(&r.key, &r.id, &r.source, &r.number, &r.successor); err != nil {
				return err
			}
			transcripts = append(transcripts, r)
			return nil
		})
	if err != nil {
		return err
	}
	for _, r := range transcripts {
		holders, err := readHolders(c.ctx, c.tx, r.key)
		if err != nil {
			return err
		}
		if len(holders) == 0 {
			c.report("transcript %s was seen at no source", r.id)
			continue
		}
		v := settle(holders)
		var successor string
		if !v.present {
			now := `SELECT id FROM transcript WHERE key = (` + currentTranscript + `)`
			if err := c.tx.QueryRowContext(c.ctx, now, v.successor.source, v.successor.number).Scan(&successor); err != nil {
				return err
			}
		}
		if successor != r.successor {
			c.report("transcript %s is superseded by %q and should be by %q", r.id, r.successor, successor)
		}
		if want := (state{r.source, r.number}); v.lead.state != want {
			c.report("transcript %s shows the record of another state than that of %s", r.id, v.lead.path)
		}
	}
	return nil
}

func (c *checker) originals() error {
	return c.each(`
		SELECT x.id, x.digest, coalesce(o.size, 0), o.bytes FROM transcript x LEFT JOIN original o ON o.transcript = x.key`,
		func(scan func(...any) error) error {
			var id, digest string
			var size int
			var packed sql.RawBytes
			if err := scan(&id, &digest, &size, &packed); err != nil {
				return err
			}
			if packed == nil {
				c.report("transcript %s has no original", id)
				return nil
			}
			original, err := unpack(packed, min(size, 1<<20))
			if err != nil {
				c.report("the original of transcript %s is damaged: %v", id, err)
			} else if schema.Digest(original) != digest || len(original) != size {
				c.report("the original of transcript %s is not the one that its digest names", id)
			}
			return nil
		})
}
