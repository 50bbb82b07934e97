package parse

import (
	"path"
	"strings"
)

// form is the container that the text lies in: the media type that the record names.
type form string

const (
	plain    form = "text/plain"
	markdown form = "text/markdown"
	webVTT   form = "text/vtt"
	subRip   form = "application/x-subrip"
	htmlForm form = "text/html"
	jsonForm form = "application/json"
	// jsonLines is read as JSON is.
	jsonLines form = "application/jsonl"
	csvForm   form = "text/csv"
	xmlForm   form = "application/xml"
)

func (f form) isCaptions() bool { return f == webVTT || f == subRip }

// document is a container that was opened: what the layouts read.
type document struct {
	form form
	// meta is what the container says about the whole: front matter, or the title of a WebVTT file.
	meta meta
	// lines are the lines that hold text, from first to last; of captions those of the cues.
	lines []piece
	// cues are what captions consist of.
	cues []cue
	// structure is what attributes the speech in parts by itself, "" where it has to be found in the lines.
	structure string
	parts     []part
	// labels caches what lines open with; see document.colons.
	labels *colonLabels
}

// yield says which container the decoded text is in and what it yields. It is part of Decode, so it may look at nothing else. The
// error is a *schema.Fault.
func yield(text string) (decoded, error) {
	switch {
	case isWebVTT(text):
		return decoded{form: webVTT, text: unmark(text)}, nil
	case isSubRip(text):
		return decoded{form: subRip, text: unmark(text)}, nil
	case isJSON(text):
		return readJSON(text)
	case isXML(text):
		return readXML(text)
	case isHTML(text):
		return readHTML(text)
	case isTable(text):
		return readTable(text)
	}
	return decoded{form: plain, text: text}, nil
}

// open takes the yielded text apart. The name decides only between text and Markdown, whose first lines may look the same.
func open(d decoded, name string) *document {
	doc := &document{form: d.form, meta: d.meta}
	if d.rendering != nil {
		doc.meta = d.rendering.meta
		doc.structure, doc.parts = d.rendering.structure, d.rendering.parts
	}
	if doc.structure != "" {
		for _, p := range doc.parts {
			if p.kind != turnKind {
				doc.lines = append(doc.lines, p.line)
			}
		}
		return doc
	}
	lines := splitLines(d.text)
	if d.form.isCaptions() {
		doc.meta, doc.cues = readCues(lines)
		for _, c := range doc.cues {
			doc.lines = append(doc.lines, c.lines...)
		}
		return doc
	}
	if d.form != plain {
		doc.lines = cutFoot(withoutBlank(lines))
		return doc
	}
	var fronted bool
	doc.meta, lines, fronted = cutFrontMatter(lines)
	doc.lines = cutFoot(withoutBlank(lines))
	if fronted || isMarkdown(doc.lines, name) {
		doc.form = markdown
	}
	return doc
}

// isMarkdown asks the name, and for a heading among the first lines.
func isMarkdown(lines []piece, name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".md", ".markdown":
		return true
	}
	for _, l := range lines[:min(len(lines), 20)] {
		if _, _, ok := heading(l); ok {
			return true
		}
	}
	return false
}

// heading splits a Markdown heading (## text, closing marks allowed) into its level and its text. The space is part of the mark:
// "#1 - we provide" is a sentence.
func heading(l piece) (level int, text piece, ok bool) {
	for level < len(l.text) && l.text[level] == '#' {
		level++
	}
	if level == 0 || level > 6 || level == len(l.text) {
		return 0, piece{}, false
	}
	text = l.after(level)
	if text.at == l.at+level {
		return 0, piece{}, false
	}
	if closed := strings.TrimRight(text.text, "#"); closed != text.text {
		text = text.before(len(closed))
	}
	return level, text, text.text != ""
}

// cutFoot drops what pages print below the text: the editor's credit, buttons, links. Never more than some lines: a transcript may
// end in a list of names that its last speaker reads out.
func cutFoot(lines []piece) []piece {
	for range 8 {
		if len(lines) == 0 || !isFoot(lines[len(lines)-1].text) {
			break
		}
		lines = lines[:len(lines)-1]
	}
	return lines
}

// isFoot reports whether a line is a credit or a row of buttons. A credit whose key may also speak (记者：谢谢) has to be in parentheses.
func isFoot(text string) bool {
	inner := strings.Trim(text, "（）()[]【】")
	label, n, ok := cutColon(inner)
	if ok && credits[label] && !endsSentence(inner[n:]) {
		return inner != text || !askers[label] && !roles[label]
	}
	return isButtons(text)
}

// isButtons reports whether a line is nothing but the buttons of a page: 【关闭】【打印】.
func isButtons(text string) bool {
	found := false
	for text != "" {
		label, rest, ok := cutBracket(text)
		if !ok || !buttons[label] {
			return false
		}
		found, text = true, strings.TrimLeftFunc(rest, isBlank)
	}
	return found
}
