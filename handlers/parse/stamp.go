package parse

import (
	"strings"
	"unicode/utf8"
)

// cutStamp splits off the time that text begins with: H:MM:SS, HH:MM:SS or MM:SS, with a fraction after a full stop or comma if
// there is one, with ASCII or full-width colons. Minutes may be beyond 59 where they come first. A digit right after it makes it
// no stamp.
func cutStamp(text string) (stamp, rest string, ok bool) {
	i, groups := 0, 0
	for groups < 3 {
		n := digits(text[i:])
		if n == 0 || n > 2 && (groups > 0 || n > 3) || groups > 0 && n != 2 {
			return "", "", false
		}
		i += n
		groups++
		n = colon(text[i:])
		if n == 0 || digits(text[i+n:]) == 0 {
			break
		}
		if groups < 3 {
			i += n
		}
	}
	if groups < 2 {
		return "", "", false
	}
	if i < len(text) && (text[i] == '.' || text[i] == ',') {
		if n := digits(text[i+1:]); n > 0 && n <= 3 {
			i += 1 + n
		}
	}
	if i < len(text) && digits(text[i:]) > 0 {
		return "", "", false
	}
	return text[:i], text[i:], true
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
		switch {
		case '0' <= r && r <= '9' && scale == 0:
			part = part*10 + float64(r-'0')
		case '0' <= r && r <= '9':
			part += float64(r-'0') * scale
			scale /= 10
		case r == '.' || r == ',':
			scale = 0.1
		default:
			total, part = (total+part)*60, 0
		}
	}
	return total + part, true
}

// digits is how many ASCII digits text begins with.
func digits(text string) int {
	n := 0
	for n < len(text) && '0' <= text[n] && text[n] <= '9' {
		n++
	}
	return n
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
