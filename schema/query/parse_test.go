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
		{"100% 'x' a*b ^c title:d NEAR/3", And{Text("100%"), Text("'x'"), Text("a*b"), Text("^c"), Text("title:d"), Text("NEAR/3")}},
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
	inner := rapid.Deferred(func() *rapid.Generator[Node] { return trees(depth - 1) })
	return rapid.OneOf(leaf,
		rapid.Map(rapid.SliceOfN(inner, 2, 4), func(n []Node) Node { return And(n) }),
		rapid.Map(rapid.SliceOfN(inner, 2, 4), func(n []Node) Node { return Or(n) }),
		rapid.Map(inner, func(n Node) Node { return Not{n} }))
}

// FuzzParse holds for every input: it is read, and what is read is written so that it is read the same.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"a OR (b -c)", `"a`, "-(", "AND", "「a」-『b", "（）()", "a\x00\xff"} {
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
