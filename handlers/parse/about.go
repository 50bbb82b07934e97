package parse

import (
	"fmt"
	"strings"
	"time"
	"unicode/utf8"

	"shilu/schema"
)

// headLines is how far the text before the first turn is looked through for what it says about the whole; of a text without turns,
// titleLines.
const (
	headLines  = 200
	titleLines = 40
)

// about is what is known of a transcript besides its bytes. Title, day, place and address are what somebody gave, in a sidecar for
// instance; they are zero if nobody did, and come before what the text says.
type about struct {
	path              string
	day               time.Time
	title, place, url string
}

// describe fills in what the text says about the whole: title, day, place, address, language, who takes part. Only what stands before
// the first turn is asked, because a date or a name in somebody's speech may be any.
func describe(rec *schema.Record, doc *document, s *script, known about) {
	head := s.preamble
	if len(s.turns) == 0 {
		head = doc.lines[:min(len(doc.lines), titleLines)]
	} else {
		rec.Preamble = passage(s.preamble)
	}
	head = head[:min(len(head), headLines)]
	if doc.form.isCaptions() {
		head = nil
	}
	facts := readFacts(head)
	printed := title(doc, head, len(s.turns) > 0)
	rec.Title = schema.Opt(firstOf(known.title, printed))
	rec.Place = schema.Opt(firstOf(known.place, doc.meta.first("place", "location", "venue"), facts.value(isPlaceKey)))
	rec.Source.URL = schema.Opt(firstOf(known.url, webAddress(doc.meta.first("url", "source_url", "source", "link"), facts.value(isAddressKey))))
	rec.Language = schema.Opt(languageOf(doc))
	rec.Roster = roster(doc.meta, head)
	date(rec, known, textDay(doc, printed, facts, head, s))
	if len(s.turns) > 0 && doc.structure == "" {
		if leading := s.unlabelled(); len(leading) > 0 {
			rec.Report(schema.ProblemLeadingText, excerpt(leading[0].text))
		}
	}
}

// date decides between the day that was given, the text's and the file name's, in this order.
func date(rec *schema.Record, known about, text time.Time) {
	candidates := []struct {
		day  time.Time
		from schema.Opt
		name string
	}{{known.day, "sidecar", "the day given"}, {text, "text", "the text"}, {nameDay(known.path), "filename", "the file name"}}
	var decided string
	for _, c := range candidates {
		day := schema.Opt(c.day.Format(time.DateOnly))
		switch {
		case c.day.IsZero():
		case rec.Date == "":
			rec.Date, rec.DateFrom, decided = day, c.from, c.name
		case rec.Date != day:
			rec.Report(schema.ProblemDateConflict, fmt.Sprintf("%s says %s, %s says %s", decided, rec.Date, c.name, day))
		}
	}
	if rec.Date == "" {
		rec.Report(schema.ProblemNoDate, "neither the text nor the file name says when it was spoken")
	}
}

// fact is a line such as "地点：海城市新闻发布厅".
type fact struct{ key, value string }

type facts []fact

// readFacts finds the facts among the lines before the first turn, also those that Markdown quotes, lists or emphasises.
func readFacts(head []piece) facts {
	var found facts
	for _, l := range head {
		text := strings.TrimLeft(l.text, "#>-*•■●◆· \t\u3000")
		if key, n, ok := cutColon(strings.TrimPrefix(text, "**")); ok {
			value := strings.TrimFunc(strings.Trim(strings.TrimPrefix(text, "**")[n:], "* "), isBlank)
			found = append(found, fact{key, value})
		} else if key, value, ok := cutPaddedKey(text); ok {
			found = append(found, fact{key, value})
		}
	}
	return found
}

// cutPaddedKey splits "時　　間　中華民國101年9月21日": a key whose characters are set apart, as official records print them, with no colon.
func cutPaddedKey(text string) (key, value string, ok bool) {
	if !strings.Contains(text[:min(len(text), labelBytes)], "\u3000") {
		return "", "", false
	}
	var b strings.Builder
	rest := text
	for range 4 {
		r, n := utf8.DecodeRuneInString(rest)
		after := strings.TrimLeft(rest[n:], "\u3000")
		if !isHan(string(r)) || len(after) == len(rest)-n || after == "" {
			return "", "", false
		}
		b.WriteRune(r)
		if rest = after; isKey(b.String()) {
			return b.String(), rest, true
		}
	}
	return "", "", false
}

// value is the first fact whose key is of a kind.
func (f facts) value(is func(key string) bool) string {
	for _, fact := range f {
		if is(fact.key) && fact.value != "" {
			return fact.value
		}
	}
	return ""
}

func isPlaceKey(key string) bool {
	return hasSuffix(key, []string{"地点", "地點", "场地", "場地"}) || key == "Location" || key == "Venue" || key == "Place"
}

func isAddressKey(key string) bool {
	return hasSuffix(key, []string{"来源", "來源", "链接", "連結", "网址", "網址", "出处", "出處"}) ||
		key == "Source" || key == "URL" || key == "Link"
}

// isDayKey reports whether a key says when it was spoken, rather than published or how long it took.
func isDayKey(key string) bool {
	return hasSuffix(key, []string{"时间", "時間", "日期"}) && !speaksOfPublishing(key) ||
		strings.Contains(key, "Date") && !strings.Contains(key, "Publi") && !strings.Contains(key, "Updated")
}

// speaksOfPublishing reports whether a line's dates are those of a page, not of speech.
func speaksOfPublishing(line string) bool {
	return containsAny(line, publishing)
}

var publishing = []string{
	"发布时间", "發布時間", "发布日期", "发布于", "发表时间", "发表日期", "发表于", "编辑时间", "更新", "公开", "公開", "刊登", "刊发", "截止", "Published", "Updated",
}

// webAddress is the first http address among the words of the values.
func webAddress(values ...string) string {
	for _, v := range values {
		for word := range strings.FieldsSeq(v) {
			if word = strings.Trim(word, "<>()（）"); strings.HasPrefix(word, "https://") || strings.HasPrefix(word, "http://") {
				return word
			}
		}
	}
	return ""
}

func firstOf(values ...string) string {
	for _, v := range values {
		if v != "" {
			return v
		}
	}
	return ""
}

const titleRunes = 100

// title is what the container says, the first heading, or the first line before the turns that looks like a title.
func title(doc *document, head []piece, turns bool) string {
	if t := doc.meta.first("title"); t != "" {
		return cleanTitle(t)
	}
	if t := headingTitle(doc); t != "" {
		return cleanTitle(t)
	}
	for i, l := range head {
		if isTitle(l.text) && (i == 0 || !isKeyAlone(head[i-1].text)) {
			return cleanTitle(l.text)
		}
		if !turns {
			break // of a text without turns only the first line can be one
		}
	}
	return ""
}

// headingTitle is the first heading of the first level, or the first one of any that isn't a label.
func headingTitle(doc *document) string {
	if doc.form != markdown {
		return ""
	}
	other := ""
	for i, l := range doc.lines[:min(len(doc.lines), titleLines)] {
		level, text, ok := heading(l)
		if !ok {
			continue
		}
		if _, what := headingLabel(l, i == 0); what != noLabel {
			continue
		}
		if level == 1 {
			return text.text
		}
		if other == "" {
			other = text.text
		}
	}
	return other
}

// isTitle reports whether a line may be a title: no sentence, no fact, no clock, no list of people.
func isTitle(line string) bool {
	if utf8.RuneCountInString(line) > titleRunes || isButtons(line) || isLetterhead(line) || strings.ContainsRune("■●◆<>（([{|-*", firstRune(line)) {
		return false
	}
	if _, rest, ok := cutStamp(line); ok && strings.TrimFunc(rest, isBlank) == "" {
		return false
	}
	if key, _, ok := cutColon(line); ok && (isKey(key) || rosterKey(key) != nil) {
		return false
	}
	last, _ := utf8.DecodeLastRuneInString(line)
	return !strings.ContainsRune("。；;，,：:.", last) && !isDayAlone(line)
}

// isLetterhead reports whether a line is what American offices print above the title.
func isLetterhead(line string) bool {
	return hasPrefix(strings.ToLower(line[:min(len(line), 60)]), letterheads)
}

var letterheads = []string{"for immediate release", "the white house", "office of the press secretary", "transcript:", "internal transcript"}

// isKeyAlone reports whether a line is a key whose value is on the line below.
func isKeyAlone(line string) bool {
	key, n, ok := cutColon(line)
	return ok && n == len(line) && isKey(key)
}

func firstRune(text string) rune {
	r, _ := utf8.DecodeRuneInString(text)
	return r
}

// cleanTitle drops the marks of emphasis, comments, and a day in figures before the title.
func cleanTitle(title string) string {
	title, _, _ = strings.Cut(title, "<!--")
	title = strings.TrimFunc(strings.Trim(strings.TrimSpace(title), "*_"), isBlank)
	if rest := cutLeadingDay(title); rest != "" {
		return rest
	}
	return title
}

// unlabelled is the end of the preamble that looks like speech rather than like title, facts, lead or list of people.
func (s *script) unlabelled() []piece {
	if len(s.turns) == 0 {
		return nil
	}
	from := len(s.preamble)
	for from > 0 && soundsSpoken(s.preamble[from-1].text) {
		from--
	}
	// The lead comes first; a speaker may mention the conference as well.
	for from < len(s.preamble) && isLead(s.preamble[from].text) {
		from++
	}
	return s.preamble[from:]
}

// soundsSpoken reports whether a line before the first label could be somebody's words.
func soundsSpoken(line string) bool {
	if strings.ContainsRune(">（([<:|!■●◆#-*", firstRune(line)) || !endsSentence(line) {
		return false
	}
	key, _, ok := cutColon(line)
	return !ok || !isKey(key)
}

// isLead reports whether a paragraph tells of the conference or of the text: 某日，某部发言人某某主持例行记者会。以下为实录。
func isLead(line string) bool {
	if containsAny(line, greetings) {
		return false
	}
	return containsAny(line, leadPhrases) ||
		containsAny(line, leadEvents) && containsAny(line, leadVerbs) && containsAny(line, leadMarks)
}

var (
	leadEvents = []string{
		"记者会", "記者會", "发布会", "發布會", "發表會", "见面会", "見面會", "吹风会", "通气会", "访谈", "訪談", "专访", "專訪", "记者", "記者", "新闻发布",
	}
	leadVerbs   = []string{"举行", "舉行", "召开", "召開", "主持", "举办", "舉辦", "接受", "答记者问", "答問", "实录", "回答", "介绍情况"}
	leadPhrases = []string{"以下为", "以下是", "以下爲", "以下為", "全文如下", "内容如下", "实录如下"}
	greetings   = []string{"大家好", "各位", "上午好", "下午好", "晚上好"}
	leadMarks   = []string{"日", "今天", "本报", "本网", "全文", "如下", "实录"}
)

func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}
