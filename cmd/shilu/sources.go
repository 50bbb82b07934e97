package main

import (
	"errors"
	"io/fs"
	"os"
	"path"

	"shilu/handlers/parse"
	"shilu/handlers/unpack"
	"shilu/pipeline/inbox"
	"shilu/schema"
)

// inboxConfig is what every inbox has in common: who reads for it what a source consists of besides the file's own bytes.
func inboxConfig(dir, name string) inbox.Config {
	config := inbox.DefaultConfig(dir, name)
	config.Sidecar = readSidecar
	config.Unpack = openContainer
	return config
}

// openContainer is nil for what is no archive.
func openContainer(name string, body []byte) inbox.Unpacked {
	if !unpack.IsArchive(body) {
		return nil
	}
	return func(each func(inbox.Member) error) error {
		return unpack.Open(path.Base(name), body, unpack.DefaultLimits(), func(m unpack.Member) error { return each(inbox.Member(m)) })
	}
}

func readSidecar(body []byte) (inbox.Facts, error) {
	facts, err := parse.Sidecar(body)
	return inbox.Facts{Title: facts.Title, Spoken: facts.Date, Place: facts.Place, URL: facts.URL, Layout: facts.Layout}, err
}

// tellSidecar adds what the sidecar of a file says, as an inbox would that took it. There needn't be one.
func tellSidecar(path string, file *schema.File) error {
	body, err := os.ReadFile(path + inbox.SidecarSuffix)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	facts, err := readSidecar(body)
	facts.Tell(file)
	if err != nil {
		file.Doubt = err.Error()
	}
	return nil
}
