package unpack

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"path"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"shilu/schema"
)

func TestOpen(t *testing.T) {
	page := strings.Repeat("记者：请问？\n", 50)
	inner := zipOf(t, file("a.txt", page), file("b/c.txt", "甲"))
	docx := zipOf(t, file("[Content_Types].xml", "<Types/>"), file("word/document.xml", "<x/>"))
	odt := zipOf(t, stored("mimetype", "application/vnd.oasis.opendocument.text"), file("content.xml", "<x/>"))
	for _, c := range []struct {
		name, archive string
		want          []string
	}{
		{"files in order, folders left out", zipOf(t, file("z/", ""), file("z/b.txt", "乙"), file("a.txt", page)), []string{"z/b.txt", "a.txt"}},
		{"a zip in a zip", zipOf(t, file("x.txt", "甲"), file("in/inner.zip", inner), file("y.txt", "乙")), []string{"x.txt", "in/inner.zip!/a.txt", "in/inner.zip!/b/c.txt", "y.txt"}},
		{"gzip in a zip", zipOf(t, file("in/a.txt.gz", gzipOf(t, "", page))), []string{"in/a.txt.gz!/a.txt"}},
		{"a zip in gzip", gzipOf(t, "", inner), []string{"archive!/a.txt", "archive!/b/c.txt"}},
		{"documents are no archives", zipOf(t, file("a.docx", docx), file("b.odt", odt)), []string{"a.docx", "b.odt"}},
		{"slashes of Windows", zipOf(t, file(`发布会\实录.txt`, "甲"), file(`空\`, "")), []string{"发布会/实录.txt"}},
		{"dots", zipOf(t, file("./a//b/./c.txt", "甲")), []string{"a/b/c.txt"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got []string
			for _, m := range members(t, "archive.gz", c.archive, DefaultLimits()) {
				got = append(got, m.Path)
				if m.Refused != nil || len(m.Body) == 0 {
					t.Errorf("%s: %v, %d bytes", m.Path, m.Refused, len(m.Body))
				}
			}
			if strings.Join(got, "|") != strings.Join(c.want, "|") {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}

func TestGzipNames(t *testing.T) {
	for _, c := range []struct{ archive, inside, want string }{
		{"in/call.txt.gz", "other.txt", "call.txt"},
		{"CALL.TXT.GZ", "", "CALL.TXT"},
		{"download", "dir/call.txt", "call.txt"},
		{"download", "", "content"},
		{".gz", "../../etc/passwd", "passwd"},
		{"download", "..", "content"},
	} {
		got := members(t, c.archive, gzipOf(t, c.inside, "甲"), DefaultLimits())
		if len(got) != 1 || got[0].Path != c.want || string(got[0].Body) != "甲" {
			t.Errorf("%s with %q: got %+v, want %s", c.archive, c.inside, got, c.want)
		}
	}
}

func TestModified(t *testing.T) {
	at := time.Date(2031, 4, 2, 9, 30, 0, 0, time.UTC)
	f := file("a.txt", "甲")
	f.Modified = at
	if got := members(t, "a.zip", zipOf(t, f), DefaultLimits()); !got[0].Modified.Equal(at) {
		t.Errorf("got %v, want %v", got[0].Modified, at)
	}
}

// TestNames decodes names without the mark of UTF-8, as Windows programs write them.
func TestNames(t *testing.T) {
	const simplified, traditional, german = "海城新闻发布会/2031年四月.txt", "海城港務局記者會/會議紀錄.txt", "Präsidium/Größe.txt"
	encode := func(e interface{ String(string) (string, error) }, text string) string {
		out, err := e.String(text)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	gbk := encode(simplifiedchinese.GBK.NewEncoder(), simplified)
	for _, c := range []struct {
		name  string
		entry entry
		want  string
	}{
		{"utf-8 with the mark", file(simplified, "甲"), simplified},
		{"utf-8 without it", unmarked(simplified), simplified},
		{"gbk", unmarked(gbk), simplified},
		{"big5", unmarked(encode(traditionalchinese.Big5.NewEncoder(), traditional)), traditional},
		{"code page 437", unmarked(encode(charmap.CodePage437.NewEncoder(), german)), german},
		{"the Unicode field", withUnicodePath(unmarked(gbk), "真名.txt", gbk), "真名.txt"},
		{"a Unicode field of another name", withUnicodePath(unmarked(gbk), "假名.txt", "other"), simplified},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := members(t, "a.zip", zipOf(t, c.entry), DefaultLimits())
			if len(got) != 1 || got[0].Path != c.want {
				t.Errorf("got %+v, want %s", got, c.want)
			}
		})
	}
}

// TestRefused opens what was made to do harm, or is broken: all of it is refused.
func TestRefused(t *testing.T) {
	small := Limits{Members: 3, MemberBytes: 1 << 20, Bytes: 2 << 20, Ratio: 200, Depth: 2}
	loose := DefaultLimits()
	good := zipOf(t, file("a.txt", strings.Repeat("甲", 1000)))
	zeros := strings.Repeat("\x00", 50<<20)
	deep := zipOf(t, file("a.txt", "甲"))
	for range 3 {
		deep = zipOf(t, file("a.zip", deep))
	}
	random := incompressible(3 << 20)
	for _, c := range []struct {
		name, archive string
		limits        Limits
		code, says    string
	}{
		{"a way out", zipOf(t, file("ok.txt", "甲"), file("../../etc/cron.d/x", "乙")), loose, schema.FaultUnsupported, "leads out"},
		{"a way out with backslashes", zipOf(t, file(`a\..\..\x`, "乙")), loose, schema.FaultUnsupported, "leads out"},
		{"the root", zipOf(t, file("/etc/passwd", "乙")), loose, schema.FaultUnsupported, "root of a disk"},
		{"a drive", zipOf(t, file("C:/x", "乙")), loose, schema.FaultUnsupported, "root of a disk"},
		{"a line feed in a name", zipOf(t, file("a\nb", "乙")), loose, schema.FaultUnsupported, "control characters"},
		{"a long name", zipOf(t, file(strings.Repeat("a", nameBytes+1), "乙")), loose, schema.FaultUnsupported, "too long"},
		{"many members", zipOf(t, file("a", "1"), file("b", "2"), file("c", "3"), file("d", "4")), small, schema.FaultTooLarge, "3 members"},
		{"many folders", zipOf(t, folders(31)...), small, schema.FaultTooLarge, "3 members"},
		{"a zip bomb", zipOf(t, file("a.txt", zeros)), loose, schema.FaultTooLarge, "200 times"},
		{"a gzip bomb", gzipOf(t, "a.txt", zeros), loose, schema.FaultTooLarge, "200 times"},
		{"a bomb in a zip", zipOf(t, file("a.gz", gzipOf(t, "a.txt", zeros))), loose, schema.FaultTooLarge, "200 times"},
		{"many bytes", zipOf(t, file("a", random[:1<<20]), file("b", random[1<<20:2<<20]), file("c", random[2<<20:])), small, schema.FaultTooLarge, "2 MB"},
		{"archives in each other", deep, small, schema.FaultTooLarge, "2 levels"},
		{"nothing", zipOf(t), loose, schema.FaultEmpty, "no members"},
		{"folders alone", zipOf(t, folders(2)...), loose, schema.FaultEmpty, "no members"},
		{"half a zip", good[:len(good)/2], loose, schema.FaultDamaged, "can't be opened"},
		{"no gzip", "\x1F\x8B\x08", loose, schema.FaultDamaged, "can't be opened"},
		{"text", "记者：请问？", loose, schema.FaultUnsupported, "no archive"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := Open("a.zip", []byte(c.archive), c.limits, func(Member) error { return nil })
			fault := schema.AsFault(err)
			if fault == nil || fault.Code != c.code || !strings.Contains(fault.Reason, c.says) || fault.Advice == "" {
				t.Errorf("got %v, want a fault %s that says %q", err, c.code, c.says)
			}
		})
	}
}

// TestOneRefused wants the others given where one member can't be had.
func TestOneRefused(t *testing.T) {
	limits := DefaultLimits()
	limits.MemberBytes = 1 << 20
	text := strings.Repeat("记者：请问？\n", 100)
	encrypted, strange := file("bad", text), file("bad", "甲")
	encrypted.Flags, strange.Method = 1, 99
	broken := zipOf(t, file("a.txt", "甲"), stored("bad", text), file("z.txt", "乙"))
	broken = strings.Replace(broken, "请问", "请间", 1)
	for _, c := range []struct{ name, archive, code, says string }{
		{"encrypted", zipOf(t, file("a.txt", "甲"), encrypted, file("z.txt", "乙")), schema.FaultUnsupported, "encrypted"},
		{"packed in a strange way", zipOf(t, file("a.txt", "甲"), strange, file("z.txt", "乙")), schema.FaultUnsupported, "method 99"},
		{"broken", broken, schema.FaultDamaged, "checksum"},
		{"too large", zipOf(t, file("a.txt", "甲"), file("bad", incompressible(2<<20)), file("z.txt", "乙")), schema.FaultTooLarge, "1048576 bytes"},
		{"twice the same name", zipOf(t, file("a.txt", "甲"), file("bad", "甲"), file("bad", "乙"), file("z.txt", "乙")), schema.FaultDamaged, "two members"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var refused *schema.Fault
			given := 0
			for _, m := range members(t, "a.zip", c.archive, limits) {
				switch {
				case m.Refused != nil && m.Path == "bad" && m.Body == nil:
					refused = m.Refused
				case m.Refused == nil:
					given++
				}
			}
			if refused == nil || refused.Code != c.code || !strings.Contains(refused.Reason, c.says) || given < 2 {
				t.Errorf("refused %v, %d given; want a fault %s that says %q", refused, given, c.code, c.says)
			}
		})
	}
}

func TestOpenStops(t *testing.T) {
	stop := errors.New("stop")
	n := 0
	err := Open("a.zip", []byte(zipOf(t, file("a", "1"), file("b", "2"))), DefaultLimits(), func(Member) error { n++; return stop })
	if !errors.Is(err, stop) || n != 1 {
		t.Errorf("got %v after %d members", err, n)
	}
}

func TestIsArchive(t *testing.T) {
	for name, c := range map[string]struct {
		body string
		want bool
	}{
		"zip":         {zipOf(t, file("a.txt", "甲")), true},
		"empty zip":   {zipOf(t), true},
		"gzip":        {gzipOf(t, "", "甲"), true},
		"half a zip":  {zipOf(t, file("a.txt", "甲"))[:20], true},
		"docx":        {zipOf(t, file("[Content_Types].xml", ""), file("word/document.xml", "")), false},
		"odt":         {zipOf(t, stored("mimetype", "application/vnd.oasis.opendocument.text")), false},
		"epub":        {zipOf(t, stored("mimetype", "application/epub+zip"), file("META-INF/container.xml", "")), false},
		"mimetype of": {zipOf(t, stored("mimetype", "what it says")), true},
		"records":     {record("1", "甲") + "\n" + record("2", "乙"), true},
		"one record":  {record("1", "甲") + "\n", false},
		"half a one":  {record("1", "甲") + "\n" + record("2", "乙")[:40], false},
		"other lines": {`{"digest":"a"}` + "\n" + `{"digest":"b"}`, false},
		"turns":       {`{"speaker":"甲","text":"digest"}` + "\n" + `{"speaker":"乙","text":"\"digest\""}`, false},
		"text":        {"PK", false},
		"nothing":     {"", false},
	} {
		if got := IsArchive([]byte(c.body)); got != c.want {
			t.Errorf("%s: got %t", name, got)
		}
	}
}

// TestRecords opens what the export writes, and an array of it.
func TestRecords(t *testing.T) {
	a, b := strings.Repeat("a", 32), strings.Repeat("b", 32)
	first, second := record(a, "甲"), record(b, "乙")
	pretty := strings.ReplaceAll(second, ",", ",\n  ")
	for name, archive := range map[string]string{
		"lines":            first + "\n" + second + "\n",
		"a mark and CRLF":  "\uFEFF" + first + "\r\n" + second + "\r\n",
		"an array":         "[\n" + first + ",\n" + second + "]",
		"indented":         first + "\n" + pretty,
		"packed, one more": gzipOf(t, "export.jsonl", first+"\n"+second+"\n"),
	} {
		got := members(t, "export.jsonl", archive, DefaultLimits())
		if len(got) != 2 || path.Base(got[0].Path) != a+".json" || path.Base(got[1].Path) != b+".json" || string(got[0].Body) != first {
			t.Errorf("%s: got %+v", name, got)
		}
	}
	got := members(t, "a", record("../x", "甲")+record(b, "乙"), DefaultLimits())
	if got[0].Path != "1.json" || got[1].Path != b+".json" {
		t.Errorf("got %s, %s", got[0].Path, got[1].Path)
	}
	for _, c := range []struct{ archive, says string }{
		{first + second + `{"digest": "c"}`, "record 3 can't be read: it is none"},
		{first + second + second[:50], "record 3 can't be read"},
	} {
		err := Open("a", []byte(c.archive), DefaultLimits(), func(Member) error { return nil })
		if fault := schema.AsFault(err); fault == nil || fault.Code != schema.FaultDamaged || !strings.Contains(fault.Reason, c.says) {
			t.Errorf("got %v, want %s", err, c.says)
		}
	}
}

// record is one with a turn.
func record(id, text string) string {
	return fmt.Sprintf(`{"id":%q,"digest":%q,"layout":"name-colon","turns":[{"index":0,"text":%q}]}`, id, id, text)
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(record("1", "甲") + "\n" + record("2", "乙")))
	f.Add([]byte(zipOf(f, file("a.txt", "甲"), file("b/c.txt", "乙"))))
	f.Add([]byte(zipOf(f, file("a.zip", zipOf(f, file("a.txt", "甲"))))))
	f.Add([]byte(gzipOf(f, "a.txt", "甲")))
	f.Add([]byte(zipOf(f, unmarked("\xba\xa3\xb3\xc7.txt"))))
	f.Fuzz(func(t *testing.T, body []byte) {
		limits := Limits{Members: 100, MemberBytes: 1 << 20, Bytes: 4 << 20, Ratio: 200, Depth: 3}
		size := 0
		err := Open("a.zip", body, limits, func(m Member) error {
			size += len(m.Body)
			if !utf8.ValidString(m.Path) || m.Path == "" || strings.HasPrefix(m.Path, "/") || strings.Contains("/"+m.Path+"/", "/../") {
				t.Fatalf("path %q", m.Path)
			}
			if (m.Refused != nil) == (m.Body != nil) && len(m.Body) > 0 {
				t.Fatalf("%q is given and refused", m.Path)
			}
			return nil
		})
		if err != nil && schema.AsFault(err) == nil {
			t.Fatalf("%v is no fault", err)
		}
		if size > 4<<20 {
			t.Fatalf("%d bytes", size)
		}
	})
}

func members(t *testing.T, name, archive string, limits Limits) []Member {
	t.Helper()
	var list []Member
	if err := Open(name, []byte(archive), limits, func(m Member) error {
		list = append(list, m)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return list
}

// entry is a member to be written.
type entry struct {
	zip.FileHeader
	body string
}

func file(name, body string) entry {
	return entry{FileHeader: zip.FileHeader{Name: name, Method: zip.Deflate}, body: body}
}

func stored(name, body string) entry {
	return entry{FileHeader: zip.FileHeader{Name: name, Method: zip.Store}, body: body}
}

func unmarked(name string) entry {
	return entry{FileHeader: zip.FileHeader{Name: name, Method: zip.Deflate, NonUTF8: true}, body: "甲"}
}

func withUnicodePath(e entry, name, checked string) entry {
	field := binary.LittleEndian.AppendUint16(nil, 0x7075)
	field = binary.LittleEndian.AppendUint16(field, uint16(5+len(name)))
	field = append(field, 1) // the version
	field = binary.LittleEndian.AppendUint32(field, crc32.ChecksumIEEE([]byte(checked)))
	field = append(field, name...)
	e.Extra = field
	return e
}

func folders(n int) []entry {
	list := make([]entry, n)
	for i := range list {
		list[i] = file(path.Join("d", fmt.Sprint(i))+"/", "")
	}
	return list
}

func zipOf(t testing.TB, entries ...entry) string {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, e := range entries {
		header := e.FileHeader
		create := w.CreateHeader
		if header.Method > zip.Deflate || header.Flags != 0 {
			header.CRC32, header.CompressedSize64, header.UncompressedSize64 = crc32.ChecksumIEEE([]byte(e.body)), uint64(len(e.body)), uint64(len(e.body))
			create = w.CreateRaw
		}
		f, err := create(&header)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(e.body)); err != nil && !strings.HasSuffix(header.Name, "/") {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func gzipOf(t testing.TB, name, body string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Name = name
	if _, err := w.Write([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// incompressible is bytes that packing doesn't make smaller.
func incompressible(n int) string {
	b := make([]byte, n)
	state := uint32(1)
	for i := range b {
		state = state*1664525 + 1013904223
		b[i] = byte(state >> 24)
	}
	return string(b)
}
