package enrich

import (
	_ "embed"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

//go:embed tables/units.tsv
var unitsTable string

//go:embed tables/compounds.txt
var compoundsTable string

// unitClass says after which numbers a unit is one; tables/units.tsv explains the classes.
type unitClass int

const (
	unitStrong unitClass = iota
	unitPlain
	unitWeak
	unitSuffixed
)

var unitClasses = map[string]unitClass{"strong": unitStrong, "plain": unitPlain, "weak": unitWeak, "suffixed": unitSuffixed}

// A unit is a row of tables/units.tsv.
type unit struct {
	symbol string // "=" stands for the unit as printed
	factor float64
	kind   string
	class  unitClass
}

// The symbols and kinds that are not final: 元 is resolved by the text it stands in, 成 and 折 by the digits before them.
const (
	unitAsPrinted = "="
	unitYuan      = "元"
	kindTenths    = "tenths"
)

// A unitMatch is a unit that stands in a text, up to end. No unit has the end 0.
type unitMatch struct {
	unit
	start, end int
}

// printed is the unit as the text has it.
func (m unitMatch) printed(t *numeralText) string {
	_, _, text := t.span(m.start, m.end)
	return text
}

// unitAt finds the longest unit that stands at i, or behind one blank where it is in Latin letters (500 mL). It is none where a longer
// word of tables/compounds.txt begins there.
func unitAt(t *numeralText, i int) unitMatch {
	if t.rune(i) == ' ' {
		if m := unitAt(t, i+1); m.end > 0 && t.r[i+1] < 0x80 {
			return m
		}
		return unitMatch{}
	}
	here := unitTables().at(t.rune(i))
	found := longestUnit(t, i, here.units)
	if first := t.rune(i); found.end == 0 && first >= 'A' && first <= 'Z' {
		found = longestUnit(t, i, unitTables().at(lowerLetter(first)).units) // 50 Euros
		if found.end < i+minCapitalized {
			return unitMatch{}
		}
	}
	if found.end == 0 {
		return found
	}
	for _, word := range here.compounds {
		if i+len(word) > found.end && t.hasRunes(i, word) {
			return unitMatch{}
		}
	}
	return found
}

// minCapitalized is how long a unit must be to be one with a capital letter, too: a word, and no symbol.
const minCapitalized = 4

func longestUnit(t *numeralText, i int, forms []unitForm) unitMatch {
	for _, form := range forms {
		end := i + len(form.runes)
		if end > len(t.r) || form.latin && (isNumeralLetter(t.rune(end)) || isNumeralDigit(t.rune(end))) {
			continue
		}
		if lowerLetter(t.r[i]) == lowerLetter(form.runes[0]) && slices.Equal(t.r[i+1:end], form.runes[1:]) {
			return unitMatch{*form.unit, i, end}
		}
	}
	return unitMatch{}
}

// unitAfterHalf finds a unit of time whose 个 stands before the words between: 两个多月, 一个半小时. i is the place after them.
func unitAfterHalf(t *numeralText, i int) unitMatch {
	for _, form := range unitTables().at('个').units {
		if form.kind == "duration" && t.hasRunes(i, form.runes[1:]) {
			return unitMatch{*form.unit, i, i + len(form.runes) - 1}
		}
	}
	return unitMatch{}
}

// A unitForm is one spelling of a unit.
type unitForm struct {
	*unit
	runes []rune
	latin bool // ends in a letter, so that another one behind it makes it another word
}

// unitWords are the units and the longer words that begin with one character.
type unitWords struct {
	units     []unitForm // the longest first
	compounds [][]rune
}

var unitTables = sync.OnceValue(newUnitTables)

func newUnitTables() *runeMap[unitWords] {
	index := newRuneMap[unitWords]()
	for _, row := range tableRows(unitsTable) {
		u, err := parseUnit(row)
		if err != nil {
			panic(fmt.Sprintf("units.tsv: %v", err)) // embedded, so it is the same everywhere and the tests have seen it
		}
		for _, form := range strings.Fields(row[0]) {
			runes := foldedRunes(form)
			last := runes[len(runes)-1]
			index.change(runes[0], func(w *unitWords) { w.units = append(w.units, unitForm{u, runes, isNumeralLetter(last)}) })
		}
	}
	index.each(func(w unitWords) {
		slices.SortStableFunc(w.units, func(a, b unitForm) int { return len(b.runes) - len(a.runes) })
	})
	for _, row := range tableRows(compoundsTable) {
		for _, word := range strings.Fields(row[0]) {
			runes := foldedRunes(word)
			index.change(runes[0], func(w *unitWords) { w.compounds = append(w.compounds, runes) })
		}
	}
	return index
}

func parseUnit(row []string) (*unit, error) {
	if len(row) != 5 {
		return nil, fmt.Errorf("row %q has %d columns, not 5", row, len(row))
	}
	factor, err := strconv.ParseFloat(row[2], 64)
	if err != nil {
		return nil, fmt.Errorf("factor of %q: %w", row[0], err)
	}
	class, ok := unitClasses[row[4]]
	if !ok {
		return nil, fmt.Errorf("class of %q is %q", row[0], row[4])
	}
	return &unit{symbol: row[1], factor: factor, kind: row[3], class: class}, nil
}

// tableRows splits an embedded table into rows and their columns, without comments and empty lines.
func tableRows(table string) [][]string {
	var rows [][]string
	for line := range strings.Lines(table) {
		line = strings.TrimRight(line, "\n")
		if line != "" && !strings.HasPrefix(line, "#") {
			rows = append(rows, strings.Split(line, "\t"))
		}
	}
	return rows
}

// foldedRunes folds a word of a table as a text is folded. An underscore stands for a blank.
func foldedRunes(word string) []rune {
	runes := []rune(strings.ReplaceAll(word, "_", " "))
	for i, r := range runes {
		runes[i] = numeralFold(r)
	}
	return runes
}
