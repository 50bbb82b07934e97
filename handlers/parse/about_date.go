package parse

import (
	"path"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dayForms are the ways in which a full day is written. Each has three groups: in which order the last field tells.
var dayForms = []struct {
	pattern *regexp.Regexp
	read    func(groups []string) time.Time
}{
	// 2024-05-10, 2024/5/10, 2024.5.10, 2024年5月10日; a hyphen may be U+2011, which keeps file names from breaking
	{regexp.MustCompile(`(?:^|\D)(\d{4})\s*[-/._‑–年]\s*(\d{1,2})\s*[-/._‑–月]\s*(\d{1,2})(?:\D|$)`), func(g []string) time.Time {
		return day(number(g[1]), number(g[2]), number(g[3]))
	}},
	// 二〇二四年五月十日, 二○一二年十月三十一日
	{regexp.MustCompile(`([〇零○一二三四五六七八九]{4})\s*年\s*([一二三四五六七八九十]{1,3})\s*月\s*([一二三四五六七八九十廿卅]{1,3})\s*[日号號]`), func(g []string) time.Time {
		return day(hanYear(g[1]), hanNumber(g[2]), hanNumber(g[3]))
	}},
	// 民國一○一年九月三日, 令和六年五月十日
	{regexp.MustCompile(`(民[國国]|令和|平成)\s*([〇零○一二三四五六七八九十百元]{1,5})\s*年\s*([一二三四五六七八九十]{1,3})\s*月\s*([一二三四五六七八九十廿卅]{1,3})\s*[日号號]`), func(g []string) time.Time {
		return day(firstYear[g[1]]+hanCount(g[2])-1, hanNumber(g[3]), hanNumber(g[4]))
	}},
	// 令和6年5月10日
	{regexp.MustCompile(`(令和|平成)\s*(\d{1,2}|元)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日`), func(g []string) time.Time {
		return day(firstYear[g[1]]+max(number(g[2]), 1)-1, number(g[3]), number(g[4]))
	}},
	// 2024년 5월 10일
	{regexp.MustCompile(`(\d{4})\s*년\s*(\d{1,2})\s*월\s*(\d{1,2})\s*일`), func(g []string) time.Time {
		return day(number(g[1]), number(g[2]), number(g[3]))
	}},
	// 10. Mai 2024
	{regexp.MustCompile(`\b(\d{1,2})\.\s*(Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\s+(\d{4})\b`), func(g []string) time.Time {
		return day(number(g[3]), germanMonths[g[2]], number(g[1]))
	}},
	// 民國113年5月10日
	{regexp.MustCompile(`民[國国]\s*(\d{2,3})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日`), func(g []string) time.Time {
		return day(1911+number(g[1]), number(g[2]), number(g[3]))
	}},
	// May 10, 2024 and Sept. 1st 2024
	{regexp.MustCompile(`(?i)\b(` + monthNames + `)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})\b`), func(g []string) time.Time {
		return day(number(g[3]), month(g[1]), number(g[2]))
	}},
	// 10 May 2024, 10th of May, 2024
	{regexp.MustCompile(`(?i)\b(\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(` + monthNames + `)\.?,?\s+(\d{4})\b`), func(g []string) time.Time {
		return day(number(g[3]), month(g[2]), number(g[1]))
	}},
}

// firstYear is the year that an era begins with.
var firstYear = map[string]int{"民國": 1912, "民国": 1912, "令和": 2019, "平成": 1989}

var germanMonths = map[string]int{
	"Januar": 1, "Februar": 2, "März": 3, "April": 4, "Mai": 5, "Juni": 6, "Juli": 7, "August": 8, "September": 9, "Oktober": 10,
	"November": 11, "Dezember": 12,
}

const monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

// packedDay is 20240510 in a file name, perhaps with a time of day behind it.
var packedDay = regexp.MustCompile(`(?:^|\D)(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?(?:\D|$)`)

// findDay returns the first full day in a line, the zero time if there is none.
func findDay(line string) time.Time {
	line = narrowDigits(line[:min(len(line), 400)])
	var first time.Time
	at := len(line)
	for _, form := range dayForms {
		m := form.pattern.FindStringSubmatchIndex(line)
		if m == nil || m[2] >= at {
			continue
		}
		if d := form.read(submatches(line, m)); !d.IsZero() {
			first, at = d, m[2]
		}
	}
	return first
}

// narrowDigits makes full-width digits ASCII.
func narrowDigits(text string) string {
	if !strings.Contains(text, fullWidth[:2]) {
		return text
	}
	return strings.Map(func(r rune) rune {
		if d, ok := digit(r); ok {
			return '0' + rune(d)
		}
		return r
	}, text)
}

func submatches(line string, m []int) []string {
	groups := make([]string, len(m)/2)
	for i := range groups {
		groups[i] = line[m[2*i]:m[2*i+1]]
	}
	return groups
}

// nameDay is the day in a file's name.
func nameDay(name string) time.Time {
	base := path.Base(name)
	if d := findDay(base); !d.IsZero() {
		return d
	}
	if g := packedDay.FindStringSubmatch(base); g != nil {
		return day(number(g[1]), number(g[2]), number(g[3]))
	}
	return time.Time{}
}

// textDay is the day on which the text says that it was spoken: front matter, title, a fact, the lead, a short line, the time of the
// first turn, the foot of the page. It is the zero time if it doesn't say so.
func textDay(doc *document, title string, known facts, head []piece, s *script) time.Time {
	candidates := []string{doc.meta.first("date", "event_date", "recorded"), rawTitle(doc, head), title}
	for _, f := range known {
		if isDayKey(f.key) {
			candidates = append(candidates, f.value)
		}
	}
	if len(s.turns) > 0 && dayLength(s.turns[0].time) > 0 {
		candidates = append(candidates, s.turns[0].time)
	}
	for _, l := range head {
		if !speaksOfPublishing(l.text) && (isLead(l.text) || len(l.text) <= labelBytes) {
			candidates = append(candidates, l.text)
		}
	}
	for _, l := range s.foot[:min(len(s.foot), headLines)] {
		if !speaksOfPublishing(l.text) {
			candidates = append(candidates, l.text)
		}
	}
	for _, c := range candidates {
		if d := findDay(c); !d.IsZero() {
			return d
		}
	}
	return time.Time{}
}

// rawTitle is the title before the day was cut off it.
func rawTitle(doc *document, head []piece) string {
	if t := firstOf(doc.meta.first("title"), headingTitle(doc)); t != "" {
		return t
	}
	for _, l := range head {
		if isTitle(l.text) {
			return l.text
		}
	}
	return ""
}

// leadingDay is a day in figures and the white space or rule behind it.
var leadingDay = regexp.MustCompile(`^\d{4}[-/.‑]\d{1,2}[-/.‑]\d{1,2}[\s—–|:：-]+`)

// cutLeadingDay returns what follows a day in figures that text begins with, nothing if it doesn't.
func cutLeadingDay(text string) string {
	if prefix := leadingDay.FindString(text); prefix != "" && !findDay(prefix).IsZero() {
		return text[len(prefix):]
	}
	return ""
}

// isDayAlone reports whether a line is a day and hardly more: 2024年5月10日 星期五 10:00, with the length of the recording or not.
func isDayAlone(line string) bool {
	if englishDay.MatchString(line[:min(len(line), 64)]) {
		return !findDay(line).IsZero()
	}
	return len(line) <= 64 && !findDay(line).IsZero() && !strings.ContainsFunc(line, func(r rune) bool {
		return isHan(string(r)) && !strings.ContainsRune("年月日号號民國国星期周週一二三四五六七八九十〇零○上下午晚小时時分钟鐘秒", r)
	}) && strings.ContainsRune("0123456789二民", firstRune(line))
}

// englishDay is a day with its weekday and nothing else.
var englishDay = regexp.MustCompile(`(?i)^(?:[a-z]+day,?\s+)?(?:(?:` + monthNames + `)\.?\s+\d{1,2}(?:st|nd|rd|th)?,?|\d{1,2}\s+(?:` + monthNames + `)\.?,?)\s+\d{4}$`)

// day is the zero time where the numbers are no day in the years that have transcripts.
func day(year, month, dayOfMonth int) time.Time {
	d := time.Date(year, time.Month(month), dayOfMonth, 0, 0, 0, 0, time.UTC)
	if year < 1900 || year > 2100 || int(d.Month()) != month || d.Day() != dayOfMonth {
		return time.Time{}
	}
	return d
}

func number(text string) int {
	n, _ := strconv.Atoi(text) // the patterns let only digits through
	return n
}

func month(name string) int {
	names := []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}
	for i, n := range names {
		if strings.HasPrefix(strings.ToLower(name), n) {
			return i + 1
		}
	}
	return 0
}

// hanYear reads 二〇二四, digit by digit.
func hanYear(text string) int {
	n := 0
	for _, r := range text {
		n = n*10 + hanDigits[r]
	}
	return n
}

// hanNumber reads the numbers of months and days: 五, 十, 十二, 三十一, 廿五.
func hanNumber(text string) int {
	n := 0
	for _, r := range text {
		switch r {
		case '十':
			n = max(n, 1) * 10
		case '廿':
			n = 20
		case '卅':
			n = 30
		default:
			n += hanDigits[r]
		}
	}
	return n
}

// hanCount reads the number of a year: digit by digit (一○一), or counted (一百零一, 元 for the first).
func hanCount(text string) int {
	if text == "元" {
		return 1
	}
	if !strings.ContainsAny(text, "十百") {
		return hanYear(text)
	}
	n, d := 0, 0
	for _, r := range text {
		switch r {
		case '百':
			n, d = n+max(d, 1)*100, 0
		case '十':
			n, d = n+max(d, 1)*10, 0
		default:
			d = hanDigits[r]
		}
	}
	return n + d
}

var hanDigits = map[rune]int{'〇': 0, '零': 0, '○': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
