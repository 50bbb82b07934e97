package parse

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// cutStamp splits off the time that text begins with: H:MM:SS, HH:MM:SS or MM:SS, with a fraction after a full stop or comma if
// there is one, with ASCII or full-width digits and colons. Minutes may be beyond 59 where they come first. A digit right after it makes it
// no stamp.
func cutStamp(text string) (stamp, rest string, ok bool) {
	i, groups := 0, 0
	for groups < 3 {
		n, size := digits(text[i:])
		if n == 0 || n > 2 && (groups > 0 || n > 3) || groups > 0 && n != 2 {
			return "", "", false
		}
		i += size
		groups++
		size = colon(text[i:])
		if size == 0 || !startsWithDigit(text[i+size:]) {
			break
		}
		if groups < 3 {
			i += size
		}
	}
	if groups < 2 {
		return "", "", false
	}
	if i < len(text) && (text[i] == '.' || text[i] == ',') {
		if n, size := digits(text[i+1:]); n > 0 && n <= 3 {
			i += 1 + size
		}
	}
	if startsWithDigit(text[i:]) {
		return "", "", false
	}
	return text[:i], text[i:], true
}

// cutMoment is cutStamp for a time with a day before it, or none: 2024-05-10 15:15:37, 05-10 15:15, 5月10日 15:15, 10/05/2024, 15:15. The
// day belongs to the stamp.
func cutMoment(text string) (stamp, rest string, ok bool) {
	day := dayLength(text)
	clock := text[day:]
	if day > 0 {
		clock = strings.TrimLeft(clock, "T,")
	}
	clock = strings.TrimLeftFunc(clock, isBlank)
	if day > 0 && len(clock) == len(text)-day {
		return "", "", false // no room between day and time
	}
	_, rest, ok = cutStamp(clock)
	return text[:len(text)-len(rest)], rest, ok
}

// dayLength is how many bytes of text a day in figures takes, with its year or without: two or three numbers, the marks between them.
func dayLength(text string) int {
	i, year := 0, false
	for groups := 1; ; groups++ {
		n, size := digits(text[i:])
		if n == 0 || n > 4 || n > 2 && (year || groups == 2) {
			return 0
		}
		year = year || n > 2
		i += size
		mark, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case groups > 1 && strings.ContainsRune("日号號", mark):
			return i + size
		case groups < 3 && strings.ContainsRune("-/.年月", mark):
			i += size
		case groups == 1:
			return 0
		default:
			return i
		}
	}
}

// momentAlone reads a line that is a moment and nothing else, in brackets or not.
func momentAlone(line string) (stamp string, ok bool) {
	if len(line) > stampBytes {
		return "", false
	}
	for _, pair := range stampBrackets {
		if inner, ok := strings.CutPrefix(line, pair[0]); ok {
			inner, ok = strings.CutSuffix(inner, pair[1])
			if !ok {
				return "", false
			}
			line = strings.TrimFunc(inner, isBlank)
			break
		}
	}
	stamp, rest, ok := cutMoment(line)
	return stamp, ok && rest == ""
}

// cutClosing splits the moment in brackets off the end of a line: 谢谢大家。[05-10 09:30]. The n bytes are what stands before it.
func cutClosing(line string) (stamp string, n int, ok bool) {
	for _, pair := range stampBrackets {
		if !strings.HasSuffix(line, pair[1]) {
			continue
		}
		tail := line[max(0, len(line)-stampBytes):]
		at := strings.LastIndex(tail, pair[0])
		if at < 0 {
			return "", 0, false
		}
		stamp, ok = momentAlone(tail[at:])
		return stamp, len(line) - len(tail) + at, ok
	}
	return "", 0, false
}

// stampBytes is the longest moment in brackets that is looked for: 【2024年12月10日 15:15:37】 and some blanks.
const stampBytes = 48

var stampBrackets = [][2]string{{"[", "]"}, {"(", ")"}, {"【", "】"}, {"（", "）"}, {"［", "］"}, {"〔", "〕"}}

// compareMoments orders the moments of one file by their numbers. Moments of different forms are equal: they can't be ordered.
func compareMoments(a, b string) int {
	x, y := numbers(a), numbers(b)
	if len(x) != len(y) {
		return 0
	}
	return slices.Compare(x, y)
}

// numbers are the numbers in a stamp.
func numbers(stamp string) []int {
	var list []int
	inside := false
	for _, r := range stamp {
		d, ok := digit(r)
		switch {
		case ok && inside:
			list[len(list)-1] = list[len(list)-1]*10 + d
		case ok:
			list = append(list, d)
		}
		inside = ok
	}
	return list
}

// isStamp reports whether text is a time and nothing else.
func isStamp(text string) bool {
	_, rest, ok := cutStamp(strings.TrimFunc(text, isBlank))
	return ok && rest == ""
}

// seconds is the stamp as a number, for comparing stamps of one file.
func seconds(stamp string) (float64, bool) {
	if _, rest, ok := cutStamp(stamp); !ok || rest != "" {
		return 0, false
	}
	total, part, scale := 0.0, 0.0, 0.0
	for _, r := range stamp {
		d, isDigit := digit(r)
		switch {
		case isDigit && scale == 0:
			part = part*10 + float64(d)
		case isDigit:
			part += float64(d) * scale
			scale /= 10
		case r == '.' || r == ',':
			scale = 0.1
		default:
			total, part = (total+part)*60, 0
		}
	}
	return total + part, true
}

// digits is how many digits text begins with, ASCII or full-width, and the bytes that they take.
func digits(text string) (count, size int) {
	for size < len(text) {
		if c := text[size]; '0' <= c && c <= '9' {
			size++
		} else if c == fullWidth[0] && isFullWidthDigit(text[size:]) {
			size += len(fullWidth)
		} else {
			break
		}
		count++
	}
	return count, size
}

const fullWidth = "０"

func isFullWidthDigit(text string) bool {
	return len(text) >= len(fullWidth) && text[:2] == fullWidth[:2] && fullWidth[2] <= text[2] && text[2] <= fullWidth[2]+9
}

func startsWithDigit(text string) bool {
	n, _ := digits(text[:min(len(text), len(fullWidth))])
	return n > 0
}

// digit is the value of a digit, ASCII or full-width.
func digit(r rune) (value int, ok bool) {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0'), true
	case '０' <= r && r <= '９':
		return int(r - '０'), true
	}
	return 0, false
}

// colon is the length of the colon that text begins with, 0 if there is none: ASCII, full-width, and the vertical and small forms
// that Hong Kong and Taiwan pages mix in.
func colon(text string) int {
	if strings.HasPrefix(text, ":") {
		return 1
	}
	if r, n := utf8.DecodeRuneInString(text); r == '：' || r == '︰' || r == '﹕' {
		return n
	}
	return 0
}
