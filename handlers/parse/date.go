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
	// 民國113年5月10日; the first year is 1912
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

const monthNames = `jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?`

// packedDay is 20240510 in a file name, perhaps with a time of day behind it.
var packedDay = regexp.MustCompile(`(?:^|\D)(\d{4})(\d{2})(\d{2})(?:\d{4}|\d{6})?(?:\D|$)`)

// findDay returns the first full day in a line, the zero time if there is none.
func findDay(line string) time.Time {
	line = line[:min(len(line), 400)]
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

// textDay is the day on which the text says that it was spoken: front matter, title, a fact, the lead, a short line. It is the zero
// time if it doesn't say so.
func textDay(doc *document, title string, known facts, head []piece) time.Time {
	candidates := []string{doc.meta.first("date", "event_date", "recorded"), rawTitle(doc, head), title}
	for _, f := range known {
		if isDayKey(f.key) {
			candidates = append(candidates, f.value)
		}
	}
	for _, l := range head {
		if !speaksOfPublishing(l.text) && (isLead(l.text) || len(l.text) <= labelBytes) {
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

// isDayAlone reports whether a line is a day and hardly more: 2024年5月10日 星期五 10:00.
func isDayAlone(line string) bool {
	return len(line) <= 48 && !findDay(line).IsZero() && !strings.ContainsFunc(line, func(r rune) bool {
		return isHan(string(r)) && !strings.ContainsRune("年月日号號民國国星期周週一二三四五六七八九十〇零○上下午晚时時分", r)
	}) && strings.ContainsRune("0123456789二民", firstRune(line))
}

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

var hanDigits = map[rune]int{'〇': 0, '零': 0, '○': 0, '一': 1, '二': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9}
