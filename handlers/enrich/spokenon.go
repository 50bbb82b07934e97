package enrich

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"shilu/schema"
)

// inferDate finds the day on which a transcript was spoken in what is said, for one of which nothing else tells the day: somebody says
// today's date (今天是2026年4月16日, today is Tuesday, 5 March 2024), or its month and day, and somebody the year (今年是2024年). The problem
// is the evidence. Whoever quotes, supposes or tells of another day (他写道：“今天是……”, 十年前的今天是……) proves nothing, a weekday that
// isn't the date's disproves it, and two that disagree prove nothing either.
func inferDate(turns []schema.Turn) (schema.Opt, *schema.Problem) {
	var day, monthDay, year said
	agree := true
	for i, turn := range turns[:min(openingTurns, len(turns))] {
		eachSentence(turn.Text, todayCues, func(sentence string, t *numeralText) {
			agree = agree && day.hear(i, sentence, todayIn(t, time.Time{})) && monthDay.hear(i, sentence, todayIn(t, leapYear))
		})
	}
	if day.day.IsZero() && monthDay.day.IsZero() {
		return "", nil
	}
	for i, turn := range turns {
		eachSentence(turn.Text, yearCues, func(sentence string, t *numeralText) {
			agree = agree && year.hear(i, sentence, yearIn(t))
		})
	}
	if day.day.IsZero() && !monthDay.day.IsZero() && !year.day.IsZero() {
		day = monthDay
		day.day = time.Date(year.day.Year(), day.day.Month(), day.day.Day(), 0, 0, 0, 0, time.UTC)
		agree = agree && day.day.Month() == monthDay.day.Month()
		if year.turn != day.turn || year.sentence != day.sentence {
			day.turn, day.sentence = max(day.turn, year.turn), day.sentence+" … "+year.sentence
		}
	}
	if !agree || day.day.IsZero() {
		return "", nil
	}
	found := dayOpt(day.day)
	return found, &schema.Problem{Code: schema.ProblemInferredDate, Turn: &day.turn,
		Detail: fmt.Sprintf("%s, because it is said: %s", found, day.sentence)}
}

// longestToday is in bytes. Which day it is is said in few words; each of a sentence's dates is looked at with all that stands before it.
const longestToday = 1200

// openingTurns is how many turns may say which day it is: it is said at the beginning, and further down in stories.
const openingTurns = 12

// leapYear has every day of a year, for those that are said without one.
var leapYear = time.Date(2000, time.January, 1, 0, 0, 0, 0, time.UTC)

// said is a day that somebody said, and where.
type said struct {
	day      time.Time
	turn     int
	sentence string
}

// hear keeps the first day that is said; ok is false where another was said before.
func (s *said) hear(turn int, sentence string, day time.Time) (ok bool) {
	switch {
	case day.IsZero() || day.Equal(s.day):
	case s.day.IsZero():
		*s = said{day, turn, strings.TrimSpace(firstRunes(sentence, 120))}
	default:
		return false
	}
	return true
}

// todayIn is the day that a sentence says is today. Without a year it knows only days that are said with theirs.
func todayIn(t *numeralText, year time.Time) time.Time {
	for _, e := range scanDates(t, year) {
		if e.grain != grainDay || e.from.IsZero() || !e.from.Equal(e.to) || !year.IsZero() && e.from.Year() != year.Year() {
			continue
		}
		before, after := string(t.r[:e.start]), string(t.r[e.end:])
		if tellsOfAnother.MatchString(before) || strings.HasPrefix(after, "的") || !isCueOfToday(before) {
			continue
		}
		if weekday := weekdayBeside(string(t.r[max(0, e.start-12):min(len(t.r), e.end+8)])); weekday != 0 && year.IsZero() && weekday != (int(e.from.Weekday())+6)%7+1 {
			continue
		}
		return e.from
	}
	return time.Time{}
}

// yearIn is the first day of the year that a sentence says is this year.
func yearIn(t *numeralText) time.Time {
	for _, e := range scanDates(t, time.Time{}) {
		before := string(t.r[:e.start])
		if e.grain == grainYear && !e.from.IsZero() && cueOfYear.MatchString(before) && !tellsOfAnother.MatchString(before) {
			return e.from
		}
	}
	return time.Time{}
}

func isCueOfToday(before string) bool {
	return slices.ContainsFunc(cuesOfToday, func(cue *regexp.Regexp) bool { return cue.MatchString(before) })
}

// weekdayBeside is the day of the week that is said within a few characters of a date, 1 for Monday, 0 for none.
func weekdayBeside(text string) int {
	if m := weekdayWord.FindStringSubmatch(text); m != nil {
		if m[1] != "" {
			return weekdayOf([]rune(m[1])[0])
		}
		return englishWeekdays[strings.ToLower(m[2])]
	}
	return 0
}

// eachSentence gives the sentences of a text that hold one of the cues, but for those that begin inside of a quotation and those that are
// too long.
func eachSentence(text string, cues []string, do func(sentence string, t *numeralText)) {
	if !containsAny(text, cues) {
		return
	}
	give := func(quoted bool, sentence string) {
		if !quoted && len(sentence) <= longestToday && containsAny(sentence, cues) {
			do(sentence, newNumeralText(sentence))
		}
	}
	start, quoted := 0, false
	var open [3]bool
	for at, r := range text {
		ends := false
		switch r {
		case '“':
			open[0] = true
		case '”':
			open[0] = false
		case '「':
			open[1] = true
		case '」':
			open[1] = false
		case '『':
			open[2] = true
		case '』':
			open[2] = false
		case '。', '！', '？', '!', '?', '\n':
			ends = true
		case '.':
			ends = at+1 < len(text) && unicode.IsSpace(rune(text[at+1]))
		}
		if end := at + utf8.RuneLen(r); ends {
			give(quoted, text[start:end])
			start, quoted = end, open != [3]bool{}
		}
	}
	give(quoted, text[start:])
}

var (
	todayCues = strings.Fields("今天 今日 现在 現在 today Today it's It's now recorded recording taken held order taped")
	yearCues  = []string{"今年"}

	// cuesOfToday stand right before the date. They are matched against simplified script.
	cuesOfToday = []*regexp.Regexp{
		// 今天是, 今天(, 今天是星期四,  but not 十年前的今天是
		regexp.MustCompile(`(?:^|[^的去明昨])今[天日](?:是|为|也就是|就是|即|的日期是|中华|[,，:：(（ ]|(?:星期|周)[一二三四五六日天])*$`),
		regexp.MustCompile(`现在(?:的?时间)?(?:是|为|[,，:： ])+$`),
		regexp.MustCompile(`(?i)\btoday(?:['’]s date)?(?: is|,| \(| being|:)*[ (]*(?:` + weekdayPattern + `,? ?)?(?:the )?$`),
		regexp.MustCompile(`(?i)\b(?:it is|it['’]s)(?: now| currently)?,? (?:` + weekdayPattern + `,? )?(?:the )?$`),
		// This is episode twelve, recorded on …; This is the deposition of …, taken on …
		regexp.MustCompile(`(?i)^\W*(?:this|welcome)\b.* (?:recorded|taken|held|taped|filmed)(?: live)?,? (?:on )?(?:` + weekdayPattern + `,? )?(?:the )?$`),
		regexp.MustCompile(`(?i)\b(?:we are|we['’]re|i am|i['’]m) (?:recording|taping)\b[^,;:]{0,30} (?:on )?(?:` + weekdayPattern + `,? )?(?:the )?$`),
		regexp.MustCompile(`(?i)\bcall(?:ed)?(?: this meeting)? to order\b.* (?:for|of|on) (?:` + weekdayPattern + `,? )?(?:the )?$`),
	}
	cueOfYear = regexp.MustCompile(`(?:^|[^的])今年(?:是|为|也就是|就是|即|[,，(（ ])*$`)

	// tellsOfAnother stands in a sentence that quotes, supposes or remembers.
	tellsOfAnother = regexp.MustCompile(`(?i)["“「『]|想|说|写|问|讲|台词|如果|假如|假设|假定|要是|比如|例如|当时|那天|那时|那年|记得|听到|看到|回答|\b(?:if|imagine|suppose|assume|pretend|say|says|said|wrote|writes|thought|remember|minutes)\b`)

	weekdayPattern = `(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day`
	weekdayWord    = regexp.MustCompile(`(?:星期|周|礼拜)([一二三四五六日天])|(?i)\b(` + weekdayPattern + `)\b`)
)
