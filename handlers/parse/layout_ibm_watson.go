package parse

import "encoding/json"

// IBM Watson Speech to Text: words with their times in results, who speaks in a list of its own, joined by the time.
//
//	{"results": [{"alternatives": [{"timestamps": [["welcome", 0.3, 0.8]]}]}],
//	 "speaker_labels": [{"from": 0.3, "to": 0.8, "speaker": 0}]}
func init() {
	registerStructure(structure{
		name:    "ibm-watson",
		example: `{"results": [{"alternatives": [{"timestamps": [["welcome", 0.3, 0.8]]}]}], "speaker_labels": [{"from": 0.3, "speaker": 0}]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			if d.json.has("speaker_labels", "results") || d.json.has("result_index", "results") {
				return 0.95
			}
			return 0
		},
		read: readIBM,
	})
}

type ibmTranscript struct {
	results []struct {
		Alternatives []struct {
			Transcript string              `json:"transcript"`
			Timestamps [][]json.RawMessage `json:"timestamps"`
		} `json:"alternatives"`
	}
	labels []struct {
		From    loose `json:"from"`
		Speaker loose `json:"speaker"`
	}
}

func readIBM(d data, to *rendering) error {
	var t ibmTranscript
	if err := d.json.member("results", &t.results); err != nil {
		return err
	}
	if err := d.json.member("speaker_labels", &t.labels); err != nil {
		return err
	}
	d.json.about(to)
	var who shifts
	for _, l := range t.labels {
		who = append(who, shift{l.From.seconds(), l.Speaker.text})
	}
	who = who.sorted()
	var words []word
	for _, r := range t.results {
		if len(r.Alternatives) == 0 {
			continue
		}
		best := r.Alternatives[0]
		if len(best.Timestamps) == 0 {
			words = append(words, word{text: best.Transcript, breaks: true})
		}
		for i, stamp := range best.Timestamps {
			var text, start loose
			if len(stamp) < 2 || json.Unmarshal(stamp[0], &text) != nil || json.Unmarshal(stamp[1], &start) != nil {
				continue
			}
			w := word{text: text.text, start: start.seconds(), breaks: i == 0}
			w.speaker, _ = who.during(w.start)
			words = append(words, w)
		}
	}
	to.words(words)
	return nil
}
