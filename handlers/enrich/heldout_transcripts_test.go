package enrich

// The held-out transcripts: who speaks, as what and for whom, and who answers whom. See heldout_test.go.

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
)

// wantedTranscript is what is to be found in a transcript.
type wantedTranscript struct {
	Persons       []wantedPerson   `json:"persons"`
	Exchanges     []wantedExchange `json:"exchanges"`
	OptionalEdges [][2]int         `json:"optional_edges"`
}

type wantedExchange struct {
	Question           []int    `json:"question"`
	Answers            []int    `json:"answers"`
	Addressees         []string `json:"addressees"`
	AddresseesOptional []string `json:"addressees_optional"`
}

type wantedPerson struct {
	Key                 string        `json:"key"`
	Turns               []int         `json:"turns"`
	Name                schema.Opt    `json:"name"`
	Role                schema.Role   `json:"role"`
	Affiliation         schema.Opt    `json:"affiliation"`
	Organization        schema.Opt    `json:"organization"`
	Post                schema.Opt    `json:"post"`
	NameAlso            []schema.Opt  `json:"name_also"`
	RoleAlso            []schema.Role `json:"role_also"`
	AffiliationAlso     []schema.Opt  `json:"affiliation_also"`
	AffiliationOptional bool          `json:"affiliation_optional"`
	PartitionOptional   bool          `json:"partition_optional"`
}

func (m *measured) transcripts() {
	speakers, exchanges, addressees := m.row("speakers"), m.row("exchanges"), m.row("addressees")
	files, err := filepath.Glob(filepath.Join(heldOut, "transcripts", "*.expected.json"))
	if err != nil || len(files) == 0 {
		m.t.Fatalf("read the held-out transcripts: %d files, %v", len(files), err)
	}
	for _, file := range files {
		var want wantedTranscript
		var in schema.Record
		readJSON(m.t, file, &want)
		readJSON(m.t, strings.Replace(file, ".expected", "", 1), &in)
		got := handled(m.t, in)
		name := filepath.Base(file)
		m.speakers(speakers, name, want, got)
		m.exchanges(exchanges, name, want, got)
		m.addressees(addressees, name, want, got)
	}
}

// speakers counts who has exactly a person's turns, and by turn what is said of the speaker.
func (m *measured) speakers(r *row, name string, want wantedTranscript, got schema.Record) {
	byID := map[string]schema.Speaker{}
	for _, s := range got.Speakers {
		byID[s.ID] = s
	}
	turns := map[string][]int{}
	for _, t := range got.Turns {
		turns[t.Speaker] = append(turns[t.Speaker], t.Index)
	}
	whole, optional := map[string]bool{}, map[string]bool{}
	for _, person := range want.Persons {
		first := got.Turns[person.Turns[0]].Speaker
		switch {
		case person.PartitionOptional:
			for _, turn := range person.Turns {
				optional[got.Turns[turn].Speaker] = true
			}
		case slices.Equal(turns[first], person.Turns):
			whole[first] = true
			r.right++
		default:
			r.missed++
			m.say("%s: speaker %s isn't told apart", name, person.Key)
		}
		for _, turn := range person.Turns {
			s := byID[got.Turns[turn].Speaker]
			role := slices.Contains(append(person.RoleAlso, person.Role), s.Role)
			r.share("role", role)
			named := slices.ContainsFunc(append(person.NameAlso, person.Name), func(name schema.Opt) bool {
				return strings.EqualFold(string(name), string(s.Name))
			})
			r.share("name", named)
			affiliated := true
			if !person.AffiliationOptional {
				affiliated = slices.Contains(append(person.AffiliationAlso, person.Affiliation), s.Affiliation)
				r.share("affiliation", affiliated)
			}
			split := true
			if person.Organization != "" {
				split = s.Organization == person.Organization && s.Post == person.Post
				r.share("split", split)
			}
			if turn == person.Turns[0] && !(role && named && affiliated && split) {
				m.say("%s: turn %d is by %s %q %s %q (%s | %s), want %s %q %s %q (%s | %s)", name, turn, s.ID, s.Name, s.Role, s.Affiliation, s.Organization, s.Post,
					person.Key, person.Name, person.Role, person.Affiliation, person.Organization, person.Post)
			}
		}
	}
	for id := range turns {
		if !whole[id] && !optional[id] {
			r.extra++
		}
	}
}

// exchanges counts edges, each from a question's first turn to a turn that answers it.
func (m *measured) exchanges(r *row, name string, want wantedTranscript, got schema.Record) {
	wanted, found := map[[2]int]bool{}, map[[2]int]bool{}
	for _, e := range want.Exchanges {
		for _, a := range e.Answers {
			wanted[[2]int{e.Question[0], a}] = true
		}
	}
	for _, e := range got.Exchanges {
		for _, a := range e.Answers {
			if edge := [2]int{e.Question[0], a}; !slices.Contains(want.OptionalEdges, edge) {
				found[edge] = true
			}
		}
	}
	for edge := range wanted {
		if found[edge] {
			r.right++
		} else {
			r.missed++
			m.say("%s: missed that turn %d is answered by turn %d", name, edge[0], edge[1])
		}
	}
	for edge := range found {
		if !wanted[edge] {
			r.extra++
			m.say("%s: turn %d isn't answered by turn %d", name, edge[0], edge[1])
		}
	}
}

// addressees counts pairs of a question and somebody whom it addresses.
func (m *measured) addressees(r *row, name string, want wantedTranscript, got schema.Record) {
	// A speaker is the person who has the first of the speaker's turns.
	keys := map[string]string{}
	for _, t := range got.Turns {
		for _, p := range want.Persons {
			if _, known := keys[t.Speaker]; !known && slices.Contains(p.Turns, t.Index) {
				keys[t.Speaker] = p.Key
			}
		}
	}
	found := map[int][]string{}
	for _, e := range got.Exchanges {
		for _, id := range e.Addressees {
			found[e.Question[0]] = append(found[e.Question[0]], keys[id])
		}
	}
	for _, e := range want.Exchanges {
		question := e.Question[0]
		for _, key := range e.Addressees {
			if slices.Contains(found[question], key) {
				r.right++
			} else {
				r.missed++
				m.say("%s: turn %d addresses %s", name, question, key)
			}
		}
		for _, key := range found[question] {
			if !slices.Contains(e.Addressees, key) && !slices.Contains(e.AddresseesOptional, key) {
				r.extra++
				m.say("%s: turn %d doesn't address %s", name, question, key)
			}
		}
	}
}

func readJSON(t *testing.T, file string, v any) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, v); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}
