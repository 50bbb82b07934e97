package main

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"shilu/schema"
)

func TestContractsAreFresh(t *testing.T) {
	t.Chdir("../..")
	want, err := contracts()
	if err != nil {
		t.Fatal(err)
	}
	present, err := filepath.Glob("json/*")
	if err != nil {
		t.Fatal(err)
	}
	present = append(present, "asyncapi.yaml")
	slices.Sort(present)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(want)), present); diff != "" {
		t.Errorf("files (-generated +present); run go generate ./schema:\n%s", diff)
	}
	for name, content := range want {
		got, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
			continue
		}
		if diff := cmp.Diff(string(content), string(got)); diff != "" {
			t.Errorf("%s is stale; run go generate ./schema (-generated +present):\n%s", name, diff)
		}
	}
}

func TestGenerationIsDeterministic(t *testing.T) {
	t.Chdir("../..")
	first, err := contracts()
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		again, err := contracts()
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Fatalf("two runs differ:\n%s", diff)
		}
	}
}

// An attribute that isn't described would be a secret.
func TestEveryHeaderIsDescribed(t *testing.T) {
	described := map[string]bool{}
	for _, h := range headers {
		described[h.name] = true
	}
	at := time.Date(2024, 5, 10, 1, 0, 0, 0, time.UTC)
	file := schema.File{
		Inbox: "a", Path: "b\n.txt", Digest: schema.Digest(nil), Number: 1, Modified: at, MediaType: "text/plain", Layout: "c", Spoken: "2024-05-10",
	}
	received := schema.Received{File: file}.Event(at)
	parsed, err := file.Event(schema.StepParsed, "parse.1", schema.Record{}, at)
	if err != nil {
		t.Fatal(err)
	}
	note, err := schema.Note{Annotated: schema.Annotated{ID: file.State().ID, Annotator: "a", Version: 1}, Source: "/a", Path: "b", Made: at}.Event()
	if err != nil {
		t.Fatal(err)
	}
	for _, event := range []schema.Event{received, parsed, note} {
		for name := range event.Headers() {
			if !described[name] {
				t.Errorf("header %s of %s is not described in headers.go", name, event.Type)
			}
		}
	}
	for _, kind := range schema.DecisionKinds {
		decision, err := schema.Decision{ID: schema.DecisionID(at, 1), Kind: kind, About: file.State().ID, Who: "a", Why: "b", Made: at}.Event(0)
		if err != nil {
			t.Fatal(err)
		}
		for name := range decision.Headers() {
			if !slices.ContainsFunc(decisionAttributes, func(h header) bool { return h.name == name }) {
				t.Errorf("header %s of decisions is not described in decision.go", name)
			}
		}
	}
	letter := schema.DeadLetter{Stage: "parse", Code: "c", Reason: "r", Advice: "a", Tries: 1, Time: at, Subject: "s"}
	for _, h := range deadLetterHeaders {
		described[h.name] = true
	}
	for name := range letter.Headers() {
		if !described[name] {
			t.Errorf("header %s of dead letters is not described in headers.go", name)
		}
	}
}

func TestEveryStepIsInTheWalk(t *testing.T) {
	var steps []schema.Step
	for _, h := range walk {
		steps = append(steps, h.step)
	}
	if diff := cmp.Diff(schema.Steps, steps); diff != "" {
		t.Errorf("steps (-schema +walk):\n%s", diff)
	}
	sent, received := map[schema.Step]bool{}, map[schema.Step]bool{}
	for _, r := range roles {
		for _, step := range r.sends {
			sent[step] = true
		}
		for _, step := range r.receives {
			received[step] = true
		}
	}
	for _, step := range schema.Steps {
		if !sent[step] || !received[step] {
			t.Errorf("step %s is sent %v, received %v", step, sent[step], received[step])
		}
	}
}
