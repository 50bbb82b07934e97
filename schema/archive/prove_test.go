package archive

import (
	"crypto/sha256"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shilu/schema"
)

// decodeTest is how the originals of the tests are read.
func decodeTest(original []byte) (text, encoding string, err error) {
	return string(original), "utf-8", nil
}

// filled is an archive with every kind of row: revisions, spares, sources that are gone, annotations, words that wait. What it says of
// its originals is true.
func filled(t *testing.T) *Archive {
	t.Helper()
	a := openTest(t)
	g := newGenerator(21)
	for i := range 8 {
		texts := make([]string, 1+g.IntN(8))
		for j := range texts {
			texts[j] = strings.ReplaceAll(g.text(1+g.IntN(60)), "\n", " ") + "约8.3亿元"
		}
		record, original := speech(fmt.Sprintf("%d.txt", i%6), int64(1+i/6), texts...)
		for j, text := range texts {
			n := len([]rune(text))
			upper := 9.25
			record.Figures = append(record.Figures, schema.Figure{Turn: j, Start: n - 5, End: n, Text: "8.3亿元", Value: 8.3e8, Upper: &upper,
				Unit: "CNY", Kind: "money", Comparison: "eq", Approximate: true})
			record.Exchanges = append(record.Exchanges, schema.Exchange{Question: []int{j}, Answers: []int{}, Addressees: []string{"s1"}})
		}
		record.Keywords = []schema.Keyword{{Text: "西洋参", Weight: g.Float64()}}
		record.Report(schema.ProblemUnbalancedQuotes, "a “ has no ”")
		record.Source.URL = "https://example.org/1"
		putTest(t, a, record, original)
	}
	record, original := speech("x.txt", 9, "请看《约章》。", "谢谢。")
	putTest(t, a, record, original)
	annotateTest(t, a, say(record, 1, "", 1, "title", "law"))
	record.Source = schema.Source{Inbox: "press", Path: "y.txt", Number: 12}
	putTest(t, a, record, original)
	if err := a.Gone(t.Context(), schema.Source{Inbox: "press", Path: "x.txt", Number: 9}); err != nil {
		t.Fatal(err)
	}
	later, _ := speech("z.txt", 1, "请看《约章》第二版。")
	annotateTest(t, a, say(later, 2, "parse.1", 5, "title"))
	return a
}

func TestProve(t *testing.T) {
	for name, damage := range map[string]struct{ statement, want string }{
		"turn changed":        {`UPDATE turn SET text = 'x' || substr(text, 2) WHERE transcript = 9 AND turn = 0`, "turn 0 is not what its original has there"},
		"spans moved":         {`UPDATE turn SET spans = '[[1,8]]' WHERE transcript = 9 AND turn = 0`, "turn 0 is not what"},
		"spans of nothing":    {`UPDATE turn SET spans = '[[0,999]]' WHERE transcript = 9 AND turn = 0`, "has spans that are none of its original"},
		"spans that are none": {`UPDATE turn SET spans = '[[' WHERE transcript = 9 AND turn = 0`, "can't be read"},
		"place changed":       {`UPDATE turn SET place = place + 1 WHERE transcript = 9 AND turn = 1`, "other places than their spans"},
		"figure elsewhere":    {`UPDATE figure SET starts = starts - 1 WHERE transcript = 1 AND n = 0`, "figure 0 is"},
		"quote changed":       {`UPDATE annotation SET quote = '《章约》' WHERE n = 1`, "quotes"},
		"original of another": {`UPDATE original SET (size, bytes) = (SELECT size, bytes FROM original WHERE transcript = 2) WHERE transcript = 9`, "turn 0"},
		"original cut":        {`UPDATE original SET bytes = substr(bytes, 1, 10) WHERE transcript = 9`, "unpack"},
		"another encoding":    {`UPDATE transcript SET encoding = 'gb18030' WHERE key = 9`, "it was read as gb18030"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, path := copied(t, filled(t))
			prove := func() []string {
				t.Helper()
				problems, err := a.Prove(t.Context(), decodeTest)
				if err != nil {
					t.Fatal(err)
				}
				return problems
			}
			if problems := prove(); len(problems) > 0 {
				t.Fatalf("before the damage: %q", problems)
			}
			db, err := sql.Open("sqlite3", path)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(damage.statement); err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(prove(), "\n"); !strings.Contains(got, damage.want) {
				t.Errorf("problems %q, want one with %q", got, damage.want)
			}
		})
	}
}

// copied is a backup of the archive, which a test may damage.
func copied(t *testing.T, a *Archive) (damaged *Archive, path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "copy.db")
	if err := a.Backup(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	damaged, err := OpenReader(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { damaged.Close() })
	return damaged, path
}

// One bit of the file is turned at a time. Either what SQL reads is all the same (the bit lay in free space), or one of the three that
// verify asks notices: Check, Prove, or the digest, in whose place verify holds each record against the log.
func TestEveryFlippedBitIsFound(t *testing.T) {
	a, path := copied(t, filled(t))
	want, err := a.Digest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	same := dump(t, path)
	r := rand.New(rand.NewPCG(4, 3))
	planted, found, harmless := 0, 0, 0
	for i := range 160 {
		at, bit := r.IntN(len(whole)), byte(1)<<r.IntN(8)
		for i%2 > 0 && whole[at] == 0 { // most of the free space is
			at = r.IntN(len(whole))
		}
		flipped := filepath.Join(t.TempDir(), "flipped.db")
		whole[at] ^= bit
		err := os.WriteFile(flipped, whole, 0o600)
		whole[at] ^= bit
		if err != nil {
			t.Fatal(err)
		}
		noticed := notices(t, flipped, want)
		if dump(t, flipped) == same {
			harmless++
			continue
		}
		planted++
		if noticed {
			found++
		} else {
			t.Errorf("bit %#02x of byte %d is turned and nobody notices", bit, at)
		}
	}
	t.Logf("%d of %d found; %d lay in free space", found, planted, harmless)
	if planted < 50 {
		t.Errorf("only %d bits changed anything", planted)
	}
}

func notices(t *testing.T, path, digest string) bool {
	t.Helper()
	a, err := OpenReader(t.Context(), path)
	if err != nil {
		return true
	}
	defer a.Close()
	problems, err := a.Check(t.Context())
	if err != nil || len(problems) > 0 {
		return true
	}
	if problems, err = a.Prove(t.Context(), decodeTest); err != nil || len(problems) > 0 {
		return true
	}
	got, err := a.Digest(t.Context())
	return err != nil || got != digest
}

// dump is a digest of all that SQL reads from the file: every row of every table. Of the indexes' segments it is what FTS5 reads from
// them: a segment also has bits that mean nothing until it is merged.
func dump(t *testing.T, path string) string {
	t.Helper()
	db := connect(path, checkOptions, 1)
	defer db.Close()
	sum := sha256.New()
	read := func(query string) []string {
		rows, err := db.QueryContext(t.Context(), query)
		if err != nil {
			fmt.Fprintln(sum, err)
			return nil
		}
		defer rows.Close()
		columns, _ := rows.Columns()
		var first []string
		for rows.Next() {
			values, into := make([]any, len(columns)), make([]any, len(columns))
			for i := range values {
				into[i] = &values[i]
			}
			if err := rows.Scan(into...); err != nil {
				fmt.Fprintln(sum, err)
				break
			}
			fmt.Fprintf(sum, "%T %v\n", values, values)
			first = append(first, fmt.Sprint(values[0]))
		}
		fmt.Fprintln(sum, rows.Err())
		return first
	}
	for _, table := range read(`SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name`) {
		switch {
		case strings.HasSuffix(table, "_index_data"):
		case strings.HasSuffix(table, "_index_docsize"):
			// The origin says into which segments a later deletion is noted. Nothing that is read depends on it, and a row that stays
			// because it was noted elsewhere is one that Check finds.
			read(`SELECT id, sz FROM "` + table + `"`)
		default:
			read(`SELECT * FROM "` + table + `"`)
		}
	}
	for _, index := range []string{"turn_index", "superseded_index"} {
		read(`CREATE VIRTUAL TABLE temp.` + index + `_terms USING fts5vocab (main, ` + index + `, instance)`)
		read(`SELECT * FROM temp.` + index + `_terms`)
	}
	read(`SELECT * FROM sqlite_schema`)
	read(`SELECT * FROM pragma_application_id, pragma_user_version`)
	return fmt.Sprintf("%x", sum.Sum(nil))
}
