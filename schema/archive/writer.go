package archive

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"

	"shilu/schema"
)

const (
	// maxGathered is how many changes one transaction takes at most.
	maxGathered = 256
	// maxGatheredBytes is how many bytes of originals it takes at most, so that a crowd of large files doesn't fill the memory that
	// FTS5 gathers words in.
	maxGatheredBytes = 32 << 20
)

// writer is the only one who writes. SQLite lets one in at a time, so queueing here is cheaper than SQLITE_BUSY; and all that waits
// while one transaction commits goes into the next, so that its cost is shared. There is no timer: who comes alone is written at once.
type writer struct {
	db      *sql.DB
	conn    *sql.Conn
	files   onDisk
	waiting chan *change
	open    context.Context // ends with close, and interrupts the transaction that is being written
	done    sync.WaitGroup
	close   func() error
}

// change is something to be written: all of it or nothing.
type change struct {
	size  int // bytes
	apply func(*transaction) error
	// result gets exactly one value, after the commit.
	result chan error
}

func openWriter(ctx context.Context, path string) (*writer, error) {
	if err := prepareFile(ctx, path); err != nil {
		return nil, err
	}
	db := connect(path, writeOptions, 1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	files, err := openJournals(ctx, conn, path)
	if err != nil {
		return nil, errors.Join(err, conn.Close(), db.Close())
	}
	open, interrupt := context.WithCancel(context.Background())
	w := &writer{db: db, conn: conn, files: files, waiting: make(chan *change), open: open}
	w.close = sync.OnceValue(func() error {
		interrupt()
		w.done.Wait()
		return errors.Join(w.conn.Close(), w.db.Close())
	})
	w.done.Go(w.run)
	return w, nil
}

// openJournals makes the connection open the files that it writes to, and notes which they are.
func openJournals(ctx context.Context, conn *sql.Conn, path string) (onDisk, error) {
	var tables int
	if err := conn.QueryRowContext(ctx, `SELECT count(*) FROM sqlite_schema`).Scan(&tables); err != nil {
		return onDisk{}, err
	}
	return onDiskAt(path)
}

// write queues a change and waits until it is on disk. When ctx ends first, the change may still be written.
func (w *writer) write(ctx context.Context, size int, apply func(*transaction) error) error {
	c := &change{size: size, apply: apply, result: make(chan error, 1)}
	select {
	case w.waiting <- c:
	case <-w.open.Done():
		return ErrClosed
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-c.result:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (w *writer) run() {
	for {
		select {
		case <-w.open.Done():
			return
		case first := <-w.waiting:
			w.commit(w.gather(first))
		}
	}
}

// gather takes what waits already.
func (w *writer) gather(first *change) []*change {
	gathered, size := []*change{first}, first.size
	for len(gathered) < maxGathered && size < maxGatheredBytes {
		select {
		case next := <-w.waiting:
			gathered, size = append(gathered, next), size+next.size
		default:
			return gathered
		}
	}
	return gathered
}

// commit writes the changes in one transaction and answers each. A change that fails leaves the others alone.
func (w *writer) commit(changes []*change) {
	failed := make([]error, len(changes))
	err := w.transact(func(tx *transaction) error {
		for i, c := range changes {
			var err error
			if failed[i], err = tx.apart(c.apply); err != nil {
				return err
			}
		}
		if err := tx.reindex(); err != nil {
			return err
		}
		if err := tx.rule(); err != nil {
			return err
		}
		return tx.forget()
	})
	if err != nil && w.open.Err() != nil {
		err = ErrClosed
		clear(failed) // what a change says of being interrupted is no more than that
	}
	for i, c := range changes {
		if failed[i] == nil && err != nil {
			failed[i] = fmt.Errorf("write to the archive: %w", err)
		}
		c.result <- outage(failed[i])
	}
}

func (w *writer) transact(do func(*transaction) error) error {
	if err := w.files.check(); err != nil {
		return err
	}
	tx := &transaction{ctx: w.open, conn: w.conn, touched: map[int64]*touched{}}
	if err := tx.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := do(tx)
	step("in the transaction")
	if err == nil {
		err = tx.exec("COMMIT")
	}
	step("after the commit")
	if err != nil {
		tx.rollback()
		return err
	}
	return w.files.check() // what went into a file that is gone by now isn't kept
}

// step is called where a crash would be told from others by what is stored. The tests replace it, and crash there.
var step = func(string) {}

// transaction is the writer's connection inside a transaction. It belongs to many callers, of whom each has a context of its own: what
// interrupts it is the end of the writer only.
type transaction struct {
	ctx  context.Context
	conn *sql.Conn
	// touched is what must be indexed anew before the commit, by transcript.
	touched map[int64]*touched
	// decided says that there are decisions from which nothing has followed yet.
	decided bool
	// forgets says that something was removed that must not lie in the file's free pages either.
	forgets bool
}

// apart lets do fail on its own: what it did is undone, what was done before stays. The second error is one of the whole transaction.
func (tx *transaction) apart(do func(*transaction) error) (failed, err error) {
	if err := tx.exec("SAVEPOINT change"); err != nil {
		return nil, err
	}
	if failed = do(tx); failed != nil {
		if passing := outage(failed); schema.AsOutage(passing) != nil {
			return failed, passing // SQLite may have rolled all of it back already, and what comes next would fail alike
		}
		if err := tx.exec("ROLLBACK TO change"); err != nil {
			return failed, err
		}
	}
	return failed, tx.exec("RELEASE change")
}

// rollback has nothing to add to the error that led here: SQLite has rolled back by itself where the disk failed.
func (tx *transaction) rollback() { _, _ = tx.conn.ExecContext(context.Background(), "ROLLBACK") }

func (tx *transaction) exec(query string, args ...any) error {
	// The driver can only interrupt a statement that is running, and lets a short one that comes after that go through.
	if err := tx.ctx.Err(); err != nil {
		return err
	}
	_, err := tx.conn.ExecContext(tx.ctx, query, args...)
	return err
}

// row reads one row; found is false where there is none.
func (tx *transaction) row(query string, args []any, into ...any) (found bool, err error) {
	if err := tx.ctx.Err(); err != nil {
		return false, err
	}
	err = tx.conn.QueryRowContext(tx.ctx, query, args...).Scan(into...)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}
