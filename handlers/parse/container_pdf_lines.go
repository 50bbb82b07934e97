package parse

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file makes running text of the pages of a PDF: what is printed at the head and foot of every page is dropped, and the lines that
// the margin broke are joined again, so that a paragraph is a line as in any other text.

type pdfPage struct {
	height float64
	lines  []pdfLine // as they are drawn, mostly from top to bottom
}

// pdfLine is a line of a page with its place, in points from the left and from the bottom.
type pdfLine struct {
	text                     string
	left, right, top, bottom float64
}

// flow is the text of the pages.
func flow(pages []pdfPage) string {
	dropFurniture(pages)
	for i := range pages {
		pages[i].order()
	}
	var out strings.Builder
	var last *pdfLine
	m := marginsOf(pages)
	for _, p := range pages {
		for i := range p.lines {
			l := &p.lines[i]
			switch {
			case last == nil:
			case m.broke(*last, *l):
				joinBroken(&out, l)
				last = l
				continue
			default:
				out.WriteByte('\n')
			}
			out.WriteString(l.text)
			last = l
		}
	}
	return strings.ReplaceAll(out.String(), softHyphen, "")
}

// softHyphen is what PDFium gives for a hyphen that only the break of a line has put there.
const softHyphen = "\x02"

// joinBroken appends a line that goes on with the one before it.
func joinBroken(out *strings.Builder, l *pdfLine) {
	tail := lastRune(out.String())
	if !strings.HasSuffix(tail, "-") && !strings.HasSuffix(tail, softHyphen) && spaced(tail, l.text) {
		out.WriteByte(' ')
	}
	out.WriteString(l.text)
}

// margins are where the lines of a document begin and end.
type margins struct{ left, right float64 }

// marginsOf leaves out the outermost lines of every fifty, which may be a table's or a picture's.
func marginsOf(pages []pdfPage) margins {
	var left, right []float64
	for _, p := range pages {
		for _, l := range p.lines {
			left, right = append(left, l.left), append(right, l.right)
		}
	}
	if len(left) == 0 {
		return margins{}
	}
	slices.Sort(left)
	slices.Sort(right)
	outer := len(left) / 50
	return margins{left[outer], right[len(right)-1-outer]}
}

// broke reports whether the margin broke a line in two: the first word of the second would not have fitted on the first. An indented
// line begins a paragraph, and so does a label or a time behind the end of a sentence.
func (m margins) broke(a, b pdfLine) bool {
	em := max(b.top-b.bottom, 1)
	fits := a.right+wordWidth(b)+0.3*em <= m.right
	indented := b.left > m.left+0.8*em && b.left > a.left-0.3*em && a.left < b.left-0.8*em
	aligned := math.Abs(a.left-b.left) < 3*em
	if fits || indented || !aligned {
		return false
	}
	if !endsSentence(a.text) {
		return true
	}
	_, _, labelled := cutColon(b.text)
	_, _, bracketed := cutBracket(b.text)
	_, _, stamped := cutStamp(b.text)
	return !labelled && !bracketed && !stamped
}

// wordWidth is about how wide the first word of a line is: the first two characters where there are no spaces between words, because
// a mark of punctuation stays with the character before it.
func wordWidth(l pdfLine) float64 {
	n := utf8.RuneCountInString(l.text)
	width := (l.right - l.left) / float64(max(n, 1))
	length := 0
	for _, r := range l.text {
		if r == ' ' {
			break
		}
		if length++; isIdeographic(r) {
			break
		}
	}
	return width * float64(length)
}

// furnitureBand is the part of a page's height at its head and foot where what is on every page stands.
const furnitureBand = 0.12

// dropFurniture takes out page numbers, and lines that stand at the same place of every other page at least, but for their numbers.
func dropFurniture(pages []pdfPage) {
	seen := map[string]int{}
	for _, p := range pages {
		for key := range p.furniture() {
			seen[key]++
		}
	}
	for i := range pages {
		p := &pages[i]
		p.lines = slices.DeleteFunc(p.lines, func(l pdfLine) bool {
			key, ok := p.atEdge(l)
			return ok && (pageNumber.MatchString(l.text) || len(pages) > 2 && seen[key]*2 > len(pages) || len(pages) == 2 && seen[key] == 2)
		})
	}
}

// furniture are the keys of the lines at the edges of a page, each once.
func (p *pdfPage) furniture() map[string]bool {
	keys := map[string]bool{}
	for _, l := range p.lines {
		if key, ok := p.atEdge(l); ok {
			keys[key] = true
		}
	}
	return keys
}

// order puts the head of a page before its body and the foot behind, whenever they were drawn.
func (p *pdfPage) order() {
	slices.SortStableFunc(p.lines, func(a, b pdfLine) int { return p.part(a) - p.part(b) })
}

func (p *pdfPage) part(l pdfLine) int {
	switch key, _ := p.atEdge(l); {
	case strings.HasPrefix(key, "head"):
		return 0
	case strings.HasPrefix(key, "foot"):
		return 2
	}
	return 1
}

// atEdge reports whether a line is at the head or foot of the page; its key is the line without numbers.
func (p *pdfPage) atEdge(l pdfLine) (key string, ok bool) {
	switch {
	case l.bottom > p.height*(1-furnitureBand):
		key = "head"
	case l.top < p.height*furnitureBand:
		key = "foot"
	default:
		return "", false
	}
	return key + strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) || unicode.IsSpace(r) {
			return -1
		}
		return r
	}, l.text), true
}

// pageNumber is a page number alone: 12, - 12 -, — 3 —, 第 3 页, 第3页 共9页, Page 3 of 9, 3/9.
var pageNumber = regexp.MustCompile(`^(?i:[-–—·•|\s]*(?:第|page|p\.)?\s*\d{1,4}\s*[页頁]?(?:\s*(?:/|of|,|，|共)?\s*共?\s*\d{1,4}\s*[页頁]?)?[-–—·•|\s]*)$`)
