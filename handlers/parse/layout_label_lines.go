package parse

import "strings"

// A label without a colon, on one line to three: a role, an office, a name; an outlet alone. Nothing marks it but that it is short and
// names somebody, so a list of guests within the host's words looks the same: several names in a row are a list, and so is what a
// sentence announces that hasn't ended.
//
//	主持人
//	港务局新闻发言人
//	安远航
//	各位记者朋友，下午好！
//	海城电视台记者
//	请问新码头何时启用？
func init() {
	register(layout{
		name:    "label-lines",
		example: "主持人 / 港务局新闻发言人 / 安远航 on a line each, without a colon",
		score:   scoreLabelLines,
		read:    readLabelLines,
	})
}

func scoreLabelLines(doc *document) float64 {
	n, distinct, role := 0, map[string]bool{}, false
	for _, label := range labelLines(doc.lines) {
		n++
		distinct[label.text] = true
		role = role || isRole(label.text) || asks(label.text) || label.role
	}
	if n < 3 || len(distinct) < 2 || !role {
		return 0
	}
	return confidence(0.88, n) * min(1, 10*float64(n)/float64(len(doc.lines)))
}

func readLabelLines(doc *document, to *script) {
	labels := labelLines(doc.lines)
	for i := 0; i < len(doc.lines); {
		if label, ok := labels[i]; ok {
			to.turn(label.text, "")
			i += label.lines
			continue
		}
		if !isButtons(doc.lines[i].text) {
			to.say(doc.lines[i])
		}
		i++
	}
}

// lineLabel is a label that takes whole lines.
type lineLabel struct {
	text  string
	lines int
	role  bool // a host's or an asker's line is the first
}

// labelLines finds the labels by the line that they begin on.
func labelLines(lines []piece) map[int]lineLabel {
	labels := map[int]lineLabel{}
	names := map[string]bool{} // that labels before ended with
	for i := 0; i < len(lines); {
		kind := labelLineKind(lines[i].text)
		if kind == noLabelLine {
			i++
			continue
		}
		end := i + 1
		kinds := []lineKind{kind}
		for end < len(lines) {
			if kind = labelLineKind(lines[end].text); kind == noLabelLine {
				break
			}
			kinds = append(kinds, kind)
			end++
		}
		last := lines[end-1].text
		if at, ok := lastLabel(lines[i:end], kinds); ok && end < len(lines) && (isSpeech(lines[end].text) || strings.Contains(lines[end].text, "。")) && announcesNobody(lines, i, len(labels)) &&
			(kinds[at] != shortLine || names[last]) {
			labels[i+at] = joinLabel(lines[i+at:end], kinds[at:])
			names[last] = true
		}
		i = end
	}
	return labels
}

func joinLabel(lines []piece, kinds []lineKind) lineLabel {
	parts := make([]string, len(lines))
	for i, l := range lines {
		parts[i] = l.text
	}
	return lineLabel{strings.Join(parts, " "), len(lines), kinds[0] == roleLine || kinds[0] == outletLine}
}

// announcesNobody reports whether the text above a label ended as a sentence does. Before the first label stand titles, which don't.
func announcesNobody(lines []piece, i, known int) bool {
	return known == 0 || i == 0 || endsSentence(lines[i-1].text)
}

// lastLabel is where the label begins that a run of short lines ends with. Of several people in the run only the last can be one: if it
// is a role or an outlet, or was in the list above.
func lastLabel(lines []piece, kinds []lineKind) (at int, ok bool) {
	var starts []int
	for i := 0; i < len(kinds); {
		starts = append(starts, i)
		i += groupLength(kinds[i:])
	}
	at = starts[len(starts)-1]
	if kinds[len(kinds)-1] == officeLine && len(kinds)-at == 1 && len(starts) > 1 {
		return 0, false
	}
	if len(starts) == 1 || kinds[at] == roleLine || kinds[at] == outletLine {
		return at, true
	}
	last := lines[len(lines)-1].text
	for _, l := range lines[:at] {
		if l.text == last {
			return at, true
		}
	}
	return 0, false
}

// groupLength is how many lines the first label of a run takes: a role, offices, a name; an outlet and a name.
func groupLength(kinds []lineKind) int {
	n := 0
	if kinds[0] == roleLine || kinds[0] == outletLine {
		n++
	}
	if len(kinds) > 1 && kinds[0] == outletLine && kinds[1] == roleLine {
		return 2 // 海城电视台 / 记者
	}
	offices := n
	for offices < len(kinds) && kinds[offices] == officeLine && offices-n < 2 {
		offices++
	}
	switch {
	case offices < len(kinds) && (kinds[offices] == nameLine || kinds[offices] == shortLine && offices > 0):
		return offices + 1
	case n < len(kinds) && kinds[n] == personLine:
		return n + 1
	case n > 0:
		return n
	}
	return max(1, offices)
}

type lineKind int

const (
	noLabelLine lineKind = iota
	roleLine             // 主持人, 记者
	outletLine           // 海城电视台记者
	officeLine           // 港务局新闻发言人
	nameLine             // 安远航
	personLine           // 港务局新闻发言人 安远航
	shortLine            // 乌兰托娅: a name below an office, or any other word
)

// longestLabelLine is in bytes: 30 Chinese characters.
const longestLabelLine = 90

// labelLineKind says what a line without a colon may be of a label.
func labelLineKind(text string) lineKind {
	if len(text) > longestLabelLine || firstRune(text) < 0x4E00 && text[0] != '<' && !strings.HasPrefix(text, "《") || endsSentence(text) ||
		strings.ContainsAny(text, "，。？！；：:“”\"") {
		return noLabelLine
	}
	bare := strings.Trim(text, "<>《》")
	switch {
	case roles[bare] || askers[bare]:
		return roleLine
	case !canBeLabel(bare):
		return noLabelLine
	case asksForOutlet(bare) && !isOfficeAndName(bare):
		return outletLine
	case isHanName(bare) || strings.ContainsRune(bare, ' ') && isHanName(strings.ReplaceAll(bare, " ", "")) && len(bare) <= 10:
		return nameLine
	case isOfficeAndName(bare):
		return personLine
	case isOffice(bare):
		return officeLine
	case isHanPerson(bare):
		return shortLine
	}
	return noLabelLine
}

// isOffice reports whether text is an organisation's post: 港务局副局长、新闻发言人.
func isOffice(text string) bool {
	return len(text) > 9 && hasSuffix(text, posts) && isHan(strings.Map(dropMarks, text))
}

func dropMarks(r rune) rune {
	if strings.ContainsRune("、（）()· ", r) {
		return -1
	}
	return r
}
