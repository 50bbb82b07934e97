package parse

import "strings"

// A speech: a title that says so, whose it is above or below the title or in it, and the words that greet those who listen. All three have
// to be there: an article about a speech has no greeting, and a circular that greets has no speaker. It is one turn, labelled with the
// speaker as printed.
//
//	在全市防汛工作会议上的讲话
//	市长　欧阳明达
//	同志们：
//	今天召开全市防汛工作会议。
func init() {
	register(layout{
		name:    "speech",
		example: "市长　欧阳明达 below 在全市防汛工作会议上的讲话, and 同志们：",
		score: func(doc *document) float64 {
			if _, greeting := findSpeech(doc.lines); greeting < 0 {
				return 0
			}
			return speechScore
		},
		read: func(doc *document, to *script) {
			speaker, greeting := findSpeech(doc.lines)
			for i, l := range doc.lines {
				if i == greeting {
					to.turn(speaker, "")
				}
				to.say(l)
			}
		},
	})
}

// speechScore is above a document's, and below that of two labels with something said: who is asked afterwards makes it a conversation.
const speechScore = 0.45

// speechHead is how many lines may stand above the greeting.
const speechHead = 12

// findSpeech looks for the three. greeting is the line that the speech begins with, -1 where it is none.
func findSpeech(lines []piece) (speaker string, greeting int) {
	titled := false
	for i, l := range lines[:min(len(lines), speechHead)] {
		text := strings.Trim(l.text, "#*（）() \t\u3000")
		if speaker != "" && titled && greets(text) {
			return speaker, i
		}
		if endsSentence(text) || len(text) > labelBytes {
			break // a lead, or the text of something else
		}
		if key, _, ok := cutColon(text); ok && hasSuffix(key, []string{"讲人", "講人"}) {
			titled, speaker = true, speakerLine(text)
		} else if isSpeechTitle(text) {
			titled = true
			if name := speakerInTitle(text); name != "" {
				speaker = name
			}
		} else if name := speakerLine(text); name != "" && speaker == "" {
			speaker = name
		}
	}
	return "", -1
}

var (
	speechWords = []string{"讲话", "講話", "发言", "發言", "致辞", "致詞", "致辭", "演讲", "演講", "讲稿", "講稿", "述职", "工作报告", "工作報告", "談話", "谈话"}
	// speechNouns are followed by "by" and the speaker in English.
	speechNouns = []string{"speech", "remarks", "address", "keynote", "statement", "lecture", "talk", "welcome"}
	salutations = []string{
		"同志们", "同志們", "各位", "尊敬的", "女士们", "女士們", "先生们", "朋友们", "朋友們", "亲爱的", "親愛的", "大家好", "老师们", "同学们", "同學們", "主席先生",
		"主席女士", "市民朋友", "Ladies and gentlemen", "Ladies, gentlemen", "Distinguished", "Excellenc", "Your Excellenc", "Dear ", "Good morning", "Good afternoon",
		"Good evening", "Friends", "Mr. President", "Mr President", "Madam President", "Mr. Chair", "Madam Chair", "Thank you", "皆さん", "皆様", "여러분", "안녕하십니까",
		"존경하는", "Meine Damen und Herren", "Sehr geehrte",
	}
)

// greets reports whether a line is a greeting, or begins with one. In Chinese a sentence may begin as greetings do: 各位负责人参加会议。
func greets(line string) bool {
	if !hasPrefix(line, salutations) {
		return false
	}
	return firstRune(line) < 0x4E00 || hasSuffix(line, []string{"：", ":", "！", "!", "，"}) || containsAny(line, []string{"好", "女士", "先生们"})
}

func isSpeechTitle(text string) bool {
	lower := strings.ToLower(text)
	return containsAny(text, speechWords) || containsAny(lower, speechNouns)
}

// speakerInTitle is who speaks by the title: 市长欧阳明达在全市防汛工作会议上的讲话, Keynote address by Marta Ellison, Minister for Rivers.
func speakerInTitle(title string) string {
	if who, _, ok := strings.Cut(title, "在"); ok {
		return speakerLine(strings.TrimRight(who, ":： "))
	}
	noun, who, ok := strings.Cut(title, " by ")
	if !ok || !containsAny(strings.ToLower(noun), speechNouns) {
		return ""
	}
	who, _, _ = strings.Cut(who, " at ")
	who, _, _ = strings.Cut(who, " to ")
	if name, _, _ := strings.Cut(who, ","); !isLatinName(strings.TrimSpace(name)) {
		return ""
	}
	return strings.TrimRight(strings.TrimSpace(who), ",.:")
}

// speakerLine is the speaker that a line consists of, with his office or none, or the value of a key: 演讲人：安远航.
func speakerLine(line string) string {
	if key, n, ok := cutColon(line); ok {
		if rosterKey(key) == nil && !strings.HasSuffix(key, "讲人") && !strings.HasSuffix(key, "講人") && key != "Speaker" && key != "作者" {
			return ""
		}
		line = strings.TrimFunc(line[n:], isBlank)
	}
	if _, ok := splitPost(line); ok || isHanName(line) || isOfficeAndName(line) {
		return line
	}
	for _, post := range posts {
		if name, ok := strings.CutPrefix(line, post); ok && isHanName(name) {
			return line
		}
	}
	if name, _, ok := strings.Cut(line, ","); (ok || len(line) < 40) && isLatinName(strings.TrimSpace(name)) {
		return line
	}
	return ""
}
