package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
)

// shape compares the tables, indexes and views with those that this program makes: a damaged view answers, and says something else.
func (c *checker) shape() error {
	made, err := madeShape(c.ctx)
	if err != nil {
		return err
	}
	err = c.each(shapeQuery, func(scan func(...any) error) error {
		var name, text string
		if err := scan(&name, &text); err != nil {
			return err
		}
		if want, ok := made[name]; ok && text != want { // others' tables are theirs: Litestream keeps some, people make some
			c.report("%s is defined otherwise than this shilu does it", name)
		}
		delete(made, name)
		return nil
	})
	for name := range made {
		c.report("%s is missing", name)
	}
	if err != nil {
		return err
	}
	// SQLite reads a word that has become a blob as if nothing had happened.
	return c.each(`SELECT name FROM sqlite_schema WHERE typeof(type) <> 'text' OR typeof(name) <> 'text' OR typeof(tbl_name) <> 'text'`,
		func(scan func(...any) error) error {
			var name string
			err := scan(&name)
			c.report("the definition of %s is damaged", name)
			return err
		})
}

// shapeQuery takes in the settings of the indexes, which lie in tables. What SQLite makes for keys has a name and no text.
const shapeQuery = `
	SELECT name, coalesce(sql, '') FROM sqlite_schema
	UNION ALL SELECT 'the setting ' || k || ' of turn_index', v FROM turn_index_config
	UNION ALL SELECT 'the setting ' || k || ' of superseded_index', v FROM superseded_index_config`

// madeShape makes an archive in memory.
func madeShape(ctx context.Context) (made map[string]string, err error) {
	db := connect(":memory:", sharedOptions+"&mode=memory", 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // nothing of it stays
	if err := makeTables(ctx, tx); err != nil {
		return nil, err
	}
	return readShape(ctx, tx)
}

func readShape(ctx context.Context, tx *sql.Tx) (map[string]string, error) {
	rows, err := tx.QueryContext(ctx, shapeQuery)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	shape := map[string]string{}
	for rows.Next() {
		var name, text string
		if err := rows.Scan(&name, &text); err != nil {
			return nil, fmt.Errorf("read the shape: %w", err)
		}
		shape[name] = text
	}
	return shape, rows.Err()
}
