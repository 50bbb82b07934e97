package archive

import (
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"unicode"

	"shilu/schema/hanzi"
)

// indexes reads both indexes back and compares them with the turns: which rows there are, how many tokens each has, and for every
// token in which rows it is and at which places. FTS5's own integrity-check can't: without the content it has nothing to compare with,
// and finds nothing wrong when rows are missing or too many.
func (c *checker) indexes() error {
	for _, e := range []extent{{superseded: false}, {superseded: true}} {
		if err := c.index(e); err != nil {
			return fmt.Errorf("read %s back: %w", e.table(), err)
		}
	}
	return nil
}

// tally is how often a token stands in the texts.
type tally struct {
	rows, times int64
	// places is the sum of a number for each place, so that their order makes no difference and no list has to be kept.
	places uint64
	last   int64 // the row that was counted last
}

// add counts a place; the places of a row come together.
func (t *tally) add(row, place int64) {
	if t.times == 0 || t.last != row {
		t.rows, t.last = t.rows+1, row
	}
	t.times++
	t.places += mixed(uint64(row)*0x9e3779b97f4a7c15 + uint64(place))
}

// mixed is a number in which every bit depends on every bit of n (the end of SplitMix64).
func mixed(n uint64) uint64 {
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}

// same says that the places are the same, in the same rows.
func (t tally) same(as tally) bool {
	return t.rows == as.rows && t.times == as.times && t.places == as.places
}

// rowProblems are the rows of an index that are not what their turns say.
type rowProblems struct {
	missing, extra, wrong []int64
}

func (c *checker) index(e extent) error {
	tallies := map[string]*tally{}
	var rows rowProblems
	err := c.each(`
		SELECT t.id, t.text, d.sz FROM turn t JOIN transcript x ON x.key = t.transcript LEFT JOIN `+e.table()+`_docsize d ON d.id = t.id
		WHERE (x.superseded_by IS NOT NULL) = ?`,
		func(scan func(...any) error) error {
			var id int64
			var text string
			var size []byte
			if err := scan(&id, &text, &size); err != nil {
				return err
			}
			n := count(tallies, id, text)
			switch {
			case size == nil:
				rows.missing = append(rows.missing, id)
			case varint(size) != n:
				rows.wrong = append(rows.wrong, id)
			}
			return nil
		}, e.superseded)
	if err != nil {
		return err
	}
	err = c.each(`
		SELECT d.id FROM `+e.table()+`_docsize d LEFT JOIN turn t ON t.id = d.id LEFT JOIN transcript x ON x.key = t.transcript
		WHERE t.id IS NULL OR (x.superseded_by IS NOT NULL) <> ?`,
		func(scan func(...any) error) error {
			var id int64
			err := scan(&id)
			rows.extra = append(rows.extra, id)
			return err
		}, e.superseded)
	if err != nil {
		return err
	}
	c.reportRows(e, rows)
	return c.terms(e, tallies)
}

func (c *checker) reportRows(e extent, rows rowProblems) {
	for _, problem := range []struct {
		ids  []int64
		what string
	}{
		{rows.missing, "turns are missing"},
		{rows.extra, "rows are of no turn that belongs there"},
		{rows.wrong, "rows have another length than their turns"},
	} {
		if len(problem.ids) > 0 {
			c.report("in %s %d %s, the first of them %d", e.table(), len(problem.ids), problem.what, problem.ids[0])
		}
	}
}

// terms compares what the index has of every token with the tallies.
func (c *checker) terms(e extent, tallies map[string]*tally) error {
	vocabulary := e.table() + "_terms"
	if _, err := c.tx.ExecContext(c.ctx, `CREATE VIRTUAL TABLE temp.`+vocabulary+` USING fts5vocab (main, `+e.table()+`, instance)`); err != nil {
		return err
	}
	found := map[string]*tally{}
	var t *tally
	var last string
	err := c.each(`SELECT term, doc, "offset" FROM temp.`+vocabulary, func(scan func(...any) error) error {
		var term sql.RawBytes
		var row, place int64
		if err := scan(&term, &row, &place); err != nil {
			return err
		}
		if t == nil || string(term) != last {
			last = string(term)
			if t = found[last]; t == nil {
				t = &tally{}
				found[last] = t
			}
		}
		t.add(row, place)
		return nil
	})
	if err != nil {
		return err
	}
	wrong, example := 0, ""
	for _, term := range slices.Sorted(maps.Keys(merged(found, tallies))) {
		var in, want tally
		if t := found[term]; t != nil {
			in = *t
		}
		if t := tallies[term]; t != nil {
			want = *t
		}
		if in.same(want) {
			continue
		}
		if wrong++; wrong == 1 {
			example = fmt.Sprintf("token %s stands %d times in %d rows and should %d times in %d", term, in.times, in.rows, want.times, want.rows)
			if in.times == want.times && in.rows == want.rows {
				example = fmt.Sprintf("token %s stands at other places", term)
			}
		}
	}
	if wrong > 0 {
		c.report("%s is wrong about %d tokens: %s", e.table(), wrong, example)
	}
	_, err = c.tx.ExecContext(c.ctx, `DROP TABLE temp.`+vocabulary)
	return err
}

// merged has the keys of both.
func merged(a, b map[string]*tally) map[string]*tally {
	both := maps.Clone(a)
	maps.Copy(both, b)
	return both
}

// count adds the tokens of a row to the tallies and returns how many they are.
func count(tallies map[string]*tally, row int64, text string) (n int64) {
	var token [4]byte
	add := func(term []byte) {
		t := tallies[string(term)]
		if t == nil {
			t = &tally{}
			tallies[string(term)] = t
		}
		t.add(row, n)
		n++
	}
	add([]byte(everyTurn))
	for _, r := range text {
		if !unicode.IsSpace(r) {
			add(appendToken(token[:0], hanzi.Fold(r)))
		}
	}
	return n
}

// varint reads the first of SQLite's variable-length integers, seven bits a byte, the high ones first; -1 if there is none.
func varint(b []byte) int64 {
	var n int64
	for i, c := range b {
		if i == 8 {
			return n<<8 | int64(c)
		}
		n = n<<7 | int64(c&0x7f)
		if c < 0x80 {
			return n
		}
	}
	return -1
}
