package parse

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"
)

// This file opens documents that are zips of XML: DOCX and ODT. A paragraph is a line; a row of a table is a line with tabs between its
// cells. Deleted text, notes, comments, headers and footers are no part of what was said.

const (
	docxForm form = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	odtForm  form = "application/vnd.oasis.opendocument.text"
)

// The limits of office documents. A novel is 3 MB of XML; XML of one word repeated shrinks to a 400th.
const (
	officeMembers = 10_000
	officeBytes   = 128 << 20 // of the XML of a document, unpacked
	officeRatio   = 500       // unpacked to packed
	officeDepth   = 200
)

func isZip(original []byte) bool { return bytes.HasPrefix(original, []byte("PK\x03\x04")) }

// readOffice yields the text of a document that is a zip.
func readOffice(original []byte) (decoded, error) {
	archive, err := zip.NewReader(bytes.NewReader(original), int64(len(original)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return decoded{}, damaged("the document can't be opened: %w", err)
	}
	if len(archive.File) > officeMembers {
		return decoded{}, tooLarge("the document consists of more than %d files", officeMembers)
	}
	f, member, err := officeKind(archive)
	if err != nil {
		return decoded{}, err
	}
	content, err := readMember(archive, member, int64(len(original)))
	if err != nil {
		return decoded{}, err
	}
	dialect := &docxDialect
	if f == odtForm {
		dialect = &odtDialect
	}
	if f == odtForm && !bytes.HasPrefix(bytes.TrimPrefix(content, []byte("\xEF\xBB\xBF")), []byte("<")) {
		return decoded{}, errEncrypted // its zip doesn't say so
	}
	text, err := dialect.text(content)
	return decoded{form: f, text: text, encoding: asUTF8.name, confidence: 1}, err
}

// officeKind says which document the zip is, and which of its members holds the text.
func officeKind(archive *zip.Reader) (form, string, error) {
	names := map[string]bool{}
	for _, f := range archive.File {
		names[f.Name] = true
	}
	const save = "save it as .docx, .odt, .pdf or text"
	switch {
	case names["[Content_Types].xml"] && names["word/document.xml"]:
		return docxForm, "word/document.xml", nil
	case names["[Content_Types].xml"]:
		if main := mainOfPackage(archive); main != "" && strings.HasPrefix(main, "word/") {
			return docxForm, main, nil
		}
		return "", "", unsupported(save, "it is a Microsoft Office file, but no text document")
	case names["content.xml"] && names["mimetype"]:
		kind, err := readMember(archive, "mimetype", 1<<10)
		if err == nil && strings.HasPrefix(string(kind), string(odtForm)) {
			return odtForm, "content.xml", nil
		}
		return "", "", unsupported(save, "it is an OpenDocument file, but no text document")
	case names["META-INF/container.xml"]:
		return "", "", unsupported(save, "it is an EPUB book")
	}
	return "", "", unsupported("unpack it, or drop it as a .zip into the inbox", "it is a zip archive, and no document")
}

// mainOfPackage finds the main document of an Office file where it has another name than usual.
func mainOfPackage(archive *zip.Reader) string {
	relations, err := readMember(archive, "_rels/.rels", 1<<20)
	if err != nil {
		return ""
	}
	var list struct {
		Relationship []struct {
			Type   string `xml:",attr"`
			Target string `xml:",attr"`
		}
	}
	if xml.Unmarshal(relations, &list) != nil {
		return ""
	}
	for _, r := range list.Relationship {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			return strings.TrimPrefix(path.Clean("/"+r.Target), "/")
		}
	}
	return ""
}

// readMember unpacks a member within the limits.
func readMember(archive *zip.Reader, name string, packed int64) ([]byte, error) {
	var member *zip.File
	for _, f := range archive.File {
		if f.Name == name {
			member = f
		}
	}
	if member == nil {
		return nil, damaged("the document has no %s", name)
	}
	if member.Flags&1 != 0 {
		return nil, errEncrypted
	}
	in, err := member.Open()
	if err != nil {
		return nil, damaged("the document's %s can't be opened: %w", name, err)
	}
	defer in.Close()
	limit := min(officeBytes, officeRatio*max(packed, 1<<10))
	declared := member.UncompressedSize64 // a lie is found at the end, by its reader
	switch {
	case declared > uint64(limit) && limit == officeBytes:
		return nil, tooLarge("the document's %s has more than %d MB", name, officeBytes>>20)
	case declared > uint64(limit):
		return nil, tooLarge("the document's %s is more than %d times as large as the file", name, officeRatio)
	}
	content := bytes.NewBuffer(make([]byte, 0, int(declared)+bytes.MinRead))
	if _, err := content.ReadFrom(in); err != nil {
		return nil, damaged("the document's %s is broken: %w", name, err)
	}
	return content.Bytes(), nil
}

// dialect is what the elements of a document mean, by their names without namespace.
type dialect struct {
	paragraph, tab, lineBreak, space, row, cell, skip map[string]bool
	// text is the element that text has to be in; "" if it is in the paragraph itself, where its white space is squeezed.
	textIn string
}

var docxDialect = dialect{
	paragraph: set("p"), tab: set("tab ptab"), lineBreak: set("br cr"), row: set("tr"), cell: set("tc"), textIn: "t",
	// moveFrom and del hold what was taken away, Fallback the same again for old programs, rt how characters are read.
	skip: set("pPr rPr sectPr tblPr trPr tcPr del moveFrom Fallback rt instrText delText footnotes endnotes"),
}

var odtDialect = dialect{
	paragraph: set("p h"), tab: set("tab"), lineBreak: set("line-break"), space: set("s"), row: set("table-row"), cell: set("table-cell"),
	skip: set("note annotation tracked-changes sequence-decls ruby-text title desc automatic-styles font-face-decls scripts forms"),
}

// text writes the paragraphs of a document as lines.
func (d *dialect) text(content []byte) (string, error) {
	dec := xml.NewDecoder(bytes.NewReader(content))
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	w := &officeWriter{}
	depth, inText := 0, 0
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return w.out.String(), nil
		}
		if err != nil {
			return "", damaged("the document's XML is broken: %w", err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			name := token.Name.Local
			if d.skip[name] {
				if err := dec.Skip(); err != nil {
					return "", damaged("the document's XML is broken: %w", err)
				}
				continue
			}
			if depth++; depth > officeDepth {
				return "", tooLarge("the document nests deeper than %d levels", officeDepth)
			}
			d.start(w, name, token.Attr)
			if name == d.textIn {
				inText++
			}
		case xml.EndElement:
			depth--
			name := token.Name.Local
			if name == d.textIn {
				inText--
			}
			switch {
			case d.paragraph[name]:
				w.endParagraph()
			case d.row[name]:
				w.endRow()
			case d.cell[name]:
				w.endCell()
			}
		case xml.CharData:
			switch {
			case d.textIn == "" && w.depth > 0:
				w.add(squeezeInner(string(token)))
			case inText > 0:
				w.add(strings.Map(noBreaks, string(token)))
			}
		case xml.Directive:
			return "", unsupported("save it anew", "the document's XML declares things of its own")
		}
	}
}

func (d *dialect) start(w *officeWriter, name string, attrs []xml.Attr) {
	switch {
	case d.paragraph[name]:
		w.startParagraph()
	case d.tab[name]:
		w.add("\t")
	case d.lineBreak[name]:
		w.add("\n")
	case name == "noBreakHyphen":
		w.add("\u2011")
	case d.space[name]:
		count := 1
		for _, a := range attrs {
			if a.Name.Local == "c" {
				count = min(max(number(a.Value), 1), 100)
			}
		}
		w.add(strings.Repeat(" ", count))
	case d.row[name]:
		w.startRow()
	}
}

// noBreaks makes spaces of line breaks in text, where they mean no more.
func noBreaks(r rune) rune {
	if r == '\n' || r == '\r' || r == '\t' {
		return ' '
	}
	return r
}

// squeezeInner makes one space of each run of white space, also at the ends.
func squeezeInner(text string) string {
	var b strings.Builder
	space := false
	for _, r := range text {
		if r = noBreaks(r); r == ' ' && space {
			continue
		}
		space = r == ' '
		b.WriteRune(r)
	}
	return b.String()
}

// officeWriter puts paragraphs and tables into lines. A paragraph may stand in another, as in a box drawn beside the text.
type officeWriter struct {
	out   strings.Builder
	line  strings.Builder // of the paragraph
	depth int             // paragraphs that are open
	row   *officeRow      // nil outside of tables
}

// officeRow is the row of a table, and the one that its table stands in.
type officeRow struct {
	cells []string
	cell  []string // its paragraphs
	outer *officeRow
}

func (w *officeWriter) add(text string) { w.line.WriteString(text) }

func (w *officeWriter) startParagraph() {
	if w.depth > 0 && w.line.Len() > 0 {
		w.flush()
	}
	w.depth++
}

func (w *officeWriter) endParagraph() {
	w.depth--
	w.flush()
}

func (w *officeWriter) flush() {
	text := w.line.String()
	w.line.Reset()
	if w.row != nil {
		w.row.cell = append(w.row.cell, text)
		return
	}
	w.out.WriteString(text)
	w.out.WriteByte('\n')
}

func (w *officeWriter) startRow() { w.row = &officeRow{outer: w.row} }

func (w *officeWriter) endCell() {
	if w.row != nil {
		w.row.cells = append(w.row.cells, strings.Trim(strings.Join(w.row.cell, "\n"), "\n"))
		w.row.cell = nil
	}
}

// endRow writes the row: on one line, unless a cell has several.
func (w *officeWriter) endRow() {
	row := w.row
	if row == nil {
		return
	}
	w.row = row.outer
	between := "\t"
	for _, c := range row.cells {
		if strings.Contains(c, "\n") {
			between = "\n"
		}
	}
	text := strings.Join(row.cells, between)
	if w.row != nil {
		w.row.cell = append(w.row.cell, text)
		return
	}
	w.out.WriteString(text)
	w.out.WriteByte('\n')
}

// errEncrypted refuses what a password protects.
var errEncrypted = unsupported("save it without a password", "the document is encrypted")
