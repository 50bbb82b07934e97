package parse

// autoEdit 2: paragraphs with who speaks, of lines, of words.
//
//	{"text": [{"id": 0, "speaker": "Maria Lind", "paragraph": [{"line": [{"text": "Welcome", "startTime": 0.3, "endTime": 0.8}]}]}]}
func init() {
	registerStructure(structure{
		name:    "autoedit",
		example: `{"text": [{"speaker": "Maria Lind", "paragraph": [{"line": [{"text": "Welcome", "startTime": 0.3}]}]}]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			text, err := openJSON(d.json.object["text"])
			if err != nil || len(text.list) == 0 {
				return 0
			}
			if first, err := openJSON(text.list[0]); err != nil || !first.has("paragraph") {
				return 0
			}
			return 1
		},
		read: readAutoEdit,
	})
}

func readAutoEdit(d data, to *rendering) error {
	var text []struct {
		Speaker   string `json:"speaker"`
		Paragraph []struct {
			Line []struct {
				Text  string `json:"text"`
				Start loose  `json:"startTime"`
			} `json:"line"`
		} `json:"paragraph"`
	}
	if err := d.json.member("text", &text); err != nil {
		return err
	}
	d.json.about(to)
	var words []word
	for _, t := range text {
		for i, p := range t.Paragraph {
			for j, l := range p.Line {
				words = append(words, word{text: l.Text, speaker: t.Speaker, start: l.Start.seconds(), breaks: i+j == 0})
			}
		}
	}
	to.words(words)
	return nil
}
