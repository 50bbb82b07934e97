package main

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"fmt"
	"io"
	"os"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// Small files that would be huge, or endless, once they are read: each is refused by a limit that its error names, and neither takes the machine's
// memory on the way. The bombs are made of what is repeated, and written as it is made.

// A bomb is a file with the words of its limit.
type bomb struct {
	name, limit string
	write       func(io.Writer)
}

var bombs = []bomb{
	{"zeros.zip", "more than 67108864 bytes", func(w io.Writer) { writeZip(w, packed{"a.txt", zeros(1 << 30)}) }},
	{"zeros.txt.gz", "more than 67108864 bytes", func(w io.Writer) {
		z := gzip.NewWriter(w)
		write(z, zeros(400<<20))
		z.Close()
	}},
	{"together.zip", "200 times as large as itself", func(w io.Writer) {
		var all []packed
		for i := range 20 {
			all = append(all, packed{fmt.Sprintf("%d.txt", i), repeat(" ", 40<<20)})
		}
		writeZip(w, all...)
	}},
	{"members.zip", "more than 10000 members", func(w io.Writer) {
		var all []packed
		for i := range 10_001 {
			all = append(all, packed{fmt.Sprintf("%d.txt", i), repeat("", 0)})
		}
		writeZip(w, all...)
	}},
	{"nested.zip", "deeper than 3 levels", func(w io.Writer) {
		inner := []byte("王岚：好。")
		for range 4 {
			var b bytes.Buffer
			writeZip(&b, packed{"a.zip", bytes.NewReader(inner)})
			inner = b.Bytes()
		}
		w.Write(inner)
	}},
	{"laughs.xml", "or for other entities", func(w io.Writer) {
		io.WriteString(w, `<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a0 "ha">`)
		for i := range 12 {
			fmt.Fprintf(w, `<!ENTITY a%d "%s">`, i+1, strings.Repeat(fmt.Sprintf("&a%d;", i), 10))
		}
		io.WriteString(w, `]><debate>&a12;</debate>`)
	}},
	{"deep.xml", "deeper than 200 levels", func(w io.Writer) {
		io.WriteString(w, `<?xml version="1.0"?>`)
		write(w, repeat("<a>", 3<<20))
	}},
	{"deep.json", "deeper than 100 levels", func(w io.Writer) { write(w, repeat(`{"a":`, 5<<20)) }},
	{"deep.html", "open stack of elements exceeds 512", func(w io.Writer) {
		io.WriteString(w, `<!doctype html><body>`)
		write(w, repeat("<div>", 1<<20))
	}},
	{"elements.html", "1000000 elements", func(w io.Writer) {
		io.WriteString(w, `<!doctype html><body>`)
		write(w, repeat("<p>", 6<<20))
	}},
	{"space.docx", "128 MB", func(w io.Writer) {
		writeZip(w, packed{"[Content_Types].xml", strings.NewReader(`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`)},
			packed{"word/document.xml", io.MultiReader(strings.NewReader(`<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>`), repeat(" ", 400<<20))})
	}},
	{"stream.pdf", "96 MB of memory", func(w io.Writer) {
		var packed bytes.Buffer
		z := zlib.NewWriter(&packed)
		write(z, zeros(400<<20))
		z.Close()
		pdf(w, "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>", "<< /Type /Page /Parent 2 0 R /Contents 4 0 R >>",
			fmt.Sprintf("<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream", packed.Len(), packed.Bytes()))
	}},
	{"pages.pdf", "1000000 pages", func(w io.Writer) {
		pdf(w, "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids ["+strings.Repeat("3 0 R ", 1_000_000)+"] /Count 1000000 >>", "<< /Type /Page /Parent 2 0 R >>")
	}},
	{"circle.pdf", "page 1 of the PDF is broken", func(w io.Writer) {
		pdf(w, "<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 2 >>")
	}},
}

// peakEnv names a file that this process inspects in place of running tests, to say what memory it took.
const peakEnv = "SHILU_TEST_PEAK"

// inspectHere is shilu inspect, with the most memory that the process had behind it. Linux counts it from the start of the program; what wait4
// says of a child begins with that of its parent.
func inspectHere(file string) int {
	code := run(context.Background(), []string{"inspect", file}, os.Stdout, os.Stderr)
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 100
	}
	fmt.Printf("\npeak %s\n", peakLine.FindSubmatch(status)[1])
	return code
}

var (
	peakLine = regexp.MustCompile(`VmHWM:\s*(\d+) kB`)
	peakSaid = regexp.MustCompile(`\npeak (\d+)\n$`)
)

// TestBombsAreRefused runs with the code that reads PDFs already compiled, as every shilu but a data folder's first has it: compiling takes 290 MB.
func TestBombsAreRefused(t *testing.T) {
	if raceDetector {
		return // one goroutine reads them, which takes a few minutes so, and the memory is the detector's
	}
	const most = 200 // MB
	r := newRig(t)
	inspect := func(file string) (stdout, stderr string, code int) {
		var out, errs bytes.Buffer
		cmd := r.command()
		cmd.Path, cmd.Args = os.Args[0], os.Args[:1]
		cmd.Env = append(cmd.Env, peakEnv+"="+file)
		cmd.Stdout, cmd.Stderr = &out, &errs
		cmd.Run()
		return out.String(), errs.String(), cmd.ProcessState.ExitCode()
	}
	if err := os.Mkdir(r.data(), 0o700); err != nil {
		t.Fatal(err)
	}
	for i := len(bombs) - 1; i >= 0; i-- { // the PDFs first
		bomb := bombs[i]
		t.Run(bomb.name, func(t *testing.T) {
			f, err := os.Create(r.path(bomb.name))
			if err != nil {
				t.Fatal(err)
			}
			bomb.write(f)
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			stdout, stderr, code := inspect(bomb.name)
			if code != exitError && code != exitVerdict || !strings.Contains(stderr, bomb.limit) {
				t.Errorf("exit code %d, want a refusal that says %q\n%s", code, bomb.limit, stderr)
			}
			peak := peakSaid.FindStringSubmatch(stdout)
			if runtime.GOOS != "linux" || i == len(bombs)-1 {
				return
			}
			if kB, _ := strconv.Atoi(peak[1]); kB == 0 || kB>>10 > most {
				t.Errorf("it took %d MB, more than %d", kB>>10, most)
			}
		})
	}
}

// packed is a member of a zip.
type packed struct {
	name string
	body io.Reader
}

func writeZip(w io.Writer, members ...packed) {
	z := zip.NewWriter(w)
	for _, m := range members {
		f, err := z.Create(m.name)
		if err != nil {
			panic(err)
		}
		write(f, m.body)
	}
	z.Close()
}

// pdf writes objects, numbered from 1, as a document whose root is the first.
func pdf(w io.Writer, objects ...string) {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	places := make([]int, len(objects))
	for i, object := range objects {
		places[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, object)
	}
	table := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, place := range places {
		fmt.Fprintf(&b, "%010d 00000 n \n", place)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF", len(objects)+1, table)
	w.Write(b.Bytes())
}

func write(w io.Writer, r io.Reader) {
	if _, err := io.Copy(w, r); err != nil {
		panic(err)
	}
}

// repeat is n bytes of a word, again and again.
func repeat(word string, n int64) io.Reader {
	if n == 0 {
		return strings.NewReader(word)
	}
	return io.LimitReader(&again{word: []byte(strings.Repeat(word, 1+4096/len(word)))}, n)
}

func zeros(n int64) io.Reader { return repeat("\x00", n) }

// again reads the same without an end.
type again struct {
	word []byte
	at   int
}

func (a *again) Read(p []byte) (int, error) {
	n := copy(p, a.word[a.at:])
	a.at = (a.at + n) % len(a.word)
	return n, nil
}
