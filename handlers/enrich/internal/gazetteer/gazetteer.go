// Package gazetteer knows places by name: China's administrative units down to the township with their codes, and the world's
// countries, regions and cities without.
//
// Names are folded, as shilu/schema/hanzi does it. README.md says where the tables come from.
package gazetteer

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"shilu/schema/hanzi"
)

var (
	//go:embed china.txt.gz
	chinaTable []byte
	//go:embed world.tsv
	worldTable string
	//go:embed world-by-hand.tsv
	worldByHand string
)

// Level says how high a place stands in China's administration.
type Level uint8

// The levels.
const (
	World Level = iota // outside China, or a city or region of it that has no code here
	Province
	Prefecture
	County
	Township
)

// A Place is one administrative unit.
type Place struct {
	// Code is that of GB/T 2260 (six digits) or GB/T 10114 (nine, a township); "" where there is none.
	Code  string
	Level Level
	// Parent is the unit above, -1 for none.
	Parent int32
	// Name is the full name, folded.
	Name string
}

// A Form says how a name names its places.
type Form uint8

// The forms.
const (
	Full  Form = 1 << iota // 荣成市, 成山镇
	Short                  // 荣成, without the word for what it is
)

// A Gazetteer holds places by name. It is safe for several readers.
type Gazetteer struct {
	Places []Place
	byName map[string]entry
	latin  map[string][]string // by first word, the longest first
	lands  map[string]bool
}

type entry struct {
	places []int32
	form   Form
}

// Load reads the tables. It takes some 40 ms, and the result 8 MB.
func Load() *Gazetteer {
	g := &Gazetteer{Places: make([]Place, 0, 43_000), byName: make(map[string]entry, 48_000), latin: map[string][]string{}, lands: map[string]bool{}}
	var above [Township + 1]int32
	for line := range strings.Lines(unzipped(chinaTable)) {
		line = strings.TrimSuffix(line, "\n")
		name := strings.TrimLeft(line, "\t0123456789")
		p := Place{Code: strings.TrimSpace(line[:len(line)-len(name)]), Parent: -1, Name: name}
		switch depth := strings.LastIndex(line, "\t") + 1; {
		case p.Code == "":
			p.Level = Province + Level(depth)
		case len(p.Code) == 9:
			p.Level = Township
		case strings.HasSuffix(p.Code, "0000"):
			p.Level = Province
		case strings.HasSuffix(p.Code, "00"):
			p.Level = Prefecture
		default:
			p.Level = County
		}
		p.Parent = g.parent(p, above)
		id := int32(len(g.Places))
		g.Places = append(g.Places, p)
		above[p.Level] = id
		g.name(name, id, Full)
		for _, short := range shortNames(p) {
			g.name(short, id, Short)
		}
	}
	for _, e := range g.byName {
		slices.SortStableFunc(e.places, func(a, b int32) int { return int(g.Places[a].Level) - int(g.Places[b].Level) })
	}
	for _, table := range []string{worldTable, worldByHand} {
		g.world(table)
	}
	return g
}

// parent is the nearest unit above that the code begins like, as Beijing's districts have no prefecture.
func (g *Gazetteer) parent(p Place, above [Township + 1]int32) int32 {
	for level := p.Level - 1; level >= Province; level-- {
		if int(above[level]) < len(g.Places) {
			if q := g.Places[above[level]]; q.Level == level && (p.Code == "" || strings.HasPrefix(p.Code, strings.TrimRight(q.Code, "0"))) {
				return above[level]
			}
		}
	}
	return -1
}

func (g *Gazetteer) name(name string, id int32, form Form) {
	e := g.byName[name]
	e.places = append(e.places, id)
	e.form |= form
	g.byName[name] = e
}

// world reads names that have no code.
func (g *Gazetteer) world(table string) {
	for line := range strings.Lines(table) {
		script, names, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || strings.HasPrefix(line, "#") {
			continue
		}
		for name := range strings.SplitSeq(names, "|") {
			if script != "han" {
				if script == "land" {
					g.lands[name] = true
				}
				first, _, _ := strings.Cut(name, " ")
				g.latin[first] = insertLongestFirst(g.latin[first], name)
			} else if name = hanzi.FoldString(name); g.byName[name].places == nil {
				g.byName[name] = entry{form: Full}
			}
		}
	}
}

func insertLongestFirst(names []string, name string) []string {
	at := 0
	for at < len(names) && len(names[at]) >= len(name) {
		if names[at] == name {
			return names
		}
		at++
	}
	return append(names[:at], append([]string{name}, names[at:]...)...)
}

// Each gives every name in Chinese characters, in no order, with the highest level that it names.
func (g *Gazetteer) Each(do func(name string, form Form, level Level)) {
	for name, e := range g.byName {
		level := World
		if len(e.places) > 0 {
			level = g.Places[e.places[0]].Level
		}
		do(name, e.form, level)
	}
}

// Find gives the administrative units of a name, the highest first. ok is true for a name of the world too, which has none.
func (g *Gazetteer) Find(name string) (places []int32, ok bool) {
	e, ok := g.byName[name]
	return e.places, ok
}

// Latin returns the longest name in Latin letters that s begins with.
func (g *Gazetteer) Latin(s string) string {
	word := s
	if end := strings.IndexAny(s, " \n"); end >= 0 {
		word = s[:end]
	}
	for _, key := range []string{word, strings.TrimRightFunc(word, unicode.IsPunct), strings.TrimRightFunc(word, unicode.IsPunct) + ","} {
		for _, name := range g.latin[key] {
			if strings.HasPrefix(s, name) {
				return name
			}
		}
	}
	if end := strings.IndexFunc(word, func(r rune) bool { return !unicode.IsLetter(r) }); end > 0 { // Tokyo's
		for _, name := range g.latin[word[:end]] {
			if strings.HasPrefix(s, name) {
				return name
			}
		}
	}
	return ""
}

// IsLand says whether a name in Latin letters is a country's or a state's, which stands behind the city's.
func (g *Gazetteer) IsLand(name string) bool { return g.lands[name] }

// Within says whether a place is the other or lies in it.
func (g *Gazetteer) Within(place, other int32) bool {
	for place >= 0 && place != other {
		place = g.Places[place].Parent
	}
	return place >= 0
}

// shortNames are what people call a place without the word for what it is: 荣成 for 荣成市, 凉山 and 凉山州 for 凉山彝族自治州. One
// character alone is no name, and townships keep theirs.
func shortNames(p Place) []string {
	if p.Level == Township {
		return nil
	}
	for _, ending := range []string{"特别行政区", "自治区", "自治州", "自治县", "自治旗", "地区", "林区", "省", "市", "县", "区", "盟", "旗"} {
		stem, ok := strings.CutSuffix(p.Name, ending)
		if !ok {
			continue
		}
		var names []string
		if strings.HasPrefix(ending, "自治") {
			stem = withoutPeoples(stem)
			if ending == "自治州" {
				names = append(names, stem+"州")
			}
		}
		if utf8.RuneCountInString(stem) >= 2 {
			names = append(names, stem)
		}
		return names
	}
	return nil
}

// withoutPeoples cuts the peoples off a name: 大理白族, 新疆维吾尔, 海西蒙古族藏族.
func withoutPeoples(stem string) string {
	for again := true; again; {
		again = false
		for _, people := range peoples {
			for _, ending := range []string{people + "族", people} {
				if rest, ok := strings.CutSuffix(stem, ending); ok && utf8.RuneCountInString(rest) >= 2 {
					stem, again = rest, true
					break
				}
			}
		}
	}
	return stem
}

// peoples are those in the names of autonomous units; 蒙古 belongs to 内蒙古 and counts only with 族.
var peoples = strings.Fields(`维吾尔 蒙古族 回族 藏族 苗族 彝族 壮族 布依 朝鲜 满族 侗族 瑶族 白族 土家 哈尼 哈萨克 傣族 黎族 傈僳 佤族 畲族 拉祜 水族 东乡
 纳西 景颇 柯尔克孜 土族 达斡尔 仫佬 羌族 布朗 撒拉 毛南 仡佬 锡伯 塔吉克 怒族 鄂温克 德昂 保安 裕固 独龙 鄂伦春 赫哲 各族`)

func unzipped(table []byte) string {
	z, err := gzip.NewReader(bytes.NewReader(table))
	if err != nil {
		panic(fmt.Sprintf("gazetteer: the embedded table: %v", err)) // a test loads it
	}
	var b strings.Builder
	b.Grow(1 << 20)
	if _, err := io.Copy(&b, z); err != nil {
		panic(fmt.Sprintf("gazetteer: the embedded table: %v", err))
	}
	return b.String()
}
