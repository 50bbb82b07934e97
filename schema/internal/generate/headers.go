package main

import (
	"slices"
	"strings"

	"github.com/invopop/jsonschema"

	"shilu/schema"
)

// Patterns of values as they stand on the wire, percent-encoded.
const (
	encodedText = `([!#$&-~]|%[0-9A-F]{2})+` // printable ASCII without the quotation mark and the percent sign
	number      = `(0|[1-9][0-9]*)`
	timestamp   = `[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?Z`
	versions    = `[a-z]+[.][0-9]+([+][a-z]+[.][0-9]+)*`
	annotator   = `[a-z][a-z0-9-]*`
	state       = `[0-9a-f]{32}[.][0-9a-f]{16}[.]` + number
)

// header describes one header. Without a list of steps it belongs to every event.
type header struct {
	name        string
	description string
	pattern     string // without anchors; "" where value gives it
	value       func(schema.Step) string
	steps       []schema.Step
	optional    bool
}

var (
	received = []schema.Step{schema.StepReceived}
	// handled are the events that a chain of handlers made.
	handled = []schema.Step{schema.StepParsed, schema.StepEnriched, schema.StepArchived}
	derived = slices.DeleteFunc(slices.Clone(schema.Steps), func(s schema.Step) bool { return s == schema.StepReceived })
	// walked are the events of a file's walk; what annotators say is about a transcript and not about a file.
	walked    = slices.DeleteFunc(slices.Clone(schema.Steps), func(s schema.Step) bool { return s == schema.StepAnnotated })
	annotated = []schema.Step{schema.StepAnnotated}
)

var headers = []header{
	{name: "ce-specversion", description: "The version of CloudEvents.", value: always("1.0")},
	{name: "ce-id", description: "What happened: step, transcript, source, number and the versions of the handlers. A repeat has the same id.", pattern: `[a-z]+[.]` + state + `(/` + versions + `)?`, steps: walked},
	{name: "ce-id", description: "What happened: annotated, transcript, annotator, and after the slash ce-versions. A repeat has the same id.", pattern: `annotated[.][0-9a-f]{32}[.]` + annotator + `/(` + versions + `[+])?` + annotator + `[.][1-9][0-9]*`, steps: annotated},
	{name: "ce-type", description: "The step and the version of its contract.", value: schema.Step.Type},
	{name: "ce-source", description: "The inbox as a URI reference; its name is percent-encoded in it, and every percent sign once more for the header.", pattern: `/inbox/` + encodedText, steps: walked},
	{name: "ce-source", description: "Who says it: a URI reference of the annotator's own making, /annotator/NAME for instance.", pattern: encodedText, steps: annotated},
	{name: "ce-subject", description: "The file's path in the inbox, with slashes; U+FFFD stands for what CloudEvents forbids, see ce-rawpath.", pattern: encodedText, steps: walked},
	{name: "ce-subject", description: "The ce-subject of the event that the annotator read, so that people see which file it is about.", pattern: encodedText, steps: annotated, optional: true},
	{name: "ce-time", description: "When the event was made, RFC 3339 in UTC.", pattern: timestamp},
	{name: "ce-datacontenttype", description: "The media type of the data.", pattern: encodedText, steps: received},
	{name: "ce-datacontenttype", description: "The media type of the data.", value: always("application/json"), steps: derived},
	{name: "ce-dataschema", description: "The $id of the data's JSON Schema.", value: schema.Step.Schema, steps: derived},
	{name: ext(schema.ExtTranscript), description: "The transcript: the first 32 hexadecimal digits of the SHA-256 of its original bytes.", pattern: `[0-9a-f]{32}`},
	{name: ext(schema.ExtAnnotator), description: "The annotator's name; it ends the subject.", pattern: annotator, steps: annotated},
	{name: ext(schema.ExtOrigin), description: "The source: the first 16 hexadecimal digits of SHA-256 over the inbox's name, a NUL and the path.", pattern: `[0-9a-f]{16}`, steps: walked},
	{name: ext(schema.ExtNumber), description: "Orders the states of the source; a higher number is a later state.", pattern: number, steps: walked},
	{name: ext(schema.ExtInbox), description: "The inbox's name.", pattern: encodedText, steps: walked},
	{name: ext(schema.ExtDigest), description: "SHA-256 of the original bytes in lower-case hexadecimal.", pattern: `[0-9a-f]{64}`, steps: walked},
	{name: ext(schema.ExtOffer), description: "0, 1, …: raised whenever the same state is put in again.", pattern: number, steps: walked},
	{name: ext(schema.ExtOffer), description: "0, 1, …: raised whenever the same event is put in again.", pattern: number, steps: annotated, optional: true},
	{name: ext(schema.ExtRawPath), description: "The exact path percent-encoded, and every percent sign once more for the header; present only where ce-subject isn't exact.", pattern: encodedText, optional: true},
	{name: ext(schema.ExtSize), description: "The size of the original in bytes.", pattern: number, steps: received},
	{name: ext(schema.ExtModified), description: "When the file was modified, RFC 3339 in UTC.", pattern: timestamp, steps: received, optional: true},
	{name: ext(schema.ExtTitle), description: "The title that somebody gave.", pattern: encodedText, steps: received, optional: true},
	{name: ext(schema.ExtSpoken), description: "The day of speech that somebody gave, YYYY-MM-DD.", pattern: encodedText, steps: received, optional: true},
	{name: ext(schema.ExtPlace), description: "The place of speech that somebody gave.", pattern: encodedText, steps: received, optional: true},
	{name: ext(schema.ExtURL), description: "Where it was published, as somebody said.", pattern: encodedText, steps: received, optional: true},
	{name: ext(schema.ExtLayout), description: "The layout that somebody asked for.", pattern: encodedText, steps: received, optional: true},
	{name: ext(schema.ExtDoubt), description: "What is wrong in the sidecar that these come from: what it says beyond them isn't understood.", pattern: encodedText, steps: received, optional: true},
	{name: ext(schema.ExtRestored), description: "When it was put back from an archive that holds what came of it, RFC 3339 in UTC: it is there to be read, and no stage takes it further.", pattern: timestamp, steps: received, optional: true},
	{name: ext(schema.ExtVersions), description: "The handlers that the data went through, in order, each with its version.", pattern: versions, steps: handled},
	{name: ext(schema.ExtVersions), description: "The handlers that the data went through, in order, each with its version.", pattern: versions, steps: []schema.Step{schema.StepRejected, schema.StepGone}, optional: true},
	{name: ext(schema.ExtVersions), description: "The handlers that the record which was read went through (none where only the original was read), then the annotator with its version.", pattern: `(` + versions + `[+])?` + annotator + `[.][1-9][0-9]*`, steps: annotated},
	{name: ext(schema.ExtDataRef), description: "Where the data lie when they are too large for a message: bucket and name in the object store, the name being their SHA-256. The body is then empty.", pattern: `object://[A-Za-z0-9_-]+/[0-9a-f]{64}`, optional: true},
	{name: ext(schema.ExtTrace), description: "W3C Trace Context.", pattern: `[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}`, optional: true},
}

var deadLetterHeaders = []header{
	{name: schema.HeaderDeadStage, description: "The stage where it ended.", pattern: encodedText},
	{name: schema.HeaderDeadCode, description: "What kind of fault it is: stable, for programs. `tries` where an error that might have passed did not pass.", pattern: `[a-z_]+`},
	{name: schema.HeaderDeadReason, description: "What is wrong, for people.", pattern: encodedText},
	{name: schema.HeaderDeadAdvice, description: "What can be done about it.", pattern: encodedText, optional: true},
	{name: schema.HeaderDeadTries, description: "How often a handler was given it; 0 when it could not even be read.", pattern: number},
	{name: schema.HeaderDeadTime, description: "When it was given up, RFC 3339 in UTC.", pattern: timestamp},
	{name: schema.HeaderDeadSubject, description: "The subject where it had been published, and where a retry publishes it again.", pattern: encodedText},
}

func ext(name string) string { return "ce-" + name }

func always(value string) func(schema.Step) string {
	return func(schema.Step) string { return value }
}

// stepHeaders is the schema of an event's headers. Others may stand beside them: the broker's, tracing's, other extensions.
func stepHeaders(h happening) *jsonschema.Schema {
	s := headersSchema(h.step.Schema(), h.step.Type())
	s.Description = "NATS headers of a CloudEvents 1.0 event in binary mode. " + h.summary
	for _, header := range headers {
		if header.steps == nil || slices.Contains(header.steps, h.step) {
			add(s, header, h.step)
		}
	}
	return s
}

func deadHeaders() *jsonschema.Schema {
	s := headersSchema("urn:shilu:schema:"+deadName, "shilu."+deadName)
	s.Description = "NATS headers of a dead letter, beside those of the message that was given up, which are unchanged."
	for _, header := range deadLetterHeaders {
		add(s, header, "")
	}
	return s
}

func headersSchema(id, title string) *jsonschema.Schema {
	return &jsonschema.Schema{
		Version:    jsonschema.Version,
		ID:         jsonschema.ID(id + ".headers"),
		Title:      title + " headers",
		Comments:   "Generated by go generate ./schema; do not edit. Values are percent-encoded as the NATS binding of CloudEvents says.",
		Type:       "object",
		Properties: jsonschema.NewProperties(),
	}
}

func add(s *jsonschema.Schema, h header, step schema.Step) {
	property := &jsonschema.Schema{Type: "string", Description: h.description}
	if h.value != nil {
		property.Const = h.value(step)
	} else {
		property.Pattern = "^" + h.pattern + "$"
	}
	s.Properties.Set(h.name, property)
	if !h.optional {
		s.Required = append(s.Required, h.name)
	}
}

const deadName = "dead.v1"

var deadHeadersFile = contractFile(deadName + ".headers")

func headersFile(step schema.Step) string {
	return strings.Replace(payloadFile(step), ".schema.json", ".headers.schema.json", 1)
}
