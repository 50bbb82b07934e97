package archive

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

// TestCheckFindsDamage plants damage of each kind into an archive that was whole.
func TestCheckFindsDamage(t *testing.T) {
	const someTurn = `(SELECT turn.id FROM turn JOIN transcript ON transcript.key = turn.transcript WHERE superseded_by IS NULL ORDER BY turn.id LIMIT 1 OFFSET 7)`
	const oldTurn = `(SELECT turn.id FROM turn JOIN transcript ON transcript.key = turn.transcript WHERE superseded_by IS NOT NULL LIMIT 1)`
	for name, damage := range map[string]struct{ statement, want string }{
		"index row gone":             {`DELETE FROM turn_index WHERE rowid = ` + someTurn, "in turn_index 1 turns are missing"},
		"index row too many":         {`INSERT INTO turn_index (rowid, text) VALUES (5, '0 b')`, "in turn_index 1 rows are of no turn"},
		"index row of another text":  {`DELETE FROM turn_index WHERE rowid = ` + someTurn + `; INSERT INTO turn_index (rowid, text) VALUES (` + someTurn + `, '0 b')`, "another length"},
		"index row out of order":     {`DELETE FROM turn_index WHERE rowid = ` + someTurn + `; INSERT INTO turn_index (rowid, text) VALUES (` + someTurn + `, :backwards)`, "at other places"},
		"index segment turned":       {`UPDATE turn_index_idx SET term = x'3161'`, "damaged"},
		"turn in the other index":    {`INSERT INTO turn_index (rowid, text) VALUES (` + oldTurn + `, '0'); DELETE FROM superseded_index WHERE rowid = ` + oldTurn, "in superseded_index 1 turns are missing"},
		"index content lost":         {`DELETE FROM turn_index_data WHERE id = (SELECT max(id) FROM turn_index_data)`, ""},
		"characters changed":         {`UPDATE turn SET text = replace(text, '海', '洋')`, "turn_index is wrong about"},
		"text changed":               {`UPDATE turn SET text = '海岸线' WHERE id = ` + someTurn, "turn_index is wrong about"},
		"turn gone":                  {`PRAGMA foreign_keys = OFF; DELETE FROM turn WHERE id = ` + someTurn, "rows in turn and should have"},
		"turn moved":                 {`PRAGMA foreign_keys = OFF; UPDATE turn SET id = 5 WHERE id = ` + someTurn, "other ids than its row says"},
		"figure gone":                {`DELETE FROM figure WHERE transcript = 1 AND n = 0`, "rows in figure and should have"},
		"speaker gone":               {`PRAGMA foreign_keys = OFF; DELETE FROM speaker WHERE id = 's1'`, "point at no row of speaker"},
		"original changed":           {`UPDATE original SET bytes = (SELECT bytes FROM original WHERE transcript = 2) WHERE transcript = 1`, "is not the one that its digest names"},
		"original cut":               {`UPDATE original SET bytes = substr(bytes, 1, 20) WHERE transcript = 1`, "is damaged"},
		"original gone":              {`DELETE FROM original WHERE transcript = 1`, "has no original"},
		"superseded by nothing":      {`UPDATE transcript SET superseded_by = NULL WHERE superseded_by IS NOT NULL`, "is superseded by \"\" and should be by"},
		"superseded by another":      {`UPDATE transcript SET superseded_by = key WHERE superseded_by IS NULL AND key = 3`, "should be by \"\""},
		"spare gone":                 {`DELETE FROM spare`, "no spare is kept"},
		"spare cut":                  {`UPDATE spare SET record = substr(record, 1, 20)`, "is damaged"},
		"spare too many":             {`INSERT INTO spare SELECT key, source, number, x'00' FROM transcript WHERE key = 1`, "needs none"},
		"annotation gone":            {`DELETE FROM annotation WHERE n = 0`, "has gaps"},
		"day changed":                {`UPDATE transcript SET date = '2001-02-03' WHERE key = 1`, "another day"},
		"view changed":               {`DROP VIEW turn_view; CREATE VIEW turn_view AS SELECT 1`, "turn_view is defined otherwise"},
		"view gone":                  {`DROP VIEW turn_view`, "turn_view is missing"},
		"speaker another person":     {`UPDATE speaker SET identity = '0123456789abcdef' WHERE name = '孟远' AND transcript = 2`, "1 speakers of transcript"},
		"speaker nobody":             {`UPDATE speaker SET identity = NULL WHERE name = '孟远'`, "are others than their names"},
		"ruling gone":                {`DELETE FROM ruling`, "is missing"},
		"ruling changed":             {`UPDATE ruling SET called = '何苗'`, "the decisions say otherwise"},
		"ruling too many":            {`INSERT INTO ruling VALUES ('0123456789abcdef', '0123456789abcdef', NULL, '0123456789abcdef', NULL)`, "is there"},
		"decision about people gone": {`DELETE FROM decision WHERE kind = 'merged'`, "is there"},
		"decision damaged":           {`UPDATE decision SET identities = '[]' WHERE kind = 'merged'`, "names 0 people"},
		"decision cut":               {`UPDATE decision SET identities = '[{' WHERE kind = 'merged'`, "can't be read"},
		"state gone":                 {`DELETE FROM state WHERE number = 2`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := t.TempDir() + "/archive.db"
			a, err := Open(t.Context(), path, DefaultConfig())
			if err != nil {
				t.Fatal(err)
			}
			defer a.Close()
			g := newGenerator(6)
			for i := range 6 {
				record, original := g.meeting(fmt.Sprintf("%d.txt", i%5), int64(1+i/5), 12, 30)
				putTest(t, a, record, original)
			}
			record, original := speech("x.txt", 9, "请看《约章》。")
			putTest(t, a, record, original)
			annotateTest(t, a, say(record, 1, "", 1, "title", "law"))
			record.Source.Path = "y.txt" // two sources hold it, so one record is a spare
			putTest(t, a, record, original)
			decideTest(t, a, ruling(1, schema.DecisionMerged, "", "孟远@石桥镇党委", "孟远@青禾县农业局"))
			checkTest(t, a)

			db, err := sql.Open("sqlite3", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			db.SetMaxOpenConns(1)
			var text string
			if err := db.QueryRow(`SELECT text FROM turn WHERE id = ` + someTurn).Scan(&text); err != nil {
				t.Fatal(err)
			}
			tokens := strings.Fields(string(appendTokens([]byte(everyTurn), text)))
			slices.Reverse(tokens)
			statement := strings.ReplaceAll(damage.statement, ":backwards", "'"+strings.Join(tokens, " ")+"'")
			if _, err := db.Exec(statement); err != nil {
				t.Fatal(err)
			}
			problems, err := a.Check(t.Context())
			if err != nil {
				problems = append(problems, err.Error())
			}
			all := strings.Join(problems, "\n")
			if all == "" || !strings.Contains(all, damage.want) {
				t.Errorf("problems %q, want one with %q", problems, damage.want)
			}
		})
	}
}
