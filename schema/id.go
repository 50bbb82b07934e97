package schema

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
)

const (
	idLength     = 32 // hexadecimal digits: 16 bytes of the digest
	sourceLength = 16 // 8 bytes name a source within one installation; a subject stays readable
)

// Digest returns the SHA-256 of a transcript's original bytes in lower-case hexadecimal.
func Digest(original []byte) string {
	sum := sha256.Sum256(original)
	return hex.EncodeToString(sum[:])
}

// TranscriptID shortens a Digest to the id that names the transcript everywhere.
func TranscriptID(digest string) string {
	return digest[:idLength]
}

// SourceID is the short hash of an inbox's name and the path in it.
func SourceID(inbox, path string) string {
	sum := sha256.Sum256([]byte(inbox + "\x00" + path))
	return hex.EncodeToString(sum[:])[:sourceLength]
}

// State names one walk: a transcript, the source where it was seen, and which state of that source it was. Each state of a
// source (other bytes, another sidecar) has a number that is higher than the last one's: the larger of the last plus one and
// the Unix milliseconds at first sight, so that a lost ledger doesn't start again from one.
type State struct {
	ID     string // TranscriptID
	Source string // SourceID
	Number int64
}

// String is the form that stands at the end of subjects: id.source.number.
func (s State) String() string {
	return s.ID + "." + s.Source + "." + strconv.FormatInt(s.Number, 10)
}

// ParseState reads what String wrote.
func ParseState(text string) (State, error) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 || !isHex(parts[0], idLength) || !isHex(parts[1], sourceLength) {
		return State{}, fmt.Errorf("state %q is not <id>.<source>.<number>", text)
	}
	number, ok := parseNumber(parts[2])
	if !ok {
		return State{}, fmt.Errorf("state %q has no number", text)
	}
	return State{ID: parts[0], Source: parts[1], Number: number}, nil
}

// parseNumber reads a number only as strconv.FormatInt writes it, because one walk must not have two names.
func parseNumber(text string) (int64, bool) {
	n, err := strconv.ParseInt(text, 10, 64)
	return n, err == nil && n >= 0 && strconv.FormatInt(n, 10) == text
}

func isHex(text string, length int) bool {
	return len(text) == length && strings.Trim(text, "0123456789abcdef") == ""
}

// Version is one handler's: raised whenever the same input would give another output.
type Version struct {
	Handler string
	Number  int
}

// String is "parse.3".
func (v Version) String() string { return v.Handler + "." + strconv.Itoa(v.Number) }

// Versions lists the handlers that a record went through, in order: "parse.3+enrich.7".
type Versions string

// With appends a handler.
func (v Versions) With(next Version) Versions {
	if v == "" {
		return Versions(next.String())
	}
	return v + "+" + Versions(next.String())
}

// Compare orders two chains handler by handler: -1 if v is older than other, 0 if they are equal, +1 if v is newer. A chain that
// goes on where the other ends is newer.
func (v Versions) Compare(other Versions) int {
	a, b := v.numbers(), other.numbers()
	for i := 0; i < len(a) && i < len(b); i++ {
		if a[i] != b[i] {
			return sign(a[i] - b[i])
		}
	}
	return sign(len(a) - len(b))
}

func (v Versions) numbers() []int {
	if v == "" {
		return nil
	}
	var numbers []int
	for _, part := range strings.Split(string(v), "+") {
		_, digits, _ := strings.Cut(part, ".")
		number, err := strconv.Atoi(digits)
		if err != nil {
			number = 0 // a handler without a number is older than any with one
		}
		numbers = append(numbers, number)
	}
	return numbers
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}
