package parse

import "strings"

// This file is the names that people give to who speaks, what is said and when: to the members of objects in JSON, and to the columns
// of tables. Capitals and the marks between words don't count: speakerName, Speaker Name and speaker_name are one.

// column is what a member or a column holds.
type column int

const (
	noColumn column = iota
	speakerColumn
	textColumn
	startColumn
	endColumn
	columns // how many there are
)

// columnNames are the names of each, in the order in which they are believed where an object has several.
var columnNames = [columns]string{
	speakerColumn: `speaker speakername speakerlabel spkname 发言人 發言人 发言者 發言者 說話人 说话人 讲话人 講話人 讲者 講者 姓名 角色 name displayname author user
		username nickname participant person from sender who role speakerid spk channel`,
	textColumn: `text content transcript utterance sentence sentences speech body message caption words value paragraph onebest dialogue line
		displaytext said what remarks 内容 內容 发言内容 發言內容 讲话内容 講話內容 文本 文字 发言 發言 字幕`,
	startColumn: `start starttime startsec startseconds begin begintime bg in offset time timestamp ts timecode at when sent date createdat startms 时间 時間 时间戳 時間戳
		开始 开始时间 開始時間 起始时间`,
	endColumn: `end endtime endsec endseconds ed out stop duration dur endms 结束 结束时间 結束時間`,
}

// namedColumn is a column with its place among the names of its kind.
type namedColumn struct {
	column
	rank int
}

var columnByName = func() map[string]namedColumn {
	m := map[string]namedColumn{}
	for kind, names := range columnNames {
		for rank, name := range strings.Fields(names) {
			m[name] = namedColumn{column(kind), rank}
		}
	}
	return m
}()

// weakSpeakers may be the column of a speaker only beside one that says when: a label is any verdict on a text.
var weakSpeakers = set("label member voice")

// columnOf tells what a name stands for.
func columnOf(name string) namedColumn {
	name = plainName(name)
	if weakSpeakers[name] {
		return namedColumn{speakerColumn, weakRank}
	}
	return columnByName[name]
}

// weakRank is behind all others.
const weakRank = 1000

// plainName is a name in small letters, without the marks between its words.
func plainName(name string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case isBlank(r) || strings.ContainsRune("_-.\"", r):
			return -1
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return r
	}, name)
}
