package parse

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"strings"
)

// This file opens pages that a browser saved as one file (.mht, .mhtml): a mail of several parts, of which the first page is the text.

const mhtForm form = "multipart/related"

// mhtParts bounds the parts of the mail.
const mhtParts = 10_000

// isMHT reads as far as the header of such a mail: lines of fields, among them one that says so.
func isMHT(original []byte) bool {
	head := original[:min(len(original), 8<<10)]
	if end := bytes.Index(head, []byte("\n\n")); end >= 0 {
		head = head[:end]
	}
	if end := bytes.Index(head, []byte("\r\n\r\n")); end >= 0 {
		head = head[:end]
	}
	head = bytes.ToLower(head)
	return bytes.Contains(head, []byte("mime-version:")) && bytes.Contains(head, []byte("content-type:")) &&
		(bytes.Contains(head, []byte("multipart/related")) || bytes.Contains(head, []byte("text/html")))
}

// readMHT yields the text of the page in a mail.
func readMHT(original []byte) (decoded, error) {
	message, err := mail.ReadMessage(bytes.NewReader(bytes.TrimLeft(original, "\r\n")))
	if err != nil {
		return decoded{}, damaged("the saved page can't be opened: %w", err)
	}
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil {
		return decoded{}, damaged("the saved page can't be opened: %w", err)
	}
	page, err := firstPage(message.Body, message.Header.Get("Content-Transfer-Encoding"), kind, params["boundary"])
	if err != nil {
		return decoded{}, err
	}
	text, guess, err := decodeText(page)
	if err != nil {
		return decoded{}, err
	}
	d, err := readHTML(text)
	if err != nil {
		return decoded{}, err
	}
	d.form, d.encoding, d.confidence, d.doubt = mhtForm, guess.best.name, guess.confidence, guess.doubt()
	if from := message.Header.Get("Snapshot-Content-Location"); from != "" && d.meta.first("url") == "" {
		d.meta["url"] = []string{from}
	}
	return d, nil
}

// firstPage is the bytes of the first part that is HTML, or of the lone one.
func firstPage(body io.Reader, encoding, kind, boundary string) ([]byte, error) {
	if !strings.HasPrefix(kind, "multipart/") {
		return readPart(body, encoding)
	}
	parts := multipart.NewReader(body, boundary)
	for range mhtParts {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			return nil, unsupported("save the page again", "the saved page has no part that is HTML")
		}
		if err != nil {
			return nil, damaged("the saved page is broken: %w", err)
		}
		if strings.HasPrefix(strings.ToLower(part.Header.Get("Content-Type")), "text/html") {
			return readPart(part, part.Header.Get("Content-Transfer-Encoding"))
		}
	}
	return nil, tooLarge("the saved page has more than %d parts", mhtParts)
}

// readPart undoes the encoding that made bytes fit for mail. A part that breaks off is read as far as it goes.
func readPart(part io.Reader, encoding string) ([]byte, error) {
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		part = quotedprintable.NewReader(part)
	case "base64":
		part = base64.NewDecoder(base64.StdEncoding, part)
	}
	page, err := io.ReadAll(part)
	if err != nil && !errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, damaged("the saved page is broken: %w", err)
	}
	return page, nil
}
