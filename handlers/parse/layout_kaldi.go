package parse

// Kaldi, as the BBC's service answers: words with punctuation, and segments that say who speaks when.
//
//	{"retval": {"words": [{"start": 0.3, "end": 0.8, "word": "welcome", "punct": "Welcome"}],
//	 "segmentation": {"segments": [{"start": 0.2, "duration": 4.1, "speaker": {"@id": "S0", "gender": "F"}}]}}}
func init() {
	registerStructure(structure{
		name:    "kaldi",
		example: `{"words": [{"start": 0.3, "punct": "Welcome"}], "segmentation": {"segments": [{"start": 0.2, "speaker": {"@id": "S0"}}]}}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			switch v := kaldiResult(d); {
			case v.has("words", "segmentation"), v.has("words", "segments"):
				return 1
			case v.has("words", "punct"):
				return 0.9
			}
			return 0
		},
		read: readKaldi,
	})
}

type kaldiSegmentation struct {
	Segments []struct {
		Start   loose `json:"start"`
		Speaker struct {
			ID string `json:"@id"`
		} `json:"speaker"`
	} `json:"segments"`
}

// kaldiResult is the answer itself, or its part that holds the result.
func kaldiResult(d data) *jsonValue {
	if result, err := openJSON(d.json.object["retval"]); err == nil && result.object != nil {
		return result
	}
	return d.json
}

func readKaldi(d data, to *rendering) error {
	result := kaldiResult(d)
	var list []struct {
		Start loose  `json:"start"`
		Word  string `json:"word"`
		Punct string `json:"punct"`
	}
	var segmentation kaldiSegmentation
	if err := result.member("words", &list); err != nil {
		return err
	}
	if err := result.member("segmentation", &segmentation); err != nil {
		return err
	}
	if err := result.member("segments", &segmentation.Segments); err != nil {
		return err
	}
	d.json.about(to)
	var who shifts
	for _, s := range segmentation.Segments {
		who = append(who, shift{s.Start.seconds(), s.Speaker.ID})
	}
	who = who.sorted()
	words := make([]word, len(list))
	last := -1
	for i, w := range list {
		words[i] = word{text: firstOf(w.Punct, w.Word), start: w.Start.seconds()}
		var at int
		words[i].speaker, at = who.during(w.Start.seconds())
		words[i].breaks, last = at != last, at
	}
	to.words(words)
	return nil
}
