package archive

import (
	"context"
	"errors"
	"fmt"
	"strings"
)

// migrate brings an archive of an earlier version up, in one transaction: what sql/*.sql says today is made anew, each table's rows are
// copied by the names of their columns, and what follows from them is made anew: the indexes, and who is who. So an archive that was brought up is the same as one that
// was made today, and a column or table that is added needs nothing but its line in sql/*.sql and a higher userVersion. A change that
// gives old rows another meaning has to come before the copying, by the version that it starts from. What others keep in the file (Litestream
// does, people do) is left alone.
func migrate(ctx context.Context, path string) (err error) {
	made, err := madeShape(ctx)
	if err != nil {
		return err
	}
	// A foreign key would be held against a table that has just been put aside.
	db := connect(path, strings.Replace(writeOptions, "_foreign_keys=1", "_foreign_keys=0", 1), 1)
	defer func() { err = errors.Join(err, db.Close()) }()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	tx := &transaction{ctx: ctx, conn: conn, touched: map[int64]*touched{}}
	// Without it, what refers to a table that is put aside would go on referring to that.
	if err := tx.exec(`PRAGMA legacy_alter_table = ON`); err != nil {
		return err
	}
	if err := tx.exec(`BEGIN IMMEDIATE`); err != nil {
		return err
	}
	if err := tx.bringUp(ctx, made); err != nil {
		tx.rollback()
		return fmt.Errorf("bring it up to version %d: %w", userVersion, err)
	}
	return tx.exec(`COMMIT`)
}

func (tx *transaction) bringUp(ctx context.Context, made map[string]string) error {
	aside, err := tx.putAside(ctx, made)
	if err != nil {
		return err
	}
	if err := makeTables(ctx, tx.conn); err != nil {
		return err
	}
	for _, table := range aside {
		columns, err := tx.strings(ctx, `
			SELECT name FROM pragma_table_info(?1) WHERE name IN (SELECT name FROM pragma_table_info(?2))`, table, asidePrefix+table)
		if err != nil {
			return err
		}
		list := `"` + strings.Join(columns, `", "`) + `"`
		if err := tx.exec(`INSERT INTO "` + table + `" (` + list + `) SELECT ` + list + ` FROM "` + asidePrefix + table + `"`); err != nil {
			return fmt.Errorf("copy %s: %w", table, err)
		}
		if err := tx.exec(`DROP TABLE "` + asidePrefix + table + `"`); err != nil {
			return err
		}
	}
	if err := tx.exec(`UPDATE speaker SET identity = identity_of(name, organization, affiliation, post)`); err != nil {
		return fmt.Errorf("name the identities of speakers: %w", err)
	}
	tx.decided = true
	if err := tx.rule(); err != nil {
		return err
	}
	return tx.indexAll(ctx)
}

// asidePrefix is of the tables that are being copied.
const asidePrefix = "before_"

// putAside renames our tables and drops what is made of them: views, named indexes, the full-text indexes.
func (tx *transaction) putAside(ctx context.Context, made map[string]string) (tables []string, err error) {
	for _, kind := range []string{"view", "index", "table"} {
		names, err := tx.strings(ctx, `SELECT name FROM sqlite_schema WHERE type = ? AND sql IS NOT NULL ORDER BY name`, kind)
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			_, ours := made[name]
			switch {
			case !ours, strings.Contains(name, "_index_"): // the parts of a full-text index go with it
			case kind == "table" && !strings.HasPrefix(made[name], "CREATE VIRTUAL"):
				tables = append(tables, name)
				err = tx.exec(`ALTER TABLE "` + name + `" RENAME TO "` + asidePrefix + name + `"`)
			default:
				err = tx.exec(`DROP ` + kind + ` "` + name + `"`)
			}
			if err != nil {
				return nil, fmt.Errorf("put %s aside: %w", name, err)
			}
		}
	}
	return tables, nil
}

// indexAll fills the empty full-text indexes.
func (tx *transaction) indexAll(ctx context.Context) error {
	rows, err := tx.conn.QueryContext(ctx, `SELECT first_turn, turns, superseded_by IS NOT NULL FROM transcript ORDER BY first_turn`)
	if err != nil {
		return err
	}
	defer rows.Close()
	var all []extent
	for rows.Next() {
		var e extent
		if err := rows.Scan(&e.first, &e.turns, &e.superseded); err != nil {
			return err
		}
		all = append(all, e)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	for _, e := range all {
		if err := tx.index(e); err != nil {
			return fmt.Errorf("index the turns: %w", err)
		}
	}
	return nil
}

func (tx *transaction) strings(ctx context.Context, query string, args ...any) ([]string, error) {
	rows, err := tx.conn.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	return collect[string](rows)
}
