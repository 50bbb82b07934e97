// Package contract holds messages against the contracts of the events. It is for tests, of this project and of whoever
// publishes or reads its events: a message that passes is one that every subscriber may rely on.
package contract

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"shilu/schema"
)

// Check tells what is wrong with a message as it came from the broker, all of it at once: its headers and data against their
// JSON Schemas, and subject, headers and data against each other. Data that lie elsewhere (dataref) are not fetched.
func Check(subject string, headers map[string]string, data []byte) error {
	if rest, ok := strings.CutPrefix(subject, deadPrefix); ok {
		stage, _, _ := strings.Cut(rest, ".")
		return checkLetter(stage, headers, data)
	}
	if named, ok := schema.ParseAnnotatedSubject(subject); ok {
		return checkNote(named, headers, data)
	}
	if named, ok := schema.ParseDecisionSubject(subject); ok {
		return checkDecision(named, headers, data)
	}
	kind, state, err := schema.ParseSubject(subject)
	if err != nil {
		return err
	}
	step := schema.Step(kind)
	all := []error{
		validate(step.Schema()+headersSuffix, headersOf(headers)),
		checkEvent(step, state, headers, data),
	}
	switch _, elsewhere := headers["ce-"+schema.ExtDataRef]; {
	case elsewhere && len(data) > 0:
		all = append(all, errors.New("data: both in the message and elsewhere"))
	case elsewhere:
	case step == schema.StepReceived:
		all = append(all, checkOriginal(headers, data))
	default:
		all = append(all, checkPayload(step, state, data))
	}
	return errors.Join(all...)
}

const headersSuffix = ".headers"

var deadPrefix = strings.TrimSuffix(schema.DeadFilter(""), ">")

// checkEvent compares what the subject says with what the headers say.
func checkEvent(step schema.Step, state schema.State, headers map[string]string, data []byte) error {
	event, err := schema.ReadEvent(headers, data)
	if err != nil {
		return err
	}
	file, err := event.File()
	if err != nil {
		return err
	}
	var all []error
	if file.State() != state {
		all = append(all, fmt.Errorf("headers are of %s, the subject of %s", file.State(), state))
	}
	if want := schema.EventID(step, state, event.Versions()); event.ID != want {
		all = append(all, fmt.Errorf("header ce-id is %q, not %q", event.ID, want))
	}
	return errors.Join(all...)
}

func checkOriginal(headers map[string]string, data []byte) error {
	var all []error
	if got, want := schema.Digest(data), headers["ce-"+schema.ExtDigest]; got != want {
		all = append(all, fmt.Errorf("data has the digest %s, not %s", got, want))
	}
	if got, want := strconv.Itoa(len(data)), headers["ce-"+schema.ExtSize]; got != want {
		all = append(all, fmt.Errorf("data has %s bytes, not %s", got, want))
	}
	return errors.Join(all...)
}

func checkPayload(step schema.Step, state schema.State, data []byte) error {
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return fmt.Errorf("data: %w", err)
	}
	if err := validate(step.Schema(), value); err != nil {
		return err
	}
	// What every payload begins with.
	var payload struct {
		ID     string
		Source struct{ Number int64 }
	}
	if err := json.Unmarshal(data, &payload); err != nil {
		return fmt.Errorf("data: %w", err)
	}
	if payload.ID != state.ID || payload.Source.Number != state.Number {
		return fmt.Errorf("data is of %s in state %d, the subject of %s in state %d", payload.ID, payload.Source.Number, state.ID, state.Number)
	}
	return nil
}

// checkNote looks at what an annotator says. Whether its quotes are at their places is not asked: that takes the original.
func checkNote(named schema.Annotated, headers map[string]string, data []byte) error {
	all := []error{validate(schema.StepAnnotated.Schema()+headersSuffix, headersOf(headers))}
	event, err := schema.ReadEvent(headers, data)
	all = append(all, err)
	if got := event.Extensions[schema.ExtTranscript]; got != named.ID {
		all = append(all, fmt.Errorf("header ce-%s is %q, the subject's %q", schema.ExtTranscript, got, named.ID))
	}
	if got := event.Extensions[schema.ExtAnnotator]; got != named.Annotator {
		all = append(all, fmt.Errorf("header ce-%s is %q, the subject's %q", schema.ExtAnnotator, got, named.Annotator))
	}
	if _, elsewhere := headers["ce-"+schema.ExtDataRef]; elsewhere {
		return errors.Join(all...)
	}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return errors.Join(append(all, fmt.Errorf("data: %w", err))...)
	}
	_, err = event.Note()
	return errors.Join(append(all, validate(schema.StepAnnotated.Schema(), value), err)...)
}

// checkDecision looks at what somebody decided. Whether it is about anything that is there is not asked.
func checkDecision(named schema.Decision, headers map[string]string, data []byte) error {
	all := []error{validate(schema.DecisionSchema+headersSuffix, headersOf(headers))}
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(data))
	if err != nil {
		return errors.Join(append(all, fmt.Errorf("data: %w", err))...)
	}
	all = append(all, validate(schema.DecisionSchema, value))
	event, err := schema.ReadEvent(headers, data)
	if err != nil {
		return errors.Join(append(all, err)...)
	}
	decision, err := event.Decision()
	if err == nil && (decision.ID != named.ID || decision.Kind != named.Kind) {
		err = fmt.Errorf("data is of %s %s, the subject of %s %s", decision.Kind, decision.ID, named.Kind, named.ID)
	}
	return errors.Join(append(all, err)...)
}

// checkLetter looks at the letter alone: what was given up may break any contract.
func checkLetter(stage string, headers map[string]string, data []byte) error {
	err := validate("urn:shilu:schema:dead.v1"+headersSuffix, headersOf(headers))
	letter, readErr := schema.ReadDeadLetter(headers, data)
	if readErr == nil && letter.Stage != stage {
		readErr = fmt.Errorf("header %s is %q, the subject's %q", schema.HeaderDeadStage, letter.Stage, stage)
	}
	return errors.Join(err, readErr)
}

func validate(id string, value any) error {
	compiled, err := compile()
	if err != nil {
		return err
	}
	s, ok := compiled[id]
	if !ok {
		return fmt.Errorf("no schema %s", id)
	}
	if err := s.Validate(value); err != nil {
		return fmt.Errorf("%s: %w", strings.TrimPrefix(id, "urn:shilu:schema:"), err)
	}
	return nil
}

// compile reads every schema once, by its $id.
var compile = sync.OnceValues(func() (map[string]*jsonschema.Schema, error) {
	names, err := fs.Glob(schema.Contracts, "json/*.schema.json")
	if err != nil {
		return nil, err
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiled := map[string]*jsonschema.Schema{}
	for _, name := range names {
		content, err := fs.ReadFile(schema.Contracts, name)
		if err != nil {
			return nil, err
		}
		document, err := jsonschema.UnmarshalJSON(bytes.NewReader(content))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		id, _ := document.(map[string]any)["$id"].(string)
		if err := compiler.AddResource(id, document); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		if compiled[id], err = compiler.Compile(id); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return compiled, nil
})

// headersOf is the form that a JSON Schema is applied to.
func headersOf(headers map[string]string) map[string]any {
	value := make(map[string]any, len(headers))
	for name, text := range headers {
		value[name] = text
	}
	return value
}
