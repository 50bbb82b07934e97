package schema

import (
	"strings"
	"testing"
)

var testState = State{ID: strings.Repeat("0a", 16), Source: strings.Repeat("f9", 8), Number: 1715304666123}

func TestSubjectsOfSteps(t *testing.T) {
	for _, step := range Steps {
		subject := step.Subject(testState)
		kind, state, err := ParseSubject(subject)
		if err != nil || kind != string(step) || state != testState {
			t.Errorf("ParseSubject(%q) = %q, %v, %v", subject, kind, state, err)
		}
		if !matches(step.Filter(), subject) {
			t.Errorf("filter %s doesn't match %s", step.Filter(), subject)
		}
	}
	if got, want := StepParsed.Subject(testState), "shilu.transcript.parsed.0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a.f9f9f9f9f9f9f9f9.1715304666123"; got != want {
		t.Errorf("subject is %s, want %s", got, want)
	}
	if got, want := StepParsed.Type(), "shilu.transcript.parsed.v1"; got != want {
		t.Errorf("type is %s, want %s", got, want)
	}
}

// Every subject lies in one stream: in none it would be lost, and a server refuses streams that overlap.
func TestEachSubjectHasOneStream(t *testing.T) {
	streams := map[string][]string{"log": LogSubjects, "transit": TransitSubjects, "dead": DeadSubjects}
	subjects := map[string]string{DeadSubject("parse", testState): "dead"}
	for _, step := range Steps {
		subjects[step.Subject(testState)] = "transit"
	}
	note := Annotated{ID: testState.ID, Annotator: "titles"}
	subjects[note.Subject()], subjects[note.DeadSubject("annotate")] = "log", "dead"
	subjects[StepAnnotated.Subject(testState)] = "log"
	subjects[StepReceived.Subject(testState)] = "log"
	subjects[StepEnriched.Subject(testState)] = "log"
	subjects[StepGone.Subject(testState)] = "log"
	for subject, want := range subjects {
		var in []string
		for name, filters := range streams {
			for _, filter := range filters {
				if matches(filter, subject) {
					in = append(in, name)
				}
			}
		}
		if len(in) != 1 || in[0] != want {
			t.Errorf("%s is in %v, want only in %s", subject, in, want)
		}
	}
}

func TestDeadSubjects(t *testing.T) {
	subject := DeadSubject("enrich", testState)
	stage, state, err := ParseSubject(subject)
	if err != nil || stage != "enrich" || state != testState {
		t.Errorf("ParseSubject(%q) = %q, %v, %v", subject, stage, state, err)
	}
	for filter, want := range map[string]bool{DeadFilter(""): true, DeadFilter("enrich"): true, DeadFilter("parse"): false} {
		if got := matches(filter, subject); got != want {
			t.Errorf("%s matches %s: %v, want %v", filter, subject, got, want)
		}
	}
}

func TestParseSubjectRefuses(t *testing.T) {
	for _, subject := range []string{
		"", "shilu", "shilu.", "shilu.transcript", "shilu.transcript.", "shilu.transcript.parsed", "shilu.transcript.parsed.",
		"shilu.dead." + testState.String(), "shilu.decision.removed." + testState.String(), "other.transcript.parsed." + testState.String(),
		"shilu.transcript.parsed.more." + testState.String(), "shilu.transcript.parsed." + testState.String() + ".more",
	} {
		if kind, state, err := ParseSubject(subject); err == nil {
			t.Errorf("ParseSubject(%q) = %q, %v, want an error", subject, kind, state)
		}
	}
}

// matches is the broker's rule for a filter that ends in ">": at least one more token.
func matches(filter, subject string) bool {
	prefix, ok := strings.CutSuffix(filter, ">")
	return ok && strings.HasPrefix(subject, prefix) && len(subject) > len(prefix)
}
