package parse

import "strings"

// A table in a text: in Markdown between bars; out of pages and documents a row a line, with tabs. Its first row names the columns, as
// that of a file that is all table does. A row without a speaker goes on with the turn before it.
//
//	| 时间 | 发言人 | 内容 |
//	| --- | --- | --- |
//	| 00:05 | 安远航 | 计划在五月底。 |
func init() {
	register(layout{
		name:    "table-rows",
		example: "| 00:05 | 安远航 | 计划在五月底。 | below | 时间 | 发言人 | 内容 |",
		score:   scoreTableRows,
		read:    readTableRows,
	})
}

func scoreTableRows(doc *document) float64 {
	spoken, again := 0, false
	seen := map[string]bool{}
	eachRow(doc.lines, func(cells []piece, columns *table) {
		if label := pieceAt(cells, columns.speaker).text; label != "" && pieceAt(cells, columns.text).text != "" {
			spoken++
			again = again || seen[label] || isRole(label)
			seen[label] = true
		}
	}, func(piece, bool) {})
	if spoken < 2 || !again {
		return 0 // a table of names and their meanings uses none twice
	}
	return confidence(1, spoken)
}

func readTableRows(doc *document, to *script) {
	eachRow(doc.lines, func(cells []piece, columns *table) {
		if label := pieceAt(cells, columns.speaker); label.text != "" {
			to.turn(label.text, clock(pieceAt(cells, columns.start).text))
		}
		to.say(pieceAt(cells, columns.text))
	}, func(l piece, ended bool) {
		if ended {
			to.close(l)
		} else {
			to.say(l)
		}
	})
}

// eachRow calls row for each row below one that names columns, and other for each line that is none; ended says that a table between bars
// stands above it. With tabs a row whose first cells are empty can't be told from a line.
func eachRow(lines []piece, row func(cells []piece, columns *table), other func(l piece, ended bool)) {
	var columns *table
	above, bars := false, false
	for _, l := range lines {
		is := isRow(l.text)
		var head *table
		if is && !above {
			head = speechColumns(l)
		}
		if head != nil {
			columns, bars = head, l.text[0] == '|'
		} else if is && columns != nil {
			if !isRule(strings.Map(dropBars, l.text)) {
				row(cutCells(l), columns)
			}
		} else {
			other(l, columns != nil && bars)
			if bars {
				columns = nil
			}
		}
		above = is
	}
}

// isRow reports whether a line has cells in it.
func isRow(text string) bool { return text[0] == '|' || strings.IndexByte(text, '\t') >= 0 }

func dropBars(r rune) rune {
	if r == '|' || r == ':' {
		return -1
	}
	return r
}

// headBytes is the longest row that is looked through for names of columns.
const headBytes = 200

// speechColumns are the columns that a row names, nil where it names no speaker or no text.
func speechColumns(l piece) *table {
	if len(l.text) > headBytes {
		return nil
	}
	cells := cutCells(l)
	names := make([]string, len(cells))
	for i, c := range cells {
		names[i] = strings.Trim(c.text, "*")
	}
	t := newTable(names)
	if t.speaker < 0 || t.text < 0 || t.start < 0 && strings.EqualFold(names[t.speaker], "name") {
		return nil // what has a name and a text may be anything
	}
	return t
}

// cutCells takes a row apart; an escaped bar parts no cells.
func cutCells(l piece) []piece {
	mark, text, at := byte('\t'), l.text, l.at
	if text[0] == '|' {
		mark, text, at = '|', text[1:], at+1
	}
	var cells []piece
	for from, i := 0, 0; i <= len(text); i++ {
		if i < len(text) && (text[i] != mark || i > 0 && text[i-1] == '\\') {
			continue
		}
		cells = append(cells, trim(text[from:i], at))
		at += runeCount(text[from:i]) + 1
		from = i + 1
	}
	return cells
}

func pieceAt(cells []piece, column int) piece {
	if column < 0 || column >= len(cells) {
		return piece{}
	}
	return cells[column]
}
