package parse

import (
	"cmp"
	"encoding/json"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// A list of turns, each an object with who speaks and what is said: QMSum, whisperX, meeting programs, interfaces of one's own, a turn
// a line. The list may lie a few levels deep; the members have the names that people give them. What services say of each word is read
// where there is no list of more.
//
//	{"meeting_transcripts": [{"speaker": "The Chair (Hon. Ann Wu (Lakeside, Ind.))", "content": "Order."}]}
//	{"segments": [{"start": 0.3, "end": 4.4, "speaker": "SPEAKER_00", "text": "Welcome."}]}
//	{"words": [{"word": "welcome", "punctuated_word": "Welcome", "start": 0.3, "speaker": 0}]}
func init() {
	registerStructure(structure{
		name:    "turn-list",
		example: `[{"speaker": "Maria Lind", "content": "Thank you for having us."}]`,
		form:    jsonForm,
		fits: func(d data) float64 {
			if findTurns(d.json) != nil {
				return 0.5
			}
			return 0
		},
		read: readTurnList,
	})
}

func readTurnList(d data, to *rendering) error {
	found := findTurns(d.json)
	for i, list := range found.lists {
		around := found.around[i]
		section := ""
		if len(found.lists) > 1 && len(around) > 1 {
			section, around = around[0].text(titleKeys...), around[1:]
		}
		for _, object := range around {
			object.about(to)
		}
		to.aside(section)
		turns, err := readTurns(list, speakerNames(found.around[i]))
		if err != nil {
			return err
		}
		if found.words {
			to.words(wordsOf(turns))
		} else {
			writeTurns(turns, to)
		}
	}
	return nil
}

// listedTurn is an item of the list.
type listedTurn struct {
	label, text string
	start, end  loose
	item        *jsonValue
}

// readTurns reads the items. names are of those whom the list calls by an id.
func readTurns(list []json.RawMessage, names map[string]string) ([]listedTurn, error) {
	turns := make([]listedTurn, len(list))
	var keys picker
	for i, raw := range list {
		item, err := openJSON(raw)
		if err != nil {
			return nil, err
		}
		values := keys.pick(item.object)
		t := listedTurn{label: values[speakerColumn].text, text: values[textColumn].text, start: values[startColumn], end: values[endColumn], item: item}
		if name := names[t.label]; name != "" {
			t.label = name
		}
		if t.label = strings.TrimRight(oneLine(t.label), ":：︰ "); isNobody(t.label) {
			t.label = ""
		}
		if name, err := url.PathUnescape(t.label); err == nil && strings.Contains(t.label, "%") {
			t.label = name
		}
		if isFragment(t.text) {
			t.text = fragmentText(t.text)
		}
		turns[i] = t
	}
	return turns, nil
}

func writeTurns(turns []listedTurn, to *rendering) {
	scale := secondsPer(turns)
	for _, t := range turns {
		at := clock(t.start.text)
		if t.start.isNumber {
			at = offset(t.start.number * scale)
		}
		switch {
		case t.label == "" && to.speaking == nil:
			if t.text == "" {
				t.item.about(to) // a line above the turns that tells of the whole
			}
			to.aside(t.text) // a heading, or a notice
			continue
		case t.start.text != "" && t.end.text != "":
			to.turnOf(t.label, at) // a program cut it where the speaker paused
		default:
			to.turn(t.label, at)
		}
		to.say(t.text)
	}
}

// wordsOf takes each item for a word.
func wordsOf(turns []listedTurn) []word {
	scale := secondsPer(turns)
	words := make([]word, len(turns))
	for i, t := range turns {
		words[i] = word{text: firstOf(t.item.text("punctuated_word", "punct"), t.text), speaker: t.label, start: t.start.seconds() * scale}
	}
	return words
}

// speakerNames are the names of those whom a list calls by an id, where an object around it has them: "speakers": {"A": "Maria Lind"},
// or a list of objects with an id and a name.
func speakerNames(around []*jsonValue) map[string]string {
	names := map[string]string{}
	for _, object := range around {
		speakers, err := openJSON(object.object["speakers"])
		if err != nil {
			continue
		}
		for id, raw := range speakers.object {
			var name loose
			if json.Unmarshal(raw, &name) == nil && !name.isNumber {
				names[id] = name.text
			}
		}
		for _, raw := range speakers.list {
			if speaker, err := openJSON(raw); err == nil {
				if id, name := speaker.text("id", "speaker_id", "speakerId", "label", "key"), speaker.text("name", "display_name", "displayName"); id != "" {
					names[id] = name
				}
			}
		}
	}
	return names
}

// slowestSpeech is how many characters a second are said at least in a list whose times are in seconds. Speech has 4 to 20; a list
// of a thousandth of that has its times in milliseconds.
const slowestSpeech = 0.05

// secondsPer is what a unit of the list's times is in seconds. Milliseconds are whole numbers, and go beyond a day or make speech
// slower than any.
func secondsPer(turns []listedTurn) float64 {
	last, spoken, said, whole := 0.0, 0.0, 0, true
	for _, t := range turns {
		said += utf8.RuneCountInString(t.text)
		if t.start.isNumber {
			last = max(last, t.start.number)
			whole = whole && t.start.number == math.Trunc(t.start.number)
			if t.end.isNumber {
				spoken += max(0, t.end.number-t.start.number)
			}
		}
	}
	if whole && (last > 86_400 || float64(said) < slowestSpeech*spoken || len(turns) > 2 && float64(said) < slowestSpeech*last) {
		return 0.001
	}
	return 1
}

// listDepth is how deep a list of turns is looked for.
const listDepth = 6

// turnLists are lists of turns that lie at the same place: one, or one in each section of a meeting.
type turnLists struct {
	lists  [][]json.RawMessage
	around [][]*jsonValue // of each list the objects that it lies in, the innermost first
	turns  int
	words  bool // each is a word
}

// isBetterThan prefers turns to words, and then the place with more.
func (t *turnLists) isBetterThan(other *turnLists) bool {
	if other == nil || t.words != other.words {
		return other == nil || !t.words
	}
	return t.turns > other.turns
}

// findTurns looks for lists of objects with a speaker and a text, and returns those of the best place; nil if there are none.
func findTurns(root *jsonValue) *turnLists {
	places := map[string]*turnLists{}
	var best *turnLists
	var look func(v *jsonValue, place, key string, around []*jsonValue)
	look = func(v *jsonValue, place, key string, around []*jsonValue) {
		list := v.list
		if list == nil {
			list = v.numbered()
		}
		if isTurnList(list) {
			p := places[place]
			if p == nil {
				p = &turnLists{words: plainName(key) == "words"}
				places[place] = p
			}
			p.lists, p.around, p.turns = append(p.lists, list), append(p.around, around), p.turns+len(list)
			if p.isBetterThan(best) {
				best = p
			}
			return
		}
		if strings.Count(place, "/") == listDepth {
			return
		}
		for _, raw := range v.list {
			if inner, err := openJSON(raw); err == nil {
				look(inner, place+"/", "", around)
			}
		}
		if v.object != nil {
			around = append([]*jsonValue{v}, around...)
		}
		for _, key := range v.keys() {
			if inner, err := openJSON(v.object[key]); err == nil {
				look(inner, place+"/"+key, key, around)
			}
		}
	}
	look(root, "", "", nil)
	return best
}

// isTurnList asks the first items: who speaks may be missing here and there, and the first may tell of the whole.
func isTurnList(list []json.RawMessage) bool {
	speakers, texts := 0, 0
	sample := list[:min(len(list), 20)]
	var keys picker
	for _, raw := range sample {
		if firstByte(raw) != '{' {
			return false
		}
		item, err := openJSON(raw)
		if err != nil {
			return false
		}
		values := keys.pick(item.object)
		if values[speakerColumn].text != "" {
			speakers++
		}
		if values[textColumn].text != "" && !values[textColumn].isNumber {
			texts++
		}
	}
	return speakers > 0 && texts*2 >= len(sample)
}

// picker knows the names of a list's members, the better ones of each column first: items of one list have the same.
type picker struct {
	known map[string]bool
	names [columns][]memberName
}

type memberName struct {
	rank int
	name string
}

// pick is the best member of each column that has a value.
func (p *picker) pick(object map[string]json.RawMessage) (values [columns]loose) {
	for name := range object {
		if !p.known[name] {
			p.learn(name)
		}
	}
	for _, c := range []column{startColumn, endColumn, textColumn, speakerColumn} {
		value := &values[c]
		for _, m := range p.names[c] {
			if c == speakerColumn && m.rank == weakRank && values[startColumn].text == "" {
				continue
			}
			if raw := object[m.name]; raw != nil && json.Unmarshal(raw, value) == nil && value.text != "" {
				break
			}
			*value = loose{}
		}
	}
	return values
}

func (p *picker) learn(name string) {
	if p.known == nil {
		p.known = map[string]bool{}
	}
	p.known[name] = true
	c := columnOf(name)
	if c.column == noColumn && plainName(name) == "word" {
		c = namedColumn{textColumn, weakRank}
	}
	if c.column == noColumn {
		return
	}
	p.names[c.column] = append(p.names[c.column], memberName{c.rank, name})
	slices.SortFunc(p.names[c.column], func(a, b memberName) int { return cmp.Or(a.rank-b.rank, strings.Compare(a.name, b.name)) })
}
