package export

import (
	"bufio"
	"fmt"
	"strings"
	"unicode/utf8"

	"shilu/schema"
)

// webvtt writes captions as the W3C's WebVTT has them: a cue for each turn, its speaker as the voice, by the label that is printed.
//
//	WEBVTT Title
//
//	c1234
//	00:01:19.180 --> 00:01:24.000
//	<v.turn Maria Lind>Thank you.
//
// The identifier is the place in a permalink. Times are those of the transcript, and where it gives times of the day these are the times of
// the day: what a recording begins at isn't known. A cue ends where the next one begins. WebVTT has no cue without a time, and wants cues
// in order; so a turn without one, or with one that is no offset or goes back, has the class untimed and stands between its
// neighbours, for as long as it takes to say. The class turn says that a turn begins, for two turns of one label are two; the class
// unnamed that the turn has no label; a speaker's id is one where a label means several people, as Q does.
// Classes mean nothing to players.
type webvtt struct{ out *bufio.Writer }

func openWebVTT(w *bufio.Writer, _ Options) Writer { return webvtt{w} }

func (v webvtt) Write(s Selection) error {
	r := s.Record
	title := strings.ReplaceAll(oneLine(string(r.Title)), "-->", "→")
	fmt.Fprintf(v.out, "%s\n\nNOTE\n", strings.TrimSpace("WEBVTT "+title))
	for _, fact := range []string{"transcript " + r.ID, "date " + string(r.Date), "place " + string(r.Place), "source " + r.Source.Path} {
		if name, value, _ := strings.Cut(fact, " "); oneLine(value) != "" {
			fmt.Fprintf(v.out, "%s %s\n", name, strings.ReplaceAll(oneLine(value), "-->", "→"))
		}
	}
	called, shared := names(r), sharedLabels(r.Turns)
	for i, c := range cues(r.Turns) {
		t := r.Turns[i]
		if len(t.Spans) > 0 {
			fmt.Fprintf(v.out, "\n%s", place(t))
		}
		fmt.Fprintf(v.out, "\n%s --> %s\n%s", c.start.timestamp(), c.end.timestamp(), voice(t, called[t.Speaker], c.timed, shared[t.Label]))
		for n, line := range lines(t.Text) {
			if n > 0 {
				fmt.Fprintln(v.out)
			}
			fmt.Fprint(v.out, cueText.Replace(line))
		}
		fmt.Fprintln(v.out)
	}
	return nil // what went wrong in a bufio.Writer is said by its Flush
}

// cueText writes text so that it is no mark-up; with > escaped there is no arrow either, which would begin a cue.
var cueText = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// sharedLabels are those that mean several people: Q, and numbers that count anew in each part of a file.
func sharedLabels(turns []schema.Turn) map[string]bool {
	first, shared := map[string]string{}, map[string]bool{}
	for _, t := range turns {
		if first[t.Label] == "" {
			first[t.Label] = t.Speaker
		}
		shared[t.Label] = shared[t.Label] || first[t.Label] != t.Speaker
	}
	return shared
}

// voice is the tag that names the speaker. It needs no end tag where it lasts to the cue's end.
func voice(t schema.Turn, called string, timed, shared bool) string {
	classes, name := ".turn", oneLine(t.Label)
	if !timed {
		classes += ".untimed"
	}
	if shared {
		classes += "." + t.Speaker
	}
	if name == "" {
		classes += ".unnamed"
		name = called
	}
	if strings.HasSuffix(name, "-") {
		name += " " // which doesn't count: "--" and the tag's end would be an arrow
	}
	return "<v" + classes + " " + cueText.Replace(name) + ">"
}

// cueTime is when a turn is shown, and whether the transcript says so.
type cueTime struct {
	start, end moment
	timed      bool
}

// speed is how many code points are said in a second: some 240 Chinese characters a minute. It only sets how long captions without times stay.
const speed = 4

// cues gives each turn its time.
func cues(turns []schema.Turn) []cueTime {
	list := make([]cueTime, len(turns))
	last := moment(0)
	for i, t := range turns {
		if m, ok := readMoment(t.Time); ok && m >= last {
			list[i], last = cueTime{start: m, timed: true}, m
		}
	}
	for i := 0; i < len(turns); {
		next := i + 1
		for next < len(turns) && !list[next].timed {
			next++
		}
		start := list[i].start // 0 where the first turn has no time
		room := sayingTime(turns[i:next])
		if next < len(turns) {
			room = list[next].start - start
		}
		share(turns[i:next], list[i:next], start, room)
		i = next
	}
	return list
}

// share divides the room behind a time among the turns up to the next one with a time, by their lengths.
func share(turns []schema.Turn, list []cueTime, start, room moment) {
	total, said := sayingTime(turns), moment(0)
	for i := range turns {
		list[i].start = start + said*room/total
		said += sayingTime(turns[i : i+1])
		list[i].end = max(list[i].start+1, start+said*room/total) // a cue ends after it begins
	}
}

// sayingTime is how long turns take to say, a second each at least.
func sayingTime(turns []schema.Turn) moment {
	total := moment(0)
	for _, t := range turns {
		total += max(1000, moment(utf8.RuneCountInString(t.Text))*1000/speed)
	}
	return total
}
