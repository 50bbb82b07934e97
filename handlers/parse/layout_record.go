package parse

import (
	"encoding/json"

	"shilu/schema"
)

// Our own record, as `shilu inspect --json` prints it and the export writes it: alone, or the only one in a list. What it says about the
// whole and each turn is taken over; who the speakers are is found anew. Several are an archive (handlers/unpack).
//
//	{"id": "9f…", "digest": "9f…", "layout": "name-colon", "title": "…", "turns": [{"index": 0, "label": "Maria Lind", "text": "…", "spans": […]}]}
func init() {
	registerStructure(structure{
		name:    "record",
		example: `{"digest": "9f…", "layout": "name-colon", "turns": [{"index": 0, "label": "Maria Lind", "text": "Thank you."}]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			first := d.json
			if len(d.json.list) > 0 {
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
		return schema.Faultf(schema.FaultUnsupported, "drop it into a watched folder, where each record is taken by itself, or put each into a file of its own",
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
	to.note("language", firstOf(string(rec.Language), undetermined))
	for _, p := range rec.Roster {
		to.note("speakers", p.Name)
	}
	if rec.Preamble != nil {
		to.aside(rec.Preamble.Text)
	}
	for _, t := range rec.Turns {
		to.turnAmong(t.Speaker, t.Label, string(t.Time)) // who is called 记者 twice may be two
		to.say(t.Text)
	}
	return nil
}
