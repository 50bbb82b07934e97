package main

import (
	"path"

	"shilu/handlers/parse"
	"shilu/handlers/unpack"
	"shilu/pipeline/inbox"
)

// sourceFlags are what every command has that reads files.
type sourceFlags struct {
	MaxSize byteSize `default:"64MiB" placeholder:"SIZE" help:"The largest file that is read, in a folder or in a zip, like 64MiB or 300MB (${default}). Larger ones are rejected."`
}

// config is what every inbox has in common: who reads for it what a source consists of besides the file's own bytes.
func (f sourceFlags) config(dir, name string) inbox.Config {
	config := inbox.DefaultConfig(dir, name)
	config.MaxSize = int64(f.MaxSize)
	config.Sidecar = readSidecar
	config.Unpack = f.openContainer
	return config
}

// openContainer is nil for what is no archive.
func (f sourceFlags) openContainer(name string, body []byte) inbox.Unpacked {
	if !unpack.IsArchive(body) {
		return nil
	}
	limits := unpack.DefaultLimits()
	limits.MemberBytes = int64(f.MaxSize)
	limits.Bytes = max(limits.Bytes, limits.MemberBytes)
	return func(each func(inbox.Member) error) error {
		return unpack.Open(path.Base(name), body, limits, func(m unpack.Member) error { return each(inbox.Member(m)) })
	}
}

func readSidecar(body []byte) (inbox.Facts, error) {
	facts, err := parse.Sidecar(body)
	return inbox.Facts{Title: facts.Title, Spoken: facts.Date, Place: facts.Place, URL: facts.URL, Layout: facts.Layout}, err
}
