package enrich

import (
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"shilu/schema/hanzi"
)

// A numeralText is a turn's text as numerals, units and dates are read from it: simplified, half-width, and without the white
// space that typesetting puts between Chinese characters and digits (39 项, 今年 1 月 1 日), so that the tables hold one form of each
// word. Latin letters keep their case, because mW isn't MW.
type numeralText struct {
	written string
	r       []rune
	at      []int32 // r[i] is the code point at[i] of written …
	offset  []int32 // … and begins at this byte of it
	script  int     // how many more of the frequent characters stand in it in their traditional than in their simplified form
}

// newNumeralText folds text. White space beside a Chinese character is left out, other white space is kept as one blank; a line
// break always stays, because it ends what stands before it.
func newNumeralText(text string) *numeralText {
	t := new(numeralText)
	t.read(text)
	return t
}

// read makes it a text of other words in the same memory.
func (t *numeralText) read(text string) {
	if cap(t.r) < len(text) {
		if n := utf8.RuneCountInString(text); cap(t.r) < n {
			places := make([]int32, 2*n)
			t.r, t.at, t.offset = make([]rune, 0, n), places[:0:n], places[n:n]
		}
	}
	t.written, t.r, t.at, t.offset, t.script = text, t.r[:0], t.at[:0], t.offset[:0], 0
	glyphs := numeralGlyphs()
	blank := false
	point := int32(-1)
	for offset, r := range text {
		point++
		g := glyphs.of(r)
		if g.is(glyphBlank) {
			blank = true
			continue
		}
		if g.is(glyphTraditional | glyphSimplified) {
			t.script++
			if g.is(glyphSimplified) {
				t.script -= 2
			}
		}
		r = g.rune(r)
		if blank {
			blank = false
			if n := len(t.r); n > 0 && !glyphs.of(t.r[n-1]).is(glyphWide) && !g.is(glyphWide) {
				t.r = append(t.r, ' ')
				t.at = append(t.at, point-1)
				t.offset = append(t.offset, int32(offset)-1)
			}
		}
		t.r = append(t.r, r)
		t.at = append(t.at, point)
		t.offset = append(t.offset, int32(offset))
	}
}

// isTraditional says whether a text is in traditional characters.
func (t *numeralText) isTraditional() bool { return t.script > 0 }

// span gives the place of r[start:end] in the written text, in code points, and what stands there.
func (t *numeralText) span(start, end int) (from, to int, text string) {
	last := end - 1
	_, size := utf8.DecodeRuneInString(t.written[t.offset[last]:])
	return int(t.at[start]), int(t.at[last]) + 1, t.written[t.offset[start] : int(t.offset[last])+size]
}

// index is the inverse of span for one place: the first i whose r[i] is the code point of the written text or stands behind it.
func (t *numeralText) index(point int) int {
	i, _ := slices.BinarySearch(t.at, int32(point))
	return i
}

// rune returns r[i], or 0 beyond either end.
func (t *numeralText) rune(i int) rune {
	if i < 0 || i >= len(t.r) {
		return 0
	}
	return t.r[i]
}

// gap says whether white space was left out before r[i].
func (t *numeralText) gap(i int) bool {
	return i > 0 && i < len(t.r) && t.at[i] != t.at[i-1]+1
}

// has says whether word stands at i.
func (t *numeralText) has(i int, word string) bool {
	if i < 0 {
		return false
	}
	for _, r := range word {
		if i >= len(t.r) || t.r[i] != r {
			return false
		}
		i++
	}
	return true
}

// hasAny says whether one of the characters stands at i.
func (t *numeralText) hasAny(i int, characters string) bool {
	r := t.rune(i)
	return r != 0 && strings.ContainsRune(characters, r)
}

// hasRunes says whether word stands at i.
func (t *numeralText) hasRunes(i int, word []rune) bool {
	return i >= 0 && i+len(word) <= len(t.r) && slices.Equal(t.r[i:i+len(word)], word)
}

// endsWith says whether word stands before i.
func (t *numeralText) endsWith(i int, word string) bool {
	return t.has(i-utf8.RuneCountInString(word), word)
}

// endsWithWord says whether an English phrase, given in lower case, stands before i, its first letter in either case.
func (t *numeralText) endsWithWord(i int, phrase string) bool {
	start := i - len(phrase)
	return start >= 0 && lowerLetter(t.r[start]) == rune(phrase[0]) && t.has(start+1, phrase[1:]) && !isNumeralLetter(t.rune(start-1))
}

// A numeralGlyph says in its low 16 bits what a character folds to and above them what it can begin.
type numeralGlyph uint32

const (
	glyphBlank       numeralGlyph = 1 << (16 + iota) // white space within a line
	glyphWide                                        // Chinese characters and punctuation, beside which white space means nothing
	glyphDigit                                       // 0 to 9
	glyphChinese                                     // can begin a Chinese numeral
	glyphLetter                                      // A to Z, a to z
	glyphDate                                        // can begin an expression of time, letters apart
	glyphTraditional                                 // frequent, and a traditional form
	glyphSimplified                                  // frequent, and a simplified form
)

func (g numeralGlyph) is(class numeralGlyph) bool { return g&class != 0 }

func (g numeralGlyph) rune(r rune) rune {
	if r > 0xffff {
		return r
	}
	return rune(g & 0xffff)
}

// The characters that tell the scripts apart soonest.
const (
	frequentTraditional = "們這個來說對時會為國與過還後動學點種現經關開實發問產進無應樣總長電業題數億萬兩圓幣約餘圍團區廣場間體辦議員處"
	frequentSimplified  = "们这个来说对时会为国与过还后动学点种现经关开实发问产进无应样总长电业题数亿万两圆币约余围团区广场间体办议员处"
)

type numeralGlyphTable [1 << 16]numeralGlyph

func (t *numeralGlyphTable) of(r rune) numeralGlyph {
	if uint32(r) > 0xffff {
		return glyphWide // beyond the basic plane are rare Chinese characters and pictures
	}
	return t[r]
}

var numeralGlyphs = sync.OnceValue(newNumeralGlyphs)

func newNumeralGlyphs() *numeralGlyphTable {
	table := new(numeralGlyphTable)
	for i := range table {
		r := rune(i)
		g := numeralGlyph(numeralFold(r))
		switch {
		case r == ' ', r == '\t', r == '\u00a0', r >= '\u2000' && r <= '\u200b', r == '\u3000', r == '\ufeff':
			g |= glyphBlank
		case unicode.Is(unicode.Han, r), r >= '\u3001' && r <= '\u303f', r >= '\uff01' && r <= '\uff5e' && unicode.IsPunct(r):
			g |= glyphWide
		}
		switch folded := rune(g & 0xffff); {
		case folded >= '0' && folded <= '9':
			g |= glyphDigit
		case folded >= 'A' && folded <= 'Z', folded >= 'a' && folded <= 'z':
			g |= glyphLetter
		}
		table[i] = g
	}
	for _, r := range chineseNumeralBegins {
		table[r] |= glyphChinese
	}
	for _, r := range frequentTraditional {
		table[r] |= glyphTraditional
	}
	for _, r := range frequentSimplified {
		table[r] |= glyphSimplified
	}
	for _, form := range dateForms {
		for _, r := range form.begins {
			table[r] |= glyphDate
		}
	}
	return table
}

// numeralFold maps full-width letters, digits and signs to ASCII and traditional characters to simplified ones. The comma, colon,
// semicolon and full stop of Chinese text stay apart from the ASCII ones, which also stand inside numbers.
func numeralFold(r rune) rune {
	switch {
	case r < 0x80:
		return r
	case r == '，', r == '；', r == '！', r == '？', r == '（', r == '）':
		return r
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '￥':
		return '¥'
	case r == '−':
		return '-'
	case r == '〇':
		return '零'
	case unicode.Is(unicode.Han, r):
		return hanzi.Fold(r)
	}
	return r
}
