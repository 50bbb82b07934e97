package main

import (
	"fmt"
	"io"
	"strings"

	"shilu/schema/archive"
	"shilu/schema/query"
)

// searchCommand asks the archive; it reads beside a running writer and needs no NATS.
type searchCommand struct {
	Query      []string `arg:"" help:"Words and \"phrases\", AND, OR, NOT, -word, brackets, NEAR/20 and fields, in quotes for the shell or after --: shilu search 'speaker:孟远 figure:>1亿元 date:2024'. The README has the whole language."`
	Order      string   `enum:"newest,relevance" default:"newest" help:"newest or relevance (${default})."`
	Limit      int      `default:"20" placeholder:"N" help:"The most hits to print (${default})."`
	Cursor     string   `placeholder:"CURSOR" help:"Go on where an earlier page ended; it is printed there."`
	Exact      bool     `help:"Take characters as typed: simplified isn't traditional, nor upper case lower case, nor full width half width."`
	Count      bool     `help:"Print only how many turns there are, all of them counted: shilu search --count 茶."`
	Facets     bool     `help:"Also count by month, speaker and organisation: shilu search --facets 春茶."`
	Superseded bool     `help:"Search transcripts too that a newer revision has replaced."`
	JSON       bool     `help:"Print the page as JSON."`
}

func (c *searchCommand) Run(a *app) error {
	if c.Limit < 1 {
		return usage("--limit 20 prints twenty hits", "--limit %d is not at least 1", c.Limit)
	}
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	tree := query.Parse(strings.Join(c.Query, " "))
	tree.AsTyped = c.Exact
	if c.Count {
		return c.count(a, store, tree)
	}
	page, err := c.search(a, store, tree)
	if err != nil {
		return err
	}
	if c.Facets {
		facets, err := store.Facets(a.ctx, tree, c.Superseded)
		if err != nil {
			return err
		}
		page.Facets = &facets
	}
	if c.JSON {
		return printJSON(a.stdout, page)
	}
	printNotes(a.stderr, page.Notes)
	for _, hit := range page.Hits {
		printHit(a.stdout, hit)
	}
	of := "of"
	if page.AtLeast {
		of = "of more than"
	}
	fmt.Fprintf(a.stdout, "%d %s %d turns\n", len(page.Hits), of, page.Total)
	if page.Next != "" {
		fmt.Fprintf(a.stdout, "more: --cursor %s\n", page.Next)
	}
	if page.Facets != nil {
		printFacets(a.stdout, *page.Facets)
	}
	return nil
}

// search reads as many pages as the limit takes, and makes one of them.
func (c *searchCommand) search(a *app, store *archive.Archive, tree query.Tree) (query.Page, error) {
	options := archive.SearchOptions{Cursor: c.Cursor, IncludeSuperseded: c.Superseded}
	if c.Order == "relevance" {
		options.Order = archive.Relevance
	}
	hits := []query.Hit{}
	for {
		options.Limit = min(c.Limit-len(hits), archive.MaxLimit)
		page, err := store.Search(a.ctx, tree, options)
		if err != nil {
			return page, err
		}
		hits = append(hits, page.Hits...)
		if page.Next == "" || len(hits) >= c.Limit {
			page.Hits = hits
			return page, nil
		}
		options.Cursor = string(page.Next)
	}
}

func (c *searchCommand) count(a *app, store *archive.Archive, tree query.Tree) error {
	total, err := store.Count(a.ctx, tree, c.Superseded)
	if err != nil {
		return err
	}
	notes := []string{}
	if tree.Warning != "" {
		notes = append(notes, tree.Warning)
	}
	if c.JSON {
		return printJSON(a.stdout, struct {
			Total int      `json:"total"`
			Notes []string `json:"notes"`
		}{total, notes})
	}
	printNotes(a.stderr, notes)
	fmt.Fprintln(a.stdout, total)
	return nil
}

func printNotes(w io.Writer, notes []string) {
	for _, note := range notes {
		fmt.Fprintf(w, "note: %s\n", shown(note))
	}
}

// printFacets writes a timeline, and who says it most.
func printFacets(w io.Writer, f query.Facets) {
	most := 1
	for _, month := range f.Months {
		most = max(most, month.Turns)
	}
	const width = 40
	for _, month := range f.Months {
		bar := strings.Repeat("█", max(1, month.Turns*width/most))
		fmt.Fprintf(w, "\n%-7s %6d %s", or(month.Value, "no date"), month.Turns, bar)
	}
	fmt.Fprintln(w)
	for _, list := range []struct {
		what   string
		counts []query.Count
	}{{"speakers", f.Speakers}, {"organisations", f.Organizations}} {
		if len(list.counts) == 0 {
			continue
		}
		fmt.Fprintf(w, "\n%s", list.what)
		if f.SpeakersOf < f.Total {
			fmt.Fprintf(w, " of the newest %d turns", f.SpeakersOf)
		}
		fmt.Fprintln(w)
		for _, c := range list.counts {
			fmt.Fprintf(w, "%6d  %s\n", c.Turns, shown(c.Value))
		}
	}
}

// printHit writes the permalink, what it leads to, and the words around the match; what was asked for stands in 【】, because a
// terminal's colours get lost in a pipe.
func printHit(w io.Writer, hit query.Hit) {
	who := or(string(hit.Speaker.Name), hit.Speaker.Label)
	if hit.Speaker.Affiliation != "" {
		who += "（" + string(hit.Speaker.Affiliation) + "）"
	}
	fmt.Fprintf(w, "%s#c%d  %s  %s\n", hit.Transcript, hit.Place, or(string(hit.Date), "no date"), shown(or(string(hit.Title), hit.Source.Path)))
	fmt.Fprintf(w, "  %s%s: %s\n\n", or(string(hit.Time)+" ", ""), shown(or(who, "?")), shown(marked(hit.Excerpt)))
}

func marked(e query.Excerpt) string {
	text := []rune(e.Text)
	var b strings.Builder
	if e.Before {
		b.WriteString("…")
	}
	at := 0
	for _, mark := range e.Marks {
		b.WriteString(string(text[at:mark[0]]) + "【" + string(text[mark[0]:mark[1]]) + "】")
		at = mark[1]
	}
	b.WriteString(string(text[at:]))
	if e.After {
		b.WriteString("…")
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}
