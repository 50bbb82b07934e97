package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// A setting that is misspelt, doubled or empty is told with its line; one that is silently ignored is a setting that isn't set.
func TestConfigFileSaysWhatIsWrong(t *testing.T) {
	r := newRig(t)
	for text, want := range map[string]string{
		"data: a\ndatta: b\nlogg: info\n": "shilu.yaml:2: there is no setting \"datta\"\nshilu.yaml:3: there is no setting",
		"data: a\nlog: info\ndata: b\n":   "shilu.yaml:3: data is set twice, first in line 1",
		"log: info\ndata:\n":              "shilu.yaml:2: want one value for data",
		"data: [a, b]\n":                  "shilu.yaml:1: want one value for data",
		"? [a, b]\n: c\n":                 "shilu.yaml:1: want the name of a flag",
		"- data\n":                        "shilu.yaml:1: want a mapping",
		"data: a\n---\ndata: b\n":         "and nothing after it",
		"data: \"a\n":                     "read shilu.yaml: yaml: ",
		"log: loud\n":                     "loud",
	} {
		if err := os.WriteFile(r.path("shilu.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		_, stderr, code := r.shilu("status")
		if code != exitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%q: exit code %d, %q, want %q", text, code, stderr, want)
		}
		if _, err := os.Stat(r.path("a")); err == nil {
			t.Errorf("%q: something was made all the same", text)
		}
	}
	for _, text := range []string{"", "# nothing\n", "data: elsewhere\n"} {
		if err := os.WriteFile(r.path("shilu.yaml"), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, stderr, code := r.shilu("version"); code != 0 {
			t.Errorf("%q: exit code %d, %q", text, code, stderr)
		}
	}
}

func TestConfigFileThatIsNotThere(t *testing.T) {
	r := newRig(t)
	cmd := r.command("version")
	cmd.Env = append(cmd.Env, "SHILU_CONFIG=elsewhere.yaml")
	out, err := cmd.CombinedOutput()
	if err == nil || cmd.ProcessState.ExitCode() != exitUsage || !strings.Contains(string(out), "elsewhere.yaml") || !strings.Contains(string(out), "SHILU_CONFIG") {
		t.Errorf("exit code %d, %q", cmd.ProcessState.ExitCode(), out)
	}
}

func FuzzConfig(f *testing.F) {
	for _, text := range []string{"data: a\nlog: info\n", "data: [a]\n", "? [a]\n: b\n", "a: &x b\nc: *x\n", "a: b\n---\nc: d\n", "!!null a: b\n", "\x00", "<<: {a: b}\n"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		resolver, err := loadConfig(bytes.NewReader(text))
		if err != nil {
			if !strings.Contains(err.Error(), configFile()) {
				t.Errorf("the error doesn't say in which file: %v", err)
			}
			return
		}
		for key, setting := range resolver.(config) {
			if setting.line < 1 || setting.line > 1+bytes.Count(text, []byte("\n"))+bytes.Count(text, []byte("\r")) {
				t.Errorf("%q stands in line %d", key, setting.line)
			}
		}
	})
}
