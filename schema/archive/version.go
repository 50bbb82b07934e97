package archive

import "github.com/mattn/go-sqlite3"

// SQLiteVersion is that of the SQLite in this program.
func SQLiteVersion() string {
	version, _, _ := sqlite3.Version()
	return version
}
