//go:build !cgo

package archive

// go-sqlite3 compiles SQLite's C. Without cgo it would fail at run time.
const _ int = "shilu needs cgo for SQLite: install gcc and set CGO_ENABLED=1"
