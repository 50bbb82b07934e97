package main

import "testing"

func TestSizesAsPeopleWriteThem(t *testing.T) {
	for text, want := range map[string]byteSize{
		"1048576": 1 << 20, "64MiB": 64 << 20, "64 mib": 64 << 20, "300KB": 300_000, "1.5g": 3 << 29, "2GB": 2_000_000_000, "10k": 10 << 10, "7b": 7, "1GiB": 1 << 30,
	} {
		var got byteSize
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q is %d, want %d: %v", text, got, want, err)
		}
	}
	for _, text := range []string{"", "0", "-1", "MB", "1TB", "1e400", "NaN", "Inf", "1 2", "0.1b", "9000000000GB", "six"} {
		got := byteSize(-5)
		if err := got.UnmarshalText([]byte(text)); err == nil || got != -5 {
			t.Errorf("%q is %d, want an error", text, got)
		}
	}
}
