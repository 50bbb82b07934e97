package parse

import (
	"strings"
	"unicode/utf8"
)

// A label and an offset on a line of their own, with a blank between them, the speech below: what Chinese speech recognisers export. A
// chat that was saved has the day before the time.
// The text may follow the offset without a blank. Above it stand the length of the recording and its keywords; below it, who made it.
//
//	说话人 1 00:02
//	我们开始吧。
//	发言人2 00:02:49
//	好的。
func init() {
	register(layout{
		name:    "name-stamp",
		example: "说话人 1 00:02",
		score:   scoreNameStamp,
		read:    readNameStamp,
	})
}

func scoreNameStamp(doc *document) float64 {
	speakers, marks := nameStampSpeakers(doc.lines)
	believed, spoken, repeated := 0, 0, false
	waiting := false
	for _, l := range doc.lines {
		label, _, rest, ok := cutNameStamp(l.text)
		if ok && speakers[label] != nil {
			believed++
			repeated = repeated || speakers[label].count > 1 || isRole(label)
			if waiting = rest == ""; waiting {
				continue
			}
			spoken++
		} else if waiting {
			spoken++
			waiting = false
		}
	}
	// A programme (Opening 09:00, Coffee 10:30) uses no label twice.
	if spoken < 2 || spoken*2 < believed || believed*2 < marks || !repeated {
		return 0
	}
	return confidence(0.96, spoken)
}

func readNameStamp(doc *document, to *script) {
	speakers, _ := nameStampSpeakers(doc.lines)
	for _, l := range doc.lines {
		label, stamp, rest, ok := cutNameStamp(l.text)
		switch {
		case ok && speakers[label] != nil:
			to.turn(label, stamp)
			to.say(l.after(len(l.text) - len(rest)))
		case isMakersNote(l.text):
			to.close(l)
		case isPicture(l.text):
		default:
			to.say(l)
		}
	}
}

// nameStampSpeakers are the labels that speak, and how many lines look like a label with its offset. Text behind the offset is only
// believed where the label is a numbered speaker, or stands on a line of its own elsewhere.
func nameStampSpeakers(lines []piece) (speakers map[string]*usage, marks int) {
	uses := map[string]*usage{}
	for _, l := range lines {
		label, _, rest, ok := cutNameStamp(l.text)
		if !ok {
			continue
		}
		u := uses[label]
		if u == nil {
			u = &usage{never: !canBeLabel(label)}
			uses[label] = u
		}
		u.count++
		if rest == "" {
			u.speech++
			marks++
		}
	}
	for label, u := range uses {
		if u.never || !isRole(label) && (u.speech == 0 || u.count == 1 && !isNamed(label)) {
			delete(uses, label)
		}
	}
	return uses, marks
}

// cutNameStamp splits "说话人 1 00:02", with text behind it or none.
func cutNameStamp(line string) (label, stamp, rest string, ok bool) {
	head := line[:min(len(line), labelBytes)]
	if at := nextColon(head, 0); at <= 0 || !endsInDigit(head[:at]) {
		return "", "", "", false
	}
	for i, r := range head {
		if !inLabel(r) || colon(head[i:]) > 0 {
			return "", "", "", false
		}
		if !isBlank(r) || i == 0 {
			continue
		}
		after := strings.TrimLeftFunc(line[i:], isBlank)
		if !startsWithDigit(after) {
			continue
		}
		if stamp, rest, ok = cutMoment(after); ok {
			return strings.TrimRightFunc(line[:i], isBlank), stamp, strings.TrimFunc(rest, isBlank), true
		}
	}
	return "", "", "", false
}

// isPicture reports whether a line stands for a picture: [图片].
func isPicture(text string) bool {
	label, rest, ok := cutBracket(text)
	return ok && rest == "" && stages[label]
}

// isMakersNote reports whether a line says which program wrote the text.
func isMakersNote(text string) bool {
	return len(text) <= labelBytes && (strings.Contains(text, "AI") || strings.Contains(text, "转写") || strings.Contains(text, "识别")) &&
		hasPrefix(text, []string{"以上内容", "本内容由", "内容由", "本文由", "以上文字"})
}

func endsInDigit(text string) bool {
	r, _ := utf8.DecodeLastRuneInString(text)
	_, ok := digit(r)
	return ok
}
