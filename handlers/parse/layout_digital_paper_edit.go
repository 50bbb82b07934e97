package parse

// BBC Digital Paper Edit, which autoEdit 3 and react-transcript-editor export too: words, and paragraphs that say who speaks when.
//
//	{"words": [{"id": 0, "start": 0.3, "end": 0.8, "text": "Welcome"}],
//	 "paragraphs": [{"id": 0, "start": 0.3, "end": 4.4, "speaker": "Maria Lind"}]}
func init() {
	registerStructure(structure{
		name:    "digital-paper-edit",
		example: `{"words": [{"start": 0.3, "text": "Welcome"}], "paragraphs": [{"start": 0.3, "speaker": "Maria Lind"}]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			if d.json.has("words", "paragraphs") {
				return 1
			}
			return 0
		},
		read: readDigitalPaperEdit,
	})
}

func readDigitalPaperEdit(d data, to *rendering) error {
	var list []struct {
		Start loose  `json:"start"`
		Text  string `json:"text"`
	}
	var paragraphs []struct {
		Start   loose  `json:"start"`
		Speaker string `json:"speaker"`
	}
	if err := d.json.member("words", &list); err != nil {
		return err
	}
	if err := d.json.member("paragraphs", &paragraphs); err != nil {
		return err
	}
	d.json.about(to)
	var who shifts
	for _, p := range paragraphs {
		who = append(who, shift{p.Start.seconds(), p.Speaker})
	}
	who = who.sorted()
	words := make([]word, len(list))
	last := -1
	for i, w := range list {
		words[i] = word{text: w.Text, start: w.Start.seconds()}
		var at int
		words[i].speaker, at = who.during(w.Start.seconds())
		words[i].breaks, last = at != last, at
	}
	to.words(words)
	return nil
}
