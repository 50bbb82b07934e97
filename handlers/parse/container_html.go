package parse

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// This file opens HTML pages and pieces of HTML in other data. Each block is a line, whose white space is squeezed as a browser does
// it; of a page only the part that holds its text is kept, without menus, scripts and rows of buttons.

// The limits of HTML. Real pages nest less than 60 deep (x/net/html itself stops at 512); a day in a parliament has some 100,000 elements.
const (
	htmlDepth = 400
	htmlNodes = 1_000_000 // elements, texts and attributes: each takes a hundred bytes or more where it stands for three
)

// isHTML reports whether text is a page: it begins as pages do, or with a block and is full of tags. Markdown may begin with a block.
func isHTML(text string) bool {
	head := strings.ToLower(strings.TrimLeftFunc(atMost(text, 2048), isBlank))
	for strings.HasPrefix(head, "<!--") || strings.HasPrefix(head, "<?xml") {
		_, after, ok := strings.Cut(head, ">")
		if !ok {
			return false
		}
		head = strings.TrimLeftFunc(after, isBlank)
	}
	if hasPrefix(head, []string{"<!doctype html", "<html", "<head", "<meta ", "<title>", "<body"}) {
		return true
	}
	return hasPrefix(head, []string{"<div", "<p>", "<p ", "<table", "<h1", "<h2", "<article", "<section"}) &&
		strings.HasSuffix(strings.TrimRightFunc(text, isBlank), ">") && strings.Count(text, "</")*3 > strings.Count(text, "\n")
}

// readHTML yields the text of a page.
func readHTML(text string) (decoded, error) {
	if holdsTooMuch(text) {
		return decoded{}, tooLarge("the HTML has more than %d elements, texts and attributes", htmlNodes)
	}
	root, err := html.Parse(strings.NewReader(text))
	if err != nil {
		return decoded{}, damaged("the HTML can't be read: %w", err)
	}
	if err := limitHTML(root); err != nil {
		return decoded{}, err
	}
	page := newHTMLPage(root)
	w := &htmlWriter{page: page}
	w.write(page.mainPart())
	return decoded{form: htmlForm, text: w.text(), meta: pageMeta(root)}, nil
}

// holdsTooMuch counts before anything is built. Most pages are so small that they needn't be counted: no node takes less than two bytes.
func holdsTooMuch(text string) bool {
	if len(text) <= 2*htmlNodes {
		return false
	}
	nodes := 0
	for tokens := html.NewTokenizer(strings.NewReader(text)); nodes <= htmlNodes; nodes++ {
		switch tokens.Next() {
		case html.ErrorToken:
			return false
		case html.StartTagToken, html.SelfClosingTagToken:
			_, more := tokens.TagName()
			for ; more; nodes++ {
				_, _, more = tokens.TagAttr()
			}
		}
	}
	return true
}

// limitHTML refuses what nests too deep for a walk that calls itself.
func limitHTML(n *html.Node) error {
	depth := 0
	for at := n; at != nil; {
		if at.FirstChild != nil {
			if depth++; depth > htmlDepth {
				return tooLarge("the HTML nests deeper than %d levels", htmlDepth)
			}
			at = at.FirstChild
			continue
		}
		for at != n && at.NextSibling == nil {
			at = at.Parent
			depth--
		}
		if at == n {
			break
		}
		at = at.NextSibling
	}
	return nil
}

// isFragment reports whether a text that lies in other data is HTML.
func isFragment(text string) bool {
	for _, tag := range []string{"</p>", "<br>", "<br/>", "<br />", "</div>", "</span>", "</a>", "</strong>", "</li>"} {
		if strings.Contains(text, tag) {
			return true
		}
	}
	return false
}

// fragmentText is the text of a piece of HTML, or the text itself if it is none.
func fragmentText(text string) string {
	if !strings.ContainsAny(text, "<&") || holdsTooMuch(text) {
		return text
	}
	body := &html.Node{Type: html.ElementNode, Data: "body", DataAtom: atom.Body}
	nodes, err := html.ParseFragment(strings.NewReader(text), body)
	if err != nil {
		return text
	}
	for _, n := range nodes {
		body.AppendChild(n)
	}
	if limitHTML(body) != nil {
		return text
	}
	w := &htmlWriter{}
	w.write(body)
	return w.text()
}

// unseen are the elements of which nothing is text of the page.
var unseen = map[atom.Atom]bool{
	atom.Head: true, atom.Script: true, atom.Style: true, atom.Noscript: true, atom.Template: true, atom.Iframe: true, atom.Object: true,
	atom.Svg: true, atom.Math: true, atom.Canvas: true, atom.Audio: true, atom.Video: true, atom.Select: true, atom.Textarea: true,
	atom.Button: true, atom.Dialog: true, atom.Input: true,
}

// inline are the elements that don't begin a line.
var inline = map[atom.Atom]bool{
	atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Big: true, atom.Cite: true, atom.Code: true, atom.Del: true,
	atom.Dfn: true, atom.Em: true, atom.Font: true, atom.I: true, atom.Img: true, atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true,
	atom.Q: true, atom.Rp: true, atom.Rt: true, atom.Ruby: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true, atom.Strike: true,
	atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.Tt: true, atom.U: true, atom.Var: true, atom.Wbr: true,
}

// htmlWriter writes elements as lines.
type htmlWriter struct {
	page    *htmlPage // nil for a piece of HTML, of which all is text
	out     strings.Builder
	pending string // the white space before the next word
	wrapped bool   // it has a line break of the source in it
}

func (w *htmlWriter) text() string { return w.out.String() }

func (w *htmlWriter) write(n *html.Node) {
	switch n.Type {
	case html.TextNode:
		w.words(n.Data, n.Parent != nil && n.Parent.DataAtom == atom.Pre)
		return
	case html.ElementNode:
		if unseen[n.DataAtom] || isHidden(n) || w.page.isClutter(n) {
			return
		}
	case html.CommentNode, html.DoctypeNode:
		return
	}
	switch {
	case n.DataAtom == atom.Br:
		w.line()
		return
	case n.DataAtom == atom.Td || n.DataAtom == atom.Th:
		w.cell()
	case n.Type == html.ElementNode && !inline[n.DataAtom]:
		w.line()
		defer w.line()
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		w.write(c)
	}
}

// words writes text with its white space squeezed. Ideographic spaces and NBSP are characters. A line break of the source is no space
// within Chinese, where there is none between words.
func (w *htmlWriter) words(text string, preformatted bool) {
	if preformatted {
		for i, line := range strings.Split(text, "\n") {
			if i > 0 {
				w.line()
			}
			w.words(line, false)
		}
		return
	}
	for text != "" {
		end := strings.IndexAny(text, " \t\r\n\f")
		if end < 0 {
			end = len(text)
		}
		if end > 0 {
			if w.pending != " " || !w.wrapped || spaced(lastRune(w.out.String()), text) {
				w.out.WriteString(w.pending)
			}
			w.out.WriteString(text[:end])
			w.pending, w.wrapped = "", false
		}
		if end == len(text) {
			return
		}
		if w.pending == "" && w.out.Len() > 0 {
			w.pending = " "
		}
		w.wrapped = w.wrapped || text[end] == '\n'
		text = text[end+1:]
	}
}

// line ends the line, if there is anything on it.
func (w *htmlWriter) line() {
	if w.out.Len() > 0 {
		w.pending = "\n"
	}
}

// cell begins a cell of a table, on the line of the cell before.
func (w *htmlWriter) cell() {
	if w.pending != "\n" && w.out.Len() > 0 {
		w.pending = "\t"
	}
}

// isHidden reports whether a page doesn't show an element.
func isHidden(n *html.Node) bool {
	for _, a := range n.Attr {
		switch {
		case a.Key == "hidden", a.Key == "aria-hidden" && a.Val == "true":
			return true
		case a.Key == "style" && strings.Contains(strings.ReplaceAll(strings.ToLower(a.Val), " ", ""), "display:none"):
			return true
		}
	}
	return false
}

// htmlPage knows how much text each element of a page holds, in bytes.
type htmlPage struct {
	root   *html.Node
	all    map[*html.Node]int // links included
	unsaid map[*html.Node]bool
}

func newHTMLPage(root *html.Node) *htmlPage {
	p := &htmlPage{root: root, all: map[*html.Node]int{}, unsaid: map[*html.Node]bool{}}
	p.measure(root)
	total := p.all[root]
	for n, size := range p.all {
		if share := clutterShare(n); n.Type == html.ElementNode && float64(size) < share*float64(total) {
			p.unsaid[n] = true
		}
	}
	return p
}

func (p *htmlPage) measure(n *html.Node) int {
	size := 0
	switch {
	case n.Type == html.TextNode:
		size = len(strings.TrimSpace(n.Data))
	case n.Type == html.ElementNode && (unseen[n.DataAtom] || isHidden(n)):
	default:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			size += p.measure(c)
		}
	}
	p.all[n] = size
	return size
}

func (p *htmlPage) isClutter(n *html.Node) bool { return p != nil && p.unsaid[n] }

// clutter are words in the class or id of what stands around a text on pages; frames those of what stands around every page of a site.
var (
	frames  = set(`nav navbar navigation menu breadcrumb breadcrumbs crumb crumbs footer foot copyright mianbaoxie weizhi daohang dibu`)
	clutter = set(`sidebar aside share sharing social toolbar pager pagination related recommend comment comments advert ads ad banner login search
		print subscribe newsletter cookie cookies widget tags fenxiang bdsharebuttonbox xgxw`)
)

// clutterShare is the part of a page's text below which an element is clutter, 0 if nothing about it speaks for that. It asks what the
// element is and the names that it has: <nav>, <div class="share-bar">. A text may stand in a block that is named as clutter is.
func clutterShare(n *html.Node) float64 {
	const ofFrames, ofOthers = 0.6, 0.3
	switch n.DataAtom {
	case atom.Nav, atom.Footer:
		return ofFrames
	case atom.Aside:
		return ofOthers
	case atom.Html, atom.Body, atom.Main, atom.Article:
		return 0
	}
	share := 0.0
	for _, a := range n.Attr {
		if a.Key == "role" && (a.Val == "navigation" || a.Val == "banner" || a.Val == "contentinfo" || a.Val == "search") {
			return ofFrames
		}
		if a.Key != "class" && a.Key != "id" {
			continue
		}
		for word := range strings.FieldsFuncSeq(strings.ToLower(a.Val), func(r rune) bool { return r == ' ' || r == '-' || r == '_' }) {
			switch {
			case frames[word]:
				return ofFrames
			case clutter[word]:
				share = ofOthers
			}
		}
	}
	return share
}

// mainShare is the part of a page's text that its main part has to hold. Measured on the 134 pages that go-readability is tested with:
// 0.988 of the text that it keeps is kept, and 0.933 of what is kept is in it; with 0.7, 0.978 and 0.956.
const mainShare = 0.85

// mainPart is the innermost block that holds nearly all of the text that isn't a link.
func (p *htmlPage) mainPart() *html.Node {
	sizes := map[*html.Node]int{}
	total := float64(p.ownText(p.root, sizes))
	main := p.root
	for {
		var next *html.Node
		for c := main.FirstChild; c != nil; c = c.NextSibling {
			if total > 0 && float64(sizes[c]) >= mainShare*total {
				next = c
			}
		}
		if next == nil || next.Type != html.ElementNode || inline[next.DataAtom] || isLeafBlock(next) {
			return main
		}
		main = next
	}
}

// isLeafBlock reports whether a block holds lines itself: what stands beside it may be the title.
func isLeafBlock(n *html.Node) bool {
	switch n.DataAtom {
	case atom.P, atom.Pre, atom.Ul, atom.Ol, atom.Dl, atom.Blockquote, atom.Table, atom.Tbody, atom.Tr, atom.H1, atom.H2, atom.H3:
		return true
	}
	return false
}

// ownText is how much text an element holds that isn't a link; sizes gets that of each element in it.
func (p *htmlPage) ownText(n *html.Node, sizes map[*html.Node]int) int {
	size := 0
	switch {
	case n.Type == html.TextNode:
		size = len(strings.TrimSpace(n.Data))
	case n.Type == html.ElementNode && (unseen[n.DataAtom] || n.DataAtom == atom.A || isHidden(n) || p.isClutter(n)):
	default:
		for c := n.FirstChild; c != nil; c = c.NextSibling {
			size += p.ownText(c, sizes)
		}
	}
	sizes[n] = size
	return size
}

// pageMeta is what a page says about itself: its title and its address.
func pageMeta(page *html.Node) meta {
	m := meta{}
	put := func(key, value string) {
		if value = squeeze(value); value != "" && len(m[key]) == 0 {
			m[key] = []string{value}
		}
	}
	var title, social string
	visit(page, func(n *html.Node) {
		switch n.DataAtom {
		case atom.Title:
			if title == "" {
				title = squeeze(contents(n))
			}
		case atom.H1:
			put("heading", contents(n))
		case atom.Meta:
			switch attribute(n, "property") + attribute(n, "name") {
			case "og:title":
				social = attribute(n, "content")
			case "og:url":
				put("url", attribute(n, "content"))
			case "ArticleTitle":
				put("title", attribute(n, "content"))
			}
		case atom.Link:
			if attribute(n, "rel") == "canonical" {
				put("url", attribute(n, "href"))
			}
		}
	})
	put("title", m.first("heading"))
	put("title", social)
	put("title", withoutSite(title))
	delete(m, "heading")
	return m
}

// withoutSite is a page's title without the name of the site behind it: 实录_某市政府, Hearing | City Council.
func withoutSite(title string) string {
	for _, mark := range []string{"_", " | ", "|", " - ", " – ", " — ", "--", "-"} {
		if before, after, ok := strings.Cut(title, mark); ok && len(before) >= len(after) {
			return before
		}
	}
	return title
}

func visit(n *html.Node, each func(*html.Node)) {
	each(n)
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		visit(c, each)
	}
}

func contents(n *html.Node) string {
	var b strings.Builder
	visit(n, func(n *html.Node) {
		if n.Type == html.TextNode {
			b.WriteString(n.Data)
		}
	})
	return b.String()
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}
