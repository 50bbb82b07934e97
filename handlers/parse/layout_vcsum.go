package parse

import (
	"encoding/json"
	"strings"
)

// VCSum: meetings from speech recognition, a section a line. Its paragraphs are lists of sentences; who speaks is a number for each
// paragraph, which counts anew in each section.
//
//	{"id": "7_0", "context": [["各位好。", "我们开始吧。"], ["好的。"]], "speaker": [1, 2]}
func init() {
	registerStructure(structure{
		name:    "vcsum",
		example: `{"id": "7_0", "context": [["各位好。", "我们开始吧。"], ["好的。"]], "speaker": [1, 2]}`,
		form:    jsonForm,
		fits: func(d data) float64 {
			sections := vcsumSections(d)
			if len(sections) == 0 {
				return 0
			}
			first, err := openJSON(sections[0])
			if err != nil || !first.has("context", "speaker") || firstByte(first.object["context"]) != '[' {
				return 0
			}
			return 1
		},
		read: readVCSum,
	})
}

// vcsumSections are the values of the lines, or the lone one.
func vcsumSections(d data) []json.RawMessage {
	if d.json.object != nil {
		return []json.RawMessage{d.json.whole}
	}
	return d.json.list
}

func readVCSum(d data, to *rendering) error {
	for _, raw := range vcsumSections(d) {
		var section struct {
			ID      loose   `json:"id"`
			Context []loose `json:"context"`
			Speaker []loose `json:"speaker"`
		}
		if err := json.Unmarshal(raw, &section); err != nil {
			return err
		}
		for i, paragraph := range section.Context {
			label := ""
			if i < len(section.Speaker) {
				label = section.Speaker[i].text
			}
			to.turnAmong(section.ID.text, label, "")
			to.say(strings.ReplaceAll(paragraph.text, "\n", " "))
		}
	}
	return nil
}
