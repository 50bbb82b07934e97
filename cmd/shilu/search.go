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
	Query      []string `arg:"" help:"Words and \"phrases\", AND, OR, NOT, -word, brackets; in quotes for the shell, or after --."`
	Order      string   `enum:"newest,relevance" default:"newest" help:"newest or relevance (${default})."`
	Limit      int      `default:"20" placeholder:"N" help:"The most hits to print (${default})."`
	Cursor     string   `placeholder:"CURSOR" help:"Go on where an earlier page ended; it is printed there."`
	Superseded bool     `help:"Search transcripts too that a newer revision has replaced."`
	JSON       bool     `help:"Print the page as JSON."`
}

func (c *searchCommand) Run(a *app) error {
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	tree := query.Parse(strings.Join(c.Query, " "))
	options := archive.SearchOptions{Limit: c.Limit, Cursor: c.Cursor, IncludeSuperseded: c.Superseded}
	if c.Order == "relevance" {
		options.Order = archive.Relevance
	}
	page, err := store.Search(a.ctx, tree, options)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(a.stdout, page)
	}
	for _, note := range page.Notes {
		fmt.Fprintf(a.stderr, "note: %s\n", shown(note))
	}
	for _, hit := range page.Hits {
		printHit(a.stdout, hit)
	}
	fmt.Fprintf(a.stdout, "%d of %d turns\n", len(page.Hits), page.Total)
	if page.Next != "" {
		fmt.Fprintf(a.stdout, "more: --cursor %s\n", page.Next)
	}
	return nil
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
