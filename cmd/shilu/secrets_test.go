package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What shilu keeps is the user's own: no other user of the machine can read a byte of it, and what lets somebody in is never said aloud.
func TestSecretsStayInTheDataFolder(t *testing.T) {
	r := newRig(t)
	run := r.start("run", "--port", "0", "--json", "--log", "debug")
	r.drop("a.txt", conference)
	run.fate()
	r.drop("none.txt", "\x00\x01\x02\x03")
	run.fate()
	file, err := os.ReadFile(filepath.Join(r.data(), "nats/context/shilu.json"))
	if err != nil {
		t.Fatal(err)
	}
	var way struct{ Password string }
	if err := json.Unmarshal(file, &way); err != nil || way.Password == "" {
		t.Fatalf("the credentials hold no password: %v", err)
	}
	said := map[string]string{"the log of run": run.stderr.String()}
	for _, args := range [][]string{
		{"doctor"}, {"doctor", "--json"}, {"status", "--json"}, {"version"}, {"dead", "show", "1"}, {"show", "x"}, {"search", "海"},
		{"status", "--nats", "nats://newsroom:" + way.Password + "@127.0.0.1:1"}, {"run", "--help"},
	} {
		stdout, stderr, _ := r.shilu(args...)
		said["shilu "+args[0]] += stdout + stderr
	}
	subscribe := r.start("subscribe", "--from-start", "--log", "debug")
	for range 4 { // received, parsed, enriched, archived
		said["shilu subscribe"] += <-subscribe.lines
	}
	said["shilu subscribe"] += subscribe.stderr.String()
	for who, text := range said {
		if strings.Contains(text, way.Password) {
			t.Errorf("%s says the password", who)
		}
	}
	run.interrupt()
	if text := run.stderr.String(); strings.Contains(text, way.Password) {
		t.Error("the log of run says the password")
	}

	err = filepath.WalkDir(r.data(), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		if open := info.Mode().Perm() & 0o077; open != 0 {
			t.Errorf("%s is %s", path, info.Mode())
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
