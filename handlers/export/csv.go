package export

import (
	"bufio"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// csv writes a table as RFC 4180 has it: a header, commas, CRLF at the end of a row, cells in quotation marks where they have to be. The
// lines of a cell's own text stay LF.
//
// A spreadsheet takes a cell that begins with = + - @, a tab or a carriage return for a formula, and a formula can read other cells and
// send them away. Such text, which a stranger wrote, has an apostrophe before it, as OWASP advises; the full-width forms are treated
// alike, because some versions of Excel do. Numbers are numbers.
type csv struct {
	out  *bufio.Writer
	rows func(s Selection, row func([]cell))
}

// openCSV writes the header, so that a table of nothing is a table all the same.
func openCSV(w *bufio.Writer, o Options) Writer {
	table := tables[o.Table]
	c := csv{w, table.rows}
	if o.BOM {
		fmt.Fprint(w, "\uFEFF")
	}
	header := make([]cell, len(table.columns))
	for i, name := range table.columns {
		header[i] = cell{text: name}
	}
	c.row(header)
	return c
}

func (c csv) Write(s Selection) error {
	c.rows(s, c.row)
	return nil // what went wrong in a bufio.Writer is said by its Flush
}

func (c csv) row(cells []cell) {
	written := make([]string, len(cells))
	for i, cell := range cells {
		written[i] = cell.write()
	}
	fmt.Fprint(c.out, strings.Join(written, ","), "\r\n")
}

// cell is text, or a number that we wrote.
type cell struct {
	text   string
	number bool
}

func text(s string) cell    { return cell{text: clean(s)} }
func integer(n int) cell    { return cell{strconv.Itoa(n), true} }
func number(f float64) cell { return cell{strconv.FormatFloat(f, 'f', -1, 64), true} }
func boolean(b bool) cell   { return cell{strconv.FormatBool(b), true} }
func optional(f *float64) cell {
	if f == nil {
		return cell{}
	}
	return number(*f)
}

// formulaStarts are the characters that make a formula of the text behind them.
const formulaStarts = "=+-@\t\r＝＋－＠"

func (c cell) write() string {
	s := c.text
	if first, _ := utf8.DecodeRuneInString(s); s != "" && !c.number && strings.ContainsRune(formulaStarts, first) {
		s = "'" + s
	}
	if !strings.ContainsAny(s, "\",\r\n") && s == strings.TrimSpace(s) {
		return s
	}
	return `"` + strings.ReplaceAll(s, `"`, `""`) + `"`
}
