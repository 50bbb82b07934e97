package unpack

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"shilu/schema"
)

// This file opens several records in one file, as `shilu export` writes them one a line, or in a JSON array. Each is a transcript of its
// own, and one file is one transcript; so it is an archive. A record alone is none: it is read as any other file.

// recordKeys are the members that a value needs to be a record.
type recordKeys struct {
	ID     string          `json:"id"`
	Digest string          `json:"digest"`
	Layout string          `json:"layout"`
	Turns  json.RawMessage `json:"turns"`
}

func (k recordKeys) complete() bool {
	return k.Digest != "" && k.Layout != "" && len(k.Turns) > 0 && k.Turns[0] == '['
}

// isRecords asks the first two values.
func isRecords(body []byte) bool {
	if !bytes.Contains(body, []byte(`"digest"`)) {
		return false
	}
	next, ok := values(body)
	for range 2 {
		if !ok {
			return false
		}
		raw, err := next()
		var keys recordKeys
		if err != nil || json.Unmarshal(raw, &keys) != nil || !keys.complete() {
			return false
		}
	}
	return true
}

// values gives the values of JSON Lines or of an array, and then io.EOF. ok is false for what is neither.
func values(body []byte) (next func() (json.RawMessage, error), ok bool) {
	body = bytes.TrimLeft(bytes.TrimPrefix(body, []byte("\uFEFF")), " \t\r\n")
	if len(body) == 0 || body[0] != '{' && body[0] != '[' {
		return nil, false
	}
	dec := json.NewDecoder(bytes.NewReader(body))
	if body[0] == '[' {
		if _, err := dec.Token(); err != nil {
			return nil, false
		}
	}
	return func() (json.RawMessage, error) {
		if body[0] == '[' && !dec.More() {
			return nil, io.EOF
		}
		var raw json.RawMessage
		err := dec.Decode(&raw)
		return raw, err
	}, true
}

// openRecords gives each record as a member that is named for its transcript.
func (o *opener) openRecords(prefix string, body []byte, depth int) error {
	next, _ := values(body)
	for n := 1; ; n++ {
		raw, err := next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		var keys recordKeys
		if err == nil {
			err = json.Unmarshal(raw, &keys)
		}
		if err == nil && !keys.complete() {
			err = errors.New("it is none")
		}
		if err != nil {
			return schema.Faultf(schema.FaultDamaged, "export it anew", "record %d can't be read: %w", n, err)
		}
		m := Member{Path: prefix + recordName(keys, n)}
		if m.Refused, err = o.admit(int64(len(raw))); err != nil {
			return err
		}
		if m.Refused == nil {
			m.Body = raw
		}
		if err := o.give(m, depth); err != nil {
			return err
		}
	}
}

// recordName is the transcript's id, which is made of hexadecimal digits; another program may have written what it likes.
func recordName(keys recordKeys, n int) string {
	if len(keys.ID) != 32 || bytes.ContainsFunc([]byte(keys.ID), func(r rune) bool { return (r < '0' || r > '9') && (r < 'a' || r > 'f') }) {
		return fmt.Sprintf("%d.json", n)
	}
	return keys.ID + ".json"
}
