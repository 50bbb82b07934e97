package query

import (
	"fmt"
	"slices"
	"strings"

	"shilu/schema"
)

// FieldName says what a Field is about.
type FieldName string

// The fields. All but the last five hold their value as a word: a substring, folded.
const (
	FieldSpeaker      FieldName = "speaker"
	FieldOrganization FieldName = "org"
	FieldTitle        FieldName = "title"
	FieldPlace        FieldName = "place"
	FieldPerson       FieldName = "person"
	FieldBy           FieldName = "by"
	FieldRole         FieldName = "role"
	FieldType         FieldName = "type"
	FieldLayout       FieldName = "layout"
	FieldID           FieldName = "in"
)

// The values of FieldType.
const (
	TypeQuestion = "question"
	TypeAnswer   = "answer"
)

var (
	roles = []string{string(schema.Host), string(schema.Official), string(schema.Journalist), string(schema.Guest), string(schema.Unknown)}
	types = []string{TypeQuestion, TypeAnswer}
)

// fields has for each name in the search language how its value is read.
var fields = map[string]func(value string) (Node, error){
	"speaker": words(FieldSpeaker),
	"by":      words(FieldBy),
	"org":     words(FieldOrganization),
	"title":   words(FieldTitle),
	"place":   words(FieldPlace),
	"person":  words(FieldPerson),
	"role":    oneOf(FieldRole, roles),
	"type":    oneOf(FieldType, types),
	"layout":  func(value string) (Node, error) { return Field{FieldLayout, strings.ToLower(value)}, nil },
	"in":      id,
	"date":    days,
	"figure":  figures,
}

// longestField is how many letters the longest name of a field has.
const longestField = len("speaker")

func words(name FieldName) func(string) (Node, error) {
	return func(value string) (Node, error) { return Field{name, value}, nil }
}

func oneOf(name FieldName, values []string) func(string) (Node, error) {
	return func(value string) (Node, error) {
		value = strings.ToLower(value)
		if !slices.Contains(values, value) {
			return nil, fmt.Errorf("%s:%s is none of %s", name, value, strings.Join(values, ", "))
		}
		return Field{name, value}, nil
	}
}

func id(value string) (Node, error) {
	value = strings.ToLower(value)
	if len(value) > 32 || strings.Trim(value, "0123456789abcdef") != "" {
		return nil, fmt.Errorf("in:%s is not the beginning of a transcript's id", value)
	}
	return Field{FieldID, value}, nil
}
