package archive

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"shilu/schema/query"
)

// fewTurns is up to how many turns a field is asked as a list of ids. What holds for more is looked up turn by turn: walking from the
// newest, one meets it soon.
const fewTurns = 20000

// field looks up what holds the value, and makes of it a list of turns or a question to each.
func (c *compiler) field(f query.Field) (predicate, error) {
	switch f.Name {
	case query.FieldRole:
		return c.speakers(`s.role = ?`, f.Value)
	case query.FieldSpeaker:
		return c.speakersBy(f.Value, "name", "labels")
	case query.FieldBy:
		return c.by(f.Value)
	case query.FieldOrganization:
		return c.speakersBy(f.Value, "affiliation", "organization")
	case query.FieldType:
		return predicate{
			sql:  `EXISTS (SELECT 1 FROM exchange_turn e WHERE e.transcript = t.transcript AND e.turn = t.turn AND e.part = ?)`,
			args: []any{f.Value}, columns: true,
		}, nil
	case query.FieldPerson:
		return c.named("person", f.Value)
	case query.FieldPlace:
		named, err := c.named("place", f.Value)
		if err != nil {
			return predicate{}, err
		}
		spoken, err := c.transcripts(`holds(place, ?, ?)`, f.Value, c.asTyped)
		return either(named, spoken), err
	case query.FieldTitle:
		return c.transcripts(`holds(title, ?, ?)`, f.Value, c.asTyped)
	case query.FieldLayout:
		return c.transcripts(`layout = ?`, f.Value)
	case query.FieldID:
		return c.transcripts(`id >= ?1 AND id < ?1 || 'g'`, f.Value)
	}
	panic(fmt.Sprintf("a query has the field %q", f.Name))
}

func either(a, b predicate) predicate {
	return predicate{sql: "(" + a.sql + " OR " + b.sql + ")", args: append(a.args, b.args...), columns: a.columns || b.columns}
}

// speakersBy are the turns of those of whom one column or the other holds the word.
func (c *compiler) speakersBy(word, column, other string) (predicate, error) {
	values, err := c.values("speaker", column, word)
	if err != nil {
		return predicate{}, err
	}
	others, err := c.values("speaker", other, word)
	if err != nil {
		return predicate{}, err
	}
	return c.speakers(fmt.Sprintf(`(s.%s IN %s OR s.%s IN %[2]s)`, column, inList, other), values, others)
}

// by are the turns of those whom the registry knows under a name, a name in an organisation or an id: of everybody who may be meant. In a
// transcript that was superseded, rulings that are limited to it count no more.
func (c *compiler) by(who string) (predicate, error) {
	found, err := findPeople(c.ctx, c.db, who)
	if err != nil {
		return predicate{}, err
	}
	persons := []string{}
	for _, p := range found {
		persons = append(persons, p.ID)
	}
	list, err := json.Marshal(persons)
	if err != nil {
		return predicate{}, err
	}
	return c.speakers(`(
		s.identity IN (SELECT value FROM json_each(?) UNION SELECT identity FROM ruling WHERE transcript IS NULL AND person IN `+inList+`)
			AND (s.identity, s.transcript) NOT IN (SELECT identity, transcript FROM ruling_place)
		OR (s.identity, s.transcript) IN (
			SELECT place.identity, place.transcript FROM ruling_place place JOIN ruling ON ruling.id = place.ruling WHERE ruling.person IN `+inList+`))`,
		string(list), string(list), string(list))
}

// speakers are the turns of the speakers s of whom the condition holds.
func (c *compiler) speakers(where string, args ...any) (predicate, error) {
	list := `SELECT u.id FROM speaker s CROSS JOIN turn u ON u.transcript = s.transcript AND u.speaker = s.id WHERE ` + where
	each := `EXISTS (SELECT 1 FROM speaker s WHERE s.transcript = t.transcript AND s.id = t.speaker AND ` + where + `)`
	short, err := c.isShort(list, args)
	if err != nil || !short {
		return predicate{sql: each, args: args, columns: true}, err
	}
	return inIDs(list, args), nil
}

// transcripts are the turns of transcripts of which the condition holds.
func (c *compiler) transcripts(where string, args ...any) (predicate, error) {
	var keys string
	var turns int64
	err := c.db.QueryRowContext(c.ctx, `SELECT json_group_array(key), coalesce(sum(turns), 0) FROM transcript WHERE `+where, args...).Scan(&keys, &turns)
	if err != nil || turns > fewTurns {
		return predicate{sql: `t.transcript IN ` + inList, args: []any{keys}, columns: true}, err
	}
	return inIDs(`SELECT id FROM turn WHERE transcript IN `+inList, []any{keys}), nil
}

// named are the turns that name something of a kind.
func (c *compiler) named(kind, word string) (predicate, error) {
	names, err := c.values("entity", "text", word)
	if err != nil {
		return predicate{}, err
	}
	list := `SELECT x.first_turn + e.turn FROM entity e CROSS JOIN transcript x ON x.key = e.transcript WHERE e.text IN ` + inList + ` AND e.kind = ?`
	return inIDs(list, []any{names, kind}), nil
}

// figures are the turns that have a figure in the range. One that is said to be above a value (超过1亿元) is above it, one that is said to
// be below it is below. Decimals have no exact form in binary, so the ends are a hair wider than written.
func (c *compiler) figures(r query.Range) (predicate, error) {
	const hair = 1e-12
	units, err := c.units(r.Units)
	if err != nil {
		return predicate{}, err
	}
	conditions, args := []string{`f.unit IN ` + inList}, []any{units}
	if slices.Contains(r.Units, "") {
		conditions, args = []string{`f.unit IS NULL`}, nil
	}
	if !math.IsInf(r.Low, 0) {
		conditions, args = append(conditions, `coalesce(f.upper, f.value) >= ?`), append(args, r.Low-math.Abs(r.Low)*hair)
	}
	if r.Above {
		conditions = append(conditions, `(coalesce(f.upper, f.value) > ? OR f.comparison = 'gt')`)
		args = append(args, r.Low+math.Abs(r.Low)*hair)
	}
	if !math.IsInf(r.High, 0) {
		conditions, args = append(conditions, `f.value <= ?`), append(args, r.High+math.Abs(r.High)*hair)
	}
	if r.Below {
		conditions = append(conditions, `(f.value < ? OR f.comparison = 'lt')`)
		args = append(args, r.High-math.Abs(r.High)*hair)
	}
	list := `SELECT x.first_turn + f.turn FROM figure f CROSS JOIN transcript x ON x.key = f.transcript WHERE ` + strings.Join(conditions, " AND ")
	return inIDs(list, args), nil
}

// units are the symbols in the archive that are these but for their folding: 個 for 个.
func (c *compiler) units(symbols []string) (list string, err error) {
	wanted, err := json.Marshal(symbols)
	if err != nil {
		return "", err
	}
	err = c.db.QueryRowContext(c.ctx, distinct("figure", "unit")+`
		SELECT json_group_array(it) FROM each WHERE it IS NOT NULL AND folded(it) IN (SELECT folded(value) FROM json_each(?))`, string(wanted)).Scan(&list)
	return list, err
}

// values are the different values of a column that hold the word, as a JSON array. labels is a column of arrays.
func (c *compiler) values(table, column, word string) (list string, err error) {
	hold := `holds(it, ?, ?)`
	if column == "labels" {
		hold = `EXISTS (SELECT 1 FROM json_each(it) label WHERE holds(label.value, ?, ?))`
	}
	err = c.db.QueryRowContext(c.ctx, distinct(table, column)+`
		SELECT json_group_array(it) FROM each WHERE it IS NOT NULL AND `+hold, word, c.asTyped).Scan(&list)
	return list, err
}

// distinct lists the different values of an indexed column by leaping from one to the next: they are few, the rows many.
func distinct(table, column string) string {
	return fmt.Sprintf(`
		WITH RECURSIVE each (it) AS (
			SELECT min(%[2]s) FROM %[1]s
			UNION ALL
			SELECT (SELECT min(%[2]s) FROM %[1]s WHERE %[2]s > each.it) FROM each WHERE it IS NOT NULL
		)`, table, column)
}

// inList is the right side of an IN: a JSON array as an argument.
const inList = `(SELECT value FROM json_each(?))`

// inIDs asks by a list of ids.
func inIDs(list string, args []any) predicate {
	return predicate{sql: `t.rowid IN (` + list + `)`, args: args}
}

func (c *compiler) isShort(list string, args []any) (bool, error) {
	var n int
	err := c.db.QueryRowContext(c.ctx, fmt.Sprintf(`SELECT count(*) FROM (%s LIMIT %d)`, list, fewTurns+1), args...).Scan(&n)
	return n <= fewTurns, err
}
