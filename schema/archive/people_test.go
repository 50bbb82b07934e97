package archive

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"shilu/schema"
	"shilu/schema/people"
	"shilu/schema/query"
)

// meeting is a transcript in which each of the speakers, written "孟远@石桥镇党委/书记", says a sentence. Its bytes follow from the letter.
func meeting(path string, number int64, letter string, speakers ...string) (schema.Record, []byte) {
	texts := []string{"现在开会 " + letter}
	for range speakers {
		texts = append(texts, "好的。")
	}
	record, original := speech(path, number, texts...)
	record.Date = schema.Opt(fmt.Sprintf("2031-01-%02d", number))
	record.Speakers[0].Name = ""
	for n, written := range speakers {
		who, post, _ := strings.Cut(written, "/")
		name, organization, _ := strings.Cut(who, "@")
		record.Speakers = append(record.Speakers, schema.Speaker{ID: fmt.Sprintf("s%d", n+2), Name: schema.Opt(name), Labels: []string{name}, Role: schema.Official,
			Affiliation: schema.Opt(organization + post), Organization: schema.Opt(organization), Post: schema.Opt(post)})
		record.Turns[n+1].Speaker, record.Turns[n+1].Label = fmt.Sprintf("s%d", n+2), name
	}
	return record, original
}

func named(who string) schema.Identity {
	who, transcript, _ := strings.Cut(who, "#")
	name, organization, _ := strings.Cut(who, "@")
	return schema.Identity{Name: name, Organization: schema.Opt(organization), Transcript: transcript}
}

// ruling is the nth decision, about people.
func ruling(n int, kind schema.DecisionKind, name string, whom ...string) schema.Decision {
	d := decision(n, kind, whom[0])
	d.Name = name
	for _, who := range whom {
		d.Identities = append(d.Identities, named(who))
	}
	return d
}

// peopleNow is everybody in lines: "孟远 [孟远@石桥镇党委] 书记 石桥镇党委 2031-01-01..2031-01-02 (2)".
func peopleNow(t *testing.T, a *Archive) string {
	t.Helper()
	all, err := a.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return lines(all)
}

func lines(all []people.Person) string {
	var b strings.Builder
	for _, p := range all {
		fmt.Fprintf(&b, "%s [", p.Name)
		for n, i := range p.Identities {
			if n > 0 {
				b.WriteString(" ")
			}
			b.WriteString(i.String())
		}
		b.WriteString("]")
		for _, held := range p.Posts {
			fmt.Fprintf(&b, " %s %s %s..%s", held.Organization, held.Post, held.First, held.Last)
		}
		fmt.Fprintf(&b, " (%d)\n", p.Transcripts)
	}
	return b.String()
}

// Who is who follows from what is present and from the decisions that hold, in whatever order all of it came: revisions, better parsers,
// removals, decisions, their undoing. An archive that is made from the log, the decisions first, shows the same people.
func TestPeopleInAnyOrder(t *testing.T) {
	type event func(*Archive) error
	put := func(versions schema.Versions, path string, number int64, letter string, speakers ...string) (event, string) {
		record, original := meeting(path, number, letter, speakers...)
		record.Versions = versions
		return func(a *Archive) error {
			_, err := a.Put(t.Context(), record, original)
			return err
		}, record.ID
	}
	decide := func(d schema.Decision) event {
		return func(a *Archive) error { return a.Decide(t.Context(), d, false) }
	}
	first, firstID := put("parse.1", "p", 1, "A", "孟远@石桥镇党委/书记", "何苗@海城日报")
	second, _ := put("parse.1", "p", 2, "BB", "孟遠@石橋鎮黨委/書記", "何苗@海城日报")
	rough, _ := put("parse.1", "q", 3, "C", "孟远", "何苗", "唐映雪@砚溪县农业局/局长")
	finer, _ := put("parse.2", "q", 3, "C", "孟远@青禾县农业局/局长", "何苗", "唐映雪@砚溪县农业局/局长")
	alone, _ := put("parse.1", "r", 4, "D", "孟远")
	removed, removedID := put("parse.1", "s", 5, "E", "孟远@石桥镇党委/书记", "唐映雪")
	back, backID := put("parse.1", "u", 6, "F", "唐映雪@砚溪县农业局/副局长")

	wrong := ruling(3, schema.DecisionMerged, "", "何苗@海城日报", "孟远@")
	lifted := decision(8, schema.DecisionRemoved, backID)
	events := []event{
		first, second, rough, finer, alone, removed, back,
		decide(ruling(1, schema.DecisionMerged, "", "孟远@青禾县农业局", "孟远@石桥镇党委")),
		decide(ruling(2, schema.DecisionSplit, "", "何苗@海城日报#"+firstID)), // holds for the revision
		decide(wrong),
		decide(decision(4, schema.DecisionUndone, wrong.ID)),
		decide(ruling(5, schema.DecisionRenamed, "孟局长", "孟遠@石橋鎮黨委")),
		decide(ruling(6, schema.DecisionMerged, "", "何苗@", "何苗@海城日报#"+firstID)),
		decide(decision(7, schema.DecisionRemoved, removedID)),
		decide(lifted),
		decide(decision(9, schema.DecisionUndone, lifted.ID)),
	}
	want := strings.ReplaceAll(`
何苗 [何苗@海城日报#FIRST 何苗@] 海城日报  2031-01-02..2031-01-02 (2)
唐映雪 [唐映雪@砚溪县农业局] 砚溪县农业局 局长 2031-01-03..2031-01-03 砚溪县农业局 副局长 2031-01-06..2031-01-06 (2)
孟局长 [孟遠@石橋鎮黨委 孟远@青禾县农业局] 石橋鎮黨委 書記 2031-01-02..2031-01-02 青禾县农业局 局长 2031-01-03..2031-01-03 (2)
孟远 [孟远@] (1)
`[1:], "FIRST", firstID)

	var digest string
	r := rand.New(rand.NewPCG(5, 5))
	for range 60 {
		r.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		a := openTest(t)
		for range 2 { // what was refused is offered again, and the rest changes nothing
			for _, e := range events {
				if err := e(a); err != nil && schema.AsFault(err) == nil {
					t.Fatal(err)
				}
			}
		}
		checkTest(t, a)
		if got := peopleNow(t, a); got != want {
			t.Fatalf("the people are\n%swant\n%s", got, want)
		}
		got := digestTest(t, a)
		if digest == "" {
			digest = got
		}
		if got != digest {
			t.Fatalf("the digest is %s, in another order %s", got, digest)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func TestFindPeople(t *testing.T) {
	a := openTest(t)
	for n, speakers := range [][]string{
		{"孟远@石桥镇党委/书记"}, {"孟遠@石橋鎮黨委/書記"}, {"孟远@青禾县农业局/局长"}, {"孟远"}, {"a@b@海城日报"}, {"Jane Roe@Harbour Post"}, {"阿迪力•买买提@石桥镇"},
	} {
		record, original := meeting(fmt.Sprint(n), int64(n+1), strings.Repeat("X", n), speakers...)
		if speakers[0] == "a@b@海城日报" {
			record.Speakers[1].Name, record.Speakers[1].Organization = "a@b", "海城日报"
		}
		putTest(t, a, record, original)
	}
	find := func(who string) string {
		t.Helper()
		found, err := a.FindPeople(t.Context(), who)
		if err != nil {
			t.Fatal(err)
		}
		var all []string
		for _, p := range found {
			all = append(all, p.Identities[0].String())
		}
		slices.Sort(all)
		return strings.Join(all, " ")
	}
	office := people.ID(named("孟远@石桥镇党委"))
	for who, want := range map[string]string{
		"孟远": "孟远@ 孟远@石桥镇党委 孟远@青禾县农业局", "孟 遠": "孟远@ 孟远@石桥镇党委 孟远@青禾县农业局",
		"孟远@石桥镇党委": "孟远@石桥镇党委", "孟遠@石橋鎮黨委": "孟远@石桥镇党委", "孟远@": "孟远@",
		"孟远@海城日报": "", "远": "", "": "", "@": "", "%": "",
		office: "孟远@石桥镇党委", office[:4]: "孟远@石桥镇党委", strings.ToUpper(office): "孟远@石桥镇党委", office[:3]: "", office + "0": "",
		"a@b": "a@b@海城日报", "a@b@海城日报": "a@b@海城日报", "jane roe": "Jane Roe@Harbour Post", "阿迪力·買買提": "阿迪力•买买提@石桥镇",
	} {
		if got := find(who); got != want {
			t.Errorf("%q finds %q, want %q", who, got, want)
		}
	}

	// What is decided about them is how they are found, too.
	decideTest(t, a, ruling(1, schema.DecisionMerged, "", "孟远@石桥镇党委", "孟远@青禾县农业局"), ruling(2, schema.DecisionRenamed, "孟局长", "孟远@青禾县农业局"),
		ruling(3, schema.DecisionMerged, "", "孟远@石桥镇党委", "宋青@海城日报"))
	for _, who := range []string{"孟局长", "孟远@青禾县农业局", people.ID(named("孟远@青禾县农业局")), office[:5], people.ID(named("宋青@海城日报"))} {
		found, err := a.FindPeople(t.Context(), who)
		if err != nil || len(found) != 1 || found[0].ID != office || found[0].Name != "孟局长" || len(found[0].Identities) != 2 || found[0].Transcripts != 3 {
			t.Errorf("%s finds %+v, %v; want the one who was merged", who, found, err)
			continue
		}
		same, err := a.Namesakes(t.Context(), found[0])
		if err != nil || len(same) != 1 || !same[0].Alone {
			t.Errorf("the namesakes are %+v, %v; want the name that stands alone", same, err)
		}
		person, seen, err := a.Person(t.Context(), found[0].ID)
		if err != nil || person.Turns != 3 || len(seen) != 3 || seen[0].Date != "2031-01-03" || seen[0].Turns != 1 || seen[0].Title == "" {
			t.Errorf("the appearances are %+v, %v; want three, the newest first", seen, err)
		}
	}
	ledger, err := a.Ledger(t.Context())
	if err != nil || len(ledger) != 3 || len(ledger[0].Unfound) != 0 || !slices.Equal(ledger[2].Unfound, []schema.Identity{named("宋青@海城日报")}) {
		t.Errorf("the ledger is %+v, %v; want three decisions, of which the last names somebody who isn't there", ledger, err)
	}
	decideTest(t, a, decision(4, schema.DecisionUndone, ledger[0].ID))
	if ledger, err = a.Ledger(t.Context()); err != nil || len(ledger) != 3 || ledger[0].UndoneBy == "" || ledger[1].UndoneBy != "" {
		t.Errorf("the ledger is %+v, %v; want the first taken back", ledger, err)
	}
}

// Of two rulings that come to the same revision the one about the newer transcript holds.
func TestRulingsFollowRevisions(t *testing.T) {
	a := openTest(t)
	var ids []string
	for n := range 3 {
		record, original := meeting("p", int64(n+1), strings.Repeat("X", n+1), "孟远@石桥镇党委/书记")
		ids = append(ids, record.ID)
		putTest(t, a, record, original)
	}
	decideTest(t, a, ruling(1, schema.DecisionRenamed, "第一位", "孟远@石桥镇党委#"+ids[0]), ruling(2, schema.DecisionRenamed, "第二位", "孟远@石桥镇党委#"+ids[1]))
	if got := peopleNow(t, a); !strings.HasPrefix(got, "第二位 ") || strings.Count(got, "\n") != 1 {
		t.Errorf("the people are\n%s, want what was decided about the second revision", got)
	}
	decideTest(t, a, ruling(3, schema.DecisionRenamed, "第三位", "孟远@石桥镇党委#"+ids[2]))
	if got := peopleNow(t, a); !strings.HasPrefix(got, "第三位 ") || strings.Count(got, "\n") != 1 {
		t.Errorf("the people are\n%s, want what was decided about the third", got)
	}
}

// by: finds exactly the turns of a person, whatever was decided.
func TestSearchByPerson(t *testing.T) {
	a := openTest(t)
	var ids []string
	for n, speakers := range [][]string{
		{"孟远@石桥镇党委/书记", "何苗@海城日报"}, {"孟遠@石橋鎮黨委/書記", "孟远@青禾县农业局/局长"}, {"孟远", "何苗"}, {"孟远@石桥镇党委/书记", "孟远"}, {"何苗@海城日报"},
	} {
		record, original := meeting(fmt.Sprint(n), int64(n+1), strings.Repeat("X", n+1), speakers...)
		ids = append(ids, record.ID)
		putTest(t, a, record, original)
	}
	search := func(q string) int { return len(answer(t, a, query.Parse(q), SearchOptions{})) }
	check := func(when string) {
		t.Helper()
		all, err := a.People(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		total := 0
		for _, p := range all {
			person, _, err := a.Person(t.Context(), p.ID)
			if err != nil {
				t.Fatal(err)
			}
			total += person.Turns
			if got := search("by:" + p.ID); got != person.Turns {
				t.Errorf("%s: by:%s (%s) finds %d turns, want %d", when, p.ID, p.Name, got, person.Turns)
			}
		}
		if total != 9 {
			t.Errorf("%s: everybody has %d turns, want 9", when, total)
		}
	}
	check("before anything is decided")
	if got := search("by:孟远"); got != 6 {
		t.Errorf("by:孟远 finds %d turns, want those of all who go by it: 6", got)
	}
	decideTest(t, a, ruling(1, schema.DecisionMerged, "", "孟远@青禾县农业局", "孟远@石桥镇党委"))
	check("merged")
	decideTest(t, a, ruling(2, schema.DecisionSplit, "", "孟远@石桥镇党委#"+ids[3]))
	check("one transcript split")
	decideTest(t, a, ruling(3, schema.DecisionMerged, "", "孟远@#"+ids[2], "孟远@石桥镇党委#"+ids[3]), ruling(4, schema.DecisionRenamed, "孟老师", "孟远@#"+ids[2]))
	check("two transcripts merged")
	for q, want := range map[string]int{
		"by:孟老师": 2, "by:孟远@青禾县农业局": 3, "by:孟遠@石橋鎮黨委": 3, "by:孟远@": 1, "by:nobody": 0, "by:何苗 -by:何苗@": 2, "by:孟老师 OR by:孟远@青禾县农业局": 5,
		"-by:孟老师 好的": 7, "by:孟老师 现在": 0, "by:%": 0,
	} {
		if got := search(q); got != want {
			t.Errorf("%s finds %d turns, want %d", q, got, want)
		}
	}
}

// Whatever is put and decided, the people are those that a plain walk over the present records and the rulings finds.
func TestPeopleOracle(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	names, offices := []string{"孟远", "孟遠", "孟 远", "何苗", "唐映雪"}, []string{"", "石桥镇党委", "石橋鎮黨委", "海城日报"}
	somebody := func() string { return names[r.IntN(len(names))] + "@" + offices[r.IntN(len(offices))] }
	for range 25 {
		a := openTest(t)
		var ids []string
		for n := range 12 {
			var speakers []string
			for range r.IntN(4) {
				speakers = append(speakers, somebody()+[]string{"", "/书记", "/局长"}[r.IntN(3)])
			}
			record, original := meeting(fmt.Sprint(r.IntN(8)), int64(n+1), strings.Repeat("X", n), speakers...)
			ids = append(ids, record.ID)
			putTest(t, a, record, original)
		}
		var made []schema.Decision
		limited := map[string]bool{} // each identity in one transcript at most: which of several holds has a test of its own
		whom := func() string {
			who := somebody()
			if id := people.ID(named(who)); r.IntN(3) == 0 && !limited[id] {
				limited[id] = true
				who += "#" + ids[r.IntN(len(ids))]
			}
			return who
		}
		for n := range 10 {
			switch one, other := whom(), whom(); r.IntN(4) {
			case 0:
				made = append(made, ruling(n, schema.DecisionSplit, "", one))
			case 1:
				made = append(made, ruling(n, schema.DecisionRenamed, fmt.Sprint("第", n), one))
			default:
				if one != other {
					made = append(made, ruling(n, schema.DecisionMerged, "", one, other))
				}
			}
		}
		decideTest(t, a, made...)
		if got, want := peopleNow(t, a), lines(walk(t, a, ids, people.Rule(made))); got != want {
			t.Fatalf("after %+v the people are\n%swant\n%s", made, got, want)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

func walk(t *testing.T, a *Archive, ids []string, rulings []people.Ruling) []people.Person {
	t.Helper()
	present := func(id string) string {
		entry, err := a.Find(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		if entry.SupersededBy != "" {
			return string(entry.SupersededBy)
		}
		return id
	}
	var registry people.Registry
	for _, id := range ids {
		if present(id) != id {
			continue
		}
		record, err := a.Record(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range record.Speakers {
			identity, ok := people.Of(s)
			if !ok {
				continue
			}
			of := people.ID(identity)
			held := people.Ruling{ID: of, Person: of}
			for _, r := range rulings {
				if r.Of == of && (r.Transcript == "" && held.Transcript == "" || r.Transcript != "" && present(r.Transcript) == id) {
					held = r
				}
			}
			registry.Add(people.Appearance{Person: held.Person, Identity: held.ID, Limited: held.Transcript, Called: held.Called,
				Transcript: id, Date: record.Date, Name: string(s.Name), Organization: identity.Organization, Post: s.Post})
		}
	}
	return registry.People()
}
