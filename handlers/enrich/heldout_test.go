package enrich

// The held-out sample measures the rules on speech that they were not written for; testdata/heldout/README.md has its conventions. Only
// the summary is printed, because a line that a rule was tuned on measures nothing any more. SHILU_HELDOUT=show prints the
// lines too, for whoever keeps the sample.

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"shilu/schema"
)

const heldOut = "testdata/heldout"

// heldOutFloors are what was reached when they were written, rounded down to 0.01. They are only ever raised. That of the names' precision was
// lowered once, from 1.00, when nine of 193 were found and all right.
var heldOutFloors = map[string]float64{
	"figures precision":    0.96,
	"figures recall":       0.92,
	"figures value+unit":   0.95,
	"figures kind":         0.97,
	"figures comparison":   0.99,
	"figures approximate":  0.99,
	"of precision":         0.94,
	"of recall":            0.80,
	"dates precision":      0.96,
	"dates recall":         0.96,
	"dates from+to":        0.94,
	"names f1":             0.91,
	"names precision":      0.93,
	"names recall":         0.88,
	"place ref":            1.00,
	"speakers precision":   0.96,
	"speakers recall":      0.98,
	"speakers role":        0.94,
	"speakers name":        0.98,
	"speakers affiliation": 0.95,
	"speakers split":       0.84,
	"exchanges f1":         0.94,
	"exchanges precision":  0.93,
	"exchanges recall":     0.95,
	"addressees precision": 1.00,
	"addressees recall":    0.80,

	"files turns precision":      0.99,
	"files turns recall":         0.99,
	"files speakers precision":   0.88,
	"files speakers recall":      0.94,
	"files speakers role":        0.94,
	"files speakers name":        0.95,
	"files speakers affiliation": 0.88,
	"files speakers split":       0.98,
	"files exchanges precision":  0.93,
	"files exchanges recall":     0.87,
	"files addressees precision": 0.88,
	"files addressees recall":    0.64,
	"files names precision":      0.96,
	"files names recall":         0.83,
}

func TestHeldOut(t *testing.T) {
	m := &measured{t: t, show: os.Getenv("SHILU_HELDOUT") == "show"}
	m.figures()
	m.of()
	m.dates()
	m.names()
	m.transcripts()
	m.files(heldOutFiles)
	m.hold(heldOutFloors)
}

// measured gathers the rows of the table.
type measured struct {
	t    *testing.T
	show bool
	rows []*row
}

func (m *measured) row(name string) *row {
	r := &row{name: name}
	m.rows = append(m.rows, r)
	return r
}

// hold prints the table and compares it with the floors.
func (m *measured) hold(floors map[string]float64) {
	measures := map[string]float64{}
	for _, r := range m.rows {
		m.t.Log(r)
		for name, got := range r.values() {
			measures[r.name+" "+name] = got
		}
	}
	for _, name := range slices.Sorted(maps.Keys(floors)) {
		if got, ok := measures[name]; !ok || got < floors[name] {
			m.t.Errorf("%s: got %.4f, the floor is %.2f", name, got, floors[name])
		}
	}
}

// say prints a single line where that was asked for.
func (m *measured) say(format string, args ...any) {
	if m.show {
		m.t.Logf("  "+format, args...)
	}
}

// row is a line of the table: what was found of one sort, and how often each of its fields was right.
type row struct {
	name                 string
	right, missed, extra int
	shares               []*share
}

type share struct {
	name      string
	right, of int
}

func (r *row) share(name string, right bool) {
	i := slices.IndexFunc(r.shares, func(s *share) bool { return s.name == name })
	if i < 0 {
		i = len(r.shares)
		r.shares = append(r.shares, &share{name: name})
	}
	r.shares[i].of++
	if right {
		r.shares[i].right++
	}
}

func (r *row) values() map[string]float64 {
	values := map[string]float64{}
	if r.right+r.missed+r.extra > 0 {
		if r.right+r.extra > 0 {
			values["precision"] = ratio(r.right, r.right+r.extra)
		}
		values["recall"] = ratio(r.right, r.right+r.missed)
		values["f1"] = ratio(2*r.right, 2*r.right+r.missed+r.extra)
	}
	for _, s := range r.shares {
		values[s.name] = ratio(s.right, s.of)
	}
	return values
}

func (r *row) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-17s", r.name)
	values := r.values()
	if _, ok := values["f1"]; ok {
		precision := "-"
		if p, ok := values["precision"]; ok {
			precision = fmt.Sprintf("%.3f", p)
		}
		fmt.Fprintf(&b, "precision %-5s  recall %.3f  f1 %.3f  of %d", precision, values["recall"], values["f1"], r.right+r.missed)
	}
	for _, s := range r.shares {
		fmt.Fprintf(&b, "  %s %.3f", s.name, values[s.name])
		if r.right+r.missed == 0 {
			fmt.Fprintf(&b, "  of %d", s.of)
		}
	}
	return b.String()
}

func ratio(part, whole int) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}

// place is where something lies in a line: half-open, in code points.
type place struct{ start, end int }

func (p place) overlaps(q place) bool { return p.start < q.end && q.start < p.end }

// quoted is the beginning of each label.
type quoted struct {
	Text     string `json:"text"`
	Start    int    `json:"start"`
	Optional bool   `json:"optional"`
}

func (q quoted) place() place { return place{q.Start, q.Start + len([]rune(q.Text))} }

// assign gives for each label the index of what was found for it, or -1. Each is used once.
func assign(labels, found int, fits func(label, found int) bool) []int {
	of := make([]int, labels)
	used := make([]bool, found)
	for l := range of {
		of[l] = -1
		for f := range found {
			if !used[f] && fits(l, f) {
				of[l], used[f] = f, true
				break
			}
		}
	}
	return of
}

// count enters what was paired into the row. What lies in an optional label and in no wanted one doesn't count.
func (m *measured) count(r *row, line string, labels []quoted, found []place, of []int) {
	for l, q := range labels {
		switch {
		case q.Optional:
		case of[l] >= 0:
			r.right++
		default:
			r.missed++
			m.say("%s missed %q in %q", r.name, q.Text, line)
		}
	}
	for f, p := range found {
		free := slices.ContainsFunc(labels, func(q quoted) bool { return q.Optional && q.place().overlaps(p) })
		wanted := slices.ContainsFunc(labels, func(q quoted) bool { return !q.Optional && q.place().overlaps(p) })
		if !slices.Contains(of, f) && (!free || wanted) {
			r.extra++
			m.say("%s extra %q in %q", r.name, string([]rune(line)[p.start:p.end]), line)
		}
	}
}

func (m *measured) figures() {
	type label struct {
		quoted
		Value          float64      `json:"value"`
		Upper          *float64     `json:"upper"`
		Unit           schema.Opt   `json:"unit"`
		Kind           string       `json:"kind"`
		Comparison     string       `json:"comparison"`
		Approximate    *bool        `json:"approximate"`
		ValueAlso      []float64    `json:"value_also"`
		UpperAlso      []*float64   `json:"upper_also"`
		UnitAlso       []schema.Opt `json:"unit_also"`
		KindAlso       []string     `json:"kind_also"`
		ComparisonAlso []string     `json:"comparison_also"`
	}
	type line struct {
		Text    string  `json:"text"`
		Figures []label `json:"figures"`
	}
	r := m.row("figures")
	for _, line := range readHeldOut[line](m.t, "figures.jsonl") {
		found := figures(0, line.Text)
		places := make([]place, len(found))
		for i, f := range found {
			places[i] = place{f.Start, f.End}
		}
		labels := make([]quoted, len(line.Figures))
		for i, l := range line.Figures {
			labels[i] = l.quoted
			checkQuote(m.t, line.Text, l.quoted)
		}
		at := func(l, f int) bool { return labels[l].place().overlaps(places[f]) }
		value := func(l, f int) bool {
			want := line.Figures[l]
			return slices.ContainsFunc(append([]float64{want.Value}, want.ValueAlso...), func(v float64) bool { return sameNumber(v, found[f].Value) })
		}
		of := assign(len(labels), len(found), func(l, f int) bool { return at(l, f) && value(l, f) })
		m.count(r, line.Text, labels, places, of)
		for l, want := range line.Figures {
			if want.Optional {
				continue
			}
			f := of[l]
			if f < 0 {
				// At its place and with another value: the value is wrong.
				if slices.ContainsFunc(places, labels[l].place().overlaps) {
					r.share("value+unit", false)
				}
				continue
			}
			got := found[f]
			unit := slices.ContainsFunc(append([]schema.Opt{want.Unit}, want.UnitAlso...), func(u schema.Opt) bool { return sameUnit(u, got.Unit) })
			upper := slices.ContainsFunc(append([]*float64{want.Upper}, want.UpperAlso...), func(u *float64) bool {
				return u == nil && got.Upper == nil || u != nil && got.Upper != nil && sameNumber(*u, *got.Upper)
			})
			kind := slices.Contains(append([]string{want.Kind}, want.KindAlso...), got.Kind)
			comparison := slices.Contains(append([]string{want.Comparison}, want.ComparisonAlso...), got.Comparison)
			approximate := want.Approximate == nil || *want.Approximate == got.Approximate
			r.share("value+unit", unit && upper)
			r.share("kind", kind)
			r.share("comparison", comparison)
			r.share("approximate", approximate)
			if !unit || !upper || !kind || !comparison || !approximate {
				m.say("figures read %s for %q in %q", describeFigure(got), want.Text, line.Text)
			}
		}
	}
}

// of measures what figures measure: of those that are named, how many are right, and how many of those with a name have one. A quotation
// that is wrong is one extra and one missed. Whether the figure itself is found is measured elsewhere.
func (m *measured) of() {
	r := m.row("of")
	for _, line := range readOfLines(m.t, filepath.Join(heldOut, "of.tsv")) {
		found := figuresWithOf(m.t, line.text)
		for _, label := range line.labels {
			f := slices.IndexFunc(found, func(f schema.Figure) bool {
				return strings.Contains(f.Text, label.figure) || strings.Contains(label.figure, f.Text)
			})
			if f < 0 {
				m.say("of finds no %q in %q", label.figure, line.text)
				continue
			}
			of := found[f].Of
			found = found[f+1:]
			right := slices.Contains(label.right, of)
			switch {
			case of != "" && right:
				r.right++
			case of != "":
				r.extra++
				m.say("of read %q for %q in %q", of, label.figure, line.text)
			}
			if !right && label.right[0] != "" {
				r.missed++
			}
		}
	}
}

func (m *measured) dates() {
	type bounds struct {
		From schema.Opt `json:"from"`
		To   schema.Opt `json:"to"`
	}
	type label struct {
		quoted
		bounds
		Also  []bounds `json:"also"`
		Slack int      `json:"slack_days"`
	}
	type line struct {
		Spoken schema.Opt `json:"spoken"`
		Text   string     `json:"text"`
		Dates  []label    `json:"dates"`
	}
	r := m.row("dates")
	for _, line := range readHeldOut[line](m.t, "dates.jsonl") {
		found := dates(0, line.Text, line.Spoken)
		places := make([]place, len(found))
		for i, d := range found {
			places[i] = place{d.Start, d.End}
		}
		labels := make([]quoted, len(line.Dates))
		for i, l := range line.Dates {
			labels[i] = l.quoted
			checkQuote(m.t, line.Text, l.quoted)
		}
		right := func(l, f int) bool {
			want := line.Dates[l]
			return slices.ContainsFunc(append([]bounds{want.bounds}, want.Also...), func(b bounds) bool {
				return sameDay(b.From, found[f].From, want.Slack) && sameDay(b.To, found[f].To, want.Slack)
			})
		}
		of := assign(len(labels), len(found), func(l, f int) bool { return labels[l].place().overlaps(places[f]) })
		m.count(r, line.Text, labels, places, of)
		for l, f := range of {
			if f < 0 || labels[l].Optional {
				continue
			}
			r.share("from+to", right(l, f))
			if !right(l, f) {
				m.say("dates read %s for %q in %q, spoken %s", describeDate(found[f]), labels[l].Text, line.Text, line.Spoken)
			}
		}
	}
}

func (m *measured) names() {
	type label struct {
		quoted
		Kind     string   `json:"kind"`
		KindAlso []string `json:"kind_also"`
		Ref      string   `json:"ref"`
	}
	type line struct {
		Text     string               `json:"text"`
		Title    schema.Opt           `json:"title"`
		Place    schema.Opt           `json:"place"`
		Roster   []schema.Participant `json:"roster"`
		Entities []label              `json:"entities"`
	}
	all := m.row("names")
	kinds := []string{"person", "place", "organization", "document"}
	of := map[string]*row{}
	for _, kind := range kinds {
		of[kind] = m.row(kind)
	}
	for _, line := range readHeldOut[line](m.t, "names.jsonl") {
		record := schema.Record{Versions: "parse.1", Title: line.Title, Place: line.Place, Roster: line.Roster,
			Speakers: []schema.Speaker{{ID: "s1", Labels: []string{""}, Role: schema.Unknown}},
			Turns:    []schema.Turn{{Speaker: "s1", Text: line.Text}}}
		found := handled(m.t, record).Entities
		for _, l := range line.Entities {
			checkQuote(m.t, line.Text, l.quoted)
		}
		for _, kind := range kinds {
			var labels []quoted
			var wanted []label
			for _, l := range line.Entities {
				switch {
				case l.Kind == kind:
				case l.Optional, slices.ContainsFunc(found, func(e schema.Entity) bool {
					return e.Kind == kind && slices.Contains(l.KindAlso, kind) && l.place().overlaps(place{e.Start, e.End})
				}):
					// What is optional as one kind isn't extra as another, nor is the other kind that is right too.
					l.Optional = true
				default:
					continue
				}
				labels, wanted = append(labels, l.quoted), append(wanted, l)
			}
			var places []place
			var entities []schema.Entity
			for _, e := range found {
				if e.Kind == kind {
					places, entities = append(places, bare(line.Text, place{e.Start, e.End})), append(entities, e)
				}
			}
			paired := assign(len(labels), len(places), func(l, f int) bool { return bare(line.Text, labels[l].place()) == places[f] })
			before := *of[kind]
			m.count(of[kind], line.Text, labels, places, paired)
			all.right += of[kind].right - before.right
			all.missed += of[kind].missed - before.missed
			all.extra += of[kind].extra - before.extra
			for l, f := range paired {
				if f >= 0 && wanted[l].Ref != "" {
					right := strings.HasPrefix(string(entities[f].Ref), wanted[l].Ref)
					of[kind].share("ref", right)
					if !right {
						m.say("names resolved %q to %q in %q", labels[l].Text, entities[f].Ref, line.Text)
					}
				}
			}
		}
	}
}

// bare leaves the quotation marks at the ends of a name away.
func bare(line string, p place) place {
	const marks = "《》“”「」『』\"'"
	text := []rune(line)
	for p.start < p.end && strings.ContainsRune(marks, text[p.start]) {
		p.start++
	}
	for p.start < p.end && strings.ContainsRune(marks, text[p.end-1]) {
		p.end--
	}
	return p
}

func sameNumber(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(a)) }

// sameUnit holds what the contract leaves open against each other: durations, ages and English nouns have several spellings.
func sameUnit(a, b schema.Opt) bool {
	over := func(u schema.Opt) string {
		parts := strings.Split(string(u), "/")
		for i, p := range parts {
			if name, ok := unitNames[p]; ok {
				parts[i] = name
			} else if len(p) > 3 && p[0] < 0x80 {
				parts[i] = strings.TrimSuffix(p, "s")
			}
		}
		return strings.Join(parts, "/")
	}
	return over(a) == over(b)
}

// unitNames gives each spelling of a unit the one that it is compared by.
var unitNames = func() map[string]string {
	names := map[string]string{}
	for _, spellings := range []string{
		"秒 秒钟 秒鐘 s sec second seconds", "min 分 分钟 分鐘 minute minutes", "h 小时 小時 个小时 個小時 钟头 hour hours hr",
		"d 天 日 day days", "wk 周 週 星期 礼拜 week weeks", "mo 月 个月 個月 month months",
		"a 年 岁 歲 周岁 週歲 year years yr", "°C ℃ 度 摄氏度 攝氏度", "μg µg ug", "mL ml", "L l", "mi mile miles", "ft foot feet 英尺",
		"gal gallon gallons", "t 吨 噸 公吨 公噸", "倍 time times fold x",
	} {
		all := strings.Fields(spellings)
		for _, s := range all {
			names[s] = all[0]
		}
	}
	return names
}()

// sameDay compares two bounds that may lie some days apart.
func sameDay(a, b schema.Opt, slack int) bool {
	if a == b || a == "" || b == "" {
		return a == b
	}
	x, errX := time.Parse(time.DateOnly, string(a))
	y, errY := time.Parse(time.DateOnly, string(b))
	return errX == nil && errY == nil && x.Sub(y).Abs() <= time.Duration(slack)*24*time.Hour
}

func checkQuote(t *testing.T, line string, q quoted) {
	t.Helper()
	text, p := []rune(line), q.place()
	if p.start < 0 || p.end > len(text) || string(text[p.start:p.end]) != q.Text {
		t.Fatalf("a label doesn't lie at its start %d", q.Start)
	}
}

func readHeldOut[T any](t *testing.T, name string) []T {
	t.Helper()
	file, err := os.Open(filepath.Join(heldOut, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var all []T
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var one T
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatalf("%s, line %d: %v", name, len(all)+1, err)
		}
		all = append(all, one)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
