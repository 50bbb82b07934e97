package query

import (
	"reflect"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	for _, test := range []struct {
		input string
		want  Node
	}{
		{"海岸线", Text("海岸线")},
		{" 海岸线　西洋参 ", And{Text("海岸线"), Text("西洋参")}},
		{"海岸线 AND 西洋参", And{Text("海岸线"), Text("西洋参")}},
		{`"西洋参  产业"`, Text("西洋参 产业")},
		{"“西洋参”「产业」", And{Text("西洋参"), Text("产业")}},
		{"『a』 ＂b＂", And{Text("a"), Text("b")}},
		{"a OR b c OR d", Or{Text("a"), And{Text("b"), Text("c")}, Text("d")}},
		{"(a OR b) c", And{Or{Text("a"), Text("b")}, Text("c")}},
		{"（a OR b）c", And{Or{Text("a"), Text("b")}, Text("c")}},
		{"a -b", And{Text("a"), Not{Text("b")}}},
		{"a －“b c”", And{Text("a"), Not{Text("b c")}}},
		{"a NOT b", And{Text("a"), Not{Text("b")}}},
		{"a AND NOT (b OR c)", And{Text("a"), Not{Or{Text("b"), Text("c")}}}},
		{"-a", Not{Text("a")}},
		{"NOT NOT a", Not{Not{Text("a")}}},
		{`a "" () b`, And{Text("a"), Text("b")}},

		// Not syntax: inside a word, or in lower case.
		{"2023-24", Text("2023-24")},
		{"公司(集团)", Text("公司(集团)")},
		{"(公司(集团) OR 集体)", Or{Text("公司(集团)"), Text("集体")}},
		{`他说“好”`, Text("他说“好”")},
		{"and or not", And{Text("and"), Text("or"), Text("not")}},
		{"ANDREAS ORNOT", And{Text("ANDREAS"), Text("ORNOT")}},
		{"- a --", And{Text("-"), Text("a"), Not{Text("-")}}},
		{"100% 'x' a*b ^c NEARBY near/3", And{Text("100%"), Text("'x'"), Text("a*b"), Text("^c"), Text("NEARBY"), Text("near/3")}},
		{"09:30 记者：您好 http://x titles:d", And{Text("09:30"), Text("记者：您好"), Text("http://x"), Text("titles:d")}},

		{"a NEAR/20 “b c”", Near{"a", "b c", 20}},
		{"a NEAR b -c", And{Near{"a", "b", 10}, Not{Text("c")}}},
		{"a NEAR/0 b NEAR/3 c OR d", Or{And{Near{"a", "b", 0}, Near{"b", "c", 3}}, Text("d")}},

		{"speaker:孟远", Field{FieldSpeaker, "孟远"}},
		{"by:孟远@石桥镇党委 by:446ae1ac", And{Field{FieldBy, "孟远@石桥镇党委"}, Field{FieldBy, "446ae1ac"}}},
		{"Speaker：“Jane  Roe” org:石桥镇", And{Field{FieldSpeaker, "Jane Roe"}, Field{FieldOrganization, "石桥镇"}}},
		{"(title:春茶 OR place:石桥镇) -person:何苗", And{Or{Field{FieldTitle, "春茶"}, Field{FieldPlace, "石桥镇"}}, Not{Field{FieldPerson, "何苗"}}}},
		{"role:Official type:question layout:Name-Colon in:3F9A", And{Field{FieldRole, "official"}, Field{FieldType, "question"},
			Field{FieldLayout, "name-colon"}, Field{FieldID, "3f9a"}}},
		{`"speaker:孟远"`, Text("speaker:孟远")},

		{"date:2024", Days{"2024-01-01", "2024-12-31"}},
		{"date:2024-02", Days{"2024-02-01", "2024-02-29"}},
		{"date：２０２４－5－10", Days{"2024-05-10", "2024-05-10"}},
		{"date:2024-01..2024-06", Days{"2024-01-01", "2024-06-30"}},
		{"date:..2024", Days{"", "2024-12-31"}},
		{"date:2024-05..", Days{"2024-05-01", ""}},
	} {
		got := Parse(test.input)
		if got.Warning != "" || !reflect.DeepEqual(got.Root, test.want) {
			t.Errorf("Parse(%q) = %#v, warning %q; want %#v", test.input, got.Root, got.Warning, test.want)
		}
	}
}

func TestParsePlainWords(t *testing.T) {
	for _, test := range []struct {
		input   string
		want    Node
		warning string
	}{
		{"", nil, "there is nothing to search for"},
		{`"" -""`, nil, "there is nothing to search for"},
		{`"海岸线 产业`, And{Text("海岸线"), Text("产业")}, `" is not closed: searched as plain words`},
		{"“海岸线", Text("海岸线"), "“ is not closed: searched as plain words"},
		{"(a OR b", And{Text("a"), Text("OR"), Text("b")}, "( is not closed: searched as plain words"},
		{"a) b", And{Text("a"), Text("b")}, ") closes nothing: searched as plain words"},
		{"AND a", And{Text("AND"), Text("a")}, "nothing stands before AND: searched as plain words"},
		{"a OR OR b", And{Text("a"), Text("OR"), Text("OR"), Text("b")}, "nothing stands before OR: searched as plain words"},
		{"a AND", And{Text("a"), Text("AND")}, "nothing follows AND: searched as plain words"},
		{"a OR", And{Text("a"), Text("OR")}, "nothing follows OR: searched as plain words"},
		{"NOT", Text("NOT"), "nothing follows NOT: searched as plain words"},
		{"a NOT OR b", And{Text("a"), Text("NOT"), Text("OR"), Text("b")}, "nothing follows NOT: searched as plain words"},
		{"a NEAR", And{Text("a"), Text("NEAR")}, "nothing follows NEAR: searched as plain words"},
		{"NEAR/3 a", And{Text("NEAR/3"), Text("a")}, "nothing stands before NEAR: searched as plain words"},
		{"a NEAR/x b", And{Text("a"), Text("NEAR/x"), Text("b")}, "NEAR/ wants a number up to 10000 behind it: searched as plain words"},
		{"a NEAR/3 (b OR c)", And{Text("a"), Text("NEAR/3"), Text("b"), Text("OR"), Text("c")}, "NEAR stands between two words or phrases only: searched as plain words"},
		{"speaker: 孟远", And{Text("speaker:"), Text("孟远")}, "speaker: has no value: searched as plain words"},
		{`title:""`, Text("title:"), "title: has no value: searched as plain words"},
		{"type:statement a", And{Text("type:statement"), Text("a")}, "type:statement is none of question, answer: searched as plain words"},
		{"role:mayor", Text("role:mayor"), "role:mayor is none of host, official, journalist, participant, unknown: searched as plain words"},
		{"in:xyz", Text("in:xyz"), "in:xyz is not the beginning of a transcript's id: searched as plain words"},
		{"date:2024-13", Text("date:2024-13"), "date:2024-13 is not like date:2024, date:2024-05, date:2024-05-10 or date:2024-01..2024-06: searched as plain words"},
		{"date:..", Text("date:.."), "date:.. is not like date:2024, date:2024-05, date:2024-05-10 or date:2024-01..2024-06: searched as plain words"},
		{"date:2025..2024", Text("date:2025..2024"), "date:2025..2024 ends before it begins: searched as plain words"},
		{"figure:many", Text("figure:many"), "figure:many is not like figure:>1亿元, figure:50% or figure:20%..30%: searched as plain words"},
		{"figure:30%..20%", Text("figure:30%..20%"), "figure:30%..20% ends below its beginning: searched as plain words"},
		{":-) (", And{Text(":-"), Text("(")}, ") closes nothing: searched as plain words"},
		{strings.Repeat("(", 40) + "a" + strings.Repeat(")", 40), Text("a"), "brackets lie more than 32 deep: searched as plain words"},
		{strings.Repeat("参", MaxLength+1), Text(strings.Repeat("参", MaxLength)), "only the first 1000 characters were searched for"},
	} {
		got := Parse(test.input)
		if got.Warning != test.warning || !reflect.DeepEqual(got.Root, test.want) {
			t.Errorf("Parse(%q) = %#v, warning %q; want %#v, warning %q", test.input, got.Root, got.Warning, test.want, test.warning)
		}
	}
}

func TestStringIsReadBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		tree := Tree{Root: trees(3).Draw(t, "tree")}
		got := Parse(tree.String())
		if got.Warning != "" || !reflect.DeepEqual(got.Root, tree.Root) {
			t.Fatalf("%q is read as %#v, warning %q; want %#v", tree.String(), got.Root, got.Warning, tree.Root)
		}
	})
}

// trees draws what Parse can return: no And in which fewer than two nodes stand, no Text with white space at its ends.
func trees(depth int) *rapid.Generator[Node] {
	leaf := rapid.Map(rapid.StringOf(rapid.SampledFrom([]rune(`海參参aB1 -－()（）"”“「」OR、`))).Filter(func(s string) bool {
		return text(s) != nil
	}), text)
	if depth == 0 {
		return leaf
	}
	word := rapid.Map(leaf, func(n Node) Text { return n.(Text) })
	leaf = rapid.OneOf(leaf,
		rapid.Custom(func(t *rapid.T) Node {
			names := []FieldName{FieldSpeaker, FieldOrganization, FieldTitle, FieldPlace, FieldPerson}
			return Field{rapid.SampledFrom(names).Draw(t, "name"), string(word.Draw(t, "value"))}
		}),
		rapid.Custom(func(t *rapid.T) Node {
			return Near{word.Draw(t, "a"), word.Draw(t, "b"), rapid.IntRange(0, 30).Draw(t, "within")}
		}),
		rapid.Map(rapid.SampledFrom([]string{"date:2024", "date:..2024-05", "figure:>1亿元", "figure:20..30%", "type:answer", "in:3f"}), func(input string) Node {
			return Parse(input).Root
		}))
	inner := rapid.Deferred(func() *rapid.Generator[Node] { return trees(depth - 1) })
	return rapid.OneOf(leaf,
		rapid.Map(rapid.SliceOfN(inner, 2, 4), func(n []Node) Node { return And(n) }),
		rapid.Map(rapid.SliceOfN(inner, 2, 4), func(n []Node) Node { return Or(n) }),
		rapid.Map(inner, func(n Node) Node { return Not{n} }))
}

// FuzzParse holds for every input: it is read, and what is read is written so that it is read the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a OR (b -c)", `"a`, "-(", "AND", "「a」-『b", "（）()", "a\x00\xff", "a NEAR/3 b NEAR c", "Speaker：“a” -date:2024..", "figure:>1.5万亿元 figure:..3成", "in:3f type:answer", "-----------------0"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, input string) {
		tree := Parse(input)
		written := tree.String()
		if strings.Contains(written, "\"") && strings.Contains(written, "”") && strings.Contains(written, "」") {
			return // a word with every closing mark in it can't be quoted
		}
		if len(written) > MaxLength {
			return
		}
		if again := Parse(written); !reflect.DeepEqual(again.Root, tree.Root) {
			t.Errorf("%q is %#v, written %q, read as %#v (%s)", input, tree.Root, written, again.Root, again.Warning)
		}
		if strings.IndexFunc(input, func(r rune) bool {
			return !unicode.IsSpace(r) && !strings.ContainsRune("\"＂“”「」『』()（）", r)
		}) >= 0 && tree.Root == nil && tree.Warning == "" {
			t.Errorf("%q asks for nothing and does not say so", input)
		}
	})
}
