package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// byteSize is a number of bytes as people write it: 1048576, 300KB, 64 MiB, 1.5G.
type byteSize int64

// sizeUnits are those that are understood, the letters by themselves as in other programs for the powers of 1024.
var sizeUnits = []struct {
	suffix string
	bytes  float64
}{
	{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30},
	{"kb", 1e3}, {"mb", 1e6}, {"gb", 1e9},
	{"k", 1 << 10}, {"m", 1 << 20}, {"g", 1 << 30}, {"b", 1}, {"", 1},
}

// UnmarshalText reads the value of a flag.
func (s *byteSize) UnmarshalText(text []byte) error {
	given := strings.ToLower(strings.TrimSpace(string(text)))
	for _, unit := range sizeUnits {
		number, ok := strings.CutSuffix(given, unit.suffix)
		if !ok {
			continue
		}
		n, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if n *= unit.bytes; err != nil || !(n >= 1 && n <= math.MaxInt64/2) {
			break
		}
		*s = byteSize(n)
		return nil
	}
	return fmt.Errorf("%q is no size; write it like 64MiB, 300KB or 1048576", text)
}
