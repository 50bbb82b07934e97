package main

import (
	"fmt"
	"slices"

	"github.com/jedib0t/go-pretty/v6/table"

	"shilu/schema/people"
)

// peopleListCommand lists everybody, or those who are asked for.
type peopleListCommand struct {
	Words      []string `arg:"" optional:"" help:"Only those who have each of these words in a name, a post or an organisation: shilu people list 石桥镇 书记."`
	Candidates bool     `help:"Only those who share a name with somebody else, beside each other: shilu people list --candidates."`
	Limit      int      `default:"50" placeholder:"N" help:"The most people to print, 0 for all (${default})."`
	JSON       bool     `help:"Print as JSON."`
}

// peopleListed is the answer to list.
type peopleListed struct {
	// Total is how many there are, of whom People are the first.
	Total  int             `json:"total"`
	People []people.Person `json:"people"`
	// Candidates are the ids of those who share a name, with --candidates.
	Candidates [][]string `json:"candidates,omitempty"`
	// Unfound is how many decisions name somebody whom no present transcript has.
	Unfound int `json:"unfound"`
}

func (c *peopleListCommand) Run(a *app) error {
	if c.Limit < 0 {
		return usage("--limit 0 prints all", "--limit %d is less than none", c.Limit)
	}
	store, err := a.openReader()
	if err != nil {
		return err
	}
	defer store.Close()
	all, err := store.People(a.ctx)
	if err != nil {
		return err
	}
	ledger, err := store.Ledger(a.ctx)
	if err != nil {
		return err
	}
	listed := peopleListed{People: []people.Person{}}
	for _, entry := range ledger {
		if len(entry.Unfound) > 0 {
			listed.Unfound++
		}
	}
	for _, group := range c.groups(all) {
		listed.Total += len(group)
		if c.Limit > 0 && len(listed.People) >= c.Limit {
			continue
		}
		listed.People = append(listed.People, group...)
		if c.Candidates {
			listed.Candidates = append(listed.Candidates, ids(group))
		}
	}
	if c.JSON {
		return printJSON(a.stdout, listed)
	}
	listed.print(a)
	return nil
}

// groups are those who are wanted, each alone; of candidates all are wanted as soon as one is.
func (c *peopleListCommand) groups(all []people.Person) [][]people.Person {
	groups := slices.Collect(slices.Chunk(all, 1))
	if c.Candidates {
		groups = people.Namesakes(all)
	}
	return slices.DeleteFunc(groups, func(group []people.Person) bool { return !slices.ContainsFunc(group, c.wants) })
}

func (c *peopleListCommand) wants(p people.Person) bool {
	return !slices.ContainsFunc(c.Words, func(word string) bool { return !p.Matches(word) })
}

func ids(group []people.Person) (all []string) {
	for _, p := range group {
		all = append(all, p.ID)
	}
	return all
}

func (l peopleListed) print(a *app) {
	lines := table.NewWriter()
	lines.SetOutputMirror(a.stdout)
	lines.AppendHeader(table.Row{"id", "name", "last as", "transcripts", "days"})
	groupEnds := map[string]bool{}
	for _, group := range l.Candidates {
		groupEnds[group[len(group)-1]] = true
	}
	for _, p := range l.People {
		lines.AppendRow(table.Row{p.ID, shown(p.Name), shown(where(p)), p.Transcripts, days(p.Seen)})
		if groupEnds[p.ID] {
			lines.AppendSeparator()
		}
	}
	lines.Render()
	fmt.Fprintf(a.stdout, "%d of %s\n", len(l.People), count(l.Total, "person"))
	if l.Unfound > 0 {
		fmt.Fprintf(a.stderr, "note: of the decisions %d name somebody whom no present transcript has; shilu people ledger lists them\n", l.Unfound)
	}
}
