// Command generate writes the contracts of the events, so that they can be read in any language: a JSON Schema for the headers
// and one for the data of each event, and the AsyncAPI document that ties them to subjects. `go generate ./schema` runs it in
// the folder schema; it is deterministic, and a test beside it fails when a file is stale.
//
//	walk.go      what happens to a transcript, and who says so: the story that the documents tell
//	payload.go   the data's schemas, from the Go types and their comments
//	headers.go   the headers' schemas
//	decision.go  both schemas of decisions, and their channel
//	asyncapi.go  the AsyncAPI document
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
)

func main() {
	log.SetFlags(0)
	if err := run(); err != nil {
		log.Fatalf("generate: %v", err)
	}
}

func run() error {
	files, err := contracts()
	if err != nil {
		return err
	}
	present, err := filepath.Glob("json/*.schema.json")
	if err != nil {
		return err
	}
	for _, name := range present {
		if _, ok := files[name]; !ok {
			if err := os.Remove(name); err != nil {
				return err
			}
		}
	}
	for name, content := range files {
		if err := os.WriteFile(name, content, 0o644); err != nil {
			return err
		}
	}
	return nil
}

// contracts returns every generated file by its path in the folder schema, which must be the working directory: the Go types'
// comments are read from there.
func contracts() (map[string][]byte, error) {
	payloads, err := newPayloads("record.go", "annotation.go", "decision.go", "identity.go")
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, h := range walk {
		if files[headersFile(h.step)], err = encode(stepHeaders(h)); err != nil {
			return nil, fmt.Errorf("headers of %s: %w", h.step, err)
		}
		if h.payload == nil {
			continue
		}
		if files[payloadFile(h.step)], err = encode(payloads.schema(h)); err != nil {
			return nil, fmt.Errorf("data of %s: %w", h.step, err)
		}
	}
	if files[decisionHeadersFile], err = encode(decisionHeaders()); err != nil {
		return nil, fmt.Errorf("headers of decisions: %w", err)
	}
	if files[decisionFile], err = encode(payloads.decision()); err != nil {
		return nil, fmt.Errorf("data of decisions: %w", err)
	}
	if files[deadHeadersFile], err = encode(deadHeaders()); err != nil {
		return nil, fmt.Errorf("headers of dead letters: %w", err)
	}
	if files["asyncapi.yaml"], err = asyncAPI(); err != nil {
		return nil, fmt.Errorf("asyncapi.yaml: %w", err)
	}
	return files, nil
}
