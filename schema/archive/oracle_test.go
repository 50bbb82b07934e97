package archive

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"unicode"

	"shilu/schema"
	"shilu/schema/hanzi"
	"shilu/schema/query"
)

// TestSearchOracle compares searches with a scan of every record that knows nothing of tokens and of SQL: substrings of the corpus of 1
// to 16 characters, and random trees of texts, NEAR and fields, folded and as typed, with and without what is superseded. No turn may be
// missing, and none may be there that shouldn't.
func TestSearchOracle(t *testing.T) {
	a := openTest(t)
	o := oracle{generator: newGenerator(3)}
	for i := range 60 {
		// The last ten are new revisions of the first.
		record, original := o.meeting(fmt.Sprintf("%d.txt", i%50), int64(1+i/50), 1+o.IntN(20), 30)
		o.vary(&record)
		putTest(t, a, record, original)
		o.records = append(o.records, record)
	}

	var questions []query.Tree
	for _, length := range []int{1, 2, 3, 4, 8, 12, 16} {
		for range 30 {
			questions = append(questions, query.Tree{Root: o.text(length), AsTyped: o.IntN(3) == 0})
		}
	}
	for range 80 {
		questions = append(questions, query.Tree{Root: o.field(), AsTyped: o.IntN(3) == 0})
	}
	for range 150 {
		questions = append(questions, query.Tree{Root: o.tree(3), AsTyped: o.IntN(3) == 0})
	}
	found := 0
	for i, q := range questions {
		superseded := i%4 == 0
		var want []string
		for n, r := range o.records {
			if superseded || n >= 10 {
				for _, turn := range r.Turns {
					if o.holds(q.Root, q.AsTyped, r, turn) {
						want = append(want, fmt.Sprintf("%s#%d", r.ID, turn.Index))
					}
				}
			}
		}
		slices.Sort(want)
		for _, order := range []Order{Newest, Relevance} {
			var got []string
			for _, h := range answer(t, a, q, SearchOptions{Order: order, Limit: MaxLimit, IncludeSuperseded: superseded}) {
				got = append(got, fmt.Sprintf("%s#%d", h.Transcript, h.Turn))
			}
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s (as typed: %t, superseded: %t): found %d turns, want %d", q, q.AsTyped, superseded, len(got), len(want))
			}
		}
		found += len(want)
	}
	if found < 10*len(questions) {
		t.Errorf("%d questions have %d answers: the corpus is too thin to prove anything", len(questions), found)
	}
}

// oracle asks and answers.
type oracle struct {
	*generator
	records []schema.Record
}

// vary gives a record something of its own for each field.
func (o *oracle) vary(r *schema.Record) {
	pick := func(from ...string) string { return from[o.IntN(len(from))] }
	r.Title = schema.Opt(pick("石桥镇记者见面会", "石橋鎮春茶發布會", "", "Ｓpring Tea"))
	r.Layout = pick("lines", "name-colon", "document")
	r.Place = schema.Opt(pick("石橋鎮政府", "", "港口 大厅"))
	if o.IntN(5) == 0 {
		r.Date, r.DateFrom = "", ""
	}
	r.Speakers[1].Name = schema.Opt(pick("孟远", "孟遠", "何苗"))
	r.Speakers[1].Affiliation = schema.Opt(pick("石桥镇党委书记", "石橋鎮人民政府鎮長", ""))
	r.Speakers[1].Organization = schema.Opt(pick("石桥镇党委", "港口集团", ""))
	r.Speakers[1].Role = schema.Role(pick("official", "journalist"))
	r.Speakers[1].Labels = []string{pick("孟书记", "書記"), pick("孟远", `"[,]"`)}
	for i := range r.Figures {
		f := &r.Figures[i]
		f.Value = float64(o.IntN(12)) * 1e7
		f.Unit = schema.Opt(pick("CNY", "TWD", "元", "%", "个", "個", ""))
		f.Comparison = pick("eq", "gt", "lt", "ge")
		f.Upper = nil
		if o.IntN(3) == 0 {
			upper := f.Value + float64(o.IntN(3))*1e7
			f.Upper = &upper
		}
	}
	r.Figures = slices.DeleteFunc(r.Figures, func(schema.Figure) bool { return o.IntN(3) > 0 })
	for i := range r.Entities {
		r.Entities[i].Kind = pick("person", "place", "organization")
		r.Entities[i].Text = pick("孟远", "孟遠", "石桥镇", "石橋鎮 ", "何苗")
	}
	r.Entities = slices.DeleteFunc(r.Entities, func(schema.Entity) bool { return o.IntN(4) > 0 })
}

// text is a part of some turn.
func (o *oracle) text(length int) query.Text {
	for {
		r := o.records[o.IntN(len(o.records))]
		runes := []rune(r.Turns[o.IntN(len(r.Turns))].Text)
		if len(runes) < length {
			continue
		}
		start := o.IntN(len(runes) - length + 1)
		if text := string(runes[start : start+length]); plain(text, false) != "" {
			return query.Text(text)
		}
	}
}

func (o *oracle) field() query.Node {
	questions := []string{
		"speaker:孟", "speaker:孟远", "speaker:書記", "speaker:[", "speaker:主持人", "role:official", "role:host", "role:unknown",
		"org:石桥", "org:集团", "org:鎮長", "title:春茶", "title:见面", "title:spring", "place:石桥镇", "place:大厅", "person:孟远", "person:苗",
		"layout:lines", "type:question", "type:answer", "date:2012", "date:2015-03..2020", "date:..2014", "date:2020..",
		"figure:>5千万元", "figure:>=0.5亿元", "figure:<3千万人民币", "figure:2千万..4千万%", "figure:2千万元..", "figure:..1千万元", "figure:3千万个", "figure:50000000",
	}
	n := o.IntN(len(questions) + 1)
	if n == len(questions) {
		return query.Field{Name: query.FieldID, Value: o.records[o.IntN(len(o.records))].ID[:1+o.IntN(4)]}
	}
	return query.Parse(questions[n]).Root
}

func (o *oracle) tree(depth int) query.Node {
	kind := o.IntN(8)
	if depth == 0 {
		kind = 5 + o.IntN(3)
	}
	switch kind {
	case 0, 1:
		and := query.And{}
		for range 2 + o.IntN(2) {
			and = append(and, o.tree(depth-1))
		}
		return and
	case 2, 3:
		or := query.Or{}
		for range 2 + o.IntN(2) {
			or = append(or, o.tree(depth-1))
		}
		return or
	case 4:
		return query.Not{Node: o.tree(depth - 1)}
	case 5:
		return query.Near{A: o.text(1 + o.IntN(2)), B: o.text(1 + o.IntN(2)), Within: o.IntN(12)}
	case 6:
		return o.field()
	}
	return o.text(1 + o.IntN(2))
}

// plain is what a text is compared by: without white space, folded rune by rune.
func plain(text string, asTyped bool) string {
	text = strings.Join(strings.FieldsFunc(text, unicode.IsSpace), "")
	if asTyped {
		return text
	}
	return hanzi.FoldString(text)
}

func (o *oracle) holds(n query.Node, asTyped bool, r schema.Record, turn schema.Turn) bool {
	contains := func(text, word string) bool { return strings.Contains(plain(text, asTyped), plain(word, asTyped)) }
	switch n := n.(type) {
	case query.And:
		return !slices.ContainsFunc(n, func(part query.Node) bool { return !o.holds(part, asTyped, r, turn) })
	case query.Or:
		return slices.ContainsFunc(n, func(part query.Node) bool { return o.holds(part, asTyped, r, turn) })
	case query.Not:
		return !o.holds(n.Node, asTyped, r, turn)
	case query.Text:
		return contains(turn.Text, string(n))
	case query.Near:
		return near(plain(turn.Text, asTyped), plain(string(n.A), asTyped), plain(string(n.B), asTyped), n.Within)
	case query.Days:
		return r.Date != "" && string(r.Date) >= n.First && (n.Last == "" || string(r.Date) <= n.Last)
	case query.Figures:
		return slices.ContainsFunc(r.Figures, func(f schema.Figure) bool { return f.Turn == turn.Index && within(f, n.Range) })
	}
	field := n.(query.Field)
	speaker := r.Speakers[slices.IndexFunc(r.Speakers, func(s schema.Speaker) bool { return s.ID == turn.Speaker })]
	named := func(kind string) bool {
		return slices.ContainsFunc(r.Entities, func(e schema.Entity) bool {
			return e.Turn == turn.Index && e.Kind == kind && contains(e.Text, field.Value)
		})
	}
	part := func(of func(schema.Exchange) []int) bool {
		return slices.ContainsFunc(r.Exchanges, func(e schema.Exchange) bool { return slices.Contains(of(e), turn.Index) })
	}
	switch field.Name {
	case query.FieldSpeaker:
		return contains(string(speaker.Name), field.Value) ||
			slices.ContainsFunc(speaker.Labels, func(label string) bool { return contains(label, field.Value) })
	case query.FieldOrganization:
		return contains(string(speaker.Affiliation), field.Value) || contains(string(speaker.Organization), field.Value)
	case query.FieldRole:
		return string(speaker.Role) == field.Value
	case query.FieldTitle:
		return contains(string(r.Title), field.Value)
	case query.FieldPlace:
		return contains(string(r.Place), field.Value) || named("place")
	case query.FieldPerson:
		return named("person")
	case query.FieldLayout:
		return r.Layout == field.Value
	case query.FieldID:
		return strings.HasPrefix(r.ID, field.Value)
	case query.FieldType:
		if field.Value == query.TypeQuestion {
			return part(func(e schema.Exchange) []int { return e.Question })
		}
		return part(func(e schema.Exchange) []int { return e.Answers })
	}
	panic(field.Name)
}

func near(text, a, b string, within int) bool {
	runes := []rune(text)
	at := func(word string) (starts []int) {
		for i := range runes {
			if strings.HasPrefix(string(runes[i:]), word) {
				starts = append(starts, i)
			}
		}
		return starts
	}
	for _, i := range at(a) {
		for _, j := range at(b) {
			first, second, length := i, j, len([]rune(a))
			if j < i {
				first, second, length = j, i, len([]rune(b))
			}
			if second-first-length <= within {
				return true
			}
		}
	}
	return false
}

func within(f schema.Figure, r query.Range) bool {
	folded := hanzi.FoldString(string(f.Unit))
	if !slices.ContainsFunc(r.Units, func(unit string) bool { return hanzi.FoldString(unit) == folded }) {
		return false
	}
	top := f.Value
	if f.Upper != nil {
		top = *f.Upper
	}
	if top < r.Low || f.Value > r.High {
		return false
	}
	if r.Above && top == r.Low && f.Comparison != "gt" || r.Below && f.Value == r.High && f.Comparison != "lt" {
		return false
	}
	return !math.IsNaN(f.Value)
}
