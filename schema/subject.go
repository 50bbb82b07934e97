package schema

import (
	"fmt"
	"strings"
)

// Step is something that happened to a transcript; an event's type and subject name it.
type Step string

// The steps of the walk, in its order.
const (
	StepReceived Step = "received"
	StepParsed   Step = "parsed"
	StepEnriched Step = "enriched"
	StepArchived Step = "archived"
	StepRejected Step = "rejected"
	StepGone     Step = "gone"
)

// StepAnnotated is no step of the walk: it may happen to a transcript at any time, any number of times, by whoever likes. See Annotated.
const StepAnnotated Step = "annotated"

// Steps lists every step that is published under shilu.transcript.
var Steps = []Step{StepReceived, StepParsed, StepEnriched, StepAnnotated, StepArchived, StepRejected, StepGone}

const (
	// SubjectRoot is what every subject begins with.
	SubjectRoot       = "shilu."
	transcriptSubject = SubjectRoot + "transcript."
	decisionSubject   = SubjectRoot + "decision."
	deadSubject       = SubjectRoot + "dead."
)

// The subjects of whole streams.
var (
	// LogSubjects are kept for ever, the last message of each: enough to build an archive.
	LogSubjects = []string{
		transcriptSubject + "received.>", transcriptSubject + "enriched.>", transcriptSubject + "annotated.>", transcriptSubject + "gone.>",
		decisionSubject + ">",
	}
	// TransitSubjects are kept for some days.
	TransitSubjects = []string{transcriptSubject + "parsed.>", transcriptSubject + "archived.>", transcriptSubject + "rejected.>"}
	// DeadSubjects are kept until somebody drops or retries them.
	DeadSubjects = []string{deadSubject + ">"}
)

// Type is the CloudEvents type, shilu.transcript.parsed.v1.
func (s Step) Type() string { return transcriptSubject + string(s) + ".v1" }

// Schema is the URI of the JSON Schema that the step's data follows.
func (s Step) Schema() string { return "urn:shilu:schema:transcript." + string(s) + ".v1" }

// Subject is where the step of this walk is published.
func (s Step) Subject(state State) string {
	return transcriptSubject + string(s) + "." + state.String()
}

// Filter matches the step of every walk.
func (s Step) Filter() string { return transcriptSubject + string(s) + ".>" }

// DeadSubject is where a stage puts what it gave up.
func DeadSubject(stage string, state State) string { return deadSubject + stage + "." + state.String() }

// DeadFilter matches the dead letters of a stage, of every stage for "".
func DeadFilter(stage string) string {
	if stage == "" {
		return deadSubject + ">"
	}
	return deadSubject + stage + ".>"
}

// ParseSubject splits a subject under shilu.transcript or shilu.dead into the step or stage and the state. Of what is annotated there
// is no state: see ParseAnnotatedSubject.
func ParseSubject(subject string) (kind string, state State, err error) {
	rest, ok := strings.CutPrefix(subject, transcriptSubject)
	if !ok {
		rest, ok = strings.CutPrefix(subject, deadSubject)
	}
	kind, name, found := strings.Cut(rest, ".")
	if !ok || !found {
		return "", State{}, fmt.Errorf("subject %q is not of a transcript", subject)
	}
	state, err = ParseState(name)
	return kind, state, err
}
