package parse

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"

	"shilu/schema"
)

// TestContainerLimits opens what was made to be too much: each is refused with the limit's name, and without building it first.
func TestContainerLimits(t *testing.T) {
	deepXML := strings.Repeat("<p>", 100_000)
	laughs := `<!DOCTYPE x [<!ENTITY a "ha ha ha"><!ENTITY b "&a;&a;&a;&a;">]>`
	var attributes strings.Builder
	for i := range 1_000_001 {
		fmt.Fprintf(&attributes, "/%x", i)
	}
	for _, c := range []struct{ name, original, code, limit string }{
		{"nested JSON", strings.Repeat(`{"a":[`, 1_000_000), schema.FaultTooLarge, "100 levels"},
		{"a JSON list without end", "[" + strings.Repeat("0,", 6_000_000) + "0]", schema.FaultTooLarge, "5000000 values"},
		{"nested XML", "<akomaNtoso>" + deepXML, schema.FaultTooLarge, "200 levels"},
		{"XML of many elements", "<akomaNtoso>" + strings.Repeat("<p/>", 2_000_000), schema.FaultTooLarge, "1000000 elements"},
		{"entities of entities", laughs + "<akomaNtoso>&b;</akomaNtoso>", schema.FaultTooLarge, "entity b"},
		{"a long entity", `<!DOCTYPE x [<!ENTITY a "` + strings.Repeat("ha", 100) + `">]><akomaNtoso>&a;</akomaNtoso>`, schema.FaultTooLarge, "64 bytes"},
		{"many entities", `<!DOCTYPE x [` + strings.Repeat(`<!ENTITY a "b">`, 501) + `]><akomaNtoso/>`, schema.FaultTooLarge, "500 entities"},
		{"much that is declared", `<!DOCTYPE x [` + strings.Repeat(`<!ENTITY a "b">`, 5000) + `]><akomaNtoso/>`, schema.FaultTooLarge, "65536 bytes"},
		{"an entity that is a file", `<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><akomaNtoso>&a;</akomaNtoso>`, schema.FaultUnsupported, "names a file"},
		{"an entity of nobody", `<akomaNtoso>&a;</akomaNtoso>`, schema.FaultDamaged, "line 1"},
		{"HTML of many elements", "<!doctype html>" + strings.Repeat("<p>", 1_000_001), schema.FaultTooLarge, "1000000 elements"},
		{"HTML of many attributes", "<!doctype html><p" + attributes.String() + ">", schema.FaultTooLarge, "1000000 elements"},
		{"lines", strings.Repeat("a\n", 5_000_001), schema.FaultTooLarge, "5000000 lines"},
		{"rows", "Speaker,Text\n" + strings.Repeat("a,b\n", 1_000_001), schema.FaultTooLarge, "1000000 rows"},
		{"several records", strings.Repeat(`{"digest":"a","layout":"b","turns":[]}`+"\n", 2), schema.FaultUnsupported, "2 transcripts"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Handle(context.Background(), received("a.txt", []byte(c.original)))
			runtime.ReadMemStats(&after)
			fault := schema.AsFault(err)
			if fault == nil || fault.Code != c.code || !strings.Contains(fault.Reason, c.limit) || fault.Advice == "" {
				t.Errorf("got %v, want a fault %s that says %q", err, c.code, c.limit)
			}
			if used := (after.TotalAlloc - before.TotalAlloc) >> 20; used > 600 {
				t.Errorf("it took %d MB in all", used)
			}
		})
	}
}

// TestDeepHTML reads what x/net/html makes of tags that nobody closes: it stops nesting by itself.
func TestDeepHTML(t *testing.T) {
	text := "<html><body>" + strings.Repeat("<div>", 100_000) + "记者：请问？</div><div>安远航：好。</div>"
	_, err := Handle(context.Background(), received("a.html", []byte(text)))
	if fault := schema.AsFault(err); fault == nil || !strings.Contains(fault.Reason, "nests deeper") && fault.Code != schema.FaultDamaged {
		t.Errorf("got %v", err)
	}
}

// TestNotContainers reads text that begins as data do.
func TestNotContainers(t *testing.T) {
	for name, text := range map[string]string{
		"brackets":        "[主持人]各位好。\n[安远航]谢谢主持人。\n",
		"page marks":      "[[Page S8584]]\nThe harbour opens.\n",
		"a number":        "[1] The harbour opens.\n[2] It closes.\n",
		"a brace":         "{整理稿}\n渔港今天启用。\n",
		"Markdown":        "<div align=\"center\">\n\n# Harbour\n\n</div>\n\nThe harbour opens.\nIt closes.\n\nThe end.\n",
		"an arrow":        "<- this is a line.\n",
		"commas":          "Time, text and speech are what we speak of.\nThe speaker, however, was late.\n",
		"a list of words": "时间、地点、内容\n渔港今天启用。\n",
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := Decode([]byte(text))
			if err != nil || got != text {
				t.Errorf("got %q, %v", got, err)
			}
		})
	}
}

// TestRendering shows how the text of structured data is written.
func TestRendering(t *testing.T) {
	got, _, err := Decode([]byte(`{"title": "Pier", "turns": [{"speaker": "Ann", "time": "09:31:06", "text": "Yes.\n\n No."}, {"speaker": "Bo", "text": "Ah."}]}`))
	const want = "Pier\n\nAnn (09:31:06)\nYes.\nNo.\n\nBo\nAh."
	if err != nil || got != want {
		t.Errorf("got %q, %v; want %q", got, err, want)
	}
}

func TestOffset(t *testing.T) {
	for seconds, want := range map[float64]string{0: "00:00:00.000", 79.18: "00:01:19.180", 3599.9996: "01:00:00.000", 360000: "100:00:00.000", -1: "", 1e9: ""} {
		if got := offset(seconds); got != want {
			t.Errorf("%v is %q, want %q", seconds, got, want)
		}
	}
}

func TestClock(t *testing.T) {
	for text, want := range map[string]string{
		"2024-05-10T09:31:06.500+08:00": "09:31:06.500", "2024-01-01 10:00:12": "10:00:12", "09:31": "09:31", "2024-05-10T09:31:06Z": "09:31:06",
		"2024-05-10": "", "": "", "noon": "", "9:30 am": "",
	} {
		if got := clock(text); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
}

// TestUnitsOfTime reads the same list in seconds and in milliseconds.
func TestUnitsOfTime(t *testing.T) {
	for _, unit := range []string{"%d", "%d000", `"%d"`} {
		text := fmt.Sprintf(`[{"speaker":"A","start":`+unit+`,"text":"x"},{"speaker":"B","start":`+unit+`,"text":"y"}]`, 3, 1500)
		rec := handle(t, "a.json", text)
		if len(rec.Turns) != 2 || rec.Turns[1].Time != "00:25:00.000" {
			t.Errorf("%s: %+v", text, rec.Turns)
		}
	}
}
