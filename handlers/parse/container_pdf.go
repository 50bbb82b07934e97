package parse

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	pdferrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// This file opens PDFs with PDFium, compiled to WebAssembly: it needs no C and no program to be installed, and reaches neither files nor
// network. It is loaded when the first PDF comes, since that takes 3.6 seconds and 290 MB; with CachePDF, 0.1 seconds and 50 MB.

const pdfForm form = "application/pdf"

// asPDF is what the record calls the encoding of a PDF, whose fonts say by themselves which characters they show.
const asPDF = "binary"

// The limits of PDFs.
const (
	pdfPages  = 5000
	pdfBytes  = 64 << 20 // of text
	pdfMemory = 96 << 20
	pdfTime   = time.Minute // for 300 pages it takes one second
)

func isPDF(original []byte) bool {
	// The mark may stand behind some bytes of a mail or a printer.
	return bytes.Contains(original[:min(len(original), 1024)], []byte("%PDF-"))
}

// CachePDF names a folder in which the compiled reader of PDFs is kept from one process to the next, under the name of its version. Call
// it before the first PDF is read.
func CachePDF(dir string) { pdfCache = dir }

var pdfCache string

// pdfReaders makes readers of PDFs. An error is thought to pass: it has nothing to do with any file.
var pdfReaders = sync.OnceValues(func() (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfigCompiler().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(pdfMemory >> 16).
		WithCloseOnContextDone(true) // so that a file can't keep a reader for ever
	if pdfCache != "" {
		cache, err := wazero.NewCompilationCacheWithDir(pdfCache)
		if err != nil {
			return nil, fmt.Errorf("open the cache of the PDF reader: %w", err)
		}
		config = config.WithCompilationCache(cache)
	}
	readers := max(1, runtime.NumCPU())
	return webassembly.Init(webassembly.Config{
		Context: experimental.WithMemoryAllocator(context.Background(), experimental.MemoryAllocatorFunc(newPDFRoom)),
		MaxIdle: 0, MaxTotal: readers, RuntimeConfig: config, FSConfig: wazero.NewFSConfig(), Stdout: io.Discard, Stderr: io.Discard,
	})
})

// readPDF yields the text of a PDF.
func readPDF(original []byte) (decoded, error) {
	readers, err := pdfReaders()
	if err != nil {
		return decoded{}, fmt.Errorf("load the PDF reader: %w", err)
	}
	reader, err := readers.GetInstanceWithContext(context.Background())
	if err != nil {
		return decoded{}, fmt.Errorf("start a PDF reader: %w", err)
	}
	late := make(chan struct{})
	watch := time.AfterFunc(pdfTime, func() {
		close(late)
		_ = reader.Kill() // it ends the reading below, which says so
	})
	pages, err := pdfDocument{reader: reader}.read(original)
	if watch.Stop() {
		reader.Close() // its memory goes with it, whatever state it is in
	} else {
		<-late
		return decoded{}, tooLarge("reading the PDF takes more than %s", pdfTime)
	}
	if err != nil {
		return decoded{}, err
	}
	text := flow(pages)
	if strings.TrimFunc(text, isBlank) == "" {
		return decoded{}, unsupported("run text recognition (OCR) over it", "the PDF is a scan: %d pages and no text", len(pages))
	}
	if lost := countUnmapped(text); lost*lostShare > len(text) {
		return decoded{}, notText("the PDF doesn't say which characters its fonts show: %d of them are lost", lost)
	}
	return decoded{form: pdfForm, text: text, encoding: asPDF, confidence: 1}, nil
}

// countUnmapped counts the characters that stand for none: lost ones, and those for private use that broken fonts have.
func countUnmapped(text string) int {
	n := 0
	for _, r := range text {
		if r == '\uFFFD' || 0xE000 <= r && r <= 0xF8FF {
			n++
		}
	}
	return n
}

// pdfDocument reads a document page by page. Whatever PDFium says is wrong is the file's fault.
type pdfDocument struct {
	reader   pdfium.Pdfium
	document references.FPDF_DOCUMENT
}

func (d pdfDocument) read(original []byte) ([]pdfPage, error) {
	opened, err := d.reader.OpenDocument(&requests.OpenDocument{FileReader: bytes.NewReader(original), FileReaderSize: int64(len(original))})
	switch {
	case errors.Is(err, pdferrors.ErrPassword), errors.Is(err, pdferrors.ErrSecurity):
		return nil, errEncrypted
	case err != nil:
		reason, _, _ := strings.Cut(err.Error(), "\n") // a stack trace follows where the reader fell over
		return nil, damaged("the PDF can't be opened: %s", reason)
	}
	d.document = opened.Document
	count, err := d.reader.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.document})
	switch {
	case err != nil:
		return nil, damaged("the PDF's pages can't be counted: %w", err)
	case count.PageCount > pdfPages:
		return nil, tooLarge("the PDF has %d pages, the limit is %d", count.PageCount, pdfPages)
	}
	pages := make([]pdfPage, count.PageCount)
	size := 0
	for i := range pages {
		switch pages[i], err = d.page(i); {
		case errors.Is(err, pdferrors.ErrPage):
			return nil, damaged("page %d of the PDF is broken", i+1)
		case err != nil:
			// The reader itself came to its end: there was too much on the page, or something that it falls over.
			return nil, damaged("page %d of the PDF can't be read, or not with %d MB of memory", i+1, pdfMemory>>20)
		}
		for _, l := range pages[i].lines {
			size += len(l.text)
		}
		if size > pdfBytes {
			return nil, tooLarge("the PDF has more than %d MB of text", pdfBytes>>20)
		}
	}
	return pages, nil
}

func (d pdfDocument) page(index int) (pdfPage, error) {
	loaded, err := d.reader.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: d.document, Index: index})
	if err != nil {
		return pdfPage{}, err
	}
	// What doesn't close goes with the reader's memory.
	defer func() { _, _ = d.reader.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page}) }()
	page := requests.Page{ByReference: &loaded.Page}
	height, err := d.reader.FPDF_GetPageHeightF(&requests.FPDF_GetPageHeightF{Page: page})
	if err != nil {
		return pdfPage{}, err
	}
	of, err := d.reader.FPDFText_LoadPage(&requests.FPDFText_LoadPage{Page: page})
	if err != nil {
		return pdfPage{}, err
	}
	defer func() { _, _ = d.reader.FPDFText_ClosePage(&requests.FPDFText_ClosePage{TextPage: of.TextPage}) }()
	count, err := d.reader.FPDFText_CountChars(&requests.FPDFText_CountChars{TextPage: of.TextPage})
	if err != nil || count.Count == 0 {
		return pdfPage{height: float64(height.PageHeight)}, err
	}
	text, err := d.reader.FPDFText_GetText(&requests.FPDFText_GetText{TextPage: of.TextPage, Count: count.Count})
	if err != nil {
		return pdfPage{}, err
	}
	p := pdfPage{height: float64(height.PageHeight)}
	at := 0 // in UTF-16, as PDFium counts
	for line := range strings.SplitSeq(text.Text, "\n") {
		length := utf16Length(line)
		line = strings.TrimSuffix(line, "\r")
		if trimmed := strings.TrimFunc(line, isBlank); trimmed != "" {
			blank, _, _ := strings.Cut(line, trimmed)
			before := utf16Length(blank)
			l := pdfLine{text: trimmed}
			if err := d.place(&l, of.TextPage, at+before, at+before+utf16Length(trimmed)-1); err != nil {
				return pdfPage{}, err
			}
			p.lines = append(p.lines, l)
		}
		at += length + 1
	}
	return p, nil
}

// place finds where the first and the last character of a line stand.
func (d pdfDocument) place(l *pdfLine, page references.FPDF_TEXTPAGE, first, last int) error {
	for i, at := range []int{first, last} {
		char, err := d.reader.FPDFText_GetCharIndexFromTextIndex(&requests.FPDFText_GetCharIndexFromTextIndex{TextPage: page, NTextIndex: at})
		if err != nil {
			return err
		}
		box, err := d.reader.FPDFText_GetCharBox(&requests.FPDFText_GetCharBox{TextPage: page, Index: char.CharIndex})
		if err != nil {
			continue // a character that PDFium added has no place
		}
		if i == 0 {
			l.left, l.bottom, l.top = box.Left, box.Bottom, box.Top
		}
		l.right = box.Right
	}
	return nil
}

func utf16Length(text string) int {
	n := 0
	for _, r := range text {
		n++
		if r > 0xFFFF {
			n++
		}
	}
	return n
}
