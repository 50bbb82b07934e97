package parse

import (
	"encoding/json"

	"shilu/schema"
)

// Our own records, as `shilu inspect --json` prints them and the export writes them, one a line or one alone. What they say about the
// whole and each turn is taken over; who the speakers are is found anew.
//
//	{"id": "9f…", "digest": "9f…", "layout": "name-colon", "title": "…", "turns": [{"index": 0, "label": "Maria Lind", "text": "…", "spans": […]}]}
func init() {
	registerStructure(structure{
		name:    "record",
		example: `{"digest": "9f…", "layout": "name-colon", "turns": [{"index": 0, "label": "Maria Lind", "text": "Thank you."}]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			first := d.json
			if d.json.lines && len(d.json.list) > 0 {
				first, _ = openJSON(d.json.list[0])
			}
			if first == nil || !first.has("digest", "layout", "turns") {
				return 0
			}
			return 1
		},
		read: readRecord,
	})
}

func readRecord(d data, to *rendering) error {
	records := d.json.list
	if d.json.object != nil {
		records = []json.RawMessage{d.json.whole}
	}
	if len(records) > 1 {
		return schema.Faultf(schema.FaultUnsupported, "put each line into a file of its own: split -l 1 FILE",
			"it holds the records of %d transcripts; a file is one", len(records))
	}
	var rec schema.Record
	for _, raw := range records {
		if err := json.Unmarshal(raw, &rec); err != nil {
			return err
		}
	}
	to.note("title", string(rec.Title))
	to.note("date", string(rec.Date))
	to.note("place", string(rec.Place))
	to.note("url", string(rec.Source.URL))
	if rec.Preamble != nil {
		to.aside(rec.Preamble.Text) // the roster is in it
	} else {
		for _, p := range rec.Roster {
			to.note("speakers", p.Name)
		}
	}
	for _, t := range rec.Turns {
		among := ""
		if t.Label == "" {
			among = t.Speaker
		}
		to.turnAmong(among, t.Label, string(t.Time))
		to.say(t.Text)
	}
	return nil
}
