package people

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"shilu/schema"
)

// Appearance is one speaker of one transcript that has an identity.
type Appearance struct {
	// Person and Identity are ids; Limited is the transcript that the identity is limited to, "" for most.
	Person   string `json:"-"`
	Identity string `json:"-"`
	Limited  string `json:"-"`
	// Called is what it was decided that the person is called.
	Called string `json:"-"`

	Transcript   string      `json:"transcript"`
	Date         schema.Opt  `json:"date"`
	Title        schema.Opt  `json:"title"`
	Speaker      string      `json:"speaker"`
	Name         string      `json:"name"`
	Organization schema.Opt  `json:"organization"`
	Post         schema.Opt  `json:"post"`
	Role         schema.Role `json:"role"`
	// Turns is how many turns are the speaker's, 0 where they weren't counted.
	Turns int `json:"turns,omitempty"`
}

// Person is somebody across transcripts, or a name that stands alone.
type Person struct {
	// ID is that of the identity that the person is known by. The ids of the others lead to the person too.
	ID string `json:"id"`
	// Name is what it was decided that the person is called, else the form that is printed most.
	Name string `json:"name"`
	// Alone says that it is only a name, with no organisation beside it: it may be several people.
	Alone bool `json:"alone"`
	// Names are the forms that are printed, those that are printed most first.
	Names []string `json:"names"`
	// Identities are in the order of their first days.
	Identities []Member `json:"identities"`
	// Posts are in the order of their first days.
	Posts []Post `json:"posts"`
	Seen
}

// Member is an identity that belongs to a person, in the forms that are printed most.
type Member struct {
	ID string `json:"id"`
	schema.Identity
	Seen
}

// Post is what somebody was, and where: either may be unknown.
type Post struct {
	Post         schema.Opt `json:"post"`
	Organization schema.Opt `json:"organization"`
	Seen
}

// Seen is how often and when.
type Seen struct {
	// First and Last are the first and the last day; null where no transcript has one.
	First schema.Opt `json:"first"`
	Last  schema.Opt `json:"last"`
	// Transcripts are counted once each; turns are 0 where they weren't counted.
	Transcripts int `json:"transcripts"`
	Turns       int `json:"turns,omitempty"`
}

// Matches says whether a name, a post or an organisation has the words in it, in whatever form.
func (p Person) Matches(words string) bool {
	texts := append([]string{p.Name}, p.Names...)
	for _, i := range p.Identities {
		texts = append(texts, string(i.Organization))
	}
	for _, post := range p.Posts {
		texts = append(texts, string(post.Organization)+string(post.Post))
	}
	words = Fold(words)
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(Fold(text), words) })
}

// Registry gathers appearances into persons. The order of adding makes no difference.
type Registry struct{ persons map[string]*gathered }

// Add adds one.
func (r *Registry) Add(a Appearance) {
	p := r.persons[a.Person]
	if p == nil {
		if r.persons == nil {
			r.persons = map[string]*gathered{}
		}
		p = &gathered{names: map[string]int{}, members: map[string]*described{}, posts: map[string]*described{}}
		r.persons[a.Person] = p
	}
	p.called = a.Called
	p.names[a.Name]++
	p.seen.add(a)
	describe(p.members, a.Identity).add(a)
	if a.Post != "" || a.Organization != "" {
		describe(p.posts, Fold(string(a.Post))+"\x00"+Fold(string(a.Organization))).add(a)
	}
}

// People returns all, those in most transcripts first.
func (r *Registry) People() []Person {
	all := make([]Person, 0, len(r.persons))
	for id, p := range r.persons {
		all = append(all, p.person(id))
	}
	slices.SortFunc(all, func(a, b Person) int {
		return cmp.Or(cmp.Compare(b.Transcripts, a.Transcripts), cmp.Compare(a.Name, b.Name), a.compare(b.Seen), cmp.Compare(a.ID, b.ID))
	})
	return all
}

// Namesakes puts those together who go by the same name, which two of them have in any form: each group is a question that nobody has
// answered. Persons come in the order given, groups in that of their first.
func Namesakes(all []Person) [][]Person {
	byName := map[string][]int{} // indexes, ascending
	for n, p := range all {
		for _, name := range names(p) {
			byName[name] = append(byName[name], n)
		}
	}
	groups := map[string][]int{} // by its members, for two may share two names
	for _, group := range byName {
		if len(group) > 1 {
			key := ""
			for _, n := range group {
				key += all[n].ID
			}
			groups[key] = group
		}
	}
	var found [][]Person
	for _, group := range slices.SortedFunc(maps.Values(groups), slices.Compare) {
		var persons []Person
		for _, n := range group {
			persons = append(persons, all[n])
		}
		found = append(found, persons)
	}
	return found
}

// names are those that somebody goes by, folded, each once.
func names(p Person) []string {
	all := []string{Fold(p.Name)}
	for _, name := range p.Names {
		all = append(all, Fold(name))
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// gathered is what was added of a person.
type gathered struct {
	called  string
	names   map[string]int // how many appearances have the form
	members map[string]*described
	posts   map[string]*described
	seen    sightings
}

func (p *gathered) person(id string) Person {
	made := Person{ID: id, Name: p.called, Names: commonest(p.names), Seen: p.seen.sum(), Posts: []Post{}}
	if made.Name == "" {
		made.Name = made.Names[0]
	}
	for id, d := range p.members {
		made.Identities = append(made.Identities, Member{ID: id, Identity: d.identity(), Seen: d.sum()})
	}
	for _, d := range p.posts {
		made.Posts = append(made.Posts, Post{schema.Opt(commonest(d.posts)[0]), schema.Opt(commonest(d.organizations)[0]), d.sum()})
	}
	slices.SortFunc(made.Identities, func(a, b Member) int { return cmp.Or(a.compare(b.Seen), cmp.Compare(a.ID, b.ID)) })
	slices.SortFunc(made.Posts, func(a, b Post) int {
		return cmp.Or(a.compare(b.Seen), cmp.Compare(a.Organization, b.Organization), cmp.Compare(a.Post, b.Post))
	})
	only := made.Identities[0]
	made.Alone = len(made.Identities) == 1 && only.Organization == "" && only.Transcript == ""
	return made
}

// described is what was added of an identity or a post, with how many appearances have which form.
type described struct {
	limited                     string
	names, organizations, posts map[string]int
	sightings
}

func describe(in map[string]*described, key string) *described {
	if in[key] == nil {
		in[key] = &described{names: map[string]int{}, organizations: map[string]int{}, posts: map[string]int{}}
	}
	return in[key]
}

func (d *described) add(a Appearance) {
	d.limited = a.Limited
	d.names[a.Name]++
	d.organizations[string(a.Organization)]++
	d.posts[string(a.Post)]++
	d.sightings.add(a)
}

func (d *described) identity() schema.Identity {
	return schema.Identity{Name: commonest(d.names)[0], Organization: schema.Opt(commonest(d.organizations)[0]), Transcript: d.limited}
}

// sightings add up to what was seen.
type sightings struct {
	transcripts map[string]struct{}
	first, last schema.Opt
	turns       int
}

func (s *sightings) add(a Appearance) {
	if s.transcripts == nil {
		s.transcripts = map[string]struct{}{}
	}
	s.transcripts[a.Transcript] = struct{}{}
	s.turns += a.Turns
	if a.Date != "" {
		s.last = max(s.last, a.Date)
		if s.first == "" || a.Date < s.first {
			s.first = a.Date
		}
	}
}

func (s *sightings) sum() Seen { return Seen{s.first, s.last, len(s.transcripts), s.turns} }

// compare orders by days; what has none comes last.
func (s Seen) compare(other Seen) int {
	if (s.First == "") != (other.First == "") {
		return cmp.Compare(other.First, s.First)
	}
	return cmp.Or(cmp.Compare(s.First, other.First), cmp.Compare(s.Last, other.Last))
}

// commonest orders forms by how often they were seen, then by their characters.
func commonest(forms map[string]int) []string {
	return slices.SortedFunc(maps.Keys(forms), func(a, b string) int { return cmp.Or(forms[b]-forms[a], cmp.Compare(a, b)) })
}
