package parse

import (
	"bytes"
	"fmt"
	"math"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
)

// reading is one way to read bytes as text.
type reading struct {
	name     string            // by which WHATWG knows it
	encoding encoding.Encoding // nil where the bytes are what Go calls text
	unit     int               // bytes of a code unit
	// common reports whether two bytes are a character of those that the encoding puts first, because people write them. The other
	// rows hold a character for nearly any two bytes. Nil where there are no such rows.
	common func(lead, trail byte) bool
}

// The readings of bytes. UTF-8 comes with and without damage: bytes that are strictly UTF-8 are not guessed at.
var (
	asUTF8    = reading{name: "utf-8", unit: 1}
	asUTF16LE = reading{name: "utf-16le", encoding: unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unit: 2}
	asUTF16BE = reading{name: "utf-16be", encoding: unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), unit: 2}
	// GB18030 with GBK and GB2312 in it. What people write is nearly all in GB2312, or half of it where the script is traditional.
	asGB18030 = reading{"gb18030", simplifiedchinese.GB18030, 1, func(lead, trail byte) bool { return lead > 0xA0 && trail > 0xA0 }}
	// Big5 with HKSCS. The commoner half of its characters comes first.
	asBig5 = reading{"big5", traditionalchinese.Big5, 1, func(lead, _ byte) bool { return 0xA1 <= lead && lead <= 0xC6 }}
	// Shift_JIS: punctuation, kana, and the first of the two levels of kanji.
	asShiftJIS = reading{"shift_jis", japanese.ShiftJIS, 1, func(lead, _ byte) bool { return 0x81 <= lead && lead <= 0x98 }}
	// EUC-KR: punctuation and the syllables that KS X 1001 has; Hanja come after them.
	asEUCKR = reading{"euc-kr", korean.EUCKR, 1, func(lead, trail byte) bool { return 0xA1 <= lead && lead <= 0xC8 && trail > 0xA0 }}
	// windows-1252 reads anything, so it is judged by another measure.
	asWindows1252 = reading{name: "windows-1252", encoding: charmap.Windows1252, unit: 1}

	candidates = []reading{asGB18030, asBig5, asUTF16LE, asUTF16BE, asUTF8, asShiftJIS, asEUCKR, asWindows1252}
)

// text reads all of the bytes; what can't be read becomes U+FFFD.
func (r reading) text(b []byte) (string, error) {
	if r.encoding == nil {
		return string(bytes.ToValidUTF8(b, []byte(string(utf8.RuneError)))), nil
	}
	out, err := r.encoding.NewDecoder().Bytes(b)
	return string(out), err
}

const (
	sampleSize = 4096
	// plausible is the least evidence that a reading is believed for. Any reading of anything makes 0.2 of rare characters alone.
	plausible = 0.22
	// closeBy is the share of the best evidence from which on a second reading is worth a problem.
	closeBy = 0.8
)

// verdict is the reading that fits the bytes best, none if they are no text, and another that fits about as well, if there is one.
type verdict struct {
	best, rival reading
	evidence    [2]float64 // for each, from 0 to 1: the mean weight of the characters that it makes
	confidence  float64    // see schema.Record.EncodingConfidence
}

// certain is the verdict on bytes that say by themselves what they are.
func certain(r reading) verdict { return verdict{best: r, confidence: 1} }

// doubt says in words that another reading fits about as well, nothing if none does.
func (v verdict) doubt() string {
	if v.rival.name == "" {
		return ""
	}
	return fmt.Sprintf("read as %s (evidence %.2f of 1); %s fits about as well (%.2f)", v.best.name, v.evidence[0], v.rival.name, v.evidence[1])
}

// detect weighs the characters that each reading makes of a sample. A wrong reading makes characters too, but not those that every
// text is full of. What the file claims to be (declared, "" if it claims nothing) only decides between two that fit about as well.
func detect(original []byte, declared string) verdict {
	var v verdict
	for _, r := range candidates {
		score := r.evidence(sample(original, r.unit))
		switch {
		case score < plausible:
		case score > v.evidence[0]:
			v.rival, v.evidence[1] = v.best, v.evidence[0]
			v.best, v.evidence[0] = r, score
		case score > v.evidence[1]:
			v.rival, v.evidence[1] = r, score
		}
	}
	if v.best.name == "" {
		return v
	}
	v.confidence = math.Round(100*v.evidence[0]/(v.evidence[0]+v.evidence[1])) / 100
	switch {
	case v.evidence[1] < closeBy*v.evidence[0]:
		v.rival, v.evidence[1] = reading{}, 0
	case v.rival.name == declared:
		return verdict{best: v.rival, evidence: [2]float64{v.evidence[1]}, confidence: 0.5} // two claims, neither much the better
	case v.best.name == declared:
		return verdict{best: v.best, evidence: [2]float64{v.evidence[0]}, confidence: v.confidence}
	}
	return v
}

// sample is where the bytes tell readings apart: from the first one outside ASCII on, where bytes are the unit. The character before
// it stays, because windows-1252 is judged by neighbours.
func sample(b []byte, unit int) []byte {
	if unit == 1 {
		first := 0
		for first < len(b) && b[first] < utf8.RuneSelf {
			first++
		}
		b = b[max(0, first-1):]
	}
	n := min(len(b), sampleSize)
	return b[:n-n%unit]
}

// evidence is how well the reading fits a sample: the mean weight of what it makes of the bytes.
func (r reading) evidence(sample []byte) float64 {
	if r.name == asWindows1252.name {
		return weighWestern(sample)
	}
	text, err := r.text(sample)
	if err != nil {
		return 0
	}
	score := weigh(text, r.unit > 1)
	if r.common != nil {
		score *= (1 + share(sample, r.common)) / 2
	}
	return score
}

// share is the part of the two-byte characters that are common ones. Nearly any two bytes are a character of GB18030, such as the
// apostrophe and the letter after it in "don’t" in windows-1252, but not one that people write.
func share(b []byte, common func(lead, trail byte) bool) float64 {
	pairs, inside := 0, 0
	for i := 0; i+1 < len(b); i++ {
		if b[i] < utf8.RuneSelf {
			continue
		}
		if common(b[i], b[i+1]) {
			inside++
		}
		pairs++
		i++
	}
	if pairs == 0 {
		return 0
	}
	return float64(inside) / float64(pairs)
}
