package parse

// Amazon Transcribe: words in one list, who speaks in another, joined by the time at which a word starts. Numbers are texts.
//
//	{"results": {
//	  "speaker_labels": {"segments": [{"speaker_label": "spk_0", "start_time": "0.04", "end_time": "3.9"}]},
//	  "items": [{"start_time": "0.04", "type": "pronunciation", "alternatives": [{"content": "Welcome"}]}]}}
func init() {
	registerStructure(structure{
		name:    "aws-transcribe",
		example: `{"speaker_labels": {"segments": [{"speaker_label": "spk_0"}]}, "items": [{"alternatives": [{"content": "Hello"}]}]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			if _, ok := awsResults(d); ok {
				return 1
			}
			return 0
		},
		read: readAWS,
	})
}

type awsItem struct {
	Start        loose  `json:"start_time"`
	Type         string `json:"type"`
	Speaker      string `json:"speaker_label"`
	Alternatives []struct {
		Content string `json:"content"`
	} `json:"alternatives"`
}

type awsLabels struct {
	Segments []struct {
		Start   loose  `json:"start_time"`
		Speaker string `json:"speaker_label"`
	} `json:"segments"`
}

func awsResults(d data) (*jsonValue, bool) {
	results, err := openJSON(d.json.object["results"])
	return results, err == nil && results.has("items", "transcripts")
}

func readAWS(d data, to *rendering) error {
	results, _ := awsResults(d)
	var items []awsItem
	var labels awsLabels
	if err := results.member("items", &items); err != nil {
		return err
	}
	if err := results.member("speaker_labels", &labels); err != nil {
		return err
	}
	d.json.about(to)
	var who shifts
	for _, s := range labels.Segments {
		who = append(who, shift{s.Start.seconds(), s.Speaker})
	}
	who = who.sorted()
	words := make([]word, 0, len(items))
	now, last := "", -1
	for _, i := range items {
		if len(i.Alternatives) == 0 {
			continue
		}
		w := word{text: i.Alternatives[0].Content, start: i.Start.seconds(), glued: i.Type == "punctuation"}
		if !w.glued {
			speaker, at := who.during(w.start)
			now = firstOf(i.Speaker, speaker, now)
			w.breaks, last = at != last, at
		}
		w.speaker = now
		words = append(words, w)
	}
	to.words(words)
	return nil
}
