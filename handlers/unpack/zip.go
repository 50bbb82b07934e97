package unpack

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"strings"

	"shilu/schema"
)

// The kinds of archive.
const (
	kindZip     = "zip"
	kindGzip    = "gzip"
	kindRecords = "records"
)

// kindOf tells by the first bytes; "" for what is no archive, as documents that are zips.
func kindOf(body []byte) string {
	switch {
	case bytes.HasPrefix(body, []byte("\x1F\x8B\x08")):
		return kindGzip
	case bytes.HasPrefix(body, []byte("PK\x05\x06")): // without members
		return kindZip
	case bytes.HasPrefix(body, []byte("PK\x03\x04")) && !isDocument(body):
		return kindZip
	case isRecords(body):
		return kindRecords
	}
	return ""
}

// isDocument reports whether a zip is one file to people: it says so in a member that only documents have. A zip that can't be opened is
// an archive, which Open refuses.
func isDocument(body []byte) bool {
	archive, err := openZip(body)
	if err != nil {
		return false
	}
	for i, f := range archive.File {
		switch f.Name {
		case "[Content_Types].xml", "META-INF/container.xml": // Office, EPUB
			return true
		case "mimetype": // OpenDocument and EPUB have it first, and not packed
			if i == 0 && f.Method == zip.Store && f.UncompressedSize64 < 256 {
				return holds(f, "application/")
			}
		}
	}
	return false
}

func holds(f *zip.File, prefix string) bool {
	in, err := f.Open()
	if err != nil {
		return false
	}
	defer in.Close()
	start := make([]byte, len(prefix))
	_, err = io.ReadFull(in, start)
	return err == nil && string(start) == prefix
}

// openZip leaves it to cleanName to judge names.
func openZip(body []byte) (*zip.Reader, error) {
	archive, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, err
	}
	return archive, nil
}

func (o *opener) openZip(prefix string, body []byte, depth int) error {
	archive, err := openZip(body)
	if err != nil {
		return damaged("the zip can't be opened: %w", err)
	}
	if len(archive.File) > 10*o.limits.Members {
		return tooLarge("the archive has more than %d members", o.limits.Members) // folders left aside
	}
	names := namesOf(archive.File)
	paths := make([]string, len(names))
	for i, name := range names {
		// All names first: an archive that means harm is refused before anything of it is taken.
		if paths[i], err = cleanName(name); err != nil {
			return err
		}
	}
	for i, f := range archive.File {
		if strings.HasSuffix(names[i], "/") || strings.HasSuffix(names[i], `\`) || paths[i] == "" {
			continue // a folder
		}
		m := Member{Path: prefix + paths[i], Modified: f.Modified}
		if m.Body, m.Refused, err = o.readZip(f); err != nil {
			return err
		}
		if err := o.give(m, depth); err != nil {
			return err
		}
	}
	return nil
}

func (o *opener) readZip(f *zip.File) ([]byte, *schema.Fault, error) {
	const encrypted = 1
	if f.Flags&encrypted != 0 {
		return nil, schema.Faultf(schema.FaultUnsupported, "make the archive without a password", "the member is encrypted"), nil
	}
	in, err := f.Open()
	switch {
	case errors.Is(err, zip.ErrAlgorithm):
		return nil, schema.Faultf(schema.FaultUnsupported, "make the archive with the usual method, deflate", "the member is packed by method %d", f.Method), nil
	case err != nil:
		return nil, damaged("the member is broken: %w", err), nil
	}
	defer in.Close()
	return o.read(in, f.Open)
}
