package parse

import (
	"context"
	"time"

	"shilu/schema"
)

// Version is raised whenever the same file would give another record.
var Version = schema.Version{Handler: "parse", Number: 4}

// Handle makes the record of a file: everything that is in the file itself, and nothing that takes knowledge of the world. Speakers
// are provisional: one for each distinct label, with no role.
//
// in.Digest must be the SHA-256 of in.Original. The error is a *schema.Fault for whatever no later try will mend, or ctx's.
func Handle(ctx context.Context, in schema.Received) (schema.Record, error) {
	known, err := given(in.File)
	if err != nil {
		return schema.Record{}, err
	}
	decoded, err := decode(in.Original)
	if err != nil {
		return schema.Record{}, err
	}
	if err := ctx.Err(); err != nil {
		return schema.Record{}, err
	}
	doc := open(decoded, in.Path)
	layout, rivals, err := choose(doc, in.Layout)
	if err != nil {
		return schema.Record{}, err
	}
	script := follow(layout, doc)

	rec := schema.Record{
		ID:        schema.TranscriptID(in.Digest),
		Digest:    in.Digest,
		MediaType: string(doc.form),
		Encoding:  decoded.encoding,
		Layout:    layout.name,
		Versions:  schema.Versions("").With(Version),
		Source:    in.Origin(),
	}
	rec.EncodingConfidence = decoded.confidence
	script.cast(&rec)
	describe(&rec, doc, script, known)
	if in.Doubt != "" {
		rec.Report(schema.ProblemSidecar, in.Doubt)
	}
	doubtEncoding(&rec, decoded)
	doubtLayout(&rec, script, rivals)
	doubtTurns(&rec)
	return rec, nil
}

// follow reads the document by a layout.
func follow(l layout, doc *document) *script {
	s := &script{doc: doc, pieces: make([]piece, 0, len(doc.lines))}
	l.read(doc, s)
	if n := len(s.unlabelled()); n > 0 && l.opens && asks(s.turns[0].label) {
		s.openWith(n)
	}
	return s
}

// given reads what came with the file. What a sidecar says was looked at before; others may have published the event.
func given(file schema.File) (about, error) {
	known := about{path: file.Path, title: file.Title, place: file.Place, url: file.URL}
	if file.URL != "" && isAddress(file.URL) != nil {
		return about{}, schema.Faultf(schema.FaultMalformed, "give an http or https address", "the url %q is no address", file.URL)
	}
	if file.Spoken == "" {
		return known, nil
	}
	var err error
	if known.day, err = time.Parse(time.DateOnly, file.Spoken); err != nil {
		return about{}, schema.Faultf(schema.FaultMalformed, "give the day as YYYY-MM-DD", "the day of speech %q is no date", file.Spoken)
	}
	return known, nil
}
