package parse

import (
	"encoding/json"
	"maps"
	"math"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"
)

// A list of turns, each an object with who speaks and what is said: QMSum, whisperX, meeting programs, interfaces of one's own. The
// list may lie a few levels deep; the members have the names that people give them.
//
//	{"meeting_transcripts": [{"speaker": "The Chair (Hon. Ann Wu (Lakeside, Ind.))", "content": "Order."}]}
//	{"segments": [{"start": 0.3, "end": 4.4, "speaker": "SPEAKER_00", "text": "Welcome."}]}
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

// The names of members, in the order in which they are believed.
var (
	speakerKeys = []string{
		"speaker", "speaker_name", "speakerName", "speaker_label", "spk_name", "发言人", "說話人", "说话人", "發言人", "讲话人", "姓名",
		"name", "author", "user", "username", "nickname", "from", "who", "role", "speaker_id", "speakerId", "spk", "channel",
	}
	textKeys = []string{
		"text", "content", "transcript", "utterance", "sentence", "sentences", "speech", "body", "message", "words", "value", "paragraph", "onebest",
		"内容", "內容", "发言内容", "發言內容", "文本", "文字", "发言", "發言",
	}
	startKeys = []string{
		"start", "start_time", "startTime", "begin", "begin_time", "BeginTime", "bg", "offset", "time", "timestamp", "date", "start_ms", "时间", "時間", "开始时间",
	}
	endKeys = []string{"end", "end_time", "endTime", "EndTime", "ed", "duration", "dur", "end_ms", "结束时间"}
)

// listDepth is how deep a list of turns is looked for.
const listDepth = 6

// turnLists are lists of turns that lie at the same place: one, or one in each section of a meeting.
type turnLists struct {
	lists  [][]json.RawMessage
	around [][]*jsonValue // of each list the objects that it lies in, the innermost first
	turns  int
}

// findTurns looks for lists of objects with a speaker and a text, and returns those of the place that has most turns; nil if there are
// none.
func findTurns(root *jsonValue) *turnLists {
	places := map[string]*turnLists{}
	var best *turnLists
	var look func(v *jsonValue, place string, around []*jsonValue)
	look = func(v *jsonValue, place string, around []*jsonValue) {
		if isTurnList(v.list) {
			p := places[place]
			if p == nil {
				p = &turnLists{}
				places[place] = p
			}
			p.lists, p.around, p.turns = append(p.lists, v.list), append(p.around, around), p.turns+len(v.list)
			if best == nil || p.turns > best.turns {
				best = p
			}
			return
		}
		if strings.Count(place, "/") == listDepth {
			return
		}
		for _, raw := range v.list {
			if inner, err := openJSON(raw); err == nil {
				look(inner, place+"/", around)
			}
		}
		if v.object != nil {
			around = append([]*jsonValue{v}, around...)
		}
		for _, key := range slices.Sorted(maps.Keys(v.object)) {
			if inner, err := openJSON(v.object[key]); err == nil {
				look(inner, place+"/"+key, around)
			}
		}
	}
	look(root, "", nil)
	return best
}

// isTurnList asks the first items: who speaks may be missing here and there.
func isTurnList(list []json.RawMessage) bool {
	speakers, texts := 0, 0
	sample := list[:min(len(list), 20)]
	for _, raw := range sample {
		if firstByte(raw) != '{' {
			return false
		}
		var object map[string]json.RawMessage
		if json.Unmarshal(raw, &object) != nil {
			return false
		}
		if _, ok := member(object, speakerKeys); ok {
			speakers++
		}
		if _, ok := member(object, textKeys); ok {
			texts++
		}
	}
	return speakers > 0 && texts*2 > len(sample)
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
		if err := readTurns(list, to); err != nil {
			return err
		}
	}
	return nil
}

func readTurns(list []json.RawMessage, to *rendering) error {
	turns := make([]listedTurn, 0, len(list))
	for _, raw := range list {
		t, err := readListedTurn(raw)
		if err != nil {
			return err
		}
		turns = append(turns, t)
	}
	scale := secondsPer(turns)
	for _, t := range turns {
		at := t.stamp
		if t.start.isNumber {
			at = offset(t.start.number * scale)
		}
		switch {
		case t.label == "" && to.speaking == nil:
			to.aside(t.text) // a heading, or a notice
			continue
		case t.cut:
			to.turnOf(t.label, at) // a program cut it where the speaker paused
		default:
			to.turn(t.label, at)
		}
		to.say(t.text)
	}
	return nil
}

// listedTurn is an item of the list.
type listedTurn struct {
	label, text, stamp string
	start              loose
	cut                bool // it has an end as well: it is a stretch of sound
}

func readListedTurn(raw json.RawMessage) (listedTurn, error) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(raw, &object); err != nil {
		return listedTurn{}, err
	}
	label, _ := member(object, speakerKeys)
	text, _ := member(object, textKeys)
	start, _ := member(object, startKeys)
	_, cut := member(object, endKeys)
	t := listedTurn{label: label.text, text: text.text, start: start, stamp: clock(start.text), cut: cut && start.text != ""}
	if t.label = strings.TrimRight(oneLine(t.label), ":：︰ "); isNobody(t.label) {
		t.label = ""
	}
	if name, err := url.PathUnescape(t.label); err == nil && strings.Contains(t.label, "%") {
		t.label = name
	}
	if isFragment(t.text) {
		t.text = fragmentText(t.text)
	}
	return t, nil
}

// member is the first of the members that has a value.
func member(object map[string]json.RawMessage, keys []string) (loose, bool) {
	for _, key := range keys {
		var value loose
		if raw := object[key]; raw != nil && json.Unmarshal(raw, &value) == nil && value.text != "" {
			return value, true
		}
	}
	return loose{}, false
}

// slowestSpeech is how many characters a second are said at least in a list whose times are in seconds. Speech has 4 to 20; a list
// of a thousandth of that has its times in milliseconds.
const slowestSpeech = 0.05

// secondsPer is what a unit of the list's times is in seconds. Milliseconds are whole numbers, and go beyond a day or make speech
// slower than any.
func secondsPer(turns []listedTurn) float64 {
	last, said, whole := 0.0, 0, true
	for _, t := range turns {
		said += utf8.RuneCountInString(t.text)
		if t.start.isNumber {
			last = max(last, t.start.number)
			whole = whole && t.start.number == math.Trunc(t.start.number)
		}
	}
	if whole && (last > 86_400 || len(turns) > 2 && float64(said) < slowestSpeech*last) {
		return 0.001
	}
	return 1
}
