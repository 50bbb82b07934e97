package parse

import (
	"encoding/xml"
	"errors"
	"io"
	"maps"
	"regexp"
	"strings"
)

// This file opens XML. Its readers (layout_*.go) see a tree; entities are resolved only where they stand for a few characters, as in
// the records that were scraped from parliaments, so that none can grow.

// The limits of XML. Real records nest less than 20 deep; a day in a parliament has some 20,000 elements.
const (
	xmlDepth         = 200
	xmlNodes         = 1_000_000
	xmlEntities      = 500
	xmlEntityBytes   = 64
	xmlDeclaredBytes = 64 << 10
)

// xmlNode is an element, or a stretch of text if it has no name.
type xmlNode struct {
	name     string // without its namespace
	attrs    []xml.Attr
	children []*xmlNode
	text     string
}

// isXML reports whether text claims to be XML other than an HTML page.
func isXML(text string) bool {
	head := strings.TrimLeftFunc(atMost(text, 4096), isBlank)
	declared := strings.HasPrefix(head, "<?xml")
	for strings.HasPrefix(head, "<?") || strings.HasPrefix(head, "<!--") || strings.HasPrefix(head, "<!DOCTYPE") && !isHTMLDoctype(head) {
		end := ">"
		switch {
		case strings.HasPrefix(head, "<!--"):
			end = "-->"
		case strings.HasPrefix(head, "<!DOCTYPE"):
			if open := strings.IndexByte(head, '['); open >= 0 && open < strings.IndexByte(head, '>') {
				return true // it declares things of its own
			}
			declared = true
		}
		_, after, ok := strings.Cut(head, end)
		if !ok {
			return declared
		}
		head = strings.TrimLeftFunc(after, isBlank)
	}
	if isHTML(head) {
		return false
	}
	return declared && strings.HasPrefix(head, "<") || knownRoot.MatchString(head)
}

func isHTMLDoctype(head string) bool {
	return strings.HasPrefix(strings.ToLower(head), "<!doctype html")
}

// knownRoot is the root of a kind of XML that is read, where nothing declares that it is XML.
var knownRoot = regexp.MustCompile(`^<(?:\w+:)?(akomaNtoso|TEI|teiCorpus|publicwhip|Hansard|HansardDocument|debate)[\s>]`)

// readXML yields the text of XML that says who speaks.
func readXML(text string) (decoded, error) {
	root, err := parseXML(text)
	if err != nil {
		return decoded{}, err
	}
	r, ok, err := render(xmlForm, data{xml: root})
	switch {
	case err != nil:
		return decoded{}, err
	case !ok:
		return decoded{}, unsupported("make a text of it", "it is XML of a kind that isn't read, with the root <%s>", root.name)
	}
	return decoded{form: xmlForm, text: r.out.String(), rendering: r}, nil
}

// parseXML builds the tree.
func parseXML(text string) (*xmlNode, error) {
	dec := xml.NewDecoder(strings.NewReader(text))
	dec.Entity = xml.HTMLEntity
	// The text is decoded: what the declaration says of its encoding no longer holds.
	dec.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	top := &xmlNode{}
	open := []*xmlNode{top}
	nodes := 0
	add := func(n *xmlNode) error {
		last := open[len(open)-1]
		last.children = append(last.children, n)
		if nodes++; nodes > xmlNodes {
			return tooLarge("the XML has more than %d elements and texts", xmlNodes)
		}
		return nil
	}
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			line, _ := dec.InputPos()
			return nil, damaged("the XML is broken in line %d: %w", line, err)
		}
		switch token := token.(type) {
		case xml.StartElement:
			n := &xmlNode{name: token.Name.Local, attrs: token.Copy().Attr}
			if err := add(n); err != nil {
				return nil, err
			}
			if open = append(open, n); len(open) > xmlDepth {
				return nil, tooLarge("the XML nests deeper than %d levels", xmlDepth)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		case xml.CharData:
			if err := add(&xmlNode{text: string(token)}); err != nil {
				return nil, err
			}
		case xml.Directive:
			if dec.Entity, err = declaredEntities(string(token)); err != nil {
				return nil, err
			}
		}
	}
	for _, n := range top.children {
		if n.name != "" {
			return n, nil
		}
	}
	return nil, damaged("the XML has no element")
}

// entityDeclaration is <!ENTITY pound "&#163;">, or one that names a file.
var entityDeclaration = regexp.MustCompile(`<!ENTITY\s+(%\s+)?([\w.-]+)\s+(SYSTEM|PUBLIC|"[^"]*"|'[^']*')`)

// declaredEntities are HTML's and those that a document type declares, each of which stands for a few characters. One that stands for
// others, or for a file, is refused: it is how a page of XML grows to gigabytes, or reads what isn't its own.
func declaredEntities(directive string) (map[string]string, error) {
	if !strings.Contains(directive, "<!ENTITY") {
		return xml.HTMLEntity, nil
	}
	if len(directive) > xmlDeclaredBytes {
		return nil, tooLarge("the XML declares more than %d bytes", xmlDeclaredBytes)
	}
	entities := maps.Clone(xml.HTMLEntity)
	found := entityDeclaration.FindAllStringSubmatch(directive, -1)
	if len(found) > xmlEntities {
		return nil, tooLarge("the XML declares more than %d entities", xmlEntities)
	}
	for _, m := range found {
		name, value := m[2], strings.Trim(m[3], `"'`)
		switch {
		case m[1] != "":
			continue // of the document type itself, which isn't read
		case m[3] == "SYSTEM" || m[3] == "PUBLIC":
			return nil, unsupported("save it without a document type", "the XML's entity %s names a file; none is opened", name)
		}
		value, err := characters(value)
		if err != nil || len(value) > xmlEntityBytes {
			return nil, tooLarge("the XML's entity %s stands for more than %d bytes or for other entities", name, xmlEntityBytes)
		}
		entities[name] = value
	}
	return entities, nil
}

// characters resolves the references to characters in a value; any other reference is an error.
func characters(value string) (string, error) {
	if len(value) > 10*xmlEntityBytes {
		return value, nil // too long in any case
	}
	var text struct {
		Text string `xml:",chardata"`
	}
	err := xml.Unmarshal([]byte("<t>"+strings.ReplaceAll(value, "<", "&lt;")+"</t>"), &text)
	return text.Text, err
}

// attr is the value of an attribute whose name has no namespace or any.
func (n *xmlNode) attr(names ...string) string {
	for _, name := range names {
		for _, a := range n.attrs {
			if a.Name.Local == name {
				return strings.TrimSpace(a.Value)
			}
		}
	}
	return ""
}

// find is the first element of a name below, nil if there is none.
func (n *xmlNode) find(names ...string) *xmlNode {
	var found *xmlNode
	n.walk(func(inner *xmlNode) bool {
		for _, name := range names {
			if found == nil && inner.name == name && inner != n {
				found = inner
			}
		}
		return found == nil
	})
	return found
}

// child is the first child of a name, nil if there is none.
func (n *xmlNode) child(name string) *xmlNode {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	return nil
}

// hasText reports whether there is text in the element itself, and not only in those within it.
func (n *xmlNode) hasText() bool {
	for _, c := range n.children {
		if c.name == "" && strings.TrimSpace(c.text) != "" {
			return true
		}
	}
	return false
}

// walk calls each for the element and all below it, as long as each returns true for what is above them.
func (n *xmlNode) walk(each func(*xmlNode) bool) {
	if !each(n) {
		return
	}
	for _, c := range n.children {
		c.walk(each)
	}
}

// line is all the text in an element as one line; what is in the elements left out isn't text. Nil has none. White space is squeezed
// unless the element says xml:space="preserve".
func (n *xmlNode) line(without map[string]bool) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	n.write(&b, without)
	if n.attr("space") == "preserve" {
		return strings.ReplaceAll(b.String(), "\v", "\n")
	}
	return strings.ReplaceAll(squeeze(b.String()), "\v", "\n")
}

// breaks are the elements that end a line. The break is kept as a vertical tab, which XML doesn't allow in text.
var breaks = set("br lb eol")

func (n *xmlNode) write(b *strings.Builder, without map[string]bool) {
	switch {
	case n.name == "":
		b.WriteString(n.text)
	case breaks[n.name]:
		b.WriteString("\v")
	case !without[n.name]:
		for _, c := range n.children {
			c.write(b, without)
		}
	}
}
