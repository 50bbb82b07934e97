package parse

import (
	"bytes"
	"regexp"
	"strings"
	"unicode/utf8"

	"shilu/schema"
)

// Decode returns the decoded text that all spans of a record count code points of, and the encoding it was read with, by its
// WHATWG name. It is what the encoding and the container yield and nothing else. Of text that is the text itself: line ends, U+3000 and
// NBSP stand as they are; a byte order mark is gone; in captions the marks of appearance (<i>, {\an8}, &amp;) are resolved. Of a page
// or document it is its paragraphs, a line each; of JSON, XML and tables what a rendering writes. The error is a *schema.Fault, but for a
// reader of PDFs that can't be loaded.
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
	// confidence is how surely it is the encoding.
	confidence float64
	// doubt says which other encoding fits the bytes about as well, if there is one.
	doubt string
	// meta is what the container says about the whole, and rendering what it says of who speaks; nil where it says nothing.
	meta      meta
	rendering *rendering
}

func decode(original []byte) (decoded, error) {
	if err := refuse(original); err != nil {
		return decoded{}, err
	}
	d, err := unwrap(original)
	if err != nil {
		return decoded{}, err
	}
	if strings.Count(d.text, "\n") >= textLines {
		return decoded{}, tooLarge("the text has more than %d lines", textLines)
	}
	return d, readable(d.text)
}

// textLines is the most lines that a text may have. A day in a parliament has some 20,000.
const textLines = 5_000_000

// unwrap opens the containers that aren't text, and the others after their text was decoded.
func unwrap(original []byte) (decoded, error) {
	switch {
	case isZip(original):
		return readOffice(original)
	case isPDF(original):
		return readPDF(original)
	case isMHT(original):
		return readMHT(original)
	}
	text, guess, err := decodeText(original)
	if err != nil {
		return decoded{}, err
	}
	if err := readable(text); err != nil {
		return decoded{}, err
	}
	d, err := yield(text)
	if d.encoding == "" {
		d.encoding, d.confidence, d.doubt = guess.best.name, guess.confidence, guess.doubt()
	}
	return d, err
}

// decodeText reads the bytes in the encoding that a byte order mark or the bytes themselves speak for.
func decodeText(original []byte) (string, verdict, error) {
	body, marked := cutMark(original)
	guess := certain(marked)
	switch {
	case marked.name != "":
	case utf8.Valid(original) && bytes.IndexByte(original, 0) < 0:
		guess = certain(asUTF8)
	default:
		if guess = detect(original, declared(original)); guess.best.name == "" {
			return "", verdict{}, notText("the bytes are no text in any of the encodings that are read: %s", encodings)
		}
	}
	if guess.best.encoding == nil && utf8.Valid(body) {
		return string(body), guess, nil
	}
	text, err := guess.best.text(body)
	if err != nil {
		return "", verdict{}, notText("read as %s: %w", guess.best.name, err)
	}
	if lost := countLost(text); lost*lostShare > len(text) && !utf8.Valid(body) {
		return "", verdict{}, notText("read as %s, %d characters are lost", guess.best.name, lost)
	}
	return text, guess, nil
}

// lostShare: more than one lost character in so many bytes, and the bytes are not in the encoding that their beginning is in.
const lostShare = 100

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

// declared is the encoding that an HTML, XML or MIME file says it is in, by the name that WHATWG has for it; "" where it says none that
// is read. It is often wrong, so it is only asked where the bytes leave a doubt.
func declared(b []byte) string {
	m := charset.FindSubmatch(b[:min(len(b), declaredWithin)])
	if m == nil {
		return ""
	}
	return charsets[strings.ToLower(string(m[1]))]
}

// declaredWithin is how far WHATWG's prescan looks, in bytes.
const declaredWithin = 1024

var charset = regexp.MustCompile(`(?i)(?:charset|encoding)\s*=\s*["']?\s*([a-z0-9_-]+)`)

var charsets = map[string]string{
	"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "x-gbk": "gb18030",
	"big5": "big5", "big5-hkscs": "big5", "shift_jis": "shift_jis", "sjis": "shift_jis", "x-sjis": "shift_jis", "windows-31j": "shift_jis",
	"euc-kr": "euc-kr", "ks_c_5601-1987": "euc-kr", "iso-8859-1": "windows-1252", "latin1": "windows-1252", "windows-1252": "windows-1252",
}

// signatures are the first bytes of files that are not transcripts as they stand.
var signatures = []struct{ first, code, is, advice string }{
	{"\x1F\x8B", schema.FaultUnsupported, "a gzip file", "decompress it first"},
	{"Rar!", schema.FaultUnsupported, "a RAR archive", "unpack it first"},
	{"7z\xBC\xAF", schema.FaultUnsupported, "a 7z archive", "unpack it first"},
	{"{\\rtf", schema.FaultUnsupported, "a rich text file", "save it as plain text"},
	{"\xD0\xCF\x11\xE0", schema.FaultUnsupported, "an old or encrypted Office file", "save it as .docx without a password"},
	{"\x89PNG", schema.FaultNotText, "a PNG image", adviceNotText},
	{"\xFF\xD8\xFF", schema.FaultNotText, "a JPEG image", adviceNotText},
	{"GIF8", schema.FaultNotText, "a GIF image", adviceNotText},
	{"\xFF\xFE\x00\x00", schema.FaultUnsupported, "text in UTF-32", "save it as UTF-8"},
}

const (
	adviceNotText = "shilu reads transcripts; save its text as UTF-8"
	encodings     = "UTF-8, UTF-16, GB18030, Big5, Shift_JIS, EUC-KR, windows-1252"
)

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
	return nil
}

func empty(reason string) error {
	return schema.Faultf(schema.FaultEmpty, "drop it again when it has text", "%s", reason)
}

func unsupported(advice, format string, args ...any) error {
	return schema.Faultf(schema.FaultUnsupported, advice, format, args...)
}

func notText(format string, args ...any) error {
	return schema.Faultf(schema.FaultNotText, adviceNotText, format, args...)
}

// countLost counts the characters that could not be read, or that the file itself holds as lost.
func countLost(text string) int { return strings.Count(text, string(utf8.RuneError)) }
