package people

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"shilu/schema"
)

// appearances are those of three: one who was merged, under two forms of a name, one of the same name, and one who is called so.
func appearances() []Appearance {
	return []Appearance{
		{Person: "a", Identity: "a", Called: "孟局长", Transcript: "1", Date: "2031-01-01", Name: "孟远", Organization: "石桥镇党委", Post: "书记", Turns: 3},
		{Person: "a", Identity: "a", Called: "孟局长", Transcript: "2", Date: "2031-02-01", Name: "孟遠", Organization: "石橋鎮黨委", Post: "書記", Turns: 2},
		{Person: "a", Identity: "b", Called: "孟局长", Transcript: "2", Date: "2031-02-01", Name: "孟遠", Organization: "青禾县农业局", Post: "局长", Turns: 1},
		{Person: "a", Identity: "c", Called: "孟局长", Transcript: "3", Name: "孟遠", Limited: "3", Turns: 1},
		{Person: "d", Identity: "d", Transcript: "4", Date: "2030-01-01", Name: "孟 远"},
		{Person: "e", Identity: "e", Transcript: "5", Name: "孟局長", Organization: "海城日报"},
		{Person: "f", Identity: "f", Transcript: "5", Name: "何苗", Organization: "海城日报"},
	}
}

func TestRegistry(t *testing.T) {
	one := Person{
		ID: "a", Name: "孟局长", Names: []string{"孟遠", "孟远"},
		Identities: []Member{
			{"a", schema.Identity{Name: "孟远", Organization: "石桥镇党委"}, Seen{"2031-01-01", "2031-02-01", 2, 5}},
			{"b", schema.Identity{Name: "孟遠", Organization: "青禾县农业局"}, Seen{"2031-02-01", "2031-02-01", 1, 1}},
			{"c", schema.Identity{Name: "孟遠", Transcript: "3"}, Seen{"", "", 1, 1}},
		},
		Posts: []Post{ // one in two forms, and one where the same transcript says something else
			{"书记", "石桥镇党委", Seen{"2031-01-01", "2031-02-01", 2, 5}},
			{"局长", "青禾县农业局", Seen{"2031-02-01", "2031-02-01", 1, 1}},
		},
		Seen: Seen{"2031-01-01", "2031-02-01", 3, 7},
	}
	r := rand.New(rand.NewPCG(1, 1))
	for range 20 {
		all := appearances()
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		var registry Registry
		for _, a := range all {
			registry.Add(a)
		}
		people := registry.People()
		if len(people) != 4 || !people[2].Alone || people[2].ID != "d" || people[0].Alone {
			t.Fatalf("the people are %+v; want four, of whom d is only a name", people)
		}
		if diff := cmp.Diff(one, people[0]); diff != "" {
			t.Fatalf("the first (-want +got):\n%s", diff)
		}
		// 孟局长 shares one name with d, another with e; d and e share none, f none with anybody.
		var groups []string
		for _, group := range Namesakes(people) {
			text := ""
			for _, p := range group {
				text += p.ID
			}
			groups = append(groups, text)
		}
		if got := strings.Join(groups, " "); got != "ad ae" {
			t.Fatalf("the namesakes are %s, want ad and ae", got)
		}
		for words, want := range map[string]bool{"": true, "農業": true, "局长": true, "孟 远": true, "石桥镇党委书记": true, "海城": false, "党委 局": false} {
			if got := people[0].Matches(words); got != want {
				t.Errorf("%q matches: %v, want %v", words, got, want)
			}
		}
	}
}
