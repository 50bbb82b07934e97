package schema

import (
	"strings"
	"testing"
)

func TestTranscriptID(t *testing.T) {
	// The digest of "abc" is the first example of FIPS 180-2.
	digest := Digest([]byte("abc"))
	if want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; digest != want {
		t.Errorf("digest is %s, want %s", digest, want)
	}
	if got, want := TranscriptID(digest), "ba7816bf8f01cfea414140de5dae2223"; got != want {
		t.Errorf("id is %s, want %s", got, want)
	}
}

func TestSourceIDTellsSourcesApart(t *testing.T) {
	seen := map[string]string{}
	for _, source := range [][2]string{{"a", "bc"}, {"ab", "c"}, {"a", "b/c"}, {"A", "bc"}, {"a", ""}, {"新闻", "通报.txt"}} {
		id := SourceID(source[0], source[1])
		if !isHex(id, sourceLength) {
			t.Errorf("id of %q is %q, want %d hexadecimal digits", source, id, sourceLength)
		}
		if other, ok := seen[id]; ok {
			t.Errorf("%q and %s have the same id", source, other)
		}
		seen[id] = strings.Join(source[:], "|")
	}
	// Subjects and stored events hold it, so it must never change: printf 'inbox\0a.txt' | sha256sum | cut -c1-16.
	if got, want := SourceID("inbox", "a.txt"), "aed68292b66f3545"; got != want {
		t.Errorf("id is %s, want %s", got, want)
	}
}

func TestStateTravels(t *testing.T) {
	for _, number := range []int64{0, 1, 1715304666123, 1<<63 - 1} {
		want := State{ID: strings.Repeat("0a", 16), Source: strings.Repeat("f9", 8), Number: number}
		got, err := ParseState(want.String())
		if err != nil || got != want {
			t.Errorf("ParseState(%q) = %v, %v", want, got, err)
		}
	}
}

func TestParseStateRefuses(t *testing.T) {
	id, source := strings.Repeat("0a", 16), strings.Repeat("f9", 8)
	for _, text := range []string{
		"", ".", "..", id, id + "." + source, id + "." + source + ".", id + "." + source + ".x", id + "." + source + ".-1",
		id + "." + source + ".1.2", id[1:] + "." + source + ".1", strings.ToUpper(id) + "." + source + ".1", id + "." + source + "0.1",
		id + "." + source + ".9223372036854775808", // one more than an int64 holds
		// other spellings of 1, which would give one walk several subjects
		id + "." + source + ".+1", id + "." + source + ".01", id + "." + source + ".１",
	} {
		if state, err := ParseState(text); err == nil {
			t.Errorf("ParseState(%q) = %v, want an error", text, state)
		}
	}
}

func TestVersionsCompare(t *testing.T) {
	for _, test := range []struct {
		a, b Versions
		want int
	}{
		{"", "", 0},
		{"parse.3", "parse.3", 0},
		{"parse.3+enrich.7", "parse.3+enrich.7", 0},
		{"", "parse.1", -1},
		{"parse.2", "parse.10", -1},
		{"parse.3", "parse.3+enrich.1", -1},
		{"parse.2+enrich.9", "parse.3+enrich.1", -1},
		{"parse.3+enrich.7", "parse.3+enrich.8", -1},
		{"parse", "parse.1", -1},
		{"parse.x", "parse.1", -1},
	} {
		if got := test.a.Compare(test.b); got != test.want {
			t.Errorf("%q against %q: %d, want %d", test.a, test.b, got, test.want)
		}
		if got := test.b.Compare(test.a); got != -test.want {
			t.Errorf("%q against %q: %d, want %d", test.b, test.a, got, -test.want)
		}
	}
}

func TestVersionsWith(t *testing.T) {
	versions := Versions("").With(Version{"parse", 3})
	if versions != "parse.3" {
		t.Errorf("one handler is %q", versions)
	}
	if longer := versions.With(Version{"enrich", 7}); longer != "parse.3+enrich.7" || longer.Compare(versions) != 1 {
		t.Errorf("two handlers are %q", longer)
	}
}
