package enrich

// The cases of testdata/people: short transcripts of many kinds, each labelled turn by turn with who speaks, who asks whom and who answers.
// The labels were written before the rules were. The form is that of testdata/transcripts, with what is to be found in lines that begin with
// two spaces, about the turn above them:
//
//	by NAME | ROLE | AFFILIATION | ORGANIZATION | POST
//	                           who speaks; "-" is null, what isn't given isn't compared
//	same N                     it is the speaker of turn N
//	answers N                  it answers the question that begins at turn N; where a case has such a line, its edges are all there
//	asks                       it is a question to which nobody answers
//	to NAME, NAME              those whom the question addresses, "-" for nobody
//	to ? NAME, NAME            it fits several, and a problem lists them
//	unsure NAME, NAME          the label fits several, and a problem lists them
//	means WORDS = FROM..TO     a date in the turn
//	without CODE               no such problem
//	spoken DATE                the day of the transcript, inferred from this turn; "none" where it can't be

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"shilu/schema"
)

func TestCases(t *testing.T) {
	files, err := filepath.Glob("testdata/people/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			labels := 0
			for _, block := range strings.Split("\n"+string(text), "\n=== ")[1:] {
				c := newPeopleCase(t, block)
				labels += len(c.labels)
				for _, wrong := range c.check(handled(t, c.record)) {
					t.Errorf("%s: %s", c.name, wrong)
				}
			}
			if labels == 0 {
				t.Error("no labels")
			}
		})
	}
}

// A peopleCase is a record with what is to be found in it.
type peopleCase struct {
	name   string
	record schema.Record
	labels []caseLabel
}

type caseLabel struct {
	turn       int
	key, value string
}

func newPeopleCase(t *testing.T, block string) peopleCase {
	name, text, _ := strings.Cut(block, "\n")
	c := peopleCase{name: name}
	var plain []string
	turns := 0
	for _, line := range strings.Split(strings.TrimSpace(text), "\n") {
		if label, ok := strings.CutPrefix(line, "  "); ok {
			key, value, _ := strings.Cut(label, " ")
			c.labels = append(c.labels, caseLabel{turns - 1, key, strings.TrimSpace(value)})
			continue
		}
		if strings.Contains(line, "> ") {
			turns++
		}
		plain = append(plain, line)
	}
	c.record = transcriptOf(strings.Join(plain, "\n"))
	return c
}

// check says what of the labels isn't so.
func (c peopleCase) check(got schema.Record) []string {
	speakers := map[string]schema.Speaker{}
	for _, s := range got.Speakers {
		speakers[s.ID] = s
	}
	var wrong []string
	say := func(turn int, format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("turn %d: ", turn)+fmt.Sprintf(format, args...))
	}
	wanted, ids := map[[2]int]bool{}, map[schema.Opt]string{}
	edges := false
	for _, l := range c.labels {
		s := speakers[got.Turns[l.turn].Speaker]
		switch l.key {
		case "by":
			have := []string{string(s.Name), string(s.Role), string(s.Affiliation), string(s.Organization), string(s.Post)}
			for i, want := range splitTrimmed(l.value, "|") {
				if want = strings.TrimPrefix(want, "-"); want != have[i] && (i != 1 || want != "") {
					say(l.turn, "by %s, want %s", strings.Join(have, " | "), l.value)
					break
				}
			}
			if other, known := ids[s.Name]; known && other != s.ID && s.Name != "" {
				say(l.turn, "%s is two speakers", s.Name)
			}
			ids[s.Name] = s.ID
		case "same":
			if n, _ := strconv.Atoi(l.value); got.Turns[n].Speaker != s.ID {
				say(l.turn, "not by the speaker of turn %s", l.value)
			}
		case "answers":
			edges = true
			n, _ := strconv.Atoi(l.value)
			wanted[[2]int{n, l.turn}] = true
		case "asks":
			edges = true
			if !slices.ContainsFunc(got.Exchanges, func(e schema.Exchange) bool { return e.Question[0] == l.turn }) {
				say(l.turn, "no question")
			}
		case "to":
			c.checkAddressees(l, got, speakers, say)
		case "unsure":
			if !hasProblem(got, schema.ProblemAmbiguousSpeaker, l.turn, l.value) {
				say(l.turn, "no problem that lists %s", l.value)
			}
		case "spoken":
			switch day, evidence := schema.Opt(l.value), got.Problems; {
			case l.value == "none":
				if got.Date != "" {
					say(l.turn, "spoken on %s", got.Date)
				}
			case got.Date != day:
				say(l.turn, "spoken on %q, want %s", got.Date, day)
			case c.record.Date == "" && (got.DateFrom != "inferred" || !hasProblem(got, schema.ProblemInferredDate, l.turn, "")):
				say(l.turn, "no evidence of the day: %v", evidence)
			}
		case "means":
			words, days, _ := strings.Cut(l.value, " = ")
			if !slices.ContainsFunc(got.Dates, func(d schema.Date) bool { return d.Text == words && string(d.From+".."+d.To) == days }) {
				say(l.turn, "dates %v, want %s", got.Dates, l.value)
			}
		case "without":
			if slices.ContainsFunc(got.Problems, func(p schema.Problem) bool { return p.Code == l.value }) {
				say(l.turn, "problem %s", l.value)
			}
		default:
			say(l.turn, "the case has an unknown label %s", l.key)
		}
	}
	if !edges {
		return wrong
	}
	found := map[[2]int]bool{}
	for _, e := range got.Exchanges {
		for _, a := range e.Answers {
			edge := [2]int{e.Question[0], a}
			if found[edge] = true; !wanted[edge] {
				say(a, "doesn't answer turn %d", e.Question[0])
			}
		}
	}
	for _, l := range c.labels {
		if n, _ := strconv.Atoi(l.value); l.key == "answers" && !found[[2]int{n, l.turn}] {
			say(l.turn, "answers turn %d", n)
		}
	}
	return wrong
}

func (c peopleCase) checkAddressees(l caseLabel, got schema.Record, speakers map[string]schema.Speaker, say func(int, string, ...any)) {
	var have []string
	for _, e := range got.Exchanges {
		if slices.Contains(e.Question, l.turn) {
			for _, id := range e.Addressees {
				have = append(have, string(speakers[id].Name))
			}
		}
	}
	candidates, unsure := strings.CutPrefix(l.value, "? ")
	var want []string
	switch {
	case unsure && !hasProblem(got, schema.ProblemAmbiguousAddressee, l.turn, candidates):
		say(l.turn, "no problem that lists %s", candidates)
	case !unsure && l.value != "-":
		want = splitTrimmed(l.value, ",")
	}
	slices.Sort(have)
	slices.Sort(want)
	if !slices.Equal(have, want) {
		say(l.turn, "addresses %v, want %v", have, want)
	}
}

// hasProblem says whether there is a problem of the turn that lists the names, which are divided by ", ".
func hasProblem(r schema.Record, code string, turn int, names string) bool {
	return slices.ContainsFunc(r.Problems, func(p schema.Problem) bool {
		return p.Code == code && p.Turn != nil && *p.Turn == turn && strings.Contains(p.Detail, names)
	})
}

func splitTrimmed(s, sep string) []string {
	parts := strings.Split(s, sep)
	for i := range parts {
		parts[i] = strings.TrimSpace(parts[i])
	}
	return parts
}
