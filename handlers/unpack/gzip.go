package unpack

import (
	"bytes"
	"compress/gzip"
	"io"
	"path"
	"strings"
)

// openGzip gives the one file that a gzip file holds. Its name is the archive's without ".gz": the name within is that of the file once,
// on somebody's machine.
func (o *opener) openGzip(prefix, name string, body []byte, depth int) error {
	in, err := gzip.NewReader(bytes.NewReader(body))
	if err != nil {
		return damaged("the gzip file can't be opened: %w", err)
	}
	defer in.Close()
	inner := path.Base(strings.ReplaceAll(name, `\`, "/"))
	if trimmed := trimSuffixFold(inner, ".gz"); trimmed != inner && trimmed != "" {
		inner = trimmed
	} else if inner, err = cleanName(path.Base(decodeName(in.Name))); err != nil || inner == "" {
		inner = "content"
	}
	m := Member{Path: prefix + inner, Modified: in.ModTime}
	again := func() (io.ReadCloser, error) { return gzip.NewReader(bytes.NewReader(body)) }
	if m.Body, m.Refused, err = o.read(in, again); err != nil {
		return err
	}
	return o.give(m, depth)
}

func trimSuffixFold(name, suffix string) string {
	if len(name) >= len(suffix) && strings.EqualFold(name[len(name)-len(suffix):], suffix) {
		return name[:len(name)-len(suffix)]
	}
	return name
}
