package parse

import (
	"encoding/json"
	"math"
)

// Google Speech-to-Text: results one after the other, and each word with the number of who says it. The last result often says all
// the words again with their speakers, which the others leave out.
//
//	{"results": [{"alternatives": [{"transcript": "Welcome to …", "words": [
//	  {"startTime": "0.300s", "endTime": "0.800s", "word": "Welcome", "speakerTag": 1}]}]}]}
func init() {
	registerStructure(structure{
		name:    "google-speech",
		example: `{"alternatives": [{"words": [{"startTime": "0.300s", "word": "Welcome", "speakerTag": 1}]}]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			results := googleResults(d)
			for _, r := range results {
				if len(r.Alternatives) > 0 && (len(r.Alternatives[0].Words) > 0 || r.Alternatives[0].Transcript != "") {
					return 0.8
				}
			}
			return 0
		},
		read: readGoogle,
	})
}

type googleResult struct {
	Alternatives []struct {
		Transcript string       `json:"transcript"`
		Words      []googleWord `json:"words"`
	} `json:"alternatives"`
}

// googleWord has the names of the REST service, of the Python client and of version 2.
type googleWord struct {
	Word   string `json:"word"`
	Start  loose  `json:"startTime"`
	Start1 loose  `json:"start_time"`
	Start2 loose  `json:"startOffset"`
	Tag    loose  `json:"speakerTag"`
	Tag1   loose  `json:"speaker_tag"`
	Tag2   loose  `json:"speakerLabel"`
}

func (w googleWord) start() float64 {
	for _, start := range []loose{w.Start, w.Start1, w.Start2} {
		if start.isNumber {
			return start.number
		}
	}
	return math.NaN()
}

// speaker is "" for 0, which stands for nobody.
func (w googleWord) speaker() string {
	if tag := firstOf(w.Tag.text, w.Tag1.text, w.Tag2.text); tag != "0" {
		return tag
	}
	return ""
}

// googleResults finds them at the top, or in the answer of an operation that took long.
func googleResults(d data) []googleResult {
	raw := d.json.object["results"]
	if response, err := openJSON(d.json.object["response"]); raw == nil && err == nil {
		raw = response.object["results"]
	}
	var results []googleResult
	if firstByte(raw) != '[' || json.Unmarshal(raw, &results) != nil {
		return nil
	}
	return results
}

func readGoogle(d data, to *rendering) error {
	d.json.about(to)
	var tagged, plain []word
	for _, r := range googleResults(d) {
		if len(r.Alternatives) == 0 {
			continue
		}
		best := r.Alternatives[0]
		if len(best.Words) == 0 {
			plain = append(plain, word{text: best.Transcript, breaks: true})
		}
		for i, w := range best.Words {
			word := word{text: w.Word, speaker: w.speaker(), start: w.start(), breaks: i == 0}
			if word.speaker != "" {
				tagged = append(tagged, word)
			} else {
				plain = append(plain, word)
			}
		}
	}
	if len(tagged) > 0 {
		to.words(tagged)
	} else {
		to.words(plain)
	}
	return nil
}
