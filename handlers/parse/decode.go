package parse

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"shilu/schema"
)

// Decode returns the decoded text that all spans of a record count code points of, and the encoding it was read with, by its
// WHATWG name. It is what the encoding and the container yield and nothing else: line ends, U+3000 and NBSP stand as they are; a
// byte order mark is gone; in captions the marks of appearance (<i>, {\an8}, &amp;) are resolved. The error is a *schema.Fault.
//
// A turn is proved by it: its text equals its spans of this text, joined by line feeds.
func Decode(original []byte) (text, encoding string, err error) {
	d, err := decode(original)
	if err != nil {
		return "", "", err
	}
	return d.text, d.encoding, nil
}

// decoded is text with what is known of its encoding.
type decoded struct {
	text     string // what the container yields
	form     form
	encoding string
	// doubt names the encoding that fits the bytes nearly as well, if there is one.
	doubt string
}

// The readings of bytes, by WHATWG name. UTF-8 comes with and without damage: bytes that are strictly UTF-8 are not guessed at.
var (
	asUTF8    = reading{"utf-8", nil, 1}
	asUTF16LE = reading{"utf-16le", unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), 2}
	asUTF16BE = reading{"utf-16be", unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), 2}
	asGB18030 = reading{"gb18030", simplifiedchinese.GB18030, 1}
)

func decode(original []byte) (decoded, error) {
	if err := refuse(original); err != nil {
		return decoded{}, err
	}
	body, marked := cutMark(original)
	guess := verdict{best: marked}
	switch {
	case marked.name != "":
	case utf8.Valid(original) && bytes.IndexByte(original, 0) < 0:
		guess.best = asUTF8
	default:
		if guess = detect(original); guess.best.name == "" {
			return decoded{}, notText("the bytes are no text in UTF-8, UTF-16 or GB18030")
		}
	}
	text, err := guess.best.text(body)
	if err != nil {
		return decoded{}, notText("read as %s: %w", guess.best.name, err)
	}
	if lost := countLost(text); lost*lostShare > len(text) && !utf8.Valid(body) {
		return decoded{}, notText("read as %s, %d characters are lost", guess.best.name, lost)
	}
	if err := readable(text); err != nil {
		return decoded{}, err
	}
	d := decoded{encoding: guess.best.name, doubt: guess.rival}
	d.form, d.text = yield(text)
	return d, nil
}

// lostShare: more than one lost character in so many bytes, and the bytes are not in the encoding that their beginning is in.
const lostShare = 100

// reading is one way to read bytes as text.
type reading struct {
	name     string
	encoding encoding.Encoding // nil where the bytes are what Go calls text
	unit     int               // bytes of a code unit
}

// text reads all of the bytes; what can't be read becomes U+FFFD.
func (r reading) text(b []byte) (string, error) {
	if r.encoding == nil {
		return strings.ToValidUTF8(string(b), string(utf8.RuneError)), nil
	}
	out, err := r.encoding.NewDecoder().Bytes(b)
	return string(out), err
}

// cutMark removes a byte order mark and returns the reading that it stands for.
func cutMark(b []byte) ([]byte, reading) {
	for _, mark := range []struct {
		bytes string
		reading
	}{{"\xEF\xBB\xBF", asUTF8}, {"\xFF\xFE", asUTF16LE}, {"\xFE\xFF", asUTF16BE}} {
		if rest, ok := bytes.CutPrefix(b, []byte(mark.bytes)); ok {
			return rest, mark.reading
		}
	}
	return b, reading{}
}

// signatures are the first bytes of files that are not transcripts as they stand.
var signatures = []struct{ first, code, is, advice string }{
	{"PK\x03\x04", schema.FaultUnsupported, "a zip or Office file", "save its text as .txt or .md"},
	{"\x1F\x8B", schema.FaultUnsupported, "a gzip file", "decompress it first"},
	{"%PDF-", schema.FaultUnsupported, "a PDF file", "save its text as .txt"},
	{"{\\rtf", schema.FaultUnsupported, "a rich text file", "save it as plain text"},
	{"\xD0\xCF\x11\xE0", schema.FaultUnsupported, "an old Office file", "save it as plain text"},
	{"\x89PNG", schema.FaultNotText, "a PNG image", adviceNotText},
	{"\xFF\xD8\xFF", schema.FaultNotText, "a JPEG image", adviceNotText},
	{"GIF8", schema.FaultNotText, "a GIF image", adviceNotText},
	{"\xFF\xFE\x00\x00", schema.FaultUnsupported, "text in UTF-32", "save it as UTF-8"},
}

const adviceNotText = "shilu reads transcripts: text, Markdown, WebVTT and SRT in UTF-8, UTF-16 or GB18030"

// refuse returns a Fault for what need not be read to be known.
func refuse(original []byte) error {
	if len(original) == 0 {
		return empty("the file has no bytes")
	}
	for _, s := range signatures {
		if bytes.HasPrefix(original, []byte(s.first)) {
			return schema.Faultf(s.code, s.advice, "the file is %s", s.is)
		}
	}
	return nil
}

// readable returns a Fault for decoded text that can't be stored as a transcript.
func readable(text string) error {
	controls := 0
	for i := 0; i < len(text); i++ {
		switch c := text[i]; {
		case c == 0:
			return notText("there is a NUL at byte %d of the decoded text", i)
		case c < ' ' && (c < '\t' || c > '\r'):
			controls++
		}
	}
	// Terminal output and damaged exports hold a stray control character or two; one in two hundred is a binary file.
	if controls*200 > len(text) {
		return notText("the text is full of control characters (%d)", controls)
	}
	if strings.TrimFunc(text, isBlank) == "" {
		return empty("there is nothing but white space")
	}
	return refuseMarkup(text)
}

// refuseMarkup returns a Fault for text whose words are buried in markup that isn't opened here: its tags would be stored as speech.
func refuseMarkup(text string) error {
	head := strings.ToLower(strings.Join(strings.Fields(text[:min(len(text), 512)]), ""))
	for _, markup := range []struct{ first, is string }{
		{"<!doctype", "an HTML page"}, {"<html", "an HTML page"}, {"<?xml", "an XML document"}, {"{\"", "JSON"}, {"[{", "JSON"},
	} {
		if strings.HasPrefix(head, markup.first) {
			return schema.Faultf(schema.FaultUnsupported, "save its text as .txt or .md", "the file is %s", markup.is)
		}
	}
	return nil
}

func empty(reason string) error {
	return schema.Faultf(schema.FaultEmpty, "drop it again when it has text", "%s", reason)
}

func notText(format string, args ...any) error {
	return schema.Faultf(schema.FaultNotText, adviceNotText, format, args...)
}

// countLost counts the characters that could not be read, or that the file itself holds as lost.
func countLost(text string) int { return strings.Count(text, string(utf8.RuneError)) }
