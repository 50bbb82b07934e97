package enrich

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// TestUnitsTable reads every spelling of every unit behind a number, so that a typing error or a longer word of compounds.txt can't hide one.
func TestUnitsTable(t *testing.T) {
	seen := map[string]bool{}
	for _, row := range tableRows(unitsTable) {
		for _, form := range strings.Fields(row[0]) {
			if seen[form] {
				t.Errorf("%s stands in units.tsv twice", form)
			}
			seen[form] = true
			text := newNumeralText("37" + strings.ReplaceAll(form, "_", " "))
			if m := unitAt(text, 2); m.end != len(text.r) {
				t.Errorf("of %s only %d characters are read", form, m.end-2)
			}
		}
	}
	for _, word := range strings.Fields(strings.Join(firstColumn(compoundsTable), " ")) {
		if seen[word] {
			t.Errorf("%s of compounds.txt is a unit", word)
		}
		if m := longestUnit(newNumeralText(word), 0, unitTables().at([]rune(word)[0]).units); m.end == 0 {
			t.Errorf("%s of compounds.txt doesn't begin with a unit", word)
		}
	}
}

// TestComparisonsTable knows every value of the table's columns.
func TestComparisonsTable(t *testing.T) {
	for _, row := range tableRows(comparisonsTable) {
		if len(row) < 4 || len(row) > 5 {
			t.Fatalf("%q has %d columns", row, len(row))
		}
		for i, allowed := range []string{"before after", row[1], "eq gt ge lt le", "~ -"} {
			if !strings.Contains(" "+allowed+" ", " "+row[i]+" ") {
				t.Errorf("%q has %q for one of %s", row, row[i], allowed)
			}
		}
	}
}

// TestSetWords asks for the words in the middle of a sentence.
func TestSetWords(t *testing.T) {
	for text, want := range map[string]string{
		"我们去三门峡看看": "三门峡",
		"工作千头万绪":   "千头万绪",
		"走好最后一公里":  "最后一公里",
		"大家要团结统一":  "统一",
	} {
		folded := newNumeralText(text)
		at := strings.IndexAny(text, chineseNumeralBegins)
		start, end, ok := setWordAt(folded, utf8.RuneCountInString(text[:at]))
		if got := string(folded.r[start:end]); !ok || got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

// TestHolidayLeaves checks one row of the generated table against the notice of the State Council of 25 October 2023.
func TestHolidayLeaves(t *testing.T) {
	leave := holidayLeaves()[holidayYear{"春节", 2024}]
	if got := dayOpt(leave.from) + ".." + dayOpt(leave.to); got != "2024-02-10..2024-02-17" {
		t.Errorf("got %s", got)
	}
}

func firstColumn(table string) []string {
	var cells []string
	for _, row := range tableRows(table) {
		cells = append(cells, row[0])
	}
	return cells
}
