package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"shilu/handlers/compare"
	"shilu/handlers/export"
	"shilu/schema"
	"shilu/schema/archive"
)

// citeCommand makes citations, and tells whether quotations still stand.
type citeCommand struct {
	Where  string `arg:"" optional:"" name:"id#place" help:"The turn: ID#c1234 for a place in the text, ID#12 for a turn. With --quote the id alone will do."`
	Format string `enum:"gbt7714,bibtex,csl-json,markdown" default:"gbt7714" help:"gbt7714, bibtex, csl-json or markdown (${default})."`
	Quote  string `placeholder:"WORDS" help:"Cite these words of the turn, not all of it: shilu cite 7a8cb587#c310 --quote \"全市海岸线长126公里\"."`
	Check  string `placeholder:"FILE|-" help:"Read citations in any of the forms, or text with quotations and permalinks, and tell whether they still stand. A citation itself will do for the file."`
	JSON   bool   `help:"Print as JSON."`
}

func (c *citeCommand) Run(a *app) error {
	if (c.Where == "") == (c.Check == "") {
		return usage("shilu cite ID#c1234, or shilu cite --check FILE", "name either a turn to cite or what to check")
	}
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	if c.Check != "" {
		return c.check(a, store)
	}
	entry, place, err := a.find(store, c.Where)
	if err != nil {
		return err
	}
	record, err := store.Record(a.ctx, entry.ID)
	if err != nil {
		return err
	}
	turn, passage, err := c.passage(record, place)
	if err != nil {
		return err
	}
	if entry.SupersededBy != "" {
		if err := a.noteSuperseded(store, record, &turn, string(entry.SupersededBy)); err != nil {
			return err
		}
	}
	citation := export.Cite(record, turn, passage.Start, passage.End, passage.Text, a.now())
	if c.JSON {
		return printJSON(a.stdout, citation)
	}
	text, err := citation.Format(c.Format)
	if err != nil {
		return err
	}
	fmt.Fprint(a.stdout, shownLines(text))
	return nil
}

// passage is what is to be cited: a turn, or words of it.
func (c *citeCommand) passage(r schema.Record, place string) (schema.Turn, compare.Passage, error) {
	turns := r.Turns
	if place != "" {
		turn, err := turnAt(r, place)
		if err != nil {
			return schema.Turn{}, compare.Passage{}, err
		}
		turns = []schema.Turn{turn}
	}
	if c.Quote == "" {
		if place == "" {
			return schema.Turn{}, compare.Passage{}, usage("name its place, "+r.ID+"#c1234, or words of it with --quote", "a turn is cited, not all of a transcript")
		}
		if turns[0].Text == "" {
			return schema.Turn{}, compare.Passage{}, withAdvice(errors.New("nothing is said in this turn"), "shilu show "+r.ID+" lists its turns")
		}
		return turns[0], compare.Cut(turns[0], 0, len([]rune(turns[0].Text))), nil
	}
	for _, turn := range turns {
		if passage, ok := compare.Find(turn, c.Quote); ok {
			return turn, passage, nil
		}
	}
	advice := "shilu show " + r.ID + " shows what is said"
	for _, turn := range r.Turns {
		if passage, ok := compare.Find(turn, c.Quote); ok {
			advice = fmt.Sprintf("they stand at %s#c%d", r.ID, passage.Start)
			break
		}
	}
	return schema.Turn{}, compare.Passage{}, withAdvice(errors.New("these words aren't said there"), advice)
}

// checked is what became of a quotation.
type checked struct {
	export.Quoted
	compare.Verdict
	// Now is the permalink of where it stands now, null where it is gone.
	Now schema.Opt `json:"now"`
}

func (c *citeCommand) check(a *app, store *archive.Archive) error {
	text, err := c.citations()
	if err != nil {
		return err
	}
	quoted := export.ReadCitations(text)
	if len(quoted) == 0 {
		return withAdvice(errors.New("there are no quotations in it"), "a quotation has words and a permalink, ID#c1234, in one paragraph; shilu cite makes one")
	}
	fallen := 0
	all := []checked{}
	for _, q := range quoted {
		result, err := a.checkQuotation(store, q)
		if err != nil {
			return err
		}
		if result.Standing != compare.Stands {
			fallen++
		}
		if all = append(all, result); !c.JSON {
			printChecked(a.stdout, result)
		}
	}
	if c.JSON {
		if err := printJSON(a.stdout, all); err != nil {
			return err
		}
	}
	if fallen > 0 {
		return withAdvice(fmt.Errorf("of %s %d don't stand as cited", count(len(all), "quotation"), fallen), "shilu cite at the new place makes a new citation")
	}
	return nil
}

// citations is the text that --check names: a file, standard input, or a citation itself.
func (c *citeCommand) citations() (string, error) {
	if c.Check == "-" {
		text, err := io.ReadAll(os.Stdin)
		return string(text), err
	}
	text, err := os.ReadFile(c.Check)
	if err != nil && len(export.ReadCitations(c.Check)) > 0 {
		return c.Check, nil
	}
	return string(text), err
}

// checkQuotation looks at the revision that counts now. What was cited and isn't in the archive is gone.
func (a *app) checkQuotation(store *archive.Archive, q export.Quoted) (checked, error) {
	result := checked{Quoted: q, Verdict: compare.Verdict{Standing: compare.Gone}}
	entry, err := store.Find(a.ctx, q.Transcript)
	if errors.Is(err, archive.ErrNotFound) {
		return result, nil
	}
	if err != nil {
		return result, err
	}
	citedRecord, err := store.Record(a.ctx, entry.ID)
	if err != nil {
		return result, err
	}
	present := citedRecord
	if entry.SupersededBy != "" {
		if present, err = store.Record(a.ctx, string(entry.SupersededBy)); err != nil {
			return result, err
		}
	}
	if result.Verdict = compare.Quotation(citedRecord, present, q.Start, q.Quote); result.At != nil {
		result.Now = schema.Opt(fmt.Sprintf("%s#c%d", present.ID, result.At.Start))
	}
	return result, nil
}

// printChecked writes a line for each quotation, and below it what changed: [-taken out-] {+put in+}.
func printChecked(w io.Writer, c checked) {
	was := fmt.Sprintf("%s#c%d", c.Transcript, c.Start)
	now := ""
	if c.Now != "" && string(c.Now) != was {
		now = " → " + string(c.Now)
	}
	fmt.Fprintf(w, "%-7s  %s%s  %s\n", c.Standing, was, now, shown(strings.ReplaceAll(c.Quote, "\n", " ")))
	if len(c.Edits) > 0 {
		fmt.Fprintf(w, "         %s\n", shown(strings.ReplaceAll(marksOf(c.Edits), "\n", " ")))
	}
}

// marksOf writes edits into the text: [-taken out-], {+put in+}.
func marksOf(edits []compare.Edit) string {
	var b strings.Builder
	for _, e := range edits {
		switch e.Kind {
		case compare.Removed:
			b.WriteString("[-" + e.Text + "-]")
		case compare.Added:
			b.WriteString("{+" + e.Text + "+}")
		default:
			b.WriteString(e.Text)
		}
	}
	return b.String()
}
