//go:build !sqlite_fts5

package archive

// go-sqlite3 has FTS5 under a build tag only. Without it every search would fail at run time, so the build fails instead, and the compiler
// quotes this sentence.
const _ int = "shilu needs SQLite's full-text search: add -tags sqlite_fts5 to the go command"
