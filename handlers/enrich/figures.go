package enrich

import (
	"slices"
	"time"

	"shilu/schema"
)

// A numberReader finds the figures and the dates in the turns of one transcript.
type numberReader struct {
	today    time.Time // zero where it isn't known
	figures  []schema.Figure
	dates    []schema.Date
	exprs    []dateExpr     // of the turn that is being read; the memory is that of the turns before,
	calendar []calendarSpan // as it is here
}

func newNumberReader(spoken schema.Opt) *numberReader {
	today, err := time.Parse(time.DateOnly, string(spoken))
	if err != nil {
		today = time.Time{}
	}
	return &numberReader{today: today}
}

// readTurn reads a turn's text once for both, because what is a date is no figure. It returns the figures that it found.
func (n *numberReader) readTurn(turn int, t *numeralText) []schema.Figure {
	n.figures, n.dates = roomForTurn(n.figures), roomForTurn(n.dates)
	n.exprs = scanDatesInto(n.exprs, t, n.today)
	n.calendar = calendarSpans(n.calendar[:0], n.exprs)
	before := len(n.figures)
	n.figures = figuresIn(n.figures, t, turn, n.calendar)
	n.dates = datesIn(n.dates, t, turn, n.exprs)
	return n.figures[before:]
}

// roomForTurn doubles a list that has no room for what most turns hold. append would grow it by a quarter, and copy it all five times.
func roomForTurn[T any](list []T) []T {
	const mostOfTurn = 64
	if cap(list)-len(list) >= mostOfTurn {
		return list
	}
	return slices.Grow(list, len(list)+mostOfTurn)
}

// figuresIn finds the quantities: numbers with what they count or measure, and bare numbers where the words around them show that a
// quantity is meant. Years and other parts of dates, ordinals, list numbers, codes and names are none.
//
// They are appended to found. Start and End take in the words that say how the number is meant (近20家, 15万元以上) where they touch it.
func figuresIn(found []schema.Figure, t *numeralText, turn int, calendar []calendarSpan) []schema.Figure {
	f := figureFinder{t: t, turn: turn, calendar: calendar, found: found}
	glyphs := numeralGlyphs()
	for i := 0; i < len(t.r); {
		g := glyphs.of(t.r[i])
		switch {
		case g.is(glyphDigit | glyphChinese):
			i = f.number(i)
		case g.is(glyphLetter):
			i = f.word(i)
		case t.r[i] == '-' || t.r[i] == '.':
			i = f.signed(i)
		default:
			i++
		}
	}
	return f.found
}

// A figureFinder walks over one text. Its methods take the place that they look at and return the place to go on from.
type figureFinder struct {
	t        *numeralText
	turn     int
	calendar []calendarSpan // what is a part of the calendar, in order; spans that were passed are dropped
	found    []schema.Figure
	past     int          // where the last of them ends: the word behind one may look like the one before the next, as in 5人民币3元
	only     figureAnswer // does the text hold nothing but numbers?
	yuan     string       // whose 元, once it was asked for
}

// A figureAnswer is kept until the text is done.
type figureAnswer int

const (
	notAsked figureAnswer = iota
	answerNo
	answerYes
)

// A quantity is a number with what belongs to it, on the way to a schema.Figure.
type quantity struct {
	numeral
	from, to   int       // the place of the whole, which grows with each word that turns out to belong to it
	unit       unitMatch // its end is 0 where there is none
	per        unitMatch // of 元/亩 or 三天一次
	currency   string    // by a sign before the number
	comparison comparison
}

// number looks at the numeral that begins at i.
func (f *figureFinder) number(i int) int {
	if end := f.calendarEnd(i); end > i {
		return end
	}
	if end := codeEnd(f.t, i); end > i {
		return end
	}
	switch r := f.t.rune(i); {
	case r == '零' && f.t.rune(i+1) == '下':
		return i + 2 // the number behind it looks back
	case r == '半' && f.t.rune(i+1) != '百':
		return f.half(i)
	}
	if f.t.has(i, "一半") {
		return f.oneHalf(i)
	}
	n, ok := numeralAt(f.t, i)
	if !ok {
		for i++; isNumeralDigit(f.t.rune(i-1)) && isNumeralDigit(f.t.rune(i)); i++ {
		}
		return i
	}
	if item := f.listItemEnd(n); item > i {
		return item
	}
	return f.numeral(n)
}

// signed looks at a minus sign or a leading decimal point.
func (f *figureFinder) signed(i int) int {
	if next := f.t.rune(i + 1); !isNumeralDigit(next) && next != '.' || !signStandsAt(f.t, i) {
		return i + 1
	}
	return f.number(i)
}

// word looks at a run of letters: an English number, a currency before digits, or a name or code to pass over.
func (f *figureFinder) word(i int) int {
	if end := f.calendarEnd(i); end > i {
		return end
	}
	if n, ok := englishNumeralAt(f.t, i); ok {
		return f.numeral(n)
	}
	end := i
	for isNumeralLetter(f.t.rune(end)) {
		end++
	}
	if _, start := currencyBefore(f.t, end+1); f.t.rune(end) == '$' && start == i {
		return end + 1
	}
	if _, start := currencyBefore(f.t, end); isNumeralDigit(f.t.rune(end)) && start == i {
		return end
	}
	return tokenEnd(f.t, i)
}

// half looks at 半 before a unit: 半年, 半公里, 半成. 半天 is any while.
func (f *figureFinder) half(i int) int {
	u := unitAt(f.t, i+1)
	if u.end == 0 || u.class != unitStrong || u.kind != "duration" && u.kind != "measure" && u.kind != kindTenths || f.t.rune(i+1) == '天' {
		return i + 1
	}
	switch f.t.rune(i - 1) {
	case '一', '大', '小', '多', '前', '后', '上', '下', '过', '夜':
		return i + 1
	}
	if _, end, ok := setWordAt(f.t, i); ok && end >= u.end {
		return end
	}
	return f.emit(f.measured(numeral{start: i, end: i + 1, value: 0.5, upper: 0.5, chinese: true}))
}

// oneHalf looks at 一半, which is a share where it is compared or belongs to something: 超过一半, 一半以上, 一半的学生.
func (f *figureFinder) oneHalf(i int) int {
	q := quantity{numeral: numeral{start: i, end: i + 2, value: 0.5, upper: 0.5, chinese: true, fraction: true}, from: i, to: i + 2}
	f.lead(&q)
	c, _ := f.suffix(q)
	if q.from == i && (c.sign == "" && f.t.rune(q.to) != '的' || isDeterminer(f.t.rune(i-1))) {
		return q.to
	}
	return f.emit(q)
}

// numeral looks at what stands around a number.
func (f *figureFinder) numeral(n numeral) int {
	if end := f.ordinalEnd(n); end > n.start {
		return end
	}
	q := f.measured(n)
	long, ok := f.rangeFrom(q)
	if !ok {
		long, ok = f.everySo(q)
	}
	if !ok && !f.counts(q) {
		return q.to
	}
	if end := f.setWordEnd(q); end > n.start {
		return end
	}
	if ok {
		return f.emit(long)
	}
	return f.emit(q)
}

// emit turns a quantity into a figure.
func (f *figureFinder) emit(q quantity) int {
	f.follow(&q)
	fig := schema.Figure{Turn: f.turn, Value: q.value, Kind: "number", Comparison: q.comparison.sign, Approximate: q.comparison.approximate || q.more || q.pair}
	upper := q.upper
	if u := q.unit; u.end > 0 {
		fig.Kind = u.kind
		if u.kind == kindTenths {
			fig.Kind = "percent"
		} else if u.factor != 1 {
			fig.Value, upper = scaledNumeral(q.value, u.factor), scaledNumeral(upper, u.factor)
		}
		fig.Unit = schema.Opt(f.symbol(q))
	}
	switch {
	case q.unit.end > 0 && f.isMoneyPiece(q):
		fig.Kind = "money"
	case q.currency != "":
		fig.Kind, fig.Unit = "money", schema.Opt(q.currency)
	case q.percent:
		fig.Kind, fig.Unit = "percent", "%"
	}
	if fig.Kind == "number" && f.englishCount(q) {
		fig.Kind = "count"
	}
	if q.per.end > 0 {
		fig.Kind, fig.Unit = "rate", fig.Unit+"/"+schema.Opt(f.perSymbol(q))
	}
	if upper != fig.Value {
		end := upper // of its own, so that only ranges cost an allocation
		fig.Upper = &end
	}
	if fig.Value == 0 {
		fig.Value = 0 // 零下0℃ is no -0
	}
	switch {
	case q.more && (fig.Comparison == "" || fig.Comparison == "eq"):
		fig.Comparison = "gt"
	case fig.Comparison == "":
		fig.Comparison = "eq"
	}
	fig.Start, fig.End, fig.Text = f.t.span(max(q.from, f.past), q.to)
	f.found = append(f.found, fig)
	f.past = q.to
	return q.to
}

// symbol is the name of the unit as schema.Figure has it.
func (f *figureFinder) symbol(q quantity) string {
	switch q.unit.symbol {
	case unitAsPrinted:
		if f.isMoneyPiece(q) {
			return f.localYuan()
		}
		return q.unit.printed(f.t)
	case unitYuan:
		if q.currency != "" {
			return q.currency
		}
		return f.localYuan()
	}
	return q.unit.symbol
}

// isMoneyPiece says whether 块 means money, as it does at the end of what is said: 两百块, 3万块.
func (f *figureFinder) isMoneyPiece(q quantity) bool {
	return f.t.rune(q.unit.start) == '块' && q.value >= 10 && endsFigure(f.t.rune(q.unit.end))
}

// localYuan is whose 元 the text means.
func (f *figureFinder) localYuan() string {
	if f.yuan == "" {
		f.yuan = yuan(f.t)
	}
	return f.yuan
}

// perSymbol is the unit after the slash; beside an SI unit time is in SI too.
func (f *figureFinder) perSymbol(q quantity) string {
	if q.unit.kind == "measure" && q.unit.symbol[0] < 0x80 {
		switch q.per.symbol {
		case "小时", "hour":
			return "h"
		case "分钟", "minute":
			return "min"
		case "秒", "second":
			return "s"
		}
	}
	if q.per.symbol == unitAsPrinted {
		return q.per.printed(f.t)
	}
	return q.per.symbol
}
