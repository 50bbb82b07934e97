package parse

import "strings"

// meta is what a container says about the whole, by lower-case key; lists keep their order.
type meta map[string][]string

// first is the first value of the first key that has one.
func (m meta) first(keys ...string) string {
	for _, key := range keys {
		if values := m[key]; len(values) > 0 && values[0] != "" {
			return values[0]
		}
	}
	return ""
}

// frontMatterLines is how far the closing mark is looked for: beyond it the opening one is a rule drawn across the page.
const frontMatterLines = 200

// cutFrontMatter reads the YAML block between two lines of "---" at the start, and returns the lines after it. It reads the part of
// YAML that such blocks consist of: keys at the margin with a scalar, a list in brackets or a list of dashes below; what is nested
// deeper is passed over. The bool is whether there was such a block.
func cutFrontMatter(lines []piece) (meta, []piece, bool) {
	start := 0
	for start < len(lines) && lines[start].text == "" {
		start++
	}
	if start == len(lines) || lines[start].text != "---" {
		return nil, lines, false
	}
	body := lines[start+1 : min(len(lines), start+1+frontMatterLines)]
	for i, l := range body {
		if l.text != "---" && l.text != "..." {
			continue
		}
		if m := readFrontMatter(body[:i], lines[start]); m != nil {
			return m, lines[start+2+i:], true
		}
		break
	}
	return nil, lines, false
}

// readFrontMatter returns nil if the lines hold no key. The mark tells the margin: lines are trimmed, but know where they stand.
func readFrontMatter(lines []piece, mark piece) meta {
	m := meta{}
	key := ""
	end := mark.span()[1]
	for _, l := range lines {
		// One code point is the line feed before it, two a CRLF: what is further in belongs to what stands above.
		nested := l.text != "" && l.at > end+2
		end = l.span()[1]
		switch {
		case l.text == "" || strings.HasPrefix(l.text, "#"):
		case strings.HasPrefix(l.text, "- "):
			item := scalar(l.text[2:])
			if _, _, isMap := cutKey(item); key != "" && !isMap {
				m[key] = append(m[key], item)
			}
		case nested:
		default:
			name, value, ok := cutKey(l.text)
			if !ok {
				continue
			}
			key = strings.ToLower(name)
			m[key] = values(value)
		}
	}
	if len(m) == 0 {
		return nil
	}
	return m
}

// cutKey splits "key: value"; a key is one word.
func cutKey(line string) (key, value string, ok bool) {
	key, value, ok = strings.Cut(line, ":")
	if !ok || key == "" || strings.ContainsAny(key, " \t\"'[]{}/") || value != "" && value[0] != ' ' && value[0] != '\t' {
		return "", "", false
	}
	return key, strings.TrimSpace(value), true
}

// values reads a scalar, or a list in brackets.
func values(value string) []string {
	inner, isList := strings.CutPrefix(value, "[")
	if !isList {
		if value = scalar(value); value == "" || value == "|" || value == ">" {
			return nil
		}
		return []string{value}
	}
	inner = strings.TrimSuffix(inner, "]")
	var list []string
	for inner != "" {
		var item string
		if item, inner = cutItem(inner); item != "" {
			list = append(list, item)
		}
	}
	return list
}

// cutItem takes the first item off a list: up to the comma, unless that stands in quotation marks.
func cutItem(list string) (item, rest string) {
	list = strings.TrimLeft(list, " ,")
	if list == "" {
		return "", ""
	}
	if quote := list[0]; quote == '"' || quote == '\'' {
		if end := strings.IndexByte(list[1:], quote); end >= 0 {
			return list[1 : 1+end], list[end+2:]
		}
	}
	item, rest, _ = strings.Cut(list, ",")
	return scalar(item), rest
}

// scalar takes the quotation marks and the comment off a value.
func scalar(value string) string {
	value = strings.TrimSpace(value)
	if len(value) > 1 && (value[0] == '"' || value[0] == '\'') {
		quote := value[:1]
		if end := strings.LastIndex(value[1:], quote); end >= 0 {
			inner := value[1 : 1+end]
			if quote == "'" {
				return strings.ReplaceAll(inner, "''", "'")
			}
			return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(inner)
		}
	}
	value, _, _ = strings.Cut(value, " #")
	return strings.TrimSpace(value)
}
