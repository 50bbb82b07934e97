package archive

import (
	"maps"
	"slices"
	"time"
	"unicode"

	"shilu/schema/hanzi"
	"shilu/schema/query"
)

// An id of a turn is a day and a position in it, so that the order of ids is the order of an answer: FTS5 walks its rows by id, and the
// newest twenty cost the same whether ten or a million are found.
const (
	positionBits = 31
	// noDay is the day of transcripts without a date, after all others.
	noDay = 1<<22 - 1
)

var lastDay = time.Date(9999, time.December, 31, 0, 0, 0, 0, time.UTC).Unix()

// day counts down to the last day of 9999, the newest day first. A date is YYYY-MM-DD or empty.
func day(date string) int64 {
	t, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return noDay
	}
	return (lastDay - t.Unix()) / (24 * 60 * 60)
}

// maxTurn is the highest id.
const maxTurn = noDay<<positionBits + (1<<positionBits - 1)

// idsOf returns the lowest and the highest id that a turn of these days can have.
func idsOf(days query.Days) (first, last int64) {
	last = noDay<<positionBits - 1
	if days.First != "" {
		last = (day(days.First)+1)<<positionBits - 1
	}
	if days.Last != "" {
		first = day(days.Last) << positionBits
	}
	return first, last
}

// firstTurn returns the first id that is free at the end of a day.
func (tx *transaction) firstTurn(date string) (id int64, err error) {
	d := day(date)
	_, err = tx.row(`SELECT coalesce(max(id) + 1, ?1) FROM turn WHERE id >= ?1 AND id < ?2`,
		[]any{d << positionBits, (d + 1) << positionBits}, &id)
	return id, err
}

// extent is where a transcript's turns are: the ids, and the index that they are in.
type extent struct {
	first, turns int64
	superseded   bool
}

// touched is a transcript of which turns may have been written or moved in this transaction.
type touched struct {
	// before is the extent when the transaction began.
	before extent
	// rewritten says that the texts are others, even where the extent is the same.
	rewritten bool
	// shown says that there was a record when the transaction began.
	shown bool
}

// empty says that there is nothing yet to take away.
func (t *touched) empty() bool { return !t.shown && !t.rewritten }

// touch must come before anything changes the transcript's turns or whether it is superseded. What it notes stays true when a
// change is undone, for the index is compared with the tables at the very end.
func (tx *transaction) touch(transcript int64) error {
	if tx.touched[transcript] != nil {
		return nil
	}
	t := &touched{}
	_, err := tx.row(`SELECT first_turn, turns, superseded_by IS NOT NULL, versions <> '' FROM transcript WHERE key = ?`,
		[]any{transcript}, &t.before.first, &t.before.turns, &t.before.superseded, &t.shown)
	if err != nil {
		return err
	}
	tx.touched[transcript] = t
	return nil
}

// reindex makes the indexes follow the turns. It is the last thing in a transaction: FTS5 writes what it has gathered at every
// savepoint, and whenever an id is lower than the one before.
func (tx *transaction) reindex() error {
	var write []extent
	for _, transcript := range slices.Sorted(maps.Keys(tx.touched)) {
		t := tx.touched[transcript]
		var after extent
		_, err := tx.row(`SELECT first_turn, turns, superseded_by IS NOT NULL FROM transcript WHERE key = ?`,
			[]any{transcript}, &after.first, &after.turns, &after.superseded)
		if err != nil {
			return err
		}
		if after == t.before && !t.rewritten {
			continue
		}
		if err := tx.unindex(t.before); err != nil {
			return err
		}
		write = append(write, after)
	}
	slices.SortFunc(write, func(a, b extent) int { return int(a.first - b.first) })
	for _, e := range write {
		if err := tx.index(e); err != nil {
			return err
		}
	}
	return nil
}

func (e extent) table() string {
	if e.superseded {
		return "superseded_index"
	}
	return "turn_index"
}

func (tx *transaction) unindex(e extent) error {
	for id := e.first; id < e.first+e.turns; id++ {
		if err := tx.exec(`DELETE FROM `+e.table()+` WHERE rowid = ?`, id); err != nil {
			return err
		}
	}
	return nil
}

// index reads the texts back from the table, so that what is indexed is what was stored.
func (tx *transaction) index(e extent) error {
	rows, err := tx.conn.QueryContext(tx.ctx, `SELECT text FROM turn WHERE id >= ? AND id < ? ORDER BY id`, e.first, e.first+e.turns)
	if err != nil {
		return err
	}
	texts, err := collect[string](rows)
	if err != nil {
		return err
	}
	insert, err := tx.conn.PrepareContext(tx.ctx, `INSERT INTO `+e.table()+` (rowid, text) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	defer insert.Close()
	for i, text := range texts {
		if err := tx.ctx.Err(); err != nil {
			return err
		}
		if _, err := insert.ExecContext(tx.ctx, e.first+int64(i), string(appendTokens([]byte(everyTurn), text))); err != nil {
			return err
		}
	}
	return nil
}

// everyTurn is the token that stands before all others of every turn. No character has it: theirs begin at 1.
const everyTurn = "0"

// appendTokens appends the tokens of a text, each after a space: every character but white space, folded, plus one, in base 36.
// FTS5's tokenizer for ASCII takes them as words. Most of Chinese has three digits.
func appendTokens(b []byte, text string) []byte {
	b = slices.Grow(b, len(text)*4/3)
	for _, r := range text {
		if !unicode.IsSpace(r) {
			b = append(b, ' ')
			b = appendToken(b, hanzi.Fold(r))
		}
	}
	return b
}

func appendToken(b []byte, r rune) []byte {
	const digits = "0123456789abcdefghijklmnopqrstuvwxyz"
	var token [4]byte // 36^4 is more than there are code points
	i := len(token)
	for n := r + 1; n > 0; n /= 36 {
		i--
		token[i] = digits[n%36]
	}
	return append(b, token[i:]...)
}
