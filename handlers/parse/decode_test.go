package parse

import (
	"bytes"
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
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

// TestDetect cuts texts into windows of a hundred characters, writes each in every encoding that has to be told apart, and wants the
// right one back.
func TestDetect(t *testing.T) {
	windows := map[string]int{}
	for want, texts := range map[string][]string{
		"gb18030": chineseTexts(t, "zh"), "utf-16le": chineseTexts(t, "zh"), "utf-16be": chineseTexts(t, "zh"),
		"big5": chineseTexts(t, "zh-Hant"), "shift_jis": {japaneseText}, "euc-kr": {koreanText}, "windows-1252": {germanText, frenchText, englishText},
	} {
		for _, text := range texts {
			for _, window := range windowsOf(text, 100) {
				if want != "windows-1252" && len(window) < 200 {
					continue // hardly any characters outside ASCII
				}
				original, err := legacy[want].NewEncoder().String(window)
				if err != nil || original == window {
					continue // there is a character that the encoding hasn't, or nothing to tell it by
				}
				if got := detect([]byte(original), ""); got.best.name != want || got.rival.name != "" {
					t.Errorf("%.40q in %s was taken for %q, rival %q", window, want, got.best.name, got.rival.name)
				}
				windows[want]++
			}
		}
	}
	for name := range legacy {
		if windows[name] < 2 {
			t.Errorf("only %d windows in %s", windows[name], name)
		}
	}
}

// legacy are the encodings that are told by the bytes alone.
var legacy = map[string]encoding.Encoding{
	"gb18030":      simplifiedchinese.GB18030,
	"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
	"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	"big5":         traditionalchinese.Big5,
	"shift_jis":    japanese.ShiftJIS,
	"euc-kr":       korean.EUCKR,
	"windows-1252": charmap.Windows1252,
}

const (
	koreanText = "안녕하십니까, 오늘 회견에 와 주신 기자 여러분께 감사드립니다. 새 항만은 유월에 문을 엽니다. 첫 배는 아침 여덟 시에 들어옵니다. " +
		"요금은 얼마입니까? 어른은 삼천 원이고 아이는 무료입니다. 자세한 것은 다음 달에 다시 말씀드리겠습니다. 주민들의 의견도 들었습니다. " +
		"공사는 예정대로 끝났으며 안전 점검도 모두 마쳤습니다. 질문이 더 있으면 손을 들어 주십시오. 이것으로 회견을 마치겠습니다.\n"
	japaneseText = "本日の会見にお越しいただき、ありがとうございます。港は六月に開きます。ご質問をどうぞ。料金はおいくらでしょうか。大人は三百円、子どもは無料です。" +
		"詳しいことは来月もう一度お知らせいたします。住民の皆さまのご意見も伺いました。工事は予定どおり終わり、安全の点検もすべて済んでおります。" +
		"ほかにご質問のある方は手を挙げてください。それでは、これで会見を終わらせていただきます。ターミナルの名前はまだ決まっておりません。" +
		"最初の船は朝の八時に着く予定です。バスは十五分おきに出ますので、どなたでもご利用いただけます。\n"
	germanText = "Wir eröffnen den neuen Hafen im Juni. Für die Fähren gilt ein günstiger Tarif, und die Plätze müssen nicht gebucht werden. " +
		"Größere Schiffe können später anlegen. Das heißt, wir prüfen es. Frühere Pläne sind überholt; schöne Grüße an die Bürger von Süderhöft.\n"
	frenchText = "Le port ouvrira à l’été. Les passagers âgés voyageront à prix réduit, et la créée ligne « Étoile » sera prolongée jusqu’à l’île. " +
		"Où en êtes-vous ? Nous avons déjà décidé que la sécurité était assurée, même après la tempête de février.\n"
	englishText = "We don’t know. “Perhaps” it’s the harbour’s café that they’d like to see – or the new one, which isn’t open yet. That’s what I’ve heard. " +
		"They said: “The fee’s £3.” It won’t rise, and there’s no plan to change that.\n"
)

func windowsOf(text string, size int) []string {
	var list []string
	runes := []rune(text)
	for at := 0; at+size <= len(runes); at += size {
		list = append(list, string(runes[at:at+size]))
	}
	return list
}

// TestDeclaredEncoding wants a claim to lose against the bytes, and to decide where these leave a doubt.
func TestDeclaredEncoding(t *testing.T) {
	page := "<meta charset=big5><p>" + strings.Repeat("我们把这件事情办好，请大家提问。", 4)
	if got := detect([]byte(encoded(t, simplifiedchinese.GB18030, page)), "big5"); got.best.name != "gb18030" {
		t.Errorf("a wrong claim made it %s", got.best.name)
	}
	for text, want := range map[string]string{
		`<meta charset="GB2312">`: "gb18030", `<meta http-equiv="Content-Type" content="text/html; charset=Big5">`: "big5",
		`<?xml version="1.0" encoding='ISO-8859-1'?>`: "windows-1252", "Content-Type: text/html;\r\n charset=\"Shift_JIS\"": "shift_jis",
		"<p>charset</p>": "", `<meta charset="klingon">`: "",
	} {
		if got := declared([]byte(text)); got != want {
			t.Errorf("%s declares %q, want %q", text, got, want)
		}
	}
}

// TestEncodingConfidence wants it to be whole where the bytes say what they are, and the less the shorter a text without such a word is.
func TestEncodingConfidence(t *testing.T) {
	const text = "记者：请问张家渔港去年产值多少？\n安远航：8亿元。\n记者：今年呢？\n安远航：我们把这件事情办好，请大家提问。\n"
	confidence := func(original string) float64 {
		return handle(t, "a.txt", original).EncodingConfidence
	}
	if utf8, marked := confidence(text), confidence(encoded(t, unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), text)); utf8 != 1 || marked != 1 {
		t.Errorf("of UTF-8 it is %v, of a marked text %v; want 1", utf8, marked)
	}
	for name, e := range map[string]encoding.Encoding{
		"gb18030": simplifiedchinese.GB18030, "utf-16": unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	} {
		if got := confidence(encoded(t, e, text)); got <= 0.55 || got > 1 {
			t.Errorf("of %s it is %v", name, got)
		}
	}
	if got := detect([]byte(encoded(t, traditionalchinese.Big5, "今天的")), "").confidence; got < 0.5 || got > 0.6 { // three characters of GB18030 too
		t.Errorf("of three characters it is %v", got)
	}
}

// TestDoubtfulEncoding wants a problem where the bytes fit two encodings: here three characters, which are a beginning in both.
func TestDoubtfulEncoding(t *testing.T) {
	verdict := verdict{best: asBig5, rival: asGB18030, evidence: [2]float64{0.5, 0.45}}
	rec := schema.Record{}
	doubtEncoding(&rec, decoded{encoding: "big5", doubt: verdict.doubt()})
	if problemCodes(rec) != schema.ProblemDoubtfulEncoding || !strings.Contains(rec.Problems[0].Detail, "gb18030") {
		t.Errorf("problems %v", rec.Problems)
	}
}

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
		{"a zip that breaks off", "PK\x03\x04\x14\x00\x00\x00", schema.FaultDamaged},
		{"a PDF that breaks off", "%PDF-1.7\n", schema.FaultDamaged},
		{"an HTML page without text", "\n<!DOCTYPE html><script>问：</script>", schema.FaultEmpty},
		{"JSON that isn't speech", "{\n  \"speaker\": \"x\"}", schema.FaultUnsupported},
		{"XML that isn't speech", "<?xml version=\"1.0\"?><svg></svg>", schema.FaultUnsupported},
		{"JSON that breaks off", "{\"turns\": [{\"speaker\": \"x\", \"text\": \"y\"}", schema.FaultDamaged},
		{"XML that breaks off", "<akomaNtoso><debate><speech by=\"#x\"><p>y</p>", schema.FaultDamaged},
		{"a NUL in JSON", "[{\"speaker\": \"x\", \"text\": \"y\\u0000\"}]", schema.FaultNotText},
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

// chineseTexts are the UTF-8 fixtures whose language begins with a tag.
func chineseTexts(t *testing.T, tag string) []string {
	var texts []string
	for _, f := range fixtures(t) {
		text, encoding, err := Decode(f.original)
		if err != nil {
			t.Fatal(err)
		}
		if encoding == "utf-8" && strings.HasPrefix(language(splitLines(text)), tag) && !strings.Contains(text, "\ufffd") {
			texts = append(texts, text)
		}
	}
	if len(texts) == 0 {
		t.Fatalf("no fixtures in %s", tag)
	}
	return texts
}
