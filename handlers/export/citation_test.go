package export

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"shilu/schema"
)

var june = time.Date(2031, 6, 1, 12, 0, 0, 0, time.UTC)

func cited(t testing.TB, form string, c Citation) string {
	t.Helper()
	out, err := c.Format(form)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestCitations shows each form, of a transcript that was published and of one that was not.
func TestCitations(t *testing.T) {
	r := hostile(t)
	published := Cite(r, r.Turns[3], 210, 221, "“蓝海”修复投入3.5亿元", june)
	bare := published
	bare.URL, bare.Title, bare.Speaker, bare.Time = "", "100% of {pier}_1", "Lind & Hale", ""
	for form, extension := range map[string]string{"gbt7714": "txt", "bibtex": "bib", "csl-json": "json", "markdown": "md"} {
		got := cited(t, form, published) + "\n" + cited(t, form, bare)
		golden := filepath.Join("testdata", "citation."+extension)
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatalf("%v; write it with -update and read it", err)
		}
		if got != string(want) {
			t.Errorf("%s is not what %s says:\n%s", form, golden, got)
		}
	}
	if _, err := published.Format("apa"); err == nil || !strings.Contains(err.Error(), "gbt7714") {
		t.Errorf("%v, want an error that lists the forms", err)
	}
}

// TestCitationsAreFoundAgain reads every form back, alone and among others' words.
func TestCitationsAreFoundAgain(t *testing.T) {
	r := hostile(t)
	for _, words := range []string{"投入3.5亿元", "“蓝海”修复", "两行\n都要", `a\b{c}_d 50% & *e* <f> [g] ~^$#`, "> 引", "-->"} {
		c := Cite(r, r.Turns[3], 210, 215, words, june)
		want := Quoted{Quote: words, Transcript: r.ID, Start: 210}
		own, err := json.Marshal(c)
		if err != nil {
			t.Fatal(err)
		}
		texts := map[string]string{"json": string(own)}
		for _, form := range CitationFormats() {
			texts[form] = cited(t, form, c)
		}
		texts["markdown in a report"] = "# A report\n\nHe said:\n\n" + texts["markdown"] + "\nSo it is.\n"
		texts["bibtex among others"] = "@book{x,\n  title = {Y},\n}\n" + texts["bibtex"]
		for form, text := range texts {
			got := ReadCitations(text)
			if len(got) != 1 || got[0] != want {
				t.Errorf("%s of %q gives %+v", form, words, got)
			}
		}
		if got := ReadCitations(texts["markdown"] + "\n" + texts["markdown"]); len(got) != 2 {
			t.Errorf("two are %d", len(got))
		}
	}
	if got := ReadCitations("他说“上次”时，又说“投入“3.5亿元””（" + r.ID + "#c210）。"); len(got) != 1 || got[0].Quote != "投入“3.5亿元”" {
		t.Errorf("in prose: %+v", got)
	}
	for text, want := range map[string]int{
		"see " + r.ID + "#c210": 1, r.ID + "#c210": 0, "no link": 0, "": 0, "[]": 0, `{"a": 1}`: 0,
		`[{"id": "` + r.ID + `#c210", "annote": "投入"}]`: 1,
	} {
		if got := ReadCitations(text); len(got) != want {
			t.Errorf("%q has %+v, want %d", text, got, want)
		}
	}
}

// The fields and types of csl-data.json 1.0.2 that may stand in an item, and no others.
func TestCSLKeepsTheSchemasRules(t *testing.T) {
	r := hostile(t)
	var items []map[string]any
	if err := json.Unmarshal([]byte(cited(t, "csl-json", Cite(r, r.Turns[3], 210, 221, "引", june))), &items); err != nil || len(items) != 1 {
		t.Fatalf("%v: %d items", err, len(items))
	}
	kinds := map[string]string{"id": "text", "type": "text", "title": "text", "author": "names", "issued": "date", "accessed": "date", "event-place": "text",
		"language": "text", "URL": "text", "note": "text", "annote": "text", "custom": "object"}
	for name, value := range items[0] {
		ok := false
		switch kinds[name] {
		case "text":
			_, ok = value.(string)
		case "object":
			_, ok = value.(map[string]any)
		case "names":
			list, _ := value.([]any)
			for _, n := range list {
				object, _ := n.(map[string]any)
				_, ok = object["literal"].(string)
			}
		case "date":
			object, _ := value.(map[string]any)
			parts, _ := object["date-parts"].([]any)
			ok = len(object) == 1 && len(parts) == 1 && len(parts[0].([]any)) == 3
		}
		if !ok {
			t.Errorf("%s is %v", name, value)
		}
	}
	if items[0]["type"] != "speech" || items[0]["id"] == "" {
		t.Errorf("type %v, id %v", items[0]["type"], items[0]["id"])
	}
}

// FuzzCitations puts a stranger's words into each form and finds them again.
func FuzzCitations(f *testing.F) {
	f.Add("投入3.5亿元", "杜若川")
	f.Add(`\{}%&$#_^~`, "> a\n\nb")
	f.Add("”", "“")
	r := hostile(f)
	f.Fuzz(func(t *testing.T, words, name string) {
		c := Cite(r, r.Turns[3], 210, 221, words, june)
		c.Speaker, c.Title, c.Place, c.URL, c.Affiliation = schema.Opt(name), schema.Opt(name), schema.Opt(name), schema.Opt(name), schema.Opt(name)
		for _, form := range CitationFormats() {
			out := cited(t, form, c)
			if form == "bibtex" {
				depth := 0
				for _, r := range out {
					switch r {
					case '{':
						depth++
					case '}':
						depth--
					}
					if depth < 0 {
						break
					}
				}
				if depth != 0 {
					t.Errorf("braces don't match:\n%s", out)
				}
			}
			if at := strings.IndexFunc(out, func(r rune) bool { return isForeign(r) && form != "csl-json" }); at >= 0 {
				t.Errorf("%s has %q", form, out[at:])
			}
		}
	})
}
