package main

import (
	"strings"

	"github.com/invopop/jsonschema"

	"shilu/schema"
)

// This file describes decisions. They are no step of a transcript's walk, and all kinds share their schemas.

const (
	decisionName        = "decision.v1"
	decisionChannelName = "decision"
	decisionSummary     = "A person decided something about the archive: that a transcript is removed, who is one person across transcripts, or that an earlier decision no longer holds."
)

var (
	decisionFile        = contractFile(decisionName)
	decisionHeadersFile = contractFile(decisionName + ".headers")
)

// Patterns of decisions' names.
const (
	decisionKind = `[a-z]+`
	decisionID   = `[0-9]{13}-[0-9a-f]{8}`
)

var decisionAttributes = []header{
	{name: "ce-specversion", description: "The version of CloudEvents.", value: always("1.0")},
	{name: "ce-id", description: "The kind and the decision's id. A repeat has the same id.", pattern: decisionKind + `[.]` + decisionID},
	{name: "ce-type", description: "The kind and the version of its contract.", pattern: `shilu[.]decision[.]` + decisionKind + `[.]v1`},
	{name: "ce-source", description: "Who publishes it: the archive's owner, for the person who decided.", value: always("/archive")},
	{name: "ce-subject", description: "What it is about: a transcript's id, a decision's, or somebody, as NAME@ORGANISATION.", pattern: encodedText},
	{name: "ce-time", description: "When it was decided, RFC 3339 in UTC.", pattern: timestamp},
	{name: "ce-datacontenttype", description: "The media type of the data.", value: always("application/json")},
	{name: "ce-dataschema", description: "The $id of the data's JSON Schema.", value: always(schema.DecisionSchema)},
	{name: ext(schema.ExtTranscript), description: "The transcript that is removed.", pattern: `[0-9a-f]{32}`, optional: true},
	{name: ext(schema.ExtOffer), description: "0, 1, …: raised whenever the same event is put in again.", pattern: number},
}

func decisionHeaders() *jsonschema.Schema {
	s := headersSchema(schema.DecisionSchema, "shilu."+decisionName)
	s.Description = "NATS headers of a CloudEvents 1.0 event in binary mode. " + decisionSummary
	for _, header := range decisionAttributes {
		add(s, header, "")
	}
	return s
}

func (p *payloads) decision() *jsonschema.Schema {
	return p.reflect(schema.Decision{}, schema.DecisionSchema, "shilu."+decisionName)
}

func decisionChannel() channel {
	return channel{
		Address:     strings.TrimSuffix(schema.DecisionFilter, ">") + "{kind}.{decision}",
		Title:       "Decisions",
		Description: decisionSummary + " Stream shilu-log: for ever; a decision is taken back by another one and never deleted.",
		Parameters: section[parameter]{
			{"kind", parameter{Description: "What was decided: removed, merged, split, renamed, undone."}},
			{"decision", parameter{Description: "The decision's id."}},
		},
		Messages: section[message]{{decisionChannelName, message{
			Name:    "shilu." + decisionName,
			Summary: decisionSummary,
			Headers: ref{"./" + decisionHeadersFile},
			Payload: &ref{"./" + decisionFile},
		}}},
	}
}
