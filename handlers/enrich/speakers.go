package enrich

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"shilu/schema"
)

// A cast is who spoke: one person for each, whatever the labels.
//
// Turns are one person's when the names in their labels are one, or when a label without a name (答, 发言人, 黄组长) fits exactly one
// of the people that the file names. A label that names whoever speaks (记者, Q) makes every turn a person of its own, because nothing
// tells whether the same one asks again. A label that is an outlet's (新华社记者, 中视新闻) makes one person: an outlet sends one
// reporter as a rule, and transcripts repeat the label where that one goes on.
type cast struct {
	people   []*person // in the order of first speech
	of       []*person // of each turn
	register *register
	press    bool // the file calls it a meeting with the press

	byName     map[string]*person   // by the name as printed
	byPost     map[string][]*person // by nameKey, of those who don't ask
	byFamiliar map[string][]*person // by the ways in which people who know them speak to them
	// bySurname is of names in Latin letters.
	bySurname    map[string][]*person
	englishCalls []englishCall
	bodies       map[rune][]calledBody // of those who don't ask
	spoken       *nameIndex            // of everybody who speaks
	told         *nameIndex            // of everybody in the register too
}

// A person is a speaker while the evidence is gathered.
type person struct {
	id           string
	entry        *entry // nil where no name is known
	name         string
	surname      string // where only that much is printed: 黄组长
	labels       []string
	role         schema.Role // "" until something tells
	part         part
	each         bool     // speaks under a label that names whoever speaks
	affiliations []string // as the file says, the best source first
	turns        []int
}

// newCast finds who spoke, and reports the labels that fit several people.
func newCast(record schema.Record) (*cast, []schema.Problem) {
	labels := readLabels(record)
	c := &cast{of: make([]*person, len(record.Turns)), register: newRegister(record, labels)}
	var problems []schema.Problem
	answering, asked := answeringLabel(record.Turns, labels), false
	byLabel, byEntry := map[string]*person{}, map[*entry]*person{}
	for i, turn := range record.Turns {
		printed := turn.Label
		if asked = asked || labels[printed].part == asks; printed == "" && !asked {
			printed = answering // an announcement before the first question has no label of its own
		}
		voice := printed
		if printed != "" && labels[printed] == (label{}) {
			voice += "\x00" + turn.Speaker // a number or a letter counts anew in each part of a file: the file's own ids tell
		}
		p := byLabel[voice]
		if p == nil && labels[printed].each {
			p = c.cutShort(record.Turns, i)
		}
		if p == nil {
			l, e := labels[printed], (*entry)(nil)
			if l.each {
				l, e = c.introduced(l, turn.Text)
			} else {
				var candidates []*entry
				if e, candidates = c.register.identify(l); candidates != nil {
					problems = append(problems, ambiguous(i, printed, candidates))
				}
			}
			if p = byEntry[e]; p == nil {
				p = c.enter(e)
			}
			if e != nil {
				byEntry[e] = p
			}
			if !l.each {
				byLabel[voice] = p
			}
			p.learn(l)
		}
		p.turns = append(p.turns, i)
		if turn.Label != "" && !slices.Contains(p.labels, turn.Label) {
			p.labels = append(p.labels, turn.Label)
		}
		c.of[i] = p
	}
	c.settle(record)
	c.index()
	return c, problems
}

// cutShort is whoever was interrupted a few turns ago under the same label and now goes on: -- discussed at all?
func (c *cast) cutShort(turns []schema.Turn, turn int) *person {
	if !resumes(turns[turn].Text) {
		return nil
	}
	for before := turn - 1; before >= max(0, turn-3); before-- {
		if turns[before].Label == turns[turn].Label {
			if breaksOff(turns[before].Text) {
				return c.of[before]
			}
			return nil
		}
	}
	return nil
}

// index makes the cast's people findable in what is said.
func (c *cast) index() {
	c.byName, c.byPost, c.bySurname, c.byFamiliar = map[string]*person{}, map[string][]*person{}, map[string][]*person{}, map[string][]*person{}
	var spoken, told []string
	for _, p := range c.people {
		if isWholeName(p.name) {
			spoken = append(spoken, p.name)
			c.byName[p.name] = p
		}
		if isLatin(p.name) {
			key := nameKey(familyName(p.name))
			c.bySurname[key] = append(c.bySurname[key], p)
		}
		if p.part == asks {
			continue
		}
		for _, form := range familiarForms(p) {
			if who := c.byFamiliar[form]; len(who) < 2 && !slices.Contains(who, p) { // two are as good as many: it is nobody's alone
				c.byFamiliar[form] = append(c.byFamiliar[form], p)
			}
		}
		for _, affiliation := range p.affiliations {
			o, _ := splitOffice(affiliation)
			for _, post := range strings.Split(o.post, "、") {
				for _, said := range []string{post, withoutRank(post), shortPost(post)} {
					if key := nameKey(said); !slices.Contains(c.byPost[key], p) {
						c.byPost[key] = append(c.byPost[key], p)
					}
				}
			}
		}
	}
	for _, e := range c.register.entries {
		if isWholeName(e.name) {
			told = append(told, e.name)
		}
	}
	c.bodies, c.englishCalls = newCalledBodies(c.people), newEnglishCalls(c.people)
	c.spoken, c.told = newNameIndex(spoken), newNameIndex(append(told, spoken...))
}

// isWholeName says whether a name is unmistakable in a text: a Chinese name by its form, or several words.
func isWholeName(name string) bool {
	return isChineseName(name) || strings.ContainsAny(name, " ·・‧")
}

// readLabels reads each label once. A and Answer are names where nobody is a Q, and Q itself is one among other letters, as people
// are called whose names were taken out.
func readLabels(record schema.Record) map[string]label {
	labels := map[string]label{}
	asked, letters := false, 0
	for _, turn := range record.Turns {
		if _, done := labels[turn.Label]; done {
			continue
		}
		l := readLabel(turn.Label)
		if shortFor(turn.Label, record.Roster) != nil {
			l = label{short: turn.Label}
		}
		labels[turn.Label] = l
		asked = asked || l.part == asks
		if len(turn.Label) == 1 {
			letters++
		}
	}
	for printed, l := range labels {
		if l.part == answers && !asked || len(printed) == 1 && letters > 2 {
			labels[printed] = label{}
		}
	}
	return labels
}

// answeringLabel is the one label of those who answer, "" if there are several or none.
func answeringLabel(turns []schema.Turn, labels map[string]label) string {
	found := ""
	for _, turn := range turns {
		if labels[turn.Label].part == answers && turn.Label != found {
			if found != "" {
				return ""
			}
			found = turn.Label
		}
	}
	return found
}

// introduced adds what an asker says of themselves to a label that names whoever speaks.
func (c *cast) introduced(l label, text string) (label, *entry) {
	found, ok := reporterIntroduction(text)
	if !ok {
		return l, nil
	}
	l.affiliation = found.affiliation
	l.role = schema.Journalist
	if found.name == "" {
		return l, nil
	}
	return l, c.register.tell(found.name, found.affiliation, schema.Journalist)
}

// enter adds a person to the cast.
func (c *cast) enter(e *entry) *person {
	p := &person{id: "s" + strconv.Itoa(len(c.people)+1), entry: e}
	if e != nil {
		p.name = e.name
	}
	c.people = append(c.people, p)
	return p
}

// learn adds what a label says to what is known of a person.
func (p *person) learn(l label) {
	if p.role == "" {
		p.role = l.role
	}
	if p.part == anyPart {
		p.part = l.part
	}
	if p.surname == "" {
		p.surname = l.surname
	}
	if p.name == "" && isLatin(l.surname) {
		p.name = l.surname
	}
	p.each = p.each || l.each && p.entry == nil
	if l.affiliation != "" {
		p.affiliations = append(p.affiliations, l.affiliation)
	}
}

func ambiguous(turn int, printed string, candidates []*entry) schema.Problem {
	names := make([]string, len(candidates))
	for i, e := range candidates {
		names[i] = e.name
	}
	return schema.Problem{Code: schema.ProblemAmbiguousSpeaker, Turn: &turn,
		Detail: fmt.Sprintf("%s may be %s", printed, strings.Join(names, ", "))}
}

// speakers is the cast as the record holds it.
func (c *cast) speakers() []schema.Speaker {
	speakers := make([]schema.Speaker, len(c.people))
	for i, p := range c.people {
		s := schema.Speaker{ID: p.id, Name: schema.Opt(p.name), Labels: append([]string{}, p.labels...), Role: cmp.Or(p.role, schema.Unknown)}
		o, affiliation := bestOffice(p.affiliations)
		if o.post == "" && p.role == schema.Journalist {
			o.organization = affiliation // an outlet, known by what the person does
		}
		s.Affiliation, s.Organization, s.Post = schema.Opt(affiliation), schema.Opt(o.organization), schema.Opt(o.post)
		speakers[i] = s
	}
	return speakers
}
