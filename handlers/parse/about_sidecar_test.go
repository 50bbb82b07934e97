package parse

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

func TestSidecar(t *testing.T) {
	whole := Facts{Title: "海城港“十四五”新闻发布会", Date: "2024-05-10", Place: "海城市新闻发布厅", URL: "https://example.org/releases/42", Layout: "name-colon"}
	const text = "title: 海城港“十四五”新闻发布会\ndate: 2024-05-10\nplace: 海城市新闻发布厅\nurl: https://example.org/releases/42\nlayout: name-colon\n"
	inGB18030, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, text string
		want       Facts
		wrong      string // each part of it in the error; "" for none
	}{
		{"all keys", text, whole, ""},
		{"between the marks of front matter", "---\n" + text + "---\n", whole, ""},
		{"with a byte order mark and CRLF", "\uFEFF" + strings.ReplaceAll(text, "\n", "\r\n"), whole, ""},
		{"in GB18030", inGB18030, whole, ""},
		{"quoted, with a comment", "# of the office\ndate: '2024-05-10' # day\ntitle: \"A: B\"\n", Facts{Title: "A: B", Date: "2024-05-10"}, ""},
		{"a title of several lines", "title: >\n  海城港\n  发布会\n", Facts{Title: "海城港 发布会"}, ""},
		{"empty values", "title:\ndate: \"\"\nplace: ~\n", Facts{}, ""},
		{"nothing but comments", "# later\n", Facts{}, ""},
		{"an unknown key", "dat: 2024-05-10\nplace: 海城\n", Facts{Place: "海城"}, `line 1: there is no key "dat"`},
		{"a key in other case", "\nDate: 2024-05-10\n", Facts{}, `line 2: there is no key "Date"`},
		{"no day", "title: A\ndate: 10 May 2024\n", Facts{Title: "A"}, `line 2: the date "10 May 2024"`},
		{"a day that isn't there", "date: 2024-02-30\n", Facts{}, `line 1: the date "2024-02-30"`},
		{"a time", "date: 2024-05-10T09:00:00Z\n", Facts{}, `line 1: the date`},
		{"no address", "url: javascript:alert(1)\n", Facts{}, `line 1: the url`},
		{"two slips", "date: soon\nspeaker: 贺远\nplace: 海城\n", Facts{Place: "海城"}, "line 1: ;line 2: "},
		{"a key twice", "date: 2024-05-10\ndate: 2024-05-11\n", Facts{Date: "2024-05-10"}, "line 2: the key date is there twice"},
		{"a list", "title: [a, b]\n", Facts{}, "line 1: the value of title"},
		{"an alias", "place: &a 海城\ntitle: *a\n", Facts{Place: "海城"}, "line 2: the value of title"},
		{"control characters", "title: \"a\\x07\"\n", Facts{}, "line 1: "},
		{"a title without end", "title: " + strings.Repeat("长", factRunes+1) + "\n", Facts{}, "line 1: the value has 301 characters"},
		{"no keys", "just words\n", Facts{}, "line 1: it doesn't consist of keys"},
		{"no YAML", "title: a\n\tdate: b\n", Facts{}, "line 2"},
		{"a second document", "title: a\n---\ndat: b\n", Facts{Title: "a"}, `line 3: there is no key "dat"`},
		{"no text", "\x00\x00\x00\x00\x01\x02", Facts{}, "no text"},
		{"very much wrong", strings.Repeat("x: 1\n", 1000), Facts{}, "…"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Sidecar([]byte(c.text))
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			if (err != nil) != (c.wrong != "") {
				t.Fatalf("error %v, want %q", err, c.wrong)
			}
			for part := range strings.SplitSeq(c.wrong, ";") {
				if err != nil && !strings.Contains(err.Error(), part) {
					t.Errorf("error %q doesn't say %q", err, part)
				}
			}
			if err != nil && utf8.RuneCountInString(err.Error()) > doubtRunes+1 {
				t.Errorf("the error has %d characters", utf8.RuneCountInString(err.Error()))
			}
		})
	}
}

// What was given comes before what the text says, and the text's own title still tells the day that it prints.
func TestGivenFactsComeFirst(t *testing.T) {
	const text = "2024年5月10日海城港发布会\n地点：港务局\n来源：https://example.org/a\n\n记者：何时启用？\n贺远：六月。\n"
	plain := handle(t, "a.txt", text)
	in := received("a.txt", []byte(text))
	in.Title, in.Place, in.URL, in.Spoken = "新码头", "海城市新闻发布厅", "https://example.org/b_(c)", "2024-05-11"
	in.Doubt = "line 5: there is no key \"x\""
	got, err := Handle(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	if plain.Title != "2024年5月10日海城港发布会" || plain.Place != "港务局" || plain.Date != "2024-05-10" || problemCodes(plain) != "" {
		t.Errorf("without: %q, %q, %s, problems %q", plain.Title, plain.Place, plain.Date, problemCodes(plain))
	}
	if got.Title != "新码头" || got.Place != "海城市新闻发布厅" || got.Source.URL != "https://example.org/b_(c)" {
		t.Errorf("title %q, place %q, address %q: not what was given", got.Title, got.Place, got.Source.URL)
	}
	if got.Date != "2024-05-11" || got.DateFrom != "sidecar" || problemCodes(got) != "date_conflict sidecar" {
		t.Errorf("date %s from %s, problems %q", got.Date, got.DateFrom, problemCodes(got))
	}
	in.URL = "javascript:alert(1)"
	if _, err := Handle(context.Background(), in); err == nil {
		t.Error("an address that is none was taken")
	}
}

func FuzzSidecar(f *testing.F) {
	f.Add("title: a\ndate: 2024-05-10\n")
	f.Add("---\nurl: https://example.org\n...\n---\n? [a]\n: &x !!str b\n<<: *x\n")
	f.Add("title: |+\n  a\n\n# c\nplace: \"\\u0041\"\nlayout: 'it''s'\n")
	f.Fuzz(func(t *testing.T, text string) {
		facts, err := Sidecar([]byte(text))
		if facts.Date != "" && isDay(facts.Date) != nil || facts.URL != "" && isAddress(facts.URL) != nil || short(facts.Title) != nil {
			t.Fatalf("facts are %+v", facts)
		}
		if err != nil && !utf8.ValidString(err.Error()) {
			t.Fatalf("error %q", err)
		}
	})
}
