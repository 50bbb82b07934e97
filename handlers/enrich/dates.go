package enrich

import (
	"math/bits"
	"sync"
	"time"

	"shilu/schema"
)

// datesIn resolves the expressions of time in one turn's text against spoken, the day on which it was said. Where spoken is absent
// what depends on it (去年, 5月10日) is found but not resolved: both bounds are null.
//
// They are appended to found. A bound is also null where the expression is open (2023年以来 has no end, 截至4月底 no beginning). Months, quarters and years are given by
// their first and last day; 年底 is December, 4月底 the month's last day, 初 of a month its first ten.
func datesIn(found []schema.Date, t *numeralText, turn int, exprs []dateExpr) []schema.Date {
	for _, e := range exprs {
		d := schema.Date{Turn: turn, From: dayOpt(e.from), To: dayOpt(e.to)}
		d.Start, d.End, d.Text = t.span(e.start, e.end)
		found = append(found, d)
	}
	return found
}

// A calendarSpan is a part of a text whose numbers name a place in the calendar and are no quantities. 近三年 and 三天前 are dates, but their
// numbers are quantities too.
type calendarSpan struct{ start, end int }

// calendarSpans picks them, in order, and appends them to spans.
func calendarSpans(spans []calendarSpan, exprs []dateExpr) []calendarSpan {
	for _, e := range exprs {
		if e.grain != grainLength {
			spans = append(spans, calendarSpan{e.start, e.end})
		}
	}
	return spans
}

// A dateGrain is what sort of place in time an expression names. It decides what it can lend to the expressions after it.
type dateGrain int

const (
	grainOther  dateGrain = iota
	grainYear             // 2023年, 去年
	grainPart             // a quarter, a half, 年底
	grainMonth            // 5月, 5月下旬
	grainDay              // 5月10日
	grainLength           // 近三年, 三天前: the number in it is a quantity
)

// A dateExpr is an expression of time. Zero bounds are open or unknown.
type dateExpr struct {
	start, end int // in the numeralText
	dateSpan
	grain dateGrain
	// year and month are what is known of them, 0 for nothing. They are what a later 15日 or 同期 goes by.
	year  int
	month int
	same  bool // 同期
	// implied says that the year is the one of speech because the text names none.
	implied bool
	// english says that it goes by English grammar; before is how many characters before the place of reading it begins.
	english bool
	before  int
}

// scanDates finds all expressions of time, in order and not overlapping.
func scanDates(t *numeralText, today time.Time) []dateExpr {
	return scanDatesInto(nil, t, today)
}

// scanDatesInto is scanDates in the memory of found, which is emptied.
func scanDatesInto(found []dateExpr, t *numeralText, today time.Time) []dateExpr {
	s := dateScanner{t: t, today: today, index: dateFormSets(), found: found[:0]}
	glyphs := numeralGlyphs()
	for i := 0; i < len(t.r); {
		if !glyphs.of(t.r[i]).is(glyphDate | glyphLetter) {
			i++
			continue
		}
		e, ok := s.at(i)
		if !ok {
			i = s.past(i)
			continue
		}
		s.found = append(s.found, e)
		i = e.end
	}
	s.lookAhead()
	return s.found
}

// lookAhead gives a 同期 that nothing before it explains the period that follows it in the sentence: 与去年同期相比, 今年前4个月….
func (s *dateScanner) lookAhead() {
	all := s.found
	for i := 0; i+1 < len(all); i++ {
		e, next := all[i], all[i+1]
		s.found = all[:i+1]
		if _, near := s.before(next.start); e.same && e.from.IsZero() && e.year != 0 && next.year != 0 && next.year != e.year && near {
			all[i].dateSpan = next.inYear(e.year)
		}
	}
	s.found = all
}

// A dateScanner walks over one text.
type dateScanner struct {
	t     *numeralText
	today time.Time // zero where it isn't known
	found []dateExpr
	index *dateFormIndex
	lent  int // the year of the first end, while the second end of a range is read
}

// A dateForm is one form of expression.
type dateForm struct {
	begins  string // the characters that it can begin with
	follows string // those that can stand behind the number, where it begins with one; "" for what no Chinese character follows
	read    func(s *dateScanner, i int) (dateExpr, bool)
}

const (
	dateDigitBegins  = "0123456789"
	dateNumberBegins = dateDigitBegins + "零一二两三四五六七八九十"
	dateQuotes       = "“”「」『』‘’\""
	dateRangeJoints  = "至到~-–—"
)

// dateForms are tried in this order.
var dateForms = []dateForm{
	{dateDigitBegins, "-/.", (*dateScanner).isoDay},
	{dateNumberBegins + "民今本去上明下前后大", "年" + dateRangeJoints, (*dateScanner).yearNamed},
	{dateNumberBegins + "本这上下元", "月" + dateRangeJoints, (*dateScanner).monthNamed},
	{dateNumberBegins + "第前上下首年月本这今", "季" + dateRangeJoints, (*dateScanner).partOfYear},
	{"大今昨明前后", "", (*dateScanner).dayNamed},
	{"上下本这星礼周", "", (*dateScanner).week},
	{dateNumberBegins + "最近过这未今接", "年个天日周星礼", (*dateScanner).length},
	{dateQuotes + "十", "期时以末初规" + dateQuotes, (*dateScanner).plan},
	{dateNumberBegins + "上", "世年", (*dateScanner).decade},
	{dateQuotes + "元春清五劳端中国十", "期假小长黄劳" + dateQuotes, (*dateScanner).holiday},
	{dateNumberBegins, "日号" + dateRangeJoints, (*dateScanner).dayOnly},
	{dateDigitBegins, "/", (*dateScanner).slashDay},
	{"截到迄", "", (*dateScanner).until},
	{dateDigitBegins, "", (*dateScanner).dayMonthYear},
	{dateDigitBegins, "", (*dateScanner).englishDecade},
	{dateDigitBegins, "", (*dateScanner).englishBareYear},
	{dateDigitBegins, "", (*dateScanner).daysAgo},
}

// A dateFormSet has bit i for dateForms[i].
type dateFormSet uint32

// dateFormIndex finds the forms that can stand at a place.
type dateFormIndex struct {
	begins  *runeMap[dateFormSet]
	follows *runeMap[dateFormSet]
	latin   dateFormSet // what no Chinese character follows
}

var dateFormSets = sync.OnceValue(newDateFormSets)

func newDateFormSets() *dateFormIndex {
	index := &dateFormIndex{begins: newRuneMap[dateFormSet](), follows: newRuneMap[dateFormSet]()}
	for i, form := range dateForms {
		bit := dateFormSet(1) << i
		add := func(set *dateFormSet) { *set |= bit }
		for _, r := range form.begins {
			index.begins.change(r, add)
		}
		for _, r := range form.follows {
			index.follows.change(r, add)
		}
		if form.follows == "" {
			index.latin |= bit
		}
	}
	return index
}

// forms are the ones that can begin at i.
func (s *dateScanner) forms(i int) dateFormSet {
	set := s.index.begins.at(s.t.rune(i))
	if r := s.t.rune(i); isNumeralDigit(r) || isChineseNumeral(r) {
		next := s.t.rune(s.past(i))
		allowed := s.index.follows.at(next)
		if !isFigureHan(next) {
			allowed |= s.index.latin
		}
		set &= allowed
	}
	return set
}

// past returns the place behind the number or word that begins at i, or behind the character.
func (s *dateScanner) past(i int) int {
	run := func(belongs func(rune) bool) int {
		for belongs(s.t.rune(i)) {
			i++
		}
		return i
	}
	switch r := s.t.rune(i); {
	case isNumeralDigit(r):
		return run(isNumeralDigit)
	case isNumeralLetter(r):
		return run(func(r rune) bool { return isNumeralLetter(r) || isNumeralDigit(r) })
	case isChineseNumeral(r):
		return run(isChineseNumeral)
	}
	return i + 1
}

func isChineseNumeral(r rune) bool { return chineseDigit(r) >= 0 || magnitudeOf(r) > 0 }

// at reads the expression that begins at i, with the range it opens and the words beside it that open or close it.
func (s *dateScanner) at(i int) (dateExpr, bool) {
	var e dateExpr
	ok := false
	if isNumeralLetter(s.t.rune(i)) {
		e, ok = s.english(i)
	} else {
		e, ok = s.point(i)
	}
	switch {
	case !ok || e.grain == grainLength:
	case e.english:
		e = s.englishBounds(s.englishRange(e))
	default:
		e = s.bounds(s.rangeFrom(e))
	}
	return e, ok
}

// point reads one expression without what stands around it.
func (s *dateScanner) point(i int) (dateExpr, bool) {
	for set := s.forms(i); set != 0; set &= set - 1 {
		if e, ok := dateForms[bits.TrailingZeros32(uint32(set))].read(s, i); ok {
			return e, true
		}
	}
	return dateExpr{}, false
}

// rangeFrom reads 至 and the second end: 2019年至2023年, 5月1日至5日.
func (s *dateScanner) rangeFrom(e dateExpr) dateExpr {
	end := e.end
	if s.t.rune(end) == '起' { // 7月1日起至12月31日止
		end++
	}
	begin, listed := rangeJoint(s.t, end)
	if begin == end || listed {
		return e
	}
	s.found = append(s.found, e) // what the second end goes by
	s.lent = e.year
	second, ok := s.point(begin)
	s.lent = 0
	s.found = s.found[:len(s.found)-1]
	if !ok || second.grain == grainLength || second.grain == grainOther && e.grain != grainOther {
		return e
	}
	if e.from.IsZero() != second.to.IsZero() {
		return e
	}
	if second.to.Before(e.from) {
		if e.grain != grainMonth || second.grain != grainMonth || e.year != second.year {
			return e
		}
		second.to = second.inYear(second.year + 1).to // 12月至1月
	}
	second.start, second.from = e.start, e.from
	if s.t.rune(second.end) == '止' {
		second.end++
	}
	return second
}

// yearOfSpeech is the year of what names none: the one of a range's first end, or the one of speech; 0 where neither is known.
func (s *dateScanner) yearOfSpeech() int {
	if s.lent != 0 || s.today.IsZero() {
		return s.lent
	}
	return s.today.Year()
}

// bounds reads the words that open or close an expression: 截至…, 自…起, …以来, …以前.
func (s *dateScanner) bounds(e dateExpr) dateExpr {
	t := s.t
	if t.hasAny(e.start-1, "到至止") {
		for _, word := range []string{"截止到", "截至到", "截止至", "截至", "截止"} {
			if t.endsWith(e.start, word) {
				e.start -= len([]rune(word))
				e.from = time.Time{}
				return e
			}
		}
	}
	if !t.hasAny(e.end, dateBoundBegins) {
		return e
	}
	for _, b := range dateBounds {
		if !t.has(e.end, b.word) || e.grain == grainOther && b.bare {
			continue
		}
		end := e.end + len([]rune(b.word))
		if b.not != "" && t.hasAny(end, b.not) {
			continue
		}
		e.end = end
		switch b.side {
		case boundSince:
			e.to = time.Time{}
			for _, word := range []string{"自从", "自", "从"} {
				if t.endsWith(e.start, word) {
					e.start -= len([]rune(word))
					break
				}
			}
		case boundAfter:
			e.from, e.to = nextDay(e.to), time.Time{}
		case boundBefore:
			if e.grain == grainYear {
				e.to = previousDay(e.from)
			}
			e.from = time.Time{}
		case boundThrough:
			e.from = time.Time{}
		}
		return e
	}
	return e
}

// A boundSide says which side of an expression is left open.
type boundSide int

const (
	boundSince   boundSide = iota // from its first day
	boundAfter                    // from the day after its last
	boundBefore                   // up to the day before a year, and to the last day of anything shorter: 6月底前 includes June 30
	boundThrough                  // up to its last day
)

// dateBoundBegins are what the words of dateBounds begin with.
const dateBoundBegins = "以至迄起开之后前为内"

var dateBounds = []struct {
	word string
	side boundSide
	not  string // characters that make another word of it: 前后, 起来
	bare bool   // one character, which stands only after a date proper
}{
	{"以来", boundSince, "", false},
	{"至今", boundSince, "", false},
	{"迄今", boundSince, "", false},
	{"起", boundSince, "来草诉步到点", true},
	{"开始", boundSince, "", true},
	{"以后", boundAfter, "", false},
	{"之后", boundAfter, "", false},
	{"后", boundAfter, "来续期天年面半勤备方台者", true},
	{"以前", boundBefore, "", false},
	{"之前", boundBefore, "", false},
	{"前", boundBefore, "后夕往来期景沿途提三两几五十期", true},
	{"为止", boundThrough, "", false},
	{"内", boundThrough, "部外地容需涵蒙", true},
}

// until reads 截至目前 and its like, which end on the day of speech.
func (s *dateScanner) until(i int) (dateExpr, bool) {
	for _, word := range []string{"截至目前", "截至现在", "截至当前", "截止目前", "截止到目前", "截至今", "到目前为止", "迄今为止"} {
		if s.t.has(i, word) {
			return dateExpr{start: i, end: i + len([]rune(word)), dateSpan: dateSpan{to: s.today}, grain: grainLength}, true
		}
	}
	return dateExpr{}, false
}

// longestSentence is how far behind the last expression a sentence may still go by it, in characters.
const longestSentence = 120

// before returns the last expression that one at i may go by: it stands in the same sentence.
func (s *dateScanner) before(i int) (dateExpr, bool) {
	if len(s.found) == 0 {
		return dateExpr{}, false
	}
	last := s.found[len(s.found)-1]
	if i-last.end > longestSentence {
		return dateExpr{}, false
	}
	for _, r := range s.t.r[last.end:i] {
		switch r {
		case '。', '！', '？', '；', '\n', '!', '?', ';':
			return dateExpr{}, false
		}
	}
	return last, true
}
