package archive

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"regexp"
	"slices"
	"testing"

	"shilu/schema"
)

// TestDatasetteQueriesRun runs each of the queries for Datasette on an archive, with nothing but what SQLite has by itself: none may fail,
// and none may show nothing.
func TestDatasetteQueriesRun(t *testing.T) {
	a := openTest(t)
	o := oracle{generator: newGenerator(8)}
	for i := range 8 {
		record, original := o.meeting(fmt.Sprintf("%d.txt", i), 1, 6, 30)
		o.vary(&record)
		putTest(t, a, record, original)
	}
	decideTest(t, a, ruling(1, schema.DecisionMerged, "", "孟远@石桥镇党委", "孟远@"))
	encoded, err := os.ReadFile("../../deployments/datasette/metadata.json")
	if err != nil {
		t.Fatal(err)
	}
	var metadata struct {
		Databases map[string]struct {
			Queries map[string]struct{ SQL, Title string }
		}
	}
	if err := json.Unmarshal(encoded, &metadata); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", "file:"+a.path+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	arguments := map[string]string{"words": "海", "speaker": "孟远", "unit": "CNY", "value": "0", "kind": "person"}
	named := regexp.MustCompile(`:([a-z]+)`)
	queries := metadata.Databases["archive"].Queries
	for name, query := range queries {
		var args []any
		for _, match := range named.FindAllStringSubmatch(query.SQL, -1) {
			value, known := arguments[match[1]]
			if !known {
				t.Errorf("%s asks for :%s", name, match[1])
			}
			if arg := any(sql.Named(match[1], value)); !slices.Contains(args, arg) {
				args = append(args, arg)
			}
		}
		if n, err := countRows(db, query.SQL, args...); err != nil || n == 0 || query.Title == "" {
			t.Errorf("%s (%q) shows %d rows, %v", name, query.Title, n, err)
		}
	}
	if len(queries) < 10 {
		t.Errorf("%d queries", len(queries))
	}
}

func countRows(db *sql.DB, query string, args ...any) (n int, err error) {
	rows, err := db.Query(query, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}
