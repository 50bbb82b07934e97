package parse

import (
	"slices"
	"strings"
	"unicode"

	"shilu/schema"
)

// This file reads legends: whose initials are used below.

// legend is whose initials stand in the first lines, and on which line they stand first.
func legend(lines []piece) (known map[string]bool, start int) {
	for i, l := range lines[:min(len(lines), headLines)] {
		for _, e := range legendEntries(l.text) {
			if known == nil {
				known, start = map[string]bool{}, i
			}
			known[e.initials] = true
		}
	}
	return known, start
}

// legendEntry is one person of a legend.
type legendEntry struct {
	initials    string
	participant schema.Participant
}

// legendEntries reads a line of a legend: "Maria Lind (ML), Tom Okafor (TO)", or a row "| Maria Lind | ML | Port Office |".
func legendEntries(line string) []legendEntry {
	if cells := tableCells(line); len(cells) >= 2 {
		return legendRow(cells)
	}
	var list []legendEntry
	for rest := line; ; {
		open := strings.IndexByte(rest, '(')
		if open < 0 {
			return list
		}
		end := strings.IndexByte(rest[open:], ')')
		if end < 0 {
			return list
		}
		initials := rest[open+1 : open+end]
		name := strings.Trim(rest[strings.LastIndexAny(rest[:open], ",;:|)")+1:open], " *-•&")
		name = strings.TrimPrefix(name, "and ")
		if isInitials(initials) && isLegendName(name) {
			list = append(list, legendEntry{initials, schema.Participant{Name: name, Role: schema.Unknown}})
		}
		rest = rest[open+end+1:]
	}
}

// legendRow reads the cells of a row: the initials are the cell in capitals, the name is the first of the others.
func legendRow(cells []string) []legendEntry {
	for i, cell := range cells {
		if !isInitials(cell) {
			continue
		}
		others := slices.Concat(cells[:i], cells[i+1:])
		if !isLegendName(others[0]) {
			return nil
		}
		p := schema.Participant{Name: others[0], Role: schema.Unknown}
		if len(others) > 1 {
			p.Affiliation = schema.Opt(others[1])
		}
		return []legendEntry{{cell, p}}
	}
	return nil
}

// tableCells are the cells of a row that is drawn with bars, or set with tabs.
func tableCells(line string) []string {
	mark := "|"
	if !strings.Contains(line, mark) {
		if mark = "\t"; !strings.Contains(line, mark) {
			return nil
		}
	}
	var cells []string
	for cell := range strings.SplitSeq(strings.Trim(line, "| "), mark) {
		cells = append(cells, strings.TrimFunc(cell, isBlank))
	}
	return cells
}

func isInitials(text string) bool {
	return len(text) >= 2 && len(text) <= 4 && strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// isInitialsOf reports whether a text is a name's initials, of its first word and its last at least.
func isInitialsOf(text, name string) bool {
	words := strings.Fields(name)
	return isInitials(text) && len(words) > 0 && text[0] == words[0][0] && text[len(text)-1] == strings.ToUpper(words[len(words)-1])[0]
}

// isLegendName reports whether text may be a name: one word to five, each with a letter first.
func isLegendName(text string) bool {
	words := strings.Fields(text)
	return len(words) > 0 && len(words) <= 5 && unicode.IsUpper(firstRune(text)) && len(text) <= 60
}
