package parse

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"

	"shilu/schema"
)

func TestDecode(t *testing.T) {
	const text = "记者：请问张家渔港去年产值多少？\r\n\u3000\u3000安远航：\u00a08亿元。"
	utf16 := func(order unicode.Endianness, mark unicode.BOMPolicy) string {
		return encoded(t, unicode.UTF16(order, mark), text)
	}
	for _, c := range []struct{ name, original, encoding string }{
		{"utf-8", text, "utf-8"},
		{"utf-8 with mark", "\xEF\xBB\xBF" + text, "utf-8"},
		{"utf-16le with mark", utf16(unicode.LittleEndian, unicode.UseBOM), "utf-16le"},
		{"utf-16be with mark", utf16(unicode.BigEndian, unicode.UseBOM), "utf-16be"},
		{"utf-16le", utf16(unicode.LittleEndian, unicode.IgnoreBOM), "utf-16le"},
		{"utf-16be", utf16(unicode.BigEndian, unicode.IgnoreBOM), "utf-16be"},
		{"gb18030", encoded(t, simplifiedchinese.GB18030, text), "gb18030"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, encoding, err := Decode([]byte(c.original))
			if err != nil {
				t.Fatal(err)
			}
			if got != text || encoding != c.encoding {
				t.Errorf("got %q in %s, want %q in %s", got, encoding, text, c.encoding)
			}
		})
	}
}

// TestDecodeYields says what a container changes: the marks of appearance in captions, nothing else.
func TestDecodeYields(t *testing.T) {
	for _, c := range []struct{ original, want string }{
		{"a &amp; <i>b</i>", "a &amp; <i>b</i>"},
		{
			"WEBVTT\n\n0:01.000 --> 0:02.000\n<v Bo><i>a</i> &amp; <00:00:01.500><c.x>b</c></v> <3 {\\an8}c &copy;",
			"WEBVTT\n\n0:01.000 --> 0:02.000\n<v Bo>a & b</v> <3 c &copy;",
		},
		{"1\n00:00:01,000 --> 00:00:02,000\n<font color=\"red\">a</font>", "1\n00:00:01,000 --> 00:00:02,000\na"},
	} {
		got, _, err := Decode([]byte(c.original))
		if err != nil || got != c.want {
			t.Errorf("got %q, %v; want %q", got, err, c.want)
		}
	}
}

// TestDetect cuts the Chinese fixtures into windows of a hundred characters, writes each in every encoding that has to be told
// apart, and wants the right one back.
func TestDetect(t *testing.T) {
	readable := map[string]encoding.Encoding{
		"gb18030":  simplifiedchinese.GB18030,
		"utf-16le": unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		"utf-16be": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	}
	windows := 0
	for _, text := range chineseTexts(t) {
		runes := []rune(text)
		for at := 0; at+100 <= len(runes); at += 100 {
			window := string(runes[at : at+100])
			if len(window) < 200 {
				continue // hardly any Chinese
			}
			for want, e := range readable {
				if got := detect([]byte(encoded(t, e, window))); got.best.name != want || got.rival != "" {
					t.Errorf("%.40q in %s was taken for %q, rival %q", window, want, got.best.name, got.rival)
				}
				windows++
			}
		}
	}
	if windows < 50 {
		t.Errorf("only %d windows", windows)
	}
}

// TestDetectRefuses wants what can't be read to be refused rather than read wrongly.
func TestDetectRefuses(t *testing.T) {
	const (
		chinese  = "各位媒體朋友大家好，非常高興有這個機會，在線上跟大家說明我們的特別預算，就如同主持人剛剛所說的，第一個計畫是應變韌性。"
		korean1  = "안녕하십니까, 오늘 회견에 와 주신 기자 여러분께 감사드립니다. 항만은 유월에 문을 엽니다."
		japanese = "本日の会見にお越しいただき、ありがとうございます。港は六月に開きます。ご質問をどうぞ。"
		english  = "We don\x92t know. \x93Perhaps\x94 it\x92s the harbour\x92s caf\xe9 that they\x92d like to see."
	)
	for name, original := range map[string]string{
		"big5": encoded(t, traditionalchinese.Big5, chinese), "euc-kr": encoded(t, korean.EUCKR, korean1),
		"shift_jis": encoded(t, japaneseShiftJIS, japanese), "windows-1252": english,
	} {
		if text, encoding, err := Decode([]byte(original)); schema.AsFault(err) == nil {
			t.Errorf("%s was read as %s: %q", name, encoding, text)
		}
	}
}

var japaneseShiftJIS = japanese.ShiftJIS

func TestFaults(t *testing.T) {
	random := make([]byte, 8192)
	for i, source := 0, rand.New(rand.NewPCG(1, 2)); i < len(random); i++ {
		random[i] = byte(source.Uint32())
	}
	for _, c := range []struct{ name, original, code string }{
		{"no bytes", "", schema.FaultEmpty},
		{"a mark alone", "\xEF\xBB\xBF", schema.FaultEmpty},
		{"white space", " \r\n\u3000\u00a0\t\n", schema.FaultEmpty},
		{"a NUL", "问：好吗？\x00\n", schema.FaultNotText},
		{"random bytes", string(random), schema.FaultNotText},
		{"control characters", strings.Repeat("\x01\x02ab", 100), schema.FaultNotText},
		{"an image", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", schema.FaultNotText},
		{"a zip", "PK\x03\x04\x14\x00\x00\x00", schema.FaultUnsupported},
		{"a PDF", "%PDF-1.7\n", schema.FaultUnsupported},
		{"an HTML page", "\n<!DOCTYPE html><p>问：</p>", schema.FaultUnsupported},
		{"JSON", "{\n  \"speaker\": \"x\"}", schema.FaultUnsupported},
		{"utf-32", "\xFF\xFE\x00\x00a\x00\x00\x00", schema.FaultUnsupported},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Handle(context.Background(), received("a.txt", []byte(c.original)))
			fault := schema.AsFault(err)
			if fault == nil || fault.Code != c.code || fault.Advice == "" {
				t.Errorf("got %#v, want a fault %s with advice", err, c.code)
			}
		})
	}
}

// TestDamagedUTF8 wants a damaged file read as what it is, with the loss reported, and not as mojibake of another encoding.
func TestDamagedUTF8(t *testing.T) {
	original := bytes.Replace([]byte(strings.Repeat("记者：请问进展如何？\n安远航：进展顺利，年底完成。\n", 20)), []byte("顺利"), []byte("顺\x88"), 1)
	rec, err := Handle(context.Background(), received("a.txt", original))
	if err != nil {
		t.Fatal(err)
	}
	if rec.Encoding != "utf-8" || len(rec.Turns) != 40 || !strings.Contains(problemCodes(rec), schema.ProblemLostCharacters) {
		t.Errorf("got %d turns in %s, problems %s", len(rec.Turns), rec.Encoding, problemCodes(rec))
	}
}

func encoded(t *testing.T, e encoding.Encoding, text string) string {
	t.Helper()
	out, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// chineseTexts are the UTF-8 fixtures that are mostly Chinese.
func chineseTexts(t *testing.T) []string {
	var texts []string
	for _, f := range fixtures(t) {
		text, encoding, err := Decode(f.original)
		if err != nil {
			t.Fatal(err)
		}
		if encoding == "utf-8" && strings.HasPrefix(language(splitLines(text)), "zh") && !strings.Contains(text, "\ufffd") {
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		t.Fatal("no Chinese fixtures")
	}
	return texts
}

func FuzzDecode(f *testing.F) {
	for _, seed := range fixtures(f) {
		f.Add(seed.original)
	}
	f.Fuzz(func(t *testing.T, original []byte) {
		text, encoding, err := Decode(original)
		if err != nil {
			if schema.AsFault(err) == nil {
				t.Fatalf("%v is no fault", err)
			}
			return
		}
		if strings.ToValidUTF8(text, "") != text || encoding == "" {
			t.Fatalf("encoding %q, text %q", encoding, text)
		}
	})
}
