package people

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"shilu/schema"
)

const revised = "7a8cb587d3ac21c280126969258ee954"

// identities are those of the stories: 甲 and 乙 are offices, and so on; "甲#" is whoever speaks as 甲 in one transcript.
func identity(office string) schema.Identity {
	office, limited := strings.CutSuffix(office, "#")
	i := schema.Identity{Name: "孟远", Organization: schema.Opt(office)}
	if limited {
		i.Transcript = revised
	}
	return i
}

// decisions reads "甲=乙" as merged, "甲/" as split, "甲:何苗" as renamed; the nth is made in the nth minute.
func decisions(story string) []schema.Decision {
	var all []schema.Decision
	for n, said := range strings.Fields(story) {
		at := time.Date(2031, 3, 8, 3, n, 0, 0, time.UTC)
		d := schema.Decision{ID: schema.DecisionID(at, uint32(n)), Who: "档案员", Why: "调任", Made: at}
		if a, b, ok := strings.Cut(said, "="); ok {
			d.Kind, d.Identities = schema.DecisionMerged, []schema.Identity{identity(a), identity(b)}
		} else if a, ok := strings.CutSuffix(said, "/"); ok {
			d.Kind, d.Identities = schema.DecisionSplit, []schema.Identity{identity(a)}
		} else if a, name, ok := strings.Cut(said, ":"); ok {
			d.Kind, d.Identities, d.Name = schema.DecisionRenamed, []schema.Identity{identity(a)}, name
		}
		d.About = d.Identities[0].String()
		all = append(all, d)
	}
	return all
}

// summary is "甲乙:何苗 丙", a word for each person that is named: the offices of its identities, the one that it is known by first, and
// what it is called.
func summary(rulings []Ruling) string {
	office := map[string]string{}
	for _, o := range []string{"甲", "乙", "丙", "丁", "甲#", "乙#"} {
		office[ID(identity(o))] = o
	}
	persons := map[string][]string{}
	called := map[string]string{}
	for _, r := range rulings {
		if r.ID != r.Person {
			persons[r.Person] = append(persons[r.Person], office[r.ID])
		}
		called[r.Person] = r.Called
	}
	var all []string
	for id, name := range called {
		slices.Sort(persons[id])
		word := office[id] + strings.Join(persons[id], "")
		if name != "" {
			word += ":" + name
		}
		all = append(all, word)
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func TestRule(t *testing.T) {
	for story, want := range map[string]string{
		"":               "",
		"甲=乙":            "甲乙",
		"乙=甲":            "乙甲", // known by the first
		"甲=乙 乙=丙":        "甲丙乙",
		"丙=乙 甲=乙":        "甲丙乙",
		"甲=乙 乙=甲":        "甲乙",
		"甲=乙 乙/":         "乙 甲",
		"乙/ 甲=乙":         "甲乙", // the later one holds
		"甲=乙 乙/ 甲=乙":     "甲乙",
		"甲=乙 甲/":         "乙 甲",
		"甲=乙 乙=丙 乙/":     "乙 甲丙", // what was merged by way of it stays together
		"甲=乙 乙=丙 甲/":     "乙丙 甲",
		"甲=乙 乙/ 乙=丙":     "乙丙 甲",
		"甲:何苗":           "甲:何苗",
		"甲:何苗 甲:孟书记":     "甲:孟书记",
		"甲:何苗 甲=乙":       "甲乙:何苗",
		"甲:何苗 乙:孟书记 甲=乙": "甲乙:孟书记",
		"甲=乙 乙:孟书记 乙/":   "乙:孟书记 甲", // the name goes with the identity that it was given to
		"甲#/":            "甲#",
		"甲#=乙":           "甲#乙", // what is 甲 elsewhere is left alone
		"甲=乙 甲#/":        "甲# 甲乙",
		"甲=乙 甲#=丙":       "甲#丙 甲乙",
		"甲#/ 甲=甲#":       "甲甲#",
		"甲#:何苗":          "甲#:何苗",
		"甲=乙 丙=丁 甲=丁 丁/ 乙/ 甲:何苗 乙=丁": "乙丁 甲丙:何苗",
	} {
		if got := summary(Rule(decisions(story))); got != want {
			t.Errorf("%q makes %q, want %q", story, got, want)
		}
	}
}

// Whatever the order in which decisions come, and whatever else comes with them, the same follows.
func TestRuleKnowsNoOrder(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 1))
	offices := []string{"甲", "乙", "丙", "丁", "甲#", "乙#"}
	pick := func() string { return offices[r.IntN(len(offices))] }
	for range 300 {
		var story []string
		for range 1 + r.IntN(9) {
			a, b := pick(), pick()
			switch r.IntN(4) {
			case 0:
				story = append(story, a+"/")
			case 1:
				story = append(story, fmt.Sprintf("%s:%d", a, r.IntN(9)))
			default:
				if a != b {
					story = append(story, a+"="+b)
				}
			}
		}
		made := decisions(strings.Join(story, " "))
		want := Rule(made)
		made = append(made, schema.Decision{Kind: schema.DecisionRemoved}, schema.Decision{Kind: schema.DecisionUndone})
		for range 5 {
			r.Shuffle(len(made), func(i, j int) { made[i], made[j] = made[j], made[i] })
			before := slices.Clone(made)
			if got := Rule(made); !slices.Equal(got, want) {
				t.Fatalf("%q in another order makes %q, want %q", story, summary(got), summary(want))
			}
			if !slices.EqualFunc(before, made, func(a, b schema.Decision) bool { return a.ID == b.ID }) {
				t.Fatal("the caller's decisions were sorted")
			}
		}
	}
}

func TestOf(t *testing.T) {
	for _, test := range []struct {
		speaker schema.Speaker
		want    string
	}{
		{schema.Speaker{Name: "孟远", Organization: "石桥镇党委", Post: "书记"}, "孟远@石桥镇党委"},
		{schema.Speaker{Name: "孟远", Affiliation: "石桥镇"}, "孟远@石桥镇"},
		{schema.Speaker{Name: "孟远", Affiliation: "书记", Post: "书记"}, "孟远@"},
		{schema.Speaker{Name: "孟远"}, "孟远@"},
		{schema.Speaker{Name: "孟远", Organization: " "}, "孟远@"},
		{schema.Speaker{Labels: []string{"记者"}, Role: schema.Journalist, Organization: "海城日报"}, ""},
		{schema.Speaker{Name: "海城日报", Organization: "海城日報", Role: schema.Journalist}, ""},
		{schema.Speaker{Name: "　"}, ""},
	} {
		identity, ok := Of(test.speaker)
		if got := identity.String(); ok != (test.want != "") || ok && got != test.want {
			t.Errorf("%+v is %q, %v; want %q", test.speaker, got, ok, test.want)
		}
	}
}

// These ids stand in people's notes and scripts.
func TestID(t *testing.T) {
	const want = "b857f9d2bf00865b"
	same := []schema.Identity{
		{Name: "阿迪力·买买提", Organization: "国家发展委 GDP"},
		{Name: "阿迪力•買買提", Organization: "國家發展委ＧＤＰ"},
		{Name: " 阿迪力・买买提", Organization: "国家发展委　gdp"},
	}
	for _, i := range same {
		if got := ID(i); got != ID(same[0]) || len(got) != idLength {
			t.Errorf("%s has the id %s, %s has %s", i, got, same[0], ID(same[0]))
		}
	}
	limited := same[0]
	limited.Transcript = revised
	for _, other := range []schema.Identity{{Name: "阿迪力·买买提"}, {Name: "阿迪力", Organization: "国家发展委 GDP"}, {Name: "国家发展委 GDP", Organization: "阿迪力·买买提"}, limited} {
		if ID(other) == ID(same[0]) {
			t.Errorf("%s has the id of %s", other, same[0])
		}
	}
	if got := ID(same[0]); got != want {
		t.Errorf("the id has become %s, it was %s", got, want)
	}
}
