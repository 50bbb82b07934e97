package enrich

import (
	"slices"
	"strings"

	"shilu/handlers/enrich/internal/lexicon"
	"shilu/schema"
)

// nameMeasures says of each figure of a text what it measures, in the text's own words: the noun that it counts (近30家企业), the name of the
// quantity before it (门票收入3.2亿元), or the change that it gives the size of (较2019年增长45%). tokens are the words of the text, words the
// dictionary that they are of.
//
// The words are found in the figure's own clause by their parts of speech and by the lists of measurewords.go. Where neither side has a name for
// it nothing is said: 等了三个小时, 有6家.
func nameMeasures(t *numeralText, tokens []lexicon.Token, words *lexicon.Lexicon, figures []schema.Figure) {
	m := measureReader{t: t, tokens: tokens, words: words}
	for i := range figures {
		f := &figures[i]
		m.figure, m.from, m.to = f, t.index(f.Start), t.index(f.End-1)+1
		if start, end := m.measure(); start < end {
			_, _, f.Of = t.span(start, end)
		}
		m.before = m.to
	}
}

// A measureReader reads the words beside the figures of one text. Places are in the numeralText; a stretch of words that is empty was not found.
type measureReader struct {
	t        *numeralText
	tokens   []lexicon.Token
	words    *lexicon.Lexicon
	before   int // where the figure before ends: nothing is looked for beyond it
	figure   *schema.Figure
	from, to int // where the figure lies
}

// measure finds the words that name what the figure measures. On which side they are looked for first depends on what sort of figure it is.
func (m *measureReader) measure() (start, end int) {
	if isNumeralLetter(m.t.rune(m.to-1)) || isNumeralLetter(m.t.rune(m.to+1)) || isNumeralLetter(m.t.rune(m.from-2)) {
		if start, end := m.english(); start < end {
			return start, end
		}
	}
	led := m.lead()
	switch m.figure.Kind {
	case "count":
		if m.countsPeople() {
			return firstFound(led.quantity, led.changeOf, led.deed)
		}
		if start, end := m.behind(); start < end || m.touchesNoun() {
			return start, end
		}
		return firstFound(led.quantity, led.changeOf, led.deed)
	case "percent", "multiple":
		if led.has || m.t.rune(m.to) == '的' && led.verb < 0 {
			return firstFound(m.behind, led.quantity)
		}
		return firstFound(led.change, led.quantity, led.share, m.behind)
	case "number":
		return firstFound(led.change, led.quantity, m.behindFraction)
	case "duration", "age", "temperature":
		return firstFound(led.lengthOf, led.changeOf)
	}
	return firstFound(led.quantity, m.behind, led.change, led.deed)
}

// firstFound asks one after the other.
func firstFound(asked ...func() (start, end int)) (start, end int) {
	for _, ask := range asked {
		if start, end := ask(); start < end {
			return start, end
		}
	}
	return 0, 0
}

// countsPeople says whether the unit names what is counted by itself, so that no noun behind it does: 2000人参加, 380人次.
func (m *measureReader) countsPeople() bool {
	return m.figure.Unit == "人" || strings.HasPrefix(string(m.figure.Unit), "人")
}

// A measureLead is what stands between a figure and the words before it that may name it.
type measureLead struct {
	*measureReader
	at    int  // the index of the last token before that
	level bool // a word says that the name's value follows
	has   bool // that word is 有, behind which also stands what belongs to the name: 学校有三成学生
	verb  int  // the index of a verb of change, -1 for none
}

// lead passes over the words that lead from a name to its value: 收入达到, 失业率控制在, 客流量大约是, 增长了.
func (m *measureReader) lead() measureLead {
	l := measureLead{measureReader: m, at: m.tokenEndingAt(m.from), verb: -1}
	if m.t.hasAny(m.to, dateQuotes+"》") {
		l.at = -1 // a name: “大抓基层20条”
		return l
	}
	for ; l.at >= 0; l.at-- {
		token := m.tokens[l.at]
		class := classOfMeasure(token)
		switch {
		case token.Start < m.before:
			l.at = -1
			return l
		case l.at > 0 && m.isOne(m.tokens[l.at-1], '每'): // 价格每吨2.8元
			l.at--
		case m.isOne(token, '到', '至', '在'):
			if l.at == 0 || classOfMeasure(m.tokens[l.at-1])&(measureChange|measureKeep) == 0 {
				return l
			}
			l.level = true
			l.at--
		case class&measureChange != 0:
			l.verb = l.at
			l.at--
			return l
		case class&measureJoint != 0:
			if m.isOne(token, '有') {
				l.has = true
			} else {
				l.level = l.level || !m.isOne(token, '约', '近', '超', '逾', '由', '从')
			}
		case class&measureAdverb == 0:
			return l
		}
	}
	return l
}

// tokenEndingAt is the index of the token that ends at place, -1 where none does.
func (m *measureReader) tokenEndingAt(place int) int {
	i, found := slices.BinarySearchFunc(m.tokens, place, func(t lexicon.Token, at int) int { return t.End - at })
	if !found {
		return -1
	}
	return i
}

func (m *measureReader) isOne(token lexicon.Token, characters ...rune) bool {
	return token.End == token.Start+1 && slices.Contains(characters, m.t.r[token.Start])
}

// change is a verb of change with what it is held against or how it is counted, and with whose change it is where that touches it:
// 出口额同比增长, 较2019年增长.
func (l measureLead) change() (start, end int) {
	if l.verb < 0 {
		return l.above()
	}
	if l.level { // 降为3%, but 增长达到3%
		if start, end := l.quantity(); start < end || classOfMeasure(l.tokens[l.verb+1])&measureJoint == 0 || l.isOne(l.tokens[l.verb+1], '为') {
			return start, end
		}
	}
	verb := l.tokens[l.verb]
	start, end = verb.Start, verb.End
	at := l.verb - 1
	held := !l.isOne(verb, '多', '少') // the others also say by themselves that something changed
	for at >= 0 && classOfMeasure(l.tokens[at])&(measureBeside|measureAdverb) != 0 && l.tokens[at].Start >= l.before {
		start = l.tokens[at].Start
		at--
	}
	if against := l.against(at); against >= 0 {
		start, at = l.tokens[against].Start, against-1
		held = true
	}
	if s, e := l.nounsBefore(at, anyHead); s < e {
		start = s
	}
	if !held || end-start == 1 {
		return 0, 0 // 多 and 降 alone are no change
	}
	return start, end
}

// longestAgainst is how many words what a change is held against may have: 比上年同期, 较二〇一九年国庆黄金周.
const longestAgainst = 8

// against is the index of the word that begins what a change is held against, -1 for none.
func (l measureLead) against(at int) int {
	for n := 0; at >= 0 && n < longestAgainst && l.tokens[at].Start >= l.before; at, n = at-1, n+1 {
		token := l.tokens[at]
		if classOfMeasure(token)&measureAgainst != 0 {
			return at
		}
		if l.endsClause(token) {
			break
		}
	}
	return -1
}

// endsClause says whether a token holds punctuation.
func (m *measureReader) endsClause(token lexicon.Token) bool {
	return token.Word == 0 && slices.ContainsFunc(m.t.r[token.Start:token.End], func(r rune) bool {
		return !isNumeralDigit(r) && !isNumeralLetter(r) && !isFigureHan(r) && r != '.' && r != '%' && r != ' '
	})
}

// above is what a difference is held against: 高于全国平均水平1.1个百分点.
func (l measureLead) above() (start, end int) {
	if l.at < 0 || l.level {
		return 0, 0
	}
	for at, n := l.at, 0; at >= 0 && n < 4 && l.tokens[at].Start >= l.before && !l.endsClause(l.tokens[at]); at, n = at-1, n+1 {
		if classOfMeasure(l.tokens[at])&measureAbove != 0 && at < l.at {
			return l.tokens[at].Start, l.tokens[l.at].End
		}
	}
	return 0, 0
}

// changeOf is a change that says what changed: 死亡人数减少9人.
func (l measureLead) changeOf() (start, end int) {
	if l.verb < 0 {
		return 0, 0
	}
	if start, end = l.change(); start == l.tokens[l.verb].Start {
		return 0, 0
	}
	return start, end
}

// quantity is the name of the quantity whose value the figure is. Without a word that leads to the value, the name itself must be one of a
// quantity or of what is counted: 企业 of 企业3.2亿元 doesn't say what was 3.2亿元.
func (l measureLead) quantity() (start, end int) {
	if l.verb >= 0 && !l.level {
		return 0, 0
	}
	switch {
	case l.has && (l.figure.Kind != "count" || !l.countsPeople()):
		return l.nounsBefore(l.at, quantityHead) // 内政部有三项 and 网站有两个 don't say what they have
	case l.level && l.figure.Kind == "count":
		return l.nounsBefore(l.at, nounHead)
	case l.level && l.figure.Kind != "number":
		return l.nounsBefore(l.at, anyHead)
	case l.figure.Kind == "count", l.figure.Kind == "measure":
		return l.nounsBefore(l.at, countedHead)
	}
	return l.nounsBefore(l.at, quantityHead)
}

// lengthOf is the name of a length of time, an age or a temperature, which must say so: a noun beside 三年 is its subject.
func (l measureLead) lengthOf() (start, end int) {
	if l.verb >= 0 && !l.level {
		return 0, 0
	}
	return l.nounsBefore(l.at, timeHead)
}

// share is whose share a percentage is: 乡村教师占四成, 占全市的45%.
func (l measureLead) share() (start, end int) {
	for at, n := l.at, 0; at >= 0 && n < 4 && l.tokens[at].Start >= l.before; at, n = at-1, n+1 {
		token := l.tokens[at]
		if isNominal(l.words.Tag(token.Word)) || classOfMeasure(token)&measureScope != 0 {
			continue
		}
		if !l.isOne(token, '占') {
			break
		}
		end = l.tokens[l.at].End
		if start, whose := l.nounsBefore(at-1, anyHead); start < whose {
			return start, end
		} else if at < l.at {
			return token.Start, end
		}
		break
	}
	return 0, 0
}

// deed is a verb that names what its number counts where no noun does: 审结13.8万件, 治愈出院412人.
func (l measureLead) deed() (start, end int) {
	if l.level {
		return 0, 0
	}
	at := l.at
	if l.verb >= 0 {
		at = l.verb
	}
	for ; at >= 0 && l.tokens[at].Start >= l.before && classOfMeasure(l.tokens[at])&measureDeed != 0; at-- {
		if start = l.tokens[at].Start; end == 0 {
			end = l.tokens[at].End
		}
	}
	return start, end
}
