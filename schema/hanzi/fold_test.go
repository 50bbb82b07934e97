package hanzi

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFoldString(t *testing.T) {
	for _, same := range [][]string{
		{"乡村振兴", "鄉村振興"},
		{"了解", "瞭解"},
		{"看着", "看著"},
		{"借口", "藉口"},
		{"里程", "裏程", "裡程"},
		{"台湾台风平台", "臺灣颱風平臺"},
		{"卫生", "衛生", "衞生"},
		{"为群众", "為羣衆", "爲群眾"},
		{"面条", "麵條", "麪條"},
		{"兑说温税", "兌說溫稅"},
		{"gdp增长5.5%", "GDP增长５．５％", "Ｇdp增長5.5%"},
		{"(一)、“二”", "（一）、“二”"},
		{"。「」カタカナ", "｡｢｣ｶﾀｶﾅ"},
		{"300k", "300K"},
		{"ςσ", "ΣΣ"},
		{"车", "車"}, // the second is U+F902, a compatibility ideograph
	} {
		for _, s := range same {
			if got, want := FoldString(s), FoldString(same[0]); got != want {
				t.Errorf("FoldString(%q) = %q, want %q as for %q", s, got, want, same[0])
			}
		}
	}
}

func TestFoldKeepsApart(t *testing.T) {
	for _, pair := range []string{"坐座", "待呆", "具俱", "复覆", "象像", "里哩", "坏坯", "着者", "“\"", "，、", "Il", "iı", "0o", "千干"} {
		r := []rune(pair)
		if Fold(r[0]) == Fold(r[1]) {
			t.Errorf("Fold(%q) = Fold(%q)", r[0], r[1])
		}
	}
}

// TestFoldIsSettled holds for every rune: folding twice changes nothing, white space stays white space and nothing becomes it,
// and nothing leaves Unicode.
func TestFoldIsSettled(t *testing.T) {
	changed := 0
	for r := rune(0); r <= unicode.MaxRune; r++ {
		folded := Fold(r)
		if folded != r {
			changed++
		}
		if Fold(folded) != folded {
			t.Errorf("Fold(%U) = %U, but Fold of that is %U", r, folded, Fold(folded))
		}
		if unicode.IsSpace(r) != unicode.IsSpace(folded) {
			t.Errorf("Fold(%U) = %U: one of them is white space", r, folded)
		}
		if !utf8.ValidRune(folded) && utf8.ValidRune(r) {
			t.Errorf("Fold(%U) = %U", r, folded)
		}
	}
	if changed < 6800 {
		t.Errorf("only %d runes fold: the table is not complete", changed)
	}
}

func TestFoldOutsideUnicode(t *testing.T) {
	for _, r := range []rune{-1, unicode.MaxRune + 1, 1 << 30} {
		if got := Fold(r); got != r {
			t.Errorf("Fold(%d) = %d", r, got)
		}
	}
	if got, want := FoldString("a\xffB"), "a\ufffdb"; got != want {
		t.Errorf("FoldString = %q, want %q", got, want)
	}
}

func BenchmarkFoldString(b *testing.B) {
	text := strings.Repeat("今年以來，我們堅持大抓基層的鮮明導向，GDP增长５．５％。", 300)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		FoldString(text)
	}
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		load(foldTXT)
	}
}
