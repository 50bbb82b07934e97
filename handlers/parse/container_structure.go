package parse

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// This file is what JSON, XML and tables have in common. They say by themselves who speaks, so there are no marks in a text to be
// found; but a turn has to be proved by its place in the decoded text. So their decoded text is one that we write, always in the same
// way: the title, then for each turn its label and time on a line and below it what is said, with a blank line between turns.
//
//	New pier: public hearing
//
//	Maria Lind (00:00:04.300)
//	Thank you for having us.

// structure is one way in which data of a form hold speech. It is a layout too: each stands in a file of its own, layout_NAME.go,
// registers itself and knows nothing of the others.
type structure struct {
	name    string // stable: it is recorded as the layout
	example string // what a turn looks like
	form    form
	// fits says how well the data have the structure, from 0 to 1, by its outermost marks.
	fits func(data) float64
	// read writes the speech down. What it says is wrong is a reason for people: the file is damaged, then.
	read func(data, *rendering) error
}

// data is what a container was taken apart into; one of the fields is set.
type data struct {
	json  *jsonValue
	xml   *xmlNode
	table *table
}

// structures is sorted by name, so that nothing depends on the order of files.
var structures []structure

// registerStructure makes the structure known, as a layout too.
func registerStructure(s structure) {
	at, _ := slices.BinarySearchFunc(structures, s.name, func(s structure, name string) int { return strings.Compare(s.name, name) })
	structures = slices.Insert(structures, at, s)
	register(layout{
		name:       s.name,
		example:    s.example,
		structured: true,
		score: func(doc *document) float64 {
			if doc.structure != s.name {
				return 0
			}
			return 1
		},
		read: func(doc *document, to *script) {
			for _, p := range doc.parts {
				p.play(to)
			}
		},
	})
}

// beyondDoubt is how well data fit a structure that has marks of its own.
const beyondDoubt = 0.9

// render writes data of a form as text, by the structure that fits them best. ok is false if none does.
func render(f form, d data) (r *rendering, ok bool, err error) {
	best, top := structure{}, 0.0
	for _, s := range structures {
		if s.form != f {
			continue
		}
		if score := s.fits(d); score > top {
			best, top = s, score
		}
		if top >= beyondDoubt {
			break // to look for lists of turns takes a while
		}
	}
	if top == 0 {
		return nil, false, nil
	}
	r = &rendering{meta: meta{}}
	if err := best.read(d, r); schema.AsFault(err) != nil {
		return nil, true, err
	} else if err != nil {
		return nil, true, damaged("it looks like %s, but %w", best.name, err)
	}
	if r.attributed() {
		r.structure = best.name
	}
	return r, true, nil
}

// rendering is the text that is written of structured data, with what stands where in it.
type rendering struct {
	// structure is what the data were read by; "" if they say of nobody that he speaks, and are no more than text.
	structure string
	meta      meta
	parts     []part
	out       strings.Builder
	at        int     // code points written
	speaking  *string // the label of the turn that was begun last
}

// part is a line of a rendering or the beginning of a turn.
type part struct {
	kind
	label, time string
	// among tells speakers of the same label apart who are different people, as the numbers are that count anew in each section.
	among string
	line  piece
}

type kind int

const (
	turnKind   kind = iota // a turn begins
	speechKind             // it is said in the turn
	asideKind              // nobody says it: title, heading, stage direction
)

func (p part) play(to *script) {
	switch {
	case p.kind == turnKind:
		to.turn(p.label, p.time)
		to.turns[len(to.turns)-1].among = p.among
	case p.kind == speechKind || len(to.turns) == 0:
		to.add(p.line)
	}
}

// title notes the title, and writes it down.
func (r *rendering) title(text string) {
	if text = oneLine(text); text != "" && r.meta.first("title") == "" {
		r.note("title", text)
		r.aside(text)
	}
}

// note keeps something about the whole that isn't part of the text, or is said elsewhere in it: date, place, url, speakers.
func (r *rendering) note(key string, values ...string) {
	for _, v := range values {
		if v = oneLine(v); v != "" {
			r.meta[key] = append(r.meta[key], v)
		}
	}
}

// turn begins a turn. The time is as schema.Turn has it.
func (r *rendering) turn(label, time string) { r.turnAmong("", label, time) }

// turnAmong begins a turn of somebody whose label means the same person only among the turns of a section.
func (r *rendering) turnAmong(section, label, time string) {
	label, time = oneLine(label), oneLine(time)
	r.speaking = &label
	r.parts = append(r.parts, part{kind: turnKind, label: label, time: time, among: section})
	r.newLine(true)
	switch {
	case label != "" && time != "":
		r.write(label + " (" + time + ")")
	case time != "":
		r.write("(" + time + ")")
	default:
		r.write(label)
	}
}

// turnOf begins a turn unless the speaker is at it already.
func (r *rendering) turnOf(label, time string) {
	if r.speaking == nil || *r.speaking != oneLine(label) {
		r.turn(label, time)
	}
}

// say adds lines to the turn, each as it stands.
func (r *rendering) say(text string) { r.lines(speechKind, text) }

// aside adds lines that nobody says.
func (r *rendering) aside(text string) { r.lines(asideKind, text) }

func (r *rendering) lines(k kind, text string) {
	for _, l := range splitLines(text) {
		if l.text == "" {
			continue
		}
		r.newLine(k == asideKind)
		r.parts = append(r.parts, part{kind: k, line: piece{l.text, r.at}})
		r.write(l.text)
	}
}

// newLine ends the line before; a paragraph has a blank one before it.
func (r *rendering) newLine(paragraph bool) {
	switch {
	case r.at == 0:
	case paragraph:
		r.write("\n\n")
	default:
		r.write("\n")
	}
}

func (r *rendering) write(text string) {
	r.out.WriteString(text)
	r.at += runeCount(text)
}

// attributed reports whether anybody is said to speak, by a label or as one among others.
func (r *rendering) attributed() bool {
	return slices.ContainsFunc(r.parts, func(p part) bool { return p.kind == turnKind && (p.label != "" || p.among != "") })
}

// oneLine is text without line breaks and without white space around it.
func oneLine(text string) string {
	return strings.TrimFunc(strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, text), isBlank)
}

// squeeze makes one space of each run of white space, as XML and HTML mean it, and none of one that only breaks a line of Chinese.
// Ideographic spaces and NBSP are characters there.
func squeeze(text string) string {
	var b strings.Builder
	wrapped := false
	for text != "" {
		n := strings.IndexAny(text, " \t\r\n\f")
		if n < 0 {
			n = len(text)
		}
		if n > 0 {
			if b.Len() > 0 && (!wrapped || spaced(lastRune(b.String()), text)) {
				b.WriteByte(' ')
			}
			b.WriteString(text[:n])
			wrapped = false
		}
		if n < len(text) {
			wrapped = wrapped || text[n] == '\n'
			n++
		}
		text = text[n:]
	}
	return b.String()
}

// lastRune is the last character of a text.
func lastRune(text string) string {
	_, n := utf8.DecodeLastRuneInString(text)
	return text[len(text)-n:]
}

// offset writes seconds from the beginning as a time of a turn: 00:01:19.180.
func offset(seconds float64) string {
	if math.IsNaN(seconds) || seconds < 0 || seconds > 1000*3600 {
		return ""
	}
	ms := int64(math.Round(seconds * 1000))
	return fmt.Sprintf("%02d:%02d:%02d.%03d", ms/3_600_000, ms/60_000%60, ms/1000%60, ms%1000)
}

// clock takes the time of day out of a date and time such as 2024-05-10T09:31:06.500+08:00, 2024/05/10 9:31 and 09:31:06; "" if text
// is none.
func clock(text string) string {
	text = strings.TrimSpace(text)
	if at := strings.IndexAny(text, "T "); at >= 8 {
		text = strings.TrimSpace(text[at+1:])
	}
	stamp, rest, ok := cutStamp(text)
	if !ok || strings.Trim(rest, "Z+-:0123456789") != "" {
		return ""
	}
	return stamp
}

// word is a word of recognised speech.
type word struct {
	text, speaker string
	start         float64 // seconds; NaN where it isn't known
	glued         bool    // it follows the word before it without a space, as punctuation does
	breaks        bool    // it begins a paragraph
}

// nobody are the labels that stand for not knowing who speaks.
var nobody = set("U_UKN UNKNOWN Unknown unknown UU None null N/A")

func isNobody(label string) bool { return nobody[label] || label == "Unnamed Speaker" }

// words writes recognised speech down: what one speaker says until the next speaks is a turn, whose time is its first word's.
func (r *rendering) words(words []word) {
	known := slices.ContainsFunc(words, func(w word) bool { return w.speaker != "" && !isNobody(w.speaker) })
	var line strings.Builder
	flush := func() {
		if known {
			r.say(line.String())
		} else {
			r.aside(line.String())
		}
		line.Reset()
	}
	last := ""
	for i, w := range words {
		if isNobody(w.speaker) {
			w.speaker = ""
		}
		if i == 0 || w.speaker != last || w.breaks {
			flush()
		}
		if known && (i == 0 || w.speaker != last) {
			r.turn(w.speaker, offset(w.start))
		}
		if line.Len() > 0 && !w.glued && spaced(line.String(), w.text) {
			line.WriteByte(' ')
		}
		line.WriteString(oneLine(w.text))
		last = w.speaker
	}
	flush()
}

// shift says who speaks from a second on. Many programs keep it apart from the words, to be joined by the time.
type shift struct {
	start   float64
	speaker string
}

// shifts is in order of time.
type shifts []shift

func (s shifts) sorted() shifts {
	slices.SortStableFunc(s, func(a, b shift) int { return cmp.Compare(a.start, b.start) })
	return s
}

// during is who speaks at a second, and in which of the shifts: nobody, in -1, before the first. The lists are made apart, so a shift
// may begin a little after its first word.
func (s shifts) during(second float64) (speaker string, index int) {
	const slack = 0.05
	if math.IsNaN(second) {
		return "", -1
	}
	i, _ := slices.BinarySearchFunc(s, second+slack, func(s shift, t float64) int { return cmp.Compare(s.start, t) })
	if i == 0 {
		return "", -1
	}
	return s[i-1].speaker, i - 1
}

// spaced reports whether a space belongs between two words: not where one of them is written in a script without spaces.
func spaced(before, after string) bool {
	b, _ := utf8.DecodeLastRuneInString(before)
	a, _ := utf8.DecodeRuneInString(after)
	return !isIdeographic(b) && !isIdeographic(a)
}

func isIdeographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || 0x3000 <= r && r <= 0x303F || 0xFF01 <= r && r <= 0xFF60
}

func damaged(format string, args ...any) error {
	return schema.Faultf(schema.FaultDamaged, "open it with the program that made it, and save it again", format, args...)
}

// tooLarge is a Fault for what is over a limit of a container.
func tooLarge(format string, args ...any) error {
	return schema.Faultf(schema.FaultTooLarge, "split it", format, args...)
}
