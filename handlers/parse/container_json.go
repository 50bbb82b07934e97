package parse

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
)

// This file opens JSON and JSON Lines: one value, or several, one after the other. The readers of what people keep in them are the
// structures (layout_*.go); an article in a field of text is read as text.

// jsonValue is a value taken apart as far as its outermost members: object or list is set.
type jsonValue struct {
	whole  json.RawMessage
	object map[string]json.RawMessage
	list   []json.RawMessage
	lines  bool // list holds the values of JSON Lines
}

// The limits of JSON. Real files of these kinds nest less than 15 deep; a word of recognised speech makes 5 values, so that the
// limit is some 100 hours of speech.
const (
	jsonDepth  = 100
	jsonValues = 5_000_000
)

// isJSON reports whether text claims to be JSON. A "[" begins many a line of text, so that has to be JSON indeed, or hold an object.
func isJSON(text string) bool {
	text = strings.TrimLeftFunc(text, isBlank)
	if text == "" {
		return false
	}
	inner := strings.TrimLeftFunc(text[1:], isBlank)
	switch {
	case text[0] == '{':
		return strings.HasPrefix(inner, `"`) || strings.HasPrefix(inner, "}")
	case text[0] != '[' || inner == "":
		return false
	case inner[0] == '{':
		return true
	}
	return strings.IndexByte(`"[0123456789-tfn]`, inner[0]) >= 0 && json.Valid([]byte(text))
}

// readJSON yields the text that is in JSON.
func readJSON(text string) (decoded, error) {
	if err := limitJSON(text); err != nil {
		return decoded{}, err
	}
	value, err := parseJSON(text)
	if err != nil {
		return decoded{}, err
	}
	d := decoded{form: jsonForm}
	if value.lines {
		d.form = jsonLines
	}
	r, ok, err := render(jsonForm, data{json: value})
	switch {
	case err != nil:
		return decoded{}, err
	case ok:
		d.rendering = r
		d.text = r.out.String()
		return d, nil
	}
	if d.text, d.meta, ok = value.article(); ok {
		return d, nil
	}
	return decoded{}, unsupported("make a table or a text of it", "it is JSON, but nobody is known to keep transcripts in this way")
}

// limitJSON walks over the text once and counts, so that nothing is built of what is too large.
func limitJSON(text string) error {
	depth, values := 0, 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '"':
			for i++; i < len(text) && text[i] != '"'; i++ {
				if text[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
			values++
			if depth > jsonDepth {
				return tooLarge("the JSON nests deeper than %d levels", jsonDepth)
			}
		case '}', ']':
			depth--
		case ',':
			values++
		}
	}
	if values > jsonValues {
		return tooLarge("the JSON has more than %d values", jsonValues)
	}
	return nil
}

func parseJSON(text string) (*jsonValue, error) {
	dec := json.NewDecoder(strings.NewReader(text))
	var values []json.RawMessage
	for {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, damaged("the JSON is broken at byte %d, line %d: %w", dec.InputOffset(), 1+strings.Count(text[:dec.InputOffset()], "\n"), err)
		}
		values = append(values, raw)
	}
	if len(values) != 1 {
		return &jsonValue{list: values, lines: true}, nil
	}
	return openJSON(values[0])
}

// openJSON takes a value apart by one level; a value that is neither an object nor a list is empty.
func openJSON(raw json.RawMessage) (*jsonValue, error) {
	v := &jsonValue{whole: raw}
	var into any
	switch first := firstByte(raw); first {
	case '{':
		into = &v.object
	case '[':
		into = &v.list
	default:
		return v, nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return nil, damaged("the JSON is broken: %w", err)
	}
	return v, nil
}

func firstByte(raw json.RawMessage) byte {
	if raw = bytes.TrimLeft(raw, " \t\r\n"); len(raw) > 0 {
		return raw[0]
	}
	return 0
}

// keys are the names of the object's members, sorted.
func (v *jsonValue) keys() []string { return slices.Sorted(maps.Keys(v.object)) }

// numbered is the list that an object stands for whose members are numbers, {"1": {…}, "2": {…}}; nil for another.
func (v *jsonValue) numbered() []json.RawMessage {
	if len(v.object) < 2 {
		return nil
	}
	numbers := make([]int, 0, len(v.object))
	for key := range v.object {
		n, err := strconv.Atoi(key)
		if err != nil || strconv.Itoa(n) != key {
			return nil
		}
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	list := make([]json.RawMessage, len(numbers))
	for i, n := range numbers {
		list[i] = v.object[strconv.Itoa(n)]
	}
	return list
}

// has reports whether the value is an object with these members.
func (v *jsonValue) has(keys ...string) bool {
	for _, k := range keys {
		if _, ok := v.object[k]; !ok {
			return false
		}
	}
	return true
}

// member reads a member into a value; what isn't there leaves it as it is.
func (v *jsonValue) member(key string, into any) error {
	raw, ok := v.object[key]
	if !ok {
		return nil
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fmt.Errorf("%q: %w", key, err)
	}
	return nil
}

// about writes down what an object says about the whole.
func (v *jsonValue) about(to *rendering) {
	to.title(v.text(titleKeys...))
	to.note("date", v.text("date", "日期", "event_date", "meeting_date", "recorded", "recorded_at", "会议时间", "會議時間"))
	to.note("place", v.text("place", "location", "venue", "地点", "地點"))
	to.note("url", v.text("url", "source_url", "link", "链接"))
	for _, key := range []string{"meeting", "metadata", "meta", "info", "event"} {
		if inner, err := openJSON(v.object[key]); err == nil && inner.object != nil {
			inner.about(to)
		}
	}
}

// titleKeys are the names of members with a title.
var titleKeys = []string{"title", "标题", "標題", "meeting_title", "display_name", "subject", "topic", "heading", "会议主题", "會議主題"}

// text is the first of the members that is a text or a number; "" if none is.
func (v *jsonValue) text(keys ...string) string {
	for _, key := range keys {
		var value loose
		if raw := v.object[key]; raw != nil && json.Unmarshal(raw, &value) == nil && value.text != "" {
			return value.text
		}
	}
	return ""
}

// article is the longest text in the value or within: an app's article, a page in an API's answer. Members that are named as texts are
// go before others. What the objects around it say of the whole goes into the meta.
func (v *jsonValue) article() (text string, m meta, ok bool) {
	best := longestText(v, 0)
	if len(best.text) < articleBytes || !best.named && (len(best.text) < proseBytes || !endsSentence(oneLine(best.text))) {
		return "", nil, false
	}
	if text = best.text; isFragment(text) {
		text = fragmentText(text)
	}
	r := &rendering{meta: meta{}}
	for _, object := range best.around {
		object.about(r)
	}
	return text, r.meta, true
}

// articleBytes is the least text that is worth a document: a line or two.
const articleBytes = 60

// proseBytes is the least of it where no name says that it is one; descriptions of programs are shorter.
const proseBytes = 400

// jsonText is a text in JSON, and the objects around it, the innermost first.
type jsonText struct {
	text   string
	named  bool // its member is named as a text
	around []*jsonValue
}

func (t jsonText) isBetterThan(other jsonText) bool {
	if long := len(t.text) >= articleBytes; long && t.named != other.named {
		return t.named || len(other.text) < articleBytes
	}
	return len(t.text) > len(other.text)
}

func longestText(v *jsonValue, depth int) jsonText {
	var best jsonText
	if depth > listDepth {
		return best
	}
	consider := func(key string, raw json.RawMessage) {
		var found jsonText
		if firstByte(raw) == '"' {
			if json.Unmarshal(raw, &found.text) != nil {
				return
			}
			found.named = columnOf(key).column == textColumn || articleKeys[plainName(key)]
		} else if inner, err := openJSON(raw); err == nil {
			found = longestText(inner, depth+1)
		}
		if found.isBetterThan(best) {
			best = found
		}
	}
	for _, key := range v.keys() {
		consider(key, v.object[key])
	}
	for _, raw := range v.list {
		consider("", raw)
	}
	if joined := joinedTexts(v.list); joined.isBetterThan(best) {
		best = joined
	}
	if v.object != nil {
		best.around = append(best.around, v)
	}
	return best
}

// joinedTexts is what the objects of a list have to say together, a line each: recognised speech of which nobody says who speaks, the
// pages of an article.
func joinedTexts(list []json.RawMessage) jsonText {
	var lines []string
	var keys picker
	for _, raw := range list {
		if firstByte(raw) != '{' {
			return jsonText{}
		}
		item, err := openJSON(raw)
		if err != nil {
			return jsonText{}
		}
		text := keys.pick(item.object)[textColumn].text
		if isFragment(text) {
			text = fragmentText(text)
		}
		lines = append(lines, strings.TrimFunc(text, isBlank))
	}
	return jsonText{text: strings.Join(lines, "\n"), named: true}
}

// articleKeys are the names of members with the text of an article, beside those of a turn.
var articleKeys = set("article html contenthtml detail 正文 全文 文章内容 fulltext")

// loose is a value that people write as they like: a text, a number, a number in quotation marks, or an object that has it within.
type loose struct {
	text     string
	number   float64 // where isNumber
	isNumber bool
}

// seconds is the number, NaN if it is none.
func (l loose) seconds() float64 {
	if !l.isNumber {
		return math.NaN()
	}
	return l.number
}

func (l *loose) UnmarshalJSON(raw []byte) error {
	*l = loose{}
	switch firstByte(raw) {
	case '"':
		if err := json.Unmarshal(raw, &l.text); err != nil {
			return err
		}
		l.number, l.isNumber = parseSeconds(l.text)
	case '{':
		var object struct {
			Name, Label, ShowAs, ID, Text *loose
			Display                       *loose `json:"display_name"`
			Seconds                       *loose
			Nanos                         float64
		}
		if err := json.Unmarshal(raw, &object); err != nil {
			return err
		}
		for _, inner := range []*loose{object.Name, object.Display, object.Label, object.ShowAs, object.Text, object.ID} {
			if inner != nil && inner.text != "" {
				*l = *inner
				return nil
			}
		}
		l.number, l.isNumber = object.Nanos/1e9, object.Nanos != 0
		if object.Seconds != nil {
			l.number, l.isNumber = l.number+object.Seconds.number, true
		}
	case '[':
		var list []loose
		if err := json.Unmarshal(raw, &list); err != nil {
			return err
		}
		for i, item := range list {
			if i > 0 && spaced(l.text, item.text) {
				l.text += " "
			}
			l.text += item.text
		}
	case 'n': // null
	default:
		l.text = string(bytes.TrimSpace(raw))
		l.number, l.isNumber = parseSeconds(l.text)
	}
	return nil
}

// parseSeconds reads 13.02, "13.02" and Google's "13.020s".
func parseSeconds(text string) (float64, bool) {
	n, err := strconv.ParseFloat(strings.TrimSuffix(strings.TrimSpace(text), "s"), 64)
	return n, err == nil && !math.IsInf(n, 0) && !math.IsNaN(n)
}
