package enrich

import (
	"slices"
	"strings"

	"shilu/handlers/enrich/internal/lexicon"
)

// The noun phrases beside a figure: which words can end one, how far it reaches back from there, and where the one behind the figure ends.

// A headTest says whether the last word of a name is one for the figure.
type headTest func(m *measureReader, token lexicon.Token) bool

// quantityHead takes what names a quantity: 门票收入, 接种率, 占比.
func quantityHead(m *measureReader, token lexicon.Token) bool {
	if classOfMeasure(token)&(measureHead|measureTime) != 0 {
		return true
	}
	return strings.ContainsRune(measureEndings, m.t.r[token.End-1]) && m.words.Tag(token.Word) != 'v' && token.End-token.Start > 1
}

// countedHead also takes what can be counted or measured: 企业 of 企业近30家, 重症 of 重症9例.
func countedHead(m *measureReader, token lexicon.Token) bool {
	if quantityHead(m, token) {
		return true
	}
	tag := m.words.Tag(token.Word)
	return nounHead(m, token) || tag == 'Z' || tag == 'b' && m.hasUnit("例", "人", "名", "起", "宗") // 其中重症9例
}

// nounHead takes nouns that are neither an office nor a body: 教育部九案.
func nounHead(m *measureReader, token lexicon.Token) bool {
	return quantityHead(m, token) || token.End-token.Start > 1 && m.words.Tag(token.Word) == 'n' && m.words.Marks(token.Word)&(markBody|markPlace|markPost) == 0
}

// hasUnit says whether the figure is in one of the units.
func (m *measureReader) hasUnit(units ...string) bool {
	return slices.Contains(units, string(m.figure.Unit))
}

// anyHead takes every noun.
func anyHead(m *measureReader, token lexicon.Token) bool {
	return quantityHead(m, token) || token.End-token.Start > 1 && isThing(m.words.Tag(token.Word))
}

// isThing says whether words of a part of speech can name what a figure is of.
func isThing(tag byte) bool {
	switch tag {
	case 'n', 'V', 'Z', 'T', 'j':
		return true
	}
	return false
}

func timeHead(_ *measureReader, token lexicon.Token) bool {
	return classOfMeasure(token)&measureTime != 0
}

// isNominal says whether words of a part of speech name things: nouns, verbs used as nouns, set phrases, abbreviations.
func isNominal(tag byte) bool {
	switch tag {
	case 'n', 'V', 'Z', 'T', 'l', 'j':
		return true
	}
	return false
}

// longestMeasure is how many words a name may have.
const longestMeasure = 6

// nounsBefore is the noun phrase that ends with the token at, with the verbs in it or before it (死亡人数, 受理案件), unless they say nothing
// (完成投资). It doesn't reach over 的, places, times and people.
func (m *measureReader) nounsBefore(at int, head headTest) (start, end int) {
	if at < 0 || m.tokens[at].Start < m.before {
		return 0, 0
	}
	last := m.tokens[at]
	quantity := true
	switch class := classOfMeasure(last); {
	case at > 0 && m.isSuffix(at):
		at--
	case last.Word == 0, class&(measureBeside|measureAgainst|measureJoint|measureAdverb|measureNever) != 0, !head(m, last):
		return 0, 0
	default:
		quantity = quantityHead(m, last)
	}
	start, end = m.tokens[at].Start, last.End
	count := 1
	for at--; at >= 0 && count < longestMeasure && m.tokens[at].Start >= m.before; at, count = at-1, count+1 {
		token := m.tokens[at]
		tag, class, single := m.words.Tag(token.Word), classOfMeasure(token), token.End == token.Start+1
		switch {
		case m.isOne(token, '均') && at > 0:
			at--
			start = m.tokens[at].Start // 亩均收益
			continue
		case class&measureModifier != 0:
			start = token.Start
			continue
		case token.Word == 0 && isFigureHan(m.t.r[token.Start]):
			return 0, 0 // the name may begin with it
		case token.Word == 0, class&(measureScope|measureJoint|measureAdverb|measureAgainst) != 0:
		case isNominal(tag), tag == 'b', tag == 'a', tag == 'z', class&measureHead != 0:
			start = token.Start
			if single && at > 0 && m.isOne(m.tokens[at-1], '在') {
				return start - 1, end // 在岗职工
			}
			continue
		case tag == 'v' && !single && class&(measureLight|measureChange) == 0:
			start = token.Start
			if quantity {
				continue
			}
		}
		break
	}
	if count == 1 && classOfMeasure(last)&measureScope != 0 || isNumeralDigit(m.t.rune(start-1)) { // 3月份会议
		return 0, 0
	}
	return start, end
}

// isSuffix says whether the token at is the end of a name that the dictionary takes for two words: 占比, 破案率.
func (m *measureReader) isSuffix(at int) bool {
	before := m.tokens[at-1]
	if before.Start < m.before {
		return false
	}
	if m.isOne(m.tokens[at], '比') {
		return m.isOne(before, '占')
	}
	if before.End-before.Start < 2 || before.Word == 0 || classOfMeasure(before)&(measureLight|measureJoint|measureAdverb|measureScope) != 0 {
		return false
	}
	return m.tokens[at].End == m.tokens[at].Start+1 && strings.ContainsRune(measureEndings, m.t.r[m.tokens[at].Start])
}

// touchesNoun says whether a noun stands right behind the figure, be it one that behind can't read: 三个字, 两个部会.
func (m *measureReader) touchesNoun() bool {
	i, found := slices.BinarySearchFunc(m.tokens, m.to, func(t lexicon.Token, at int) int { return t.Start - at })
	if !found {
		return isFigureHan(m.t.rune(m.to))
	}
	token := m.tokens[i]
	return isNominal(m.words.Tag(token.Word)) || token.Word == 0 && isFigureHan(m.t.r[token.Start])
}

// behind is the noun phrase behind the figure: 近30家企业, 60%的居民.
func (m *measureReader) behind() (start, end int) {
	at := m.to
	of := m.t.rune(at) == '的'
	if of {
		at++
	}
	i, found := slices.BinarySearchFunc(m.tokens, at, func(t lexicon.Token, at int) int { return t.Start - at })
	if !found {
		return 0, 0
	}
	start = at
	for n := 0; i < len(m.tokens) && n < longestMeasure; i, n = i+1, n+1 {
		token := m.tokens[i]
		tag, single := m.words.Tag(token.Word), token.End == token.Start+1
		switch {
		case classOfMeasure(token)&measureNever != 0:
			return 0, 0
		case single && n == 0 && tag == 'n':
			return 0, 0 // 三个字代表
		case single && end == token.Start && (tag == 'n' || strings.ContainsRune(measureEndings, m.t.r[token.Start])): // 香草 and 田
			end = token.End
			continue
		case !single && (isThing(tag) || tag == 'l' || classOfMeasure(token)&measureHead != 0),
			!single && tag == 'a' && end == token.Start && !isFigureHan(m.t.rune(token.End)): // 工作清单, which the dictionary has as an adjective
			if tag != 'V' || !m.t.hasAny(token.End, "到了着过得") {
				end = token.End
				continue
			}
		case tag == 'b', tag == 'a', n == 0 && m.modifies(i):
			continue
		case single && tag == 0 && isFigureHan(m.t.r[token.Start]):
			return 0, 0 // the name may go on
		}
		break
	}
	if end == 0 || m.isDull(start, end) || of && !m.mayOwn(m.tokens[m.tokenEndingAt(end)]) {
		return 0, 0
	}
	return start, end
}

// mayOwn says whether what stands behind 的 can be what the figure measures: 30万元的资金, 17万的案子, but not 1亿的经验 and 2.0的时代.
func (m *measureReader) mayOwn(head lexicon.Token) bool {
	switch m.figure.Kind {
	case "count":
		return !m.hasUnit("位", "名", "人") || strings.ContainsRune(personEndings, m.t.r[head.End-1]) // 两位的意思
	case "money":
		return quantityHead(m, head) || classOfMeasure(head)&measureWork != 0
	case "number":
		return m.figure.Value >= 1e4 || m.figure.Value < 1
	}
	return true
}

// isDull says whether the last word before end is no name for what a measure measures: 500米范围.
func (m *measureReader) isDull(start, end int) bool {
	if m.figure.Kind == "count" {
		return false
	}
	last := m.tokens[m.tokenEndingAt(end)]
	return last.Start == start && classOfMeasure(last)&measureDull != 0
}

// modifies says whether the verb behind the figure belongs to the people behind it: 4.2万名失业人员, 27例确诊病例.
func (m *measureReader) modifies(i int) bool {
	if m.words.Tag(m.tokens[i].Word) != 'v' || i+1 >= len(m.tokens) || m.figure.Kind != "count" {
		return false
	}
	next := m.tokens[i+1]
	return next.Word != 0 && m.words.Tag(next.Word) == 'n' && strings.ContainsRune(personEndings, m.t.r[next.End-1])
}

// personEndings end what people are called: 人员, 学生, 农户, and the 病例 that stand for them.
const personEndings = "员者人工生民师户例"

// behindFraction is behind, for a number that is a fraction: 三分之二的代表.
func (m *measureReader) behindFraction() (start, end int) {
	if m.t.rune(m.to) != '的' && m.t.rune(m.to) != ' ' {
		return 0, 0
	}
	return m.behind()
}
