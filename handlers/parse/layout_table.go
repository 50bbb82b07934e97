package parse

// A table with a row for each stretch of speech: columns for who speaks, what is said, and when. Rows without a speaker go on with
// the turn before them.
//
//	Start,End,Speaker,Text
//	0.3,4.4,Maria Lind,"Welcome, everybody."
func init() {
	registerStructure(structure{
		name:    "table",
		example: "CSV with a column Speaker (发言人) and a column Text (内容), and Start (时间) where there is one",
		form:    csvForm,
		fits: func(d data) float64 {
			if d.table.isSpeech() {
				return 1
			}
			return 0
		},
		read: readSpeechTable,
	})
}

func readSpeechTable(d data, to *rendering) error {
	t := d.table
	for _, row := range t.rows {
		label, text := cell(row, t.speaker), cell(row, t.text)
		at := cell(row, t.start)
		if second, ok := parseSeconds(at); ok {
			at = offset(second)
		} else {
			at = clock(at)
		}
		switch {
		case label == "" && text == "":
			continue
		case t.speaker < 0:
			to.aside(text)
			continue
		case label == "":
		case t.end >= 0:
			to.turnOf(label, at) // a program cut it where the speaker paused
		default:
			to.turn(label, at)
		}
		to.say(text)
	}
	return nil
}
