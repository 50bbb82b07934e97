package schema

import "embed"

//go:generate go run ./internal/generate

// Contracts holds the generated description of the events: asyncapi.yaml, which ties subjects to messages, and in json/ a JSON
// Schema for the headers and one for the data of each. The data's is found by Step.Schema, which is its $id; the headers' has
// the same $id with ".headers" behind it.
//
//go:embed asyncapi.yaml json/*.schema.json
var Contracts embed.FS
