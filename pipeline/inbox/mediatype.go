package inbox

import (
	"path"
	"strings"
)

// mediaType goes by the name alone: it labels the event's bytes for whoever looks at the stream. What they are, parse finds out.
func mediaType(name string) string {
	if t, ok := mediaTypes[strings.ToLower(path.Ext(name))]; ok {
		return t
	}
	return "application/octet-stream"
}

// A table of its own, because package mime's depends on what the machine has installed.
var mediaTypes = map[string]string{
	".csv":      "text/csv",
	".docx":     "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	".gz":       "application/gzip",
	".htm":      "text/html",
	".html":     "text/html",
	".json":     "application/json",
	".jsonl":    "application/jsonl",
	".markdown": "text/markdown",
	".md":       "text/markdown",
	".mht":      "multipart/related",
	".odt":      "application/vnd.oasis.opendocument.text",
	".pdf":      "application/pdf",
	".srt":      "application/x-subrip",
	".text":     "text/plain",
	".tsv":      "text/tab-separated-values",
	".txt":      "text/plain",
	".vtt":      "text/vtt",
	".xml":      "application/xml",
	".zip":      "application/zip",
}
