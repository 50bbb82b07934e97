package archive

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"

	sqlite3 "github.com/mattn/go-sqlite3"

	"shilu/schema"
)

const (
	// applicationID marks the file as ours: "SHLU" in ASCII. It is the header's bytes 68 to 71, where file(1) looks too.
	applicationID = 0x53484c55
	// userVersion is the version of the tables. It rises with each migration, and when hanzi.Fold changes, for the indexes hold folded text.
	userVersion = 5
)

//go:embed sql/*.sql
var sqlFiles embed.FS

// What every connection is opened with. It stands in the data source name because a pragma that goes through a pool reaches one
// connection of many.
const (
	sharedOptions = "_foreign_keys=1&_busy_timeout=10000&_stmt_cache_size=64"
	// A transaction that begins immediate never fails half-way up because another one wrote meanwhile.
	writeOptions = sharedOptions + "&mode=rw&_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_cache_size=-65536"
	checkOptions = sharedOptions + "&mode=ro&_txlock=deferred&_cache_size=-65536"
	readOptions  = sharedOptions + "&mode=ro&_txlock=deferred&_cache_size=-16384&_query_only=1"
	// walPages is how far the write-ahead log grows before it is copied into the file: 16 MB. Measured over 2,000 transcripts:
	// 645 files/s against 566 with SQLite's 1,000 pages.
	walPages = 4000
)

// connect returns a pool; it opens nothing yet.
func connect(path, options string, connections int) *sql.DB {
	dsn := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: options}).String()
	db := sql.OpenDB(connector{dsn: dsn, driver: &sqlite3.SQLiteDriver{
		ConnectHook: func(c *sqlite3.SQLiteConn) error {
			if _, err := c.Exec(fmt.Sprintf("PRAGMA wal_autocheckpoint = %d", walPages), nil); err != nil {
				return err
			}
			return registerFunctions(c)
		},
	}})
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db
}

type connector struct {
	dsn    string
	driver *sqlite3.SQLiteDriver
}

func (c connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.dsn) }
func (c connector) Driver() driver.Driver                        { return c.driver }

// checkFile says whether the file is an archive that this program can read.
func checkFile(ctx context.Context, db querier) error {
	version, err := inspectFile(ctx, db)
	switch {
	case err != nil:
		return err
	case version == 0:
		return notAnArchive(nil)
	case version < userVersion:
		return schema.Faultf(schema.FaultUnsupported, "start shilu run once, which brings it up, or make a copy with the shilu that made it",
			"an older shilu made it: its tables are of version %d, this program reads %d", version, userVersion)
	}
	return nil
}

// prepareFile makes the tables if the file is empty, brings those of an earlier version up, and refuses a file that this program can't
// write. It looks before it opens for writing, because that alone turns another program's file into one with a write-ahead log.
func prepareFile(ctx context.Context, path string) (err error) {
	looking := connect(path, checkOptions, 1)
	version, err := inspectFile(ctx, looking)
	if err := errors.Join(err, looking.Close()); err != nil || version == userVersion {
		return err
	}
	if version > 0 {
		return migrate(ctx, path)
	}
	writing := connect(path, writeOptions, 1)
	defer func() { err = errors.Join(err, writing.Close()) }()
	tx, err := writing.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := makeTables(ctx, tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// executor is a connection or a transaction.
type executor interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

func makeTables(ctx context.Context, tx executor) error {
	names, err := fs.Glob(sqlFiles, "sql/*.sql")
	if err != nil {
		return err
	}
	for _, name := range names {
		statements, err := sqlFiles.ReadFile(name)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, string(statements)); err != nil {
			return fmt.Errorf("make the tables of %s: %w", name, err)
		}
	}
	_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, userVersion))
	return err
}

// inspectFile returns the version of the tables, and a fault for a file that isn't an archive, or one of a version that this program
// doesn't know. One without anything in it, as it is before the tables are made, has the version 0.
func inspectFile(ctx context.Context, db querier) (version int, err error) {
	var id, tables int
	err = db.QueryRowContext(ctx, `
		SELECT application_id, user_version, (SELECT count(*) FROM sqlite_schema) FROM pragma_application_id, pragma_user_version`).
		Scan(&id, &version, &tables)
	switch {
	case err != nil:
		return 0, fileFault(err)
	case id == 0 && version == 0 && tables == 0:
		return 0, nil
	case id != applicationID || version < 1:
		return 0, notAnArchive(nil)
	case version > userVersion:
		return 0, schema.Faultf(schema.FaultUnsupported, "use the newer shilu, or name another archive",
			"a newer shilu made it: its tables are of version %d, this program knows %d", version, userVersion)
	}
	return version, nil
}

// fileFault tells a file that is no database from an error that may pass.
func fileFault(err error) error {
	var e sqlite3.Error
	if errors.As(err, &e) && (e.Code == sqlite3.ErrNotADB || e.Code == sqlite3.ErrCorrupt) {
		return notAnArchive(err)
	}
	return err
}

func notAnArchive(cause error) error {
	const advice = "name another file: shilu writes only into archives that it made"
	if cause != nil {
		return schema.Faultf(schema.FaultUnsupported, advice, "it is not an archive of shilu: %w", cause)
	}
	return schema.Faultf(schema.FaultUnsupported, advice, "it is not an archive of shilu")
}

// querier is a pool, a connection or a transaction.
type querier interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}
