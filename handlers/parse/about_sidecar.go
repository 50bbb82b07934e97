package parse

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"gopkg.in/yaml.v3"
)

// Facts is what a sidecar says about the whole; "" is what it doesn't say.
type Facts struct {
	Title  string
	Date   string // the day of speech, YYYY-MM-DD
	Place  string
	URL    string // http or https
	Layout string // to be read by, as with --layout; whether there is such a layout isn't looked at
}

// What a fact may have at most: it travels in a header, all of them together in less than 16 KiB, and each byte of Chinese takes three.
const (
	factRunes  = 300
	urlBytes   = 2000
	doubtRunes = 300
)

// Sidecar reads what stands beside a transcript in NAME.meta.yaml:
//
//	title: 海城港“十四五”新闻发布会
//	date: 2024-05-10
//	place: 海城市新闻发布厅
//	url: https://example.org/releases/42
//	layout: name-colon
//
// All keys may be left out. The error says what is wrong, each with its line: a key that isn't known, a value that is no day or no
// address. What is right beside that is returned with it, so that one slip doesn't lose the others.
func Sidecar(data []byte) (Facts, error) {
	text, _, err := decodeText(data)
	if err != nil {
		return Facts{}, err
	}
	var facts Facts
	var wrong []string
	for documents := yaml.NewDecoder(strings.NewReader(text)); ; {
		var document yaml.Node
		if err := documents.Decode(&document); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			wrong = append(wrong, strings.TrimPrefix(err.Error(), "yaml: "))
			break
		}
		switch content := document.Content[0]; {
		case content.Kind == yaml.MappingNode:
			wrong = append(wrong, facts.read(content.Content)...)
		case content.Tag != "!!null":
			wrong = append(wrong, fmt.Sprintf("line %d: it doesn't consist of keys and values", content.Line))
		}
	}
	if wrong != nil {
		return facts, errors.New(clip(strings.Join(wrong, "; ")))
	}
	return facts, nil
}

// read takes keys and values in turn, and returns what is wrong with them.
func (f *Facts) read(pairs []*yaml.Node) (wrong []string) {
	known := map[string]struct {
		into  *string
		check func(string) error
	}{
		"title": {&f.Title, short}, "date": {&f.Date, isDay}, "place": {&f.Place, short}, "url": {&f.URL, isAddress}, "layout": {&f.Layout, short},
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		key, value := pairs[i].Value, pairs[i+1]
		fact, ok := known[key]
		text := strings.Join(strings.Fields(value.Value), " ")
		var err error
		switch {
		case !ok:
			err = fmt.Errorf("there is no key %q, only title, date, place, url and layout", key)
		case *fact.into != "":
			err = fmt.Errorf("the key %s is there twice", key)
		case value.Kind != yaml.ScalarNode:
			err = fmt.Errorf("the value of %s is not a single one", key)
		case value.Tag != "!!null" && text != "":
			err = fact.check(text)
		}
		switch {
		case err != nil:
			wrong = append(wrong, fmt.Sprintf("line %d: %v", pairs[i].Line, err))
		case value.Tag != "!!null":
			*fact.into = text
		}
	}
	return wrong
}

func short(text string) error {
	if n := utf8.RuneCountInString(text); n > factRunes {
		return fmt.Errorf("the value has %d characters, %d are the most", n, factRunes)
	}
	if strings.ContainsFunc(text, unicode.IsControl) {
		return fmt.Errorf("the value %q holds control characters", text)
	}
	return nil
}

func isDay(text string) error {
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		return fmt.Errorf("the date %q is not a day as YYYY-MM-DD", text)
	}
	return nil
}

func isAddress(text string) error {
	if u, err := url.Parse(text); err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || len(text) > urlBytes {
		return fmt.Errorf("the url %q is no http or https address of at most %d bytes", text, urlBytes)
	}
	return nil
}

// clip cuts what is wrong off where it gets too long for a header.
func clip(text string) string {
	if utf8.RuneCountInString(text) <= doubtRunes {
		return text
	}
	return string([]rune(text)[:doubtRunes]) + "…"
}
