package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"testing"
	"unicode"

	"shilu/schema/hanzi"
)

// foldDigest names the folding that the indexes of userVersion hold.
const foldDigest = "b015bb0529424633"

// TestFoldingIsThatOfTheIndex fails when characters fold in another way than in the archives that are already there: their indexes
// must then be made anew by a migration, with a userVersion of its own.
func TestFoldingIsThatOfTheIndex(t *testing.T) {
	digest := sha256.New()
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if err := binary.Write(digest, binary.BigEndian, hanzi.Fold(r)); err != nil {
			t.Fatal(err)
		}
	}
	if got := hex.EncodeToString(digest.Sum(nil))[:16]; got != foldDigest {
		t.Errorf("the folding is %s, the indexes of version %d hold %s", got, userVersion, foldDigest)
	}
}

func TestTokensAreDistinct(t *testing.T) {
	seen := map[string]rune{everyTurn: -1}
	for r := rune(0); r <= unicode.MaxRune; r++ {
		token := string(appendToken(nil, r))
		if other, ok := seen[token]; ok {
			t.Fatalf("%U and %U have the token %s", r, other, token)
		}
		seen[token] = r
	}
	if got, want := string(appendTokens(nil, "參 Ａ\n")), " "+string(appendToken(nil, '参'))+" "+string(appendToken(nil, 'a')); got != want {
		t.Errorf("tokens %q, want %q", got, want)
	}
}

func TestDay(t *testing.T) {
	dates := []string{"9999-12-31", "2024-05-11", "2024-05-10", "1949-10-01", "0001-01-01", ""}
	for i := range len(dates) - 1 {
		if a, b := day(dates[i]), day(dates[i+1]); a >= b || a < 0 || b >= 1<<22 {
			t.Errorf("day(%q) = %d, day(%q) = %d", dates[i], a, dates[i+1], b)
		}
	}
	if day("2024-05-10")-day("2024-05-11") != 1 {
		t.Error("a day is not one")
	}
	if id := fmt.Sprint(int64(noDay)<<positionBits + (1<<positionBits - 1)); id != "9007199254740991" {
		t.Errorf("the highest id is %s, more than JavaScript's highest integer", id)
	}
}
