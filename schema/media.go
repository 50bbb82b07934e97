package schema

import (
	"path"
	"strings"
)

// mediaTypes are the forms of file that transcripts come in, by extension. The operating system's table isn't asked: the same file
// must be the same event on every machine.
var mediaTypes = map[string]string{
	".txt":      "text/plain",
	".md":       "text/markdown",
	".markdown": "text/markdown",
	".vtt":      "text/vtt",
	".srt":      "application/x-subrip",
	".html":     "text/html",
	".htm":      "text/html",
	".mht":      "multipart/related",
	".mhtml":    "multipart/related",
	".json":     "application/json",
	".jsonl":    "application/jsonl",
	".csv":      "text/csv",
	".xml":      "application/xml",
	".docx":     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".odt":      "application/vnd.oasis.opendocument.text",
	".pdf":      "application/pdf",
}

// MediaType is what a file's name claims that it is; application/octet-stream where it claims nothing. Parse looks at the bytes.
func MediaType(name string) string {
	if known, ok := mediaTypes[strings.ToLower(path.Ext(name))]; ok {
		return known
	}
	return "application/octet-stream"
}
