package people

import (
	"cmp"
	"maps"
	"slices"

	"shilu/schema"
)

// Ruling is what decisions make of an identity. One that no decision names needs none: it is a person of its own.
type Ruling struct {
	// ID is the identity's, and Of the same without its transcript.
	ID, Of     string
	Transcript string
	// Person is the id of the identity that the person is known by.
	Person string
	// Called is what the person is called, "" where nobody decided that.
	Called string
}

// Rule returns what follows from the decisions about people that hold, in the order of ids; others are passed over. It looks at them in
// the order in which they were made, whatever the order in which they came, so that of two that contradict each other the later one holds:
//
//   - merged puts the persons of both identities together, known by the first's;
//   - split takes an identity out of the person that it was put into before, and what was merged by way of it stays together;
//   - renamed counts for the person of its identity, wherever that goes; of several the latest.
//
// An identity with a transcript stands for itself as soon as one of them names it, and no longer follows the same without one.
func Rule(decisions []schema.Decision) []Ruling {
	decisions = slices.SortedFunc(slices.Values(decisions), func(a, b schema.Decision) int { return cmp.Compare(a.ID, b.ID) })
	r := registry{identities: map[string]schema.Identity{}, persons: map[string]*person{}, called: map[string]naming{}}
	for _, d := range decisions {
		if d.Kind.AboutPeople() {
			for _, i := range d.Identities {
				r.add(i)
			}
		}
	}
	for n, d := range decisions {
		switch d.Kind {
		case schema.DecisionMerged:
			r.merge(ID(d.Identities[0]), ID(d.Identities[1]))
		case schema.DecisionSplit:
			r.split(ID(d.Identities[0]))
		case schema.DecisionRenamed:
			r.called[ID(d.Identities[0])] = naming{n, d.Name}
		}
	}
	return r.rulings()
}

// registry is the persons as they are at one point of the decisions.
type registry struct {
	identities map[string]schema.Identity
	persons    map[string]*person // by each of its members
	called     map[string]naming  // by the identity that the decision names
}

// person is its members' ids, the one that it is known by first.
type person struct{ members []string }

// naming is a name with the place of its decision among all.
type naming struct {
	n    int
	name string
}

func (r *registry) add(i schema.Identity) {
	id := ID(i)
	if r.persons[id] == nil {
		r.identities[id], r.persons[id] = i, &person{[]string{id}}
	}
}

func (r *registry) merge(a, b string) {
	into, from := r.persons[a], r.persons[b]
	if into == from {
		return
	}
	into.members = append(into.members, from.members...)
	for _, id := range from.members {
		r.persons[id] = into
	}
}

func (r *registry) split(id string) {
	from := r.persons[id]
	from.members = slices.DeleteFunc(from.members, func(member string) bool { return member == id })
	r.persons[id] = &person{[]string{id}}
}

func (r *registry) rulings() []Ruling {
	all := make([]Ruling, 0, len(r.identities))
	for _, id := range slices.Sorted(maps.Keys(r.identities)) {
		i, p := r.identities[id], r.persons[id]
		all = append(all, Ruling{ID: id, Of: ID(i.Everywhere()), Transcript: i.Transcript, Person: p.members[0], Called: r.name(p)})
	}
	return all
}

// name is what was last decided of any of the members.
func (r *registry) name(p *person) string {
	last := naming{n: -1}
	for _, id := range p.members {
		if named, ok := r.called[id]; ok && named.n > last.n {
			last = named
		}
	}
	return last.name
}
