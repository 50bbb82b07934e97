package main

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"shilu/schema"
	"shilu/schema/archive"
	"shilu/schema/people"
)

// peopleCommand is who speaks across transcripts, and what was decided about that.
type peopleCommand struct {
	List   peopleListCommand   `cmd:"" help:"List the people, those in most transcripts first."`
	Show   peopleShowCommand   `cmd:"" help:"Show one person: names, posts with their days, transcripts, decisions, and who has the same name."`
	Merge  peopleMergeCommand  `cmd:"" help:"Decide that several are one person."`
	Split  peopleSplitCommand  `cmd:"" help:"Decide that somebody is not the person that they count as."`
	Rename peopleRenameCommand `cmd:"" help:"Decide what a person is called."`
	Undo   peopleUndoCommand   `cmd:"" help:"Take a decision back."`
	Ledger peopleLedgerCommand `cmd:"" help:"List the decisions about people: who made them, when, why, and whether they hold."`
}

// Help says how it is used, below the verbs.
func (peopleCommand) Help() string {
	return `The same name in the same organisation is one person, in whatever form its characters are written. Whoever has the same name otherwise is
a candidate, and stays somebody else until you decide it. A name that stands without an organisation is an entry of its own, and may be
several people. Somebody is named by NAME, by NAME@ORGANISATION (NAME@ without one), or by the beginning of an id.

  shilu people list --candidates
  shilu people merge 孟远@石桥镇党委 孟远@青禾县农业局 --why "调任"
  shilu people split 孟远@石桥镇党委 --transcript 7a8cb587 --why "同名不同人"`
}

// person finds the one who is meant.
func (a *app) person(store *archive.Archive, who string) (people.Person, error) {
	found, err := store.FindPeople(a.ctx, who)
	switch {
	case err != nil:
		return people.Person{}, err
	case len(found) == 0:
		return people.Person{}, withAdvice(fmt.Errorf("no person is called %s", who), "shilu people list "+who+" lists those whose names, posts or organisations have it in them")
	case len(found) > 1:
		lines := []string{fmt.Sprintf("several go by %s:", who)}
		for _, p := range found {
			lines = append(lines, "  "+personLine(p))
		}
		return people.Person{}, withAdvice(errors.New(strings.Join(lines, "\n")), "name one by its id, or as NAME@ORGANISATION")
	}
	return found[0], nil
}

// member is the identity of a person that was named: by itself, or by the person where that has no other; nil where it has several.
func member(p people.Person, who string) *people.Member {
	if identity, ok := schema.ParseIdentity(who); ok {
		for n, m := range p.Identities {
			if m.ID == people.ID(identity) {
				return &p.Identities[n]
			}
		}
	}
	if len(p.Identities) == 1 {
		return &p.Identities[0]
	}
	var named *people.Member
	for n, m := range p.Identities {
		if strings.HasPrefix(m.ID, strings.ToLower(who)) {
			if named != nil {
				return nil
			}
			named = &p.Identities[n]
		}
	}
	return named
}

// known is the identity that a person is known by, or one that transcripts have if they don't have that one any more.
func known(p people.Person) schema.Identity {
	if n := slices.IndexFunc(p.Identities, func(m people.Member) bool { return m.ID == p.ID }); n >= 0 {
		return p.Identities[n].Identity
	}
	return p.Identities[0].Identity
}

// personLine is a person in one line.
func personLine(p people.Person) string {
	return fmt.Sprintf("%s  %s  %s, %s", p.ID, or(p.Name, "?"), where(p), seen(p.Seen))
}

// where is what somebody was last, and how many other posts there are.
func where(p people.Person) string {
	text := ""
	if len(p.Posts) > 0 {
		text = post(slices.MaxFunc(p.Posts, func(a, b people.Post) int {
			return cmp.Or(cmp.Compare(a.Last, b.Last), cmp.Compare(a.Transcripts, b.Transcripts))
		}))
		if n := len(p.Posts) - 1; n > 0 {
			text += fmt.Sprintf(" and %d more", n)
		}
	}
	if p.Alone {
		text = strings.TrimSpace(text + " (no organisation)")
	}
	return text
}

func post(p people.Post) string {
	return strings.TrimSpace(string(p.Organization) + " " + string(p.Post))
}

// seen is how often and when.
func seen(s people.Seen) string {
	text := count(s.Transcripts, "transcript")
	if s.Turns > 0 {
		text += ", " + count(s.Turns, "turn")
	}
	return text + ", " + days(s)
}

func days(s people.Seen) string {
	switch s.First {
	case "":
		return "no date"
	case s.Last:
		return string(s.First)
	}
	return string(s.First) + " – " + string(s.Last)
}
