package export

import (
	"slices"
	"strings"
	"unicode/utf8"

	"shilu/schema"
)

// table is what the rows of a CSV are. The columns are named as in the archive's views, where there is one.
type table struct {
	columns []string
	rows    func(s Selection, row func([]cell))
}

// Tables lists the tables that CSV has.
func Tables() []string { return []string{"turns", "figures", "exchanges", "speakers"} }

var tables = map[string]table{
	"turns": {
		columns: []string{"transcript", "date", "title", "place", "turn", "time", "speaker_id", "speaker", "role", "affiliation", "label",
			"text", "permalink", "file"},
		rows: turnRows,
	},
	"figures": {
		columns: []string{"transcript", "date", "title", "turn", "speaker", "role", "affiliation", "figure", "value", "upper", "unit",
			"kind", "comparison", "approximate", "of", "words", "permalink"},
		rows: figureRows,
	},
	"exchanges": {
		columns: []string{"transcript", "date", "title", "exchange", "asked_by", "question", "addressees", "answered_by", "answer",
			"permalink"},
		rows: exchangeRows,
	},
	"speakers": {
		columns: []string{"transcript", "date", "title", "speaker_id", "name", "role", "affiliation", "organization", "post", "labels",
			"turns", "characters"},
		rows: speakerRows,
	},
}

// whole is what every row says of its transcript.
func whole(r schema.Record) []cell {
	return []cell{text(r.ID), text(string(r.Date)), text(string(r.Title))}
}

func turnRows(s Selection, row func([]cell)) {
	r := s.Record
	called, speakers := names(r), byID(r)
	for _, t := range r.Turns {
		if !s.holds(t.Index) {
			continue
		}
		who := speakers[t.Speaker]
		row(append(whole(r), text(string(r.Place)), integer(t.Index), text(string(t.Time)), text(t.Speaker), text(called[t.Speaker]),
			text(string(who.Role)), text(string(who.Affiliation)), text(t.Label), text(t.Text), text(permalink(r, t)),
			text(r.Source.Inbox+"/"+r.Source.Path)))
	}
}

func figureRows(s Selection, row func([]cell)) {
	r := s.Record
	called, speakers := names(r), byID(r)
	for _, f := range r.Figures {
		if !s.holds(f.Turn) || f.Turn >= len(r.Turns) {
			continue
		}
		t := r.Turns[f.Turn]
		who := speakers[t.Speaker]
		row(append(whole(r), integer(f.Turn), text(called[t.Speaker]), text(string(who.Role)), text(string(who.Affiliation)),
			text(f.Text), number(f.Value), optional(f.Upper), text(string(f.Unit)), text(f.Kind), text(f.Comparison),
			boolean(f.Approximate), text(f.Of), text(around(t.Text, f.Start, f.End)), text(permalink(r, t))))
	}
}

// exchangeRows has the exchanges of which the question or an answer was asked for.
func exchangeRows(s Selection, row func([]cell)) {
	r := s.Record
	called := names(r)
	for n, e := range r.Exchanges {
		if !slices.ContainsFunc(slices.Concat(e.Question, e.Answers), s.holds) {
			continue
		}
		askers, question, at := said(r, e.Question, called)
		answerers, answer, _ := said(r, e.Answers, called)
		row(append(whole(r), integer(n), text(askers), text(question), text(allOf(e.Addressees, called)), text(answerers), text(answer),
			text(at)))
	}
}

func speakerRows(s Selection, row func([]cell)) {
	r := s.Record
	turns, characters := map[string]int{}, map[string]int{}
	for _, t := range r.Turns {
		if s.holds(t.Index) {
			turns[t.Speaker]++
			characters[t.Speaker] += utf8.RuneCountInString(t.Text)
		}
	}
	for _, who := range r.Speakers {
		if turns[who.ID] == 0 {
			continue
		}
		row(append(whole(r), text(who.ID), text(string(who.Name)), text(string(who.Role)), text(string(who.Affiliation)),
			text(string(who.Organization)), text(string(who.Post)), text(strings.Join(who.Labels, " / ")),
			integer(turns[who.ID]), integer(characters[who.ID])))
	}
}

// said is who speaks in some turns, what they say, and where the first of them is.
func said(r schema.Record, turns []int, called map[string]string) (who, words, at string) {
	var speakers, texts []string
	for _, n := range turns {
		if n < 0 || n >= len(r.Turns) {
			continue
		}
		t := r.Turns[n]
		if at == "" {
			at = permalink(r, t)
		}
		if !slices.Contains(speakers, t.Speaker) {
			speakers = append(speakers, t.Speaker)
		}
		texts = append(texts, t.Text)
	}
	return allOf(speakers, called), strings.Join(texts, "\n"), at
}

// allOf are the names of speakers in one cell.
func allOf(ids []string, called map[string]string) string {
	list := make([]string, len(ids))
	for i, id := range ids {
		list[i] = called[id]
	}
	return strings.Join(list, "; ")
}

// around is a figure with the words on both sides of it, as figure_view has them.
func around(text string, start, end int) string {
	const words = 30 // code points
	runes := []rune(text)
	start, end = max(0, min(start-words, len(runes))), max(0, min(end+words, len(runes)))
	return string(runes[start:max(start, end)])
}

func byID(r schema.Record) map[string]schema.Speaker {
	speakers := make(map[string]schema.Speaker, len(r.Speakers))
	for _, s := range r.Speakers {
		speakers[s.ID] = s
	}
	return speakers
}
