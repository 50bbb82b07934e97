package enrich

import (
	"strings"

	"shilu/handlers/enrich/internal/gazetteer"
	"shilu/schema"
)

// A placeHome is where a transcript is at home, by what it says of itself and by the places that it names. It decides which of several
// units a name means: 怡园街道 is in Weihai and in Daqing.
type placeHome struct {
	// told are the units of the place and the title, then those of the roster, the labels and the preamble: the best source first.
	told []unitSet
	// named are those that names in the turns mean beyond doubt.
	named unitSet
	// about holds the prefectures of what was told and of what was named so far.
	about map[int32]bool
}

// A unitSet holds administrative units and all that they lie in.
type unitSet map[int32]bool

// newHome reads what a record says of where it is from.
func (n *nameReader) newHome(record schema.Record) {
	n.home = placeHome{about: map[int32]bool{}, named: unitSet{}}
	var affiliations []string
	for _, p := range record.Roster {
		affiliations = append(affiliations, string(p.Affiliation))
	}
	for _, p := range n.cast.people {
		affiliations = append(affiliations, p.affiliations...)
	}
	preamble := ""
	if record.Preamble != nil {
		preamble = firstRunes(record.Preamble.Text, longestHead)
	}
	for _, text := range []string{string(record.Place), string(record.Title), strings.Join(affiliations, "\n"), preamble} {
		told := unitSet{}
		for _, unit := range n.placesOf(text) {
			n.put(told, unit)
			n.home.about[n.prefecture(unit)] = true
		}
		n.home.told = append(n.home.told, told)
	}
}

// longestHead is how many characters of a preamble are looked at for places.
const longestHead = 2000

// placesOf are the units that a text names beyond doubt, short names of counties included, because in a head they stand without
// their city.
func (n *nameReader) placesOf(text string) []int32 {
	if text == "" {
		return nil
	}
	n.read(newNumeralText(text))
	n.findPlaces()
	var units []int32
	for _, p := range n.places {
		if len(p.units) == 1 && n.tables.places.Places[p.units[0]].Code != "" {
			units = append(units, p.units[0])
		}
	}
	return units
}

// seen remembers a place that was named.
func (n *nameReader) seen(p namedPlace) {
	if len(p.units) == 1 && p.level >= gazetteer.Prefecture {
		n.home.about[n.prefecture(p.units[0])] = true
		n.put(n.home.named, p.units[0])
	}
}

// put adds a unit and what it lies in to a set.
func (n *nameReader) put(set unitSet, unit int32) {
	for ; unit >= 0 && !set[unit]; unit = n.tables.places.Places[unit].Parent {
		set[unit] = true
	}
}

// resolve gives the code of the unit that a name means, "" where that can't be told: the only one, or the only one that lies nearest to
// where the transcript is at home.
func (n *nameReader) resolve(units []int32) schema.Opt {
	if len(units) == 0 {
		return ""
	}
	best, near := n.nearest(units)
	switch {
	case near:
	case len(units) > 1:
		return ""
	case n.tables.places.Places[best].Level == gazetteer.Township && len(n.home.about) > 0:
		return "" // the only one in the table, and far from everything that the transcript names
	}
	return schema.Opt(n.tables.places.Places[best].Code)
}

// nearest finds the only unit that shares a county with what was told, or a prefecture, or a province; what is highest of a name's units
// goes before the parts that are called the same (吉林 is the province).
func (n *nameReader) nearest(units []int32) (int32, bool) {
	places := n.tables.places.Places
	for _, homes := range append(n.home.told, n.home.named) {
		for level := gazetteer.County; level >= gazetteer.Province; level-- {
			var near []int32
			for _, unit := range units {
				if above := n.upTo(unit, level); above >= 0 && places[above].Level == level && homes[above] {
					near = append(near, unit)
				}
			}
			if near != nil {
				return near[0], len(near) == 1 || places[near[0]].Level < places[near[1]].Level
			}
		}
	}
	return units[0], len(units) > 1 && places[units[0]].Level < places[units[1]].Level
}

// upTo is the unit of the level that a unit lies in, or the unit itself where it stands higher.
func (n *nameReader) upTo(unit int32, level gazetteer.Level) int32 {
	for places := n.tables.places.Places; unit >= 0 && places[unit].Level > level; {
		unit = places[unit].Parent
	}
	return unit
}
