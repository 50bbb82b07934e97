package query

import (
	_ "embed"
	"fmt"
	"math"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"shilu/schema/hanzi"
)

// Range is what a figure has to be: between Low and High, which are infinite where an end is open, in one of the Units. Units are the
// symbols of schema.Figure; "" is a bare number.
type Range struct {
	Low, High float64
	// Above and Below exclude the ends.
	Above, Below bool
	Units        []string
}

// figures reads the value of figure: one figure behind >, >=, <, <= or nothing, or two with .. between, of which one may be missing. The
// unit may stand behind the second only.
func figures(value string) (Node, error) {
	unreadable := fmt.Errorf("figure:%s is not like figure:>1亿元, figure:50%% or figure:20%%..30%%", value)
	// A blank separates fields, so it can only have come in quotes; without it the value reads the same.
	written := strings.Join(strings.Fields(hanzi.FoldString(value)), "")
	r := Range{Low: math.Inf(-1), High: math.Inf(1)}
	if from, to, isRange := strings.Cut(written, ".."); isRange {
		low, lowUnit, okLow := quantity(from)
		high, highUnit, okHigh := quantity(to)
		switch {
		case from == "" && okHigh:
			r.High, r.Units = high, symbols(highUnit)
		case to == "" && okLow:
			r.Low, r.Units = low, symbols(lowUnit)
		case !okLow || !okHigh:
			return nil, unreadable
		default:
			if lowUnit == "" {
				low, _, okLow = quantity(from + unitBehind(to)) // 20..30%
			}
			if !okLow || lowUnit != "" && lowUnit != highUnit {
				return nil, unreadable
			}
			if low > high {
				return nil, fmt.Errorf("figure:%s ends below its beginning", value)
			}
			r.Low, r.High, r.Units = low, high, symbols(highUnit)
		}
		return Figures{written, r}, nil
	}
	sign := comparisonSign(written)
	n, unit, ok := quantity(written[len(sign):])
	if !ok {
		return nil, unreadable
	}
	switch sign {
	case ">", ">=", "≥":
		r.Low, r.Above = n, sign == ">"
	case "<", "<=", "≤":
		r.High, r.Below = n, sign == "<"
	default:
		r.Low, r.High = n, n
	}
	r.Units = symbols(unit)
	return Figures{written, r}, nil
}

func comparisonSign(text string) string {
	for _, sign := range []string{">=", "<=", ">", "<", "≥", "≤", "="} {
		if strings.HasPrefix(text, sign) {
			return sign
		}
	}
	return ""
}

// dollarSigns are units that stand before their number.
var dollarSigns = []struct{ sign, unit string }{
	{"nt$", "TWD"}, {"hk$", "HKD"}, {"us$", "USD"}, {"$", "USD"}, {"¥", "CNY"}, {"€", "EUR"}, {"£", "GBP"},
}

// quantity reads the whole of a folded text as a number and its unit.
func quantity(text string) (value float64, unit string, ok bool) {
	for _, share := range []struct {
		word   string
		factor float64
	}{{"百分之", 1}, {"千分之", 0.1}} {
		if rest, found := strings.CutPrefix(text, share.word); found {
			n, behind, ok := number([]rune(rest))
			return tidy(n * share.factor), "%", ok && behind == ""
		}
	}
	for _, currency := range dollarSigns {
		if rest, found := strings.CutPrefix(text, currency.sign); found {
			n, behind, ok := number([]rune(rest))
			return n, currency.unit, ok && behind == ""
		}
	}
	n, behind, ok := number([]rune(text))
	if u, known := units()[behind]; known {
		return tidy(n * u.factor), u.symbol, ok
	}
	return n, behind, ok && !strings.ContainsFunc(behind, func(r rune) bool { return !unicode.IsLetter(r) && r != '/' })
}

// unitBehind is what stands behind the number of a quantity.
func unitBehind(text string) string {
	_, behind, _ := number([]rune(text))
	return behind
}

// yuan are the currencies whose own texts call them 元; 人民币 and 新台币 name one of them.
var yuan = []string{"CNY", "TWD", "HKD", "MOP", "元"}

func symbols(unit string) []string {
	if unit == "元" {
		return yuan
	}
	return []string{unit}
}

//go:embed units.tsv
var unitsTSV string

type unit struct {
	symbol string
	factor float64
}

// units has the table by folded spelling.
var units = sync.OnceValue(func() map[string]unit {
	table := map[string]unit{}
	for line := range strings.Lines(unitsTSV) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		columns := strings.Split(strings.TrimSpace(line), "\t")
		factor, err := strconv.ParseFloat(columns[1], 64)
		if err != nil {
			panic(fmt.Sprintf("units.tsv: %v", err)) // embedded, so it is the same everywhere and the tests have seen it
		}
		// A spelling that is another's in upper case comes later and doesn't count: 10MW in a query is folded to 10mw.
		add := func(spelling string, factor float64) {
			spelling = hanzi.FoldString(strings.ReplaceAll(spelling, "_", ""))
			if _, taken := table[spelling]; !taken {
				table[spelling] = unit{columns[0], factor}
			}
		}
		add(columns[0], 1)
		for _, spelling := range strings.Fields(columns[2]) {
			add(spelling, factor)
		}
	}
	return table
})
