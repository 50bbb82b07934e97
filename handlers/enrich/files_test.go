package enrich

// Whole files: what parse and enrich make together of a file as somebody would drop it. A file of the sample has its labels before it
// and in it; testdata/files/README.md tells the form.

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"shilu/handlers/parse"
	"shilu/schema"
)

const (
	seenFiles    = "testdata/files"
	heldOutFiles = heldOut + "/files"
)

// filesFloors are what the files that rules were written on reach, rounded down to 0.01.
var filesFloors = map[string]float64{
	"files turns precision":      1.00,
	"files turns recall":         1.00,
	"files speakers precision":   1.00,
	"files speakers recall":      1.00,
	"files speakers role":        0.99,
	"files speakers name":        0.99,
	"files speakers affiliation": 0.99,
	"files speakers split":       0.99,
	"files exchanges precision":  0.98,
	"files exchanges recall":     0.98,
	"files addressees precision": 1.00,
	"files addressees recall":    0.96,
	"files names precision":      0.93,
	"files names recall":         0.88,
}

// TestFiles measures the files that rules may be written on, and says what is wrong in them.
func TestFiles(t *testing.T) {
	m := &measured{t: t, show: true}
	m.files(seenFiles)
	m.hold(filesFloors)
}

// markedFile is a file with what is to be found in it.
type markedFile struct {
	name    string
	text    []rune
	persons []wantedPerson
	turns   []markedTurn
	names   []markedName
}

// markedTurn is where a turn begins, and what its mark says of it.
type markedTurn struct {
	start   int // code point in the file
	speaker string
	asks    []string // the questions that it asks or goes on asking
	answers []string
	maybe   []string // the questions that it may be said to answer
	to      []string
	perhaps []string // whom it may be said to address
	named   bool     // all names in it are marked
}

type markedName struct {
	place
	text, kind string
	optional   bool
}

// files measures every file of a folder.
func (m *measured) files(folder string) {
	name := filepath.Base(folder)
	turns, speakers := m.row(name+" turns"), m.row(name+" speakers")
	exchanges, addressees, names := m.row(name+" exchanges"), m.row(name+" addressees"), m.row(name+" names")
	files, err := filepath.Glob(filepath.Join(folder, "*.*"))
	if err != nil || len(files) < 2 {
		m.t.Fatalf("read %s: %d files, %v", folder, len(files), err)
	}
	for _, file := range files {
		if filepath.Base(file) == "README.md" {
			continue
		}
		marked := readMarked(m.t, file)
		got := marked.handled(m.t)
		at := marked.match(got)
		m.fileTurns(turns, marked, got, at)
		want := marked.wanted(at)
		m.speakers(speakers, marked.name, want, got)
		m.exchanges(exchanges, marked.name, want, got)
		m.addressees(addressees, marked.name, want, got)
		m.fileNames(names, marked, got)
	}
}

// handled is the record that the two handlers make of the file.
func (f markedFile) handled(t *testing.T) schema.Record {
	t.Helper()
	original := []byte(string(f.text))
	record, err := parse.Handle(t.Context(), schema.Received{
		File:     schema.File{Inbox: "inbox", Path: f.name, Number: 1, Digest: schema.Digest(original), Size: int64(len(original))},
		Original: original,
	})
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	record, err = Handle(context.Background(), record)
	if err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return record
}

// match gives for each marked turn the index of the first turn that was read from it, or -1.
func (f markedFile) match(got schema.Record) []int {
	at := make([]int, len(f.turns))
	for i, marked := range f.turns {
		end := len(f.text)
		if i+1 < len(f.turns) {
			end = f.turns[i+1].start
		}
		at[i] = slices.IndexFunc(got.Turns, func(t schema.Turn) bool {
			return len(t.Spans) > 0 && marked.start <= t.Spans[0][0] && t.Spans[0][0] < end
		})
	}
	return at
}

// fileTurns counts the turns that parse reads as marked.
func (m *measured) fileTurns(r *row, f markedFile, got schema.Record, at []int) {
	for i, turn := range at {
		if turn < 0 {
			r.missed++
			m.say("%s: no turn begins at %q", f.name, string(f.text[f.turns[i].start:min(len(f.text), f.turns[i].start+20)]))
		} else {
			r.right++
		}
	}
	for _, t := range got.Turns {
		if !slices.Contains(at, t.Index) {
			r.extra++
			m.say("%s (%s): %q %.30q is no turn", f.name, got.Layout, t.Label, t.Text)
		}
	}
}

// wanted is what is to be found, by the indexes of the turns that were read. A turn that wasn't read counts as a question or answer that was
// missed, and not as a speaker.
func (f markedFile) wanted(at []int) wantedTranscript {
	var want wantedTranscript
	index := func(i int) int {
		if at[i] < 0 {
			return -1 - i
		}
		return at[i]
	}
	for _, p := range f.persons {
		for i, turn := range f.turns {
			if turn.speaker == p.Key && at[i] >= 0 {
				p.Turns = append(p.Turns, at[i])
			}
		}
		if len(p.Turns) > 0 {
			want.Persons = append(want.Persons, p)
		}
	}
	first := map[string]int{}
	for i, turn := range f.turns {
		for _, q := range turn.asks {
			if e, known := first[q]; known {
				want.Exchanges[e].Question = append(want.Exchanges[e].Question, index(i))
				continue
			}
			first[q] = len(want.Exchanges)
			want.Exchanges = append(want.Exchanges, wantedExchange{Question: []int{index(i)}, Addressees: turn.to, AddresseesOptional: turn.perhaps})
		}
		for _, q := range turn.answers {
			e := &want.Exchanges[first[q]]
			e.Answers = append(e.Answers, index(i))
		}
		for _, q := range turn.maybe {
			want.OptionalEdges = append(want.OptionalEdges, [2]int{want.Exchanges[first[q]].Question[0], index(i)})
		}
	}
	return want
}

// fileNames counts the names in the turns in which all are marked.
func (m *measured) fileNames(r *row, f markedFile, got schema.Record) {
	var found []schema.Entity
	var places []place
	for _, e := range got.Entities {
		start, end := inFile(got.Turns[e.Turn], e.Start), inFile(got.Turns[e.Turn], e.End-1)+1
		if f.isNamed(start) {
			found, places = append(found, e), append(places, place{start, end})
		}
	}
	wanted := slices.DeleteFunc(slices.Clone(f.names), func(n markedName) bool { return !f.isNamed(n.start) })
	labels := make([]quoted, len(wanted))
	for i, n := range wanted {
		labels[i] = quoted{Text: n.text, Start: n.start, Optional: n.optional}
	}
	same := func(l, i int) bool {
		return wanted[l].kind == found[i].Kind && strings.Trim(wanted[l].text, "《》“”") == strings.Trim(found[i].Text, "《》“”") &&
			wanted[l].overlaps(places[i])
	}
	m.count(r, string(f.text), labels, places, assign(len(labels), len(found), same))
}

func (f markedFile) isNamed(at int) bool {
	named := false
	for _, turn := range f.turns {
		if turn.start <= at {
			named = turn.named
		}
	}
	return named
}

// inFile is where a code point of the turn's text lies in the file.
func inFile(t schema.Turn, at int) int {
	for _, span := range t.Spans {
		if length := span[1] - span[0]; at <= length {
			return span[0] + at
		} else {
			at -= length + 1
		}
	}
	return -1
}

// readMarked reads a file of the sample and takes its marks out.
func readMarked(t *testing.T, path string) markedFile {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	head, body, ok := strings.Cut(string(data), "\n-----\n")
	if !ok {
		t.Fatalf("%s: no line ----- between labels and text", path)
	}
	f := markedFile{name: filepath.Base(path)}
	for body != "" {
		r, size := utf8.DecodeRuneInString(body)
		switch r {
		case '‹':
			mark, rest, ok := strings.Cut(body[size:], "›")
			if !ok {
				t.Fatalf("%s: a mark without end: %.40q", path, body)
			}
			f.mark(t, mark)
			body = rest
		case '{':
			name, rest, ok := strings.Cut(body[size:], "}")
			kind, text, colon := strings.Cut(name, ":")
			if !ok || !colon {
				t.Fatalf("%s: a name without end: %.40q", path, body)
			}
			f.addName(t, kind, text)
			f.text = append(f.text, []rune(text)...)
			body = rest
		default:
			f.text = append(f.text, r)
			body = body[size:]
		}
	}
	for _, line := range strings.Split(head, "\n") {
		f.person(t, splitTrimmed(line, "|"))
	}
	return f
}

func (f *markedFile) mark(t *testing.T, mark string) {
	words := strings.Fields(mark)
	turn := markedTurn{start: len(f.text), speaker: words[0]}
	for _, word := range words[1:] {
		switch {
		case word == "n":
			turn.named = true
		case strings.HasPrefix(word, "to="):
			turn.to = strings.Split(word[len("to="):], ",")
		case strings.HasPrefix(word, "opt="):
			turn.perhaps = strings.Split(word[len("opt="):], ",")
		case word[0] == 'q':
			turn.asks = append(turn.asks, word[1:])
		case word[0] == 'a' && strings.HasSuffix(word, "?"):
			turn.maybe = append(turn.maybe, strings.TrimSuffix(word[1:], "?"))
		case word[0] == 'a':
			turn.answers = append(turn.answers, word[1:])
		default:
			t.Fatalf("%s: the mark %q isn't understood", f.name, mark)
		}
	}
	f.turns = append(f.turns, turn)
}

func (f *markedFile) addName(t *testing.T, kind, text string) {
	kinds := map[string]string{"P": "person", "L": "place", "O": "organization", "D": "document"}
	kind, optional := strings.CutSuffix(kind, "?")
	if kinds[kind] == "" {
		t.Fatalf("%s: no kind %q of names", f.name, kind)
	}
	start := len(f.text)
	f.names = append(f.names, markedName{place{start, start + utf8.RuneCountInString(text)}, text, kinds[kind], optional})
}

// person reads a line of the head. One with * is of everybody whose key begins so.
func (f *markedFile) person(t *testing.T, fields []string) {
	if len(fields) < 6 {
		t.Fatalf("%s: %q has %d of 6 fields", f.name, fields, len(fields))
	}
	p := wantedPerson{Key: fields[0]}
	for i, name := range eitherOf(fields[1]) {
		if i == 0 {
			p.Name = schema.Opt(name)
		} else {
			p.NameAlso = append(p.NameAlso, schema.Opt(name))
		}
	}
	for _, role := range strings.Split(fields[2], "/") {
		p.Role, p.RoleAlso = schema.Role(role), append(p.RoleAlso, schema.Role(role))
	}
	for i, affiliation := range eitherOf(fields[3]) {
		switch {
		case affiliation == "?":
			p.AffiliationOptional = true
		case i == 0:
			p.Affiliation = schema.Opt(affiliation)
		default:
			p.AffiliationAlso = append(p.AffiliationAlso, schema.Opt(affiliation))
		}
	}
	if organization, post := eitherOf(fields[4])[0], eitherOf(fields[5])[0]; organization != "?" && post != "?" {
		p.Organization, p.Post = schema.Opt(organization), schema.Opt(post)
	}
	// Two questions of an unnamed journalist may be one person's or two persons'.
	p.PartitionOptional = p.Name == "" && p.Role == schema.Journalist
	all := strings.TrimSuffix(p.Key, "*")
	if all == p.Key {
		f.persons = append(f.persons, p)
		return
	}
	for _, turn := range f.turns {
		p.Key = turn.speaker
		if strings.HasPrefix(p.Key, all) && !slices.ContainsFunc(f.persons, func(q wantedPerson) bool { return q.Key == p.Key }) {
			f.persons = append(f.persons, p)
		}
	}
}

// eitherOf are the right answers of a field; - is none.
func eitherOf(field string) []string {
	either := splitTrimmed(field, " / ")
	for i, s := range either {
		if s == "-" {
			either[i] = ""
		}
	}
	if len(either) == 0 {
		return []string{""}
	}
	return either
}
