package schema

import (
	"strings"
	"testing"
	"time"
)

var decidedAt = time.Date(2031, 3, 8, 3, 15, 0, 0, time.UTC)

// Of two decisions that contradict each other the later id holds, so who decides after another has the later id, whatever the clocks say.
func TestDecisionIDAfter(t *testing.T) {
	first := DecisionID(decidedAt, 0xffffffff)
	for name, at := range map[string]time.Time{"a clock that is behind": decidedAt.Add(-time.Hour), "the same moment": decidedAt, "later": decidedAt.Add(time.Hour)} {
		next := DecisionIDAfter(first, at, 0)
		if next <= first || !isDecision(next) {
			t.Errorf("%s: %s comes after %s", name, first, next)
		}
	}
	if got := DecisionIDAfter("", decidedAt, 7); got != DecisionID(decidedAt, 7) {
		t.Errorf("after none it is %s", got)
	}
}

func TestDecisionCheck(t *testing.T) {
	transcript, sea, water := strings.Repeat("a", idLength), Identity{Name: "杜若川", Organization: "云汀市海洋局"}, Identity{Name: "杜若川"}
	limited := sea
	limited.Transcript = transcript
	for name, test := range map[string]struct {
		kind       DecisionKind
		about      string
		name       string
		identities []Identity
		want       string // "" where nothing is wrong
	}{
		"removed":              {DecisionRemoved, transcript, "", nil, ""},
		"merged":               {DecisionMerged, "杜若川@云汀市海洋局", "", []Identity{sea, water}, ""},
		"merged without":       {DecisionMerged, "杜若川@", "", []Identity{water, sea}, ""},
		"split":                {DecisionSplit, "杜若川@云汀市海洋局#" + transcript, "", []Identity{limited}, ""},
		"renamed":              {DecisionRenamed, "杜若川@", "杜局长", []Identity{water}, ""},
		"removed somebody":     {DecisionRemoved, transcript, "", []Identity{sea}, "is about people"},
		"undone with a name":   {DecisionUndone, DecisionID(decidedAt, 1), "杜局长", nil, "is about people"},
		"merged one":           {DecisionMerged, "杜若川@", "", []Identity{water}, "names 1 people"},
		"split two":            {DecisionSplit, "杜若川@", "", []Identity{water, sea}, "names 2 people"},
		"merged with itself":   {DecisionMerged, "杜若川@", "", []Identity{water, water}, "with itself"},
		"about another":        {DecisionMerged, "杜若川@云汀市水利局", "", []Identity{sea, water}, "and names"},
		"renamed to nothing":   {DecisionRenamed, "杜若川@", " ", []Identity{water}, "has the name"},
		"split with a name":    {DecisionSplit, "杜若川@", "杜局长", []Identity{water}, "has the name"},
		"nobody":               {DecisionSplit, " @", "", []Identity{{Name: " "}}, "no name"},
		"a blank organisation": {DecisionSplit, "杜若川@ ", "", []Identity{{Name: "杜若川", Organization: " "}}, "blank"},
		"no transcript's id":   {DecisionSplit, "杜若川@#7a", "", []Identity{{Name: "杜若川", Transcript: "7a"}}, "transcript's id"},
		"no UTF-8":             {DecisionSplit, "\xff@", "", []Identity{{Name: "\xff"}}, "UTF-8"},
		"a kind of its own":    {"burnt", transcript, "", nil, "none that this shilu knows"},
	} {
		d := Decision{ID: DecisionID(decidedAt, 1), Kind: test.kind, About: test.about, Name: test.name, Identities: test.identities, Who: "孟远", Why: "调任", Made: decidedAt}
		err := d.Check()
		if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

func TestParseIdentity(t *testing.T) {
	for text, want := range map[string]Identity{
		"杜若川@云汀市海洋局": {Name: "杜若川", Organization: "云汀市海洋局"},
		"杜若川@":       {Name: "杜若川"},
		"a@b@海城日报":   {Name: "a@b", Organization: "海城日报"},
	} {
		got, ok := ParseIdentity(text)
		if !ok || got != want || got.String() != text {
			t.Errorf("%q is %+v, %v; want %+v", text, got, ok, want)
		}
	}
	for _, text := range []string{"", "杜若川", "@云汀市海洋局", " @", "杜若川@ "} {
		if got, ok := ParseIdentity(text); ok {
			t.Errorf("%q is %+v, want none", text, got)
		}
	}
}
