package archive

import (
	"errors"

	sqlite3 "github.com/mattn/go-sqlite3"

	"shilu/schema"
)

// outage marks an error of what the file lies on, or of who else has it open, as one that is no record's fault. Others it returns as
// they are: what SQLite says of a statement or of damaged pages doesn't pass by waiting.
func outage(err error) error {
	var e sqlite3.Error
	if !errors.As(err, &e) {
		return err
	}
	switch e.Code {
	case sqlite3.ErrFull:
		return &schema.Outage{Err: err, Advice: "make room on the disk that the archive lies on"}
	case sqlite3.ErrIoErr:
		return &schema.Outage{Err: err, Advice: "look after the disk that the archive lies on; the system's log says more"}
	case sqlite3.ErrReadonly, sqlite3.ErrCantOpen, sqlite3.ErrPerm:
		return &schema.Outage{Err: err, Advice: "let shilu write to the archive and to its folder"}
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return &schema.Outage{Err: err, Advice: "end the other program that holds the archive"}
	case sqlite3.ErrNomem:
		return &schema.Outage{Err: err, Advice: "give the program more memory"}
	}
	return err
}
