package parse

// Speechmatics: words in a list; who speaks in a list of its own (version 1), or with each word (version 2). Punctuation is a word.
//
//	{"speakers": [{"time": "0.30", "duration": "4.20", "name": "F1"}], "words": [{"time": "0.30", "duration": "0.50", "name": "Welcome"}]}
//	{"format": "2.9", "results": [{"type": "word", "start_time": 0.3, "alternatives": [{"content": "Welcome", "speaker": "S1"}]}]}
func init() {
	registerStructure(structure{
		name:    "speechmatics",
		example: `{"speakers": [{"time": "0.30", "name": "F1"}], "words": [{"time": "0.30", "name": "Welcome"}]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			switch {
			case d.json.has("speakers", "words"):
				return 0.9
			case d.json.has("format", "results"):
				return 1
			}
			return 0
		},
		read: readSpeechmatics,
	})
}

func readSpeechmatics(d data, to *rendering) error {
	d.json.about(to)
	if d.json.has("results") {
		return readSpeechmatics2(d, to)
	}
	var speakers, list []struct {
		Time loose  `json:"time"`
		Name string `json:"name"`
	}
	if err := d.json.member("speakers", &speakers); err != nil {
		return err
	}
	if err := d.json.member("words", &list); err != nil {
		return err
	}
	var who shifts
	for _, s := range speakers {
		who = append(who, shift{s.Time.seconds(), s.Name})
	}
	who = who.sorted()
	words := make([]word, len(list))
	now, last := "", -1
	for i, w := range list {
		words[i] = word{text: w.Name, start: w.Time.seconds(), glued: isPunctuation(w.Name)}
		if !words[i].glued {
			speaker, at := who.during(w.Time.seconds())
			now = firstOf(speaker, now)
			words[i].breaks, last = at != last, at
		}
		words[i].speaker = now
	}
	to.words(words)
	return nil
}

func readSpeechmatics2(d data, to *rendering) error {
	var results []struct {
		Type         string `json:"type"`
		Start        loose  `json:"start_time"`
		Attaches     string `json:"attaches_to"`
		Alternatives []struct {
			Content string `json:"content"`
			Speaker string `json:"speaker"`
		} `json:"alternatives"`
	}
	if err := d.json.member("results", &results); err != nil {
		return err
	}
	words := make([]word, 0, len(results))
	now := ""
	for _, r := range results {
		if len(r.Alternatives) == 0 {
			continue
		}
		w := word{text: r.Alternatives[0].Content, start: r.Start.seconds(), glued: r.Type == "punctuation" || r.Attaches == "previous"}
		if !w.glued {
			now = firstOf(r.Alternatives[0].Speaker, now)
		}
		w.speaker = now
		words = append(words, w)
	}
	to.words(words)
	return nil
}

// isPunctuation reports whether a word is a mark that follows the word before it.
func isPunctuation(word string) bool {
	switch word {
	case ".", ",", "?", "!", ";", ":", "。", "，", "？", "！", "；", "：", "、":
		return true
	}
	return false
}
