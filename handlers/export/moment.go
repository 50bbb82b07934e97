package export

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"shilu/schema"
)

// moment is the time of a turn in milliseconds: of the day, or from the beginning.
type moment int64

// stamp is how times are printed: H:MM:SS or MM:SS, with a fraction or not, behind a day or not.
var stamp = regexp.MustCompile(`^(?:\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,2})?日?[ T])?(?:(\d{1,3}):)?(\d{1,3}):(\d\d)(?:[.,](\d{1,3}))?$`)

// readMoment reads a printed time. One of two numbers is minutes and seconds, as the parser takes it, but behind a day, where it is
// hours and minutes. A time in words (02:05 PM) isn't read.
func readMoment(printed schema.Opt) (m moment, ok bool) {
	text := strings.Map(narrow, string(printed))
	part := stamp.FindStringSubmatch(text)
	if part == nil {
		return 0, false
	}
	hours, minutes, seconds := part[1], part[2], part[3]
	if hours == "" && strings.ContainsAny(text, " T") {
		hours, minutes, seconds = minutes, seconds, "0"
	}
	fraction := (part[4] + "000")[:3]
	return moment(digits(hours)*3_600_000 + digits(minutes)*60_000 + digits(seconds)*1000 + digits(fraction)), true
}

// narrow writes full-width digits and colons as ASCII.
func narrow(r rune) rune {
	if '０' <= r && r <= '：' {
		return r - '０' + '0'
	}
	return r
}

// digits is the number, 0 where there is none; three digits at most.
func digits(text string) int64 {
	n, _ := strconv.ParseInt(text, 10, 64)
	return n
}

// clock is HH:MM:SS, with a fraction where there is one.
func (m moment) clock() string {
	text := m.timestamp()
	return strings.TrimSuffix(text, ".000")
}

// timestamp is HH:MM:SS.mmm.
func (m moment) timestamp() string {
	return fmt.Sprintf("%02d:%02d:%02d.%03d", m/3_600_000, m/60_000%60, m/1000%60, m%1000)
}

// isOfDay says whether the times of a transcript are clocks: whole seconds, and not from the first hour on. What else they count from
// isn't known.
func isOfDay(turns []schema.Turn) bool {
	known := false
	for _, t := range turns {
		m, ok := readMoment(t.Time)
		if !ok {
			continue
		}
		if m%1000 != 0 || m >= 24*3_600_000 || !known && m < 3_600_000 {
			return false
		}
		known = true
	}
	return known
}
