package query

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The limits of a query. Beyond them it costs more than any question is worth.
const (
	// MaxLength is in code points; what is longer is cut there.
	MaxLength = 1000
	// maxDepth is how deep brackets and exclusions may lie in each other.
	maxDepth = 32
)

// Parse reads what somebody typed, as the package's comment has it.
//
// Quotes, brackets and - mean something only where a word begins, and a colon only behind the name of a field, so that 公司(集团),
// 他说“好”, 2023-24, 09:30 and 记者：您好 are words. AND, OR, NOT and NEAR are upper case. Parse never fails: an input that can't be read
// like this is searched as plain words, and the tree's Warning says why.
func Parse(input string) Tree {
	var warnings []string
	warn := func(format string, args ...any) { warnings = append(warnings, fmt.Sprintf(format, args...)) }
	input = strings.ToValidUTF8(input, "\ufffd")
	if utf8.RuneCountInString(input) > MaxLength {
		input = string([]rune(input)[:MaxLength])
		warn("only the first %d characters were searched for", MaxLength)
	}
	p := parser{rest: []rune(input)}
	root, err := p.query()
	if err != nil {
		root = plainWords(input)
		warn("%v: searched as plain words", err)
	}
	if root == nil {
		warn("there is nothing to search for")
	}
	return Tree{Root: root, Warning: strings.Join(warnings, "; ")}
}

type quote struct{ opening, closing rune }

var quotes = []quote{{'"', '"'}, {'“', '”'}, {'「', '」'}, {'『', '』'}, {'＂', '＂'}}

func isOperator(word string) bool {
	return word == "AND" || word == "OR" || word == "NOT" || word == "NEAR"
}

func isOpening(r rune) bool { return r == '(' || r == '（' }
func isClosing(r rune) bool { return r == ')' || r == '）' }
func isMinus(r rune) bool   { return r == '-' || r == '－' }
func isColon(r rune) bool   { return r == ':' || r == '：' }

// parser reads a query by recursive descent. Every method leaves rest behind what it read; a nil Node is something empty, like "".
type parser struct {
	rest  []rune
	depth int
}

// query reads the whole input.
func (p *parser) query() (Node, error) {
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.space(); len(p.rest) > 0 {
		return nil, fmt.Errorf("%c closes nothing", p.rest[0])
	}
	return n, nil
}

// or reads and, "and OR and" …
func (p *parser) or() (Node, error) {
	var nodes Or
	for {
		n, err := p.and()
		if err != nil {
			return nil, err
		}
		if n != nil {
			nodes = append(nodes, n)
		}
		if !p.operator("OR") {
			break
		}
		if p.atEnd() {
			return nil, errors.New("nothing follows OR")
		}
	}
	switch len(nodes) {
	case 0:
		return nil, nil
	case 1:
		return nodes[0], nil
	}
	return nodes, nil
}

// and reads terms, with or without AND between them, until OR or the end.
func (p *parser) and() (Node, error) {
	var nodes And
	for first := true; !p.atEnd() && (first || !p.sees("OR")); first = false {
		if !first && p.operator("AND") && p.atEnd() {
			return nil, errors.New("nothing follows AND")
		}
		n, err := p.near()
		if err != nil {
			return nil, err
		}
		if n != nil {
			nodes = append(nodes, n)
		}
	}
	switch len(nodes) {
	case 0:
		return nil, nil
	case 1:
		return nodes[0], nil
	}
	return nodes, nil
}

// near reads a term, or texts with NEAR between them: of three, each must be near the next.
func (p *parser) near() (Node, error) {
	n, err := p.term()
	if err != nil {
		return nil, err
	}
	var pairs And
	for {
		within, found, err := p.nearOperator()
		if err != nil {
			return nil, err
		}
		if !found {
			break
		}
		a, isText := n.(Text)
		if !isText {
			return nil, errNear
		}
		if p.atEnd() || p.sees("AND") || p.sees("OR") || p.sees("NOT") {
			return nil, errors.New("nothing follows NEAR")
		}
		if n, err = p.term(); err != nil {
			return nil, err
		}
		b, isText := n.(Text)
		if !isText {
			return nil, errNear
		}
		pairs = append(pairs, Near{a, b, within})
	}
	switch len(pairs) {
	case 0:
		return n, nil
	case 1:
		return pairs[0], nil
	}
	return pairs, nil
}

var errNear = errors.New("NEAR stands between two words or phrases only")

// defaultWithin is what NEAR alone means, maxWithin the farthest that anybody can ask for.
const (
	defaultWithin = 10
	maxWithin     = 10000
)

// nearOperator reads NEAR or NEAR/20 if it is the next word.
func (p *parser) nearOperator() (within int, found bool, err error) {
	if p.operator("NEAR") {
		return defaultWithin, true, nil
	}
	if !p.begins("NEAR/") {
		return 0, false, nil
	}
	end := len("NEAR/")
	for end < len(p.rest) && '0' <= p.rest[end] && p.rest[end] <= '9' {
		end++
	}
	word := string(p.rest[:end])
	within, err = strconv.Atoi(word[len("NEAR/"):])
	if !p.wordEnds(end) || err != nil || within > maxWithin {
		return 0, false, fmt.Errorf("NEAR/ wants a number up to %d behind it", maxWithin)
	}
	p.rest = p.rest[end:]
	return within, true, nil
}

// term reads an exclusion, a group, a phrase, a field or a word.
func (p *parser) term() (Node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, fmt.Errorf("brackets lie more than %d deep", maxDepth)
	}
	defer func() { p.depth-- }()

	if p.operator("NOT") {
		return p.not()
	}
	for _, operator := range []string{"AND", "OR", "NEAR"} {
		if p.sees(operator) {
			return nil, fmt.Errorf("nothing stands before %s", operator)
		}
	}
	if p.begins("NEAR/") {
		return nil, errors.New("nothing stands before NEAR")
	}
	r := p.rest[0]
	if isMinus(r) && len(p.rest) > 1 && !unicode.IsSpace(p.rest[1]) && !isClosing(p.rest[1]) {
		p.rest = p.rest[1:]
		return p.not()
	}
	if isOpening(r) {
		return p.group()
	}
	for _, q := range quotes {
		if r == q.opening {
			return p.phrase(q)
		}
	}
	if name, colon := p.fieldName(); name != "" {
		p.rest = p.rest[colon+1:]
		return p.field(name)
	}
	return text(p.word()), nil
}

// fieldName says which field begins here, and where its colon stands.
func (p *parser) fieldName() (name string, colon int) {
	for i, r := range p.rest[:min(len(p.rest), longestField+1)] {
		if isColon(r) {
			name := strings.ToLower(string(p.rest[:i]))
			if fields[name] == nil {
				return "", 0
			}
			return name, i
		}
	}
	return "", 0
}

// field reads the value of a field: the phrase or the word that follows its colon at once.
func (p *parser) field(name string) (Node, error) {
	if len(p.rest) == 0 || unicode.IsSpace(p.rest[0]) || isClosing(p.rest[0]) {
		return nil, fmt.Errorf("%s: has no value", name)
	}
	for _, q := range quotes {
		if p.rest[0] == q.opening {
			n, err := p.phrase(q)
			if err != nil {
				return nil, err
			}
			if n == nil {
				return nil, fmt.Errorf("%s: has no value", name)
			}
			return fields[name](string(n.(Text)))
		}
	}
	return fields[name](p.word())
}

func (p *parser) not() (Node, error) {
	if p.atEnd() || p.sees("AND") || p.sees("OR") || p.sees("NEAR") {
		return nil, errors.New("nothing follows NOT")
	}
	n, err := p.near()
	if n == nil || err != nil {
		return nil, err
	}
	return Not{n}, nil
}

func (p *parser) group() (Node, error) {
	opening := p.rest[0]
	p.rest = p.rest[1:]
	n, err := p.or()
	if err != nil {
		return nil, err
	}
	if p.space(); len(p.rest) == 0 {
		return nil, fmt.Errorf("%c is not closed", opening)
	}
	p.rest = p.rest[1:]
	return n, nil
}

func (p *parser) phrase(q quote) (Node, error) {
	for i, r := range p.rest[1:] {
		if r == q.closing {
			n := text(string(p.rest[1 : 1+i]))
			p.rest = p.rest[i+2:]
			return n, nil
		}
	}
	return nil, fmt.Errorf("%c is not closed", q.opening)
}

// word reads to the next white space, or to the bracket that closes one outside the word.
func (p *parser) word() string {
	end, open := 0, 0
	for end < len(p.rest) && !unicode.IsSpace(p.rest[end]) {
		if isOpening(p.rest[end]) {
			open++
		}
		if isClosing(p.rest[end]) {
			if open--; open < 0 {
				break
			}
		}
		end++
	}
	word := string(p.rest[:end])
	p.rest = p.rest[end:]
	return word
}

func (p *parser) space() {
	for len(p.rest) > 0 && unicode.IsSpace(p.rest[0]) {
		p.rest = p.rest[1:]
	}
}

// atEnd says that the input or the group ends here.
func (p *parser) atEnd() bool {
	p.space()
	return len(p.rest) == 0 || isClosing(p.rest[0])
}

// sees says that the operator is the next word.
func (p *parser) sees(operator string) bool {
	return p.begins(operator) && p.wordEnds(len(operator))
}

// begins says that the next word begins with the ASCII text.
func (p *parser) begins(text string) bool {
	p.space()
	return len(p.rest) >= len(text) && string(p.rest[:len(text)]) == text
}

// wordEnds says that an operator's word may end at i.
func (p *parser) wordEnds(i int) bool {
	return len(p.rest) == i || unicode.IsSpace(p.rest[i]) || isOpening(p.rest[i]) || isClosing(p.rest[i])
}

// operator reads the operator if it is the next word.
func (p *parser) operator(operator string) bool {
	if !p.sees(operator) {
		return false
	}
	p.rest = p.rest[len(operator):]
	return true
}

// plainWords takes every word as it stands, without the quotes and brackets at its ends.
func plainWords(input string) Node {
	var nodes And
	for _, word := range strings.Fields(input) {
		inner := strings.TrimFunc(word, func(r rune) bool {
			return isOpening(r) || isClosing(r) || strings.ContainsRune(`"＂“”「」『』`, r)
		})
		if inner != "" {
			word = inner
		}
		if n := text(word); n != nil {
			nodes = append(nodes, n)
		}
	}
	switch len(nodes) {
	case 0:
		return nil
	case 1:
		return nodes[0]
	}
	return nodes
}

// text is the word or phrase with its white space made plain, nil if it has nothing else.
func text(s string) Node {
	s = strings.Join(strings.Fields(s), " ")
	if s == "" {
		return nil
	}
	return Text(s)
}
