package parse

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"shilu/schema"
)

// TestRecordComesBack reads the record of each fixture as a file: whoever takes his archive out and drops it again has the same turns.
func TestRecordComesBack(t *testing.T) {
	for _, f := range fixtures(t) {
		rec, err := Handle(context.Background(), f.received())
		if err != nil {
			t.Fatal(err)
		}
		if len(rec.Turns) == 0 {
			continue
		}
		line, err := json.Marshal(rec)
		if err != nil {
			t.Fatal(err)
		}
		for form, text := range map[string]string{"alone": string(line), "in a list": "[" + string(line) + "]"} {
			again := handle(t, "a.json", text)
			if got, want := told(again), told(rec); got != want {
				t.Errorf("%s/%s %s by %s\ngot  %s\nwant %s", f.layout, f.name, form, again.Layout, got, want)
			}
		}
	}
}

// told is what a record says, but for where it has it from.
func told(rec schema.Record) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s|%s|%s|%s|%s|%v\n", rec.Title, rec.Date, rec.Place, rec.Language, rec.Source.URL, rec.Roster)
	if rec.Preamble != nil {
		b.WriteString(rec.Preamble.Text + "\n")
	}
	for _, s := range rec.Speakers {
		fmt.Fprintf(&b, "%s %q\n", s.ID, s.Labels)
	}
	for _, turn := range rec.Turns {
		fmt.Fprintf(&b, "%s %s@%s=%s\n", turn.Speaker, turn.Label, turn.Time, turn.Text)
	}
	return b.String()
}

// TestSeveralRecords says of several what to do with them.
func TestSeveralRecords(t *testing.T) {
	const record = `{"digest": "9f", "layout": "name-colon", "turns": [{"index": 0, "label": "Maria Lind", "text": "Yes."}]}`
	_, err := Handle(context.Background(), received("a.jsonl", []byte(record+"\n"+record)))
	fault := schema.AsFault(err)
	if fault == nil || fault.Code != schema.FaultUnsupported || !strings.Contains(fault.Reason, "2 transcripts") || !strings.Contains(fault.Advice, "watched folder") {
		t.Errorf("got %v", err)
	}
}
