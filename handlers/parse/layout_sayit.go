package parse

import (
	"encoding/json"
	"net/url"
)

// SayIt, as its successors keep it: a section for each speech, with the speaker's name as in an address and the text as HTML. What
// has no speaker is a fact, a heading or a stage direction.
//
//	[{"section_id": 11, "section_speaker": "%E5%94%90%E6%B5%B7-3", "section_content": "<p>謝謝大家。</p>"}]
func init() {
	registerStructure(structure{
		name:    "sayit",
		example: `[{"section_speaker": "%E5%94%90%E6%B5%B7-3", "section_content": "<p>謝謝大家。</p>"}]`,
		form:    jsonForm,
		fits: func(d data) float64 {
			sections, err := sayItSections(d)
			if err != nil || len(sections.list) == 0 {
				return 0
			}
			if first, err := openJSON(sections.list[0]); err != nil || !first.has("section_speaker", "section_content") {
				return 0
			}
			return 1
		},
		read: readSayIt,
	})
}

// sayItSections are the value itself, or its member sections.
func sayItSections(d data) (*jsonValue, error) {
	if raw, ok := d.json.object["sections"]; ok {
		return openJSON(raw)
	}
	return d.json, nil
}

func readSayIt(d data, to *rendering) error {
	d.json.about(to)
	sections, _ := sayItSections(d)
	nest := ""
	for _, raw := range sections.list {
		var section struct {
			Name        loose `json:"display_name"`
			File        loose `json:"filename"`
			Nest        loose `json:"nest_display_name"`
			Speaker     loose `json:"section_speaker"`
			SpeakerName loose `json:"speaker_name"`
			Content     loose `json:"section_content"`
		}
		if err := json.Unmarshal(raw, &section); err != nil {
			return err
		}
		to.title(firstOf(section.Name.text, section.File.text))
		if section.Nest.text != nest {
			nest = section.Nest.text
			to.aside(nest)
		}
		text := fragmentText(section.Content.text)
		if section.Speaker.text == "" {
			to.aside(text)
			continue
		}
		to.turn(firstOf(section.SpeakerName.text, sayItName(section.Speaker.text)), "")
		to.say(text)
	}
	return nil
}

// sayItName is the name in an address: percent-encoded, and with a number where several have it.
func sayItName(slug string) string {
	name, err := url.PathUnescape(slug)
	if err != nil {
		name = slug
	}
	for i := len(name) - 1; i > 0; i-- {
		if name[i] == '-' && i < len(name)-1 {
			return name[:i]
		}
		if name[i] < '0' || name[i] > '9' {
			break
		}
	}
	return name
}
