package parse

import (
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// colonLabels is what the lines of a document open with, up to a colon, and which of it is a speaker: the evidence that the layouts
// with colons share. "甲某：" has the same form as "时间：", "一是：" and "某局：某某标题", so a label is believed for what it is (a
// role, an outlet, a name) or for how it is used (often, or right after somebody asked), never for its form alone.
type colonLabels struct {
	marks []colonMark // one for each line
	uses  map[string]*usage
	turns map[string]int // how many turns begin with each speaker's label
	total int            // of all of them
	first int            // the first line that begins a turn, -1 if none does
	// topics are the organisations that topics are put under, above a question: 某局：某某标题.
	topics map[string]bool
	// begins counts the lines by their first byte: a layout whose marks begin otherwise need not look at each.
	begins [256]int
}

// colonMark is a line's label; n is its length in bytes with the colon, 0 if the line has none.
type colonMark struct {
	label string
	n     int
}

// usage is how a label is used.
type usage struct {
	never  bool // it can't be a speaker, however often it is used
	asks   bool
	count  int
	speech int // times that something followed which can be speech
	answer int // times that it came right after somebody who asks
	heads  int // times that somebody asks right below
	asked  int // times that it put a question between two turns of somebody else
}

// colons reads the labels of a document once.
func (doc *document) colons() *colonLabels {
	if doc.labels == nil {
		doc.labels = newColonLabels(doc.lines)
	}
	return doc.labels
}

func newColonLabels(lines []piece) *colonLabels {
	c := &colonLabels{marks: make([]colonMark, len(lines)), turns: map[string]int{}, topics: map[string]bool{}, first: -1}
	speakers := map[string]bool{}
	c.uses = c.collect(lines)
	for label, u := range c.uses {
		if isTopic(label, *u) {
			c.topics[label] = true
		} else {
			speakers[label] = isSpeaker(label, *u)
		}
	}
	c.doubtUnshaped(speakers)
	c.believeNames(speakers)
	c.believeCompany(speakers)
	for i := range c.marks {
		m := &c.marks[i]
		if m.n == 0 {
			continue
		}
		if !speakers[m.label] || c.first < 0 && (isFact(m.label, lines[i].text[m.n:]) || c.isHeadline(m.label, lines[i].text[m.n:])) {
			m.n = 0
			continue
		}
		c.turns[m.label]++
		c.total++
		if c.first < 0 {
			c.first = i
		}
	}
	return c
}

// isHeadline reports whether a line before the first turn is a title that only looks like one: Media Stakeout: H.E. Maria Lind, on the harbour.
func (c *colonLabels) isHeadline(label, text string) bool {
	return c.uses[label].count == 1 && isLatinName(label) && !isRole(label) && !asks(label) && strings.TrimFunc(text, isBlank) != "" && !endsSentence(text)
}

// doubtUnshaped takes labels that aren't written as names are for none where they are as many as the others.
func (c *colonLabels) doubtUnshaped(speakers map[string]bool) {
	shaped, others := 0, []string{}
	unshaped := 0
	for label, is := range speakers {
		switch {
		case !is:
		case isNameShaped(label) && (isRole(label) || !unicode.IsLower(firstRune(label))):
			shaped += c.uses[label].count
		default:
			unshaped += c.uses[label].count
			others = append(others, label)
		}
	}
	if unshaped < shaped {
		return
	}
	for _, label := range others {
		speakers[label] = false
	}
}

// believeNames believes a name that stands behind an office in the label of somebody who speaks: 港务局局长 巴特尔·乌力吉, then 巴特尔·乌力吉.
func (c *colonLabels) believeNames(speakers map[string]bool) {
	believed := func(yield func(string) bool) {
		for label, is := range speakers {
			if is && !yield(label) {
				return
			}
		}
	}
	for name := range namesBehind(believed) {
		if u := c.uses[name]; u != nil && !u.never {
			speakers[name] = true
		}
	}
}

// namesBehind are the last words of the labels that have several, where they may be somebody's name.
func namesBehind(labels iter.Seq[string]) map[string]bool {
	names := map[string]bool{}
	for label := range labels {
		if at := strings.LastIndexFunc(label, isBlank); at >= 0 {
			if name := strings.TrimFunc(label[at:], isBlank); isHanPerson(name) {
				names[name] = true
			}
		}
	}
	return names
}

// believeCompany believes the labels of a text in which nearly every line opens with one, if those that are believed for themselves are
// at least a third of them: who stands between speakers speaks, whatever he is called. Other texts have sentences with a colon.
func (c *colonLabels) believeCompany(speakers map[string]bool) {
	first, last, labelled, known := -1, 0, 0, 0
	var others []string
	for i, m := range c.marks {
		if m.n == 0 || first < 0 && !speakers[m.label] || c.topics[m.label] {
			continue
		}
		if first < 0 {
			first = i
		}
		last = i
		labelled++
		if speakers[m.label] {
			known++
		} else {
			others = append(others, m.label)
		}
	}
	if known < 2 || known*3 < labelled || labelled*4 < (last-first+1)*3 {
		return
	}
	for _, label := range others {
		if u := c.uses[label]; u.speech*2 > u.count && isNameShaped(label) && isShortOrForeign(label) {
			speakers[label] = true
		}
	}
}

// isShortOrForeign reports whether a label in Chinese is as short as what people are called, ends in such a word, or has the dot of a
// foreign name: 老宋, 柳林村村医 小武, 李·约翰逊, and not 首先发布一条消息. Labels in other scripts are as they are.
func isShortOrForeign(label string) bool {
	if at := strings.LastIndexFunc(label, isBlank); at >= 0 && isHanPerson(strings.TrimFunc(label[at:], isBlank)) {
		return true
	}
	return firstRune(label) < 0x4E00 || firstRune(label) > 0x9FFF || utf8.RuneCountInString(label) <= 5 || strings.ContainsAny(label, dots)
}

// collect finds the labels and how each is used.
func (c *colonLabels) collect(lines []piece) map[string]*usage {
	uses := map[string]*usage{}
	asked := false
	var above *usage // of the label that opens the line right above
	var last *usage  // of the label before
	var lastLabel, labelBefore string
	for i, l := range lines {
		c.begins[l.text[0]]++
		label, n, ok := cutColon(l.text)
		if !ok {
			above = nil
			continue
		}
		u := uses[label]
		if u == nil {
			u = &usage{never: !canBeLabel(label), asks: asks(label)}
			uses[label] = u
		}
		rest := strings.TrimFunc(l.text[n:], isBlank)
		if u.asks && above != nil {
			above.heads++
		}
		above = nil
		if u.never || isStamp(rest) {
			continue
		}
		c.marks[i] = colonMark{label, n}
		u.count++
		if isSpeech(rest) || rest == "" && i+1 < len(lines) && !strings.HasPrefix(lines[i+1].text, codeFence) {
			u.speech++
		}
		if rest != "" {
			above = u
		}
		if asked {
			u.answer++
		}
		asked = u.asks
		if last != nil && label != lastLabel && label == labelBefore && endsInQuestion(lines[i-1].text) {
			last.asked++
		}
		last, lastLabel, labelBefore = u, label, lastLabel
	}
	return uses
}

// codeFence opens and closes code in Markdown.
const codeFence = "```"

func endsInQuestion(text string) bool {
	return strings.HasSuffix(text, "？") || strings.HasSuffix(text, "?")
}

// isTopic reports whether a label is an organisation that never answers, and that nearly always has somebody ask right below.
func isTopic(label string, u usage) bool {
	return u.answer == 0 && u.heads*2 > u.count && hasSuffix(label, organisations) && !u.asks
}

// isFact reports whether a role or a credit before the first turn has names behind it, and no speech: 主持人：甲某, 记者：乙某.
func isFact(label, rest string) bool {
	if isRole(label) && rosterKey(label) == nil && len(rest) <= rosterBytes && namesOfficials(label, rest) { // 委员：某大学教授甲某、某院研究员乙某
		return true
	}
	if rosterKey(label) == nil && !credits[label] || len(rest) > rosterBytes || endsSentence(rest) {
		return false
	}
	return len(people(rest, schema.Unknown)) > 0
}

func isSpeaker(label string, u usage) bool {
	switch {
	case u.never:
		return false
	case u.speech == 0:
		return isRole(label) && u.count > 1
	case isRole(label), asksForOutlet(label), isNamed(label):
		return true
	}
	return u.count > 1 && u.speech*2 > u.count || (u.answer > 0 || u.asked > 0) && len(label) <= 36
}

// isHeading reports whether a line is a topic put above a turn: 某局：某某标题.
func (c *colonLabels) isHeading(lines []piece, i int) bool {
	if c.topics[c.marks[i].label] {
		return true
	}
	if i+1 == len(lines) || c.marks[i+1].n == 0 || c.marks[i].n > 0 {
		return false
	}
	label, n, ok := cutColon(lines[i].text)
	return ok && !endsSentence(lines[i].text) && len(lines[i].text)-n < labelBytes && hasSuffix(label, organisations)
}

// organisations are how the names of those end that topics are put under.
var organisations = []string{
	"部", "局", "委", "办", "辦", "署", "厅", "廳", "院", "会", "會", "中心", "公司", "集团", "集團", "政府", "大学", "大學", "省", "市", "县", "縣", "区", "區",
}

// anyBegins reports whether a line begins with the first byte of one of the characters.
func (c *colonLabels) anyBegins(characters string) bool {
	for _, r := range characters {
		if c.begins[string(r)[0]] > 0 {
			return true
		}
	}
	return false
}

// share is the part of the turns whose label has a property.
func (c *colonLabels) share(has func(label string) bool) float64 {
	if c.total == 0 {
		return 0
	}
	n := 0
	for label, count := range c.turns {
		if has(label) {
			n += count
		}
	}
	return float64(n) / float64(c.total)
}

// density is the part of the lines, from the first turn on, that begin a turn.
func (c *colonLabels) density() float64 {
	if c.first < 0 {
		return 0
	}
	return float64(c.total) / float64(len(c.marks)-c.first)
}

// isDialogue reports whether there are two to speak with each other.
func (c *colonLabels) isDialogue() bool { return len(c.turns) > 1 }

// read tells the script each labelled line as a turn; the lines below go on with it.
func (c *colonLabels) read(doc *document, to *script) {
	for i, l := range doc.lines {
		m := c.marks[i]
		if name, stamp, n, ok := cutChat(l.text); ok && m.n == 0 {
			to.turn(name, stamp)
			to.say(l.after(n))
			continue
		}
		switch {
		case m.n > 0:
			to.turn(m.label, "")
			to.say(l.after(m.n))
		case isEndMark(l.text):
			to.close(l)
		case !c.isHeading(doc.lines, i):
			to.say(l)
		}
	}
}
