// Package enrich says what speakers said: who they are and what they do, who asks whom and who answers, and which figures, dates and
// names stand in their words.
//
// It is a pure function of the record that parse makes. An empty answer is better than a wrong one, and what can't be told is a
// problem of the record.
package enrich

import (
	"context"
	"slices"

	"shilu/schema"
)

// Version is raised whenever the same record would be completed in another way.
var Version = schema.Version{Handler: "enrich", Number: 9}

// Handle completes a record. It changes nothing that the given record refers to. Its only error is that of ctx.
func Handle(ctx context.Context, in schema.Record) (schema.Record, error) {
	out := in
	out.Versions = in.Versions.With(Version)
	cast, problems := newCast(in)
	out.Problems = append(slices.Clone(in.Problems), problems...)
	out.Speakers = cast.speakers()
	out.Turns = slices.Clone(in.Turns)
	for i, p := range cast.of {
		out.Turns[i].Speaker = p.id
	}
	exchanges, unclear := exchanges(out.Turns, cast)
	out.Exchanges, out.Problems = exchanges, append(out.Problems, unclear...)
	if in.Date == "" {
		out = withInferredDate(out)
	}
	numbers := newNumberReader(out.Date)
	scratch := scratches.Get().(*scratch)
	defer scratches.Put(scratch)
	names := newNameReader(out, cast, scratch)
	defer names.words.clear()
	text := &scratch.text
	for i, turn := range out.Turns {
		if err := ctx.Err(); err != nil {
			return schema.Record{}, err
		}
		text.read(turn.Text)
		figures := numbers.readTurn(i, text)
		names.readTurn(i, text)
		nameMeasures(text, names.lattice.Tokens, names.tables.words, figures)
	}
	out.Figures, out.Dates = numbers.figures, numbers.dates
	settleYuan(out)
	out.Entities = names.entities(out.Turns)
	out.Keywords = names.keywords(out.Entities)
	return out, nil
}

// withInferredDate gives a record whose day nothing tells the one that is said in its turns, in place of the problem that there is none.
func withInferredDate(r schema.Record) schema.Record {
	day, evidence := inferDate(r.Turns)
	if evidence == nil {
		return r
	}
	r.Date, r.DateFrom = day, "inferred"
	r.Problems = append(slices.DeleteFunc(r.Problems, func(p schema.Problem) bool { return p.Code == schema.ProblemNoDate }), *evidence)
	return r
}
