package enrich

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"shilu/schema"
)

// A register is everybody whom the file names, whether they speak or not: in labels, in the roster, in the title and the preamble,
// in their own words and in those of whoever leads.
type register struct {
	entries   []*entry            // in the order of the sources
	byName    map[string]*entry   // by nameKey
	bySurname map[string][]*entry // by nameKey, like byPost
	byPost    map[string][]*entry
	names     *nameIndex
	roster    []schema.Participant
}

// An entry is what is told of one person.
type entry struct {
	name         string
	role         schema.Role // "" where nothing tells
	affiliations []string    // the best source first
	chairs       bool        // the title or the lead says that they lead
}

// longestOpening is how many characters of somebody's first turn may say who they are.
const longestOpening = 200

// newRegister reads the sources from the best to the least: what is printed at the turns, the roster, what people say of
// themselves, the title, the preamble, what those say who lead.
func newRegister(record schema.Record, labels map[string]label) *register {
	r := &register{byName: map[string]*entry{}, bySurname: map[string][]*entry{}, byPost: map[string][]*entry{}, roster: record.Roster}
	var names []string
	for _, turn := range record.Turns {
		if l := labels[turn.Label]; l.name != "" {
			names = append(names, l.name)
			r.tell(l.name, l.affiliation, l.role)
		}
	}
	for _, p := range record.Roster {
		name, affiliation := p.Name, string(p.Affiliation)
		if l := readLatin(name); isLatin(name) && l.name != "" { // Cllr Margaret Doyle
			name, affiliation = l.name, cmp.Or(affiliation, l.affiliation)
		}
		if utf8.RuneCountInString(name) > 1 {
			names = append(names, name)
			r.tell(name, affiliation, p.Role)
		}
	}
	r.names = newNameIndex(names)
	heard := map[string]bool{}
	for _, turn := range record.Turns {
		if l := labels[turn.Label]; l.name != "" && !heard[turn.Label] {
			heard[turn.Label] = true
			for _, found := range introductions(firstRunes(turn.Text, longestOpening), r.names, false) {
				if found.name == l.name {
					r.tell(found.name, found.affiliation, "")
				}
			}
			if said := selfIntroduction(turn.Text, l.name); said != "" {
				r.tell(l.name, said, "")
			}
		}
	}
	heads := []string{string(record.Title)}
	if record.Preamble != nil {
		heads = append(heads, record.Preamble.Text)
	}
	for _, head := range heads {
		r.tellAll(introductions(head, r.names, true))
		r.tellAll(englishOffices(head, r.names, true))
		if lead := firstRunes(head, longestLead); strings.Contains(lead, "主持") {
			for _, e := range r.entries {
				e.chairs = e.chairs || isHan(e.name) && chairs(lead, e.name)
			}
		}
	}
	opening := openingRun(record.Turns)
	for i, turn := range record.Turns {
		if i < opening+mostWelcomes && englishPresenting.MatchString(firstRunes(turn.Text, 2*longestOpening)) {
			r.tellAll(englishOffices(firstRunes(turn.Text, 4*longestOpening), r.names, false))
		}
		if labels[turn.Label].part == leads {
			r.tellAll(englishCalled(firstRunes(turn.Text, 2*longestOpening), r.names))
		}
		if i < opening || labels[turn.Label].part == leads {
			r.tellAll(introductions(turn.Text, r.names, i < opening && containsAny(turn.Text, presenting)))
			r.tellAll(englishOffices(firstRunes(turn.Text, 2*longestOpening), r.names, false))
		}
	}
	return r
}

// mostWelcomes is within how many turns behind the opening people who sit there are presented: an operator hands over to a host first.
const mostWelcomes = 5

// englishPresenting is said of people who sit there.
var englishPresenting = regexp.MustCompile(`(?i)\b(?:joining (?:me|us)|with (?:me|us)|joined (?:today )?by|here with me|on the call|our (?:panel|panelists|guests|speakers|witnesses|witness) (?:today |tonight )?(?:are|is))\b`)

// longestLead is how many characters of a title or a preamble may say who leads; each name that is known is looked for in it.
const longestLead = 500

// presenting are said of people who sit there: an opening that holds one of them names strangers.
var presenting = strings.Fields("请到了 請到了 邀请到 邀請到 邀请了 邀請了 出席今天 出席本次 参加今天 参加本次 他们是 他們是 她们是 她們是 分别是 分別是 嘉宾是 來賓是 嘉賓是")

// openingRun is how many turns the first speaker has before anybody else speaks.
func openingRun(turns []schema.Turn) int {
	for i, turn := range turns {
		if turn.Label != turns[0].Label {
			return i
		}
	}
	return len(turns)
}

func (r *register) tellAll(found []introduction) {
	for _, f := range found {
		r.tell(f.name, f.affiliation, "")
	}
}

// tell adds what one source says of somebody. What an earlier source said of their role stands.
func (r *register) tell(name, affiliation string, role schema.Role) *entry {
	key := nameKey(name)
	e := r.byName[key]
	if e == nil {
		e = &entry{name: name}
		r.entries = append(r.entries, e)
		r.byName[key] = e
		family := nameKey(familyName(name))
		r.bySurname[family] = append(r.bySurname[family], e)
	}
	if isLatin(name) && e.name == strings.ToUpper(e.name) {
		e.name = name // JANE DOE is how stenographers write Jane Doe
	}
	if e.role == "" && role != schema.Unknown {
		e.role = role
	}
	if affiliation == "" || slices.Contains(e.affiliations, affiliation) {
		return e
	}
	e.affiliations = append(e.affiliations, affiliation)
	if o, ok := splitOffice(affiliation); ok {
		for _, post := range strings.Split(o.post, "、") {
			if key := nameKey(post); !slices.Contains(r.byPost[key], e) {
				r.byPost[key] = append(r.byPost[key], e)
			}
		}
	}
	return e
}

// identify finds whom a label means. candidates are set where it fits several people, so that the label stays nobody's.
func (r *register) identify(l label) (e *entry, candidates []*entry) {
	switch {
	case l.each:
		return nil, nil
	case l.short != "":
		for _, name := range shortFor(l.short, r.roster) {
			candidates = append(candidates, r.byName[nameKey(name)])
		}
	case l.name != "":
		return r.byName[nameKey(l.name)], nil
	case l.surname != "":
		candidates = r.fitting(l.affiliation, r.bySurname[nameKey(l.surname)])
	case l.part == answers:
		candidates = r.answering()
	case l.part == leads:
		for _, e := range r.entries {
			if e.role == schema.Host {
				candidates = append(candidates, e)
			}
		}
	default:
		if o, ok := splitOffice(l.affiliation); ok {
			candidates = r.fitting(l.affiliation, r.byPost[nameKey(o.post)])
		}
	}
	if len(candidates) == 1 {
		return candidates[0], nil
	}
	return nil, candidates
}

// fitting returns those of among whose affiliation, as far as it is known, agrees with the one in a label.
func (r *register) fitting(affiliation string, among []*entry) []*entry {
	o, ok := splitOffice(affiliation)
	if !ok {
		return among
	}
	var fit []*entry
	for _, e := range among {
		if len(e.affiliations) == 0 || slices.Contains(r.byPost[nameKey(o.post)], e) && e.belongsTo(o.organization) {
			fit = append(fit, e)
		}
	}
	return fit
}

// belongsTo says whether one of the affiliations names the organisation.
func (e *entry) belongsTo(organization string) bool {
	return slices.ContainsFunc(e.affiliations, func(a string) bool { return strings.Contains(a, organization) })
}

// answering returns those who may stand behind 答: the spokespersons, or if there are none the officials.
func (r *register) answering() []*entry {
	var spokespersons, officials []*entry
	for _, e := range r.entries {
		if e.role != "" && e.role != schema.Official {
			continue
		}
		office, _ := bestOffice(e.affiliations)
		if strings.HasSuffix(office.post, "发言人") || strings.HasSuffix(office.post, "發言人") {
			spokespersons = append(spokespersons, e)
		}
		if e.role == schema.Official || office.standing == publicPost {
			officials = append(officials, e)
		}
	}
	if len(spokespersons) > 0 {
		return spokespersons
	}
	return officials
}
